//! Points in circuits, with complete additions. What is known of a point is in its type: [`PointVar`] is on the curve,
//! [`SubgroupVar`] in the subgroup of prime order too.
//!
//! On the curve the denominators 1 ± d·x₁x₂y₁y₂ and a·x² + y², 2 − a·x² − y² are never zero, since a is a square and d is
//! not, so every quotient is fixed by its constraint.

use super::{A, D, Point, is_on_curve};
use crate::{
    Fr,
    cs::{Cs, Num},
};
use ark_ff::{AdditiveGroup, Field};

/// A point on the curve, in any subgroup.
///
/// There is no way to make one of two coordinates without the curve's equation:
///
/// ```
/// # use covenant_gadgets::{babyjubjub::{generator, var::PointVar}, cs::{Cs, Mode}};
/// let mut cs = Cs::new(Mode::Full);
/// let (x, y) = (cs.input("x", generator().x), cs.input("y", generator().y));
/// let point = PointVar::on_curve(&mut cs, x, y);
/// assert!(cs.is_satisfied().is_ok());
/// ```
/// ```compile_fail
/// # use covenant_gadgets::{babyjubjub::{generator, var::PointVar}, cs::{Cs, Mode}};
/// let mut cs = Cs::new(Mode::Full);
/// let (x, y) = (cs.input("x", generator().x), cs.input("y", generator().y));
/// let point = PointVar { x, y };
/// ```
#[derive(Clone)]
pub struct PointVar {
    x: Num,
    y: Num,
}

impl PointVar {
    /// A constant.
    ///
    /// # Panics
    /// If it is not on the curve.
    #[must_use]
    pub fn constant(point: &Point) -> Self {
        assert!(is_on_curve(point.x, point.y), "a constant point is on the curve");
        Self::unchecked(Num::constant(point.x), Num::constant(point.y))
    }

    /// Who calls this knows the point to be on the curve: it is computed from such points, or by a map onto the curve.
    pub(crate) fn unchecked(x: Num, y: Num) -> Self {
        Self { x, y }
    }

    /// A private input on the curve.
    pub fn input(cs: &mut Cs, name: &'static str, point: &Point) -> Self {
        cs.scoped(name, |cs| {
            let (x, y) = (cs.input("x", point.x), cs.input("y", point.y));
            Self::on_curve(cs, x, y)
        })
    }

    /// Constrains two coordinates to be a point: three constraints.
    pub fn on_curve(cs: &mut Cs, x: Num, y: Num) -> Self {
        let x2 = cs.mul("edwards/x2", &x, &x);
        let y2 = cs.mul("edwards/y2", &y, &y);
        // a·x² + y² − 1 = d·x²·y²
        let left = (&x2.scale(A) + &y2).plus(-Fr::ONE);
        cs.enforce("edwards/on-curve", &x2.scale(D), &y2, &left);
        Self { x, y }
    }

    /// Abscissa.
    #[must_use]
    pub fn x(&self) -> &Num {
        &self.x
    }

    /// Ordinate.
    #[must_use]
    pub fn y(&self) -> &Num {
        &self.y
    }

    /// Both coordinates.
    #[must_use]
    pub fn coordinates(&self) -> [&Num; 2] {
        [&self.x, &self.y]
    }

    /// The value.
    pub fn value(&self) -> Point {
        Point::new_unchecked(self.x.value(), self.y.value())
    }

    /// −P.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self { x: -&self.x, y: self.y.clone() }
    }

    /// Both coordinates equal.
    pub fn enforce_equal(&self, cs: &mut Cs, label: &'static str, other: &Self) {
        self.enforce_coordinates(cs, label, &other.coordinates());
    }

    /// The coordinates are these, of which nothing else is known.
    pub fn enforce_coordinates(&self, cs: &mut Cs, label: &'static str, [x, y]: &[&Num; 2]) {
        cs.enforce_equal(label, &self.x, x);
        cs.enforce_equal(label, &self.y, y);
    }
}

/// A point of the subgroup of prime order ℓ, the identity included: eight times a point of the curve, a multiple of a point
/// of the subgroup, or a key that was checked when it was registered.
#[derive(Clone)]
pub struct SubgroupVar(PointVar);

