//! A home's log of attestations, and proofs that an attestation is in a log.

use std::fs;
use std::path::{Path, PathBuf};

use covenant_log::{Entry, Error, Log, NoteKey, Policy, Proof, SecretNoteKey, Use, Verified};
use covenant_parties::Store as _;
use covenant_service::LogFiles;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::one_line;

/// A key's file has fewer bytes.
const MAX_KEY_BYTES: usize = 4096;
/// A checkpoint with its signatures has fewer, and so has a policy.
const MAX_NOTE_BYTES: usize = 64 * 1024;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let exit = match &error {
            Error::Io(_) => Exit::Input,
            Error::Randomness | Error::Broken => Exit::Other,
            _ => Exit::Refused,
        };
        Self::new(exit, error.code(), error.to_string())
    }
}

/// The folder of a home's log.
pub(crate) fn folder(home: &Home) -> PathBuf {
    home.folder().join("log")
}

pub(crate) fn key_path(home: &Home) -> PathBuf {
    home.folder().join("log.key")
}

/// The home's log key; made, under a name of its own, where there is none.
pub(crate) fn key(home: &Home) -> Result<SecretNoteKey> {
    if let Some(key) = read_own_key(home)? {
        return Ok(key);
    }
    let prover = hex::encode(home.prover_key()?.verifying_key().as_bytes());
    make_key(home, &format!("{}.development.invalid/attestations", &prover[..16]))
}

/// Makes the home's log key under a name. One that is there stays, and has to have that name.
pub(crate) fn make_key(home: &Home, name: &str) -> Result<SecretNoteKey> {
    let _lock = home.lock()?;
    if let Some(key) = read_own_key(home)? {
        if key.public().name() == name {
            return Ok(key);
        }
        let message = "the home has a log's key of another name; another key is another log";
        return Err(Failure::refused("log/other-name", message).at("name"));
    }
    if folder(home).join("checkpoint").exists() {
        let message = "the home has a log and has lost its key; another key would be another log";
        return Err(Failure::refused("log/no-key", message).at("home.log_key"));
    }
    let key = SecretNoteKey::generate(name, Use::Note)?;
    write_key(&key_path(home), &key)?;
    Ok(key)
}

fn read_own_key(home: &Home) -> Result<Option<SecretNoteKey>> {
    let path = key_path(home);
    if !path.exists() {
        return Ok(None);
    }
    read_key(&path, Use::Note, "home.log_key").map(Some)
}

/// Writes a private key (mode 0600); refuses a path that is taken.
pub(crate) fn write_key(path: &Path, key: &SecretNoteKey) -> Result<()> {
    let mut text = key.to_text();
    text.push('\n');
    files::create(path, text.as_bytes(), Mode::Secret)
}

/// Reads a private key; `what` names the file in errors.
pub(crate) fn read_key(path: &Path, purpose: Use, what: &str) -> Result<SecretNoteKey> {
    let bytes = files::read(path, MAX_KEY_BYTES, what)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::Key("not UTF-8"));
    let key = text.and_then(|text| SecretNoteKey::parse(text.trim_end_matches('\n')));
    let key = key.map_err(|error| Failure::from(error).at(what))?;
    if key.public().purpose() == purpose {
        return Ok(key);
    }
    Err(Failure::from(Error::Key("of another purpose")).at(what))
}

/// A public key: its text, or the name of a file that holds it.
pub(crate) fn public_key(text: &str, what: &str) -> Result<NoteKey> {
    let key = match NoteKey::parse(text) {
        Err(_) if Path::new(text).exists() => {
            let bytes = files::read(Path::new(text), MAX_KEY_BYTES, what)?;
            let text = std::str::from_utf8(&bytes).map_err(|_| Error::Key("not UTF-8"));
            text.and_then(|text| NoteKey::parse(text.trim_end_matches('\n')))
        }
        key => key,
    };
    key.map_err(|error| Failure::from(error).at(what))
}

/// Where the home's service logs; made ready. None where the configuration says so, or where nothing is proved.
pub(crate) fn files(home: &Home) -> Result<Option<LogFiles>> {
    if !home.config().log || !home.prover_key_path().exists() {
        return Ok(None);
    }
    key(home)?;
    Ok(Some(LogFiles { folder: folder(home), key: key_path(home) }))
}

