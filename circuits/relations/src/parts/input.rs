//! Private inputs, range-checked where they enter.

use crate::Cs;
use covenant_gadgets::{
    compare::range,
    cs::{Bit, Num},
};
use covenant_statements::Fr;

/// Bits of an amount.
pub const AMOUNT_BITS: usize = 64;
/// Bits of a day, a rate, a number of days.
pub const WORD_BITS: usize = 32;

/// An input of `width` bits.
pub fn ranged(cs: &mut Cs, value: impl Into<Fr>, width: usize) -> Num {
    let num = cs.input(value.into());
    range(cs, &num, width);
    num
}

/// An input that is 0 or 1.
pub fn input_bit(cs: &mut Cs, value: bool) -> Bit {
    let num = cs.input(Fr::from(value));
    cs.boolean("input/boolean", num)
}
