//! The clauses, each the twin of the part of [`mod@covenant_statements::solvency::reserves::check`] of the same name.

mod nullifiers;
mod statements;
mod totals;

use super::{Public, Witness};
use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Num};

/// All clauses in their order.
pub(super) fn all(cs: &mut Cs, w: &Witness, public: &Public) {
    let documents = cs.scoped("documents", |cs| documents(cs, w, public));
    let totals = cs.scoped("statements", |cs| statements::enforce(cs, w, &documents));
    cs.scoped("nullifiers", |cs| nullifiers::enforce(cs, w, public));
    cs.scoped("totals", |cs| totals::enforce(cs, w, &totals, public));
}

/// What statements are held against.
struct Documents {
    /// The scope's digest.
    scope: Num,
    /// The day of the moment.
    day: Uint,
}

/// The scope's assets, the moment, the environment.
fn documents(cs: &mut Cs, w: &Witness, public: &Public) -> Documents {
    let scope = &w.scope;
    scope.assets.enforce(cs);
    let digest = scope.assets.digest(cs, [&scope.definition, &scope.quorum, &scope.head]);
    let policy = w.policy.digest(cs);
    let day = w.setting.day(cs);
    w.setting.enforce_environment(cs, [&digest, &policy, &w.threshold, &w.accounts], &public.environment);
    Documents { scope: digest, day }
}
