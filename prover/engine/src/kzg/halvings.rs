//! From a coset's remainder to its rows: commitments of the quotients of halvings.
//!
//! What is left of a polynomial by `X^s - x^s` is `y = l + X^(s/2) h` with two halves of coefficients; by `X^(s/2) ∓ a`, `a = x^(s/2)`, are left
//! `l ± a h`, and either quotient is `h`. So a coset of `ℓ` rows has `ℓ - 1` quotients in `log ℓ` levels, half of a coefficient for each row and
//! level: sums of multiples of the first `ℓ / 2` powers, which have a table.

use ark_bn254::Fr;
use ark_bn254::g1::G1Affine;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::AdditiveGroup;
use rayon::prelude::*;
use zeroize::Zeroizing;

use super::reversed;
use crate::fixed_base::digits::Digits;
use crate::fixed_base::table;
use crate::memory::wipe;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::{NEGATE, Op};
use crate::packed::{CurveLimbs, PackedG1};

/// Quotients whose sums are made together.
const PIECE: usize = 1 << 11;

/// Bytes of a table that is worth its making.
const TABLE: usize = 1 << 26;

/// Multiples of the first powers.
pub(super) struct Halver {
    size: usize,
    digits: Digits,
    /// `j + 1` times `2^(c w)` times the `i`-th power, by `i`, then `w`, then `j`.
    table: Vec<PackedG1>,
}

impl Halver {
    /// For cosets of `size` rows of about so many polynomials of `rows` coefficients. `powers` are at least half as many as a coset has rows.
    pub(super) fn new<K: Kernel<G1Affine>>(
        kernel: K,
        powers: &[G1Affine],
        (rows, size): (usize, usize),
    ) -> Self {
        let half = size / 2;
        let fits = |width: &u32| {
            let digits = Digits::new(*width);
            *width == 2 || half * digits.windows() * digits.entries() * size_of::<PackedG1>() <= TABLE
        };
        let cost = |width: &u32| {
            let digits = Digits::new(*width);
            digits.windows() * (rows * size.ilog2() as usize / 2 + 2 * half * digits.entries())
        };
        let digits = Digits::new((2..=12).filter(fits).min_by_key(cost).unwrap_or(2));
        let (windows, entries) = (digits.windows(), digits.entries());
        let mut table = vec![PackedG1::INFINITY; half * windows * entries];
        table.par_chunks_mut(windows * entries).zip(powers).for_each(|(of_power, power)| {
            let mut shifted = power.into_group();
            let shifted: Vec<_> = (0..windows)
                .map(|_| {
                    let this = shifted;
                    (0..digits.width()).for_each(|_| {
                        shifted.double_in_place();
                    });
                    this
                })
                .collect();
            let shifted = ark_bn254::G1Projective::normalize_batch(&shifted);
            for (of_window, power) in of_power.chunks_exact_mut(entries).zip(shifted) {
                table::multiples::<G1Affine, K>(kernel, power, of_window);
            }
        });
        Self { size, digits, table }
    }

    /// The quotients of every coset's remainder, `size` coefficients each: level by level from the coset down, `2^d` in level `d`. The one at
    /// place `b` there is of the rows whose number in the coset is `b` modulo `2^d`. The remainders become the rows' values, in the order of the
    /// bits of their numbers in the coset, reversed.
    ///
    /// `roots` are the powers of the root whose `i`-th is the place of row `i`.
    pub(super) fn quotients<K: Kernel<G1Affine>>(
        &self,
        kernel: K,
        remainders: &mut [Fr],
        roots: &[Fr],
    ) -> Vec<PackedG1> {
        let (size, cosets) = (self.size, remainders.len() / self.size);
        let mut out = vec![PackedG1::INFINITY; cosets * (size - 1)];
        for level in 0..size.ilog2() {
            let together = (PIECE >> level).max(1);
            let pieces = remainders.par_chunks_mut(together * size);
            pieces.zip(out.par_chunks_mut(together * (size - 1))).enumerate().for_each_init(
                || Work::<K>::new(kernel),
                |work, (piece, (remainders, out))| {
                    self.level(work, level, remainders, out);
                    let first = piece * together;
                    for (coset, remainder) in (first..).zip(remainders.chunks_exact_mut(size)) {
                        halve(remainder, level, |place| coset + place * cosets, roots);
                    }
                },
            );
        }
        out
    }

