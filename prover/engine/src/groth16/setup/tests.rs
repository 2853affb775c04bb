//! Keys beside arkworks'.

use std::ops::ControlFlow;
use std::path::Path;

use ark_bn254::{Bn254, Fr};
use ark_groth16::{Groth16, ProvingKey};
use ark_relations::gr1cs::{
    ConstraintSynthesizer, ConstraintSystemRef, LinearCombination, Result as Synthesis, Variable,
};
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{Setup, SetupPhase};
use crate::groth16::circuit::{CIRCUITS, Random, synthesise};
use crate::groth16::{CircomReduction, R1cs};
use crate::{Backend, Engine, EngineError, Form, PreparedProvingKey};

const SEED: u64 = 99;

fn engines() -> impl Iterator<Item = Engine> {
    let available = Backend::ALL.into_iter().filter(|backend| backend.is_available());
    available.map(|backend| Engine::with_backend(backend).expect("it is available"))
}

fn oracle(circuit: impl ConstraintSynthesizer<Fr>) -> ProvingKey<Bn254> {
    let rng = &mut StdRng::seed_from_u64(SEED);
    Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(circuit, rng)
        .expect("it sets up")
}

fn ours(engine: Engine, r1cs: &R1cs) -> Setup {
    let rng = &mut StdRng::seed_from_u64(SEED);
    Setup::new(engine, r1cs, rng, &mut |_, _, _| ControlFlow::Continue(())).expect("it sets up")
}

/// The file of arkworks' key and ours, and both verifying keys.
fn check(key: &ProvingKey<Bn254>, r1cs: &R1cs, folder: &Path) {
    let (theirs, own) = (folder.join("theirs"), folder.join("own"));
    let expected =
        PreparedProvingKey::new(key, Form::R256).expect("it fits").write(&theirs).expect("written");
    let expected_bytes = std::fs::read(&theirs).expect("it is there");
    for engine in engines() {
        let setup = ours(engine, r1cs);
        assert_eq!(*setup.verifying_key(), key.vk);
        let digest = setup.write(&own, &mut |_, _, _| ControlFlow::Continue(())).expect("written");
        assert_eq!(digest, expected);
        assert!(std::fs::read(&own).expect("it is there") == expected_bytes);
        let opened = PreparedProvingKey::open(&own, Form::R256, &digest).expect("it opens");
        let other = folder.join("other");
        let digest = opened.write_in_form(&other, Form::R260).expect("written");
        let converted = opened.in_form(Form::R260);
        assert_eq!([opened.digest_in_form(Form::R260), converted.digest()], [digest; 2]);
        PreparedProvingKey::open(&other, Form::R260, &digest).expect("it opens");
    }
}

#[test]
fn a_key_has_the_bytes_of_arkworks() {
    let folder = tempfile::tempdir().expect("a folder");
    for circuit in CIRCUITS {
        let r1cs = R1cs::new(&synthesise(circuit.clone())).expect("matrices");
        check(&oracle(circuit), &r1cs, folder.path());
    }
}

/// Every variable in `B`, or none behind the constant in `A`: queries without a map of positions, and with little else.
#[derive(Clone)]
struct Full(usize);

impl ConstraintSynthesizer<Fr> for Full {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Synthesis<()> {
        let public = cs.new_input_variable(|| Ok(Fr::from(1u64)))?;
        let mut all = LinearCombination::from(public) + Variable::One;
        for _ in 0..self.0 {
            let variable = cs.new_witness_variable(|| Ok(Fr::from(1u64)))?;
            all += (Fr::from(3u64), variable);
            cs.enforce_r1cs_constraint(|| all.clone(), || all.clone(), || variable.into())?;
        }
        Ok(())
    }
}

/// More points than a chunk has, and than a piece.
#[test]
fn chunks_follow_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let circuit = Random { seed: 13, instance: 3, constraints: 40_000 };
    let r1cs = R1cs::new(&synthesise(circuit.clone())).expect("matrices");
    assert!(r1cs.domain_size() > super::write::CHUNK);
    check(&oracle(circuit), &r1cs, folder.path());
    let cs = ark_relations::gr1cs::ConstraintSystem::new_ref();
    cs.set_optimization_goal(ark_relations::gr1cs::OptimizationGoal::Constraints);
    Full(20).generate_constraints(cs.clone()).expect("it synthesises");
    cs.finalize();
    check(&oracle(Full(20)), &R1cs::new(&cs).expect("matrices"), folder.path());
}

/// Every report may be the last: nothing is left then, not even in part.
#[test]
fn a_setup_stops_at_any_report_and_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    let engine = Engine::detect();
    let r1cs = R1cs::new(&synthesise(Random { seed: 14, instance: 2, constraints: 50 })).expect("matrices");
    let rng = &mut StdRng::seed_from_u64(SEED);
    let mut run = |last: usize| {
        let mut reports = Vec::new();
        let mut progress = |phase: SetupPhase, done, total| {
            reports.push((phase, phase.fraction(done, total)));
            if reports.len() > last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let made =
            Setup::new(engine, &r1cs, rng, &mut progress).and_then(|setup| setup.write(&path, &mut progress));
        (made, reports)
    };
    let (made, reports) = run(usize::MAX);
    made.expect("nobody stopped it");
    assert!(reports.is_sorted_by(|one, next| one.0 <= next.0 && one.1 <= next.1), "{reports:?}");
    assert_eq!((reports[0].0, reports.last().expect("some").0), (SetupPhase::Lagrange, SetupPhase::Finish));
    std::fs::remove_file(&path).expect("it is there");
    for last in 0..reports.len() {
        let (made, before) = run(last);
        assert!(matches!(made, Err(EngineError::Cancelled)), "report {last}");
        assert_eq!(before.len(), last + 1);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "report {last}");
    }
}
