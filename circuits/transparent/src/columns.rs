//! The advice columns, filled from accounts.

use crate::{
    Claim, Error, F, Layout, Shape,
    shape::{LIMB_BITS, LIMBS, PUBLIC},
};
use halo2_proofs::pasta::group::ff::PrimeField;

/// Positions of the columns: the running sum, the active bit, then the limbs from the lowest.
pub const SUM: usize = 0;
/// See [`SUM`].
pub const ACTIVE: usize = 1;
/// See [`SUM`].
pub const LIMB: usize = 2;
/// How many there are.
pub const COLUMNS: usize = LIMB + LIMBS;

/// The columns of one claim, all rows of each; blinding rows are the prover's.
#[derive(Clone)]
pub struct Columns {
    shape: Shape,
    values: Vec<Vec<F>>,
}

impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Columns([redacted])")
    }
}

impl Columns {
    /// The columns of these accounts under a claim, true or not: what a sum is taken apart into are the accounts' own totals.
    ///
    /// # Errors
    /// [`Error::Shape`] where there are none, more than the circuit takes, or one has another number of balances.
    pub fn new<'a>(claim: &Claim, accounts: impl IntoIterator<Item = &'a [u64]>) -> Result<Self, Error> {
        let shape = claim.shape()?;
        let layout = Layout::new(shape);
        let mut columns = Self { shape, values: vec![vec![F::from(0); shape.rows()]; COLUMNS] };
        let mut rows = 0;
        for balances in accounts {
            if balances.len() != claim.totals.len() || rows == layout.account_rows() {
                return Err(Error::Shape);
            }
            for asset in 0..shape.assets() {
                columns.values[ACTIVE][rows + asset] = F::from(1);
                columns.limbs(rows + asset, balances.get(asset).copied().unwrap_or(0));
            }
            rows += shape.assets();
        }
        if rows == 0 {
            return Err(Error::Shape);
        }
        columns.sums();
        for (index, value) in claim.public()?.into_iter().take(PUBLIC - 1).enumerate() {
            columns.values[SUM][layout.bound(index)] = value;
        }
        Ok(columns)
    }

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

    /// A number by its limbs.
    pub fn limbs(&mut self, row: usize, value: u64) {
        for (i, limb) in self.values[LIMB..].iter_mut().enumerate() {
            limb[row] = F::from(value >> (LIMB_BITS * i) & ((1 << LIMB_BITS) - 1));
        }
    }

    /// Running sums, total·2³² + count, from what stands in the first rows, and what they are taken apart into.
    pub fn sums(&mut self) {
        let layout = Layout::new(self.shape);
        let assets = self.shape.assets();
        for row in 0..layout.account_rows() {
            let limbs = self.values[LIMB..].iter().enumerate();
            let balance: F = limbs.map(|(i, limb)| limb[row] * F::from(1 << (LIMB_BITS * i))).sum();
            self.values[SUM][row + assets] =
                self.values[SUM][row] + balance * F::from(1 << 32) + self.values[ACTIVE][row];
        }
        for asset in 0..assets {
            self.unpack(asset, self.values[SUM][layout.sum(asset)]);
        }
    }

    /// Takes a sum apart into the three rows of an asset: its low 128 bits, if it has more.
    pub fn unpack(&mut self, asset: usize, sum: F) {
        let row = Layout::new(self.shape).unpack(asset);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sum.to_repr()[..16]);
        let low = u128::from_le_bytes(bytes);
        self.limbs(row, low as u64);
        self.limbs(row + 1, (low >> 64) as u64);
        let values = [sum, F::from_u128(low >> 32), F::from(u64::from(low as u32))];
        self.values[SUM][row..row + 3].copy_from_slice(&values);
    }
}
