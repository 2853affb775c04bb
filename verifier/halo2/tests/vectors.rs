//! `vectors/inclusion/questions.json`: a holder's question and a chunk's, and the same with each of their values changed. The native verifier and the one
//! in WebAssembly (`verifier/wasm/check.sh`) give each the same answer.
//!
//! `UPDATE_VECTORS=1 cargo test --workspace --test vectors` makes them anew, with parameters of their own; only for a new version of the file.

use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::LazyLock;

use covenant_gadgets::field::hex_bytes;
use covenant_halo2_verifier::question;
use covenant_liabilities::inclusion::{coset_key, sealed};
use covenant_liabilities::{ChunkJob, Claims, EpochSecret, Openings, ProvingKey, Shape, Srs};
use covenant_statements::Fr;
use covenant_statements::field::to_hex;
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use covenant_verifier::wire::Sha256;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};

/// The holder's account among the others, and its chunk.
const ACCOUNT: usize = 7;
const CHUNK: u32 = 3;
/// Bytes of a pack's head.
const HEAD: usize = 132;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../vectors/inclusion/questions.json")
}

/// The file, made anew before any test reads it where that is asked for.
static FILE: LazyLock<Value> = LazyLock::new(|| {
    if std::env::var_os("UPDATE_VECTORS").is_some() {
        let (of_holder, of_chunk) = questions();
        let one =
            |of: &str, question: Value| json!({ "question": question, "changes": changes(of, &question) });
        let file = json!({ "inclusion": one("inclusion", of_holder), "chunk": one("chunk", of_chunk), "sealed": pack() });
        fs::write(path(), serde_json::to_string_pretty(&file).unwrap() + "\n").unwrap();
    }
    serde_json::from_slice(&fs::read(path()).unwrap()).unwrap()
});

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn holder(account: usize) -> AccountIdentifier {
    AccountIdentifier::parse(IdentifierScheme::Email, &format!("holder-{account}@example.org")).unwrap()
}

/// Both questions about one chunk of eight assets.
fn questions() -> (Value, Value) {
    let mut rng = ChaCha20Rng::seed_from_u64(14);
    let (shape, environment, secret) =
        (Shape::new(12, 8).unwrap(), Fr::from(11u64), EpochSecret::new([5; 32]));
    let srs = Srs::development(12, &mut rng).unwrap();
    let key = ProvingKey::new(&srs, shape).unwrap();
    let mut job = ChunkJob::new(shape, environment, CHUNK, &secret, &mut rng);
    for account in 0..20 {
        let balances: Vec<u64> = (0..8).map(|asset| (account as u64 + 1) << (7 * asset)).collect();
        job.push(&holder(account).hash(), &balances).unwrap();
    }
    let mut columns = job.finish().unwrap();
    let proof = columns.prove(&srs, &key).unwrap().proof;
    let claims = Claims::new(&columns, &secret);
    let chunk = columns.commitments(&proof, &claims).unwrap();
    let parts = (&columns, &claims);
    let mut openings = Openings::new((&srs, key.verifying()), parts, &chunk, &secret, 64).unwrap();
    openings.make([ACCOUNT], &mut |_, _| ControlFlow::Continue(())).unwrap();
    let file: Value = serde_json::from_slice(&openings.holder(ACCOUNT).unwrap().to_json().unwrap()).unwrap();
    let bytes = key.verifying().to_bytes();
    let name = key.verifying().name();
    let (id, version) = name.split_once('/').unwrap();
    let part = json!({
        "circuit": { "id": id, "version": version.parse::<u32>().unwrap() },
        "verifying_key": { "sha256": Sha256::of(&bytes), "selector": format!("0x{}", "00".repeat(32)), "development": true },
        "output": to_hex(&columns.chunk().output()),
        "claims": format!("0x{}", digits(&claims.root())),
        "proof": digits(&proof),
    });
    let of_chunk = json!({ "key": digits(&bytes), "part": part });
    let mut of_holder = of_chunk.clone();
    of_holder["environment"] = json!(to_hex(&environment));
    of_holder["chunk"] = json!(CHUNK);
    of_holder["identifier"] = json!({ "scheme": "email", "text": format!(" Holder-{ACCOUNT}@Example.org ") });
    of_holder["file"] = file;
    (of_holder, of_chunk)
}

