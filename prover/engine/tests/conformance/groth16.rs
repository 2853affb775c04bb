//! Whole proofs: the same bytes as arkworks', accepted by its verifier.

use std::ops::ControlFlow;

use ark_bn254::{Bn254, Fr};
use ark_ff::{Field, UniformRand, Zero};
use ark_groth16::r1cs_to_qap::LibsnarkReduction;
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, LinearCombination, OptimizationGoal,
    Result, Variable,
};
use covenant_engine::groth16::{Assignment, R1cs, assignment_of, prove, prove_with_randomness};
use covenant_engine::{EngineError, Phase, PreparedProvingKey};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::engines;

/// A random system: products of random sparse combinations, bits, constants and unused variables.
#[derive(Clone)]
pub(crate) struct Random {
    pub(crate) seed: u64,
    pub(crate) instance: usize,
    pub(crate) constraints: usize,
}

impl ConstraintSynthesizer<Fr> for Random {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<()> {
        let rng = &mut StdRng::seed_from_u64(self.seed);
        let mut known: Vec<(Variable, Fr)> = vec![(Variable::One, Fr::ONE)];
        for _ in 0..self.instance {
            let value = Fr::rand(rng);
            known.push((cs.new_input_variable(|| Ok(value))?, value));
        }
        for i in 0..self.constraints {
            let combination = |rng: &mut StdRng| {
                let (mut sum, mut value) = (LinearCombination::zero(), Fr::zero());
                for _ in 0..rng.gen_range(0..4) {
                    let (variable, of) = known[rng.gen_range(0..known.len())];
                    let coefficient = match rng.gen_range(0..4) {
                        0 => Fr::rand(rng),
                        1 => -Fr::ONE,
                        _ => Fr::ONE,
                    };
                    sum += (coefficient, variable);
                    value += coefficient * of;
                }
                (sum, value)
            };
            let ((a, of_a), (b, of_b)) = (combination(rng), combination(rng));
            let product = of_a * of_b;
            let variable = cs.new_witness_variable(|| Ok(product))?;
            cs.enforce_r1cs_constraint(|| a, || b, || variable.into())?;
            known.push((variable, product));
            if i % 3 == 0 {
                let bit = Fr::from(rng.r#gen::<bool>());
                let variable = cs.new_witness_variable(|| Ok(bit))?;
                cs.enforce_r1cs_constraint(
                    || variable.into(),
                    || LinearCombination::from(variable) - (Fr::ONE, Variable::One),
                    LinearCombination::zero,
                )?;
                known.push((variable, bit));
            }
        }
        Ok(())
    }
}

/// The system as ark-groth16 synthesises it.
pub(crate) fn synthesise(circuit: Random) -> ConstraintSystemRef<Fr> {
    let cs = ConstraintSystem::new_ref();
    cs.set_optimization_goal(OptimizationGoal::Constraints);
    circuit.generate_constraints(cs.clone()).expect("it synthesises");
    cs.finalize();
    cs
}

pub(crate) fn setup(circuit: Random) -> ProvingKey<Bn254> {
    let rng = &mut StdRng::seed_from_u64(99);
    Groth16::<Bn254>::generate_random_parameters_with_reduction(circuit, rng).expect("it sets up")
}

const CIRCUITS: [Random; 6] = [
    Random { seed: 1, instance: 0, constraints: 1 },
    Random { seed: 2, instance: 1, constraints: 3 },
    Random { seed: 3, instance: 5, constraints: 40 },
    Random { seed: 4, instance: 2, constraints: 200 },
    Random { seed: 5, instance: 100, constraints: 700 },
    Random { seed: 6, instance: 9, constraints: 3000 },
];

#[test]
fn the_bytes_are_arkworks() {
    for circuit in CIRCUITS {
        let key = setup(circuit.clone());
        let cs = synthesise(circuit.clone());
        let r1cs = R1cs::new(&cs).expect("matrices");
        let (instance, witness) = assignment_of(&cs).expect("assigned");
        let assignment = Assignment { instance: &instance, witness: &witness };
        let rng = &mut StdRng::seed_from_u64(7);
        for (r, s) in [(Fr::rand(rng), Fr::rand(rng)), (Fr::zero(), Fr::zero()), (Fr::zero(), Fr::rand(rng))]
        {
            let expected =
                Groth16::<Bn254, LibsnarkReduction>::create_proof_with_reduction(circuit.clone(), &key, r, s)
                    .expect("it proves");
            for engine in engines() {
                let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
                let proof =
                    prove_with_randomness(&engine, &prepared, &r1cs, assignment, r, s, &mut |_, _| {
                        ControlFlow::Continue(())
                    })
                    .expect("it proves");
                assert_eq!(proof, expected, "seed {} on {:?}", circuit.seed, engine.backend());
            }
        }
    }
}

#[test]
fn fresh_proofs_differ_and_verify() {
    let circuit = Random { seed: 8, instance: 3, constraints: 60 };
    let key = setup(circuit.clone());
    let cs = synthesise(circuit);
    let r1cs = R1cs::new(&cs).expect("matrices");
    let (instance, witness) = assignment_of(&cs).expect("assigned");
    let verifier = ark_groth16::prepare_verifying_key(&key.vk);
    for engine in engines() {
        let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
        let assignment = Assignment { instance: &instance, witness: &witness };
        let fresh = || {
            let mut phases = Vec::new();
            let proof = prove(&engine, &prepared, &r1cs, assignment, &mut |phase, fraction| {
                phases.push((phase, fraction));
                ControlFlow::Continue(())
            })
            .expect("it proves");
            assert!(phases.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{phases:?}");
            assert_eq!(phases.len(), 9);
            proof
        };
        let (one, other) = (fresh(), fresh());
        assert_ne!(one, other, "the randomness is fresh");
        for proof in [one, other] {
            let accepted =
                Groth16::<Bn254>::verify_proof(&verifier, &proof, &instance[1..]).expect("well formed");
            assert!(accepted);
        }
    }
}

#[test]
fn a_wrong_witness_is_refused() {
    let circuit = Random { seed: 9, instance: 2, constraints: 30 };
    let key = setup(circuit.clone());
    let cs = synthesise(circuit);
    let r1cs = R1cs::new(&cs).expect("matrices");
    let (instance, mut witness) = assignment_of(&cs).expect("assigned");
    witness[0] += Fr::ONE;
    for engine in engines() {
        let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
        let assignment = Assignment { instance: &instance, witness: &witness };
        let result = prove(&engine, &prepared, &r1cs, assignment, &mut |_, _| ControlFlow::Continue(()));
        assert!(matches!(result, Err(EngineError::Unsatisfied)));
    }
}

#[test]
fn a_proof_stops_at_any_phase() {
    let circuit = Random { seed: 10, instance: 1, constraints: 10 };
    let key = setup(circuit.clone());
    let cs = synthesise(circuit);
    let r1cs = R1cs::new(&cs).expect("matrices");
    let (instance, witness) = assignment_of(&cs).expect("assigned");
    let engine = engines()[0];
    let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
    let assignment = Assignment { instance: &instance, witness: &witness };
    for last in [Phase::Evaluate, Phase::Quotient, Phase::Digits, Phase::MsmA, Phase::MsmB2, Phase::Finish] {
        let result = prove(&engine, &prepared, &r1cs, assignment, &mut |phase, _| {
            assert!(phase <= last, "it went on after the break");
            if phase == last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(result, Err(EngineError::Cancelled)));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let circuit = Random { seed: 11, instance: 2, constraints: 20 };
    let key = setup(circuit.clone());
    let cs = synthesise(circuit);
    let r1cs = R1cs::new(&cs).expect("matrices");
    let (instance, witness) = assignment_of(&cs).expect("assigned");
    let other = R1cs::new(&synthesise(Random { seed: 11, instance: 2, constraints: 21 })).expect("matrices");
    let engine = engines()[0];
    let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
    let run = |r1cs: &R1cs, instance: &[Fr], witness: &[Fr]| {
        prove(&engine, &prepared, r1cs, Assignment { instance, witness }, &mut |_, _| {
            ControlFlow::Continue(())
        })
    };
    for result in [
        run(&other, &instance, &witness),
        run(&r1cs, &instance[1..], &witness),
        run(&r1cs, &instance, &witness[1..]),
    ] {
        assert!(matches!(result, Err(EngineError::LengthMismatch { .. })));
    }
    let mut cut = key;
    cut.b_g1_query.pop();
    assert!(matches!(
        PreparedProvingKey::new(&cut, engine.form()),
        Err(EngineError::LengthMismatch { what: "B query in G1", .. })
    ));
}
