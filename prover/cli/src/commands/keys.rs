//! `keys`: proving and verifying keys.

use std::path::Path;

use covenant_core::keys::KeySummary;
use covenant_statements::Network;
use serde_json::{Value, json};

use crate::cli::Keys;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::output::Reply;
use crate::prover::keys;

pub(super) fn run(home: Option<&Path>, command: &Keys) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        Keys::List => list(&home),
        Keys::Verify => verify(&home),
    }
}

fn list(home: &Home) -> Result<Reply> {
    let all = keys::store(home)?.list()?;
    let lines: Vec<String> = all.iter().map(line).collect();
    let text = if lines.is_empty() {
        "no keys yet: they are made when first needed".to_owned()
    } else {
        lines.join("\n")
    };
    let all: Vec<Value> = all.iter().map(to_json).collect();
    Ok(Reply::new(json!({ "keys": all }), text))
}

/// Checks every file, and refuses if one is bad.
fn verify(home: &Home) -> Result<Reply> {
    let results = keys::store(home)?.verify()?;
    let (mut files, mut lines, mut bad) = (Vec::new(), Vec::new(), None);
    for (name, result) in results {
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
    match bad {
        Some(failure) => Err(failure.with("files", json!(files)).explained(lines.join("\n"))),
        None if lines.is_empty() => Ok(Reply::new(json!({ "files": files }), "no keys yet")),
        None => Ok(Reply::new(json!({ "files": files }), lines.join("\n"))),
    }
}

fn line(key: &KeySummary) -> String {
    let development = if key.network == Network::Development { "  DEVELOPMENT" } else { "" };
    format!(
        "{}  {}  selector {}  {} bytes{development}",
        key.circuit, key.digest, key.selector, key.file_bytes
    )
}

fn to_json(key: &KeySummary) -> Value {
    json!({
        "circuit": key.circuit,
        "network": key.network,
        "development": key.network == Network::Development,
        "sha256": key.digest,
        "selector": key.selector,
        "file_bytes": key.file_bytes,
    })
}
