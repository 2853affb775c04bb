//! Floor division in circuits: ⌊a / d⌋ = q with a = q·d + rem, 0 ≤ rem < d, and q below its stated bound. A remainder that may be d, or
//! a quotient that may wrap, gives a prover a second answer (pitfall 5 of such systems).

use crate::{
    Fr,
    compare::{Uint, less},
    cs::Cs,
};
use ark_ff::{AdditiveGroup, BigInteger, PrimeField};

/// ⌊a / d⌋ as an integer of `quotient_bits`, and the remainder. Where d is zero no quotient exists and the constraints do not hold;
/// nor do they where it has more bits.
///
/// quotient_bits + 2·(bits of d) + 1 constraints.
///
/// # Panics
/// If a could have more than 128 bits, or q·d + rem could wrap; widths are constants of the program.
pub fn floor(cs: &mut Cs, a: &Uint, d: &Uint, quotient_bits: usize) -> (Uint, Uint) {
    assert!(a.bits() <= 128, "a numerator of more than 128 bits");
    let (quotient, remainder) = match (small(a.num().value()), small(d.num().value())) {
        (Some(a), Some(d)) if d != 0 => (Fr::from(a / d), Fr::from(a % d)),
        _ => (Fr::ZERO, Fr::ZERO),
    };
    let (quotient, remainder) =
        (cs.hint("division/quotient", || quotient), cs.hint("division/remainder", || remainder));
    let quotient = Uint::range(cs, quotient, quotient_bits);
    let remainder = Uint::range(cs, remainder, d.bits());
    cs.scoped("remainder", |cs| less(cs, &remainder, d));
    // Both sides stay below p: nothing wraps.
    let product = Uint::bound_of_product(&quotient, d);
    assert!((product.num_bits() as usize) < crate::compare::MAX_BITS, "q·d + rem must not wrap");
    cs.enforce("division/exact", quotient.num(), d.num(), &(a.num() - remainder.num()));
    (quotient, remainder)
}

/// The value, if it is below 2¹²⁸; a forged one need not be.
fn small(value: Fr) -> Option<u128> {
    let [low, high, 0, 0] = value.into_bigint().0 else { return None };
    Some(u128::from(low) | u128::from(high) << 64)
}

/// ⌊a·b / 10000⌋ where b is in basis points: see [`floor`].
pub fn basis_points(cs: &mut Cs, a: &Uint, bps: &Uint, quotient_bits: usize) -> Uint {
    let product = Uint::product(cs, "division/product", a, bps);
    floor(cs, &product, &Uint::constant(10_000), quotient_bits).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cs::{Forgery, Mode};
    use ark_ff::Field;

    fn run(a: u128, d: u64, bits: usize, forgery: Option<Forgery>) -> (Cs, [Fr; 2]) {
        let mut cs = match forgery {
            None => Cs::new(Mode::Full),
            Some(forgery) => Cs::with_forgeries(Mode::Full, [forgery]),
        };
        let a = Uint::input(&mut cs, "a", Fr::from(a), 127);
        let d = Uint::input(&mut cs, "d", d, 32);
        let (q, rem) = floor(&mut cs, &a, &d, bits);
        let values = [q.num().value(), rem.num().value()];
        (cs, values)
    }

    #[test]
    fn quotients_are_exact() {
        for a in [0u128, 1, 9_999, 10_000, 10_001, u128::from(u64::MAX), 1 << 90] {
            for d in [1u64, 2, 7, 10_000, u64::from(u32::MAX)] {
                let (cs, values) = run(a, d, 96, None);
                cs.is_satisfied().unwrap();
                assert_eq!(values, [Fr::from(a / u128::from(d)), Fr::from(a % u128::from(d))]);
            }
        }
        assert!(run(5, 0, 96, None).0.is_satisfied().is_err(), "nothing is divided by zero");
        assert!(run(1 << 40, 1, 32, None).0.is_satisfied().is_err(), "a quotient of more bits than stated");
    }

    /// q − 1 with a remainder of d more, and q + 1 with one below zero: the wrong answers that satisfy the equation.
    #[test]
    fn no_other_quotient_is_taken() {
        for (a, d) in [(25_000u128, 10_000u64), (20_000, 10_000), (9_999, 10_000)] {
            let (honest, _) = run(a, d, 64, None);
            let at = |name| honest.hints().into_iter().find(|hint| hint.name == name).unwrap().var;
            for by in [Fr::ONE, -Fr::ONE] {
                let mut cs = Cs::with_forgeries(
                    Mode::Full,
                    [
                        Forgery { var: at("division/quotient"), replace: Box::new(move |v| v + by) },
                        Forgery {
                            var: at("division/remainder"),
                            replace: Box::new(move |v| v - by * Fr::from(d)),
                        },
                    ],
                );
                let a = Uint::input(&mut cs, "a", Fr::from(a), 127);
                let d = Uint::input(&mut cs, "d", d, 32);
                floor(&mut cs, &a, &d, 64);
                assert!(cs.is_satisfied().is_err());
            }
        }
    }

    #[test]
    fn a_forged_hint_is_caught() {
        let (honest, _) = run(123_456, 10_000, 64, None);
        for hint in honest.hints() {
            let forgery = Forgery { var: hint.var, replace: Box::new(|v| v + Fr::ONE) };
            assert!(run(123_456, 10_000, 64, Some(forgery)).0.is_satisfied().is_err(), "{}", hint.name);
        }
    }

    #[test]
    fn shares_round_down() {
        for (a, bps) in [(u64::MAX, 10_000u64), (u64::MAX, 0), (3, 3_333), (10_001, 9_999)] {
            let mut cs = Cs::new(Mode::Full);
            let x = Uint::input(&mut cs, "a", a, 64);
            let b = Uint::input(&mut cs, "b", bps, 14);
            let share = basis_points(&mut cs, &x, &b, 64);
            cs.is_satisfied().unwrap();
            assert_eq!(share.num().value(), Fr::from(u128::from(a) * u128::from(bps) / 10_000));
        }
    }
}