impl SubgroupVar {
    /// A public key that the verifying side holds to be in the subgroup: a party's before it enters the registry, the nullifier
    /// registry's before it enters a trust store. The circuit says that it is on the curve, and no more. Who calls this
    /// says in whose registration the check is.
    #[must_use]
    pub fn registered(key: PointVar) -> Self {
        Self(key)
    }

    /// Who calls this knows the point to be in the subgroup.
    pub(super) fn unchecked(point: PointVar) -> Self {
        Self(point)
    }

    /// As a point of the curve.
    #[must_use]
    pub fn point(&self) -> &PointVar {
        &self.0
    }

    /// Refuses the identity, the one point of the subgroup whose abscissa is zero; outside it (0, −1) has that too.
    pub fn enforce_not_identity(&self, cs: &mut Cs, label: &'static str) {
        cs.enforce_nonzero(label, &self.0.x);
    }
}

/// Both quotients of one inversion; zeros where a denominator is zero, which no point on the curve gives.
fn quotients(numerators: [Fr; 2], denominators: [Fr; 2]) -> [Fr; 2] {
    let inverse = (denominators[0] * denominators[1]).inverse().unwrap_or(Fr::ZERO);
    [numerators[0] * inverse * denominators[1], numerators[1] * inverse * denominators[0]]
}

/// P + Q, complete: six constraints (Bernstein et al., "Twisted Edwards curves", section 6).
pub fn add(cs: &mut Cs, p: &PointVar, q: &PointVar) -> PointVar {
    add_as(cs, p, q, None)
}

/// P + Q, whose value is already known.
pub(super) fn add_as(cs: &mut Cs, p: &PointVar, q: &PointVar, known: Option<Point>) -> PointVar {
    let beta = cs.mul("edwards/beta", &p.x, &q.y);
    let gamma = cs.mul("edwards/gamma", &p.y, &q.x);
    let delta = cs.mul("edwards/delta", &(&p.y - &p.x.scale(A)), &(&q.x + &q.y));
    let tau = cs.mul("edwards/tau", &beta, &gamma).scale(D);
    let numerators = [&beta + &gamma, &(&delta + &beta.scale(A)) - &gamma];
    let denominators = [tau.plus(Fr::ONE), &Num::one() - &tau];
    divide(cs, ["edwards/add-x", "edwards/add-y"], numerators, denominators, known)
}

/// 2·P: five constraints.
pub fn double(cs: &mut Cs, p: &PointVar) -> PointVar {
    double_as(cs, p, None)
}

/// 2·P, whose value is already known.
pub(super) fn double_as(cs: &mut Cs, p: &PointVar, known: Option<Point>) -> PointVar {
    let xy = cs.mul("edwards/xy", &p.x, &p.y);
    let ax2 = cs.mul("edwards/x2", &p.x, &p.x).scale(A);
    let y2 = cs.mul("edwards/y2", &p.y, &p.y);
    let sum = &ax2 + &y2;
    let numerators = [xy.scale(Fr::from(2u64)), &y2 - &ax2];
    let denominators = [sum.clone(), &Num::constant(Fr::from(2u64)) - &sum];
    divide(cs, ["edwards/double-x", "edwards/double-y"], numerators, denominators, known)
}

fn divide(
    cs: &mut Cs,
    labels: [&'static str; 2],
    n: [Num; 2],
    d: [Num; 2],
    known: Option<Point>,
) -> PointVar {
    let [x, y] = match known {
        Some(point) => [point.x, point.y],
        None => quotients([n[0].value(), n[1].value()], [d[0].value(), d[1].value()]),
    };
    PointVar { x: cs.div_nonzero(labels[0], &n[0], &d[0], x), y: cs.div_nonzero(labels[1], &n[1], &d[1], y) }
}

/// 8·P: 8 is the cofactor.
pub fn times8(cs: &mut Cs, p: &PointVar) -> SubgroupVar {
    SubgroupVar((0..3).fold(p.clone(), |q, _| double(cs, &q)))
}
