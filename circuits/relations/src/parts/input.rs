//! Widths and bits of private inputs; numbers enter as [`covenant_gadgets::compare::Uint`].

use crate::Cs;
use covenant_gadgets::cs::Bit;
use covenant_statements::Fr;

/// Bits of an amount.
pub const AMOUNT_BITS: usize = 64;
/// Bits of a day, a rate, a number of days.
pub const WORD_BITS: usize = 32;
/// Bits of a currency.
pub const CURRENCY_BITS: usize = 24;

/// An input that is 0 or 1.
pub fn input_bit(cs: &mut Cs, name: &'static str, value: bool) -> Bit {
    let num = cs.input(name, Fr::from(value));
    cs.boolean("input/boolean", num)
}

/// Bits of a day, which ends with 9999-12-31.
pub const DAY_BITS: usize = 22;
/// Bits of a rate of at most the whole.
pub const BPS_BITS: usize = 14;
