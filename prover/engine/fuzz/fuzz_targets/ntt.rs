//! Every backend's transforms against the definition, on values up to the modulus.
#![no_main]

use ark_bn254::Fr;
use ark_ff::{FftField, PrimeField};
use covenant_engine::{Backend, Engine, Ntt, Transform, ntt::oracle};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&[which, shift], data)) = data.split_first_chunk() else { return };
    // Lengths up to 2^9: what is missing is minus one, the largest value there is.
    let len = 1usize << ((which >> 2) % 10);
    let shift = match shift {
        0 => Fr::GENERATOR,
        1 => oracle::root_of_unity(2 * len).expect("a power of two"),
        other => Fr::from(other),
    };
    let transform = match which & 3 {
        0 => Transform::Forward,
        1 => Transform::Inverse,
        2 => Transform::CosetForward(shift),
        _ => Transform::CosetInverse(shift),
    };
    let mut values: Vec<Fr> = data.chunks(32).take(len).map(Fr::from_le_bytes_mod_order).collect();
    values.resize(len, -Fr::from(1u64));
    let expected = oracle::ntt(&values, transform).expect("a power of two");
    for backend in Backend::ALL.into_iter().filter(|backend| backend.is_available()) {
        let engine = Engine::with_backend(backend).expect("it is available");
        let mut got = values.clone();
        engine.ntt(&mut got, transform).expect("a power of two");
        assert_eq!(got, expected, "{backend:?} {transform:?} {len}");
    }
});
