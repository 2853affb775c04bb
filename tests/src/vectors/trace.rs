//! Hashes and signatures taken apart. Each is computed here step by step, and the product's own result is compared.

use super::node::{Node, object};
use ark_ff::{BigInteger, PrimeField};
use covenant_gadgets::{
    Fr,
    babyjubjub::Scalar,
    eddsa::{self, SecretKey, Signature},
    field::ascii,
    poseidon::{MAX_INPUTS, hash, poseidon},
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

/// A generator of the stream that belongs to one file.
pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// A field element as an integer modulo ℓ.
pub(crate) fn to_scalar(x: &Fr) -> Scalar {
    Scalar::from_le_bytes_mod_order(&x.into_bigint().to_bytes_le())
}

/// The inputs of each permutation of `H(tag, values)`, all but the state that runs through them.
fn groups(tag: &str, values: &[Fr]) -> Vec<Vec<Fr>> {
    if values.len() < MAX_INPUTS {
        return vec![[&[ascii(tag)], values].concat()];
    }
    let first = [&[ascii(tag), Fr::from(values.len() as u64)], &values[..4]].concat();
    let rest = values[4..].chunks(5).map(|chunk| {
        let mut group = chunk.to_vec();
        group.resize(5, Fr::from(0u64));
        group
    });
    std::iter::once(first).chain(rest).collect()
}

/// `H(tag, values)` with every permutation.
///
/// # Panics
/// If the product's own hash is another.
pub(crate) fn hash_trace(tag: &str, values: &[(&'static str, Fr)]) -> Node {
    let plain: Vec<Fr> = values.iter().map(|(_, x)| *x).collect();
    let mut state: Option<Fr> = None;
    let permutations: Vec<Node> = groups(tag, &plain)
        .into_iter()
        .map(|group| {
            let inputs: Vec<Fr> = state.into_iter().chain(group).collect();
            let output = poseidon(&inputs);
            state = Some(output);
            object! { "inputs" => Node::list(inputs), "output" => output }
        })
        .collect();
    let digest = hash(tag, &plain);
    assert_eq!(state, Some(digest), "the chain of {tag} is the product's");
    let values = values.iter().map(|(name, x)| object! { "name" => *name, "value" => *x });
    object! {
        "tag" => tag,
        "tag_element" => ascii(tag),
        "values" => Node::list(values),
        "permutations" => permutations,
        "digest" => digest,
    }
}

/// A signature with the nonce and the challenge behind it.
///
/// # Panics
/// If it does not verify.
pub(crate) fn signature_trace(key: &SecretKey, message: Fr, signature: &Signature) -> Node {
    let public = key.public();
    assert_eq!(eddsa::verify(&public, message, signature), Ok(()), "vectors hold");
    let challenge = eddsa::challenge(&signature.r, &public, message);
    let nonce = signature.s - Scalar::from(8u64) * to_scalar(&challenge) * key.scalar();
    object! {
        "secret_scalar" => *key.scalar(),
        "public_key" => public,
        "message" => message,
        "nonce" => nonce,
        "r" => signature.r,
        "challenge" => challenge,
        "s" => signature.s,
        "signature" => covenant_gadgets::field::bytes_hex(&signature.to_bytes()),
    }
}
