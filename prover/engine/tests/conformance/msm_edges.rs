//! Inputs chosen to hurt: equal and opposite points, one bucket, edge scalars, infinity in the key.

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{Field, UniformRand, Zero};
use covenant_engine::{Curve, Engine, Msm, msm::oracle};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::engines;
use crate::msm::{SHAPES, Shape, bases, scalars};

const N: usize = 5000;

/// `Σ scalars` times a point is what an MSM over equal points must give.
fn check_multiples<C: Curve>(engine: &Engine, multiples: &[i64], scalars: &[Fr], point: C, what: &str)
where
    Engine: Msm<C>,
{
    let lowest = *multiples.iter().min().expect("not empty");
    let highest = *multiples.iter().max().expect("not empty");
    let table: Vec<C> =
        (lowest..=highest).map(|multiple| (point * Fr::from(multiple)).into_affine()).collect();
    let points: Vec<C> = multiples.iter().map(|multiple| table[(multiple - lowest) as usize]).collect();
    let sum: Fr = multiples.iter().zip(scalars).map(|(multiple, scalar)| Fr::from(*multiple) * scalar).sum();
    let got = engine.msm_affine(&points, scalars).expect("equal");
    assert_eq!(got.into_affine(), (point * sum).into_affine(), "{what} on {:?}", engine.backend());
}

fn hurt<C: Curve>(engine: &Engine)
where
    Engine: Msm<C>,
{
    let mut rng = StdRng::seed_from_u64(10);
    let point = C::Group::rand(&mut rng).into_affine();
    for shape in SHAPES {
        let values = scalars(N, shape, &mut rng);
        check_multiples(engine, &[1; N], &values, point, &format!("equal points, {shape:?}"));
        let opposite: Vec<i64> = (0..N as i64).map(|i| 1 - 2 * (i % 2)).collect();
        check_multiples(engine, &opposite, &values, point, &format!("P and -P, {shape:?}"));
        let few: Vec<i64> = (0..N as i64).map(|i| (i * i) % 7 - 3).collect();
        check_multiples(engine, &few, &values, point, &format!("seven multiples, {shape:?}"));
    }
    let opposite: Vec<i64> = (0..N as i64).map(|i| 1 - 2 * (i % 2)).collect();
    check_multiples(engine, &opposite, &[-Fr::ONE; N], point, "everything cancels");
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
        let increasing: Vec<i64> = (1..=N as i64).collect();
        check_multiples(engine, &increasing[..700], &[scalar; 700], point, name);
        check_multiples(engine, &[1; N], &[scalar; N], point, name);
    }
}

#[test]
fn g1_survives() {
    for engine in engines() {
        hurt::<G1Affine>(&engine);
    }
}

#[test]
fn g2_survives() {
    for engine in engines() {
        hurt::<G2Affine>(&engine);
    }
}

#[test]
fn infinity_among_the_bases_counts_for_nothing() {
    let mut rng = StdRng::seed_from_u64(11);
    let mut points: Vec<G1Affine> = bases(600, &mut rng);
    for (i, point) in points.iter_mut().enumerate() {
        if i % 3 != 1 {
            *point = G1Affine::zero();
        }
    }
    for engine in engines() {
        for shape in [Shape::Dense, Shape::Bits] {
            let values = scalars(600, shape, &mut rng);
            let expected = oracle::msm(&points, &values).expect("equal");
            assert_eq!(engine.msm_affine(&points, &values).expect("equal"), expected);
        }
        let nothing = engine.msm_affine(&[G1Affine::zero(); 9], &[Fr::ONE; 9]).expect("equal");
        assert!(nothing.is_zero());
    }
}
