//! The chunks, all of them, each at its place: their outputs open to counts and totals, and hash to the liabilities' digest.

use super::super::{
    Public,
    witness::{ChunkVar, Witness},
};
use crate::Cs;
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    poseidon::var::hash,
    sequence::var::advance,
};
use covenant_statements::{
    Fr,
    solvency::{
        Chunk,
        liabilities::{START_TAG, TAG},
    },
};

/// N: every chunk has an account, and so many more.
pub(super) fn accounts(w: &Witness) -> Num {
    let one = Fr::from(1u64);
    let counts = w.chunks.iter().zip(w.used.bits());
    Num::sum(counts.flat_map(|(chunk, used)| [(one, chunk.more.num()), (one, used.num())]))
}

/// The chunks; what is owed of each asset.
pub(super) fn enforce(cs: &mut Cs, w: &Witness, public: &Public) -> Vec<Uint> {
    cs.enforce_equal("chunks/some", w.used.bits()[0].num(), &Num::one());
    let environment = &public.environment;
    let mut digest = cs.scoped("start", |cs| hash(cs, START_TAG, &[environment.clone(), w.used.length()]));
    for (i, (chunk, used)) in w.chunks.iter().zip(w.used.bits()).enumerate() {
        digest = cs.scoped("chunk", |cs| {
            unused_is_zero(cs, chunk, used);
            let output = output(cs, w, environment, i, (chunk, used));
            let [high, low] = &chunk.claims;
            let values = [&digest, &output, &chunk.columns, high, low].map(Clone::clone);
            let next = cs.scoped("digest", |cs| hash(cs, TAG, &values));
            advance(cs, used, &digest, &next)
        });
    }
    cs.enforce_equal("liabilities/public", &digest, &public.liabilities);
    (0..w.reserves.len()).map(|j| owed(cs, w, j)).collect()
}

/// A place without a chunk owes nothing to nobody.
fn unused_is_zero(cs: &mut Cs, chunk: &ChunkVar, used: &Bit) {
    let [high, low] = &chunk.claims;
    let zeros = [chunk.more.num(), &chunk.blinding, &chunk.columns, high, low];
    for value in zeros.into_iter().chain(chunk.totals.iter().map(Uint::num)) {
        cs.enforce("chunk/unused-is-zero", used.not().num(), value, &Num::zero());
    }
}

/// Sᵢ of the chunk at this place.
fn output(cs: &mut Cs, w: &Witness, environment: &Num, i: usize, (chunk, used): (&ChunkVar, &Bit)) -> Num {
    let count = chunk.more.num() + used.num();
    let mut values = vec![environment.clone(), Num::constant(Fr::from(i as u64)), count];
    values.extend(chunk.totals.iter().map(|total| total.num().clone()));
    values.resize(3 + w.columns, Num::zero());
    values.push(chunk.blinding.clone());
    cs.scoped("output", |cs| hash(cs, Chunk::TAG, &values))
}

/// What all chunks owe of an asset: nothing in a column beyond the scope's.
fn owed(cs: &mut Cs, w: &Witness, j: usize) -> Uint {
    let owed = Uint::sum(w.chunks.iter().map(|chunk| (1, &chunk.totals[j])));
    let used = &w.scope.assets.used.bits()[j];
    cs.enforce("chunks/other-asset", used.not().num(), owed.num(), &Num::zero());
    owed
}
