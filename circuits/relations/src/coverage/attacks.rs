//! Claims whose witness only an attacker computes: cases for the gate of deletion that no change of a claim makes.

use super::refused::{small, world};
use crate::{
    Refused,
    forged::{Attack, Forgeries, Known, Places},
};
use ark_ff::AdditiveGroup;
use covenant_statements::{Fr, roles::MAX_AUTHORITIES};

const CASES: &[(&str, Attack)] = &[("a hole in the list of authorities", hole)];

/// The third authority, who signs, stands in the fourth place, and nobody in the third.
fn hole(known: &Known<'_>) -> Option<Forgeries> {
    let (listed, used) = ("inputs/scope/authorities", "documents/list/used");
    let third = known.value(listed, 3)?;
    // The length comes first.
    let mut forged = vec![(known.nth(listed, 3)?, Fr::ZERO), (known.nth(listed, 4)?, third)];
    forged.extend([(known.nth(used, 2)?, Fr::ZERO), (known.nth(used, 3)?, Fr::from(1u64))]);
    let place = |n: usize| known.nth("inputs/prices/authorities/place", MAX_AUTHORITIES + n);
    forged.extend([(place(2)?, Fr::ZERO), (place(3)?, Fr::from(1u64))]);
    published(known, &forged)
}

/// The environment of the forged witness is public, and with it all that rests on it.
fn published(known: &Known<'_>, forged: &Forgeries) -> Option<Forgeries> {
    let known = known.with(forged);
    let known = known.with(&[known.published(2, "documents/environment/environment/public")?]);
    let rest =
        [known.published(3, "chunks/liabilities/public")?, known.published(4, "reserves/reserves/public")?];
    Some(known.and(&rest))
}

pub(super) fn attacks() -> Vec<Refused> {
    let places = Places::of(&*small(&world(1)));
    CASES.iter().map(|(name, attack)| (*name, places.forged(small(&world(1)), *attack))).collect()
}

#[cfg(test)]
mod tests {
    use crate::forged::broken_groups;

    #[test]
    fn each_breaks_constraints_of_one_group() {
        let groups: Vec<_> = super::attacks().iter().map(|(_, circuit)| broken_groups(&**circuit)).collect();
        assert_eq!(groups, [["documents/list/prefix"]]);
    }
}
