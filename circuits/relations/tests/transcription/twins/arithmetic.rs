//! Comparisons, quotients and shares.

use super::run;
use crate::{
    Made,
    arithmetic::{above, at_least, divided, divided_by, least, less, number, share},
    integers::{constant, element},
};
use ark_bn254::Fr;
use ark_ff::Field;
use ark_r1cs_std::GR1CSVar;

const EDGES: [u64; 8] = [0, 1, 2, 9_999, 10_000, 10_001, u64::MAX - 1, u64::MAX];

#[test]
fn comparisons_at_their_edges() {
    for (a, b) in EDGES.into_iter().flat_map(|a| EDGES.map(|b| (a, b))) {
        let here = run(|cs| {
            let (x, y) = (number(cs, a, 64)?, number(cs, b, 64)?);
            let bits = (at_least(&x, &y)?.value()?, above(&x, &y)?.value()?);
            Ok((bits, least(&x, &y)?.value()?, less(&x, &y)?.value()?))
        });
        let expected = ((a >= b, a > b), Fr::from(a.min(b)), Fr::from(a.saturating_sub(b)));
        assert_eq!(here, Some(expected), "{a}, {b}");
    }
}

/// What differs by more than any number here can is not compared.
#[test]
fn nothing_wraps() {
    for far in [-Fr::from(1u64), Fr::from(2u64).pow([64])] {
        assert!(run(|cs| number(cs, far, 64)).is_none());
    }
    for (far, compared) in [
        (Fr::from(2u64).pow([139]), true),
        (Fr::from(2u64).pow([140]), false),
        (Fr::from(2u64).pow([253]), false),
    ] {
        assert_eq!(run(|cs| at_least(&element(cs, far)?, &constant(0))).is_some(), compared);
        assert_eq!(run(|cs| at_least(&constant(0), &element(cs, far + Fr::from(1u64))?)).is_some(), compared);
    }
}

#[test]
fn quotients_and_remainders() {
    for (n, d) in EDGES.into_iter().flat_map(|n| EDGES.map(|d| (n, d))) {
        let quotient = |q: u128, r: u128| {
            run(|cs| divided_by(cs, &number(cs, n, 64)?, &number(cs, d, 64)?, [q, r])?.value())
        };
        let (wide, by) = (u128::from(n), u128::from(d));
        if d == 0 {
            assert_eq!(quotient(0, wide), None, "by zero");
            continue;
        }
        let (q, r) = (wide / by, wide % by);
        assert_eq!(quotient(q, r), Some(Fr::from(q)));
        assert_eq!(quotient(q + 1, r), None);
        assert_eq!(q.checked_sub(1).and_then(|q| quotient(q, r + by)), None, "a remainder that is too large");
        assert_eq!(
            run(|cs| divided(cs, &number(cs, n, 64)?, &number(cs, d, 64)?)?.value()),
            Some(Fr::from(q))
        );
    }
}

#[test]
fn shares_are_rounded_down() {
    for (amount, bps) in
        EDGES.into_iter().flat_map(|amount| [0u32, 1, 3_333, 9_999, 10_000].map(|bps| (amount, bps)))
    {
        let here =
            run(|cs| -> Made<Fr> { share(cs, &number(cs, amount, 64)?, &number(cs, bps, 32)?)?.value() });
        assert_eq!(here, Some(Fr::from(u128::from(amount) * u128::from(bps) / 10_000)), "{amount} at {bps}");
    }
}
