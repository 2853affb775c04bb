//! Optional values in circuits.

use super::optional;
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
};

/// A value that may be missing.
pub struct OptionVar {
    is_some: Bit,
    value: Num,
}

impl OptionVar {
    /// A private input: the flag is a bit, and a missing value is zero. Two constraints.
    pub fn input(cs: &mut Cs, name: &'static str, value: Option<Fr>) -> Self {
        cs.scoped(name, |cs| {
            let [is_some, value] = optional(value);
            let (is_some, value) = (cs.input("is-some", is_some), cs.input("value", value));
            let is_some = cs.boolean("optional/flag", is_some);
            cs.enforce("optional/none-is-zero", is_some.not().num(), &value, &Num::zero());
            Self { is_some, value }
        })
    }

    /// Whether there is a value.
    #[must_use]
    pub fn is_some(&self) -> &Bit {
        &self.is_some
    }

    /// The value, zero where there is none: of use only beside the flag.
    #[must_use]
    pub fn value_or_zero(&self) -> &Num {
        &self.value
    }

    /// As they are hashed: flag, value.
    #[must_use]
    pub fn values(&self) -> [&Num; 2] {
        [self.is_some.num(), &self.value]
    }

    /// Where `condition` is not zero, there is a value and it is x. Two constraints.
    pub fn enforce_is(&self, cs: &mut Cs, label: &'static str, condition: &Num, x: &Num) {
        cs.enforce(label, condition, self.is_some.not().num(), &Num::zero());
        cs.enforce(label, condition, &(&self.value - x), &Num::zero());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cs::Mode;
    use ark_ff::{AdditiveGroup, Field};

    fn accepts(value: Option<Fr>, condition: Fr, x: Fr) -> Result<(), &'static str> {
        let mut cs = Cs::new(Mode::Full);
        let (condition, x) = (cs.input("test", condition), cs.input("test", x));
        let value = OptionVar::input(&mut cs, "test", value);
        value.enforce_is(&mut cs, "is", &condition, &x);
        cs.is_satisfied().map_err(|e| e.label)
    }

    #[test]
    fn none_is_no_value() {
        for x in [Fr::ZERO, Fr::ONE, -Fr::ONE] {
            assert_eq!(accepts(Some(x), Fr::ONE, x), Ok(()));
            assert_eq!(accepts(Some(x + Fr::ONE), Fr::ONE, x), Err("is"));
            assert_eq!(accepts(None, Fr::ONE, x), Err("is"), "none is not zero");
            assert_eq!(accepts(None, Fr::ZERO, x), Ok(()));
        }
    }

    #[test]
    fn a_flag_is_a_bit_and_none_has_one_form() {
        let mut cs = Cs::new(Mode::Full);
        OptionVar::input(&mut cs, "test", None);
        let mut z = cs.assignment();
        z[2] = Fr::ONE;
        assert_eq!(cs.is_satisfied_by(&z).unwrap_err().label, "optional/none-is-zero");
        z[1] = Fr::from(2u64);
        assert_eq!(cs.is_satisfied_by(&z).unwrap_err().label, "optional/flag");
    }
}
