//! `keys`: proving and verifying keys.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::Path;

use covenant_core::keys::{KeySummary, Listing, Skipped};
use covenant_statements::Network;
use serde_json::{Value, json};

use crate::cli::Keys;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::output::{Output, Reply};
use crate::prover::keys;

pub(super) fn run(home: Option<&Path>, command: &Keys, output: Output) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        Keys::List => list(&home),
        Keys::Verify => verify(&home),
        Keys::Import { from, sha256 } => import(&home, from, sha256.as_deref(), output),
        Keys::Pin { sha256 } => {
            let key = keys::store(&home)?.pin(sha256)?;
            Ok(Reply::new(json!({ "key": to_json(&key) }), format!("trusted from now on: {}", line(&key))))
        }
        Keys::Unpin { sha256 } => {
            keys::store(&home)?.unpin(sha256)?;
            Ok(Reply::new(json!({ "sha256": sha256 }), format!("no longer trusted: {sha256}")))
        }
    }
}

fn list(home: &Home) -> Result<Reply> {
    let Listing { keys, skipped } = keys::store(home)?.list()?;
    let mut lines: Vec<String> = keys.iter().map(line).collect();
    lines.extend(skipped.iter().map(skipped_line));
    let text = if lines.is_empty() {
        "no keys yet: they are made when first needed".to_owned()
    } else {
        lines.join("\n")
    };
    Ok(Reply::new(json!({ "keys": all(&keys), "skipped": all_skipped(&skipped) }), text))
}

/// Checks every trusted key in full, and refuses if one is bad.
fn verify(home: &Home) -> Result<Reply> {
    let store = keys::store(home)?;
    let (mut files, mut lines, mut bad) = (Vec::new(), Vec::new(), None);
    for (name, result) in store.verify()? {
        match result {
            Ok(summary) => {
                lines.push(format!("good  {}", line(&summary)));
                files.push(json!({ "file": name, "good": true, "key": to_json(&summary) }));
            }
            Err(error) => {
                let failure = Failure::from(error);
                lines.push(format!("BAD   {name}: {}", failure.message));
                files.push(
                    json!({ "file": name, "good": false, "code": failure.code, "message": failure.message }),
                );
                bad = bad.or(Some(failure));
            }
        }
    }
    let Listing { keys, skipped } = store.list()?;
    lines.extend(keys.iter().filter(|key| !key.is_trusted).map(line));
    lines.extend(skipped.iter().map(skipped_line));
    let json = json!({ "files": files, "skipped": all_skipped(&skipped) });
    match bad {
        Some(failure) => Err(failure.with("files", json!(files)).explained(lines.join("\n"))),
        None if lines.is_empty() => Ok(Reply::new(json, "no keys yet")),
        None => Ok(Reply::new(json, lines.join("\n"))),
    }
}

/// Trusts a key from elsewhere, after saying which one it is.
fn import(home: &Home, from: &Path, sha256: Option<&str>, output: Output) -> Result<Reply> {
    let store = keys::store(home)?;
    let found = store.inspect(from)?;
    if found.network != home.network() {
        let message = format!("a key for {}, and this home is on {}", found.network, home.network());
        return Err(Failure::refused("key/network", message).at("from"));
    }
    let digest = match sha256 {
        Some(sha256) => sha256.to_owned(),
        None => {
            confirm(&found, output)?;
            found.digest
        }
    };
    let key = store.import(from, &digest)?;
    Ok(Reply::new(json!({ "key": to_json(&key) }), format!("trusted from now on: {}", line(&key))))
}

/// Asks whoever sits at the terminal; nobody is asked where there is none.
fn confirm(key: &KeySummary, output: Output) -> Result<()> {
    let stdin = std::io::stdin();
    if output.is_json() || !stdin.is_terminal() {
        let message = "nobody can be asked here: say with --sha256 which key you mean, by the digest that its maker published";
        return Err(Failure::usage("key/unconfirmed", message).at("sha256").with("key", to_json(key)));
    }
    output.remark(&line(key));
    output.remark("Whoever made this key may be able to forge proofs under it. Is the digest the one that its maker published? [y/N]");
    let mut answer = String::new();
    let read = stdin.lock().read_line(&mut answer);
    if read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes") {
        return Ok(());
    }
    Err(Failure::usage("key/unconfirmed", "not imported").at("sha256"))
}

fn line(key: &KeySummary) -> String {
    let development = if key.network == Network::Development { "  DEVELOPMENT" } else { "" };
    let trusted = if key.is_trusted { "" } else { "  NOT TRUSTED: not used" };
    format!(
        "{}  {}  selector {}  {} bytes{development}{trusted}",
        key.circuit, key.digest, key.selector, key.file_bytes
    )
}

fn skipped_line(skipped: &Skipped) -> String {
    format!("not used: {}: {}", shown(&skipped.name), skipped.refusal)
}

/// A file's name without what a terminal would act on.
pub(super) fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

fn all(keys: &[KeySummary]) -> Vec<Value> {
    keys.iter().map(to_json).collect()
}

fn all_skipped(skipped: &[Skipped]) -> Vec<Value> {
    let to_json = |skipped: &Skipped| {
        json!({
            "file": skipped.name,
            "trusted": skipped.is_trusted,
            "code": skipped.refusal.code(),
            "message": skipped.refusal.to_string(),
        })
    };
    skipped.iter().map(to_json).collect()
}

fn to_json(key: &KeySummary) -> Value {
    json!({
        "circuit": key.circuit,
        "network": key.network,
        "development": key.network == Network::Development,
        "sha256": key.digest,
        "selector": key.selector,
        "file_bytes": key.file_bytes,
        "trusted": key.is_trusted,
    })
}
