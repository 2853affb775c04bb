//! Transforms of eight columns or rows against the polynomial's values, at every length there is.

use ark_bn254::Fr;
use ark_ff::{FftField, Field, One, PrimeField, UniformRand};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::super::multiplier::powers;
use super::*;
use crate::avx512::Avx512;
use crate::ntt::oracle::root_of_unity;

/// Transforms `values`, each lane as `cosets` says, and reads the results back.
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn run(values: &[Segment], twiddles: &Twiddles, cosets: Option<&Cosets>) -> Vec<Segment> {
    let mut out = vec![Segment::default(); values.len()];
    let store = |k: usize, row: Row| {
        words::store_row(canonical(row).to_words(), &mut out[k]);
    };
    transform(&mut Rows::default(), values.len(), twiddles, cosets, |i| &values[i], store);
    out
}

/// `scale · P(point)`.
fn evaluate(values: &[Segment], lane: usize, point: Fr, scale: Fr) -> Fr {
    scale * values.iter().rev().fold(Fr::from(0u64), |sum, value| sum * point + value[lane])
}

#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn check(log_len: u32, values: &[Segment]) {
    let (len, mut rng) = (values.len(), StdRng::seed_from_u64(u64::from(log_len)));
    let root = root_of_unity(len).expect("a power of two");
    let places = [0, 1, len / 2, len - 1, rng.gen_range(0..len), rng.gen_range(0..len)];
    for shift in [Fr::one(), Fr::GENERATOR] {
        let got = run(values, &Twiddles::new(len, root, shift), None);
        for k in places {
            for lane in [0, 5] {
                let expected = evaluate(values, lane, shift * root.pow([k as u64]), Fr::one());
                assert_eq!(got[k][lane], expected, "2^{log_len} shift {shift} at {k}");
            }
        }
    }
    // Lane `i` at the coset of `shift · ratio^i`, scaled by `ratio^i / shift`.
    let (shift, ratio) = (Fr::rand(&mut rng), Fr::rand(&mut rng));
    let scale = shift.inverse().expect("not zero");
    let plain = Twiddles::new(len, root, Fr::one());
    let cosets = Cosets::new(len, powers(shift, ratio, 1)[0], powers(scale, ratio, 1)[0], &plain);
    let got = run(values, &plain, Some(&cosets));
    for k in places {
        for lane in [0, 1, 2, 3, 4, 5, 6, 7] {
            let power = ratio.pow([lane as u64]);
            let expected = evaluate(values, lane, shift * power * root.pow([k as u64]), scale * power);
            assert_eq!(got[k][lane], expected, "2^{log_len} lane {lane} at {k}");
        }
    }
}

#[test]
fn every_length_evaluates_the_polynomial() {
    if Avx512::detect().is_none() {
        return;
    }
    let mut rng = StdRng::seed_from_u64(50);
    for log_len in 3..=14 {
        // Random values, and the largest there are, which keep every butterfly at its bounds.
        let random: Vec<Segment> =
            (0..1 << log_len).map(|_| std::array::from_fn(|_| Fr::rand(&mut rng))).collect();
        // SAFETY: the features were detected.
        unsafe { check(log_len, &random) };
        let mut largest = Fr::MODULUS;
        largest.0[0] -= 1;
        let largest = vec![[Fr::new_unchecked(largest); 8]; 1 << log_len];
        // SAFETY: as above.
        unsafe { check(log_len, &largest) };
    }
}
