//! Many points, each times a scalar of its own: roots of unity, which anybody knows.
//!
//! A scalar is cut in two by the curve's endomorphism, both halves of 127 bits in the non-adjacent form of width 5, so that a multiple takes
//! 127 doublings and some 43 additions of a table of sixteen. All points of a piece go through the bits together: each step is a batch.

use ark_bn254::g1::{Config, G1Affine};
use ark_bn254::{Fq, Fr};
use ark_ec::scalar_mul::glv::GLVConfig;
use ark_ff::{BigInt, BigInteger, PrimeField};

use crate::memory::wipe;
use crate::msm::kernel::{Inputs, Kernel};
use crate::msm::op::{NEGATE, Op};
use crate::packed::{CurveLimbs, PackedG1};

/// Points that go through the bits together.
pub(super) const PIECE: usize = 1 << 10;

/// Width of the non-adjacent form.
const WIDTH: usize = 5;
/// Odd multiples up to `2^(WIDTH - 1)`.
const ODD: usize = 1 << (WIDTH - 2);

/// A scalar's digits that are not zero: `±(2 entry + 1) · 2^bit`, of the scalar's half without or with the endomorphism.
#[derive(Clone, Debug)]
pub(super) struct Form5 {
    digits: [Vec<Digit>; 2],
}

#[derive(Clone, Copy, Debug)]
struct Digit {
    bit: u8,
    entry: u8,
    negative: bool,
}

impl Form5 {
    pub(super) fn new(scalar: Fr) -> Self {
        let ((plus_first, first), (plus_second, second)) = Config::scalar_decomposition(scalar);
        Self { digits: [digits(first, plus_first), digits(second, plus_second)] }
    }
}

fn digits(half: Fr, positive: bool) -> Vec<Digit> {
    let form = half.into_bigint().find_wnaf(WIDTH).unwrap_or_default();
    let digit = |(bit, digit): (usize, &i64)| {
        let entry = (digit.unsigned_abs() / 2) as u8;
        (*digit != 0).then_some(Digit { bit: bit as u8, entry, negative: (*digit < 0) == positive })
    };
    form.iter().enumerate().filter_map(digit).collect()
}

/// The memory of multiplications, reused by the next. Wiped when dropped.
pub(super) struct Multiplier<K: Kernel<G1Affine>> {
    pub(super) kernel: K,
    pub(super) adding: K::Scratch,
    /// Of doublings alone, which are exceptions.
    doubling: K::Scratch,
    ops: Vec<Op>,
    /// The additions of each bit, without and with the endomorphism.
    steps: [Vec<Vec<Op>>; 2],
    table: Vec<PackedG1>,
    sums: Vec<PackedG1>,
    places: Vec<usize>,
}

impl<K: Kernel<G1Affine>> Drop for Multiplier<K> {
    fn drop(&mut self) {
        for points in [&mut self.table, &mut self.sums] {
            wipe(points, PackedG1::INFINITY);
        }
    }
}

impl<K: Kernel<G1Affine>> Multiplier<K> {
    pub(super) fn new(kernel: K) -> Self {
        Self {
            kernel,
            adding: K::Scratch::default(),
            doubling: K::Scratch::default(),
            ops: Vec::with_capacity(PIECE),
            steps: [Vec::new(), Vec::new()],
            table: Vec::with_capacity(2 * ODD * PIECE),
            sums: Vec::with_capacity(PIECE),
            places: Vec::with_capacity(PIECE),
        }
    }

