//! Integers with a known bound: the only values that can be compared or packed, so that no caller can forget the range
//! check on which a comparison rests.

use super::bits;
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, PrimeField};

/// Bits of the widest integer: the difference of two is still told from its negative, since 2·2²⁵² < p.
pub const MAX_BITS: usize = 252;

/// A value whose canonical representative is at most a bound of the circuit's shape, itself below 2²⁵²: it was range-checked, or
/// is a sum or a product by a constant of such values.
///
/// There is no way to make one of a [`Num`] without constraints:
///
/// ```
/// # use covenant_gadgets::{Fr, compare::{Uint, less_or_equal}, cs::{Cs, Mode}};
/// let mut cs = Cs::new(Mode::Full);
/// let (x, y) = (cs.input("x", Fr::from(3u64)), cs.input("y", Fr::from(5u64)));
/// let (x, y) = (Uint::range(&mut cs, x, 32), Uint::range(&mut cs, y, 32));
/// less_or_equal(&mut cs, &x, &y);
/// assert!(cs.is_satisfied().is_ok());
/// ```
/// ```compile_fail
/// # use covenant_gadgets::{Fr, compare::{Uint, less_or_equal}, cs::{Cs, Mode}};
/// let mut cs = Cs::new(Mode::Full);
/// let (x, y) = (cs.input("x", Fr::from(3u64)), cs.input("y", Fr::from(5u64)));
/// less_or_equal(&mut cs, &x, &y);
/// ```
#[derive(Clone)]
pub struct Uint {
    num: Num,
    max: BigInt<4>,
}

impl Uint {
    /// A private input below 2ⁿ: n constraints.
    pub fn input(cs: &mut Cs, name: &'static str, value: impl Into<Fr>, n: usize) -> Self {
        let num = cs.input(name, value.into());
        Self::range(cs, num, n)
    }

    /// Constrains a value to be below 2ⁿ: n constraints.
    pub fn range(cs: &mut Cs, num: Num, n: usize) -> Self {
        bits(cs, &num, n);
        let mut max = BigInt::from(1u64) << n as u32;
        max.sub_with_borrow(&BigInt::from(1u64));
        Self::bounded(num, max)
    }

    /// A constant.
    #[must_use]
    pub fn constant(value: u64) -> Self {
        Self::bounded(Num::constant(Fr::from(value)), value.into())
    }

    /// Who calls this has constrained the value to be at most `max`.
    pub(crate) fn bounded(num: Num, max: BigInt<4>) -> Self {
        assert!(max.num_bits() as usize <= MAX_BITS, "an integer of more than {MAX_BITS} bits");
        Self { num, max }
    }

    /// As a number.
    #[must_use]
    pub fn num(&self) -> &Num {
        &self.num
    }

    /// Bits of the bound.
    #[must_use]
    pub fn bits(&self) -> usize {
        self.max.num_bits() as usize
    }

