//! Writes the JSON schemas of every statement's attestations, one file a predicate, and of policies into a folder:
//! `cargo run -p covenant-verifier --features schema --example attestation-schema -- docs/schema`

use std::io::{Error, ErrorKind};
use std::path::PathBuf;

use covenant_verifier::schema::{all, policies, to_text};

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder =
        folder.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "name the folder to write into"))?;
    for (name, schema) in all().into_iter().chain(policies()) {
        std::fs::write(folder.join(name), to_text(&schema))?;
    }
    Ok(())
}
