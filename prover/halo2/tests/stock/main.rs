//! Our proofs beside the stock prover's: the same bytes on every backend, under both openings and in several transcripts; and the stock verifier.

mod circuits;
mod malformed;
mod recording;
mod sheet;

use covenant_engine::{Backend, Engine};
use covenant_halo2_prover::{Choices, F, Opening, Parameters, Prover};
use halo2_axiom::{
    halo2curves::bn256::{Bn256, G1Affine},
    plonk::{ProvingKey, create_proof_from_advice, keygen_pk, keygen_vk, verify_proof},
    poly::kzg::{
        commitment::{KZGCommitmentScheme, ParamsKZG},
        multiopen::{VerifierGWC, VerifierSHPLONK},
        strategy::SingleStrategy,
    },
    transcript::{
        Blake2bRead, Blake2bWrite, Challenge255, Keccak256Read, Keccak256Write, TranscriptReadBuffer,
        TranscriptWriterBuffer,
    },
};
use rand::{SeedableRng, rngs::StdRng};
use recording::{RecordedGwc, RecordedShplonk, Recording, Scheme};
use sheet::Sheet;

pub(crate) fn engines() -> impl Iterator<Item = Engine> {
    Backend::ALL.into_iter().filter_map(|backend| Engine::with_backend(backend).ok())
}

/// A circuit's key under parameters of this test's.
pub(crate) struct World {
    pub(crate) sheet: Sheet,
    pub(crate) params: ParamsKZG<Bn256>,
    pub(crate) key: ProvingKey<G1Affine>,
}

impl World {
    pub(crate) fn new(sheet: Sheet) -> Self {
        let params = ParamsKZG::<Bn256>::setup(sheet.k, StdRng::seed_from_u64(5));
        let key = keygen_pk(&params, keygen_vk(&params, &sheet).unwrap(), &sheet).unwrap();
        Self { sheet, params, key }
    }

    pub(crate) fn instances(&self) -> Vec<&[F]> {
        self.sheet.instance.iter().map(Vec::as_slice).collect()
    }
}

/// Both provers with one transcript and one opening: ours on every backend, with the stock prover's choices and with its own.
macro_rules! compare {
    ($world:expr, $seed:expr, $opening:expr, $recorded:ty, $verifier:ty, $write:ident, $read:ident) => {{
        let (world, seed): (&World, u64) = ($world, $seed);
        let instances = world.instances();
        let recording = Recording::new(&world.params);
        let mut transcript = $write::<_, _, Challenge255<_>>::init(vec![]);
        create_proof_from_advice::<Scheme, $recorded, _, _, _>(
            &recording,
            &world.key,
            &instances,
            world.sheet.advice.clone(),
            StdRng::seed_from_u64(seed),
            &mut transcript,
        )
        .unwrap();
        let (expected, choices) = (transcript.finalize(), recording.choices(world.key.get_vk().cs()));
        let verify = |proof: &[u8]| {
            let mut transcript = $read::<_, _, Challenge255<_>>::init(proof);
            verify_proof::<KZGCommitmentScheme<Bn256>, $verifier, _, _, _>(
                &world.params,
                world.key.get_vk(),
                SingleStrategy::new(&world.params),
                &[&instances],
                &mut transcript,
            )
        };
        verify(&expected).expect("the stock prover's own");
        for engine in engines() {
            let parameters = Parameters::new(engine, &world.params).unwrap();
            let prove = |choices: Choices| {
                let mut transcript = $write::<_, _, Challenge255<_>>::init(vec![]);
                Prover::new(&parameters, &world.key)
                    .unwrap()
                    .with_opening($opening)
                    .with_choices(choices)
                    .prove(&instances, &world.sheet.advice, StdRng::seed_from_u64(seed), &mut transcript)
                    .unwrap();
                transcript.finalize()
            };
            assert!(prove(choices.clone()) == expected, "other bytes on {:?}", engine.backend());
            let own = prove(Choices::default());
            assert!(own != expected && own.len() == expected.len());
            verify(&own).expect("ours");
        }
    }};
}

fn compare(sheet: Sheet, seed: u64) {
    let world = World::new(sheet);
    compare!(
        &world,
        seed,
        Opening::Shplonk,
        RecordedShplonk<'_>,
        VerifierSHPLONK<'_, Bn256>,
        Blake2bWrite,
        Blake2bRead
    );
    compare!(
        &world,
        seed,
        Opening::Gwc,
        RecordedGwc<'_>,
        VerifierGWC<'_, Bn256>,
        Keccak256Write,
        Keccak256Read
    );
}

#[test]
fn a_multiplication_with_copies_is_proved() {
    compare(circuits::multiplication(&mut StdRng::seed_from_u64(1)), 1);
}

#[test]
fn several_lookups_are_proved() {
    compare(circuits::lookups(&mut StdRng::seed_from_u64(2)), 2);
}

/// One column a set up to all columns in two sets.
#[test]
fn copies_in_many_columns_are_proved() {
    for degree in [3, 4, 5, 9] {
        compare(circuits::shuffle(&mut StdRng::seed_from_u64(3), degree), 3);
    }
}

#[test]
fn random_circuits_are_proved() {
    let cases = std::env::var("COVENANT_HALO2_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    for seed in 0..cases {
        compare(circuits::random(&mut StdRng::seed_from_u64(100 + seed)), seed);
    }
}
