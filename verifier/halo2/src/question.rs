//! What a page asks, as JSON, where the verifier runs in a browser: whether an account is in a chunk, and whether a chunk's proof holds; and a
//! holder's file out of a pack of sealed ones. The
//! parts stand as in the attestation and in the trust file. Which key and which attestation to believe is the page's to decide before.

use covenant_gadgets::field::hex_bytes;
use covenant_liabilities::inclusion::{AccessCode, ChunkCommitments, HolderProof, sealed, verify_inclusion};
use covenant_liabilities::{VerifyingKey, from_ark, verify};
use covenant_statements::Fr;
use covenant_statements::serde_forms::field_hex;
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use covenant_verifier::attestation::coverage::ChunkPart;
use covenant_verifier::wire::Sha256;
use serde::Deserialize;
use zeroize::Zeroizing;

/// The longest question that is read: key, proof and file of the largest shape take a quarter of it.
pub const MAX_BYTES: usize = 1 << 20;

/// The longest that is asked of [`open`]: a pack and its code.
pub const MAX_PACK: usize = sealed::MAX_BYTES + MAX_CODE;
/// The longest line that has an access code.
const MAX_CODE: usize = 128;

/// Not a question in its one form.
const FORMAT: &str = "question/format";
/// The key is not the one that the chunk names.
const KEY: &str = "question/key";

/// `{"key", "environment", "chunk", "part", "identifier": {"scheme", "text"}, "file"}`: the verifying key's bytes in hexadecimal, the
/// coverage's environment, the chunk's number and what the attestation has of it, the identifier as its holder types it, the holder's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inclusion {
    key: String,
    #[serde(with = "field_hex")]
    environment: Fr,
    chunk: u32,
    part: ChunkPart,
    identifier: Identifier,
    file: HolderProof,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Identifier {
    scheme: IdentifierScheme,
    #[serde(deserialize_with = "wiped")]
    text: Zeroizing<String>,
}

fn wiped<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(from).map(Zeroizing::new)
}

/// `{"key", "part"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chunk {
    key: String,
    part: ChunkPart,
}

/// Whether the account of an identifier is in a chunk with its file's balances.
///
/// # Errors
/// A stable code: `question/format`, `question/key`, `account/format`, and those of `liabilities` and `inclusion`.
pub fn inclusion(question: &[u8]) -> Result<(), &'static str> {
    let asked: Inclusion = read(question)?;
    let key = key(&asked.key, &asked.part)?;
    let part = &asked.part;
    let chunk = ChunkCommitments::new(
        key.shape(),
        asked.environment,
        asked.chunk,
        part.output,
        &part.proof,
        part.claims,
    );
    let chunk = chunk.map_err(|error| error.code())?;
    let identifier = AccountIdentifier::parse(asked.identifier.scheme, &asked.identifier.text);
    let identifier = identifier.map_err(|_| "account/format")?;
    verify_inclusion(&asked.file, &chunk, key.srs(), &identifier.hash()).map_err(|error| error.code())
}

/// The holder's file in a pack of sealed ones, as JSON: the question is the access code, a line feed and the pack's bytes. What it says is for
/// [`inclusion`].
///
/// # Errors
/// `question/format`, `inclusion/code`, `inclusion/format`.
pub fn open(question: &[u8]) -> Result<Zeroizing<Vec<u8>>, &'static str> {
    let end = question.iter().take(MAX_CODE).position(|byte| *byte == b'\n').ok_or(FORMAT)?;
    let (code, pack) = question.split_at(end);
    let code = std::str::from_utf8(code).map_err(|_| FORMAT)?;
    let code = AccessCode::from_text(code).map_err(|error| error.code())?;
    let file = sealed::open(pack.get(1..).unwrap_or_default(), &code).map_err(|error| error.code())?;
    file.to_json().map_err(|error| error.code())
}

/// Whether a chunk's proof is one of its output under the key that it names.
///
/// # Errors
/// As [`inclusion`].
pub fn chunk(question: &[u8]) -> Result<(), &'static str> {
    let asked: Chunk = read(question)?;
    let key = key(&asked.key, &asked.part)?;
    verify(&key, from_ark(&asked.part.output), &asked.part.proof).map_err(|error| error.code())
}

fn read<'a, T: Deserialize<'a>>(question: &'a [u8]) -> Result<T, &'static str> {
    if question.len() > MAX_BYTES {
        return Err(FORMAT);
    }
    serde_json::from_slice(question).map_err(|_| FORMAT)
}

/// The key of these digits, which is the one that the chunk names.
fn key(digits: &str, part: &ChunkPart) -> Result<VerifyingKey, &'static str> {
    let bytes = hex_bytes(digits).map_err(|_| FORMAT)?;
    if part.verifying_key.sha256 != Sha256::of(&bytes) {
        return Err(KEY);
    }
    let key = VerifyingKey::from_bytes(&bytes).map_err(|error| error.code())?;
    if part.circuit.key_name() == key.name() { Ok(key) } else { Err(KEY) }
}
