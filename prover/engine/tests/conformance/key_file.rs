//! Prepared keys written, mapped and refused.

use std::ops::ControlFlow;

use ark_bn254::{Fq, Fr};
use ark_ff::{BigInteger, PrimeField};
use covenant_engine::groth16::{Assignment, R1cs, assignment_of, prove_with_randomness};
use covenant_engine::{EngineError, Form, PreparedProvingKey};

use crate::circuit::{Random, synthesise};
use crate::engines;
use crate::groth16::setup;

const CIRCUIT: Random = Random { seed: 30, instance: 4, constraints: 50 };

#[test]
fn a_mapped_key_proves_the_same() {
    let key = setup(CIRCUIT);
    let cs = synthesise(CIRCUIT);
    let r1cs = R1cs::new(&cs).expect("matrices");
    let (instance, witness) = assignment_of(&cs).expect("assigned");
    let folder = tempfile::tempdir().expect("a folder");
    for engine in engines() {
        let path = folder.path().join(engine.backend().name());
        let prepared = PreparedProvingKey::new(&key, engine.form()).expect("it fits");
        let digest = prepared.write(&path).expect("it is written");
        let mapped = PreparedProvingKey::open(&path, engine.form(), &digest).expect("it opens");
        assert_eq!(mapped.size_in_bytes(), prepared.size_in_bytes());
        let assignment = Assignment { instance: &instance, witness: &witness };
        let prove =
            |key| {
                let (r, s) = (Fr::from(11u64), Fr::from(13u64));
                prove_with_randomness(&engine, key, &r1cs, assignment, r, s, &mut |_, _| {
                    ControlFlow::Continue(())
                })
                .expect("it proves")
            };
        assert_eq!(prove(&mapped), prove(&prepared));
        let other = if engine.form() == Form::R256 { Form::R260 } else { Form::R256 };
        assert!(matches!(
            PreparedProvingKey::open(&path, other, &digest),
            Err(EngineError::WrongForm { .. })
        ));
    }
}

/// One key in both forms and as arkworks', in a file and in memory: always the same bytes.
#[test]
fn forms_are_converted_into_each_other() {
    let key = setup(CIRCUIT);
    let folder = tempfile::tempdir().expect("a folder");
    let prepared = |form| PreparedProvingKey::new(&key, form).expect("it fits");
    for (from, to) in [(Form::R256, Form::R260), (Form::R260, Form::R256), (Form::R256, Form::R256)] {
        let path = folder.path().join("key");
        let digest = prepared(from).write(&path).expect("it is written");
        assert_eq!(prepared(from).digest(), digest);
        let mapped = PreparedProvingKey::open_unhashed(&path, from).expect("it opens");
        assert_eq!(mapped.in_form(to).digest(), prepared(to).digest());
        let back = mapped.to_arkworks(key.vk.clone()).expect("it fits");
        assert!(back == key);
    }
}

#[test]
fn a_coordinate_above_the_modulus_is_no_key_of_arkworks() {
    let key = setup(CIRCUIT);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    PreparedProvingKey::new(&key, Form::R256).expect("it fits").write(&path).expect("it is written");
    let mut bytes = std::fs::read(&path).expect("it is there");
    // The first point of A, just behind the header.
    bytes[640 + 31] = 0xff;
    std::fs::write(&path, bytes).expect("it is written");
    let mapped = PreparedProvingKey::open_unhashed(&path, Form::R256).expect("it opens");
    assert!(matches!(mapped.to_arkworks(key.vk), Err(EngineError::UnusableKey(_))));
}

#[test]
fn a_changed_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    let prepared = PreparedProvingKey::new(&setup(CIRCUIT), Form::R256).expect("it fits");
    let digest = prepared.write(&path).expect("it is written");
    let bytes = std::fs::read(&path).expect("it is there");
    for at in [0, 16, 200, 640, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        std::fs::write(&path, &changed).expect("it is written");
        let refused = PreparedProvingKey::open(&path, Form::R256, &digest);
        assert!(matches!(refused, Err(EngineError::WrongDigest { .. })), "byte {at}");
    }
    assert!(matches!(
        PreparedProvingKey::open(&folder.path().join("none"), Form::R256, &digest),
        Err(EngineError::Io { .. })
    ));
}

/// Files whose digest is right and whose content is not: each names the rule it breaks.
#[test]
fn a_malformed_file_is_refused_without_a_panic() {
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    let prepared = PreparedProvingKey::new(&setup(CIRCUIT), Form::R256).expect("it fits");
    prepared.write(&path).expect("it is written");
    let bytes = std::fs::read(&path).expect("it is there");
    let open = |bytes: &[u8]| {
        std::fs::write(&path, bytes).expect("it is written");
        PreparedProvingKey::open(&path, Form::R256, &Sha256::digest(bytes).into())
    };
    assert!(open(&bytes).is_ok());
    for length in (0..bytes.len()).step_by(61) {
        assert!(
            matches!(open(&bytes[..length]), Err(EngineError::Malformed { .. } | EngineError::Io { .. })),
            "{length}"
        );
    }
    // Every header word but the single points, replaced by values that overflow.
    for word in (0..192).step_by(8) {
        for value in [1u64 << 40, u64::MAX, 1 << 30] {
            let mut changed = bytes.clone();
            changed[word..word + 8].copy_from_slice(&value.to_le_bytes());
            if changed != bytes {
                assert!(matches!(open(&changed), Err(EngineError::Malformed { .. })), "word {word}: {value}");
            }
        }
    }
    let mut longer = bytes.clone();
    longer.extend([0; 64]);
    assert!(matches!(open(&longer), Err(EngineError::Malformed { .. })));
    let changed = |at: usize, new: &[u8]| {
        let mut changed = bytes.clone();
        changed[at..at + new.len()].copy_from_slice(new);
        match open(&changed) {
            Err(EngineError::Malformed { reason, .. } | EngineError::UnusableKey(reason)) => reason,
            other => panic!("byte {at}: {:?}", other.map(|_| "it opens")),
        }
    };
    // The single points: identities, one off the curve, one that is not in its only form.
    let (mut at, modulus) = (192, Fq::MODULUS.to_bytes_le());
    for length in [64, 64, 64, 128, 128] {
        let reason = "alpha, beta or delta is the identity: proofs would not hide the witness";
        assert_eq!(changed(at, &vec![0; length]), reason);
        assert_eq!(changed(at, &[1; 8]), "alpha, beta or delta is not on the curve");
        assert_eq!(changed(at + length - 32, &modulus), "a coordinate is not below the modulus");
        at += length;
    }
    let mut before = bytes.clone();
    before[..16].copy_from_slice(b"covenant-pk-v1\0\0");
    assert!(matches!(open(&before), Err(EngineError::OtherReduction)));
    // `B` in G2 with fewer points than the positions that it shares with `B` in G1.
    let word = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes")) as usize;
    let [of_a, of_b1, of_b2] = [40, 72, 104].map(word);
    assert_eq!(word(112), 2, "the positions are shared");
    let end = 640 + 64 * (of_a + of_b1) + 128 * of_b2;
    let mut fewer = [&bytes[..end - 3 * 128], &bytes[end..]].concat();
    fewer[104..112].copy_from_slice(&(of_b2 as u64 - 3).to_le_bytes());
    assert!(matches!(open(&fewer), Err(EngineError::Malformed { .. })));
}
