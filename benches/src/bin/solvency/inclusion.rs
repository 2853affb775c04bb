//! Every holder's inclusion proof of one chunk beside the plain way: for each coset a division and a multiplication of all powers, and for each
//! part of the coset one of the powers below, by halves. Of the plain way some cosets are made, and the others taken to be like them.

use crate::{Options, clock::cpu};
use covenant_halo2_prover::F;
use covenant_liabilities::{
    ChunkColumns, ChunkJob, Claims, EpochSecret, Openings, Shape, Srs, VerifyingKey, inclusion::coset_key,
    transcript::point_bytes,
};
use covenant_statements::Fr;
use halo2_axiom::{
    halo2curves::{
        bn256::{G1, G1Affine},
        ff::Field,
        group::{Curve, Group},
        msm::msm_best,
    },
    poly::commitment::{Blind, Params, ParamsProver},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::ops::ControlFlow;

/// Rows of a coset.
const SIZE: usize = 128;
/// Points up to which products one by one are quicker than buckets.
const FEW: usize = 4;
/// Cosets that are made in the plain way.
const SAMPLE: usize = 4;

/// The lines of the openings themselves and of the packed files with them, for each account and asset.
pub(crate) fn compare(options: &Options, srs: &Srs, key: &VerifyingKey) -> Result<(), String> {
    let (shape, secret) = (key.shape(), EpochSecret::new([1; 32]));
    let columns = columns(options, shape, &secret)?;
    let claims = Claims::new(&columns, &secret);
    let domain = key.halo2().get_domain();
    let commit = |column: &Vec<F>| -> G1Affine {
        let polynomial = domain.lagrange_from_vec(column.clone());
        srs.params().commit_lagrange(&polynomial, Blind::default()).to_affine()
    };
    let proof: Vec<u8> =
        columns.columns().values().iter().flat_map(|column| point_bytes(&commit(column))).collect();
    let chunk = columns.commitments(&proof, &claims).map_err(|error| error.to_string())?;
    let before = cpu();
    let coset_key = coset_key(srs, SIZE).map_err(|error| error.to_string())?;
    eprintln!("key of the openings, once for the parameters: {:.1} s", (cpu() - before) / 1e3);
    let before = cpu();
    let made = Openings::new((srs, key), (&columns, &claims), &chunk, &secret, SIZE);
    let mut openings = made.map_err(|error| error.to_string())?;
    let mut go_on = |_, _| ControlFlow::Continue(());
    openings.make_all(&coset_key, &mut go_on).map_err(|error| error.to_string())?;
    let all = (cpu() - before) * 1e3;
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let before = cpu();
    openings
        .write_all(&coset_key, (folder.path(), &Fr::from(0u64)), &mut go_on)
        .map_err(|error| error.to_string())?;
    let packed = (cpu() - before) * 1e3;
    let cells = (options.accounts * options.assets) as f64;
    let stock = if options.only_ours { None } else { Some(plain(srs, shape) / cells) };
    options.report("inclusion", all / cells, stock);
    options.report("packed files", packed / cells, None);
    Ok(())
}

fn columns(options: &Options, shape: Shape, secret: &EpochSecret) -> Result<ChunkColumns, String> {
    let mut rng = StdRng::seed_from_u64(3);
    let mut job = ChunkJob::new(shape, Fr::from(1u64), 0, secret, &mut rng.clone());
    let accounts: Vec<(Fr, Vec<u64>)> = (0..options.accounts)
        .map(|account| {
            let balances = (0..options.assets).map(|_| rng.r#gen::<u64>() >> rng.gen_range(0..64)).collect();
            (Fr::from(1_000 + account as u64), balances)
        })
        .collect();
    job.extend(&accounts).map_err(|error| error.to_string())?;
    job.finish().map_err(|error| error.to_string())
}

/// Microseconds of all rows in the plain way, from those of a few cosets.
fn plain(srs: &Srs, shape: Shape) -> f64 {
    let (mut rng, powers) = (StdRng::seed_from_u64(4), srs.params().get_g());
    let polynomial: Vec<F> = (0..shape.rows()).map(|_| F::random(&mut rng)).collect();
    let before = cpu();
    for _ in 0..SAMPLE {
        let shift = F::random(&mut rng);
        let mut quotient = polynomial.clone();
        for i in (0..quotient.len() - SIZE).rev() {
            let above = quotient[i + SIZE];
            quotient[i] += shift * above;
        }
        std::hint::black_box(msm_best(&quotient[SIZE..], &powers[..quotient.len() - SIZE]).to_affine());
        let mut half = SIZE / 2;
        while half > 0 {
            for part in quotient[..SIZE].chunks(2 * half) {
                std::hint::black_box(small(&part[half..], &powers[..half]));
            }
            half /= 2;
        }
    }
    (cpu() - before) * 1e3 / SAMPLE as f64 * (shape.rows() / SIZE) as f64
}

/// By whichever of the library's ways is quicker: a multiplication of few points is no work for buckets.
fn small(scalars: &[F], powers: &[G1Affine]) -> G1Affine {
    if scalars.len() > FEW {
        return msm_best(scalars, powers).to_affine();
    }
    let products = scalars.iter().zip(powers).map(|(scalar, power)| *power * *scalar);
    products.fold(G1::identity(), |sum, product| sum + product).to_affine()
}
