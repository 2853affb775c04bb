//! Points in circuits: complete additions, scalar multiplications with 2-bit signed windows (variable base) and 3-bit
//! windows (fixed base).
//!
//! All inputs must be on the curve; the denominators 1 ± d·x₁x₂y₁y₂ and a·x² + y², 2 − a·x² − y² are then never zero,
//! since a is a square and d is not, so every quotient is fixed by its constraint.

use super::{A, D, Point, generator, trace::Trace};
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field};
use std::sync::OnceLock;

/// A point.
#[derive(Clone)]
pub struct PointVar {
    /// Abscissa.
    pub x: Num,
    /// Ordinate.
    pub y: Num,
}

impl PointVar {
    /// A constant.
    #[must_use]
    pub fn constant(point: &Point) -> Self {
        Self { x: Num::constant(point.x), y: Num::constant(point.y) }
    }

    /// A private input on the curve.
    pub fn input(cs: &mut Cs, point: &Point) -> Self {
        let (x, y) = (cs.input(point.x), cs.input(point.y));
        Self::on_curve(cs, x, y)
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
        cs.enforce_equal(label, &self.x, &other.x);
        cs.enforce_equal(label, &self.y, &other.y);
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
fn add_as(cs: &mut Cs, p: &PointVar, q: &PointVar, known: Option<Point>) -> PointVar {
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
fn double_as(cs: &mut Cs, p: &PointVar, known: Option<Point>) -> PointVar {
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

/// 8·P.
pub fn times8(cs: &mut Cs, p: &PointVar) -> PointVar {
    (0..3).fold(p.clone(), |q, _| double(cs, &q))
}

/// P and 3·P, from which a 2-bit signed window is selected.
struct Table {
    one: PointVar,
    three: PointVar,
}

impl Table {
    fn new(cs: &mut Cs, p: &PointVar, trace: &mut Trace) -> Self {
        let two = double_as(cs, p, trace.next());
        Self { one: p.clone(), three: add_as(cs, &two, p, trace.next()) }
    }

    /// (2·s₁ + s₀)·P with signs sᵢ = 2·bᵢ − 1: ±3·P where the bits are equal, ±P where they are not. `equal` says which.
    fn select(&self, cs: &mut Cs, high: &Bit, equal: &Num) -> PointVar {
        let pick =
            |cs: &mut Cs, one: &Num, three: &Num| &cs.mul("window/magnitude", equal, &(three - one)) + one;
        let x = pick(cs, &self.one.x, &self.three.x);
        let y = pick(cs, &self.one.y, &self.three.y);
        PointVar { x: cs.mul("window/sign", &high.sign(), &x), y }
    }
}

/// 1 where two bits are equal: one constraint, shared by all bases that the same scalar multiplies.
fn equal_bits(cs: &mut Cs, a: &Bit, b: &Bit) -> Num {
    let both = cs.mul("window/both", a.num(), b.num());
    (&both.scale(Fr::from(2u64)) - &(a.num() + b.num())).plus(Fr::ONE)
}

/// kᵢ·Pᵢ summed, the doublings shared (Straus), for scalars of the same number n ≥ 3 of little-endian bits.
///
/// k | 1 = Σ sᵢ·2ⁱ with sᵢ = 2·bᵢ₊₁ − 1 and the highest sign +1 needs no recoding and no carries; where k is even, P is
/// taken off again at the end. 5 constraints a bit for the doublings, 5 a bit for each base.
pub fn multi_scalar_mul(cs: &mut Cs, terms: &[(&PointVar, &[Bit])]) -> PointVar {
    let n = terms[0].1.len();
    assert!(
        n >= 3 && terms.iter().all(|(_, bits)| bits.len() == n),
        "scalars of one length, at least 3 bits"
    );
    let mut trace = Trace::of_multiplication(cs, terms);
    let tables: Vec<Table> = terms.iter().map(|(p, _)| Table::new(cs, p, &mut trace)).collect();
    // Signs s₀ … s₍ₙ₋₂₎ come from bits 1 … n − 1, s₍ₙ₋₁₎ = +1. The top window holds the one or two highest signs.
    let top: Vec<PointVar> =
        terms.iter().zip(&tables).map(|((_, bits), table)| top_window(cs, bits, table)).collect();
    let mut acc = sum(cs, top, &mut trace);
    for low in lower_windows(n) {
        acc = double_as(cs, &acc, trace.next());
        acc = double_as(cs, &acc, trace.next());
        for ((_, bits), table) in terms.iter().zip(&tables) {
            let equal = equal_bits(cs, &bits[low + 1], &bits[low + 2]);
            let digit = table.select(cs, &bits[low + 2], &equal);
            acc = add_as(cs, &acc, &digit, trace.next());
        }
    }
    for (p, bits) in terms {
        let correction = unless(cs, &bits[0], &p.negate());
        acc = add_as(cs, &acc, &correction, trace.next());
    }
    acc
}

/// The lower signs of the 2-bit windows below the top one, from the highest down.
pub(super) fn lower_windows(n: usize) -> impl Iterator<Item = usize> {
    (0..(n - 1) / 2 * 2).step_by(2).rev().filter(move |low| low + 1 < n - 1)
}

/// The digit of the highest signs: 1 if n is odd, 2 + s₍ₙ₋₂₎ if it is even.
fn top_window(cs: &mut Cs, bits: &[Bit], table: &Table) -> PointVar {
    let n = bits.len();
    if n % 2 == 1 {
        return table.one.clone();
    }
    let three = &bits[n - 1];
    PointVar {
        x: cs.select("window/magnitude", three, &table.three.x, &table.one.x),
        y: cs.select("window/magnitude", three, &table.three.y, &table.one.y),
    }
}

fn sum(cs: &mut Cs, points: Vec<PointVar>, trace: &mut Trace) -> PointVar {
    let sum = points.into_iter().reduce(|acc, p| add_as(cs, &acc, &p, trace.next()));
    sum.unwrap_or_else(|| PointVar::constant(&Point::zero()))
}

/// P where the bit is 0, the identity where it is 1.
fn unless(cs: &mut Cs, bit: &Bit, p: &PointVar) -> PointVar {
    let x = cs.mul("window/even", bit.not().num(), &p.x);
    let y = cs.mul("window/even", bit.not().num(), &p.y.plus(-Fr::ONE)).plus(Fr::ONE);
    PointVar { x, y }
}

/// k·P.
pub fn scalar_mul(cs: &mut Cs, p: &PointVar, bits: &[Bit]) -> PointVar {
    multi_scalar_mul(cs, &[(p, bits)])
}

/// k·Base8, 3 constraints a bit: 3-bit windows over constant tables, no doublings.
pub fn fixed_base_mul(cs: &mut Cs, bits: &[Bit]) -> PointVar {
    let windows = bits.chunks(3).zip(generator_windows());
    let digits: Vec<PointVar> =
        windows.map(|(bits, multiples)| constant_window(cs, multiples, bits)).collect();
    assert_eq!(digits.len(), bits.len().div_ceil(3), "at most 254 bits");
    let mut trace = Trace::of_sum(cs, &digits);
    sum(cs, digits, &mut trace)
}

/// The multiples 0 … 7 of 8ʲ·Base8 for each window j of 254 bits.
fn generator_windows() -> &'static [[Point; 8]] {
    static WINDOWS: OnceLock<Vec<[Point; 8]>> = OnceLock::new();
    WINDOWS.get_or_init(|| {
        let bases = std::iter::successors(Some(generator()), |b| Some(b.mul_bigint([8u64]).into_affine()));
        bases
            .take(254usize.div_ceil(3))
            .map(|b| std::array::from_fn(|k| b.mul_bigint([k as u64]).into_affine()))
            .collect()
    })
}

/// One of eight constant multiples; missing high bits are 0.
fn constant_window(cs: &mut Cs, multiples: &[Point; 8], bits: &[Bit]) -> PointVar {
    let zero = Bit::zero();
    let bit = |i: usize| bits.get(i).unwrap_or(&zero).num().clone();
    let (b0, b1, b2) = (bit(0), bit(1), bit(2));
    let both = cs.mul("window/both", &b0, &b1);
    let mut coordinate = |of: fn(&Point) -> Fr| {
        let low = bilinear([0, 1, 2, 3].map(|k| of(&multiples[k])), &b0, &b1, &both);
        let high = bilinear([4, 5, 6, 7].map(|k| of(&multiples[k])), &b0, &b1, &both);
        &cs.mul("window/constant", &b2, &(&high - &low)) + &low
    };
    PointVar { x: coordinate(|p| p.x), y: coordinate(|p| p.y) }
}

/// v[b₀ + 2·b₁] as a combination of 1, b₀, b₁ and b₀·b₁.
fn bilinear(v: [Fr; 4], b0: &Num, b1: &Num, both: &Num) -> Num {
    Num::sum([(v[0], &Num::one()), (v[1] - v[0], b0), (v[2] - v[0], b1), (v[3] - v[2] - v[1] + v[0], both)])
}

#[cfg(test)]
mod tests {
    use super::super::{Scalar, is_on_curve, mul, tests::torsion};
    use super::*;
    use crate::{compare::bits, cs::Mode};
    use ark_ff::{BigInt, PrimeField, UniformRand};
    use rand::SeedableRng;

    fn synthesize(body: impl Fn(&mut Cs) -> PointVar) -> Point {
        let mut cs = Cs::new(Mode::Full);
        let value = body(&mut cs).value();
        cs.is_satisfied().unwrap();
        let mut quick = Cs::new(Mode::Assignment);
        assert_eq!(body(&mut quick).value(), value);
        assert_eq!(quick.assignment(), cs.assignment());
        value
    }

    fn special_points() -> Vec<Point> {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        let random = generator().mul_bigint(Scalar::rand(&mut rng).into_bigint()).into_affine();
        let mut points: Vec<Point> = (0..8u64).map(|k| torsion().mul_bigint([k]).into_affine()).collect();
        points.extend([generator(), -generator(), random, (random + torsion()).into_affine()]);
        points
    }

    #[test]
    fn addition_and_doubling_are_complete() {
        for p in special_points() {
            for q in special_points() {
                let sum = synthesize(|cs| {
                    let (p, q) = (PointVar::input(cs, &p), PointVar::input(cs, &q));
                    add(cs, &p, &q)
                });
                assert_eq!(sum, (p + q).into_affine());
            }
            let doubled = synthesize(|cs| {
                let p = PointVar::input(cs, &p);
                double(cs, &p)
            });
            assert_eq!(doubled, (p + p).into_affine());
        }
    }

    #[test]
    fn multiplications_agree_with_native_ones() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(8);
        let scalars = |n: usize| {
            let top = BigInt::from(1u64) << (n as u32);
            let mut minus_one = top;
            ark_ff::BigInteger::sub_with_borrow(&mut minus_one, &BigInt::from(1u64));
            let mut random = Fr::rand(&mut rng).into_bigint();
            random = (random << (256 - n as u32)) >> (256 - n as u32);
            [BigInt::from(0u64), BigInt::from(1u64), BigInt::from(2u64), minus_one, random]
        };
        let cases: Vec<(usize, [BigInt<4>; 5])> = [3, 4, 5, 6, 250, 251, 253]
            .map(|n| (n, n))
            .map({
                let mut scalars = scalars;
                move |(n, m)| (n, scalars(m))
            })
            .into();
        for (n, scalars) in cases {
            for k in scalars {
                let k_field = Fr::from_bigint(k).unwrap();
                for p in [special_points()[0], special_points()[3], special_points()[10]] {
                    let product = synthesize(|cs| {
                        let (p, k) = (PointVar::input(cs, &p), cs.input(k_field));
                        let bits = bits(cs, &k, n);
                        scalar_mul(cs, &p, &bits)
                    });
                    assert_eq!(product, mul(&p, &k), "{n} bits");
                }
                let fixed = synthesize(|cs| {
                    let k = cs.input(k_field);
                    let bits = bits(cs, &k, n);
                    fixed_base_mul(cs, &bits)
                });
                assert_eq!(fixed, mul(&generator(), &k), "{n} bits, fixed base");
            }
        }
    }

    #[test]
    fn shared_doublings_agree() {
        let [p, q] = [special_points()[10], special_points()[11]];
        let (a, b) = (0x1234_5678_9abcu64, 0xfff_ffff_ffffu64);
        let combined = synthesize(|cs| {
            let (p, q) = (PointVar::input(cs, &p), PointVar::input(cs, &q));
            let [a, b] = [a, b].map(|k| cs.input(Fr::from(k)));
            let (a, b) = (bits(cs, &a, 48), bits(cs, &b, 48));
            multi_scalar_mul(cs, &[(&p, &a), (&q, &b)])
        });
        assert_eq!(combined, (p.mul_bigint([a]) + q.mul_bigint([b])).into_affine());
    }

    #[test]
    fn points_off_the_curve_are_refused() {
        let mut cs = Cs::new(Mode::Full);
        let off = Point::new_unchecked(Fr::from(1u64), Fr::from(2u64));
        assert!(!is_on_curve(off.x, off.y));
        PointVar::input(&mut cs, &off);
        assert_eq!(cs.is_satisfied().unwrap_err().label, "edwards/on-curve");
    }
}
