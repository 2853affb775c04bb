//! Batches of affine additions over arkworks' fields, for either curve.

use ark_ff::Field;

use crate::Form;
use crate::inverse::Invert;
use crate::msm::kernel::{Inputs, Kernel, Op};
use crate::packed::CurveLimbs;

/// Arithmetic in radix 2^256: 5 multiplications, 1 squaring and a share of an inversion per addition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PortableKernel;

/// What one operation of a batch turned out to be.
#[derive(Clone, Copy)]
enum Case {
    /// The chord or the tangent, with the denominator in the shared inversion.
    Line,
    /// The result is the left operand.
    Left,
    /// The result is the right operand.
    Right,
    /// The result is infinity.
    Infinity,
}

/// An operation being carried out.
struct Step<F> {
    case: Case,
    left: (F, F),
    right: (F, F),
    numerator: F,
    denominator: F,
    /// Product of the denominators before this one.
    before: F,
}

/// The steps of the batch, reused from batch to batch.
pub(crate) struct Scratch<F>(Vec<Step<F>>);

impl<F> Default for Scratch<F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<F: Field> Step<F> {
    fn new(left: (F, F), right: (F, F)) -> Self {
        let mut step = Self {
            case: Case::Line,
            left,
            right,
            numerator: right.1 - left.1,
            denominator: right.0 - left.0,
            before: F::ONE,
        };
        let infinity = |point: &(F, F)| point.0.is_zero() && point.1.is_zero();
        if infinity(&right) {
            step.case = Case::Left;
        } else if infinity(&left) {
            step.case = Case::Right;
        } else if step.denominator.is_zero() {
            if step.numerator.is_zero() && !left.1.is_zero() {
                // The tangent of y² = x³ + b: 3x² / 2y.
                let square = left.0.square();
                step.numerator = square.double() + square;
                step.denominator = left.1.double();
            } else {
                step.case = Case::Infinity;
            }
        }
        step
    }

    /// The sum, given `1 / denominator`.
    fn finish(&self, inverse: F) -> (F, F) {
        match self.case {
            Case::Left => self.left,
            Case::Right => self.right,
            Case::Infinity => (F::ZERO, F::ZERO),
            Case::Line => {
                let slope = self.numerator * inverse;
                let x = slope.square() - self.left.0 - self.right.0;
                (x, slope * (self.left.0 - x) - self.left.1)
            }
        }
    }
}

impl PortableKernel {
    /// Adds a batch whose operands are found by `operands`; stores by `store`.
    fn batch<F: Field + Invert>(
        steps: &mut Vec<Step<F>>,
        operands: impl Iterator<Item = ((F, F), (F, F))>,
        mut store: impl FnMut(usize, (F, F)),
    ) -> bool {
        steps.clear();
        let mut product = F::ONE;
        for (left, right) in operands {
            let mut step = Step::new(left, right);
            step.before = product;
            if matches!(step.case, Case::Line) {
                product *= step.denominator;
            }
            steps.push(step);
        }
        // Never zero: a zero denominator is a doubling or infinity.
        let mut inverse = product.invert().unwrap_or(F::ZERO);
        let mut met_infinity = false;
        for (index, step) in steps.iter().enumerate().rev() {
            let own = inverse * step.before;
            if matches!(step.case, Case::Line) {
                inverse *= step.denominator;
            }
            let sum = step.finish(own);
            met_infinity |= sum.0.is_zero() && sum.1.is_zero();
            store(index, sum);
        }
        met_infinity
    }
}

impl<C: CurveLimbs> Kernel<C> for PortableKernel {
    const FORM: Form = Form::R256;
    const BATCH: usize = 1024;
    type Scratch = Scratch<C::Field>;

    fn add(
        self,
        left: &mut [C::Point],
        right: &[C::Point],
        ops: &[Op],
        _inputs: Inputs,
        scratch: &mut Self::Scratch,
    ) -> bool {
        let mut met_infinity = false;
        for ops in ops.chunks(<Self as Kernel<C>>::BATCH) {
            let mut sums = Vec::with_capacity(ops.len());
            let operands = ops.iter().map(|op| {
                let (x, y) = C::coordinates(&right[op.right()], Form::R256);
                let y = if op.negated() { -y } else { y };
                (C::coordinates(&left[op.left()], Form::R256), (x, y))
            });
            met_infinity |= Self::batch(&mut scratch.0, operands, |index, sum| sums.push((index, sum)));
            for (index, (x, y)) in sums {
                left[ops[index].left()] = C::point_from(x, y, Form::R256);
            }
        }
        met_infinity
    }

    fn fold(self, points: &mut [C::Point], ops: &[Op], _inputs: Inputs, scratch: &mut Self::Scratch) -> bool {
        let mut met_infinity = false;
        for ops in ops.chunks(<Self as Kernel<C>>::BATCH) {
            let mut sums = Vec::with_capacity(ops.len());
            let operands = ops.iter().map(|op| {
                (
                    C::coordinates(&points[op.left()], Form::R256),
                    C::coordinates(&points[op.right()], Form::R256),
                )
            });
            met_infinity |= Self::batch(&mut scratch.0, operands, |index, sum| sums.push((index, sum)));
            for (index, (x, y)) in sums {
                points[ops[index].left()] = C::point_from(x, y, Form::R256);
            }
        }
        met_infinity
    }

    fn unpack(self, point: &C::Point) -> C {
        C::unpack(point, Form::R256)
    }
}
