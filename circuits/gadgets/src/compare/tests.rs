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
                let x = cs.input(value);
                range(cs, &x, n);
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
    let x = cs.input(Fr::ONE);
    strict_bits(&mut cs, &x);
    cs.is_satisfied().unwrap();
    let mut z = cs.assignment();
    for (i, hint) in cs.hints().iter().filter(|h| h.name == "bits/bit").enumerate() {
        z[cs.num_instance() + hint.variable] = Fr::from(alias.get_bit(i + 1));
    }
    // The products over matched ones follow the forged bits.
    let mut bound = Fr::MODULUS;
    bound.sub_with_borrow(&BigInt::from(1u64));
    let lowest_zero = (0..254).find(|i| !bound.get_bit(*i)).unwrap();
    let mut matched = Fr::ONE;
    let mut products = cs.hints().iter().filter(|h| h.name == "bits/matched");
    let mut first = true;
    for i in (0..254).rev().filter(|i| bound.get_bit(*i) && *i > lowest_zero) {
        matched *= Fr::from(alias.get_bit(i));
        // The first product is with the constant one and has no variable.
        if !std::mem::take(&mut first) {
            z[cs.num_instance() + products.next().unwrap().variable] = matched;
        }
    }
    assert_eq!(cs.is_satisfied_by(&z).unwrap_err().label, "bits/at-most");
}

#[test]
fn every_hint_is_needed() {
    let synthesize = |forgery: Option<Forgery>| {
        let mut cs = match forgery {
            Some(f) => Cs::with_forgery(Mode::Full, f),
            None => Cs::new(Mode::Full),
        };
        let x = cs.input(Fr::from(0xdead_beefu64));
        strict_bits(&mut cs, &x);
        bits(&mut cs, &x, 32);
        is_zero(&mut cs, &x);
        let zero = cs.input(Fr::ZERO);
        is_zero(&mut cs, &zero);
        let list: Vec<Num> = [5u64, 0xdead_beef].map(|k| cs.input(Fr::from(k))).into();
        one_of(&mut cs, &x, &list);
        cs
    };
    let honest = synthesize(None);
    honest.is_satisfied().unwrap();
    // With x = 0 any inverse will do: nothing depends on it.
    let free = honest.hints().iter().rposition(|h| h.name == "is-zero/inverse").unwrap();
    for index in (0..honest.hints().len()).filter(|i| *i != free) {
        let forged = synthesize(Some(Forgery { index, replace: Box::new(|v| v + Fr::ONE) }));
        assert!(forged.is_satisfied().is_err(), "{}", honest.hints()[index].name);
    }
}

proptest! {
    #[test]
    fn comparisons_agree_with_integers(a in any::<u32>(), b in any::<u32>()) {
        let run = |f: fn(&mut Cs, &Num, &Num, usize)| holds(|cs| {
            let (x, y) = (cs.input(Fr::from(a)), cs.input(Fr::from(b)));
            f(cs, &x, &y, 32);
        });
        prop_assert_eq!(run(less_or_equal), a <= b);
        prop_assert_eq!(run(less), a < b);
    }

    #[test]
    fn at_most_agrees_with_integers(x in any::<u64>(), bound in 1u64..) {
        let ok = holds(|cs| {
            let x = cs.input(Fr::from(x));
            bits_at_most(cs, &x, 64, &BigInt::from(bound));
        });
        prop_assert_eq!(ok, x <= bound);
    }
}
