//! Each reserve once: the nullifiers differ, and hash to the public digest.

use super::super::{Public, witness::Witness};
use crate::{Cs, parts::distinct::enforce_distinct};
use covenant_gadgets::{
    cs::Num,
    poseidon::var::{hash, poseidon},
    sequence::var::advance,
};
use covenant_statements::solvency::reserves::statement::{NULLIFIERS_PER_BLOCK, NULLIFIERS_TAG};

pub(super) fn enforce(cs: &mut Cs, w: &Witness, public: &Public) {
    let (used, nullifiers) = (w.used.bits(), nullifiers(w));
    for (used, nullifier) in used.iter().zip(&nullifiers) {
        cs.enforce("nullifiers/unused-is-zero", used.not().num(), nullifier, &Num::zero());
    }
    enforce_distinct(cs, used, &nullifiers);
    let digest = cs.scoped("digest", |cs| digest(cs, w, &nullifiers));
    cs.enforce_equal("nullifiers/public", &digest, &public.nullifiers);
}

fn nullifiers(w: &Witness) -> Vec<Num> {
    w.statements.iter().map(|statement| statement.nullifier.clone()).collect()
}

/// By blocks of five, of which one without a nullifier moves nothing.
fn digest(cs: &mut Cs, w: &Witness, nullifiers: &[Num]) -> Num {
    let start = hash(cs, NULLIFIERS_TAG, &[w.used.length()]);
    nullifiers.chunks(NULLIFIERS_PER_BLOCK).enumerate().fold(start, |state, (i, block)| {
        let mut inputs = vec![Num::zero(); NULLIFIERS_PER_BLOCK + 1];
        inputs[0] = state.clone();
        inputs[1..=block.len()].clone_from_slice(block);
        let next = poseidon(cs, &inputs);
        advance(cs, &w.used.bits()[i * NULLIFIERS_PER_BLOCK], &state, &next)
    })
}
