//! Batches of affine additions: one pass that multiplies up the denominators, one inversion, one
//! pass back that finishes the additions.
//!
//! With `λ = Δy / Δx`, `x3 = λ² - (x1 + x2)` and `y3 = λ (x1 - x3) - y1`: 5 multiplications and 1 squaring per addition.
//! Stored coordinates and differences are below `p`, products as [`Coordinate`] says.

use super::coordinate::Coordinate;
use super::group::Group;
use crate::memory::{Blank, make_room, wipe};
use crate::msm::known::Known;
use crate::msm::op::Op;

/// Chains of products: independent, to hide the latency of a multiplication.
const CHAINS: usize = 4;

/// Additions that go through the second pass together, one multiplication of all after the other:
/// those of one addition depend on each other, and a processor's window is too short to see the next.
const STRIP: usize = 8;

/// Operations whose operands are brought near together: what they take stays in the L1 cache.
const TOUCHED: usize = 64;

const _: () = assert!(STRIP.is_multiple_of(CHAINS) && TOUCHED.is_multiple_of(CHAINS));

/// What the first pass leaves for the second.
#[derive(Clone, Copy)]
struct Step<F> {
    dx: F,
    dy: F,
    sum_x: F,
    /// Product of the denominators before this one in its chain.
    before: F,
}

/// The memory of a batch, reused by the next. Wiped when dropped.
pub(crate) struct Scratch<F: Coordinate, P: Blank> {
    steps: Vec<Step<F>>,
    /// Operations on the tangent, in order, with their numerators.
    tangents: Vec<(usize, F)>,
    /// Results known without the line.
    known: Known<P>,
}

impl<F: Coordinate> Step<F> {
    const BLANK: Self = Self { dx: F::ZERO, dy: F::ZERO, sum_x: F::ZERO, before: F::ZERO };
}

impl<F: Coordinate, P: Blank> Default for Scratch<F, P> {
    fn default() -> Self {
        Self { steps: Vec::new(), tangents: Vec::new(), known: Known::default() }
    }
}

impl<F: Coordinate, P: Blank> Drop for Scratch<F, P> {
    fn drop(&mut self) {
        wipe(&mut self.steps, Step::BLANK);
        wipe(&mut self.tangents, (0, F::ZERO));
    }
}

impl<F: Coordinate, P: Blank> Scratch<F, P> {
    /// The first pass: the products of each chain's denominators.
    ///
    /// `EXACT` looks for infinities and equal abscissas; otherwise the operands are finite, and
    /// a product is zero where abscissas are equal.
    pub(super) fn forward<G: Group<Point = P, Element = F>, const EXACT: bool>(
        &mut self,
        left: &[P],
        right: &[P],
        ops: &[Op],
    ) -> [F; CHAINS] {
        let mut running = [F::ONE; CHAINS];
        if self.steps.len() < ops.len() {
            make_room(&mut self.steps, ops.len(), Step::BLANK);
            self.steps.resize(ops.len(), Step::BLANK);
        }
        let exceptions = if EXACT { ops.len() } else { 0 };
        make_room(&mut self.tangents, exceptions, (0, F::ZERO));
        self.known.begin(exceptions);
        for first in (0..ops.len()).step_by(TOUCHED) {
            let end = ops.len().min(first + TOUCHED);
            let strip = &ops[first..end];
            touch::<G>(left, right, strip);
            for (&op, step) in strip.iter().zip(&mut self.steps[first..end]) {
                prepare::<G>(step, &left[op.left()], &right[op.right()], op.negated());
            }
            if EXACT {
                for (index, &op) in (first..end).zip(strip) {
                    self.settle::<G>(index, left, right, op);
                }
            }
            for (index, step) in self.steps[first..end].iter_mut().enumerate() {
                let product = &mut running[index % CHAINS];
                step.before = *product;
                *product = product.product(step.dx);
            }
        }
        running
    }

