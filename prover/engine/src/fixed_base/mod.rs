//! Multiples of one point by many scalars: what a key is made of.
//!
//! A scalar is cut into signed digits of `c` bits, and a table has `(j + 1) · 2^(c w) · P` for every window `w`: a multiple is a
//! sum of one entry for each digit, `255 / c - 1` additions. A piece of some thousand scalars goes through the windows together, so that their
//! sums are batches of affine additions, those of the MSM ([`crate::msm::kernel`]), on one window's entries.

pub(crate) mod digits;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use ark_bn254::Fr;
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::memory::wipe;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::{NEGATE, Op};
use crate::{Curve, Form};
use digits::Digits;
use table::Table;

/// Scalars that go through the windows together: their sums stay in the L2 cache.
const PIECE: usize = 1 << 12;

/// The multiples of one point, for scalars that are secret; the point and its table are not.
pub(crate) trait FixedBase<C: Curve>: Sync {
    /// `scalars[i] · P`, packed in `form` with coordinates below the modulus. Parallel over rayon's current pool.
    fn multiples(&self, scalars: &[Fr], form: Form) -> Vec<C::Point>;
}

/// A table for about so many scalars, of the arithmetic of a kernel.
pub(crate) fn fixed_base<C: Curve, K: Kernel<C> + 'static>(
    kernel: K,
    base: C,
    scalars: usize,
) -> Box<dyn FixedBase<C>> {
    Box::new(Table::new(kernel, base, Digits::for_scalars(scalars)))
}

impl<C: Curve, K: Kernel<C>> FixedBase<C> for Table<C, K> {
    fn multiples(&self, scalars: &[Fr], form: Form) -> Vec<C::Point> {
        let mut out = vec![C::INFINITY; scalars.len()];
        out.par_chunks_mut(PIECE).zip(scalars.par_chunks(PIECE)).for_each_init(
            || Workspace::<C, K>::new(),
            |work, (sums, scalars)| {
                self.add_up(scalars, sums, work);
                for sum in sums {
                    *sum = C::unpack(sum, K::FORM).pack(form);
                }
            },
        );
        out
    }
}

/// What the pieces of one thread use in turn. Wiped when dropped.
struct Workspace<C: Curve, K: Kernel<C>> {
    ops: Vec<Op>,
    scratch: K::Scratch,
}

impl<C: Curve, K: Kernel<C>> Workspace<C, K> {
    fn new() -> Self {
        Self { ops: Vec::with_capacity(PIECE), scratch: K::Scratch::default() }
    }
}

impl<C: Curve, K: Kernel<C>> Drop for Workspace<C, K> {
    fn drop(&mut self) {
        wipe(&mut self.ops, Op::BLANK);
    }
}

impl<C: Curve, K: Kernel<C>> Table<C, K> {
    /// The multiples of a piece, in place of infinities.
    fn add_up(&self, scalars: &[Fr], sums: &mut [C::Point], work: &mut Workspace<C, K>) {
        let shifted: Zeroizing<Vec<[u64; 4]>> =
            Zeroizing::new(scalars.iter().map(|scalar| self.digits.shifted(scalar)).collect());
        for window in (0..self.digits.windows()).rev() {
            let entries = self.entries(window);
            work.ops.clear();
            for ((index, shifted), sum) in (0..).zip(shifted.iter()).zip(sums.iter_mut()) {
                let digit = self.digits.digit(shifted, window);
                let Some(entry) = digit.unsigned_abs().checked_sub(1) else { continue };
                if *sum == C::INFINITY {
                    let point = &entries[entry as usize];
                    *sum = if digit < 0 { C::opposite(point) } else { *point };
                } else {
                    let sign = if digit < 0 { NEGATE } else { 0 };
                    work.ops.push(Op::new(index, entry | sign));
                }
            }
            // A sum that becomes infinity begins anew.
            self.kernel.add(sums, entries, &work.ops, Inputs::Finite, &mut work.scratch);
        }
    }
}
