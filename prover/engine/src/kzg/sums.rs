//! Many small multiplications at once, each over bases of its own.
//!
//! Windows of a few bits; the buckets of some multiplications are filled together ([`Folding`]), and all their running sums go down together,
//! so that every step is a batch of affine additions. Running sums begin at fixed points, not at infinity: then no step is an exception, and
//! what that adds to a result is known.

use std::sync::OnceLock;

use ark_bn254::Fr;
use ark_bn254::G1Projective;
use ark_bn254::g1::G1Affine;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, PrimeField};
use rayon::prelude::*;

use crate::fixed_base::digits::Digits;
use crate::memory::wipe;
use crate::msm::fold::Folding;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::{NEGATE, Op};
use crate::packed::{CurveLimbs, PackedG1};

/// Multiplications of one piece of work.
const PIECE: usize = 512;
/// Scalars whose digits of one window are put in buckets together.
const TOGETHER: usize = 1 << 13;
/// Windows whose running sums go down together.
const WINDOWS: usize = 8;

/// Where running sums begin: of the buckets, and of the running sums themselves. Known multiples of the generator, as a secret's first power is
/// too: bases or scalars can be chosen so that a sum meets one. Additions look for that ([`Inputs`]), and cost more then; no sum is wrong.
fn starts() -> &'static [G1Affine; 2] {
    static STARTS: OnceLock<[G1Affine; 2]> = OnceLock::new();
    STARTS.get_or_init(|| {
        let of = |bytes: &[u8]| (G1Affine::generator() * Fr::from_le_bytes_mod_order(bytes)).into_affine();
        [of(b"covenant-engine: running sums, 1"), of(b"covenant-engine: running sums, 2")]
    })
}

/// `Σ scalars[i] · bases[i]` of every `size` of them. Coordinates of the bases are below the modulus; infinities among them count as such.
pub(super) fn sums<K: Kernel<G1Affine>>(
    kernel: K,
    bases: &[PackedG1],
    scalars: &[Fr],
    size: usize,
) -> Vec<PackedG1> {
    debug_assert!(bases.len() == scalars.len() && bases.len().is_multiple_of(size));
    let digits = Digits::new(width(size));
    let offset = offset(digits).pack(K::FORM);
    let mut out = vec![PackedG1::INFINITY; bases.len() / size];
    let pieces = bases.par_chunks(PIECE * size).zip(scalars.par_chunks(PIECE * size));
    out.par_chunks_mut(PIECE).zip(pieces).for_each_init(
        || Piece::new(kernel, digits),
        |piece, (out, (bases, scalars))| {
            piece.run(bases, scalars, size);
            out.copy_from_slice(&piece.totals);
            let ops: Vec<Op> = (0..out.len() as u32).map(|i| Op::new(i, NEGATE)).collect();
            kernel.add(out, &[offset], &ops, Inputs::Any, &mut piece.scratch);
        },
    );
    out
}

/// Bits of a window: with `b` buckets, `n` additions to fill and two for each bucket, less one where a bucket's first point is taken as it is.
fn width(size: usize) -> u32 {
    let cost = |width: &u32| {
        let buckets = 1usize << (width - 1);
        Digits::new(*width).windows() * (size + 2 * buckets - buckets.min(size) * 2 / 3)
    };
    (2..=12).min_by_key(cost).unwrap_or(2)
}

/// What the starts add to every multiplication.
fn offset(digits: Digits) -> G1Affine {
    let [run, sum] = starts();
    let of_window = *run * Fr::from(digits.entries() as u64) + sum;
    let mut total = G1Projective::ZERO;
    for _ in 0..digits.windows() {
        for _ in 0..digits.width() {
            total.double_in_place();
        }
        total += of_window;
    }
    total.into_affine()
}

/// The memory of a piece of work. Wiped when dropped.
struct Piece<K: Kernel<G1Affine>> {
    kernel: K,
    digits: Digits,
    starts: [PackedG1; 2],
    scratch: K::Scratch,
    /// Of doublings alone, which are exceptions.
    doubling: K::Scratch,
    folding: Folding<PackedG1>,
    shifted: Vec<[u64; 4]>,
    ops: Vec<Op>,
    /// By bucket, then window, then multiplication.
    buckets: Vec<PackedG1>,
    runs: Vec<PackedG1>,
    /// By window, then multiplication.
    of_windows: Vec<PackedG1>,
    totals: Vec<PackedG1>,
}

impl<K: Kernel<G1Affine>> Drop for Piece<K> {
    fn drop(&mut self) {
        wipe(&mut self.shifted, [0; 4]);
        wipe(&mut self.ops, Op::BLANK);
        for points in [&mut self.buckets, &mut self.runs, &mut self.of_windows, &mut self.totals] {
            wipe(points, PackedG1::INFINITY);
        }
    }
}

