//! BN254 with a multiplication in its base field that is made for WebAssembly. Everything else is arkworks': the towers, the pairing, the curves, and
//! the constants, which are taken from `ark-bn254` one by one.

#![allow(clippy::indexing_slicing, reason = "while constants are computed")]

mod limbs;

use core::marker::PhantomData;

use ark_bn254 as theirs;
use ark_ec::bn::{self, Bn, BnConfig, TwistType};
use ark_ec::models::CurveConfig;
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ff::{
    AdditiveGroup, BigInt, Field, Fp, Fp2, Fp2Config, Fp6, Fp6Config, Fp12, Fp12Config, Fp256, MontBackend,
    MontConfig,
};

/// The scalar field is arkworks'.
pub use ark_bn254::Fr;

/// The base field's parameters.
#[derive(Clone, Copy, Debug)]
pub struct FqConfig;

/// The base field.
pub type Fq = Fp256<MontBackend<FqConfig, 4>>;
/// Its quadratic extension.
pub type Fq2 = Fp2<Fq2Config>;
/// The cubic one over that.
pub type Fq6 = Fp6<Fq6Config>;
/// The field of the pairing's values.
pub type Fq12 = Fp12<Fq12Config>;
/// The pairing.
pub type Bn254 = Bn<Config>;
/// A point of G1.
pub type G1Affine = bn::G1Affine<Config>;
/// A point of G1 in other coordinates.
pub type G1Projective = bn::G1Projective<Config>;
/// A point of G2.
pub type G2Affine = bn::G2Affine<Config>;

/// The same element: both are kept alike.
const fn fq(value: theirs::Fq) -> Fq {
    Fp(value.0, PhantomData)
}

const fn fq2(value: theirs::Fq2) -> Fq2 {
    Fq2::new(fq(value.c0), fq(value.c1))
}

const fn all<const N: usize>(values: &[theirs::Fq2]) -> [Fq2; N] {
    let mut all = [Fq2::new(fq(theirs::Fq::ZERO), fq(theirs::Fq::ZERO)); N];
    let mut i = 0;
    while i < N {
        all[i] = fq2(values[i]);
        i += 1;
    }
    all
}

impl MontConfig<4> for FqConfig {
    const MODULUS: BigInt<4> = <theirs::FqConfig as MontConfig<4>>::MODULUS;
    const GENERATOR: Fq = fq(<theirs::FqConfig as MontConfig<4>>::GENERATOR);
    const TWO_ADIC_ROOT_OF_UNITY: Fq = fq(<theirs::FqConfig as MontConfig<4>>::TWO_ADIC_ROOT_OF_UNITY);

    #[inline(always)]
    fn mul_assign(a: &mut Fq, b: &Fq) {
        a.0 = limbs::product(&a.0, &b.0);
    }

    #[inline(always)]
    fn square_in_place(a: &mut Fq) {
        a.0 = limbs::product(&a.0, &a.0);
    }

    #[inline(always)]
    fn sum_of_products<const M: usize>(a: &[Fq; M], b: &[Fq; M]) -> Fq {
        if let ([a, c], [b, d]) = (a.as_slice(), b.as_slice()) {
            return Fp(limbs::sum_of_two(&a.0, &b.0, &c.0, &d.0), PhantomData);
        }
        a.iter().zip(b).map(|(a, b)| *a * b).sum()
    }

    #[inline(always)]
    fn into_bigint(a: Fq) -> BigInt<4> {
        limbs::product(&a.0, &BigInt::new([1, 0, 0, 0]))
    }
}

/// Parameters of the quadratic extension.
#[derive(Clone, Copy, Debug)]
pub struct Fq2Config;

impl Fp2Config for Fq2Config {
    type Fp = Fq;
    const NONRESIDUE: Fq = fq(theirs::Fq2Config::NONRESIDUE);
    const FROBENIUS_COEFF_FP2_C1: &'static [Fq] =
        &[fq(theirs::Fq2Config::FROBENIUS_COEFF_FP2_C1[0]), fq(theirs::Fq2Config::FROBENIUS_COEFF_FP2_C1[1])];

    #[inline(always)]
    fn mul_fp_by_nonresidue_in_place(fe: &mut Fq) -> &mut Fq {
        ark_ff::AdditiveGroup::neg_in_place(fe)
    }
}

/// Parameters of the sextic extension.
#[derive(Clone, Copy, Debug)]
pub struct Fq6Config;

