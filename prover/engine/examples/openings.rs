//! What every opening of a polynomial takes: `cargo run --release -p covenant-engine --example openings -- K SIZE [THREADS]`.
#![allow(clippy::print_stdout, reason = "a tool that prints")]

use std::error::Error;
use std::fs;
use std::ops::ControlFlow;

use ark_bn254::{Fr, G1Affine};
use ark_ec::AffineRepr;
use ark_ff::{Field, UniformRand};
use covenant_engine::{CosetKey, Engine, EngineError, OpeningStage};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|a| a.parse()).collect::<Result<_, _>>()?;
    let (&k, &size) = arguments.first().zip(arguments.get(1)).ok_or("K SIZE [THREADS]")?;
    let rng = &mut rand::thread_rng();
    let (engine, tau) = (Engine::detect(), Fr::rand(rng));
    let powers: Vec<Fr> =
        std::iter::successors(Some(Fr::ONE), |power| Some(*power * tau)).take(1 << k).collect();
    let powers = engine.multiples(G1Affine::generator(), &powers);
    let coefficients: Vec<Fr> = (0..1 << k).map(|_| Fr::rand(rng)).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.get(2).copied().unwrap_or(1)).build()?;
    pool.install(|| {
        let before = processor();
        let key = CosetKey::new(&engine, &powers, size)?;
        println!("key: {:.2} s of processor", processor() - before);
        for _ in 0..2 {
            let before = processor();
            let mut stages = vec![("", before)];
            let openings = key.open(&engine, &coefficients, &mut |stage| {
                stages.push((name(stage), processor()));
                ControlFlow::Continue(())
            })?;
            stages.push(("", processor()));
            for pair in stages.windows(2).skip(1) {
                let [(name, from), (_, to)] = pair else { continue };
                println!("{name:<12} {:.2} µs a row", (to - from) * 1e6 / (1 << k) as f64);
            }
            let took = processor() - before;
            println!("openings: {took:.3} s of processor, {:.2} µs a row", took * 1e6 / (1 << k) as f64);
            drop(openings);
        }
        Ok::<_, EngineError>(())
    })?;
    Ok(())
}

fn name(stage: OpeningStage) -> &'static str {
    match stage {
        OpeningStage::Values => "values",
        OpeningStage::Negacyclic => "negacyclic",
        OpeningStage::Transforms => "transforms",
        OpeningStage::Cyclic => "cyclic",
        OpeningStage::Halvings => "halvings",
        _ => "unpack",
    }
}

/// Seconds that this process's threads have run, as Linux counts them; 0 elsewhere.
fn processor() -> f64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else { return 0.0 };
    let of = |thread: fs::DirEntry| fs::read_to_string(thread.path().join("schedstat")).ok();
    let run = threads.filter_map(|thread| of(thread.ok()?)?.split_whitespace().next()?.parse::<f64>().ok());
    run.sum::<f64>() / 1e9
}
