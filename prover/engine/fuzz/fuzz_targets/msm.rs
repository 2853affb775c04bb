//! Every backend's MSM against the oracle. The bytes choose few points, with infinity and opposites
//! among them, and scalars at the edges of classes, windows and the field.
#![no_main]

use ark_bn254::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{Field, PrimeField};
use covenant_engine::{Backend, Curve, Engine, Msm, msm::oracle};
use libfuzzer_sys::fuzz_target;

/// Bytes of one term: a multiple, a kind of scalar, and its value.
const TERM: usize = 10;

fn scalar(kind: u8, value: [u8; 8]) -> Fr {
    let word = u64::from_le_bytes(value);
    let edge = Fr::from(2u64).pow([word % 254]);
    match kind % 8 {
        0 => Fr::from(word & 1),
        1 => -Fr::from(word & 1),
        2 => Fr::from(word & 0xffff),
        3 => -Fr::from(word),
        4 => edge - Fr::ONE,
        5 => -edge,
        6 => Fr::from_le_bytes_mod_order(&[value, value, value, value].concat()),
        _ => (Fr::from(word) + Fr::ONE).inverse().unwrap_or(Fr::ONE),
    }
}

fn check<C: Curve>(data: &[u8])
where
    Engine: Msm<C>,
{
    let (mut points, mut scalars) = (Vec::new(), Vec::new());
    for term in data.chunks_exact(TERM) {
        points.push((C::generator() * Fr::from(term[0] as i8 % 5)).into_affine());
        let value = term[2..].try_into().expect("eight bytes");
        scalars.push(scalar(term[1], value));
    }
    let expected = oracle::msm(&points, &scalars).expect("as many scalars as points");
    for backend in Backend::ALL.into_iter().filter(|backend| backend.is_available()) {
        let engine = Engine::with_backend(backend).expect("it is available");
        let got = engine.msm_affine(&points, &scalars).expect("as many scalars as points");
        assert_eq!(got, expected, "{backend:?}");
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((which, data)) = data.split_first() else { return };
    if which & 1 == 0 { check::<G1Affine>(data) } else { check::<G2Affine>(data) }
});
