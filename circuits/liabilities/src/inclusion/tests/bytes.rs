//! A holder's file as bytes: every one of them matters, and none makes the check panic.

use super::*;
use rand::RngCore;

struct Fixture {
    world: World,
    chunk: ChunkCommitments,
    file: HolderProof,
    json: Vec<u8>,
}

static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
    let world = World::new(1, 60, 1);
    let chunk = world.commitments();
    let file = world.file(&chunk, 9);
    Fixture { json: file.to_json().unwrap().to_vec(), world, chunk, file }
});

impl Fixture {
    fn verdict(&self, json: &[u8]) -> Result<HolderProof, InclusionError> {
        let file = HolderProof::from_json(json)?;
        self.world.check(&self.chunk, &file, 9)?;
        Ok(file)
    }
}

#[test]
fn a_file_has_one_form() {
    let Fixture { file, json, .. } = &*FIXTURE;
    assert!(FIXTURE.verdict(json).as_ref() == Ok(file));
    let text = String::from_utf8(json.clone()).unwrap();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let other = text.replacen(from, to, 1);
        assert_eq!(HolderProof::from_json(other.as_bytes()).err(), Some(InclusionError::Format), "{to}");
    };
    refused("\"version\":2", "\"version\":1");
    refused("\"version\":2", "\"version\":2,\"version\":1");
    refused("\"version\":2", "\"version\":2,\"note\":0");
    refused("\"chunk\":5", "\"chunk\":-5");
    refused("\"chunk\":5", "\"chunk\":4294967301");
    refused("\"salt\":\"0x", "\"salt\":\"");
    refused("\"salt\":\"0x", "\"salt\":\"0x00");
    refused("\"quotient\":\"0x", "\"quotient\":\"0xff");
    refused("\"halvings\":[\"0x", "\"halvings\":[\"0xff");
    refused("\"balances\":[\"", "\"balances\":[\"0");
    refused("\"balances\":[\"", "\"balances\":[\"-");
    let zero = format!("\"quotient\":\"0x{}\"", "0".repeat(128));
    let start = text.find("\"quotient\"").unwrap();
    let end = start + "\"quotient\":\"0x\"".len() + 128;
    refused(&text[start..end], &zero);
    let long = [json.as_slice(), &vec![b' '; 1 << 16]].concat();
    assert_eq!(HolderProof::from_json(&long).err(), Some(InclusionError::Format));
    assert!(!format!("{file:?}{:?}", file.openings[0]).contains("0x"));
}

#[test]
fn every_byte_matters() {
    let Fixture { file, json, .. } = &*FIXTURE;
    let mut accepted = 0;
    for at in 0..json.len() {
        for change in [json[at] ^ 1, b'0', b' '] {
            let mut other = json.clone();
            other[at] = change;
            if other == *json {
                continue;
            }
            if let Ok(read) = FIXTURE.verdict(&other) {
                assert!(read == *file, "byte {at}");
                accepted += 1;
            }
        }
        if at % 16 == 0 {
            assert!(FIXTURE.verdict(&json[..at]).is_err(), "{at} bytes");
        }
    }
    assert_eq!(accepted, 0, "compact JSON has no byte to spare");
}

#[test]
fn no_bytes_make_it_panic() {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let json = &FIXTURE.json;
    for round in 0..400 {
        let mut other = json.clone();
        let start = rng.gen_range(0..other.len());
        let end = rng.gen_range(start..=other.len().min(start + 40));
        if round % 2 == 0 {
            rng.fill_bytes(&mut other[start..end]);
        } else {
            // Hexadecimal digits, so that what lies behind the form is reached.
            other[start..end].iter_mut().for_each(|byte| *byte = b"0123456789abcdef"[rng.gen_range(0..16)]);
        }
        if let Ok(read) = FIXTURE.verdict(&other) {
            assert!(read == FIXTURE.file);
        }
        let mut garbage = vec![0; rng.gen_range(0..300)];
        rng.fill_bytes(&mut garbage);
        assert!(FIXTURE.verdict(&garbage).is_err());
    }
    for text in ["", "null", "[]", "{}", "1e999", &"[".repeat(60_000)] {
        assert_eq!(HolderProof::from_json(text.as_bytes()).err(), Some(InclusionError::Format));
    }
}

#[test]
fn commitments_are_read_strictly() {
    let world = &FIXTURE.world;
    let proof = world.proof();
    let of = |proof: &[u8]| {
        ChunkCommitments::new(world.columns.shape(), Fr::from(1u64), 5, Fr::from(2u64), proof, [0; 32]).err()
    };
    assert_eq!(of(&proof), None);
    assert_eq!(of(&proof[..proof.len() - 1]), Some(InclusionError::Format));
    let mut infinity = proof.clone();
    infinity[64..128].fill(0);
    assert_eq!(of(&infinity), Some(InclusionError::Format));
    let mut off = proof;
    off[63] ^= 1;
    assert_eq!(of(&off), Some(InclusionError::Format));
}
