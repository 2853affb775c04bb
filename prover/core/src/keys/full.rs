//! Everything that can be said of a key without its setup's transcript. Takes as long as some proofs: for `import`, `pin` and
//! `verify`, never for opening.

use super::{
    circuits, consistency,
    error::KeyRefusal,
    files::{AVX512, KeyFiles, MATRICES, PORTABLE},
    header::Entry,
    key::{arkworks, require_fit},
};
use ark_bn254::Fr;
use covenant_engine::{
    Engine, Form, PreparedProvingKey,
    groth16::{Assignment, R1cs, prove},
};
use covenant_verifier::groth16::{PreparedVerifyingKey, Proof, VerifyingKey, verify};
use rand::{RngCore, rngs::OsRng};
use std::ops::ControlFlow;

/// That the parts are the header's, the matrices the circuit's, the queries consistent, and a valid claim provable.
///
/// H, L and A stand in one group only, so that no pairing compares them. What is wrong in them makes proofs that do not verify: a
/// proof of a sample shows it.
pub(super) fn check(files: &KeyFiles, read: &Entry) -> Result<(), KeyRefusal> {
    let circuit = read.header.circuit()?;
    let verifying_key = VerifyingKey::from_bytes(&read.verifying_key)?;
    let portable =
        PreparedProvingKey::open(&files.path(PORTABLE), Form::R256, &read.header.proving_key.sha256.0)?;
    let r1cs = R1cs::open(&files.path(MATRICES), &read.header.matrices.sha256.0)?;
    let own = circuits::matrices(circuit).ok_or(KeyRefusal::UnknownCircuit)?;
    if own.digest() != read.header.matrices.sha256.0
        || verifying_key.public_inputs() + 1 != r1cs.num_instance()
    {
        return Err(KeyRefusal::Mismatch);
    }
    require_fit(&portable, &r1cs)?;
    if !consistency::is_consistent(&portable.to_arkworks(arkworks(&verifying_key))?) {
        return Err(KeyRefusal::Inconsistent);
    }
    proves_a_sample(circuit, &portable, &r1cs, &verifying_key)
}

/// That the form which this machine made for itself is the key's, where there is one.
pub(super) fn check_made(files: &KeyFiles) -> Result<(), KeyRefusal> {
    let path = files.path(AVX512);
    if !path.exists() {
        return Ok(());
    }
    let portable = PreparedProvingKey::open_unhashed(&files.path(PORTABLE), Form::R256)?;
    let expected = portable.digest_in_form(Form::R260);
    drop(portable);
    PreparedProvingKey::open(&path, Form::R260, &expected)?;
    Ok(())
}

fn proves_a_sample(
    circuit: &str,
    portable: &PreparedProvingKey,
    r1cs: &R1cs,
    verifying_key: &VerifyingKey,
) -> Result<(), KeyRefusal> {
    let values: Vec<Fr> = circuits::sample(circuit, OsRng.next_u64()).ok_or(KeyRefusal::UnknownCircuit)?;
    let (instance, witness) = values.split_at(values.len().min(r1cs.num_instance()));
    let engine = Engine::detect();
    let key = portable.in_form(engine.form());
    let assignment = Assignment { instance, witness };
    let proof = prove(&engine, &key, r1cs, assignment, &mut |_, _| ControlFlow::Continue(()))?;
    let proof = Proof::from_points(proof.a, proof.b, proof.c).map_err(|_| KeyRefusal::Unsound)?;
    let inputs = instance.get(1..).unwrap_or_default();
    verify(&PreparedVerifyingKey::new(verifying_key), inputs, &proof).map_err(|_| KeyRefusal::Unsound)
}
