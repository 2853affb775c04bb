//! Whole proofs: the same bytes as arkworks', accepted by its verifier.

use std::ops::ControlFlow;

use ark_bn254::{Bn254, Fr, G1Affine, G2Affine};
use ark_ec::AffineRepr;
use ark_ff::{Field, UniformRand, Zero};
use ark_groth16::r1cs_to_qap::{LibsnarkReduction, R1CSToQAP};
use ark_groth16::{Groth16, Proof, ProvingKey};
use covenant_engine::groth16::{
    Assignment, CircomReduction, R1cs, assignment_of, prove, prove_with_randomness,
};
use covenant_engine::{EngineError, Phase, PreparedProvingKey};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::circuit::{CIRCUITS, Random, synthesise};
use crate::engines;

/// A key by a reduction, always of the same secrets.
fn setup_by<Q: R1CSToQAP>(circuit: Random) -> ProvingKey<Bn254> {
    let rng = &mut StdRng::seed_from_u64(99);
    Groth16::<Bn254, Q>::generate_random_parameters_with_reduction(circuit, rng).expect("it sets up")
}

pub(crate) fn setup(circuit: Random) -> ProvingKey<Bn254> {
    setup_by::<CircomReduction>(circuit)
}

/// arkworks' proof by a reduction.
fn oracle<Q: R1CSToQAP>(circuit: &Random, key: &ProvingKey<Bn254>, r: Fr, s: Fr) -> Proof<Bn254> {
    Groth16::<Bn254, Q>::create_proof_with_reduction(circuit.clone(), key, r, s).expect("it proves")
}

/// The oracles are arkworks' prover by our keys' reduction, and by its own with a key of the same secrets: `h(τ) Z(τ) / δ` is one
/// group element, whatever it is put together from.
#[test]
fn the_bytes_are_arkworks() {
    for circuit in CIRCUITS {
        let key = setup(circuit.clone());
        let other = setup_by::<LibsnarkReduction>(circuit.clone());
        assert_eq!(other.vk, key.vk);
        let cs = synthesise(circuit.clone());
        let r1cs = R1cs::new(&cs).expect("matrices");
        let (instance, witness) = assignment_of(&cs).expect("assigned");
        let assignment = Assignment { instance: &instance, witness: &witness };
        let rng = &mut StdRng::seed_from_u64(7);
        for (r, s) in [(Fr::rand(rng), Fr::rand(rng)), (Fr::zero(), Fr::zero()), (Fr::zero(), Fr::rand(rng))]
        {
            let expected = oracle::<CircomReduction>(&circuit, &key, r, s);
            assert_eq!(oracle::<LibsnarkReduction>(&circuit, &other, r, s), expected);
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

#[test]
fn a_key_of_the_other_reduction_is_refused() {
    for circuit in CIRCUITS {
        let key = setup_by::<LibsnarkReduction>(circuit);
        for engine in engines() {
            let refused = PreparedProvingKey::new(&key, engine.form());
            assert!(matches!(refused, Err(EngineError::OtherReduction)));
        }
    }
}

/// Its proofs verify, as verifiers see `δ` and `β` in G2 only, and do not depend on what should blind them.
#[test]
fn a_key_that_does_not_hide_is_refused() {
    let circuit = Random { seed: 12, instance: 2, constraints: 20 };
    let key = setup(circuit.clone());
    let mut open = key.clone();
    (open.delta_g1, open.beta_g1) = (G1Affine::zero(), G1Affine::zero());
    open.b_g1_query.fill(G1Affine::zero());
    let [proof, other] = [3u64, 4].map(|r| oracle::<CircomReduction>(&circuit, &open, Fr::from(r), Fr::ONE));
    assert_eq!(proof, other);
    let (instance, _) = assignment_of(&synthesise(circuit)).expect("assigned");
    let verifier = ark_groth16::prepare_verifying_key(&open.vk);
    assert!(Groth16::<Bn254>::verify_proof(&verifier, &proof, &instance[1..]).expect("well formed"));
    let alterations: [fn(&mut ProvingKey<Bn254>); 8] = [
        |key| {
            (key.delta_g1, key.beta_g1) = (G1Affine::zero(), G1Affine::zero());
            key.b_g1_query.fill(G1Affine::zero());
        },
        |key| key.delta_g1 = G1Affine::zero(),
        |key| key.beta_g1 = G1Affine::zero(),
        |key| key.vk.alpha_g1 = G1Affine::zero(),
        |key| key.vk.beta_g2 = G2Affine::zero(),
        |key| key.vk.delta_g2 = G2Affine::zero(),
        |key| key.b_g1_query.fill(G1Affine::zero()),
        |key| key.delta_g1 = G1Affine::new_unchecked(key.delta_g1.x, key.delta_g1.x),
    ];
    for (index, alter) in alterations.into_iter().enumerate() {
        let mut altered = key.clone();
        alter(&mut altered);
        for engine in engines() {
            let refused = PreparedProvingKey::new(&altered, engine.form());
            assert!(matches!(refused, Err(EngineError::UnusableKey(_))), "alteration {index}");
        }
    }
}
