use super::{MAX_FIGURES, Seal, var::SealVar};
use crate::{
    Fr,
    babyjubjub::{Point, Scalar, generator, mul, mul_scalar, tests::torsion},
    compare::Uint,
    cs::{Constraint, Cs, Forgery, Mode, Num, Origin, Variable},
    eddsa::{SecretKey, var::scalar_to_field},
    poseidon::hash,
};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, BigInt, Field, PrimeField};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const CONTEXT: u64 = 77;

fn seal(mask: u32) -> Seal {
    let mut rng = ChaCha20Rng::seed_from_u64(20);
    let auditor = SecretKey::generate(&mut rng).public();
    Seal::new(auditor, mask, &mut rng).unwrap()
}

fn figures(n: usize) -> Vec<u128> {
    (0..n as u128).map(|i| ((1 << 80) - 1 - i) >> (7 * i % 80)).collect()
}

/// The value, held to a constant if one is given.
fn synthesize(cs: &mut Cs, seal: Option<&Seal>, figures: &[u128], expected: Option<Fr>) -> Fr {
    let context = cs.public(Fr::from(CONTEXT));
    let figures: Vec<Uint> = figures.iter().map(|f| Uint::input(cs, "figure", *f, 80)).collect();
    let seal = SealVar::input(cs, "disclosure", seal, figures.len());
    let value = cs.scoped("disclosure", |cs| seal.value(cs, &context, &figures));
    if let Some(expected) = expected {
        cs.enforce_equal("expected", &value, &Num::constant(expected));
    }
    value.value()
}

fn native(seal: Option<&Seal>, figures: &[u128]) -> Fr {
    let context = Fr::from(CONTEXT);
    seal.map_or(Fr::ZERO, |seal| seal.disclosure(context, figures).unwrap().value(context))
}

#[test]
fn agrees_with_the_native_disclosure() {
    for n in [0, 1, 3, 4, 15, MAX_FIGURES] {
        let (all, some) = ((1u32 << n) - 1, 0b1001_0110_1101 & ((1 << n) - 1));
        for seal in [None, Some(seal(0)), Some(seal(some)), Some(seal(all))] {
            let mut full = Cs::new(Mode::Full);
            let value = synthesize(&mut full, seal.as_ref(), &figures(n), None);
            full.is_satisfied().unwrap();
            assert_eq!(value, native(seal.as_ref(), &figures(n)), "{n} figures");
            let mut quick = Cs::new(Mode::Assignment);
            synthesize(&mut quick, seal.as_ref(), &figures(n), None);
            assert_eq!(quick.assignment(), full.assignment());
        }
    }
}

/// The range checks of the figures are the statement's, not counted here.
#[test]
fn costs_what_the_book_says() {
    let cost = |n: usize| {
        let mut cs = Cs::new(Mode::Full);
        synthesize(&mut cs, None, &figures(n), None);
        cs.constraints().len() - 80 * n
    };
    assert_eq!([0, 3, 15, MAX_FIGURES].map(cost), [3917, 4262, 5648, 8153]);
}

/// The shape is the same whether something is disclosed or not: one verifying key.
#[test]
fn one_circuit_either_way() {
    let shape = |seal: Option<&Seal>| {
        let mut cs = Cs::new(Mode::Full);
        synthesize(&mut cs, seal, &figures(4), None);
        let of = |c: Constraint<'_>| (c.a.to_terms(), c.b.to_terms(), c.c.to_terms(), c.label);
        cs.constraints().iter().map(of).collect::<Vec<_>>()
    };
    assert!(shape(None) == shape(Some(&seal(0b101))));
}

fn forged(
    seal: Option<&Seal>,
    variable: &Variable,
    expected: Fr,
    replace: fn(Fr) -> Fr,
) -> Result<(), &'static str> {
    let forgery = Forgery { var: variable.var, replace: Box::new(replace) };
    let mut cs = Cs::with_forgeries(Mode::Full, [forgery]);
    synthesize(&mut cs, seal, &figures(4), Some(expected));
    cs.is_satisfied().map_err(|e| e.label)
}

/// Every private input, and of the hints of each name in each namespace the first and the last.
#[test]
fn no_input_and_no_hint_is_free() {
    for seal in [None, Some(seal(0b1111))] {
        let seal = seal.as_ref();
        let expected = native(seal, &figures(4));
        let mut honest = Cs::new(Mode::Full);
        synthesize(&mut honest, seal, &figures(4), Some(expected));
        honest.is_satisfied().unwrap();
        let all: Vec<Variable> = honest.variables().to_vec();
        let same = |a: &Variable, b: &Variable| a.name == b.name && a.scope == b.scope;
        let chosen = all.iter().enumerate().filter(|(i, v)| {
            v.origin == Origin::Input
                || !all[..*i].iter().any(|o| same(o, v))
                || !all[i + 1..].iter().any(|o| same(o, v))
        });
        let mut forgeries = 0;
        for (_, variable) in chosen {
            // A figure is the statement's; where none is disclosed nothing here holds it.
            if variable.name == "figure" && seal.is_none() {
                continue;
            }
            for replace in [|v: Fr| v + Fr::ONE, |v: Fr| Fr::ONE - v] {
                let caught = forged(seal, variable, expected, replace);
                assert!(caught.is_err(), "{} in {}", variable.name, honest.scope_path(variable.scope));
                forgeries += 1;
            }
        }
        assert!(forgeries > 100, "{forgeries}");
    }
}

