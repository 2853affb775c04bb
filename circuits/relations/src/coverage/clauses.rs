//! The clauses, each the twin of the part of [`mod@covenant_statements::solvency::coverage::check`] of the same name.

mod chunks;
mod documents;
mod prices;
mod values;

use super::{Public, Witness};
use crate::{Cs, parts::solvency::reserves_commitment};
use covenant_gadgets::{compare::Uint, cs::Num};

/// All clauses in their order, and the figures that can be disclosed.
pub(super) fn all(cs: &mut Cs, w: &Witness, public: &Public) -> [Uint; 2] {
    let accounts = chunks::accounts(w);
    let documents = cs.scoped("documents", |cs| documents::enforce(cs, w, &accounts, public));
    let owed = cs.scoped("chunks", |cs| chunks::enforce(cs, w, public));
    cs.scoped("reserves", |cs| reserves(cs, w, public));
    cs.scoped("prices", |cs| prices::enforce(cs, w, &documents));
    cs.scoped("coverage", |cs| values::enforce(cs, w, &documents, &owed))
}

/// What R opens to: nothing of an asset that the scope does not have.
fn reserves(cs: &mut Cs, w: &Witness, public: &Public) {
    for (total, used) in w.reserves.iter().zip(w.scope.assets.used.bits()) {
        cs.enforce("reserves/unused-is-zero", used.not().num(), total.num(), &Num::zero());
    }
    let commitment = reserves_commitment(cs, &public.environment, &w.reserves, &w.reserves_blinding);
    cs.enforce_equal("reserves/public", &commitment, &public.reserves);
}
