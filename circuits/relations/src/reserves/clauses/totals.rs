//! The totals are those that R hides.

use super::super::{Public, witness::Witness};
use crate::{Cs, parts::solvency::reserves_commitment};
use covenant_gadgets::compare::Uint;

pub(super) fn enforce(cs: &mut Cs, w: &Witness, totals: &[Uint], public: &Public) {
    let commitment = reserves_commitment(cs, &public.environment, totals, &w.blinding);
    cs.enforce_equal("reserves/public", &commitment, &public.reserves);
}
