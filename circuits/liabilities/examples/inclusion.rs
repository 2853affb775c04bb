//! What holders' files take: `cargo run -p covenant-liabilities --example inclusion -- K ASSETS`. No proof is made: files need the commitments
//! of its columns only.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use covenant_liabilities::{
    ChunkJob, Claims, EpochSecret, Layout, Openings, Shape, Srs, VerifyingKey, srs::COSETS,
    transcript::point_bytes, verify_inclusion,
};
use covenant_statements::Fr;
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, group::Curve},
    poly::commitment::{Blind, Params},
};
use rand::{Rng, rngs::OsRng};
use std::{error::Error, ops::ControlFlow, time::Instant};

/// Multi-proofs and files that are timed.
const MULTI_PROOFS: usize = 4;
const FILES: usize = 64;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let [k, assets] = arguments[..] else { return Err("K ASSETS".into()) };
    let shape = Shape::new(k.try_into()?, assets)?;
    let srs = timed("parameters", || Srs::development(shape.k(), &mut OsRng))?;
    let key = timed("key", || VerifyingKey::new(&srs, shape))?;
    let secret = EpochSecret::new(OsRng.r#gen());
    let columns = timed("columns", || {
        let mut job = ChunkJob::new(shape, Fr::from(1u64), 0, &secret);
        for account in 0..Layout::new(shape).capacity() {
            let balances: Vec<u64> = (0..assets).map(|_| OsRng.r#gen::<u64>() >> 24).collect();
            job.push(&Fr::from(account as u64 + 1_000), &balances)?;
        }
        job.finish(&mut OsRng)
    })?;
    let claims = timed("claims", || Ok::<_, covenant_liabilities::Error>(Claims::new(&columns, &secret)))?;
    let domain = key.halo2().get_domain();
    let commit = |column: &Vec<_>| -> G1Affine {
        srs.params().commit_lagrange(&domain.lagrange_from_vec(column.clone()), Blind::default()).to_affine()
    };
    let proof: Vec<u8> =
        columns.columns().values().iter().flat_map(|column| point_bytes(&commit(column))).collect();
    let chunk = columns.commitments(&proof, &claims)?;
    for size in COSETS {
        let start = Instant::now();
        let mut openings = Openings::new((&srs, &key), (&columns, &claims), &chunk, &secret, size)?;
        let ready = start.elapsed();
        let cosets = shape.rows() / size;
        let accounts = MULTI_PROOFS.div_ceil(assets).min(cosets.div_ceil(assets));
        let start = Instant::now();
        openings.make(0..accounts, &mut |_, _| ControlFlow::Continue(()))?;
        let made = (accounts * assets).min(cosets);
        let multi_proof = start.elapsed() / made as u32;
        let start = Instant::now();
        for _ in 0..FILES.div_ceil(assets) {
            openings.holder(0)?;
        }
        let file = start.elapsed() / FILES.div_ceil(assets) as u32;
        let holder = openings.holder(0)?;
        let json = holder.to_json()?;
        let start = Instant::now();
        for _ in 0..20 {
            verify_inclusion(&holder, &chunk, &srs.verifier(), &Fr::from(1_000u64))?;
        }
        println!(
            "{size}: {cosets} cosets, ready {ready:.2?}, multi-proof {multi_proof:.2?}, file {file:.2?} on one thread, {} bytes, checked in {:.2?}",
            json.len(),
            start.elapsed() / 20
        );
    }
    Ok(())
}

fn timed<T, E>(what: &str, run: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let start = Instant::now();
    let result = run()?;
    println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
    Ok(result)
}
