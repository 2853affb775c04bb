//! Transforms of every size against the definition, and arkworks' beyond.

use ark_bn254::Fr;
use ark_ff::{FftField, Field, UniformRand};
use ark_poly::{EvaluationDomain, Radix2EvaluationDomain};
use covenant_engine::ntt::oracle;
use covenant_engine::{Engine, EngineError, Ntt, Transform};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::engines;
use crate::msm::arb_scalar;

/// Both transforms over the domain, and over three cosets: the generator's, that of the odd powers of the root of twice the
/// order, and the domain itself, by a shift that is in it.
fn transforms(n: usize) -> [Transform; 9] {
    let root = |n| oracle::root_of_unity(n).expect("a power of two");
    let [generator, odd, own] = [Fr::GENERATOR, root(2 * n), root(n)];
    [
        Transform::Forward,
        Transform::Inverse,
        Transform::CosetForward(generator),
        Transform::CosetInverse(generator),
        Transform::CosetForward(odd),
        Transform::CosetInverse(odd),
        Transform::CosetForward(own),
        Transform::CosetInverse(own),
        Transform::ScaledCosetForward(generator, -Fr::from(15u64)),
    ]
}

/// arkworks' transform of the same name.
fn arkworks(values: &[Fr], transform: Transform) -> Vec<Fr> {
    let domain = Radix2EvaluationDomain::new(values.len()).expect("a power of two");
    let coset = |shift| domain.get_coset(shift).expect("not zero");
    match transform {
        Transform::Forward => domain.fft(values),
        Transform::Inverse => domain.ifft(values),
        Transform::CosetForward(shift) => coset(shift).fft(values),
        Transform::CosetInverse(shift) => coset(shift).ifft(values),
        Transform::ScaledCosetForward(shift, factor) => {
            coset(shift).fft(values).into_iter().map(|value| value * factor).collect()
        }
    }
}

#[test]
fn every_size_matches() {
    let mut rng = StdRng::seed_from_u64(20);
    for log_size in 0..=16 {
        let values: Vec<Fr> = (0..1 << log_size).map(|_| Fr::rand(&mut rng)).collect();
        for transform in transforms(values.len()) {
            let expected = if log_size <= 7 {
                oracle::ntt(&values, transform).expect("a power of two")
            } else {
                arkworks(&values, transform)
            };
            for engine in engines() {
                let mut got = values.clone();
                engine.ntt(&mut got, transform).expect("a power of two");
                assert_eq!(got, expected, "2^{log_size} {transform:?} on {:?}", engine.backend());
            }
        }
    }
}

#[test]
fn the_oracle_is_arkworks_transform() {
    let mut rng = StdRng::seed_from_u64(21);
    for log_size in 0..=8 {
        let values: Vec<Fr> = (0..1 << log_size).map(|_| Fr::rand(&mut rng)).collect();
        for transform in transforms(values.len()) {
            assert_eq!(
                oracle::ntt(&values, transform).expect("a power of two"),
                arkworks(&values, transform)
            );
        }
    }
}

#[test]
fn extreme_values_keep_to_their_bounds() {
    // Only 0 and r - 1, in patterns that make every butterfly add the largest it can.
    let extremes = [Fr::from(0u64), -Fr::from(1u64)];
    for log_size in [3, 6, 9, 12] {
        for pattern in 0..8usize {
            let values: Vec<Fr> = (0..1usize << log_size)
                .map(|i| extremes[usize::from(pattern == 7 || (i >> pattern) & 1 == 0)])
                .collect();
            for transform in transforms(values.len()) {
                let expected = arkworks(&values, transform);
                for engine in engines() {
                    let mut got = values.clone();
                    engine.ntt(&mut got, transform).expect("a power of two");
                    assert_eq!(got, expected, "2^{log_size} pattern {pattern} {transform:?}");
                }
            }
        }
    }
}