impl<K: Kernel<G1Affine>> Piece<K> {
    fn new(kernel: K, digits: Digits) -> Self {
        Self {
            kernel,
            digits,
            starts: starts().map(|point| point.pack(K::FORM)),
            scratch: K::Scratch::default(),
            doubling: K::Scratch::default(),
            folding: Folding::new(PackedG1::INFINITY),
            // No buffer grows beyond this: what it held would be left behind.
            shifted: Vec::with_capacity(TOGETHER),
            ops: Vec::with_capacity(TOGETHER.max(PIECE * WINDOWS)),
            buckets: Vec::new(),
            runs: Vec::new(),
            of_windows: Vec::new(),
            totals: Vec::with_capacity(PIECE),
        }
    }

    /// Leaves the sums with their offset in `totals`.
    fn run(&mut self, bases: &[PackedG1], scalars: &[Fr], size: usize) {
        let (count, windows) = (scalars.len() / size, self.digits.windows());
        self.of_windows.clear();
        self.of_windows.resize(windows * PIECE, PackedG1::INFINITY);
        // A multiplication of more than fits together is one by itself.
        let together = (TOGETHER / size).max(1);
        let mut first = 0;
        for (bases, scalars) in bases.chunks(together * size).zip(scalars.chunks(together * size)) {
            self.shifted.clear();
            self.shifted.reserve_exact(scalars.len());
            self.shifted.extend(scalars.iter().map(|scalar| self.digits.shifted(scalar)));
            for start in (0..windows).step_by(WINDOWS) {
                self.windows(bases, size, start..(start + WINDOWS).min(windows), first);
            }
            first += scalars.len() / size;
        }
        self.put_together(count);
    }

    /// Some windows of some multiplications, from the `first` on.
    fn windows(&mut self, bases: &[PackedG1], size: usize, windows: std::ops::Range<usize>, first: usize) {
        let (entries, count, many) = (self.digits.entries(), bases.len() / size, windows.len());
        let lanes = count * many;
        self.buckets.clear();
        self.buckets.resize(entries * lanes, PackedG1::INFINITY);
        for (own, window) in windows.clone().enumerate() {
            self.ops.clear();
            self.ops.reserve_exact(self.shifted.len());
            for (index, (shifted, base)) in (0u32..).zip(self.shifted.iter().zip(bases)) {
                let digit = self.digits.digit(shifted, window);
                if digit != 0 && *base != PackedG1::INFINITY {
                    let bucket = (index as usize / size * entries) as u32 + digit.unsigned_abs() - 1;
                    self.ops.push(Op::new(bucket, index | if digit < 0 { NEGATE } else { 0 }));
                }
            }
            let buckets = count * entries;
            self.folding.fold::<G1Affine, K>(self.kernel, &mut self.ops, bases, buckets, &mut self.scratch);
            let filled = &mut self.buckets;
            self.folding.sums(|bucket, sum| {
                filled[(bucket % entries * many + own) * count + bucket / entries] = *sum;
                false
            });
        }
        self.runs.clear();
        self.runs.resize(lanes, self.starts[0]);
        let (mut sums, mut inputs) = (vec![self.starts[1]; lanes], Inputs::Finite);
        let every: Vec<Op> = (0..lanes as u32).map(|lane| Op::new(lane, lane)).collect();
        for bucket in self.buckets.chunks_exact(lanes).rev() {
            self.ops.clear();
            let full = every.iter().zip(bucket).filter(|(_, point)| **point != PackedG1::INFINITY);
            self.ops.extend(full.map(|(op, _)| *op));
            // Met by accident only, or by somebody's who knows the starts.
            if self.kernel.add(&mut self.runs, bucket, &self.ops, inputs, &mut self.scratch)
                | self.kernel.add(&mut sums, &self.runs, &every, inputs, &mut self.scratch)
            {
                inputs = Inputs::Any;
            }
        }
        for (window, sums) in windows.zip(sums.chunks_exact(count)) {
            self.of_windows[window * PIECE + first..][..count].copy_from_slice(sums);
        }
        wipe(&mut sums, PackedG1::INFINITY);
    }

    /// By Horner's rule, all multiplications together.
    fn put_together(&mut self, count: usize) {
        let windows = self.digits.windows();
        self.totals.clear();
        self.totals.extend_from_slice(&self.of_windows[(windows - 1) * PIECE..][..count]);
        let ops: Vec<Op> = (0..count as u32).map(|i| Op::new(i, i)).collect();
        for window in (0..windows - 1).rev() {
            // Infinities by accident only: twice infinity is what it was.
            self.ops.clear();
            self.ops.extend(ops.iter().filter(|op| self.totals[op.left()] != PackedG1::INFINITY));
            for _ in 0..self.digits.width() {
                self.kernel.double(&mut self.totals, &self.ops, &mut self.doubling);
            }
            let of_window = &self.of_windows[window * PIECE..][..count];
            self.kernel.add(&mut self.totals, of_window, &ops, Inputs::Any, &mut self.scratch);
        }
    }
}
