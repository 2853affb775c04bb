//! `log`: a home's log of attestations, what others check of it, and witnesses.

use std::path::{Path, PathBuf};

use covenant_log::{Checkpoint, Entry, Error, NoteKey, Policy, Proof, SecretNoteKey, Use, View, check};
use serde_json::json;

use super::verify;
use crate::attestation_log as logs;
use crate::cli::{Cosign, LogCommand, WhichLog, WitnessCommand};
use crate::clock;
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;
use crate::output::{Reply, one_line};

/// The first line of policies that this program makes.
pub(crate) const MADE_POLICY: &str = "# Made by `covenant log policy`.";

pub(super) fn run(home: Option<&Path>, command: &LogCommand) -> Result<Reply> {
    match command {
        LogCommand::Key { name } => key(home, name.as_deref()),
        LogCommand::Verify { attestation, proof, policy } => {
            let bytes = verify::read(attestation)?;
            let (json, text) = logs::verify((attestation, &bytes), proof.as_deref(), policy)?;
            Ok(Reply::new(json, text))
        }
        LogCommand::Check { log, against } => check(home, log, against),
        LogCommand::Prove { attestation, log, output } => prove(home, attestation, log, output.as_deref()),
        LogCommand::Policy { logs, witnesses, quorum, output } => policy(logs, witnesses, *quorum, output),
        LogCommand::Collect { checkpoints, policy } => collect(home, checkpoints, policy),
        LogCommand::Cosign(args) => cosign(args),
        LogCommand::Witness(WitnessCommand::Keygen { name, output }) => keygen(name, output),
    }
}

fn key(home: Option<&Path>, name: Option<&str>) -> Result<Reply> {
    let home = Home::open(home)?;
    let key = match name {
        Some(name) => logs::make_key(&home, name)?,
        None => logs::key(&home)?,
    };
    Ok(public(key.public()))
}

fn public(key: &NoteKey) -> Reply {
    let text = key.to_text();
    Reply::new(json!({ "name": key.name(), "public_key": text }), one_line(&text))
}

/// The log that was named, else the home's.
fn which(home: Option<&Path>, log: &WhichLog) -> Result<(PathBuf, NoteKey)> {
    match (&log.folder, &log.log_key) {
        (Some(folder), Some(key)) => Ok((folder.clone(), logs::public_key(key, "log_key")?)),
        _ => {
            let home = Home::open(home)?;
            Ok((logs::folder(&home), logs::key(&home)?.public().clone()))
        }
    }
}

fn check(home: Option<&Path>, log: &WhichLog, against: &[PathBuf]) -> Result<Reply> {
    let (folder, key) = which(home, log)?;
    let kept = against.iter().map(|path| kept(path)).collect::<Result<Vec<_>>>()?;
    let head = check::folder(&folder, &key, &kept)?;
    let compared = match kept.len() {
        0 => "compared with no checkpoint that was kept".to_owned(),
        1 => "extends the checkpoint that was kept".to_owned(),
        more => format!("extends all {more} checkpoints that were kept"),
    };
    let text = one_line(&format!("{}: {} entries, whole; {compared}", head.origin, head.size));
    let root = hex::encode(head.root);
    Ok(Reply::new(
        json!({ "origin": head.origin, "size": head.size, "root": root, "against": kept.len() }),
        text,
    ))
}

/// A checkpoint's note, from its own file or from a proof's.
fn kept(path: &Path) -> Result<Vec<u8>> {
    let bytes = logs::read_note(path)?;
    if bytes.starts_with(Proof::FIRST_LINE.as_bytes()) {
        return Ok(Proof::parse(&bytes).map_err(|error| Failure::from(error).at("against"))?.checkpoint);
    }
    Ok(bytes)
}

