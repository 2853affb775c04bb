//! One valid world, and single changes each of which breaks one rule.

mod appraisals;
mod documents;
mod ledger;
mod lines;
mod prices;

use covenant_statements::collateral::{Claim, Rule, sample::World};

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
        let mut world = World::new(1, 4);
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

/// Name, change, the rule that the native check names with its row, and the circuit's clause, where that is not the rule's own.
pub(crate) type Mutation = (&'static str, Change, Rule, Option<u32>, Option<&'static str>);

/// Every mutation, clause by clause.
pub(crate) fn table() -> Vec<Mutation> {
    let clauses = [documents::table(), lines::table(), ledger::table(), appraisals::table(), prices::table()];
    clauses.into_iter().flatten().collect()
}
