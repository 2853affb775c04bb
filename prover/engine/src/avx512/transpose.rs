//! Values of a matrix shared between threads, in tiles of eight by eight, and their exchange.
//!
//! The column pass leaves each tile transposed and the row pass expects it so: both read and write
//! 256 bytes in one piece. What remains of the transposition is to exchange whole tiles.
#![allow(unsafe_code, reason = "tiles of a matrix are written in parallel")]

use std::marker::PhantomData;

use ark_bn254::Fr;
use rayon::prelude::*;

/// Side of a tile.
pub(super) const TILE: usize = 8;

/// A row of a tile.
pub(super) type Segment = [Fr; TILE];

/// Tiles of a square exchanged in one piece: their rows are on as few pages as may be.
const BLOCK: usize = 4;

/// Values that several threads write, each its own.
pub(super) struct Shared<'a> {
    start: *mut Fr,
    len: usize,
    values: PhantomData<&'a mut [Fr]>,
}

// SAFETY: the pointer is used through `segment`, whose callers keep to disjoint values.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    pub(super) fn new(values: &'a mut [Fr]) -> Self {
        Self { start: values.as_mut_ptr(), len: values.len(), values: PhantomData }
    }

    /// Eight values from `at` on.
    ///
    /// # Safety
    /// No other reference to any of them exists while this one lives.
    #[inline(always)]
    #[allow(clippy::mut_from_ref, reason = "callers keep to disjoint values")]
    pub(super) unsafe fn segment(&self, at: usize) -> &mut Segment {
        assert!(at + TILE <= self.len);
        // SAFETY: in bounds as just checked, exclusive as the caller says.
        unsafe { &mut *self.start.add(at).cast() }
    }
}

/// Exchanges the tiles of a square matrix with their mirror images; `values` may be several squares side by side.
pub(super) fn exchange(values: &mut [Fr], side: usize, stride: usize) {
    let shared = &Shared::new(values);
    let blocks = (side / TILE).div_ceil(BLOCK);
    for square in (0..stride).step_by(side) {
        (0..blocks).into_par_iter().for_each(|i| {
            for j in 0..=i {
                // SAFETY: every tile above the diagonal is in one pair, and every pair in one block.
                unsafe { exchange_block(shared, side, stride, square, [i, j]) }
            }
        });
    }
}

/// # Safety
/// No other thread touches these tiles and their mirror images.
unsafe fn exchange_block(shared: &Shared<'_>, side: usize, stride: usize, square: usize, [i, j]: [usize; 2]) {
    let tiles = |block: usize| block * BLOCK..((block + 1) * BLOCK).min(side / TILE);
    for a in tiles(i) {
        for b in tiles(j).take_while(|&b| b < a) {
            for row in 0..TILE {
                // SAFETY: as this function's own condition; the tiles are different.
                let (here, there) = unsafe {
                    (
                        shared.segment((a * TILE + row) * stride + square + b * TILE),
                        shared.segment((b * TILE + row) * stride + square + a * TILE),
                    )
                };
                std::mem::swap(here, there);
            }
        }
    }
}
