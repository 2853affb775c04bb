//! Roots of the registry of parties, and the days that each is good for.
//!
//! A root lives 24 hours after the next one, so that what is being proved under it can be finished. A revocation ends
//! earlier roots at once, and no day before it is taken any more. But for that, a root is good for days before it was made too:
//! leaves carry their own dates, so a later registry knows more of an earlier day.

use alloc::vec::Vec;

use covenant_statements::{Day, Fr, serde_forms};
use serde::{Deserialize, Serialize};

use super::published::entry::PublishedRoot;

/// How long a root lives after the next one, in seconds.
const OVERLAP: u64 = 24 * 60 * 60;

/// A root.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    /// The root.
    #[serde(with = "serde_forms::field_hex")]
    pub root: Fr,
    /// When it was made, in seconds since 1970-01-01T00:00:00Z.
    pub made_at: u64,
    /// The last day that it is good for; null for the current one.
    pub until: Option<Day>,
    /// How many revocations its tree knows, by which a contract tells an older tree from a later one.
    #[serde(default)]
    pub revocations: u64,
}

/// The roots, the latest last.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roots(Vec<Root>);

impl Roots {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Root] {
        &self.0
    }

    /// The current one.
    #[must_use]
    pub fn current(&self) -> Option<&Root> {
        self.0.last()
    }

    /// How many revocations the current tree knows.
    #[must_use]
    pub fn revocations(&self) -> u64 {
        self.current().map_or(0, |root| root.revocations)
    }

    /// Whether no root knows fewer revocations than the one before.
    pub(super) fn count_upwards(&self) -> bool {
        self.0.is_sorted_by_key(|root| root.revocations)
    }

    /// A new root; the one before lives on for a day.
    pub(super) fn push(&mut self, root: Fr, now: u64) {
        let revocations = self.revocations();
        if let Some(before) = self.0.last_mut() {
            before.until = Some(Day::of_unix_seconds(now.saturating_add(OVERLAP)).unwrap_or(Day::MAX));
        }
        self.0.push(Root { root, made_at: now, until: None, revocations });
    }

    /// A new root after a revocation from the day `on`, which is not ahead of `now`: earlier ones are good for days before it only.
    pub(super) fn push_after_revocation(&mut self, root: Fr, on: Day, now: u64) {
        let last = day_before(on);
        self.push(root, now);
        if let Some((current, earlier)) = self.0.split_last_mut() {
            current.revocations = current.revocations.saturating_add(1);
            for root in earlier {
                root.until = root.until.min(Some(last));
            }
        }
    }
}

impl Roots {
    /// A root of the published registry, which says itself what becomes of those before it. No root ends later than it did.
    pub(super) fn push_published(&mut self, new: &PublishedRoot) {
        if let Some((previous, earlier)) = self.0.split_last_mut() {
            previous.until = new.previous_until;
            for root in earlier {
                root.until = match (root.until, new.earlier_until) {
                    (Some(before), Some(now)) => Some(before.min(now)),
                    (before, now) => before.or(now),
                };
            }
        }
        let PublishedRoot { root, made_at, revocations, .. } = *new;
        self.0.push(Root { root, made_at, until: None, revocations });
    }
}

/// The day before; the first day has none but itself.
pub(super) fn day_before(day: Day) -> Day {
    Day::new(day.get().saturating_sub(1)).unwrap_or(Day::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn day(n: u32) -> Option<Day> {
        Some(Day::new(n).unwrap())
    }

    fn ends(roots: &Roots) -> Vec<Option<Day>> {
        roots.all().iter().map(|root| root.until).collect()
    }

    #[test]
    fn a_root_lives_a_day_after_the_next() {
        let mut roots = Roots::default();
        roots.push(Fr::from(1u64), 10 * DAY);
        roots.push(Fr::from(2u64), 20 * DAY + 5);
        assert_eq!(ends(&roots), [day(21), None]);
        roots.push(Fr::from(3u64), 30 * DAY);
        assert_eq!(ends(&roots), [day(21), day(31), None]);
    }

    #[test]
    fn a_revocation_ends_earlier_roots_at_once() {
        let mut roots = Roots::default();
        roots.push(Fr::from(1u64), 10 * DAY);
        roots.push(Fr::from(2u64), 20 * DAY);
        roots.push_after_revocation(Fr::from(3u64), Day::new(30).unwrap(), 30 * DAY);
        assert_eq!(ends(&roots), [day(21), day(29), None]);
        roots.push_after_revocation(Fr::from(4u64), Day::new(15).unwrap(), 31 * DAY);
        assert_eq!(ends(&roots), [day(14), day(14), day(14), None], "revoked with effect in the past");
        roots.push(Fr::from(5u64), 31 * DAY);
        let counts: Vec<u64> = roots.all().iter().map(|root| root.revocations).collect();
        assert_eq!(counts, [0, 0, 1, 2, 2], "each root knows the revocations before it");
    }
}
