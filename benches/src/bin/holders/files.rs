//! Packed files of one chunk.

use crate::Result;
use covenant_halo2_prover::F;
use covenant_liabilities::{
    ChunkJob, Claims, EpochSecret, Layout, Openings, Shape, Srs, VerifyingKey,
    inclusion::{coset_key, id::identifier_hashes},
    transcript::point_bytes,
};
use covenant_statements::Fr;
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use halo2_axiom::{
    halo2curves::{bn256::G1Affine, group::Curve},
    poly::commitment::{Blind, Params},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{ops::ControlFlow, path::Path};

/// Rows of a coset.
const SIZE: usize = 128;

pub(crate) fn identifier(account: usize) -> String {
    format!("holder-{account}@example.org")
}

/// Writes the files of so many holders. The columns' commitments stand for the proof: openings are of these.
pub(crate) fn write(accounts: usize, folder: &Path) -> Result<()> {
    let mut rng = StdRng::seed_from_u64(5);
    let shapes = Shape::SIZES.filter_map(|k| Shape::new(k, 1).ok());
    let shape = { shapes }.find(|shape| Layout::new(*shape).capacity() >= accounts);
    let shape = shape.ok_or("more accounts than a chunk takes")?;
    let (secret, environment) = (EpochSecret::new([1; 32]), Fr::from(1u64));
    let identifiers = (0..accounts)
        .map(|account| AccountIdentifier::parse(IdentifierScheme::Email, &identifier(account)))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    let hashes = identifier_hashes(&identifiers.iter().collect::<Vec<_>>())?;
    let balances = |rng: &mut StdRng| vec![rng.r#gen::<u64>() >> rng.gen_range(0..64)];
    let entries: Vec<_> = hashes.into_iter().map(|hash| (hash, balances(&mut rng))).collect();
    let mut job = ChunkJob::new(shape, environment, 0, &secret, &mut rng);
    job.extend(&entries)?;
    let columns = job.finish()?;
    let srs = Srs::development(shape.k(), &mut rng)?;
    let key = VerifyingKey::new(&srs, shape)?;
    let domain = key.halo2().get_domain();
    let commit = |column: &Vec<F>| -> G1Affine {
        let polynomial = domain.lagrange_from_vec(column.clone());
        srs.params().commit_lagrange(&polynomial, Blind::default()).to_affine()
    };
    let proof: Vec<u8> =
        columns.columns().values().iter().flat_map(|column| point_bytes(&commit(column))).collect();
    let claims = Claims::new(&columns, &secret);
    let chunk = columns.commitments(&proof, &claims)?;
    let mut openings = Openings::new((&srs, &key), (&columns, &claims), &chunk, &secret, SIZE)?;
    std::fs::create_dir_all(folder)?;
    let to = (folder, &Fr::from(0u64));
    openings.write_all(&coset_key(&srs, SIZE)?, to, &mut |_, _| ControlFlow::Continue(()))?;
    Ok(())
}
