//! Inputs chosen to hurt: equal and opposite points, one bucket, edge scalars, infinity in the key.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ff::{Field, Zero};
use covenant_engine::{Curve, Engine, Msm};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::engines;
use crate::inputs::{Multiples, SHAPES, scalars};

const N: usize = 5000;

/// Every engine's answer is the one that is known.
fn check<C: Curve>(bases: &Multiples<C>, scalars: &[Fr], what: &str)
where
    Engine: Msm<C>,
{
    let expected = bases.msm(scalars);
    for engine in engines() {
        let got = engine.msm_affine(&bases.points[..scalars.len()], scalars).expect("equal lengths");
        assert_eq!(got, expected, "{what} on {:?}", engine.backend());
    }
}

fn hurt<C: Curve>()
where
    Engine: Msm<C>,
{
    let rng = &mut StdRng::seed_from_u64(10);
    let mut few = |factor: fn(i64) -> i64| {
        let factors: Vec<i64> = (0..N as i64).map(factor).collect();
        Multiples::<C>::few(&factors, rng)
    };
    let equal = few(|_| 1);
    let opposite = few(|i| 1 - 2 * (i % 2));
    // Pairs that cancel are far from each other, in other blocks.
    let halves = few(|i| if i < N as i64 / 2 { 1 } else { -1 });
    // Infinity is one of them.
    let seven = few(|i| (i * i) % 7 - 3);
    let increasing = few(|i| i + 1);
    let distinct = Multiples::<C>::distinct(N, rng);
    for shape in SHAPES {
        let values = scalars(N, shape, rng);
        for (bases, what) in [
            (&equal, "equal points"),
            (&opposite, "P and -P"),
            (&halves, "P, then -P"),
            (&seven, "seven points"),
        ] {
            check(bases, &values, &format!("{what}, {shape:?}"));
        }
    }
    for (name, scalar) in [
        ("zero", Fr::zero()),
        ("one", Fr::ONE),
        ("minus one", -Fr::ONE),
        ("half", Fr::from(2u64).inverse().expect("odd")),
        ("minus half", -Fr::from(2u64).inverse().expect("odd")),
        ("2^15", Fr::from(1u64 << 15)),
        ("-2^15", -Fr::from(1u64 << 15)),
        ("2^16 - 1", Fr::from((1u64 << 16) - 1)),
        ("2^64 - 1", Fr::from(u64::MAX)),
        ("2^128 - 1", Fr::from(u128::MAX)),
    ] {
        check(&increasing, &[scalar; 700], name);
        check(&distinct, &[scalar; N], name);
        check(&equal, &[scalar; N], name);
        check(&opposite, &[scalar; N], &format!("everything cancels: {name}"));
        assert!(opposite.msm(&[scalar; N]).is_zero());
    }
}

#[test]
fn g1_survives() {
    hurt::<G1Affine>();
}

#[test]
fn g2_survives() {
    hurt::<G2Affine>();
}

/// Whether the base at an index is infinity.
type Chosen = fn(usize) -> bool;

fn infinity_counts_for_nothing<C: Curve>()
where
    Engine: Msm<C>,
{
    let rng = &mut StdRng::seed_from_u64(11);
    let chosen: [(&str, Chosen); 4] = [
        ("two of three", |i| i % 3 != 1),
        ("the first half", |i| i < N / 2),
        ("all but the last", |i| i != N - 1),
        ("all", |_| true),
    ];
    for (what, chosen) in chosen {
        let bases = Multiples::<C>::distinct(N, rng).with_infinity(chosen);
        for shape in SHAPES {
            let values = scalars(N, shape, rng);
            check(&bases, &values, &format!("infinity: {what}, {shape:?}"));
            check(&bases, &values[..600], &format!("infinity: {what}, {shape:?}, 600"));
        }
    }
}

#[test]
fn infinity_among_the_bases_counts_for_nothing() {
    infinity_counts_for_nothing::<G1Affine>();
    infinity_counts_for_nothing::<G2Affine>();
}
