//! A chunk's slots, and the opening of its output.

use crate::{Fr, redact::redacted};
use alloc::{vec, vec::Vec};
use covenant_gadgets::poseidon::hash;

/// One account's place in a chunk.
#[derive(Clone, PartialEq, Eq)]
pub struct Slot {
    /// Whether an account is there; what comes after the last one is padding.
    pub active: bool,
    /// What it is owed, asset by asset in the scope's order. A credit balance: what an account owes counts zero and is not here.
    pub balances: Vec<u64>,
}

/// What a chunk's output opens to.
#[derive(Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The environment as a field element; see [`super::Environment::to_field`].
    pub environment: Fr,
    /// Which chunk it is, from 0.
    pub index: u32,
    /// Active accounts.
    pub count: u64,
    /// The sum of the balances, asset by asset; below 2⁸⁴ each.
    pub totals: Vec<u128>,
    /// Uniform and fresh for each proof: without it totals could be guessed.
    pub blinding: Fr,
}

redacted!(Slot Chunk);

impl Chunk {
    /// The tag of the output.
    pub const TAG: &'static str = "covenant/solvency-chunk";

    /// A chunk that holds nothing yet.
    #[must_use]
    pub fn empty(environment: Fr, index: u32, assets: usize, blinding: Fr) -> Self {
        Self { environment, index, count: 0, totals: vec![0; assets], blinding }
    }

    /// One more active account, with its balance of each asset.
    pub fn add(&mut self, balances: &[u64]) {
        self.count += 1;
        for (total, balance) in self.totals.iter_mut().zip(balances) {
            *total += u128::from(*balance);
        }
    }

    /// What the output hashes, in order: environment, chunk, count, totals, blinding.
    #[must_use]
    pub fn values(&self) -> Vec<Fr> {
        let mut values = vec![self.environment, Fr::from(self.index), Fr::from(self.count)];
        values.extend(self.totals.iter().map(|total| Fr::from(*total)));
        values.push(self.blinding);
        values
    }

    /// The public output Sᵢ = H(tag, environment, chunk, count, totals …, blinding).
    #[must_use]
    pub fn output(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }
}
