//! Claims whose witness only an attacker computes: cases for the gate of deletion that no change of a claim makes.

use super::small::{circuit, released, rewrite_circuit, world, world_of};
use crate::{
    Circuit, Refused,
    forged::{Attack, Places, tally},
};
use ark_ff::{AdditiveGroup, Field};
use covenant_gadgets::poseidon::hash;
use covenant_statements::{
    Amount, Fr, PartyId,
    collateral::{Claim, Figures, Ledger, sample::World},
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// What is wrong, a claim, and what is forged in its witness.
type Case = (&'static str, fn() -> Claim, Attack);

/// The weights of debtors come first, those of lines after them.
const WEIGHTS: &str = "eligibility/tally/weight";
const LINES: usize = super::small::ROOM.lines;

const CASES: &[Case] = &[
    (
        "a line of an unlisted policy that counts",
        || {
            changed(|w| {
                w.exposure = Amount(Figures::of(&w.claim()).base as u64);
                w.notes[0].policy = 9u64.into();
            })
        },
        |known| {
            let [zero, inverse] = ["zero", "inverse"].map(|name| format!("eligibility/is-zero/{name}"));
            Some(vec![(known.nth(&zero, 0)?, Fr::ONE), (known.nth(&inverse, 0)?, Fr::ZERO)])
        },
    ),
    (
        "an obligation twice, by the inverse of another's distance",
        || changed(|w| w.notes[1].nullifier = w.notes[0].nullifier),
        |known| tally::by_inverse(known, "lines", 2, (WEIGHTS, LINES + 2)),
    ),
    (
        "an obligation twice, by a factor",
        || changed(|w| w.notes[1].nullifier = w.notes[0].nullifier),
        |known| tally::by_factor(known, "lines", (WEIGHTS, LINES)),
    ),
    (
        "a debtor twice, by a factor",
        || changed(one_debtor_in_two_rows),
        |known| tally::by_factor(known, "debtors", (WEIGHTS, 0)),
    ),
    (
        "a line of a debtor whom the ledger does not name, at no distance",
        || changed(a_line_of_nobody),
        |known| Some(vec![(known.nth("debtors/tally/distance", 0)?, Fr::ZERO)]),
    ),
    (
        "a weight in a place for lines that is not used",
        || Claim { exposure: Amount(0), ..world_of(1, LINES - 1).claim() },
        |known| Some(vec![(known.nth(WEIGHTS, 2 * LINES - 1)?, Fr::ONE)]),
    ),
    (
        "an appraiser whom the roles do not name, by a product",
        || changed(|w| w.roles.appraisers = vec![w.roles.owner]),
        |known| Some(vec![(known.nth("appraisals/list/product", 2)?, Fr::ZERO)]),
    ),
    (
        "a hole in the owner's group",
        || changed(|w| w.ledger.group.push(PartyId(Fr::ZERO))),
        |known| {
            let used = |n| known.nth("ledger/list/used", n);
            Some(vec![(used(1)?, Fr::ZERO), (used(2)?, Fr::ONE)])
        },
    ),
    ("the servicer behind the end of the owner's group", servicer_behind_the_group, |known| {
        let servicer = known.value("inputs/ledger/servicer/party", 0)?;
        // The length, the one member, the place behind it.
        Some(vec![(known.nth("inputs/ledger/group", 2)?, servicer)])
    }),
];

fn changed(change: impl FnOnce(&mut World)) -> Claim {
    let mut world = world(1);
    change(&mut world);
    world.claim()
}

/// A line whose debtor the ledger does not name, in a vault that covers nothing.
pub(super) fn a_line_of_nobody(world: &mut World) {
    world.notes[0].debtor = PartyId(9u64.into());
    world.exposure = Amount(0);
}

/// The second row is the first's debtor, and so are all lines.
pub(super) fn one_debtor_in_two_rows(world: &mut World) {
    let debtor = world.ledger.debtors[0].party;
    world.ledger.debtors[1].party = debtor;
    world.notes.iter_mut().for_each(|note| note.debtor = debtor);
}

/// The servicer signs a list that no honest program hashes: of one member, with itself in the second place.
fn servicer_behind_the_group() -> Claim {
    let world = world(1);
    let mut claim = world.claim();
    let ledger = &claim.ledger;
    let mut group = ledger.group_slots();
    group.places[1] = world.servicer.leaf.party.0;
    let values = [
        ledger.network.to_field(),
        ledger.vault,
        ledger.vault_digest(),
        ledger.policy,
        ledger.owner.0,
        ledger.packed(),
        ledger.lines_digest(),
        ledger.debtors_digest(),
        hash(Ledger::GROUP_TAG, &group.in_order()),
    ];
    let message = hash(Ledger::TAG, &values);
    claim.ledger_signature = world.servicer.key.sign(message, &mut ChaCha20Rng::seed_from_u64(1));
    claim
}

/// Of rewrites alone. Line 1 leaves.
const ON_RELEASE: Case = (
    "a line that leaves as a whole, of which a part is paid",
    || changed(|w| w.ledger.lines[1].open.0 -= 1),
    |known| {
        let [zero, inverse] = ["zero", "inverse"].map(|name| format!("release/is-zero/{name}"));
        let known = known.with(&[(known.nth(&zero, 1)?, Fr::ONE), (known.nth(&inverse, 1)?, Fr::ZERO)]);
        Some(known.and(&[known.published(5, "release/release/released")?]))
    },
);

fn attacks<'a>(
    cases: impl Iterator<Item = &'a Case>,
    circuit: impl Fn(Claim) -> Box<dyn Circuit>,
) -> Vec<Refused> {
    let places = Places::of(&*circuit(world(1).claim()));
    let case = |(name, claim, attack): &Case| (*name, places.forged(circuit(claim()), *attack));
    cases.map(case).collect()
}

/// Of certificates.
pub(super) fn on_certificates() -> Vec<Refused> {
    attacks(CASES.iter(), circuit)
}

/// Of rewrites.
pub(super) fn on_rewrites() -> Vec<Refused> {
    attacks(CASES.iter().chain([&ON_RELEASE]), |claim| rewrite_circuit(released(claim)))
}

#[cfg(test)]
mod tests {
    use crate::forged::broken_groups;

    #[test]
    fn each_breaks_constraints_of_one_group() {
        let common = [
            "eligibility/is-zero/zero",
            "lines/tally/inverse",
            "lines/tally/factor",
            "debtors/tally/factor",
            "debtors/tally/distance",
            "lines/tally/unused-is-zero",
            "appraisals/list/product",
            "ledger/list/prefix",
            "ledger/list/unused-is-zero",
        ];
        let broken = |cases: Vec<crate::Refused>| -> Vec<_> {
            cases.iter().flat_map(|(_, circuit)| broken_groups(&**circuit)).collect()
        };
        assert_eq!(broken(super::on_certificates()), common);
        assert_eq!(broken(super::on_rewrites()), [&common[..], &["release/is-zero/zero"]].concat());
    }
}
