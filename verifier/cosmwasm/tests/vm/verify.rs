//! Verification in the contract: the vectors of Rust and of Ethereum, whole and mangled.

use ark_bn254::{Fq, Fq2, Fr, G2Affine};
use ark_ff::{BigInteger, Field, PrimeField};
use covenant_obligation_registry::msg::{OwnerCall, Proved, QueryMsg};
use covenant_obligation_registry::word::Word;
use covenant_statements::{Network, Selector};
use covenant_verifier::groth16::{PreparedVerifyingKey, VerifyingKey, verify_bytes};
use serde_json::Value;

use super::vectors::{Vectors, file};
use super::world::{Outcome, World, is, plus_modulus};

/// word + q, if it fits in 256 bits.
fn plus_q(word: [u8; 32]) -> [u8; 32] {
    let mut sum = Fq::from_be_bytes_mod_order(&word).into_bigint();
    assert!(!sum.add_with_carry(&Fq::MODULUS));
    sum.to_bytes_be().try_into().unwrap()
}

fn ask(world: &mut World, proved: &Proved) -> Outcome<Value> {
    let Proved { public_inputs, proof } = proved.clone();
    world.query(&QueryMsg::Verify { selector: world.vectors.selector, public_inputs, proof })
}

fn ask_batch(world: &mut World, statements: &[Proved]) -> Outcome<Value> {
    let statements = statements.to_vec();
    world.query(&QueryMsg::VerifyBatch { selector: world.vectors.selector, statements })
}

/// A world that has the key of other vectors, and these.
fn with(vectors: Vectors) -> World {
    let mut world = World::untrusting();
    world.vectors = vectors;
    let (circuit, verifying_key) = (world.vectors.circuit.clone(), world.vectors.verifying_key.clone());
    let selector = world.vectors.selector;
    world.own(OwnerCall::AddKey { circuit, verifying_key, selector }).unwrap();
    world
}

/// The code that Rust's verifier refuses with; none where it accepts.
fn rust(vectors: &Vectors, proved: &Proved) -> Option<&'static str> {
    let key = VerifyingKey::from_bytes(&hex::decode(&vectors.verifying_key).unwrap()).unwrap();
    let inputs: Vec<[u8; 32]> = proved.public_inputs.iter().map(|input| input.0).collect();
    let proof = hex::decode(&proved.proof).unwrap();
    verify_bytes(&PreparedVerifyingKey::new(&key), &inputs, &proof).err().map(|error| error.code())
}

/// What the contract says is what Rust says, by the same code.
fn agree(world: &mut World, proved: &Proved) -> Option<&'static str> {
    let (theirs, ours) = (rust(&world.vectors, proved), ask(world, proved));
    match theirs {
        None => assert!(ours.is_ok(), "{ours:?}"),
        Some(code) => assert!(is(&ours, code)),
    }
    theirs
}

#[test]
fn every_vector_is_accepted_and_every_mangled_input_is_not() {
    for vectors in [Vectors::load(), file("evm/invoice.json")] {
        let mut world = with(vectors);
        for (n, proved) in world.vectors.proofs().into_iter().enumerate() {
            assert_eq!(agree(&mut world, &proved), None);
            for i in 0..proved.public_inputs.len() {
                let mut shifted = proved.clone();
                shifted.public_inputs[i] = plus_modulus(&proved.public_inputs[i]);
                assert_eq!(agree(&mut world, &shifted), Some("proof/not-canonical-input"));
                let mut changed = proved.clone();
                changed.public_inputs[i].0[31] ^= 1;
                assert_eq!(agree(&mut world, &changed), Some("proof/invalid"));
                // Once is enough for those that are the same of every proof.
                if n < 2 {
                    let mut exchanged = proved.clone();
                    exchanged.public_inputs.rotate_left(i + 1);
                    let expected = if i == 3 { None } else { Some("proof/invalid") };
                    assert_eq!(agree(&mut world, &exchanged), expected);
                    for word in [Word([0xff; 32]), Word(Fr::MODULUS.to_bytes_be().try_into().unwrap())] {
                        let mut large = proved.clone();
                        large.public_inputs[i] = word;
                        assert_eq!(agree(&mut world, &large), Some("proof/not-canonical-input"));
                    }
                }
            }
        }
    }
}

#[test]
fn more_and_fewer_inputs_are_refused() {
    let mut world = World::new();
    let good = world.vectors.proofs().swap_remove(0);
    for count in [0, 1, 3, 5, 64] {
        let mut other = good.clone();
        other.public_inputs.resize(count, Word::ZERO);
        assert_eq!(agree(&mut world, &other), Some("proof/input-count"));
    }
    let mut many = good;
    many.public_inputs.resize(65, Word::ZERO);
    assert!(is(&ask(&mut world, &many), "registry/too-many"));
}

