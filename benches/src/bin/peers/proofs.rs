//! Whole proofs: ours beside ark-groth16's, from the same key, matrices and assignment.

use std::ops::ControlFlow;

use ark_bn254::{Bn254, Fr};
use ark_ff::{Field, UniformRand};
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, OptimizationGoal, R1CS_PREDICATE_LABEL,
    Result as Synthesis,
};
use covenant_engine::groth16::{Assignment, CircomReduction, R1cs, assignment_of, prove_with_randomness};
use covenant_engine::{Engine, PreparedProvingKey};
use covenant_relations::{ArkCircuit, invoice::InvoiceCircuit};
use covenant_statements::invoice::sample::World;
use rand::{SeedableRng, rngs::StdRng};

use crate::clock::median;
use crate::report::Report;
use crate::{Options, memory};

/// A chain of products: as many constraints as fit the domain, every variable a dense value.
#[derive(Clone, Copy)]
pub(crate) struct Chain {
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
    /// As long as a domain of `2^log_size` allows: two of its rows are the instance's.
    pub(crate) fn filling(log_size: u32) -> Self {
        Self { constraints: (1 << log_size) - 2 }
    }

    /// Instance and witness, without a constraint system.
    pub(crate) fn assignment(self) -> (Vec<Fr>, Vec<Fr>) {
        let mut witness = Vec::with_capacity(self.constraints + 2);
        witness.extend([3u64, 7].map(|value| Fr::from(value).inverse().unwrap_or(Fr::ONE)));
        for index in 0..self.constraints {
            witness.push(witness[index] * witness[index + 1]);
        }
        // The last product is public.
        let last = witness.pop().unwrap_or(Fr::ONE);
        (vec![Fr::ONE, last], witness)
    }
}

pub(crate) fn compare(options: &Options, engine: Engine, report: &Report) -> Result<(), String> {
    if options.wants("groth16_dense") || options.wants("groth16_memory") {
        let chain = Chain::filling(options.log_size);
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
    let key =
        Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(to_set_up, &mut rng)
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
        memory::in_a_process_of_its_own(options, engine, &prepared, &r1cs)?;
    }
    Ok(())
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
        Groth16::<Bn254, CircomReduction>::create_proof_with_reduction_and_matrices(
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
