//! The values of a multiplication's points, worked out ahead in extended coordinates: one inversion for all of them
//! instead of one for each addition. Saves a third of the time of a witness. What it gives are hints like any other.

use super::{ExtendedPoint, Point, mul::lower_windows, var::PointVar};
use crate::cs::{Bit, Cs};
use ark_ec::CurveGroup;

/// Points in the order in which the circuit computes them; none where it has to compute each from the last.
pub(super) struct Trace(std::vec::IntoIter<Point>);

impl Trace {
    /// The next point.
    pub(super) fn next(&mut self) -> Option<Point> {
        self.0.next()
    }

    fn new(points: &[ExtendedPoint]) -> Self {
        Self(ExtendedPoint::normalize_batch(points).into_iter())
    }

    /// A replay follows the forged value step by step.
    fn none() -> Self {
        Self(Vec::new().into_iter())
    }

    /// Of the partial sums from the second point on.
    pub(super) fn of_sum(cs: &Cs, points: &[PointVar]) -> Self {
        if cs.is_forged() {
            return Self::none();
        }
        let mut acc = ExtendedPoint::default();
        let partial = points.iter().map(|p| {
            acc += p.value();
            acc
        });
        Self::new(&partial.skip(1).collect::<Vec<_>>())
    }

    /// Of [`super::mul::multi_scalar_mul`].
    pub(super) fn of_multiplication(cs: &Cs, terms: &[(&PointVar, &[Bit])]) -> Self {
        if cs.is_forged() {
            return Self::none();
        }
        let n = terms[0].1.len();
        let mut points = Vec::with_capacity(2 * n + terms.len() * n);
        let mut tables = Vec::with_capacity(terms.len());
        for (p, _) in terms {
            let one = ExtendedPoint::from(p.value());
            let two = one + one;
            let three = two + one;
            points.extend([two, three]);
            tables.push([one, three]);
        }
        let mut acc = ExtendedPoint::default();
        for (i, ((_, bits), [one, three])) in terms.iter().zip(&tables).enumerate() {
            acc += if n.is_multiple_of(2) && bits[n - 1].value() { three } else { one };
            if i > 0 {
                points.push(acc);
            }
        }
        for low in lower_windows(n) {
            for _ in 0..2 {
                acc += acc;
                points.push(acc);
            }
            for ((_, bits), [one, three]) in terms.iter().zip(&tables) {
                let (lower, higher) = (bits[low + 1].value(), bits[low + 2].value());
                let magnitude = if lower == higher { *three } else { *one };
                acc += if higher { magnitude } else { -magnitude };
                points.push(acc);
            }
        }
        for ((_, bits), [one, _]) in terms.iter().zip(&tables) {
            if !bits[0].value() {
                acc -= one;
            }
            points.push(acc);
        }
        Self::new(&points)
    }
}