    fn level<K: Kernel<G1Affine>>(
        &self,
        work: &mut Work<K>,
        level: u32,
        remainders: &[Fr],
        out: &mut [PackedG1],
    ) {
        let (step, half) = (self.size >> level, self.size >> (level + 1));
        let (windows, entries) = (self.digits.windows(), self.digits.entries());
        let nodes = remainders.len() / step;
        work.sums.clear();
        work.sums.resize(nodes, PackedG1::INFINITY);
        for (power, of_power) in self.table.chunks_exact(windows * entries).take(half).enumerate() {
            // Of a finite point the small multiples are finite.
            if of_power[0] == PackedG1::INFINITY {
                continue;
            }
            let upper = remainders.iter().skip(half + power).step_by(step);
            work.shifted.clear();
            work.shifted.extend(upper.map(|scalar| self.digits.shifted(scalar)));
            for (window, of_window) in of_power.chunks_exact(entries).enumerate() {
                work.add(self.digits, window, of_window);
            }
        }
        let of_each = 1 << level;
        for (sums, out) in work.sums.chunks_exact(of_each).zip(out.chunks_exact_mut(self.size - 1)) {
            for (place, sum) in sums.iter().enumerate() {
                out[of_each - 1 + reversed(place, level)] = *sum;
            }
        }
    }
}

/// Halves every remainder of a level, of which there are `2^level`; `row` gives the first row of the one at a place.
fn halve(remainder: &mut [Fr], level: u32, row: impl Fn(usize) -> usize, roots: &[Fr]) {
    let step = remainder.len() >> level;
    for (position, node) in remainder.chunks_exact_mut(step).enumerate() {
        let power = roots[row(reversed(position, level)) * (step / 2) % roots.len()];
        let (lower, upper) = node.split_at_mut(step / 2);
        for (lower, upper) in lower.iter_mut().zip(upper) {
            let moved = *upper * power;
            *upper = *lower - moved;
            *lower += moved;
        }
    }
}

/// The memory of a piece. Wiped when dropped.
struct Work<K: Kernel<G1Affine>> {
    kernel: K,
    scratch: K::Scratch,
    shifted: Zeroizing<Vec<[u64; 4]>>,
    ops: Vec<Op>,
    sums: Vec<PackedG1>,
}

impl<K: Kernel<G1Affine>> Drop for Work<K> {
    fn drop(&mut self) {
        wipe(&mut self.ops, Op::BLANK);
        wipe(&mut self.sums, PackedG1::INFINITY);
    }
}

impl<K: Kernel<G1Affine>> Work<K> {
    fn new(kernel: K) -> Self {
        Self {
            kernel,
            scratch: K::Scratch::default(),
            shifted: Zeroizing::new(Vec::with_capacity(PIECE)),
            ops: Vec::with_capacity(PIECE),
            sums: Vec::with_capacity(PIECE),
        }
    }

    /// Adds the entries of one window of one power.
    fn add(&mut self, digits: Digits, window: usize, entries: &[PackedG1]) {
        self.ops.clear();
        for ((index, shifted), sum) in (0u32..).zip(self.shifted.iter()).zip(&mut self.sums) {
            let digit = digits.digit(shifted, window);
            let Some(entry) = digit.unsigned_abs().checked_sub(1) else { continue };
            if *sum == PackedG1::INFINITY {
                let point = &entries[entry as usize];
                *sum = if digit < 0 { G1Affine::opposite(point) } else { *point };
            } else {
                self.ops.push(Op::new(index, entry | if digit < 0 { NEGATE } else { 0 }));
            }
        }
        // A sum that becomes infinity begins anew.
        self.kernel.add(&mut self.sums, entries, &self.ops, Inputs::Finite, &mut self.scratch);
    }
}