/// Enters an attestation that was made in this process into the home's log: when this returns it is in it, durably.
pub(crate) fn enter(home: &Home, attestation: &[u8]) -> Result<Option<Vec<u8>>> {
    if !home.config().log {
        return Ok(None);
    }
    let key = key(home)?;
    // The home's service appends to it too, and remembers it in the same file.
    let seen = LogFiles { folder: folder(home), key: key_path(home) }.seen();
    let mut log = Log::open_remembered(&folder(home), key, &seen, true)?;
    let index = log.append(&[Entry::of_attestation(attestation)])?;
    Ok(Some(log.proof(index)?.to_text()))
}

/// The proof of an attestation from a service: whether it is one of this attestation. Who keeps the log is for a policy to say.
pub(crate) fn require_of(attestation: &[u8], proof: &[u8]) -> Result<()> {
    Proof::parse(proof)?.require_leads_from(&Entry::of_attestation(attestation))?;
    Ok(())
}

/// Where the proof of an attestation lies: beside it.
pub(crate) fn beside(attestation: &Path) -> PathBuf {
    let mut name = attestation.as_os_str().to_owned();
    name.push(".tlog-proof");
    name.into()
}

/// Refuses a path beside which a proof could not be written: asked before long work.
pub(crate) fn require_place(attestation: &Path) -> Result<()> {
    files::require_output(&beside(attestation), Proof::FIRST_LINE.as_bytes())
}

/// Writes the proof beside its attestation. Without one, that of an attestation which was there before goes away.
pub(crate) fn write(attestation: &Path, proof: Option<&[u8]>) -> Result<()> {
    let path = beside(attestation);
    match proof {
        Some(proof) => files::output(&path, proof, Mode::Public),
        None => {
            if require_place(attestation).is_ok() {
                let _ = fs::remove_file(&path);
            }
            Ok(())
        }
    }
}

/// What a reply says of a proof that was written beside an attestation, in JSON and in a line.
pub(crate) fn written(attestation: &Path, proof: Option<&[u8]>) -> (Value, String) {
    let Some(proof) = proof.and_then(|proof| Proof::parse(proof).ok()) else {
        return (Value::Null, String::new());
    };
    let path = beside(attestation).display().to_string();
    let line = format!("\n{:<10} entry {}, {path}", "log", proof.index);
    (json!({ "index": proof.index, "proof": path }), line)
}

/// Reads a proof's file.
pub(crate) fn read_proof(path: &Path) -> Result<Proof> {
    let bytes = files::read(path, Proof::MAX_BYTES, "log_proof").map_err(too_large_is_refused)?;
    Proof::parse(&bytes).map_err(|error| Failure::from(error).at("log_proof"))
}

/// Reads a policy's file.
pub(crate) fn read_policy(path: &Path) -> Result<Policy> {
    let bytes = files::read(path, MAX_NOTE_BYTES, "log_policy").map_err(too_large_is_refused)?;
    Policy::parse(&bytes).map_err(|error| Failure::from(error).at("log_policy"))
}

/// Reads a checkpoint's file; who signed it is not looked at.
pub(crate) fn read_note(path: &Path) -> Result<Vec<u8>> {
    let bytes = files::read(path, MAX_NOTE_BYTES, "checkpoint").map_err(too_large_is_refused)?;
    Ok(bytes.to_vec())
}

/// Whether a policy's log has an attestation, by a proof that lies beside it where none is named.
pub(crate) fn verify(
    attestation: (&Path, &[u8]),
    proof: Option<&Path>,
    policy: &Path,
) -> Result<(Value, String)> {
    let (path, bytes) = attestation;
    let policy = read_policy(policy)?;
    let proof = read_proof(proof.unwrap_or(&beside(path)))?;
    let verified = proof.verify(&Entry::of_attestation(bytes), &policy);
    Ok(shown(&verified.map_err(|error| Failure::from(error).at("log_proof"))?))
}

fn shown(verified: &Verified) -> (Value, String) {
    let Verified { origin, index, size, witnesses } = verified;
    let names: Vec<&str> = witnesses.iter().map(|(name, _)| name.as_str()).collect();
    let seen = if names.is_empty() {
        "no witness is asked for".to_owned()
    } else {
        format!("cosigned by {}", names.join(", "))
    };
    let text = one_line(&format!("in the log {origin}: entry {index} of {size}, {seen}"));
    let each = |(name, time): &(String, u64)| json!({ "name": name, "time": time });
    let json = json!({
        "origin": origin,
        "index": index,
        "size": size,
        "witnesses": witnesses.iter().map(each).collect::<Vec<_>>(),
    });
    (json, text)
}

fn too_large_is_refused(mut failure: Failure) -> Failure {
    if failure.code == "file/too-large" {
        failure.exit = Exit::Refused;
    }
    failure
}
