//! Values that differ, in a list of which the first places are used.

use crate::Cs;
use ark_ff::Field;
use covenant_gadgets::cs::{Bit, Num};

/// No used value is there twice: a constraint for each pair, cheaper than an order of field elements up to a thousand of them.
pub fn enforce_distinct(cs: &mut Cs, used: &[Bit], values: &[Num]) {
    for (j, later) in values.iter().enumerate() {
        for earlier in &values[..j] {
            let difference = later - earlier;
            let inverse = difference.value().inverse().unwrap_or_default() * used[j].num().value();
            let inverse = cs.hint("distinct/inverse", || inverse);
            cs.enforce("distinct/pair", &difference, &inverse, used[j].num());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::{cs::Mode, sequence::var::Prefix};
    use covenant_statements::Fr;

    fn holds(values: [u64; 4], length: usize) -> bool {
        let mut cs = Cs::new(Mode::Full);
        let used = Prefix::input(&mut cs, "used", length, 4);
        let values = values.map(|value| cs.input("value", Fr::from(value)));
        enforce_distinct(&mut cs, used.bits(), &values);
        cs.is_satisfied().is_ok()
    }

    #[test]
    fn used_values_differ_and_others_need_not() {
        assert!(holds([5, 6, 7, 8], 4) && holds([0, 5, 0, 0], 2) && holds([5, 0, 0, 0], 1));
        assert!(!holds([5, 6, 7, 5], 4) && !holds([0, 0, 0, 0], 2) && !holds([5, 5, 1, 2], 2));
    }
}