fn prove(home: Option<&Path>, attestation: &Path, log: &WhichLog, output: Option<&Path>) -> Result<Reply> {
    let bytes = verify::read(attestation)?;
    let (folder, key) = which(home, log)?;
    let view = View::open(&folder, &key)?;
    let index = view.find(&Entry::of_attestation(&bytes)).ok_or(Error::NotIncluded)?;
    let proof = view.proof(index)?;
    let path = output.map_or_else(|| logs::beside(attestation), Path::to_owned);
    files::output(&path, &proof.to_text(), Mode::Public)?;
    let (checkpoint, note) = Checkpoint::open(&proof.checkpoint, &key)?;
    let cosignatures = note.signatures() - 1;
    let shown = path.display().to_string();
    let text = format!("{shown}: entry {index} of {}, {cosignatures} cosignatures", checkpoint.size);
    let json = json!({
        "proof": shown,
        "origin": checkpoint.origin,
        "index": index,
        "size": checkpoint.size,
        "cosignatures": cosignatures,
    });
    Ok(Reply::new(json, text))
}

fn policy(logs: &[String], witnesses: &[String], quorum: Option<usize>, output: &Path) -> Result<Reply> {
    let keys = |texts: &[String], what: &str| {
        texts.iter().map(|text| logs::public_key(text, what)).collect::<Result<Vec<_>>>()
    };
    let quorum = quorum.unwrap_or(witnesses.len());
    let policy = Policy::new(keys(logs, "log_key")?, keys(witnesses, "witness")?, quorum)?;
    let text = format!("{MADE_POLICY}\n{}", policy.to_toml());
    files::output(output, text.as_bytes(), Mode::Public)?;
    let shown = output.display().to_string();
    let (logs, witnesses) = (logs.len(), witnesses.len());
    let text = format!("{shown}: {logs} logs, {quorum} of {witnesses} witnesses");
    Ok(Reply::new(json!({ "policy": shown, "logs": logs, "witnesses": witnesses, "quorum": quorum }), text))
}

fn collect(home: Option<&Path>, checkpoints: &[PathBuf], policy: &Path) -> Result<Reply> {
    let home = Home::open(home)?;
    let policy = logs::read_policy(policy)?;
    let notes = checkpoints.iter().map(|path| logs::read_note(path)).collect::<Result<Vec<_>>>()?;
    let (folder, key) = (logs::folder(&home), logs::key(&home)?);
    let collected = covenant_log::collect(&folder, key.public(), policy.witnesses(), &notes)?;
    let line = |taken: &covenant_log::Collected| {
        one_line(&format!("checkpoint of {} entries: cosigned by {}", taken.size, taken.witnesses.join(", ")))
    };
    let all: Vec<_> =
        collected.iter().map(|taken| json!({ "size": taken.size, "witnesses": taken.witnesses })).collect();
    let lines: Vec<String> = collected.iter().map(line).collect();
    Ok(Reply::new(json!({ "checkpoints": all }), lines.join("\n")))
}

fn cosign(args: &Cosign) -> Result<Reply> {
    let log = logs::public_key(&args.log_key, "log_key")?;
    let key = logs::read_key(&args.key, Use::Cosignature, "key")?;
    // What cannot be handed out is not remembered as cosigned either.
    files::require_output(&args.output, NOTE)?;
    let memory = (args.memory.as_path(), args.begin);
    let cosigned = covenant_log::cosign(&args.folder, &log, &key, memory, clock::now())?;
    files::output(&args.output, &cosigned.note, Mode::Public)?;
    let (size, before) = (cosigned.checkpoint.size, cosigned.before);
    let since = before.map_or_else(|| "for the first time".to_owned(), |before| format!("{before} before"));
    let text = one_line(&format!("{}: {size} entries, {since}; cosigned", log.name()));
    let json = json!({
        "checkpoint": args.output.display().to_string(),
        "origin": log.name(),
        "size": size,
        "before": before,
        "witness": key.public().name(),
    });
    Ok(Reply::new(json, text))
}

/// What a checkpoint looks like.
const NOTE: &[u8] = "a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u{2014} a AAAAAAA=\n".as_bytes();

fn keygen(name: &str, output: &Path) -> Result<Reply> {
    let key = SecretNoteKey::generate(name, Use::Cosignature)?;
    logs::write_key(output, &key)?;
    let mut reply = public(key.public());
    reply.json["key_file"] = json!(output.display().to_string());
    Ok(reply)
}