/// Who puts what in: which constraint says so.
#[test]
fn inputs_are_caught_where_they_should_be() {
    let label = |seal: Option<&Seal>, name: &str, replace: fn(Fr) -> Fr| {
        let expected = native(seal, &figures(4));
        let mut honest = Cs::new(Mode::Full);
        synthesize(&mut honest, seal, &figures(4), Some(expected));
        let path = |v: &Variable| format!("{}/{}", honest.scope_path(v.scope), v.name);
        let variable = *honest.variables().iter().find(|v| path(v) == name).unwrap();
        forged(seal, &variable, expected, replace).unwrap_err()
    };
    let some = seal(0b1111);
    for seal in [None, Some(&some)] {
        assert_eq!(label(seal, "disclosure/auditor/x", |x| x + Fr::ONE), "edwards/on-curve");
        assert_eq!(label(seal, "disclosure/mask", |_| Fr::from(2u64)), "disclosure/bit");
        assert_eq!(label(seal, "disclosure/discloses", |_| Fr::from(2u64)), "disclosure/bit");
        assert_eq!(label(seal, "disclosure/disclosure/value", |v| v + Fr::ONE), "disclosure/value");
        assert_eq!(label(seal, "disclosure/stream/disclosure/figure", |v| v + Fr::ONE), "disclosure/figure");
    }
    assert_eq!(label(None, "disclosure/auditor/x", |x| -x), "disclosure/none");
    assert_eq!(label(None, "disclosure/ephemeral", |_| Fr::from(2u64)), "disclosure/none");
    assert_eq!(label(None, "disclosure/mask", |_| Fr::ONE), "disclosure/none");
    assert_eq!(label(None, "disclosure/discloses", |_| Fr::ONE), "expected");
    assert_eq!(label(Some(&some), "disclosure/discloses", |_| Fr::ZERO), "disclosure/none");
    assert_eq!(label(Some(&some), "disclosure/auditor/x", |x| -x), "expected");
    assert_eq!(label(Some(&some), "disclosure/ephemeral", |e| e + Fr::ONE), "expected");
    assert_eq!(label(Some(&some), "disclosure/ephemeral", |_| -Fr::ONE), "bits/boolean");
    assert_eq!(label(Some(&some), "disclosure/mask", |_| Fr::ZERO), "expected");
    assert_eq!(label(Some(&some), "/figure", |v| v - Fr::ONE), "expected");
}

/// e and e + ℓ are one secret: E is the same, and so are S, the stream and the value, whatever the auditor's key.
#[test]
fn the_ephemeral_key_fixes_the_stream() {
    let (mut seal, figures) = (seal(0b11), figures(2));
    // ℓ + 5 has 251 bits too.
    seal.ephemeral = SecretKey::from_bytes(&core::array::from_fn(|i| u8::from(i == 0) * 5)).unwrap();
    let modulus = Fr::from_bigint(Scalar::MODULUS).unwrap();
    for auditor in [seal.auditor, (seal.auditor + torsion()).into_affine(), torsion()] {
        seal.auditor = auditor;
        let values = [Fr::ZERO, modulus].map(|shift| {
            let mut honest = Cs::new(Mode::Full);
            synthesize(&mut honest, Some(&seal), &figures, None);
            let ephemeral = honest.variables().iter().find(|v| v.name == "ephemeral").unwrap().var;
            let forgery = Forgery { var: ephemeral, replace: Box::new(move |e| e + shift) };
            let mut cs = Cs::with_forgeries(Mode::Full, [forgery]);
            let value = synthesize(&mut cs, Some(&seal), &figures, None);
            cs.is_satisfied().unwrap();
            value
        });
        assert_eq!(values[0], values[1]);
        assert_eq!(values[0], by_hand(&seal, &figures), "8·e·A, with torsion or without");
    }
}

/// The chapter's equations for two figures, both disclosed.
fn by_hand(seal: &Seal, figures: &[u128]) -> Fr {
    let e = scalar_to_field(seal.ephemeral.scalar()).into_bigint();
    let shared = mul(&mul(&seal.auditor, &BigInt::from(8u64)), &e);
    let ephemeral: Point = mul_scalar(&generator(), seal.ephemeral.scalar());
    let (context, auditor) = (Fr::from(CONTEXT), seal.auditor);
    let key = hash("covenant/disclosure-stream", &[shared.x, shared.y, context, Fr::ZERO]);
    let message = Fr::from(figures[0]) + Fr::from(figures[1]) * Fr::from(2u64).pow([80]);
    let mask = Fr::from(seal.mask);
    hash(
        "covenant/disclosure",
        &[auditor.x, auditor.y, ephemeral.x, ephemeral.y, context, mask, message + key],
    )
}

#[test]
fn a_key_off_the_curve_is_refused() {
    let mut seal = seal(0b1);
    seal.auditor = Point::new_unchecked(Fr::from(1u64), Fr::from(2u64));
    let mut cs = Cs::new(Mode::Full);
    synthesize(&mut cs, Some(&seal), &figures(1), None);
    assert_eq!(cs.is_satisfied().unwrap_err().label, "edwards/on-curve");
}

#[test]
#[should_panic(expected = "a figure of 81 bits")]
fn a_figure_wider_than_its_place_is_not_encrypted() {
    let mut cs = Cs::new(Mode::Full);
    let context = Num::zero();
    let figure = Uint::input(&mut cs, "figure", 1u64, 81);
    let var = SealVar::input(&mut cs, "disclosure", None, 1);
    var.value(&mut cs, &context, &[figure]);
}