#[test]
fn points_that_are_none_are_refused() {
    let mut world = World::new();
    let good = world.vectors.proofs().swap_remove(0);
    let bytes = hex::decode(&good.proof).unwrap();
    let mut with = |at: usize, new: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        let proved = Proved { proof: hex::encode(bytes), ..good.clone() };
        agree(&mut world, &proved).unwrap()
    };
    for i in 0..8 {
        let word: [u8; 32] = bytes[32 * i..32 * i + 32].try_into().unwrap();
        assert_eq!(with(32 * i, &plus_q(word)), "proof/not-canonical");
        let mut flipped = word;
        flipped[31] ^= 1;
        assert_eq!(with(32 * i, &flipped), "proof/off-curve");
    }
    for (from, words) in [(0, 2), (2, 4), (6, 2)] {
        assert_eq!(with(32 * from, &vec![0; 32 * words]), "proof/identity");
    }
    for at in [32, 224] {
        let y = -Fq::from_be_bytes_mod_order(&bytes[at..at + 32]);
        assert_eq!(with(at, &y.into_bigint().to_bytes_be()), "proof/invalid");
    }
    let outside = (1u64..)
        .filter_map(|x| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(x), Fq::ONE), false))
        .find(|p| p.is_on_curve() && !p.is_in_correct_subgroup_assuming_on_curve())
        .unwrap();
    let coordinates = [outside.x.c1, outside.x.c0, outside.y.c1, outside.y.c0];
    let b: Vec<u8> = coordinates.iter().flat_map(|value| value.into_bigint().to_bytes_be()).collect();
    assert_eq!(with(64, &b), "proof/outside-subgroup");
}

#[test]
fn proofs_of_another_length_or_form_are_refused() {
    let mut world = World::new();
    let good = world.vectors.proofs().swap_remove(0);
    for proof in
        [String::new(), good.proof[..510].to_owned(), format!("{}00", good.proof), "0".repeat(100_000)]
    {
        assert!(is(&ask(&mut world, &Proved { proof, ..good.clone() }), "proof/length"));
    }
    for proof in [good.proof.to_uppercase(), format!("0x{}", &good.proof[2..]), "zz".repeat(256)] {
        assert!(is(&ask(&mut world, &Proved { proof, ..good.clone() }), "registry/malformed"));
    }
}

#[test]
fn a_batch_is_accepted_and_one_bad_statement_anywhere_refuses_it() {
    let mut world = World::new();
    let good = world.vectors.proofs();
    for count in [1, 2, 3, 16] {
        ask_batch(&mut world, &good[..count]).unwrap();
    }
    assert!(is(&ask_batch(&mut world, &[]), "batch/empty"));
    let changed = |input: &mut Word, up: bool| {
        let value = input.canonical().unwrap();
        *input = Word::of(&if up { value + Fr::from(1u64) } else { value - Fr::from(1u64) });
    };
    for bad in 0..good.len() {
        let mut batch = good.clone();
        changed(&mut batch[bad].public_inputs[3], true);
        assert!(is(&ask_batch(&mut world, &batch), "batch/invalid"), "statement {bad}");
        let mut batch = good.clone();
        batch[bad].proof = good[(bad + 1) % good.len()].proof.clone();
        assert!(is(&ask_batch(&mut world, &batch), "batch/invalid"), "statement {bad}");
        let mut batch = good.clone();
        batch[bad].public_inputs[0] = plus_modulus(&good[bad].public_inputs[0]);
        assert!(is(&ask_batch(&mut world, &batch), "proof/not-canonical-input"));
        let mut batch = good.clone();
        batch[bad].public_inputs.pop();
        assert!(is(&ask_batch(&mut world, &batch), "proof/input-count"));
        let mut batch = good.clone();
        batch[bad].proof.replace_range(..128, &"0".repeat(128));
        assert!(is(&ask_batch(&mut world, &batch), "proof/identity"));
    }
    // Two errors that cancel in a plain sum.
    let mut batch = good.clone();
    changed(&mut batch[0].public_inputs[3], true);
    changed(&mut batch[1].public_inputs[3], false);
    assert!(is(&ask_batch(&mut world, &batch), "batch/invalid"));
    let long: Vec<Proved> = good.iter().cycle().take(65).cloned().collect();
    assert!(is(&ask_batch(&mut world, &long), "registry/too-many"));
}

/// Keys of other circuits are data: here the reserves' of the solvency vectors, with its proofs. A coverage rests on halo2's proofs.
#[test]
fn other_circuits_are_data_and_a_coverage_is_refused() {
    let mut world = World::untrusting();
    let solvency: Value = file("evm/solvency.json");
    for (part, supported) in [("reserves", true), ("coverage", false), ("chunks", false)] {
        let circuit = solvency[part]["circuit"].as_str().unwrap().to_owned();
        let verifying_key = solvency[part]["verifying_key"].as_str().unwrap().to_owned();
        let bytes = hex::decode(&verifying_key).unwrap();
        let selector = Word(Selector::new(Network::Development, &circuit, &bytes).0);
        let added = world.own(OwnerCall::AddKey { circuit, verifying_key, selector });
        if supported {
            added.unwrap();
        } else {
            assert!(is(&added, "attestation/unsupported-system"));
        }
    }
}
