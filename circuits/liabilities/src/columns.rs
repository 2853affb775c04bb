//! The advice columns, filled from a stream of accounts: beside the columns themselves, one account is in memory at a time.

use crate::{
    Error, F, Layout, Shape,
    circuit::{
        permutation::schedule,
        wiring::{self, Place, Source},
    },
    from_ark,
};
use covenant_statements::{Fr, solvency::Chunk};
use halo2_axiom::halo2curves::ff::{Field, PrimeField};
use rand::{CryptoRng, RngCore};

/// Positions of the columns: the id, the running sum, the active bit, then the limbs from the lowest.
pub const ID: usize = 0;
/// See [`ID`].
pub const SUM: usize = 1;
/// See [`ID`].
pub const ACTIVE: usize = 2;
/// See [`ID`].
pub const LIMB: usize = 3;

/// The columns of one chunk, all rows of each; blinding rows are the prover's.
#[derive(Clone, PartialEq, Eq)]
pub struct Columns {
    shape: Shape,
    values: Vec<Vec<F>>,
}

impl Drop for Columns {
    fn drop(&mut self) {
        self.values.iter_mut().for_each(|column| wipe(column));
    }
}

/// Overwrites what depends on balances. The halo2 library's fields have no `zeroize`.
pub(crate) fn wipe(values: &mut [F]) {
    values.fill(F::ZERO);
    // The memory may be freed next: the stores must not be left out for that.
    std::hint::black_box(values);
}

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Columns([redacted])")
    }
}

impl Columns {
    /// Their shape.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// Column by column.
    #[must_use]
    pub fn values(&self) -> &[Vec<F>] {
        &self.values
    }

    /// Column by column, to be changed: what a malicious prover does.
    #[must_use]
    pub fn values_mut(&mut self) -> &mut [Vec<F>] {
        &mut self.values
    }

    /// The value at a place of copies.
    pub(crate) fn at(&self, place: Place, row: usize) -> F {
        match place {
            Place::Sum => self.values[SUM][row],
            Place::Limb => self.values[LIMB][row],
        }
    }
}

/// Fills columns, account by account.
pub struct Filler {
    layout: Layout,
    columns: Columns,
    chunk: Chunk,
    rows: usize,
}

impl std::fmt::Debug for Filler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filler([redacted])")
    }
}

impl Filler {
    /// An empty chunk. The blinding is uniform, fresh and kept: coverage opens the output with it.
    #[must_use]
    pub fn new(shape: Shape, environment: Fr, index: u32, blinding: Fr) -> Self {
        let values = vec![vec![F::ZERO; shape.rows()]; shape.advice()];
        Self {
            layout: Layout::new(shape),
            columns: Columns { shape, values },
            chunk: Chunk::empty(environment, index, shape.assets(), blinding),
            rows: 0,
        }
    }

    /// One more account: the id of each of its rows, and its balance of each asset.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::Balances`].
    pub fn push(&mut self, ids: &[Fr], balances: &[u64]) -> Result<(), Error> {
        let assets = self.layout.shape().assets();
        if ids.len() != assets || balances.len() != assets {
            return Err(Error::Balances);
        }
        if self.rows == self.layout.account_rows() {
            return Err(Error::Full);
        }
        for (asset, (id, balance)) in ids.iter().zip(balances).enumerate() {
            let row = self.rows + asset;
            self.columns.values[ID][row] = from_ark(id);
            self.columns.values[ACTIVE][row] = F::ONE;
            self.columns.values[SUM][row] = self.packed(asset);
            self.limbs(row, *balance);
        }
        self.chunk.add(balances);
        self.rows += assets;
        Ok(())
    }

    /// Another blinding than that of the beginning, which nothing has read yet.
    pub(crate) fn set_blinding(&mut self, blinding: Fr) {
        self.chunk.blinding = blinding;
    }

    /// Pads, takes the sums apart, hashes the output. Rows without an account get random ids.
    ///
    /// # Errors
    /// [`Error::Empty`].
    pub fn finish(mut self, rng: &mut (impl RngCore + CryptoRng)) -> Result<(Columns, Chunk), Error> {
        if self.rows == 0 {
            return Err(Error::Empty);
        }
        let assets = self.layout.shape().assets();
        for row in self.rows..self.layout.account_rows() + assets {
            self.columns.values[SUM][row] = self.packed(row % assets);
        }
        for id in &mut self.columns.values[ID][self.rows..] {
            *id = F::random(&mut *rng);
        }
        for asset in 0..assets {
            self.unpack(asset);
        }
        for (index, value) in wiring::constants(self.layout).into_iter().enumerate() {
            self.columns.values[SUM][self.layout.constant(index)] = value;
        }
        self.hash();
        Ok((self.columns, self.chunk))
    }

    /// An asset's running sum: total·2³² + count.
    fn packed(&self, asset: usize) -> F {
        F::from_u128((self.chunk.totals[asset] << 32) + u128::from(self.chunk.count))
    }

    fn limbs(&mut self, row: usize, value: u64) {
        let bits = self.layout.shape().limb_bits();
        for (i, limb) in self.columns.values[LIMB..].iter_mut().enumerate() {
            limb[row] = F::from(value >> (bits * i) & ((1 << bits) - 1));
        }
    }

    fn unpack(&mut self, asset: usize) {
        let row = self.layout.unpack(asset);
        let total = self.chunk.totals[asset];
        let packed = (total << 32) + u128::from(self.chunk.count);
        self.limbs(row, packed as u64);
        self.limbs(row + 1, (packed >> 64) as u64);
        let sums = [F::from_u128(packed), F::from_u128(total), F::from(self.chunk.count)];
        self.columns.values[SUM][row..row + 3].copy_from_slice(&sums);
    }

    fn hash(&mut self) {
        let mut state = F::ZERO;
        for (hash, sources) in wiring::inputs(self.layout).into_iter().enumerate() {
            let inputs = sources.map(|source| self.source(source, state));
            for (input, value) in inputs.into_iter().enumerate() {
                let (place, row) = wiring::input_cell(self.layout, hash, input);
                self.columns.values[if place == Place::Sum { SUM } else { LIMB }][row] = value;
            }
            let (cells, last) = schedule().run(&inputs);
            let mut row = self.layout.hash(hash) + 3;
            for (before, helpers) in cells {
                self.place(row, before.into_iter().chain(helpers));
                row += 3;
            }
            self.place(row, last);
            state = last[0];
        }
    }

    fn source(&self, source: Source, state: F) -> F {
        match source {
            Source::Constant(index) => wiring::constants(self.layout)[index],
            Source::State => state,
            Source::Environment => from_ark(&self.chunk.environment),
            Source::Index => F::from(u64::from(self.chunk.index)),
            Source::Count => F::from(self.chunk.count),
            Source::Total(asset) => F::from_u128(self.chunk.totals[asset]),
            Source::Blinding => from_ark(&self.chunk.blinding),
        }
    }

    /// Values at a block's places, six a row.
    fn place(&mut self, row: usize, values: impl IntoIterator<Item = F>) {
        const ORDER: [usize; 6] = [SUM, LIMB, LIMB + 1, LIMB + 2, LIMB + 3, ACTIVE];
        for (i, value) in values.into_iter().enumerate() {
            self.columns.values[ORDER[i % 6]][row + i / 6] = value;
        }
    }
}
