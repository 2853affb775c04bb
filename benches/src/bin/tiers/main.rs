//! The tiers of a statement: what a proof of each takes, beside ark-groth16 on the same circuit.
//!
//! `cargo run --release -p covenant-benches --bin tiers -- DIR collateral-16/1 [--runs 3] [--arkworks]`. One circuit a process, since the system
//! keeps one peak of memory for each; keys are made in DIR once.

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::Groth16;
use ark_relations::gr1cs::{ConstraintSystem, R1CS_PREDICATE_LABEL};
use clap::Parser;
use covenant_core::{EngineProver, Phase, Prover as _, Stop, keys::KeyStore};
use covenant_engine::groth16::CircomReduction;
use covenant_relations::{ArkCircuit, Circuit, relation};
use rand::rngs::OsRng;
use rustix::time::{ClockId, clock_gettime};
use std::{error::Error, fs, io::Write as _, ops::ControlFlow, path::PathBuf, time::Instant};

#[derive(Parser)]
#[command(about = "What a proof of one tier takes")]
struct Options {
    /// A folder for keys.
    folder: PathBuf,
    /// The circuit.
    circuit: String,
    /// Proofs, of which the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Prove with ark-groth16 too, from matrices; its key is made anew.
    #[arg(long)]
    arkworks: bool,
}

/// Wall time and the processor's time, in seconds.
#[derive(Clone, Copy)]
struct Took {
    wall: f64,
    cpu: f64,
}

fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Took) {
    let (start, before) = (Instant::now(), cpu());
    let result = run();
    (result, Took { wall: start.elapsed().as_secs_f64(), cpu: cpu() - before })
}

fn median(mut all: Vec<Took>) -> Took {
    all.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
    all[all.len() / 2]
}

/// What the phases of proofs take, in the order in which they come.
#[derive(Default)]
struct Phases {
    took: Vec<(Phase, Vec<Took>)>,
    now: Option<(Phase, Instant, f64)>,
}

impl Phases {
    fn begin(&mut self) {
        self.now = None;
    }

    /// Several reports within a phase are one.
    fn enter(&mut self, phase: Phase) {
        if self.now.is_some_and(|(now, ..)| now == phase) {
            return;
        }
        self.end();
        self.now = Some((phase, Instant::now(), cpu()));
    }

    fn end(&mut self) {
        let Some((phase, start, before)) = self.now.take() else { return };
        let took = Took { wall: start.elapsed().as_secs_f64(), cpu: cpu() - before };
        match self.took.iter_mut().find(|(known, _)| *known == phase) {
            Some((_, all)) => all.push(took),
            None => self.took.push((phase, vec![took])),
        }
    }

    fn medians(self) -> impl Iterator<Item = (Phase, Took)> {
        self.took.into_iter().map(|(phase, all)| (phase, median(all)))
    }
}

/// The most memory that this process has had, mapped pages included, in megabytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let relation = relation(&options.circuit).ok_or("no such circuit")?;
    let store = KeyStore::open(&options.folder)?;
    let (key, made) = timed(|| store.ensure_development(relation.info.id));
    let key = key?;
    let circuit = (relation.sample)(1);
    let (assignment, witness) = timed(|| circuit.assignment());
    let prover = EngineProver::default();
    let mut proofs = Vec::new();
    let mut phases = Phases::default();
    for _ in 0..options.runs.max(1) {
        phases.begin();
        let (proof, took) = timed(|| {
            prover.prove(&key, &assignment, &mut |phase, _| {
                phases.enter(phase);
                ControlFlow::<Stop>::Continue(())
            })
        });
        phases.end();
        proof?;
        proofs.push(took);
    }
    let ours = median(proofs);
    let mut out = std::io::stdout();
    let (constraints, lines) = (relation.pin.constraints, relation.info.lines.unwrap_or(1));
    writeln!(out, "{}: {constraints} constraints, {lines} lines", relation.info.id)?;
    writeln!(out, "  key made or opened {:.2} s, witness {:.3} s", made.wall, witness.wall)?;
    writeln!(out, "  proof {:.3} s, CPU {:.3} s, at most {} MB", ours.wall, ours.cpu, peak())?;
    for (phase, took) in phases.medians() {
        writeln!(
            out,
            "    {:<12} {:>6.1} ms, CPU {:>6.1} ms",
            phase.name(),
            took.wall * 1e3,
            took.cpu * 1e3
        )?;
    }
    if options.arkworks {
        let theirs = arkworks(&*circuit, options.runs)?;
        let ratio = theirs.cpu / ours.cpu;
        writeln!(out, "  ark-groth16 {:.3} s, CPU {:.3} s: {ratio:.1} times", theirs.wall, theirs.cpu)?;
    }
    Ok(())
}

/// ark-groth16 from matrices, so that neither side synthesises.
fn arkworks(circuit: &dyn Circuit, runs: usize) -> Result<Took, Box<dyn Error>> {
    use ark_relations::gr1cs::ConstraintSynthesizer as _;
    let key = Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(
        ArkCircuit(circuit),
        &mut OsRng,
    )?;
    let cs = ConstraintSystem::<Fr>::new_ref();
    ArkCircuit(circuit).generate_constraints(cs.clone())?;
    cs.finalize();
    let matrices = cs.to_matrices()?;
    let matrices = &matrices[R1CS_PREDICATE_LABEL];
    let assignment = circuit.assignment();
    let (r, s) = (Fr::rand(&mut OsRng), Fr::rand(&mut OsRng));
    let inputs = circuit.info().inputs.len() + 1;
    let mut all = Vec::new();
    for _ in 0..runs.max(1) {
        let (proof, took) = timed(|| {
            Groth16::<Bn254, CircomReduction>::create_proof_with_reduction_and_matrices(
                &key,
                r,
                s,
                matrices,
                inputs,
                cs.num_constraints(),
                &assignment,
            )
        });
        proof?;
        all.push(took);
    }
    Ok(median(all))
}