impl Fp6Config for Fq6Config {
    type Fp2Config = Fq2Config;
    const NONRESIDUE: Fq2 = fq2(theirs::Fq6Config::NONRESIDUE);
    const FROBENIUS_COEFF_FP6_C1: &'static [Fq2] = &all::<6>(theirs::Fq6Config::FROBENIUS_COEFF_FP6_C1);
    const FROBENIUS_COEFF_FP6_C2: &'static [Fq2] = &all::<6>(theirs::Fq6Config::FROBENIUS_COEFF_FP6_C2);

    /// (9 + u)·(c₀ + c₁·u) = 9·c₀ − c₁ + (9·c₁ + c₀)·u: additions alone.
    #[inline(always)]
    fn mul_fp2_by_nonresidue_in_place(fe: &mut Fq2) -> &mut Fq2 {
        let mut f = *fe;
        f.double_in_place().double_in_place().double_in_place();
        let c0 = f.c0 + fe.c0 - fe.c1;
        let c1 = f.c1 + fe.c1 + fe.c0;
        *fe = Fq2::new(c0, c1);
        fe
    }
}

/// Parameters of the field of the pairing's values.
#[derive(Clone, Copy, Debug)]
pub struct Fq12Config;

impl Fp12Config for Fq12Config {
    type Fp6Config = Fq6Config;
    const NONRESIDUE: Fq6 = Fq6::new(
        fq2(theirs::Fq12Config::NONRESIDUE.c0),
        fq2(theirs::Fq12Config::NONRESIDUE.c1),
        fq2(theirs::Fq12Config::NONRESIDUE.c2),
    );
    const FROBENIUS_COEFF_FP12_C1: &'static [Fq2] = &all::<12>(theirs::Fq12Config::FROBENIUS_COEFF_FP12_C1);
}

/// Parameters of the pairing.
#[derive(Clone, Copy, Debug)]
pub struct Config;

impl BnConfig for Config {
    const X: &'static [u64] = theirs::Config::X;
    const X_IS_NEGATIVE: bool = theirs::Config::X_IS_NEGATIVE;
    const ATE_LOOP_COUNT: &'static [i8] = theirs::Config::ATE_LOOP_COUNT;
    const TWIST_TYPE: TwistType = theirs::Config::TWIST_TYPE;
    const TWIST_MUL_BY_Q_X: Fq2 = fq2(theirs::Config::TWIST_MUL_BY_Q_X);
    const TWIST_MUL_BY_Q_Y: Fq2 = fq2(theirs::Config::TWIST_MUL_BY_Q_Y);
    type Fp = Fq;
    type Fp2Config = Fq2Config;
    type Fp6Config = Fq6Config;
    type Fp12Config = Fq12Config;
    type G1Config = G1Config;
    type G2Config = G2Config;
}

/// Parameters of G1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct G1Config;

impl CurveConfig for G1Config {
    type BaseField = Fq;
    type ScalarField = Fr;
    const COFACTOR: &'static [u64] = <theirs::g1::Config as CurveConfig>::COFACTOR;
    const COFACTOR_INV: Fr = <theirs::g1::Config as CurveConfig>::COFACTOR_INV;
}

impl SWCurveConfig for G1Config {
    const COEFF_A: Fq = fq(<theirs::g1::Config as SWCurveConfig>::COEFF_A);
    const COEFF_B: Fq = fq(<theirs::g1::Config as SWCurveConfig>::COEFF_B);
    const GENERATOR: Affine<Self> =
        Affine::new_unchecked(fq(theirs::g1::G1_GENERATOR_X), fq(theirs::g1::G1_GENERATOR_Y));
    type ZeroFlag = ();

    #[inline(always)]
    fn mul_by_a(_: Fq) -> Fq {
        Fq::ZERO
    }

    /// Every point of the curve is of G1.
    #[inline]
    fn is_in_correct_subgroup_assuming_on_curve(_: &Affine<Self>) -> bool {
        true
    }
}

/// Parameters of G2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct G2Config;

impl CurveConfig for G2Config {
    type BaseField = Fq2;
    type ScalarField = Fr;
    const COFACTOR: &'static [u64] = <theirs::g2::Config as CurveConfig>::COFACTOR;
    const COFACTOR_INV: Fr = <theirs::g2::Config as CurveConfig>::COFACTOR_INV;
}

/// t − 1 = 6·x², the trace of Frobenius less one.
const SIX_X_SQUARED: [u64; 2] = [17_887_900_258_952_609_094, 8_020_209_761_171_036_667];

