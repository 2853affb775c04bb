use super::*;
use crate::cs::{Forgery, Mode};
use proptest::prelude::*;

fn holds(body: impl FnOnce(&mut Cs)) -> bool {
    let mut cs = Cs::new(Mode::Full);
    body(&mut cs);
    cs.is_satisfied().is_ok()
}

#[test]
fn ranges_at_their_edges() {
    for n in [1usize, 7, 32, 64, 251, 253] {
        let top = Fr::from(2u64).pow([n as u64]);
        for (value, expected) in
            [(Fr::ZERO, true), (Fr::ONE, true), (top - Fr::ONE, true), (top, false), (-Fr::ONE, false)]
        {
            let ok = holds(|cs| {
                let x = cs.input("test", value);
                bits(cs, &x, n);
            });
            assert_eq!(ok, expected, "n = {n}");
        }
    }
}

#[test]
fn strict_bits_refuse_the_second_representative() {
    // 1 and p + 1 have the same residue; p + 1 fits 254 bits. Forge every hinted bit towards p + 1.
    let mut alias = Fr::MODULUS;
    alias.add_with_carry(&BigInt::from(1u64));
    let mut cs = Cs::new(Mode::Full);
    let x = cs.input("test", Fr::ONE);
    strict_bits(&mut cs, &x);
    cs.is_satisfied().unwrap();
    let mut z = cs.assignment();
    for (i, hint) in cs.hints().iter().filter(|h| h.name == "bits/bit").enumerate() {
        z[hint.var.index(cs.num_instance())] = Fr::from(alias.get_bit(i + 1));
    }
    // The products over matched ones follow the forged bits.
    let mut bound = Fr::MODULUS;
    bound.sub_with_borrow(&BigInt::from(1u64));
    let lowest_zero = (0..254).find(|i| !bound.get_bit(*i)).unwrap();
    let mut matched = Fr::ONE;
    let hints = cs.hints();
    let mut products = hints.iter().filter(|h| h.name == "bits/matched");
    let mut first = true;
    for i in (0..254).rev().filter(|i| bound.get_bit(*i) && *i > lowest_zero) {
        matched *= Fr::from(alias.get_bit(i));
        // The first product is with the constant one and has no variable.
        if !std::mem::take(&mut first) {
            z[products.next().unwrap().var.index(cs.num_instance())] = matched;
        }
    }
    assert_eq!(cs.is_satisfied_by(&z).unwrap_err().label, "bits/at-most");
}

#[test]
fn every_hint_is_needed() {
    let synthesize = |forgery: Option<Forgery>| {
        let mut cs = match forgery {
            Some(f) => Cs::with_forgeries(Mode::Full, [f]),
            None => Cs::new(Mode::Full),
        };
        let x = cs.input("test", Fr::from(0xdead_beefu64));
        strict_bits(&mut cs, &x);
        bits(&mut cs, &x, 32);
        is_zero(&mut cs, &x);
        let zero = cs.input("test", Fr::ZERO);
        is_zero(&mut cs, &zero);
        cs
    };
    let honest = synthesize(None);
    honest.is_satisfied().unwrap();
    // With x = 0 any inverse will do: nothing depends on it.
    let hints = honest.hints();
    let free = hints.iter().rfind(|h| h.name == "is-zero/inverse").unwrap().var;
    for hint in hints.iter().filter(|hint| hint.var != free) {
        let forged = synthesize(Some(Forgery { var: hint.var, replace: Box::new(|v| v + Fr::ONE) }));
        assert!(forged.is_satisfied().is_err(), "{}", hint.name);
    }
}

#[test]
fn the_widest_integers_compare() {
    let top = Fr::from(2u64).pow([MAX_BITS as u64]) - Fr::ONE;
    for (a, b, or_equal, strictly) in
        [(top, top, true, false), (Fr::ZERO, top, true, true), (top, Fr::ZERO, false, false)]
    {
        let run = |f: fn(&mut Cs, &Uint, &Uint)| {
            holds(|cs| {
                let (x, y) = (Uint::input(cs, "test", a, MAX_BITS), Uint::input(cs, "test", b, MAX_BITS));
                f(cs, &x, &y);
            })
        };
        assert_eq!((run(less_or_equal), run(less)), (or_equal, strictly));
    }
}

