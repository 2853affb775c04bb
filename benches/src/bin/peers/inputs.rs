//! The same inputs for all: distinct bases, and scalars dense or as circuits have them.

use ark_bn254::Fr;
use ark_ec::CurveGroup;
use ark_ff::UniformRand;
use covenant_engine::Curve;
use rand::{Rng, SeedableRng, rngs::StdRng};

/// `n` distinct points: a random one and a random step.
pub(crate) fn bases<C: Curve>(n: usize) -> Vec<C> {
    let mut rng = StdRng::seed_from_u64(1);
    let (step, mut point) = (C::Group::rand(&mut rng), C::Group::rand(&mut rng));
    let mut bases = Vec::with_capacity(n);
    while bases.len() < n {
        let some: Vec<C::Group> = (0..(n - bases.len()).min(1 << 14))
            .map(|_| {
                point += step;
                point
            })
            .collect();
        bases.extend(C::Group::normalize_batch(&some));
    }
    bases
}

/// Uniform scalars.
pub(crate) fn dense(n: usize) -> Vec<Fr> {
    let mut rng = StdRng::seed_from_u64(2);
    (0..n).map(|_| Fr::rand(&mut rng)).collect()
}

/// A witness of bits and small values: in sixteen, seven zeros, seven ones, one byte, one 32-bit value.
pub(crate) fn bits(n: usize) -> Vec<Fr> {
    let mut rng = StdRng::seed_from_u64(3);
    (0..n)
        .map(|_| match rng.gen_range(0..16) {
            0..7 => Fr::from(0u64),
            7..14 => Fr::from(1u64),
            14 => Fr::from(rng.r#gen::<u8>()),
            _ => Fr::from(rng.r#gen::<u32>()),
        })
        .collect()
}