    /// Finds a sum that is not on the chord: a tangent goes on with its own numerator and
    /// denominator; what has infinity in it is noted, with one for a denominator.
    #[inline(always)]
    fn settle<G: Group<Point = P, Element = F>>(&mut self, index: usize, left: &[P], right: &[P], op: Op) {
        let step = &mut self.steps[index];
        let (first, second) = (&left[op.left()], &right[op.right()]);
        let known = if *second == G::INFINITY {
            *first
        } else if *first == G::INFINITY {
            if op.negated() { G::opposite(second) } else { *second }
        } else if step.dx == F::ZERO {
            let (x, y) = G::coordinates_of(first);
            if step.dy == F::ZERO && y != F::ZERO {
                // The tangent of y² = x³ + b: 3x² / 2y.
                let square = x.square().canonical();
                self.tangents.push((index, square.plus(square).canonical().plus(square).canonical()));
                step.dx = y.plus(y).canonical();
                return;
            }
            G::INFINITY
        } else {
            return;
        };
        step.dx = F::ONE;
        self.known.push(op.left(), known);
    }

    /// The second pass. `false` when a denominator was zero: nothing was stored, and the batch
    /// must be repeated exactly.
    pub(super) fn backward<G: Group<Point = P, Element = F>>(
        &mut self,
        left: &mut [P],
        ops: &[Op],
        running: [F; CHAINS],
    ) -> bool {
        let Some(mut inverses) = invert_all(running) else { return false };
        for first in (0..ops.len()).step_by(STRIP).rev() {
            let end = ops.len().min(first + STRIP);
            let (ops, steps) = (&ops[first..end], &mut self.steps[first..end]);
            while let Some(&(index, numerator)) = self.tangents.last().filter(|tangent| tangent.0 >= first) {
                steps[index - first].dy = numerator;
                self.tangents.pop();
            }
            // From denominators to slopes, and on to x3.
            let mut slopes = [F::ZERO; STRIP];
            for ((index, step), slope) in steps.iter().enumerate().zip(&mut slopes).rev() {
                let inverse = &mut inverses[(first + index) % CHAINS];
                *slope = step.before.product(*inverse);
                *inverse = inverse.product(step.dx);
            }
            for (step, slope) in steps.iter().zip(&mut slopes) {
                *slope = slope.product(step.dy);
            }
            let (mut third, mut runs) = ([F::ZERO; STRIP], [F::ZERO; STRIP]);
            for ((step, slope), x) in steps.iter().zip(&slopes).zip(&mut third) {
                *x = slope.square().product_minus(step.sum_x);
            }
            for ((op, run), x) in ops.iter().zip(&mut runs).zip(&third) {
                let (x1, _) = G::coordinates_of(&left[op.left()]);
                *run = x1.minus(*x);
            }
            for (slope, run) in slopes.iter_mut().zip(&runs) {
                *slope = slope.product(*run);
            }
            for ((op, product), x) in ops.iter().zip(&slopes).zip(&third) {
                let point = &mut left[op.left()];
                let (_, y1) = G::coordinates_of(point);
                *point = G::point_of(*x, product.product_minus(y1));
            }
        }
        self.known.store(left);
        true
    }

    /// Whether a result was noted as infinity.
    pub(super) fn met_infinity(&self) -> bool {
        self.known.has_infinity()
    }
}

/// Brings the operands near: loads that nothing waits for, close together, so that many are under way at once.
#[inline(always)]
fn touch<G: Group>(left: &[G::Point], right: &[G::Point], ops: &[Op]) {
    let words =
        ops.iter().fold(0, |words, op| words ^ G::word(&left[op.left()]) ^ G::word(&right[op.right()]));
    std::hint::black_box(words);
}

/// Numerator and denominator of the chord.
#[inline(always)]
fn prepare<G: Group>(step: &mut Step<G::Element>, left: &G::Point, right: &G::Point, negated: bool) {
    let ((x1, y1), (x2, y2)) = (G::coordinates_of(left), G::coordinates_of(right));
    step.dx = x2.minus(x1);
    step.dy = y2.signed(negated).minus(y1);
    step.sum_x = x1.plus(x2);
}

/// The inverses of all, with one inversion.
fn invert_all<F: Coordinate>(values: [F; CHAINS]) -> Option<[F; CHAINS]> {
    let mut before = [F::ONE; CHAINS];
    for i in 1..CHAINS {
        before[i] = before[i - 1].product(values[i - 1]);
    }
    let mut inverse = before[CHAINS - 1].product(values[CHAINS - 1]).invert()?;
    for i in (0..CHAINS).rev() {
        before[i] = before[i].product(inverse);
        inverse = inverse.product(values[i]);
    }
    Some(before)
}