#[test]
fn other_lengths_and_a_shift_of_zero_are_an_error() {
    for engine in engines() {
        for n in [0, 3, 6, 12, 1000] {
            let mut values = vec![Fr::from(1u64); n];
            let error = engine.ntt(&mut values, Transform::Forward).expect_err("not a power of two");
            assert!(matches!(error, EngineError::NoSuchDomain(got) if got == n));
        }
        for transform in [Transform::CosetForward(Fr::from(0u64)), Transform::CosetInverse(Fr::from(0u64))] {
            for n in [1, 64] {
                let error = engine.ntt(&mut vec![Fr::from(1u64); n], transform).expect_err("no coset");
                assert!(matches!(error, EngineError::NoSuchCoset));
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let mut rng = StdRng::seed_from_u64(22);
    let values: Vec<Fr> = (0..1 << 13).map(|_| Fr::rand(&mut rng)).collect();
    for engine in engines() {
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
            let mut values = values.clone();
            pool.install(|| engine.ntt(&mut values, Transform::CosetForward(Fr::GENERATOR)))
                .expect("a power of two");
            values
        };
        assert!(run(1) == run(3));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_values_match_the_oracle(
        values in (0u32..7).prop_flat_map(|log| prop::collection::vec(arb_scalar(), 1usize << log)),
        which in 0..8usize,
    ) {
        let transform = transforms(values.len())[which];
        let expected = oracle::ntt(&values, transform).expect("a power of two");
        for engine in engines() {
            let mut got = values.clone();
            engine.ntt(&mut got, transform).expect("a power of two");
            prop_assert_eq!(&got, &expected);
        }
    }

    #[test]
    fn inverse_undoes_forward(values in (0u32..11).prop_flat_map(|log| prop::collection::vec(arb_scalar(), 1usize << log))) {
        for engine in engines() {
            for [there, back] in transforms(values.len()).as_chunks::<2>().0 {
                let mut got = values.clone();
                engine.ntt(&mut got, *there).expect("a power of two");
                engine.ntt(&mut got, *back).expect("a power of two");
                prop_assert_eq!(&got, &values);
            }
        }
    }
}

/// Values at which a product or a difference is zero, one or as large as it can be, and random ones.
fn edges_and_random(len: usize, seed: u64) -> Vec<Fr> {
    let mut rng = StdRng::seed_from_u64(seed);
    let edges = [Fr::from(0u64), Fr::from(1u64), -Fr::from(1u64), -Fr::from(2u64), Fr::from(1u64 << 52)];
    (0..len)
        .map(|i| if i % 3 == 0 { edges[(i / 3 + seed as usize) % 5] } else { Fr::rand(&mut rng) })
        .collect()
}

#[test]
fn vectors_combine_value_by_value() {
    for len in (0..70).chain([1000, 4096]) {
        for seed in 0..5 {
            let (left, right) = (edges_and_random(len, seed), edges_and_random(len, 7 * seed + 1));
            for engine in engines() {
                let (mut products, mut differences) = (left.clone(), left.clone());
                engine.multiply(&mut products, &right);
                engine.subtract(&mut differences, &right);
                for i in 0..len {
                    assert_eq!(products[i], left[i] * right[i], "{len} {i} on {:?}", engine.backend());
                    assert_eq!(differences[i], left[i] - right[i], "{len} {i} on {:?}", engine.backend());
                }
            }
        }
    }
}

/// Another root of the same order: the same values in another order.
#[test]
fn another_root_permutes_the_values() {
    let mut rng = StdRng::seed_from_u64(21);
    for log_size in [0, 1, 4, 6, 7, 11] {
        let n = 1usize << log_size;
        let values: Vec<Fr> = (0..n).map(|_| Fr::rand(&mut rng)).collect();
        let root = oracle::root_of_unity(n).expect("a power of two");
        for exponent in [1usize, 3, 5, n.wrapping_sub(1) | 1] {
            let other = root.pow([exponent as u64]);
            for transform in [Transform::Forward, Transform::CosetForward(Fr::GENERATOR)] {
                let expected = oracle::ntt(&values, transform).expect("a power of two");
                for engine in engines() {
                    let mut got = values.clone();
                    engine.ntt_of(&mut got, other, transform).expect("a root");
                    let permuted: Vec<Fr> = (0..n).map(|i| expected[i.wrapping_mul(exponent) % n]).collect();
                    assert_eq!(got, permuted, "2^{log_size}, {exponent}");
                    let back = match transform {
                        Transform::Forward => Transform::Inverse,
                        _ => Transform::CosetInverse(Fr::GENERATOR),
                    };
                    engine.ntt_of(&mut got, other, back).expect("a root");
                    assert_eq!(got, values);
                }
            }
        }
    }
    let mut values = vec![Fr::from(1u64); 8];
    for wrong in [Fr::from(1u64), Fr::GENERATOR, oracle::root_of_unity(16).expect("a power of two")] {
        let refused = Engine::detect().ntt_of(&mut values, wrong, Transform::Forward);
        assert!(matches!(refused, Err(EngineError::NotARoot(8))));
    }
}
