//! Chunks' proofs beside the stock prover's: the same bytes, made with the same randomness.

mod common;
#[path = "../../../prover/halo2/tests/stock/recording.rs"]
#[allow(dead_code, reason = "its own tests use all of it")]
mod recording;

use common::World;
use covenant_engine::{Backend, Engine};
use covenant_halo2_prover::{Parameters, Prover};
use covenant_liabilities::{ProofSeed, ProvingKey, Shape, Srs, prove, transcript::Writer, verify};
use halo2_axiom::plonk::create_proof_from_advice;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use recording::{RecordedShplonk, Recording, Scheme};

fn compare(assets: usize, accounts: usize) {
    let srs = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    let key = ProvingKey::new(&srs, Shape::new(12, assets).unwrap()).unwrap();
    let world = World::new(12, assets, accounts, 7);
    let (seed, output) = ([9; 32], [world.output()]);
    let recording = Recording::new(srs.params());
    let mut transcript = Writer::default();
    create_proof_from_advice::<Scheme, RecordedShplonk<'_>, _, _, _>(
        &recording,
        key.halo2(),
        &[&output],
        world.columns.values().to_vec(),
        ChaCha20Rng::from_seed(seed),
        &mut transcript,
    )
    .unwrap();
    let expected = transcript.into_proof();
    assert_eq!(verify(key.verifying(), output[0], &expected), Ok(()));
    for engine in Backend::ALL.into_iter().filter_map(|backend| Engine::with_backend(backend).ok()) {
        let parameters = Parameters::new(engine, srs.params()).unwrap();
        let mut transcript = Writer::default();
        Prover::new(&parameters, key.halo2())
            .unwrap()
            .with_choices(recording.choices(key.halo2().get_vk().cs()))
            .prove(&[&output], world.columns.values(), ChaCha20Rng::from_seed(seed), &mut transcript)
            .unwrap();
        assert!(transcript.into_proof() == expected, "other bytes on {:?}", engine.backend());
    }
    // What a chunk's proof is made with, but for the mask and the order: the columns' commitments are the same.
    let columns = 64 * key.verifying().shape().advice();
    let proved = prove(&srs, &key, world.columns, output[0], ProofSeed::for_one_proof(seed)).unwrap();
    assert_eq!(proved.proof[..columns], expected[..columns]);
    assert_eq!(proved.proof.len(), expected.len());
}

#[test]
fn a_chunk_of_one_asset_has_the_stock_provers_bytes() {
    compare(1, 1_000);
}

#[test]
fn a_chunk_of_eight_assets_has_the_stock_provers_bytes() {
    compare(8, 300);
}
