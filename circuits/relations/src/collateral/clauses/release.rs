//! The rewrite: the new digest is that of the lines that stay, the released one that of the lines that leave, each with whether it
//! is whole.

use super::{super::witness::Witness, lines::Lines};
use crate::Cs;
use covenant_gadgets::{
    compare::is_zero,
    cs::{Bit, Num},
    poseidon::var::{hash, poseidon},
    sequence::var::advance,
};
use covenant_statements::collateral::rewrite::RELEASED_TAG;

/// The digests that a rewrite makes public.
pub(in super::super) struct Release {
    pub(in super::super) new: Num,
    pub(in super::super) released: Num,
}

impl Release {
    /// Both digests. Returns them, for the challenge: with them, which lines stay is fixed.
    pub(super) fn enforce(&self, cs: &mut Cs, w: &Witness, lines: &Lines) -> [Num; 2] {
        let used = w.ledger.used_lines.bits();
        let mut new = w.ledger.vault.clone();
        let mut released = hash(cs, RELEASED_TAG, std::slice::from_ref(&lines.digest));
        for (i, commitment) in lines.commitments.iter().enumerate() {
            let stays = both(cs, &w.kept[i], &used[i]);
            let leaves = both(cs, &w.kept[i].not(), &used[i]);
            let next = cs.scoped("new", |cs| poseidon(cs, &[new.clone(), commitment.clone()]));
            new = advance(cs, &stays, &new, &next);
            let whole = is_zero(cs, lines.paid[i].num());
            let item = [released.clone(), commitment.clone(), whole.num().clone()];
            let next = cs.scoped("released", |cs| poseidon(cs, &item));
            released = advance(cs, &leaves, &released, &next);
        }
        cs.enforce_equal("release/new", &new, &self.new);
        cs.enforce_equal("release/released", &released, &self.released);
        [new, released]
    }
}

fn both(cs: &mut Cs, x: &Bit, y: &Bit) -> Bit {
    Bit::and(cs, "release/used", x, y)
}
