//! Points as the backends store them: affine coordinates in one or two cache lines.

use ark_bn254::g1::G1Affine;
use ark_bn254::g2::G2Affine;
use ark_bn254::{Fq, Fq2, Fr};
use ark_ec::AffineRepr;
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, PrimeField};

use crate::form::Form;
use crate::memory::{Blank, Pool};

/// A finite affine point of `2 · W / 8` field elements: `x` then `y`, each of `W / 2` limbs.
///
/// All zeros stands for the point at infinity inside the engine: neither curve has a point with
/// `x = y = 0`, since both have `b ≠ 0`.
#[derive(Clone, Copy, Debug, Eq)]
#[repr(C, align(64))]
pub struct Packed<const W: usize>(pub(crate) [u64; W]);

impl<const W: usize> PartialEq for Packed<W> {
    /// Of the limbs, all of them: what is derived calls `memcmp`, for a cache line or two.
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0
    }
}

impl<const W: usize> Blank for Packed<W> {
    const BLANK: Self = Self::INFINITY;
}

/// A G1 point: 64 bytes.
pub type PackedG1 = Packed<8>;
/// A G2 point: 128 bytes.
pub type PackedG2 = Packed<16>;

impl<const W: usize> Packed<W> {
    pub(crate) const INFINITY: Self = Self([0; W]);
}

/// A coordinate field as limbs in either form.
pub(crate) trait Coordinate: Field + crate::inverse::Invert {
    fn from_limbs(limbs: &[u64], form: Form) -> Self;
    fn to_limbs(self, form: Form, limbs: &mut [u64]);
}

impl Coordinate for Fq {
    fn from_limbs(limbs: &[u64], form: Form) -> Self {
        let mut value = BigInt([limbs[0], limbs[1], limbs[2], limbs[3]]);
        match form {
            Form::R256 => Self::new_unchecked(value),
            Form::R260 => {
                // The vector backend leaves values below 4.01 p.
                while value >= Self::MODULUS {
                    value.sub_with_borrow(&Self::MODULUS);
                }
                // Read in radix 2^256, the limbs of x · 2^260 mean 16x.
                Self::new_unchecked(value) * Self::new_unchecked(SIXTEENTH)
            }
        }
    }

    fn to_limbs(self, form: Form, limbs: &mut [u64]) {
        let value = match form {
            Form::R256 => self,
            Form::R260 => self.double().double().double().double(),
        };
        limbs.copy_from_slice(&value.0.0);
    }
}

/// 1/16 in arkworks' form: `2^252 < p`.
const SIXTEENTH: BigInt<4> = BigInt([0, 0, 0, 1 << 60]);

impl Coordinate for Fq2 {
    fn from_limbs(limbs: &[u64], form: Form) -> Self {
        Self::new(Fq::from_limbs(&limbs[..4], form), Fq::from_limbs(&limbs[4..], form))
    }

    fn to_limbs(self, form: Form, limbs: &mut [u64]) {
        self.c0.to_limbs(form, &mut limbs[..4]);
        self.c1.to_limbs(form, &mut limbs[4..]);
    }
}

/// The groups the engine computes in: BN254's G1 and G2, and no other.
#[allow(private_bounds, reason = "the supertrait seals the trait")]
pub trait Curve: AffineRepr<ScalarField = Fr> + CurveLimbs {}
impl Curve for G1Affine {}
impl Curve for G2Affine {}

/// Bytes of buckets that are kept between multiplications.
const KEPT: usize = 1 << 26;

/// How a curve's points are packed. Crate-private: it seals [`Curve`].
pub(crate) trait CurveLimbs: AffineRepr<ScalarField = Fr> {
    /// The stored point.
    type Point: Blank + Send + Sync + std::fmt::Debug + 'static;
    /// The coordinate field.
    type Field: Coordinate;
    const INFINITY: Self::Point;

    /// Buckets that are not in use.
    fn memory() -> &'static Pool<Self::Point>;

    /// The stored limbs, four for each field element.
    fn limbs(point: &Self::Point) -> &[u64];
    fn point_from(x: Self::Field, y: Self::Field, form: Form) -> Self::Point;
    fn coordinates(point: &Self::Point, form: Form) -> (Self::Field, Self::Field);
    fn affine_from(x: Self::Field, y: Self::Field) -> Self;

    /// Packs a point; infinity becomes zeros.
    fn pack(&self, form: Form) -> Self::Point;

    /// The opposite of a base: its limbs are below `p`, in either form.
    fn opposite(point: &Self::Point) -> Self::Point;

    /// Unpacks a point; zeros become infinity.
    fn unpack(point: &Self::Point, form: Form) -> Self {
        if *point == Self::INFINITY {
            return Self::zero();
        }
        let (x, y) = Self::coordinates(point, form);
        Self::affine_from(x, y)
    }
}

/// Frees the buckets that multiplications over this group keep for the next.
pub(crate) fn release<C: CurveLimbs>() {
    C::memory().release();
}

/// `p - y`, or zero for zero; `y < p`.
fn subtracted_from_modulus(y: [u64; 4]) -> [u64; 4] {
    if y == [0; 4] {
        return y;
    }
    let mut difference = Fq::MODULUS;
    difference.sub_with_borrow(&BigInt(y));
    difference.0
}

macro_rules! curve_limbs {
    ($affine:ty, $field:ty, $limbs:literal) => {
        impl CurveLimbs for $affine {
            type Point = Packed<{ 2 * $limbs }>;
            type Field = $field;
            const INFINITY: Self::Point = Packed::INFINITY;

            fn memory() -> &'static Pool<Self::Point> {
                static MEMORY: Pool<Packed<{ 2 * $limbs }>> = Pool::new(0, KEPT);
                &MEMORY
            }

            fn limbs(point: &Self::Point) -> &[u64] {
                &point.0
            }

            fn point_from(x: $field, y: $field, form: Form) -> Self::Point {
                let mut limbs = [0; 2 * $limbs];
                x.to_limbs(form, &mut limbs[..$limbs]);
                y.to_limbs(form, &mut limbs[$limbs..]);
                Packed(limbs)
            }

            fn coordinates(point: &Self::Point, form: Form) -> ($field, $field) {
                let (x, y) = point.0.split_at($limbs);
                (<$field>::from_limbs(x, form), <$field>::from_limbs(y, form))
            }

            fn opposite(point: &Self::Point) -> Self::Point {
                let mut out = *point;
                for y in out.0[$limbs..].as_chunks_mut().0 {
                    *y = subtracted_from_modulus(*y);
                }
                out
            }

            fn affine_from(x: $field, y: $field) -> Self {
                Self::new_unchecked(x, y)
            }

            fn pack(&self, form: Form) -> Self::Point {
                match self.xy() {
                    Some((x, y)) => Self::point_from(x, y, form),
                    None => Self::INFINITY,
                }
            }
        }
    };
}

curve_limbs!(G1Affine, Fq, 4);
curve_limbs!(G2Affine, Fq2, 8);
