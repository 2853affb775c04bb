//! Prints the JSON schema of attestations' statements:
//! `cargo run -p covenant-verifier --features schema --example attestation-schema > docs/schema/attestation-v1.json`

use std::io::Write;

use covenant_verifier::schema::{obligation_statement, to_text};

fn main() -> std::io::Result<()> {
    std::io::stdout().write_all(to_text(&obligation_statement()).as_bytes())
}
