//! What the chunks' commitments open to.

use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Num};
use covenant_statements::{
    Fr,
    solvency::{coverage::ChunkOpening, reserves::totals::TOTAL_BITS},
};

/// Bits of the accounts of a chunk beyond its first.
const MORE_BITS: usize = 20;

/// A chunk; all of it zero where there is none.
pub(in super::super) struct ChunkVar {
    /// Accounts beyond the first: a chunk has one.
    pub(in super::super) more: Uint,
    pub(in super::super) totals: Vec<Uint>,
    pub(in super::super) blinding: Num,
    pub(in super::super) columns: Num,
    /// Both halves of the root of the claims. Their widths are the verifier's, who makes them of 32 bytes: here they are hashed alone.
    pub(in super::super) claims: [Num; 2],
}

impl ChunkVar {
    pub(super) fn allocate(cs: &mut Cs, chunk: Option<&ChunkOpening>, assets: usize) -> Self {
        let one = Fr::from(1u64);
        let [high, low] = chunk.map(|chunk| chunk.commitment.claims_limbs()).unwrap_or_default();
        let total = |j: usize| chunk.and_then(|chunk| chunk.totals.get(j)).copied().unwrap_or(0);
        let element = |of: fn(&ChunkOpening) -> Fr| chunk.map(of).unwrap_or_default();
        Self {
            more: Uint::input(
                cs,
                "more",
                chunk.map_or(Fr::default(), |c| Fr::from(c.count) - one),
                MORE_BITS,
            ),
            totals: (0..assets).map(|j| Uint::input(cs, "total", total(j), TOTAL_BITS)).collect(),
            blinding: cs.input("blinding", element(|chunk| chunk.blinding)),
            columns: cs.input("columns", element(|chunk| chunk.commitment.columns)),
            claims: [cs.input("claims", high), cs.input("claims", low)],
        }
    }
}
