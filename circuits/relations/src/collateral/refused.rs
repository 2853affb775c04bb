//! Claims that one rule each refuses, for the gate of deletion: what no single forged value can show.

use super::{
    attacks::{a_line_of_nobody, on_certificates, on_rewrites, one_debtor_in_two_rows},
    small::{circuit, released, rewrite_circuit, world},
};
use crate::Refused;
use covenant_statements::{
    Amount, Bps, Day, Fr,
    collateral::{Figures, Lot, sample::World},
    roles::Quorum,
};

/// What is wrong with a world, and how it is made so.
type Change = (&'static str, fn(&mut World));

fn shifted(day: Day, days: i64) -> Day {
    Day::new((i64::from(day.get()) + days) as u32).unwrap_or(day)
}

/// The lot with this index of the one appraisal.
fn lot(world: &mut World, index: usize) -> &mut Lot {
    &mut world.appraisals[0].1.lots[index]
}

const CHANGES: &[Change] = &[
    ("a policy of another version", |w| w.policy.version = 2),
    ("no note policy", |w| w.policy.note_policies.clear()),
    ("a commodity twice", |w| w.policy.commodities[1] = w.policy.commodities[0].clone()),
    ("a rate over the whole", |w| w.policy.property[0] = Bps(10_001)),
    ("a unit over 10⁹", |w| w.policy.commodities[1].unit = 1_000_000_001),
    ("an appraiser twice", |w| w.roles.appraisers[1] = w.roles.appraisers[0]),
    ("a quorum of none of some", |w| w.roles.quorum.needed = 0),
    ("a quorum of three of two", |w| {
        w.roles.quorum.authorities.truncate(2);
        w.roles.quorum.needed = 3;
        w.signing = vec![0, 1];
    }),
    ("a quorum of two of one, with nothing to price", |w| {
        lot(w, 1).eligible = false;
        w.roles.quorum.authorities.truncate(1);
        w.signing.clear();
    }),
    ("more open than the amount", |w| w.ledger.lines[0].open.0 = w.notes[0].amount.0 + 1),
    ("an obligation twice", |w| w.notes[1].nullifier = w.notes[0].nullifier),
    ("a debtor twice", one_debtor_in_two_rows),
    ("a line of a debtor whom the ledger does not name", a_line_of_nobody),
    ("the first debtor of a group above", |w| w.ledger.debtors[0].same_group = true),
    ("more aged than there is", |w| w.ledger.debtors[0].aged.0 = w.ledger.debtors[0].gross.0 + 1),
    ("a servicer of the owner's group", |w| w.ledger.group.push(w.servicer.leaf.party)),
    ("another servicer", |w| w.roles.servicer = w.roles.owner),
    ("a servicer not yet valid", |w| w.servicer.leaf.valid_from = shifted(w.as_of, 1)),
    ("a servicer no longer valid", |w| w.servicer.leaf.valid_until = shifted(w.as_of, -1)),
    ("an appraisal of tomorrow", |w| w.appraisals[0].1.day = shifted(w.as_of, 1)),
    ("an appraisal too old", |w| w.appraisals[0].1.day = shifted(w.as_of, -31)),
    ("an appraiser whom the roles do not name", |w| w.roles.appraisers = vec![w.roles.owner]),
    ("an appraiser not yet valid", |w| {
        w.appraisers[0].leaf.valid_from = shifted(w.appraisals[0].1.day, 1);
    }),
    ("an appraiser no longer valid", |w| w.appraisers[0].leaf.valid_until = shifted(w.as_of, -1)),
    ("a market value of a commodity", |w| lot(w, 1).market = Amount(1)),
    ("a liquidation value of a commodity", |w| lot(w, 1).nolv = Amount(1)),
    ("an asset of inventory", |w| {
        lot(w, 0).asset = Some(covenant_statements::price::AssetId(Fr::from(1u64)))
    }),
    ("lots out of their order", |w| lot(w, 1).lot = 10),
    ("a price of tomorrow", |w| w.prices[0].published_at = w.as_of.end_unix_seconds() + 1),
    ("a stale price", |w| w.prices[0].published_at = w.as_of.end_unix_seconds() - 86_401),
    ("more of a commodity than 64 bits can value", |w| {
        lot(w, 1).value = u64::MAX;
        w.prices[0].price = 2_000_000;
    }),
    ("prices signed for tomorrow", |w| w.price_day = shifted(w.as_of, 1)),
    ("prices for a quorum of nobody", |w| w.roles.quorum = Quorum::nobody()),
    ("authorities out of their order", |w| w.signing = vec![2, 0]),
    ("an authority no longer valid", |w| w.authorities[0].leaf.valid_until = shifted(w.as_of, -1)),
    ("an authority not yet valid", |w| w.authorities[2].leaf.valid_from = shifted(w.price_day, 1)),
    ("an exposure over the limit", |w| w.policy.limit = Amount(w.exposure.0 - 1)),
    ("an exposure over the base", |w| {
        w.exposure = Amount(Figures::of(&w.claim()).base as u64 + 1);
    }),
    // Valid, but with more than this room has.
    ("no room for a third signature", |w| {
        w.roles.quorum.needed = 3;
        w.signing = vec![0, 1, 2];
    }),
    ("no room for a second commodity", |w| {
        let terms = w.policy.commodities[1].symbol.asset();
        lot(w, 1).asset = Some(terms);
    }),
    ("no room for a second appraisal", |w| w.appraisals.push(World::new(1, 0).appraisals.remove(1))),
];

/// What is wrong with each world.
fn worlds() -> impl Iterator<Item = (&'static str, World)> {
    CHANGES.iter().map(|(name, change)| {
        let mut world = world(1);
        change(&mut world);
        (*name, world)
    })
}

/// Of certificates.
pub(super) fn refused() -> Vec<Refused> {
    certificates().chain(on_certificates()).collect()
}

/// Of rewrites.
pub(super) fn refused_rewrites() -> Vec<Refused> {
    rewrites().into_iter().chain(on_rewrites()).collect()
}

fn certificates() -> impl Iterator<Item = Refused> {
    worlds().map(|(name, world)| (name, circuit(world.claim())))
}

/// The same, as far as they are refused with a line less.
fn rewrites() -> Vec<Refused> {
    let exposure = |name: &str| name.starts_with("an exposure");
    let same = worlds().filter(|(name, _)| !exposure(name));
    let mut all: Vec<Refused> =
        same.map(|(name, world)| (name, rewrite_circuit(released(world.claim())))).collect();
    let mut rewrite = released(world(1).claim());
    let kept = |line: usize| !rewrite.released[line];
    rewrite.claim.exposure = Amount(Figures::of_lines(&rewrite.claim, &kept).base as u64 + 1);
    all.push(("an exposure over the base of the lines that stay", rewrite_circuit(rewrite)));
    all
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_is_refused() {
        for (name, circuit) in super::certificates().chain(super::rewrites()) {
            assert!(circuit.check().is_err() || name.starts_with("no room"), "{name}");
            assert!(circuit.full().is_satisfied().is_err(), "{name}");
        }
    }
}