/// A pack of three holders with one asset, the code of one, and that holder's file.
fn pack() -> Value {
    let mut rng = ChaCha20Rng::seed_from_u64(15);
    let (shape, environment, secret) =
        (Shape::new(12, 1).unwrap(), Fr::from(11u64), EpochSecret::new([6; 32]));
    let srs = Srs::development(12, &mut rng).unwrap();
    let key = ProvingKey::new(&srs, shape).unwrap();
    let mut job = ChunkJob::new(shape, environment, CHUNK, &secret, &mut rng);
    for account in 0..3 {
        job.push(&holder(account).hash(), &[1_000 + account as u64]).unwrap();
    }
    let mut columns = job.finish().unwrap();
    let proof = columns.prove(&srs, &key).unwrap().proof;
    let claims = Claims::new(&columns, &secret);
    let chunk = columns.commitments(&proof, &claims).unwrap();
    let parts = (&columns, &claims);
    let mut openings = Openings::new((&srs, key.verifying()), parts, &chunk, &secret, 64).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = (folder.path(), &Fr::from(12u64));
    openings.seal_all(&coset_key(&srs, 64).unwrap(), to, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let bytes = fs::read(sealed::pack_path(folder.path(), 0)).unwrap();
    let [code, other] = [1, 2].map(|account| openings.code(account).unwrap().to_text().to_string());
    let opened = sealed_file(&code, &bytes).unwrap();
    let mut changes: Vec<Value> =
        [other.replace('-', "x"), format!("{code}0"), code.replace("3-", "4-"), String::new()]
            .into_iter()
            .map(|code| json!({ "code": code }))
            .collect();
    let mut wrong = code.clone();
    let last = wrong.pop().unwrap();
    wrong.push(if last == '1' { '2' } else { '1' });
    changes.push(json!({ "code": wrong }));
    // A bit of the head, of each file, of what is behind; and what is too short.
    let flips = (0..HEAD).step_by(11).chain((HEAD..bytes.len()).step_by(200));
    changes.extend(flips.map(|at| json!({ "flip": at })));
    changes.extend([0, 131, 200].map(|length| json!({ "cut": length })));
    // No files, each of which takes 2^32 bytes with what stands around it: in 32 bits, none.
    let endless = digits(&[&[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xc8][..], &[0; 32]].concat());
    changes.push(json!({ "cut": HEAD - 8, "append": endless }));
    for change in &mut changes {
        change["refused"] = refused(change, &code, &bytes);
    }
    // What lies in other holders' files is not this one's to notice.
    changes.retain(|change| !change["refused"].is_null());
    json!({ "code": code, "pack": digits(&bytes), "file": opened, "changes": changes })
}

fn sealed_file(code: &str, pack: &[u8]) -> Result<Value, &'static str> {
    let file = question::open(&[code.as_bytes(), b"\n", pack].concat())?;
    Ok(serde_json::from_slice(&file).unwrap())
}

/// What a change is refused with, null where it is not.
fn refused(change: &Value, code: &str, pack: &[u8]) -> Value {
    let mut pack = pack.to_vec();
    if let Some(at) = change["flip"].as_u64() {
        pack[at as usize] ^= 1;
    }
    pack.truncate(change["cut"].as_u64().unwrap_or(u64::MAX) as usize);
    pack.extend(hex_bytes(change["append"].as_str().unwrap_or_default()).unwrap());
    json!(sealed_file(change["code"].as_str().unwrap_or(code), &pack).err())
}

