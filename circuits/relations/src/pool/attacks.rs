//! Claims whose witness only an attacker computes: cases for the gate of deletion that no change of a claim makes.

use super::refused::{small, world};
use crate::{
    Refused,
    forged::{Attack, Forgeries, Known, Places, tally},
};
use ark_ff::{AdditiveGroup, Field};
use covenant_statements::{Fr, pool::sample::World};

/// What is wrong, how the sample is changed, and what is forged in its witness.
type Case = (&'static str, fn(&mut World), Attack);

const CASES: &[Case] = &[
    (
        "one obligation in two notes, by a factor",
        |w| w.notes[2].nullifier = w.notes[0].nullifier,
        |known| {
            let forged =
                tally::by_factor(known, "obligors/nullifiers", ("obligors/nullifiers/tally/weight", 0));
            published(known, &forged?)
        },
    ),
    (
        "one obligor in two rows, of which each has a part of its lines, by a factor",
        |w| {
            let party = w.tape.obligors[0].party;
            w.tape.obligors[1].party = party;
            w.notes.iter_mut().for_each(|note| note.debtor = party);
        },
        |known| {
            // A line counts itself above its balance.
            let line = known.value("inputs/line/balance", 1)? + Fr::from(2u64).pow([64]);
            let split = known.with(&tally::moved(known, "obligors/tally/sums", line)?);
            let forged = tally::by_factor(&split, "obligors/parties", ("obligors/parties/tally/weight", 0));
            published(known, &forged?)
        },
    ),
    (
        "a servicer said to be the owner, where it may be",
        |w| w.policy.own_servicer = true,
        |known| {
            let [bit, inverse] =
                ["tape/nonzero/bit", "tape/nonzero/inverse"].map(|place| known.nth(place, 0));
            Some(vec![(bit?, Fr::ZERO), (inverse?, Fr::ZERO)])
        },
    ),
    (
        "an inverse of no difference between servicer and owner",
        |w| {
            w.policy.own_servicer = true;
            w.roles.owner = w.roles.servicer;
            w.notes.iter_mut().for_each(|note| note.creditor = w.roles.owner);
        },
        |known| Some(vec![(known.nth("tape/nonzero/inverse", 0)?, Fr::ONE)]),
    ),
];

/// The figures of the forged witness, in the place of those that the claim's program works out.
fn published(known: &Known<'_>, forged: &Forgeries) -> Option<Forgeries> {
    let known = known.with(forged);
    let public = [known.published(5, "bounds/nav/public")?, known.published(6, "bounds/figures/public")?];
    Some(known.and(&public))
}

pub(super) fn attacks() -> Vec<Refused> {
    let places = Places::of(&*small(&world(1)));
    let case = |(name, change, attack): &Case| {
        let mut world = world(1);
        change(&mut world);
        (*name, places.forged(small(&world), *attack))
    };
    CASES.iter().map(case).collect()
}

#[cfg(test)]
mod tests {
    use crate::forged::broken_groups;

    #[test]
    fn each_breaks_constraints_of_one_group() {
        let groups: Vec<_> = super::attacks().iter().map(|(_, circuit)| broken_groups(&**circuit)).collect();
        let factor = |of: &str| vec![format!("obligors/{of}/tally/factor")];
        let tape = |name: &str| vec![format!("tape/nonzero/{name}")];
        let expected = [factor("nullifiers"), factor("parties"), tape("zero"), tape("inverse-of-zero")];
        assert_eq!(groups, expected);
    }
}
