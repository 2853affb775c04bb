//! What does not fit is an error with its code, never a panic.

use crate::{World, circuits, engines, sheet::Sheet};
use covenant_engine::Engine;
use covenant_halo2_prover::{Choices, Error, F, Parameters, Prover, Stage};
use halo2_axiom::{
    circuit::{Layouter, SimpleFloorPlanner},
    halo2curves::{
        bn256::{Bn256, G1Affine},
        ff::Field,
    },
    plonk::{self, Circuit, ConstraintSystem, SecondPhase, keygen_pk, keygen_vk},
    poly::kzg::commitment::ParamsKZG,
    transcript::{Blake2bWrite, Challenge255, TranscriptWriterBuffer},
};
use rand::{SeedableRng, rngs::StdRng};
use std::ops::ControlFlow;

fn world() -> World {
    World::new(circuits::lookups(&mut StdRng::seed_from_u64(2)))
}

fn prove(world: &World, instances: &[&[F]], advice: &[Vec<F>], choices: Choices) -> Result<(), Error> {
    let parameters = Parameters::new(Engine::detect(), &world.params)?;
    let mut transcript = Blake2bWrite::<Vec<u8>, G1Affine, Challenge255<_>>::init(vec![]);
    Prover::new(&parameters, &world.key)?.with_choices(choices).prove(
        instances,
        advice,
        StdRng::seed_from_u64(1),
        &mut transcript,
    )
}

fn code(result: Result<(), Error>) -> &'static str {
    result.err().map_or("none", |error| error.code())
}

#[test]
fn columns_of_another_number_or_length_are_refused() {
    let world = world();
    let advice = &world.sheet.advice;
    let none = Choices::default;
    assert_eq!(code(prove(&world, &[], &advice[1..], none())), "halo2/columns");
    assert_eq!(code(prove(&world, &[&[]], advice, none())), "halo2/columns");
    for change in [Vec::pop, |column: &mut Vec<F>| {
        column.push(F::ONE);
        None
    }] {
        let mut advice = advice.clone();
        change(&mut advice[2]);
        assert_eq!(code(prove(&world, &[], &advice, none())), "halo2/rows");
    }
    let world = World::new(circuits::multiplication(&mut StdRng::seed_from_u64(2)));
    let long = vec![F::ONE; world.sheet.rows()];
    assert_eq!(code(prove(&world, &[&long], &world.sheet.advice, none())), "halo2/rows");
}

#[test]
fn an_input_outside_its_table_is_refused() {
    let world = world();
    for value in [F::from(64), -F::ONE] {
        let mut advice = world.sheet.advice.clone();
        advice[0][9] = value;
        assert_eq!(code(prove(&world, &[], &advice, Choices::default())), "halo2/lookup");
    }
}

#[test]
fn choices_of_other_columns_are_refused() {
    let world = world();
    let mask = Some(vec![F::ONE; world.sheet.rows() + 1]);
    let choices = [
        Choices { mask, orders: None },
        Choices { mask: None, orders: Some(vec![]) },
        Choices { mask: None, orders: Some(vec![vec![F::ONE]; 4]) },
    ];
    for choices in choices {
        assert_eq!(code(prove(&world, &[], &world.sheet.advice, choices)), "halo2/choices");
    }
}

#[test]
fn parameters_of_another_size_are_refused() {
    let world = world();
    let params = ParamsKZG::<Bn256>::setup(world.sheet.k + 1, StdRng::seed_from_u64(5));
    for engine in engines() {
        let parameters = Parameters::new(engine, &params).unwrap();
        assert_eq!(Prover::new(&parameters, &world.key).unwrap_err().code(), "halo2/size");
    }
}

#[test]
fn a_proof_is_cancelled_at_any_stage() {
    let world = world();
    let parameters = Parameters::new(Engine::detect(), &world.params).unwrap();
    let mut stages = Vec::new();
    let run = |progress: &mut dyn FnMut(Stage) -> ControlFlow<()>| {
        let mut transcript = Blake2bWrite::<Vec<u8>, G1Affine, Challenge255<_>>::init(vec![]);
        let prover = Prover::new(&parameters, &world.key).unwrap();
        let rng = StdRng::seed_from_u64(1);
        prover.prove_with(&[], &world.sheet.advice, rng, &mut transcript, progress)
    };
    run(&mut |stage| {
        stages.push(stage);
        ControlFlow::Continue(())
    })
    .unwrap();
    let mut distinct = stages.clone();
    distinct.dedup();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), 10, "{stages:?}");
    for stop in distinct {
        let stopped = run(&mut |stage| {
            if stage == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(code(stopped), "halo2/cancelled");
    }
}

/// A column that waits for a challenge.
struct Phased;

impl Circuit<F> for Phased {
    type Config = ();
    type FloorPlanner = SimpleFloorPlanner;
    type Params = ();

    fn without_witnesses(&self) -> Self {
        Self
    }

    fn configure(meta: &mut ConstraintSystem<F>) {
        let _ = meta.advice_column();
        let _ = meta.advice_column_in(SecondPhase);
    }

    fn synthesize(&self, (): (), _: impl Layouter<F>) -> Result<(), plonk::Error> {
        Ok(())
    }
}

#[test]
fn circuits_of_several_phases_are_refused() {
    let params = ParamsKZG::<Bn256>::setup(5, StdRng::seed_from_u64(5));
    let key = keygen_pk(&params, keygen_vk(&params, &Phased).unwrap(), &Phased).unwrap();
    let parameters = Parameters::new(Engine::detect(), &params).unwrap();
    assert_eq!(Prover::new(&parameters, &key).unwrap_err().code(), "halo2/phases");
}

/// A circuit with nothing in it has a proof too.
#[test]
fn an_empty_circuit_is_proved() {
    let world = World::new(Sheet::new(5, 3, 1, 0, 0));
    assert_eq!(code(prove(&world, &[], &world.sheet.advice, Choices::default())), "none");
}