    /// x + y.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self::sum([(1, self), (1, other)])
    }

    /// Σ kᵢ·xᵢ.
    ///
    /// # Panics
    /// If the sum could have more than [`MAX_BITS`] bits; widths are constants of the program.
    #[must_use]
    pub fn sum<'a>(parts: impl IntoIterator<Item = (u64, &'a Self)>) -> Self {
        let mut max = BigInt::<4>::zero();
        let terms = parts.into_iter().map(|(k, x)| {
            max = checked_sum(&max, &checked_product(&x.max, &k.into()));
            (Fr::from(k), &x.num)
        });
        let num = Num::sum(terms.collect::<Vec<_>>());
        Self::bounded(num, max)
    }

    /// A value that the caller has constrained to be at most this one's bound.
    pub(crate) fn with_bound_of(&self, num: &Num) -> Self {
        Self::bounded(num.clone(), self.max)
    }

    /// The bound of x·y.
    pub(crate) fn bound_of_product(x: &Self, y: &Self) -> BigInt<4> {
        checked_product(&x.max, &y.max)
    }

    /// x·y: one constraint, none where one of them is a constant.
    ///
    /// # Panics
    /// If the product could have more than [`MAX_BITS`] bits; widths are constants of the program.
    pub fn product(cs: &mut Cs, label: &'static str, x: &Self, y: &Self) -> Self {
        Self::bounded(cs.mul(label, &x.num, &y.num), Self::bound_of_product(x, y))
    }

    /// x where the bit is 1, else 0. One constraint.
    pub fn only_if(cs: &mut Cs, label: &'static str, bit: &Bit, x: &Self) -> Self {
        Self::bounded(cs.mul(label, bit.num(), &x.num), x.max)
    }

    /// x where the bit is 1, else y. One constraint.
    pub fn select(cs: &mut Cs, label: &'static str, bit: &Bit, x: &Self, y: &Self) -> Self {
        Self::bounded(cs.select(label, bit, &x.num, &y.num), x.max.max(y.max))
    }

    /// Σ partᵢ·2^(sum of the widths before), low parts first.
    ///
    /// # Panics
    /// If a part could have more bits than its width; widths are constants of the program.
    #[must_use]
    pub fn pack(parts: &[(&Self, u32)]) -> Self {
        let (mut shift, mut max) = (0u32, BigInt::<4>::zero());
        let mut terms = Vec::with_capacity(parts.len());
        for (part, width) in parts {
            assert!(part.bits() <= *width as usize, "a part of {} bits in {width}", part.bits());
            assert!((shift + width) as usize <= MAX_BITS, "more than {MAX_BITS} bits packed");
            max = checked_sum(&max, &(part.max << shift));
            terms.push((Fr::from_bigint(BigInt::from(1u64) << shift).unwrap_or(Fr::ZERO), &part.num));
            shift += width;
        }
        Self::bounded(Num::sum(terms), max)
    }
}

impl From<&Bit> for Uint {
    fn from(bit: &Bit) -> Self {
        Self::bounded(bit.num().clone(), 1u64.into())
    }
}

fn checked_sum(a: &BigInt<4>, b: &BigInt<4>) -> BigInt<4> {
    let mut sum = *a;
    assert!(!sum.add_with_carry(b), "the bound of a sum wraps");
    sum
}

fn checked_product(a: &BigInt<4>, b: &BigInt<4>) -> BigInt<4> {
    let (low, high) = a.mul(b);
    assert!(high.is_zero(), "the bound of a product wraps");
    low
}

/// a ≤ b: as many constraints as the wider of the two has bits.
pub fn less_or_equal(cs: &mut Cs, a: &Uint, b: &Uint) {
    bits(cs, &(&b.num - &a.num), a.bits().max(b.bits()));
}

/// Whether a ≤ b: one constraint more than the wider of the two has bits.
pub fn is_at_most(cs: &mut Cs, a: &Uint, b: &Uint) -> Bit {
    let n = a.bits().max(b.bits());
    // 2ⁿ + b − a has its highest bit where a ≤ b.
    let shifted = (&b.num - &a.num).plus(Fr::from_bigint(BigInt::from(1u64) << n as u32).unwrap_or(Fr::ZERO));
    bits(cs, &shifted, n + 1).swap_remove(n)
}

/// max(0, a − b), and whether a ≥ b: two constraints more than the wider of the two has bits.
pub fn saturating_sub(cs: &mut Cs, a: &Uint, b: &Uint) -> (Uint, Bit) {
    let enough = is_at_most(cs, b, a);
    let difference = cs.mul("compare/saturated", enough.num(), &(&a.num - &b.num));
    (Uint::bounded(difference, a.max), enough)
}

/// a − b, which is not below zero: as many constraints as the wider of the two has bits.
pub fn sub(cs: &mut Cs, a: &Uint, b: &Uint) -> Uint {
    less_or_equal(cs, b, a);
    Uint::bounded(&a.num - &b.num, a.max)
}

/// The smaller of the two: two constraints more than the wider has bits.
pub fn min(cs: &mut Cs, a: &Uint, b: &Uint) -> Uint {
    let first = is_at_most(cs, a, b);
    let chosen = cs.select("compare/min", &first, &a.num, &b.num);
    Uint::bounded(chosen, a.max.min(b.max))
}

/// a < b: as many constraints as the wider of the two has bits.
pub fn less(cs: &mut Cs, a: &Uint, b: &Uint) {
    bits(cs, &(&b.num - &a.num).plus(-Fr::from(1u64)), a.bits().max(b.bits()));
}
