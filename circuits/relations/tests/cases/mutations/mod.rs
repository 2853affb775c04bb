//! One valid world, and single changes each of which breaks one rule.

mod capacity;
mod consent;
mod form;
mod nullifier;
mod policy;
mod signature;
mod signer;
mod terms;

use covenant_gadgets::Fr;
use covenant_statements::{
    Capacity, Day, InvoiceNumber,
    invoice::{Claim, Rule, sample::World},
};

/// A change to the world before anything is signed, or to the claim after.
pub(crate) enum Change {
    /// Signatures follow: the rule alone is broken.
    World(fn(&mut World)),
    /// Signatures stay: something was altered.
    Claim(fn(&World, &mut Claim)),
}

impl Change {
    /// The sample with this change.
    pub(crate) fn claim(&self) -> Claim {
        let mut world = World::new(1);
        match self {
            Self::World(change) => {
                change(&mut world);
                world.claim()
            }
            Self::Claim(change) => {
                let mut claim = world.claim();
                change(&world, &mut claim);
                claim
            }
        }
    }
}

/// Name, change, the rule that the native check names, and the circuit's clause, where that is not the rule's own.
pub(crate) type Mutation = (&'static str, Change, Rule, Option<&'static str>);

/// Every mutation, clause by clause.
pub(crate) fn table() -> Vec<Mutation> {
    let clauses = [
        signer::table(),
        capacity::table(),
        signature::table(),
        terms::table(),
        policy::table(),
        form::table(),
        nullifier::table(),
        consent::table(),
    ];
    clauses.into_iter().flatten().collect()
}

fn shift(day: &mut Day, days: i64) {
    *day = Day::new((i64::from(day.get()) + days) as u32).unwrap();
}

/// Puts another registered party in the signer's place, in a capacity.
fn signed_by(w: &mut World, other: usize, capacity: Capacity) {
    std::mem::swap(&mut w.signer, &mut w.others[other]);
    w.acknowledgement.capacity = capacity;
}

/// The number of the sample's next invoice.
fn other_number() -> InvoiceNumber {
    InvoiceNumber::new("RE-2026/0816").unwrap()
}

fn zero() -> Fr {
    Fr::from(0u64)
}

fn one() -> Fr {
    Fr::from(1u64)
}
