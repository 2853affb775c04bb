//! What holders' files take: `cargo run -p covenant-liabilities --example inclusion -- K ASSETS [SIZE]`, by default for cosets of every size. No proof is made: files need the commitments
//! of its columns only.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use covenant_liabilities::{
    ChunkJob, Claims, EpochSecret, Layout, Openings, Shape, Srs, VerifyingKey,
    inclusion::{InclusionError, Lookup, coset_key},
    srs::COSETS,
    transcript::point_bytes,
    verify_inclusion,
};
use covenant_statements::Fr;
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, group::Curve},
    poly::commitment::{Blind, Params},
};
use rand::{Rng, rngs::OsRng};
use std::{error::Error, ops::ControlFlow};

/// Multi-proofs and files that are timed.
const MULTI_PROOFS: usize = 4;
const FILES: usize = 64;
/// Holders' files that are looked up among all.
const ANSWERS: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let (&k, &assets) = arguments.first().zip(arguments.get(1)).ok_or("K ASSETS [SIZE]")?;
    let shape = Shape::new(k.try_into()?, assets)?;
    let srs = timed("parameters", || Srs::development(shape.k(), &mut OsRng))?;
    let key = timed("key", || VerifyingKey::new(&srs, shape))?;
    let secret = EpochSecret::new(OsRng.r#gen());
    let columns = timed("columns", || {
        let mut job = ChunkJob::new(shape, Fr::from(1u64), 0, &secret, &mut OsRng);
        for account in 0..Layout::new(shape).capacity() {
            let balances: Vec<u64> = (0..assets).map(|_| OsRng.r#gen::<u64>() >> 24).collect();
            job.push(&Fr::from(account as u64 + 1_000), &balances)?;
        }
        job.finish()
    })?;
    let claims = timed("claims", || Ok::<_, covenant_liabilities::Error>(Claims::new(&columns, &secret)))?;
    let domain = key.halo2().get_domain();
    let commit = |column: &Vec<_>| -> G1Affine {
        srs.params().commit_lagrange(&domain.lagrange_from_vec(column.clone()), Blind::default()).to_affine()
    };
    let proof: Vec<u8> =
        columns.columns().values().iter().flat_map(|column| point_bytes(&commit(column))).collect();
    let chunk = columns.commitments(&proof, &claims)?;
    for size in COSETS.into_iter().filter(|size| arguments.get(2).is_none_or(|only| only == size)) {
        let (made, ready) = cost(|| Openings::new((&srs, &key), (&columns, &claims), &chunk, &secret, size))?;
        let mut openings = made?;
        let cosets = shape.rows() / size;
        let accounts = MULTI_PROOFS.div_ceil(assets).min(cosets.div_ceil(assets));
        let (made, multi_proofs) =
            cost(|| openings.make(0..accounts, &mut |_, _| ControlFlow::Continue(())))?;
        made?;
        let multi_proof = multi_proofs / (accounts * assets).min(cosets) as f64;
        let files = FILES.div_ceil(assets);
        let (made, file) = cost(|| (0..files).try_for_each(|_| openings.holder(0).map(drop)))?;
        made?;
        let holder = openings.holder(0)?;
        let (checked, check) = cost(|| {
            (0..20).try_for_each(|_| verify_inclusion(&holder, &chunk, &srs.verifier(), &Fr::from(1_000u64)))
        })?;
        checked?;
        let (made, key) = cost(|| coset_key(&srs, size))?;
        let coset_key = made?;
        let (made, all) = cost(|| openings.make_all(&coset_key, &mut |_, _| ControlFlow::Continue(())))?;
        made?;
        let folder = tempfile::tempdir()?;
        let (made, packed) = cost(|| {
            openings.write_all(&coset_key, (folder.path(), &Fr::from(0u64)), &mut |_, _| {
                ControlFlow::Continue(())
            })
        })?;
        made?;
        let packed_files = std::fs::read_dir(folder.path())?.map(|file| Ok(file?.path()));
        let lookup =
            Lookup::new(packed_files.collect::<std::io::Result<_>>()?).map_err(|(_, error)| error)?;
        let of = |i: usize| Fr::from((i * 7919 % Layout::new(shape).capacity()) as u64 + 1_000);
        let (found, answers) = cost(|| {
            (0..ANSWERS).try_for_each(|i| lookup.find(&of(i))?.map(drop).ok_or(InclusionError::Account))
        })?;
        found?;
        println!(
            "{size}: {cosets} cosets; processor, ms: ready {ready:.0}, multi-proof {multi_proof:.2}, file {:.2}, check {:.2}; {} bytes; all: key {key:.0}, openings {all:.0}, packed {packed:.0}, answers a second {:.0}",
            file / files as f64,
            check / 20.0,
            holder.to_json()?.len(),
            ANSWERS as f64 / answers * 1e3,
        );
    }
    Ok(())
}

/// With the processor's time that it took, of all threads, in milliseconds.
fn cost<T>(run: impl FnOnce() -> T) -> Result<(T, f64), Box<dyn Error>> {
    let before = processor()?;
    let result = run();
    Ok((result, (processor()? - before) as f64 / 1e6))
}

/// Nanoseconds that this process's threads have run.
fn processor() -> Result<u64, Box<dyn Error>> {
    let mut sum = 0;
    for thread in std::fs::read_dir("/proc/self/task")? {
        let run = std::fs::read_to_string(thread?.path().join("schedstat"))?;
        sum += run.split_whitespace().next().ok_or("no schedstat")?.parse::<u64>()?;
    }
    Ok(sum)
}

fn timed<T, E: Error + 'static>(what: &str, run: impl FnOnce() -> Result<T, E>) -> Result<T, Box<dyn Error>> {
    let (result, cost) = cost(run)?;
    println!("{what}: {:.2} s of processor", cost / 1e3);
    Ok(result?)
}