/// Places of all values that are not made of others.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, &format!("{at}/{key}"), found))
        }
        Value::Array(all) => {
            all.iter().enumerate().for_each(|(i, value)| leaves(value, &format!("{at}/{i}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

/// Another value of the same form, as far as a change of one character leaves it one.
fn changed(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::Bool(bool) => json!(!bool),
        Value::String(text) => {
            let mut text = text.trim_end().to_owned();
            let last = text.pop().unwrap();
            text.push(if last == '1' { '2' } else { '1' });
            json!(text)
        }
        other => panic!("{other}"),
    }
}

fn judge(of: &str, question: &Value) -> Option<&'static str> {
    let bytes = serde_json::to_vec(question).unwrap();
    match of {
        "inclusion" => question::inclusion(&bytes).err(),
        _ => question::chunk(&bytes).err(),
    }
}

/// Each value changed, each left out, one that is unknown, and numbers not in their one form.
fn changes(of: &str, question: &Value) -> Vec<Value> {
    let mut places = Vec::new();
    leaves(question, "", &mut places);
    let mut all: Vec<Value> = places
        .iter()
        .map(|at| json!({ "at": at, "value": changed(question.pointer(at).unwrap()) }))
        .collect();
    all.push(json!({ "at": "/part/output", "value": "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001" }));
    all.push(json!({ "at": "/part", "value": null }));
    // The first two columns' commitments, exchanged.
    let proof = question["part"]["proof"].as_str().unwrap();
    let exchanged = [&proof[128..256], &proof[..128], &proof[256..]].concat();
    all.push(json!({ "at": "/part/proof", "value": exchanged }));
    if of == "inclusion" {
        all.push(json!({ "at": "/file/openings", "value": [] }));
        all.push(json!({ "at": "/file/path", "value": [] }));
        all.push(json!({ "at": "/file/openings/0/quotient", "value": format!("0x{}", "00".repeat(64)) }));
        all.push(json!({ "at": "/identifier/text", "value": "holder-8@example.org" }));
    }
    for change in &mut all {
        let mut asked = question.clone();
        *asked.pointer_mut(change["at"].as_str().unwrap()).unwrap() = change["value"].clone();
        change["code"] = json!(judge(of, &asked));
    }
    all
}

#[test]
fn every_question_gets_the_answer_that_is_written_down() {
    let file = &*FILE;
    for of in ["inclusion", "chunk"] {
        let question = &file[of]["question"];
        assert_eq!(judge(of, question), None, "{of}");
        let first = question["part"]["proof"].as_str().unwrap()[..128].to_owned();
        let changes = file[of]["changes"].as_array().unwrap();
        assert!(changes.len() > 10, "{of}");
        for change in changes {
            let at = change["at"].as_str().unwrap();
            let mut asked = question.clone();
            *asked.pointer_mut(at).unwrap() = change["value"].clone();
            assert_eq!(judge(of, &asked), change["code"].as_str(), "{of}{at}");
            // What nobody verifies here: the selector and whether the key is of a development setup are the attestation's; what is claimed of the
            // accounts, and the proof behind the columns' commitments, are each the other question's.
            let free = ["/part/verifying_key/selector", "/part/verifying_key/development"].contains(&at)
                || (of, at) == ("chunk", "/part/claims")
                || (of, at) == ("inclusion", "/part/proof")
                    && change["value"].as_str().unwrap().starts_with(&first);
            assert_eq!(change["code"].is_null(), free, "{of}{at}");
        }
    }
}

#[test]
fn a_sealed_file_opens_with_its_code_alone() {
    let file = &*FILE;
    let sealed = &file["sealed"];
    let (code, pack) =
        (sealed["code"].as_str().unwrap(), hex_bytes(sealed["pack"].as_str().unwrap()).unwrap());
    assert_eq!(sealed_file(code, &pack).unwrap(), sealed["file"]);
    let changes = sealed["changes"].as_array().unwrap();
    assert!(changes.len() > 15);
    for change in changes {
        assert!(change["refused"].is_string());
        assert_eq!(refused(change, code, &pack), change["refused"]);
    }
}

#[test]
fn what_is_no_question_is_refused() {
    for question in [&b""[..], b"{}", b"[]", b"null", &[0xff; 40], &vec![b' '; question::MAX_BYTES + 1]] {
        assert_eq!(question::inclusion(question), Err("question/format"));
        assert_eq!(question::chunk(question), Err("question/format"));
        assert_eq!(question::open(question).err(), Some("question/format"));
    }
}