#[test]
fn bounds_follow_the_arithmetic() {
    let mut cs = Cs::new(Mode::Full);
    let (x, y) = (Uint::input(&mut cs, "test", 5u64, 32), Uint::input(&mut cs, "test", 6u64, 32));
    assert_eq!((x.bits(), x.plus(&y).bits()), (32, 33));
    let amounts: Vec<Uint> = (0..1024).map(|_| Uint::input(&mut cs, "test", u64::MAX, 64)).collect();
    assert_eq!(Uint::sum(amounts.iter().map(|a| (1, a))).bits(), 74);
    assert_eq!(Uint::sum([(10_000, &amounts[0])]).bits(), 78);
    let packed = Uint::pack(&[(&x, 32), (&Uint::constant(3), 8), (&y, 32)]);
    assert_eq!((packed.bits(), packed.num().value()), (72, Fr::from(5u128 + (3 << 32) + (6 << 40))));
    assert_eq!(from_bits(&bits(&mut cs, x.num(), 32)).bits(), 32);
    cs.is_satisfied().unwrap();
}

#[test]
#[should_panic(expected = "a part of 33 bits in 32")]
fn a_part_wider_than_its_place_is_not_packed() {
    let mut cs = Cs::new(Mode::Full);
    let x = Uint::input(&mut cs, "test", 5u64, 32);
    let _ = Uint::pack(&[(&x.plus(&x), 32)]);
}

#[test]
#[should_panic(expected = "more than 252 bits")]
fn a_sum_that_could_wrap_is_not_made() {
    let mut cs = Cs::new(Mode::Full);
    let x = Uint::input(&mut cs, "test", 5u64, MAX_BITS);
    let _ = x.plus(&x);
}

proptest! {
    #[test]
    fn comparisons_agree_with_integers(a in any::<u32>(), b in any::<u32>()) {
        let run = |f: fn(&mut Cs, &Uint, &Uint)| holds(|cs| {
            let (x, y) = (Uint::input(cs, "test", a, 32), Uint::input(cs, "test", b, 32));
            f(cs, &x, &y);
        });
        prop_assert_eq!(run(less_or_equal), a <= b);
        prop_assert_eq!(run(less), a < b);
    }

    #[test]
    fn choices_agree_with_integers(a in any::<u64>(), near in any::<bool>(), b in any::<u64>()) {
        let b = if near { a.wrapping_add(b % 3) } else { b };
        let mut cs = Cs::new(Mode::Full);
        let (x, y) = (Uint::input(&mut cs, "test", a, 64), Uint::input(&mut cs, "test", b, 64));
        let at_most = is_at_most(&mut cs, &x, &y);
        let smaller = min(&mut cs, &x, &y);
        let (difference, enough) = saturating_sub(&mut cs, &x, &y);
        prop_assert!(cs.is_satisfied().is_ok());
        prop_assert_eq!((at_most.value(), enough.value()), (a <= b, a >= b));
        prop_assert_eq!(smaller.num().value(), Fr::from(a.min(b)));
        prop_assert_eq!(difference.num().value(), Fr::from(a.saturating_sub(b)));
        let chosen = Uint::select(&mut cs, "test", &at_most, &x, &y);
        prop_assert_eq!(chosen.num().value(), Fr::from(a.min(b)));
        let kept = Uint::only_if(&mut cs, "test", &at_most, &x);
        prop_assert_eq!(kept.num().value(), Fr::from(if a <= b { a } else { 0 }));
        for hint in cs.hints() {
            let mut z = cs.assignment();
            z[hint.var.index(1)] += Fr::from(1u64);
            prop_assert!(cs.is_satisfied_by(&z).is_err(), "{}", hint.name);
        }
    }

    #[test]
    fn integers_of_other_widths_compare_as_integers(a in any::<u64>(), b in any::<u32>(), k in 1u64..1 << 20) {
        let run = |f: fn(&mut Cs, &Uint, &Uint)| holds(|cs| {
            let (x, y) = (Uint::input(cs, "test", a, 64), Uint::input(cs, "test", b, 32));
            let y = Uint::sum([(k, &y), (1, &Uint::constant(7))]);
            f(cs, &x, &y);
        });
        let right = u128::from(b) * u128::from(k) + 7;
        prop_assert_eq!(run(less_or_equal), u128::from(a) <= right);
        prop_assert_eq!(run(less), u128::from(a) < right);
    }

    #[test]
    fn at_most_agrees_with_integers(x in any::<u64>(), bound in 1u64..) {
        let ok = holds(|cs| {
            let x = cs.input("test", Fr::from(x));
            bits_at_most(cs, &x, 64, &BigInt::from(bound));
        });
        prop_assert_eq!(ok, x <= bound);
    }
}
