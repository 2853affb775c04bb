//! Whole proofs: ours beside ark-groth16's, from the same key, matrices and assignment.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

use ark_bn254::{Bn254, Fr};
use ark_ff::{Field, UniformRand};
use ark_groth16::r1cs_to_qap::LibsnarkReduction;
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, OptimizationGoal, R1CS_PREDICATE_LABEL,
    Result as Synthesis,
};
use covenant_engine::groth16::{Assignment, R1cs, assignment_of, prove, prove_with_randomness};
use covenant_engine::{Engine, PreparedProvingKey};
use covenant_relations::{ArkCircuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::sample::World;
use rand::{SeedableRng, rngs::StdRng};

use crate::clock::median;
use crate::report::Report;
use crate::{Options, memory};

/// A chain of products: as many constraints as fit the domain, every variable a dense value.
#[derive(Clone, Copy)]
struct Chain {
    constraints: usize,
}

impl ConstraintSynthesizer<Fr> for Chain {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Synthesis<()> {
        let mut values =
            [Fr::from(3u64).inverse().unwrap_or(Fr::ONE), Fr::from(7u64).inverse().unwrap_or(Fr::ONE)];
        let mut last =
            [cs.new_witness_variable(|| Ok(values[0]))?, cs.new_witness_variable(|| Ok(values[1]))?];
        for index in 0..self.constraints {
            let product = values[0] * values[1];
            let variable = if index + 1 == self.constraints {
                cs.new_input_variable(|| Ok(product))?
            } else {
                cs.new_witness_variable(|| Ok(product))?
            };
            cs.enforce_r1cs_constraint(|| last[0].into(), || last[1].into(), || variable.into())?;
            (values, last) = ([values[1], product], [last[1], variable]);
        }
        Ok(())
    }
}

impl Chain {
    /// The matrices and the assignment, without a constraint system.
    fn r1cs(self) -> Result<(R1cs, Vec<Fr>, Vec<Fr>), String> {
        let mut witness =
            vec![Fr::from(3u64).inverse().unwrap_or(Fr::ONE), Fr::from(7u64).inverse().unwrap_or(Fr::ONE)];
        for index in 0..self.constraints {
            witness.push(witness[index] * witness[index + 1]);
        }
        // The last product is public: variable 1, before the witness.
        let last = witness.pop().unwrap_or(Fr::ONE);
        let variable = |index: usize| if index == witness.len() { 1 } else { 2 + index };
        let matrix = |offset: usize| -> Vec<Vec<(Fr, usize)>> {
            (0..self.constraints).map(|row| vec![(Fr::ONE, variable(row + offset))]).collect()
        };
        let r1cs = R1cs::from_matrices([&matrix(0), &matrix(1), &matrix(2)], 2, witness.len())
            .map_err(|error| error.to_string())?;
        Ok((r1cs, vec![Fr::ONE, last], witness))
    }
}

pub(crate) fn compare(options: &Options, engine: Engine, report: &Report) -> Result<(), String> {
    if options.wants("groth16_dense") || options.wants("groth16_memory") {
        // Two rows of the domain are the instance's.
        let chain = Chain { constraints: (1 << options.log_size) - 2 };
        circuit(options, engine, report, "groth16_dense", chain, chain)?;
    }
    if options.wants("groth16_circuit") {
        let claim = World::new(1).claim();
        let invoice = InvoiceCircuit(&claim);
        circuit(options, engine, report, "groth16_circuit", ArkCircuit(&invoice), ArkCircuit(&invoice))?;
    }
    Ok(())
}

/// Compares on any circuit, given twice: once to set up, once to prove.
fn circuit<C: ConstraintSynthesizer<Fr>>(
    options: &Options,
    engine: Engine,
    report: &Report,
    work: &str,
    to_set_up: C,
    to_prove: C,
) -> Result<(), String> {
    let text = |error: covenant_engine::EngineError| error.to_string();
    let mut rng = StdRng::seed_from_u64(4);
    let key = Groth16::<Bn254>::generate_random_parameters_with_reduction(to_set_up, &mut rng)
        .map_err(|error| error.to_string())?;
    let cs = ConstraintSystem::new_ref();
    cs.set_optimization_goal(OptimizationGoal::Constraints);
    to_prove.generate_constraints(cs.clone()).map_err(|error| error.to_string())?;
    cs.finalize();
    let r1cs = R1cs::new(&cs).map_err(text)?;
    let (instance, witness) = assignment_of(&cs).map_err(text)?;
    let prepared = PreparedProvingKey::new(&key, engine.form()).map_err(text)?;
    let assignment = Assignment { instance: &instance, witness: &witness };
    let (r, s) = (Fr::rand(&mut rng), Fr::rand(&mut rng));
    let prove = || {
        prove_with_randomness(&engine, &prepared, &r1cs, assignment, r, s, &mut |_, _| {
            ControlFlow::Continue(())
        })
    };
    let log_size = r1cs.domain_size().ilog2();
    if options.wants(work) {
        let ours = median(options.runs, prove);
        let proof = prove().map_err(text)?;
        let theirs = arkworks(options, &key, &cs, (r, s), &proof)?;
        report.line(work, log_size, "ark-groth16", ours, theirs);
    }
    if options.wants("groth16_memory") && work == "groth16_dense" {
        in_a_process_of_its_own(options, &prepared)?;
    }
    Ok(())
}

/// Has a new process prove the chain with the key from a file: this one holds what the set-up left.
fn in_a_process_of_its_own(options: &Options, key: &PreparedProvingKey) -> Result<(), String> {
    let path = std::env::temp_dir().join(format!("covenant-peers-{}.key", std::process::id()));
    let digest = key.write(&path).map_err(|error| error.to_string())?;
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
    command.args(["--log-size", &options.log_size.to_string(), "--threads", &options.threads.to_string()]);
    command.args(options.json.then_some("--json"));
    command.arg("--memory-of").arg(&path).arg(digest);
    let status = command.status();
    // It is temporary: what cannot be removed is left to the system.
    let _ = std::fs::remove_file(&path);
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the process that proves: {status}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Proves a chain with a mapped key, and reports the peak of the process.
pub(crate) fn measure_memory(
    options: &Options,
    engine: Engine,
    report: &Report,
    path: &Path,
    digest: &str,
) -> Result<(), String> {
    let text = |error: covenant_engine::EngineError| error.to_string();
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        let digits = digest.get(2 * index..2 * index + 2).ok_or("the digest is too short")?;
        *byte = u8::from_str_radix(digits, 16).map_err(|error| error.to_string())?;
    }
    let chain = Chain { constraints: (1 << options.log_size) - 2 };
    let (r1cs, instance, witness) = chain.r1cs()?;
    let key = PreparedProvingKey::open(path, engine.form(), &bytes).map_err(text)?;
    let assignment = Assignment { instance: &instance, witness: &witness };
    let (before, reset) = (memory::resident(), memory::reset_peak());
    prove(&engine, &key, &r1cs, assignment, &mut |_, _| ControlFlow::Continue(())).map_err(text)?;
    match (before, memory::peak(), reset) {
        (Some(before), Some(peak), true) => {
            let domain = r1cs.domain_size() * size_of::<Fr>();
            report.memory(before, peak, key.size_in_bytes(), domain);
            Ok(())
        }
        _ => Err("this system does not tell resident memory".to_owned()),
    }
}

/// ark-groth16 from matrices, so that neither side synthesises; its proof must be ours.
fn arkworks(
    options: &Options,
    key: &ProvingKey<Bn254>,
    cs: &ConstraintSystemRef<Fr>,
    (r, s): (Fr, Fr),
    ours: &ark_groth16::Proof<Bn254>,
) -> Result<f64, String> {
    let matrices = cs.to_matrices().map_err(|error| error.to_string())?;
    let matrices = &matrices[R1CS_PREDICATE_LABEL];
    let (instance, witness) = assignment_of(cs).map_err(|error| error.to_string())?;
    let assignment = [&instance[..], &witness[..]].concat();
    let prove = || {
        Groth16::<Bn254, LibsnarkReduction>::create_proof_with_reduction_and_matrices(
            key,
            r,
            s,
            matrices,
            instance.len(),
            cs.num_constraints(),
            &assignment,
        )
    };
    if prove().ok().as_ref() != Some(ours) {
        return Err("the proofs differ".to_owned());
    }
    Ok(median(options.runs.min(3), prove))
}
