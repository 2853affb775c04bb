//! Both provers on one chunk, and both verifiers on one proof.

use crate::{Options, clock::cpu, inclusion};
use covenant_halo2_prover::{F, Kept, Parameters, Prover, Stage};
use covenant_liabilities::{
    Columns, Filler, Layout, ProvingKey, Shape, Srs, from_ark,
    transcript::{Reader, Writer},
    verify,
};
use covenant_statements::Fr;
use halo2_axiom::{
    halo2curves::bn256::Bn256,
    plonk::{create_proof_from_advice, verify_proof},
    poly::kzg::{
        commitment::KZGCommitmentScheme,
        multiopen::{ProverSHPLONK, VerifierSHPLONK},
        strategy::SingleStrategy,
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{fs, ops::ControlFlow};

/// Verifications that are timed together.
const VERIFICATIONS: u32 = 10;

/// What both are given.
struct Chunk {
    srs: Srs,
    key: ProvingKey,
    columns: Columns,
    output: F,
}

pub(crate) fn compare(options: &Options) -> Result<(), String> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads)
        .build_global()
        .map_err(|error| error.to_string())?;
    let chunk = chunk(options)?;
    let parameters =
        Parameters::new(options.engine()?, chunk.srs.params()).map_err(|error| error.to_string())?;
    eprintln!("{} accounts, {parameters:?}; at most {} MB before", options.accounts, megabytes());
    if !options.json {
        println!("{:<14} {:>12} {:>12} {:>8}", "core-µs", "ours", "stock", "ratio");
    }
    let cells = (options.accounts * options.assets) as f64;
    let kept = Kept::new();
    // The first proof under a key makes what the next ones keep; both are reported.
    let (first, _) = ours(options, &parameters, &chunk, &kept)?;
    let (ours, proof) = ours(options, &parameters, &chunk, &kept)?;
    eprintln!("at most {} MB with our proof", megabytes());
    verify(chunk.key.verifying(), chunk.output, &proof).map_err(|error| error.to_string())?;
    let stock = if options.only_ours { None } else { Some(stock(&chunk)?) };
    options.report("first proof", first / cells, stock.map(|stock| stock / cells));
    options.report("proof", ours / cells, stock.map(|stock| stock / cells));
    let (strict, plain) = verification(&chunk, &proof)?;
    options.report("verification", strict, Some(plain));
    inclusion::compare(options, &chunk.srs, chunk.key.verifying())
}

/// The most accounts of a chunk.
pub(crate) fn most(assets: usize) -> usize {
    let shapes = Shape::SIZES.filter_map(|k| Shape::new(k, assets).ok());
    shapes.map(|shape| Layout::new(shape).capacity()).max().unwrap_or(usize::MAX)
}

/// A chunk of random accounts, in the smallest circuit that takes them.
fn chunk(options: &Options) -> Result<Chunk, String> {
    let mut rng = StdRng::seed_from_u64(1);
    let shape = Shape::SIZES
        .filter_map(|k| Shape::new(k, options.assets).ok())
        .find(|shape| Layout::new(*shape).capacity() >= options.accounts)
        .ok_or("1, 8 or 32 assets")?;
    let mut filler = Filler::new(shape, Fr::from(1u64), 0, Fr::from(rng.r#gen::<u128>()));
    for _ in 0..options.accounts {
        let balances: Vec<u64> =
            (0..options.assets).map(|_| rng.r#gen::<u64>() >> rng.gen_range(0..64)).collect();
        let ids: Vec<Fr> = (0..options.assets).map(|_| ark_ff::UniformRand::rand(&mut rng)).collect();
        filler.push(&ids, &balances).map_err(|error| error.to_string())?;
    }
    let (columns, chunk) = filler.finish(&mut rng).map_err(|error| error.to_string())?;
    let srs = Srs::development(shape.k(), &mut rng).map_err(|error| error.to_string())?;
    let key = ProvingKey::new(&srs, shape).map_err(|error| error.to_string())?;
    Ok(Chunk { srs, key, columns, output: from_ark(&chunk.output()) })
}

/// Microseconds of ours, and the proof.
fn ours(
    options: &Options,
    parameters: &Parameters,
    chunk: &Chunk,
    kept: &Kept,
) -> Result<(f64, Vec<u8>), String> {
    let mut transcript = Writer::default();
    let (mut last, mut stages) = ((Stage::Advice, cpu()), std::collections::BTreeMap::new());
    let before = cpu();
    let prover = Prover::new(parameters, chunk.key.halo2()).and_then(|prover| prover.with_kept(kept));
    let prover = prover.map_err(|error| error.to_string())?;
    let mut progress = |stage| {
        *stages.entry(last.0).or_insert(0.0) += cpu() - last.1;
        last = (stage, cpu());
        ControlFlow::Continue(())
    };
    prover
        .prove_with(&[&[chunk.output]], chunk.columns.values(), rng(), &mut transcript, &mut progress)
        .map_err(|error| error.to_string())?;
    let total = (cpu() - before) * 1e3;
    if options.stages {
        stages.iter().for_each(|(stage, ms)| eprintln!("{:<14} {ms:>9.1} ms", format!("{stage:?}")));
    }
    Ok((total, transcript.into_proof()))
}

/// Microseconds of the stock prover.
fn stock(chunk: &Chunk) -> Result<f64, String> {
    let (mut transcript, advice) = (Writer::default(), chunk.columns.values().to_vec());
    let before = cpu();
    create_proof_from_advice::<KZGCommitmentScheme<Bn256>, ProverSHPLONK<'_, Bn256>, _, _, _>(
        chunk.srs.params(),
        chunk.key.halo2(),
        &[&[chunk.output]],
        advice,
        rng(),
        &mut transcript,
    )
    .map_err(|error| format!("{error:?}"))?;
    Ok((cpu() - before) * 1e3)
}

fn rng() -> StdRng {
    StdRng::seed_from_u64(2)
}

/// Microseconds of the strict verifier and of the plain one.
fn verification(chunk: &Chunk, proof: &[u8]) -> Result<(f64, f64), String> {
    let key = chunk.key.verifying();
    let timed = |work: &dyn Fn() -> Result<(), String>| {
        work()?;
        let before = cpu();
        (0..VERIFICATIONS).try_for_each(|_| work())?;
        Ok::<_, String>((cpu() - before) * 1e3 / f64::from(VERIFICATIONS))
    };
    let strict = timed(&|| verify(key, chunk.output, proof).map_err(|error| error.to_string()))?;
    let params = chunk.srs.params();
    let plain = timed(&|| {
        verify_proof::<KZGCommitmentScheme<Bn256>, VerifierSHPLONK<'_, Bn256>, _, _, _>(
            params,
            key.halo2(),
            SingleStrategy::new(params),
            &[&[&[chunk.output]]],
            &mut Reader::new(proof),
        )
        .map_err(|error| format!("{error:?}"))
    })?;
    Ok((strict, plain))
}

/// What Linux says was the most memory of this process; 0 elsewhere.
fn megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024 / 1_000_000
}
