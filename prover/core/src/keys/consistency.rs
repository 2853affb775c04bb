//! Whether a proving key blinds: a file's digest says that nobody altered it by accident, not that its maker was honest.
//!
//! With δ₁ = β₁ = 0 and an empty B query in G1, proofs would still verify and no longer hide the witness. What stands in both
//! groups is therefore compared across them, the queries by a random combination.

use ark_bn254::{Bn254, Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup, VariableBaseMSM, pairing::Pairing};
use ark_ff::UniformRand;
use ark_groth16::ProvingKey;
use rand::rngs::OsRng;

/// All points are on the curve; δ and the B query stand to β in G1 as they do in G2; β and δ are not the identity.
/// arkworks' set-up picks its generators, so that β takes their place.
pub(super) fn is_consistent(key: &ProvingKey<Bn254>) -> bool {
    let g1 = [&key.a_query, &key.b_g1_query, &key.h_query, &key.l_query];
    let on_curve = g1.iter().all(|query| query.iter().all(G1Affine::is_on_curve))
        && [&key.beta_g1, &key.delta_g1].into_iter().all(G1Affine::is_on_curve)
        && key.b_g2_query.iter().all(G2Affine::is_on_curve);
    on_curve
        && !key.beta_g1.is_zero()
        && !key.delta_g1.is_zero()
        && same(key, key.delta_g1, key.vk.delta_g2)
        && same_query(key)
}

/// x·β₁ and x·β₂ for one x.
fn same(key: &ProvingKey<Bn254>, in_g1: G1Affine, in_g2: G2Affine) -> bool {
    in_g2.is_in_correct_subgroup_assuming_on_curve()
        && Bn254::pairing(in_g1, key.vk.beta_g2) == Bn254::pairing(key.beta_g1, in_g2)
}

/// The same for a random combination of the B query's points: a difference survives with probability about 1/r.
fn same_query(key: &ProvingKey<Bn254>) -> bool {
    if key.b_g1_query.len() != key.b_g2_query.len() {
        return false;
    }
    let weights: Vec<Fr> = key.b_g1_query.iter().map(|_| Fr::rand(&mut OsRng)).collect();
    let sums = (G1Projective::msm(&key.b_g1_query, &weights), G2Projective::msm(&key.b_g2_query, &weights));
    matches!(sums, (Ok(a), Ok(b)) if same(key, a.into_affine(), b.into_affine()))
}

#[cfg(test)]
mod tests {
    use super::super::circuits;
    use super::*;
    use covenant_engine::{Engine, Form, PreparedProvingKey, groth16::Setup};
    use std::ops::ControlFlow;

    fn honest() -> ProvingKey<Bn254> {
        let matrices = circuits::matrices("invoice/1").unwrap();
        let mut quiet = |_, _, _| ControlFlow::Continue(());
        let setup = Setup::new(Engine::detect(), &matrices, &mut OsRng, &mut quiet).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let digest = setup.write(&path, &mut quiet).unwrap();
        let key = PreparedProvingKey::open(&path, Form::R256, &digest).unwrap();
        key.to_arkworks(setup.verifying_key().clone()).unwrap()
    }

    #[test]
    fn keys_that_do_not_blind_are_found() {
        let honest = honest();
        assert!(is_consistent(&honest));
        let alter: [fn(&mut ProvingKey<Bn254>); 4] = [
            |key| key.delta_g1 = G1Affine::zero(),
            |key| key.beta_g1 = G1Affine::zero(),
            |key| key.b_g1_query.fill(G1Affine::zero()),
            |key| key.b_g2_query[7] = (key.b_g2_query[7] + G2Affine::generator()).into_affine(),
        ];
        for change in alter {
            let mut altered = honest.clone();
            change(&mut altered);
            assert!(!is_consistent(&altered));
        }
    }
}
