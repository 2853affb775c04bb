//! The nullifier's circuit: hash to the curve, blinding, the registry's proof of equal logarithms, unblinding.

use super::{Evaluation, elligator};
use crate::{
    Fr,
    babyjubjub::{
        MONTGOMERY_A, Point, Scalar,
        mul::{fixed_base_mul, multi_scalar_mul, scalar_mul, subgroup_mul},
        var::{PointVar, SubgroupVar, add, times8},
    },
    compare::{bits, strict_bits},
    cs::{Bit, Cs, Num},
    eddsa::var::{SCALAR_BITS, scalar_to_field},
    poseidon::var::hash,
};
use ark_ff::Field;

/// Elligator 2 in full: the candidate, its root with the stated parity, the birational map.
pub fn map_to_curve(cs: &mut Cs, t: &Num) -> PointVar {
    // x₁·(1 + Z·t²) = −A; the factor is never zero, since −1/Z is no square.
    let t2 = cs.mul("elligator/square", t, t);
    let factor = t2.scale(Fr::from(elligator::Z)).plus(Fr::ONE);
    let minus_a = Num::constant(-MONTGOMERY_A);
    let inverse = factor.value().inverse().unwrap_or_default();
    let first = cs.div_nonzero("elligator/candidate", &minus_a, &factor, minus_a.value() * inverse);
    let e = cs.hint_bit("elligator/is-first", || elligator::has_ordinate(first.value()));
    let second = &minus_a - &first;
    let x = cs.select("elligator/abscissa", &e, &first, &second);
    // y² = x³ + A·x² + x, the parity of y is e, and y is not zero: exactly one candidate has a root, and one root this parity.
    let rhs = elligator::montgomery_rhs(x.value());
    let y = cs.hint("elligator/root", || elligator::root_of_parity(rhs, e.value()));
    let x2 = cs.mul("elligator/x2", &x, &x);
    let cubic = cs.mul("elligator/cubic", &x, &(&x2 + &x.scale(MONTGOMERY_A)).plus(Fr::ONE));
    cs.enforce("elligator/root", &y, &y, &cubic);
    let y_bits = cs.scoped("parity", |cs| strict_bits(cs, &y));
    cs.enforce_equal("elligator/parity", y_bits[0].num(), e.num());
    to_edwards(cs, &x, &y)
}

/// (u, v) ↦ (u/v, (u − 1)/(u + 1)); v ≠ 0 is enforced, u + 1 is never zero on the curve.
fn to_edwards(cs: &mut Cs, u: &Num, v: &Num) -> PointVar {
    cs.enforce_nonzero("elligator/nonzero", v);
    let point = elligator::to_edwards(u.value(), v.value());
    let x = cs.div_nonzero("elligator/edwards-x", u, v, point.x);
    let y = cs.div_nonzero("elligator/edwards-y", &u.plus(-Fr::ONE), &u.plus(Fr::ONE), point.y);
    PointVar::unchecked(x, y)
}

/// P = 8·(M₀ + M₁).
pub fn hash_to_curve(cs: &mut Cs, u: &[Num; 2]) -> SubgroupVar {
    let [m0, m1] = [0, 1].map(|i| cs.scoped(["map-0", "map-1"][i], |cs| map_to_curve(cs, &u[i])));
    let sum = add(cs, &m0, &m1);
    times8(cs, &sum)
}

/// The transcript's private inputs.
pub struct TranscriptVar {
    /// r.
    pub blind: Num,
    /// W with F = 8·W, on the curve.
    pub eighth: PointVar,
    /// The coordinates of E, which must be the point computed from F: held by two equalities and nothing else.
    pub evaluated: [Num; 2],
    /// c.
    pub c: Num,
    /// s.
    pub s: Num,
}

impl TranscriptVar {
    /// Allocates the transcript; `eighth` is W.
    pub fn input(cs: &mut Cs, blind: &Scalar, eighth: &Point, evaluation: &Evaluation) -> Self {
        let Evaluation { evaluated, c, s } = evaluation;
        let blind = cs.input("blind", scalar_to_field(blind));
        let eighth = PointVar::input(cs, "eighth", eighth);
        let evaluated = [cs.input("evaluated-x", evaluated.x), cs.input("evaluated-y", evaluated.y)];
        Self { blind, eighth, evaluated, c: cs.input("c", *c), s: cs.input("s", scalar_to_field(s)) }
    }
}

/// N1 of the inputs u under the key K, which the verifying side trusts.
pub fn nullifier(cs: &mut Cs, u: &[Num; 2], key: &SubgroupVar, transcript: &TranscriptVar) -> Num {
    let input = cs.scoped("hash-to-curve", |cs| hash_to_curve(cs, u));
    let (blinded, output, evaluated) = cs.scoped("blinding", |cs| {
        let r = bits(cs, &transcript.blind, SCALAR_BITS);
        let blinded = subgroup_mul(cs, &input, &r);
        // r ≡ 0 mod ℓ would make B and E the identity, and F anything.
        blinded.enforce_not_identity(cs, "voprf/blinded");
        // F = 8·W has no torsion, and E is computed from it with the same bits of r: F is the only one that fits.
        let output = times8(cs, &transcript.eighth);
        let evaluated = subgroup_mul(cs, &output, &r);
        evaluated.point().enforce_coordinates(cs, "voprf/evaluated", &transcript.evaluated.each_ref());
        (blinded, output, evaluated)
    });
    let points = [key, &blinded, &evaluated];
    cs.scoped("dleq", |cs| equal_logarithms(cs, points, &transcript.c, &transcript.s));
    let f = output.point().coordinates().map(Num::clone);
    cs.scoped("output", |cs| hash(cs, "covenant/nullifier", &f))
}

/// A₁ = s·G − c·K, A₂ = s·B − c·E, c = H(tag, K, B, E, A₁, A₂): Chaum–Pedersen.
fn equal_logarithms(cs: &mut Cs, points: [&SubgroupVar; 3], c: &Num, s: &Num) {
    let [key, blinded, evaluated] = points.map(SubgroupVar::point);
    let (c_bits, mut s_bits) = cs.scoped("scalars", |cs| (strict_bits(cs, c), bits(cs, s, SCALAR_BITS)));
    let a1 = cs.scoped("first-commitment", |cs| {
        let from_generator = fixed_base_mul(cs, &s_bits);
        let from_key = scalar_mul(cs, &key.negate(), &c_bits);
        add(cs, from_generator.point(), &from_key)
    });
    // The doublings of s·B and c·E are shared; s is padded to c's length.
    s_bits.resize(c_bits.len(), Bit::zero());
    let a2 = cs.scoped("second-commitment", |cs| {
        multi_scalar_mul(cs, &[(blinded, &s_bits), (&evaluated.negate(), &c_bits)])
    });
    let points = [key, blinded, evaluated, &a1, &a2];
    let values: Vec<Num> = points.iter().flat_map(|p| p.coordinates()).cloned().collect();
    let challenge = cs.scoped("challenge", |cs| hash(cs, "covenant/dleq", &values));
    cs.enforce_equal("voprf/challenge", &challenge, c);
}

#[cfg(test)]
#[path = "var_tests.rs"]
mod tests;