impl SWCurveConfig for G2Config {
    const COEFF_A: Fq2 = fq2(<theirs::g2::Config as SWCurveConfig>::COEFF_A);
    const COEFF_B: Fq2 = fq2(<theirs::g2::Config as SWCurveConfig>::COEFF_B);
    const GENERATOR: Affine<Self> =
        Affine::new_unchecked(fq2(theirs::g2::G2_GENERATOR_X), fq2(theirs::g2::G2_GENERATOR_Y));
    type ZeroFlag = ();

    #[inline(always)]
    fn mul_by_a(_: Fq2) -> Fq2 {
        Fq2::ZERO
    }

    /// ψ(P) = [6x²]·P, which holds on G2 alone (Housni, Guillevic, Piellard, eprint 2022/352, section 4.3), as arkworks checks.
    fn is_in_correct_subgroup_assuming_on_curve(point: &Affine<Self>) -> bool {
        let mut image = *point;
        image.x.frobenius_map_in_place(1);
        image.y.frobenius_map_in_place(1);
        image.x *= Config::TWIST_MUL_BY_Q_X;
        image.y *= Config::TWIST_MUL_BY_Q_Y;
        Self::mul_affine(point, &SIX_X_SQUARED) == image
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;
    use ark_ec::pairing::Pairing;
    use ark_ec::{AffineRepr, CurveGroup};
    use ark_ff::PrimeField;

    /// Small and large elements, and some in between.
    fn elements() -> Vec<theirs::Fq> {
        let mut elements = Vec::from([theirs::Fq::ZERO, theirs::Fq::ONE, -theirs::Fq::ONE]);
        let mut x = theirs::Fq::from(0x9e37_79b9_7f4a_7c15u64);
        for n in 0..60u64 {
            elements.extend([x, -x, theirs::Fq::from(n), -theirs::Fq::from(n)]);
            x = x.square() + theirs::Fq::from(n);
        }
        // Words of ones, as far as they are below the modulus.
        for at in 0..254 {
            let power = theirs::Fq::from(2u64).pow([at]);
            elements.extend([power, power - theirs::Fq::ONE, -power]);
        }
        elements
    }

    #[test]
    fn products_are_arkworks() {
        let elements = elements();
        for (i, a) in elements.iter().enumerate() {
            assert_eq!(fq(*a).into_bigint(), a.into_bigint());
            for (b, c) in elements.iter().skip(i % 7).step_by(7).zip(elements.iter().rev()) {
                assert_eq!(fq(*a) * fq(*b), fq(*a * b));
                let expected = *a * b + *b * c;
                let sum = <FqConfig as MontConfig<4>>::sum_of_products(&[fq(*a), fq(*b)], &[fq(*b), fq(*c)]);
                assert_eq!(sum, fq(expected));
            }
            assert_eq!(fq(*a).square(), fq(a.square()));
            assert_eq!(fq(*a).inverse(), a.inverse().map(fq));
        }
    }

    fn g1(point: theirs::G1Affine) -> G1Affine {
        G1Affine::new_unchecked(fq(point.x), fq(point.y))
    }

    fn g2(point: theirs::G2Affine) -> G2Affine {
        G2Affine::new_unchecked(fq2(point.x), fq2(point.y))
    }

    #[test]
    fn pairings_are_arkworks() {
        for n in [1u64, 2, 3, 1 << 40, u64::MAX] {
            let p = (theirs::G1Affine::generator() * Fr::from(n)).into_affine();
            let q = (theirs::G2Affine::generator() * -(Fr::from(n) + Fr::from(1u64))).into_affine();
            let (ours, expected) = (Bn254::pairing(g1(p), g2(q)).0, theirs::Bn254::pairing(p, q).0);
            let six = |half: theirs::Fq6| Fq6::new(fq2(half.c0), fq2(half.c1), fq2(half.c2));
            assert_eq!(ours, Fq12::new(six(expected.c0), six(expected.c1)));
            assert_eq!((G1Affine::generator() * Fr::from(n)).into_affine(), g1(p));
            assert!(g2(q).is_in_correct_subgroup_assuming_on_curve());
        }
    }

    #[test]
    fn points_outside_the_subgroup_are_told() {
        let mut found = 0;
        for x in 1..40u64 {
            let x = theirs::Fq2::new(theirs::Fq::from(x), theirs::Fq::ONE);
            let Some(point) = theirs::G2Affine::get_point_from_x_unchecked(x, false) else { continue };
            assert!(g2(point).is_on_curve());
            assert_eq!(
                g2(point).is_in_correct_subgroup_assuming_on_curve(),
                point.is_in_correct_subgroup_assuming_on_curve()
            );
            found += 1;
        }
        assert!(found > 10);
    }
}
