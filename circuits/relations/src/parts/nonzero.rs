//! Whether a value is zero, with one witness for each value: the inverse of zero is zero.

use crate::Cs;
use ark_ff::Field;
use covenant_gadgets::cs::{Bit, Num};
use covenant_statements::Fr;

/// 1 where x is not zero. 4 constraints.
pub fn is_nonzero(cs: &mut Cs, x: &Num) -> Bit {
    let inverse = cs.hint("nonzero/inverse", || x.value().inverse().unwrap_or_default());
    let bit = cs.hint("nonzero/bit", || Fr::from(x.value() != Fr::from(0u64)));
    cs.enforce("nonzero/bit", x, &inverse, &bit);
    let zero = &Num::one() - &bit;
    cs.enforce("nonzero/zero", x, &zero, &Num::zero());
    // Else nothing would fix it.
    cs.enforce("nonzero/inverse-of-zero", &inverse, &zero, &Num::zero());
    cs.boolean("nonzero/boolean", bit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::cs::{Forgery, Mode};

    fn run(value: Fr, forgeries: Vec<Forgery>) -> Cs {
        let mut cs = Cs::with_forgeries(Mode::Full, forgeries);
        let x = cs.input("x", value);
        is_nonzero(&mut cs, &x);
        cs
    }

    #[test]
    fn one_witness_for_each_value() {
        for value in [Fr::from(0u64), Fr::from(1u64), -Fr::from(1u64), Fr::from(77u64)] {
            let honest = run(value, Vec::new());
            honest.is_satisfied().unwrap();
            assert_eq!(honest.hints().len(), 2);
            for hint in honest.hints() {
                for by in [Fr::from(1u64), -Fr::from(1u64)] {
                    let forgery = Forgery { var: hint.var, replace: Box::new(move |v| v + by) };
                    assert!(run(value, vec![forgery]).is_satisfied().is_err(), "{}", hint.name);
                }
            }
        }
    }
}