    /// Multiplies each of up to [`PIECE`] points; nothing stands for one.
    pub(super) fn multiply<'a>(
        &mut self,
        points: &mut [PackedG1],
        scalar: impl Fn(usize) -> Option<&'a Form5>,
    ) {
        debug_assert!(points.len() <= PIECE);
        self.places.clear();
        for list in self.steps.iter_mut().flatten() {
            list.clear();
        }
        for (place, _) in points.iter().enumerate().filter(|(_, point)| **point != PackedG1::INFINITY) {
            let Some(scalar) = scalar(place) else { continue };
            let index = self.places.len();
            self.places.push(place);
            for (steps, digits) in self.steps.iter_mut().zip(&scalar.digits) {
                for digit in digits {
                    let bit = usize::from(digit.bit);
                    if steps.len() <= bit {
                        steps.resize(bit + 1, Vec::new());
                    }
                    let sign = if digit.negative { NEGATE } else { 0 };
                    // Of the table's row, not of the table: its rows are as long as there are points.
                    steps[bit].push(Op::new(index as u32, u32::from(digit.entry) | sign));
                }
            }
        }
        self.tabulate(points);
        self.run();
        for (place, sum) in self.places.iter().zip(&self.sums) {
            points[*place] = *sum;
        }
    }

    /// Odd multiples of the points, then the same under the endomorphism, coordinates below the modulus.
    fn tabulate(&mut self, points: &[PackedG1]) {
        let n = self.places.len();
        self.table.clear();
        self.table.extend(self.places.iter().map(|place| canonical(points[*place])));
        let mut doubles = self.table.clone();
        self.double(&mut doubles);
        for entry in 1..ODD {
            self.table.extend_from_within((entry - 1) * n..entry * n);
            self.ops.clear();
            self.ops.extend((0..n as u32).map(|i| Op::new(i, i)));
            let row = &mut self.table[entry * n..];
            self.kernel.add(row, &doubles, &self.ops, Inputs::Finite, &mut self.adding);
        }
        for entry in 0..ODD * n {
            self.table[entry] = canonical(self.table[entry]);
            self.table.push(moved(&self.table[entry]));
        }
        wipe(&mut doubles, PackedG1::INFINITY);
    }

    /// All finite points.
    fn double(&mut self, points: &mut [PackedG1]) {
        self.ops.clear();
        let finite = points.iter().zip(0u32..).filter(|(point, _)| **point != PackedG1::INFINITY);
        self.ops.extend(finite.map(|(_, i)| Op::new(i, i)));
        self.kernel.double(points, &self.ops, &mut self.doubling);
    }

    /// From the uppermost bit down.
    fn run(&mut self) {
        let n = self.places.len();
        let mut sums = std::mem::take(&mut self.sums);
        sums.clear();
        sums.resize(n, PackedG1::INFINITY);
        let bits = self.steps[0].len().max(self.steps[1].len());
        for bit in (0..bits).rev() {
            self.double(&mut sums);
            for half in 0..2 {
                let Some(steps) = self.steps[half].get(bit) else { continue };
                self.ops.clear();
                for step in steps {
                    let entry = (half * ODD + step.right()) * n + step.left();
                    let sum = &mut sums[step.left()];
                    if *sum == PackedG1::INFINITY {
                        let point = &self.table[entry];
                        *sum = if step.negated() { G1Affine::opposite(point) } else { *point };
                    } else {
                        let sign = if step.negated() { NEGATE } else { 0 };
                        self.ops.push(Op::new(step.left() as u32, entry as u32 | sign));
                    }
                }
                self.kernel.add(&mut sums, &self.table, &self.ops, Inputs::Finite, &mut self.adding);
            }
        }
        self.sums = sums;
    }
}

/// The same point with coordinates below the modulus: what may be negated.
pub(super) fn canonical(mut point: PackedG1) -> PackedG1 {
    for coordinate in point.0.as_chunks_mut::<4>().0 {
        let mut value = BigInt(*coordinate);
        while value >= Fq::MODULUS {
            value.sub_with_borrow(&Fq::MODULUS);
        }
        *coordinate = value.0;
    }
    point
}

/// The endomorphism: `(β x, y)`. Of limbs in either form: a product with `β` in arkworks' form is in the form of the limbs.
fn moved(point: &PackedG1) -> PackedG1 {
    let mut out = *point;
    let [x, _] = out.0.as_chunks_mut::<4>().0 else { return out };
    *x = (Fq::new_unchecked(BigInt(*x)) * Config::ENDO_COEFFS[0]).0.0;
    out
}
