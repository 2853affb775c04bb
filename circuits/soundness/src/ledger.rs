//! What is written down about a circuit: the tables that the gates compare what they find with.

use crate::system::Site;

/// The tables of one circuit. Places are named by the end of their full path, whole parts only: `poseidon/square` names
/// every such hint, `seller/salt` the seller's salt. Where several entries name a place, the longest counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ledger {
    /// For every private input and hint the labels of the constraints that may catch its forgery.
    pub caught_by: &'static [&'static [(&'static str, &'static [&'static str])]],
    /// Replacements that are equivalent, with the reason.
    pub equivalent: &'static [(&'static str, &'static str)],
    /// The statement's free secrets: a witness can have other values there and be valid for the same public inputs.
    pub free: &'static [&'static str],
    /// Groups of constraints whose deletion no case shows, with the reason.
    pub undeletable: &'static [(&'static str, &'static str)],
}

impl Ledger {
    /// Nothing written yet.
    pub const EMPTY: Self = Self { caught_by: &[], equivalent: &[], free: &[], undeletable: &[] };

    /// The labels that may catch forgeries of a place.
    #[must_use]
    pub fn catchers(&self, site: &Site) -> Option<&'static [&'static str]> {
        let entries = self.caught_by.iter().copied().flatten();
        longest(site, entries.map(|(place, labels)| (*place, *labels)))
    }

    /// Why a replacement there is equivalent.
    #[must_use]
    pub fn equivalence(&self, site: &Site) -> Option<&'static str> {
        longest(site, self.equivalent.iter().copied())
    }

    /// Whether a place is a free secret.
    #[must_use]
    pub fn is_free(&self, site: &Site) -> bool {
        self.free.iter().any(|place| names(place, &site.full()))
    }

    /// Why no case shows the deletion of a group.
    #[must_use]
    pub fn reason(&self, site: &Site) -> Option<&'static str> {
        longest(site, self.undeletable.iter().copied())
    }
}

/// Whether an entry names a place: its path ends with the entry, at a `/`.
#[must_use]
pub fn names(place: &str, full: &str) -> bool {
    full.strip_suffix(place).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
}

fn longest<T>(site: &Site, entries: impl Iterator<Item = (&'static str, T)>) -> Option<T> {
    let full = site.full();
    let named = entries.filter(|(place, _)| names(place, &full));
    named.max_by_key(|(place, _)| place.len()).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_name_whole_parts_and_the_longest_counts() {
        let site = Site { path: "inputs/seller".into(), name: "salt".into() };
        let ledger = Ledger {
            equivalent: &[("salt", "any"), ("seller/salt", "the seller's"), ("ler/salt", "no part")],
            free: &["inputs/seller/salt"],
            ..Ledger::default()
        };
        assert_eq!(ledger.equivalence(&site), Some("the seller's"));
        assert!(ledger.is_free(&site));
        assert!(!names("alt", "inputs/seller/salt"));
    }
}
