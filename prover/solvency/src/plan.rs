//! How a ledger is cut into chunks.

use crate::Error;
use covenant_liabilities::{Layout, Shape};
use covenant_statements::solvency::ASSETS;
use std::ops::Range;

/// The most chunks of a coverage.
pub const MAX_CHUNKS: u64 = 64;
/// Chunks that a coverage's circuits take, from the smallest.
const TIERS: [u64; 3] = [4, 16, MAX_CHUNKS];
/// The smallest circuit with limbs of 16 bits, which cost a quarter less a cell than those of 8.
const WIDE: u32 = 17;

/// The shape of a statement's chunks, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    shape: Shape,
    accounts: u64,
    chunks: u64,
}

/// The number of assets of the key that so many assets fit.
fn columns(assets: usize) -> Result<usize, Error> {
    let fits = |columns: &usize| (1..=*columns).contains(&assets);
    ASSETS.into_iter().find(fits).ok_or(Error::Assets)
}

fn capacity(shape: Shape) -> u64 {
    Layout::new(shape).capacity() as u64
}

/// The most accounts of so many assets.
///
/// # Errors
/// [`Error::Assets`].
pub fn most_accounts(assets: usize) -> Result<u64, Error> {
    Ok(capacity(Shape::new(*Shape::SIZES.end(), columns(assets)?)?) * MAX_CHUNKS)
}

impl Plan {
    /// A ledger that fits one circuit with narrow limbs takes the smallest of these. Else the limbs are wide and the chunks as few as a coverage's
    /// smallest circuit that does it takes (4, 16 or 64), and of the sizes that reach that, the smallest: least memory.
    ///
    /// # Errors
    /// [`Error::Accounts`], [`Error::Assets`].
    pub fn of(accounts: u64, assets: usize) -> Result<Self, Error> {
        let most = most_accounts(assets)?;
        if !(1..=most).contains(&accounts) {
            return Err(Error::Accounts { most });
        }
        let columns = columns(assets)?;
        let shapes = |from: u32| (from..=*Shape::SIZES.end()).map(move |k| Shape::new(k, columns));
        let one = shapes(*Shape::SIZES.start()).take_while(|shape| shape.is_ok_and(|shape| shape.k() < WIDE));
        let few = TIERS.into_iter().flat_map(|tier| shapes(WIDE).map(move |shape| (tier, shape)));
        for (tier, shape) in one.map(|shape| (1, shape)).chain(few) {
            let chunks = accounts.div_ceil(capacity(shape?));
            if chunks <= tier {
                return Ok(Self { shape: shape?, accounts, chunks });
            }
        }
        Err(Error::Accounts { most })
    }

    /// Into chunks of a shape that the caller chooses, as few as take all.
    ///
    /// # Errors
    /// [`Error::Accounts`] for none, or more than 64 chunks of it.
    pub fn with_shape(accounts: u64, shape: Shape) -> Result<Self, Error> {
        let most = capacity(shape) * MAX_CHUNKS;
        if !(1..=most).contains(&accounts) {
            return Err(Error::Accounts { most });
        }
        Ok(Self { shape, accounts, chunks: accounts.div_ceil(capacity(shape)) })
    }

    /// The shape of each chunk.
    #[must_use]
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// Accounts in all chunks.
    #[must_use]
    pub const fn accounts(&self) -> u64 {
        self.accounts
    }

    /// How many chunks there are.
    #[must_use]
    pub const fn chunks(&self) -> u32 {
        self.chunks as u32
    }

    /// The accounts of a chunk, counted from 0 in the order of the file. Chunks have equally many, or the first ones one more.
    #[must_use]
    pub fn range(&self, chunk: u32) -> Option<Range<u64>> {
        let chunk = u64::from(chunk);
        let (each, more) = (self.accounts / self.chunks, self.accounts % self.chunks);
        let start = |chunk: u64| chunk * each + chunk.min(more);
        (chunk < self.chunks).then(|| start(chunk)..start(chunk + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(accounts: u64, assets: usize) -> (u32, usize, u32) {
        let plan = Plan::of(accounts, assets).unwrap();
        (plan.shape().k(), plan.shape().assets(), plan.chunks())
    }

    #[test]
    fn the_books_table() {
        for (accounts, assets, want) in [
            (1, 1, (12, 1, 1)),
            (10_000, 1, (14, 1, 1)),
            (100_000, 1, (17, 1, 1)),
            (1_000_000, 1, (18, 1, 4)),
            (10_000_000, 1, (18, 1, 39)),
            (10_000, 3, (17, 8, 1)),
            (100_000, 8, (18, 8, 4)),
            (1_000_000, 8, (19, 8, 16)),
            (10_000, 32, (17, 32, 3)),
            (100_000, 32, (18, 32, 13)),
            (1_000_000, 32, (19, 32, 62)),
        ] {
            assert_eq!(plan(accounts, assets), want, "{accounts} × {assets}");
        }
        assert_eq!(
            [1, 8, 32].map(|assets| most_accounts(assets).unwrap()),
            [33_547_584, 4_191_744, 1_046_784]
        );
    }

    #[test]
    fn every_account_is_in_one_chunk_that_takes_it() {
        for assets in [1, 2, 8, 9, 32] {
            let most = most_accounts(assets).unwrap();
            for accounts in [1, 2, 99, 100, 101, 65_429, 65_430, 523_860, 523_861, most - 1, most] {
                let Ok(plan) = Plan::of(accounts, assets) else {
                    assert!(accounts > most);
                    continue;
                };
                assert!((1..=64).contains(&plan.chunks()));
                let mut next = 0;
                for chunk in 0..plan.chunks() {
                    let range = plan.range(chunk).unwrap();
                    assert!(range.start == next && range.end > range.start);
                    assert!(range.end - range.start <= capacity(plan.shape()), "{accounts} × {assets}");
                    next = range.end;
                }
                assert_eq!((next, plan.range(plan.chunks())), (accounts, None));
            }
            assert!(matches!(Plan::of(most + 1, assets), Err(Error::Accounts { .. })));
            assert!(matches!(Plan::of(0, assets), Err(Error::Accounts { .. })));
        }
        assert!(
            matches!(Plan::of(1, 0), Err(Error::Assets)) && matches!(Plan::of(1, 33), Err(Error::Assets))
        );
    }
}
