//! Coordinates of points in either group: residues modulo `p`, and pairs of them.
//!
//! Two kinds of values, by their bounds: reduced ones below `p`, as points are stored; and products, below
//! [`PRODUCT`] times `p`, of which only products and differences are taken.

use ark_bn254::{Fq, Fq2};
use ark_ff::BigInt;

use super::modulus::Base;
use super::residue::Residue;
use crate::inverse::Invert;

/// Bound of products in units of `p`: with `2.3² / 5.29 + 1.54 < 2.6` products may be multiplied with each other.
/// Most are below 1.9, products of a product and a reduced value.
const PRODUCT: f64 = 2.6;

/// Arithmetic of a coordinate. All values are below `p` unless said otherwise.
pub(crate) trait Coordinate: Copy + PartialEq + Send {
    const ZERO: Self;
    const ONE: Self;

    /// Of reduced values or products, to a product.
    fn product(self, other: Self) -> Self;
    /// Of a reduced value or a product, to a product.
    fn square(self) -> Self;
    /// Reduced, of reduced values.
    fn minus(self, other: Self) -> Self;
    /// Below `2 p`.
    fn plus(self, other: Self) -> Self;
    /// A product less something below `2 p`, to a reduced value.
    fn product_minus(self, other: Self) -> Self;
    /// `±self`, at most `p`.
    fn signed(self, negated: bool) -> Self;
    /// The reduced value of a product.
    fn canonical(self) -> Self;
    /// A product, inverted to a reduced value; nothing for zero.
    fn invert(self) -> Option<Self>;
}

/// Coordinates of G1.
pub(crate) type Prime = Residue<Base>;

impl Coordinate for Prime {
    const ZERO: Self = Residue::ZERO;
    const ONE: Self = Residue::ONE;

    #[inline(always)]
    fn product(self, other: Self) -> Self {
        let product = Self::product(self, other);
        product.assert_below(PRODUCT);
        product
    }

    #[inline(always)]
    fn square(self) -> Self {
        let square = Self::square(self);
        square.assert_below(PRODUCT);
        square
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self::minus::<1>(self, other)
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self::plus(self, other)
    }

    #[inline(always)]
    fn product_minus(self, other: Self) -> Self {
        self.minus_canonical(other)
    }

    #[inline(always)]
    fn signed(self, negated: bool) -> Self {
        Self::signed(self, negated)
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        Self::canonical(self)
    }

    fn invert(self) -> Option<Self> {
        let value = Fq::new_unchecked(BigInt(self.canonical().limbs()));
        Some(Self::new(value.invert()?.0.0))
    }
}

/// Coordinates of G2, `c0 + c1 u` with `u² = -1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pair(pub(super) Prime, pub(super) Prime);

impl Coordinate for Pair {
    const ZERO: Self = Self(Residue::ZERO, Residue::ZERO);
    const ONE: Self = Self(Residue::ONE, Residue::ZERO);

    /// Two sums of two products, one reduction each. All coefficients are below `2 p`, so are those of the product: before
    /// the last step they are below `8 / 5.29 + 1.54 = 3.06`. Four multiplications of limbs and two reductions cost less
    /// here than Karatsuba's three and two: nothing is as wide as a product.
    #[inline(always)]
    fn product(self, other: Self) -> Self {
        let opposite = self.1.opposite();
        let product = Self(
            Residue::sum_of_products(self.0, other.0, opposite, other.1).halved(),
            Residue::sum_of_products(self.0, other.1, self.1, other.0).halved(),
        );
        product.0.assert_below(2.0);
        product.1.assert_below(2.0);
        product
    }

    /// `(c0 + c1) (c0 - c1) + 2 c0 c1 u`: two products, of at most `4 · 2`.
    #[inline(always)]
    fn square(self) -> Self {
        let real = self.0.plus(self.1).product(self.0.minus::<2>(self.1));
        let imaginary = self.0.plus(self.0).product(self.1);
        let square = Self(real.halved(), imaginary.halved());
        square.0.assert_below(2.0);
        square.1.assert_below(2.0);
        square
    }

    #[inline(always)]
    fn minus(self, other: Self) -> Self {
        Self(Coordinate::minus(self.0, other.0), Coordinate::minus(self.1, other.1))
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self(self.0.plus(other.0), self.1.plus(other.1))
    }

    #[inline(always)]
    fn product_minus(self, other: Self) -> Self {
        Self(self.0.product_minus(other.0), self.1.product_minus(other.1))
    }

    #[inline(always)]
    fn signed(self, negated: bool) -> Self {
        Self(self.0.signed(negated), self.1.signed(negated))
    }

    #[inline(always)]
    fn canonical(self) -> Self {
        Self(self.0.canonical(), self.1.canonical())
    }

    fn invert(self) -> Option<Self> {
        let field = |value: Prime| Fq::new_unchecked(BigInt(value.canonical().limbs()));
        let inverse = Fq2::new(field(self.0), field(self.1)).invert()?;
        Some(Self(Residue::new(inverse.c0.0.0), Residue::new(inverse.c1.0.0)))
    }
}
