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

/// What every byte of a file is read for: changed, it is refused, or another key that is written as it was read.
#[test]
fn no_byte_is_passed_over() {
    use sha2::{Digest, Sha256};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    let key = setup(Random { seed: 32, instance: 2, constraints: 3 });
    let mut reasons = std::collections::BTreeSet::new();
    for form in [Form::R256, Form::R260] {
        PreparedProvingKey::new(&key, form).expect("it fits").write(&path).expect("it is written");
        let bytes = std::fs::read(&path).expect("it is there");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            std::fs::write(&path, &changed).expect("it is written");
            let digest = Sha256::digest(&changed).into();
            match PreparedProvingKey::open(&path, form, &digest) {
                Ok(other) => assert_eq!(other.digest(), digest, "byte {at}"),
                Err(EngineError::Malformed { reason, .. } | EngineError::UnusableKey(reason)) => {
                    reasons.insert(reason);
                }
                Err(error) => panic!("byte {at}: {error}"),
            }
        }
    }
    for reason in ["the padding is not zero", "a query begins at another variable"] {
        assert!(reasons.contains(reason), "{reasons:?}");
    }
}

/// Keys of either form that were written once and for all.
#[test]
fn the_seeds_of_the_fuzz_target_are_keys() {
    use sha2::{Digest, Sha256};
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/files");
    for (name, form) in [("key-portable", Form::R256), ("key-avx512", Form::R260)] {
        let path = folder.join(name);
        let digest: [u8; 32] = Sha256::digest(std::fs::read(&path).expect("it is there")).into();
        assert_eq!(PreparedProvingKey::open(&path, form, &digest).expect("it opens").digest(), digest);
    }
    let path = folder.join("matrices");
    let digest: [u8; 32] = Sha256::digest(std::fs::read(&path).expect("it is there")).into();
    assert_eq!(R1cs::open(&path, &digest).expect("it opens").digest(), digest);
}

/// A key's file, whose queries are described by four words each: variables, finite points, kind of positions, first variable.
struct Stored {
    _folder: tempfile::TempDir,
    path: std::path::PathBuf,
    bytes: Vec<u8>,
}

impl Stored {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        let prepared = PreparedProvingKey::new(&setup(CIRCUIT), Form::R256).expect("it fits");
        prepared.write(&path).expect("it is written");
        let bytes = std::fs::read(&path).expect("it is there");
        Self { _folder: folder, path, bytes }
    }

    /// A, B in G1, B in G2, H and L, by their index.
    fn query(&self, index: usize) -> [u64; 4] {
        let words = self.bytes[32 + 32 * index..][..32].as_chunks().0;
        [0, 1, 2, 3].map(|word| u64::from_le_bytes(words[word]))
    }

    /// Why the file is refused with another description of a query, after `edit`.
    fn refusal(&self, index: usize, query: [u64; 4], edit: impl FnOnce(&mut Vec<u8>)) -> &'static str {
        let mut changed = self.bytes.clone();
        let described: Vec<u8> = query.iter().flat_map(|word| word.to_le_bytes()).collect();
        changed[32 + 32 * index..][..32].copy_from_slice(&described);
        edit(&mut changed);
        std::fs::write(&self.path, &changed).expect("it is written");
        match PreparedProvingKey::open_unhashed(&self.path, Form::R256) {
            Err(EngineError::Malformed { reason, .. } | EngineError::UnusableKey(reason)) => reason,
            other => panic!("{:?}", other.map(|_| "it opens")),
        }
    }
}

/// Appends a map of positions.
fn append(map: &[u32]) -> impl FnOnce(&mut Vec<u8>) {
    move |bytes| {
        bytes.extend(map.iter().flat_map(|position| position.to_le_bytes()));
        bytes.resize(bytes.len().next_multiple_of(64), 0);
    }
}

const ABSENT: u32 = u32::MAX;

#[test]
fn a_query_has_a_map_only_where_it_needs_one() {
    let stored = Stored::new();
    let reason = "a query has a map of positions where it needs none, or none where it needs one";
    let ([b1, b2], [h, l]) =
        ([1, 2].map(|index| stored.query(index)), [3, 4].map(|index| stored.query(index)));
    assert_eq!([b1[2], b2[2], h[2], l[2]], [1, 2, 0, 0], "the kinds of positions");
    let all: Vec<u32> = (0..h[0] as u32).collect();
    assert_eq!(stored.refusal(3, [h[0], h[1], 1, 0], append(&all)), reason);
    let begin = l[3] as u32;
    let mut behind: Vec<u32> =
        (0..l[0] as u32).map(|variable| variable.checked_sub(begin).unwrap_or(ABSENT)).collect();
    assert_eq!(stored.refusal(4, [l[0], l[1], 1, 0], append(&behind)), reason);
    assert_eq!(stored.refusal(1, [b1[0], b1[1], 0, b1[0] - b1[1]], |_| ()), reason);
    assert_eq!(stored.refusal(4, [l[0], l[1], 0, 0], |_| ()), "a query begins at another variable");
    // A point fewer, the first of them the instance's.
    behind.rotate_left(begin as usize);
    behind[l[1] as usize - 1] = ABSENT;
    let refused = stored.refusal(4, [l[0], l[1] - 1, 1, 0], |bytes| {
        // The maps of A and of B in G1 are behind the points.
        let end = bytes.len() - 2 * (4 * b1[0] as usize).next_multiple_of(64);
        bytes.drain(end - 64..end);
        append(&behind)(bytes);
    });
    assert_eq!(refused, "a variable has a point where the query has none");
}

#[test]
fn the_positions_of_b_are_there_once() {
    let stored = Stored::new();
    let (b1, b2) = (stored.query(1), stored.query(2));
    let map = &stored.bytes[stored.bytes.len() - (4 * b1[0] as usize).next_multiple_of(64)..];
    let map = map.as_chunks().0.iter().map(|position| u32::from_le_bytes(*position));
    let mut map: Vec<u32> = map.take(b1[0] as usize).collect();
    let own = [b2[0], b2[1], 1, 0];
    assert_eq!(stored.refusal(2, own, append(&map)), "positions that are shared are there twice");
    // Another variable without a point.
    let at =
        map.windows(2).position(|pair| (pair[0] == ABSENT) != (pair[1] == ABSENT)).expect("some are absent");
    map.swap(at, at + 1);
    let reason = "the B queries of G1 and G2 are infinite at different variables";
    assert_eq!(stored.refusal(2, own, append(&map)), reason);
}
