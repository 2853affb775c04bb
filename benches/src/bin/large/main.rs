//! The key and a proof of a circuit of millions of constraints: how long, and how much memory at most.
//!
//! `cargo run --release -p covenant-benches --bin large -- make DIR --constraints 1800000`, then `… prove DIR --constraints 1800000`. Two
//! processes, since the system keeps one peak for each. The circuit is a chain of Poseidon hashes, each over 64 fresh bits: the shape of the
//! statements' own, and its synthesis is theirs. No key of a home is touched.

mod circuit;
mod peak;

use ark_bn254::{Bn254, Fr};
use ark_groth16::Groth16;
use clap::{Args, Parser, Subcommand};
use covenant_core::KeyStore;
use covenant_engine::{
    Engine, Form, PreparedProvingKey,
    groth16::{Assignment, CircomReduction, R1cs, Setup, SetupPhase, prove},
};
use covenant_gadgets::cs::{Cs, Mode};
use covenant_relations::numbered_matrices;
use peak::Watch;
use rand::rngs::OsRng;
use std::{
    error::Error,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

#[derive(Parser)]
#[command(about = "The key and a proof of a circuit of millions of constraints")]
struct Cli {
    #[command(subcommand)]
    step: Step,
}

#[derive(Subcommand)]
enum Step {
    /// Makes the key.
    Make(Options),
    /// Proves with it.
    Prove(Options),
    /// Makes the development key of one of the statements' circuits, in a home of its own.
    Key {
        /// The home, made if it is not there.
        home: PathBuf,
        /// The circuit's name and version.
        circuit: String,
    },
    /// Makes a key of the same circuit by ark-groth16, as this project did before; nothing is written.
    Arkworks(Options),
}

#[derive(Args)]
struct Options {
    /// A folder for matrices and key.
    folder: PathBuf,
    /// About how many constraints.
    #[arg(long, default_value_t = 1_800_000)]
    constraints: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    match Cli::parse().step {
        Step::Make(options) => make(&options),
        Step::Prove(options) => make_proof(&options),
        Step::Key { home, circuit } => make_key(&home, &circuit),
        Step::Arkworks(options) => make_by_arkworks(&options),
    }
}

/// As `covenant_core` makes a development key.
fn make(options: &Options) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(&options.folder)?;
    let mut watch = Watch::new();
    let mut cs = Cs::new(Mode::Full);
    circuit::synthesize(&mut cs, options.constraints);
    let constraints = cs.constraints().len();
    let terms: usize = cs.constraints().iter().map(|c| c.a.len() + c.b.len() + c.c.len()).sum();
    watch.step(&format!(
        "synthesis: {constraints} constraints, {terms} terms, {} coefficients",
        cs.coefficients().len()
    ));
    let (instance, witness) = (cs.num_instance(), cs.num_witness());
    let matrices = R1cs::from_numbered(cs.coefficients(), numbered_matrices(&cs), instance, witness)?;
    drop(cs);
    watch.step(&format!("matrices: domain 2^{}", matrices.domain_size().ilog2()));
    let mut last = None;
    let mut phases = Watch::new();
    let mut progress = |phase: SetupPhase, _, _| {
        if last.replace(phase).is_some_and(|last| last != phase) {
            phases.step(&format!("  before {phase:?}"));
        }
        ControlFlow::Continue(())
    };
    let setup = Setup::new(Engine::detect(), &matrices, &mut OsRng, &mut progress)?;
    watch.step("scalars");
    matrices.write(&options.folder.join("circuit.r1cs"))?;
    drop(matrices);
    watch.step("matrices written");
    setup.write(&options.folder.join("portable.pk"), &mut progress)?;
    watch.step("points written");
    drop(setup);
    let key = PreparedProvingKey::open_unhashed(&options.folder.join("portable.pk"), Form::R256)?;
    key.write_in_form(&options.folder.join("engine.pk"), Engine::detect().form())?;
    watch.step("the backend's form written");
    for file in ["circuit.r1cs", "portable.pk"] {
        watch.say(&format!("{file}: {} MB", fs::metadata(options.folder.join(file))?.len() / 1_000_000));
    }
    watch.finish();
    Ok(())
}

/// What the command line does when a key is first needed.
fn make_key(home: &Path, circuit: &str) -> Result<(), Box<dyn Error>> {
    let (mut watch, mut last) = (Watch::new(), None);
    let mut phases = Watch::new();
    let key = KeyStore::open(home)?.ensure_development_with(circuit, &mut |phase, done, total| {
        if last.replace(phase).is_some_and(|last| last != phase) {
            phases.step(&format!("  before {} ({:.0} %)", phase.name(), 100.0 * phase.fraction(done, total)));
        }
    })?;
    let matrices = key.r1cs();
    let (constraints, domain) = (matrices.num_constraints(), matrices.domain_size().ilog2());
    watch.step(&format!("{circuit}: {constraints} constraints, domain 2^{domain}; made and opened"));
    Ok(())
}

fn make_proof(options: &Options) -> Result<(), Box<dyn Error>> {
    let mut watch = Watch::new();
    let engine = Engine::detect();
    let matrices = R1cs::open_unhashed(&options.folder.join("circuit.r1cs"))?;
    let key = PreparedProvingKey::open_unhashed(&options.folder.join("engine.pk"), engine.form())?;
    watch.step("key and matrices mapped");
    let mut cs = Cs::new(Mode::Assignment);
    circuit::synthesize(&mut cs, options.constraints);
    let z: Vec<Fr> = cs.assignment();
    drop(cs);
    watch.step("assignment");
    let (instance, witness) = z.split_at(matrices.num_instance());
    for turn in ["first proof", "second proof"] {
        let assignment = Assignment { instance, witness };
        prove(&engine, &key, &matrices, assignment, &mut |_, _| ControlFlow::Continue(()))?;
        watch.step(turn);
    }
    watch.finish();
    Ok(())
}

fn make_by_arkworks(options: &Options) -> Result<(), Box<dyn Error>> {
    let mut watch = Watch::new();
    let chain = circuit::Chain(options.constraints);
    let key =
        Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(chain, &mut OsRng)?;
    watch.step(&format!("the key, domain 2^{}", key.h_query.len().ilog2()));
    Ok(())
}
