//! `nullifier-key`: the one key that never rotates.

use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_parties::Store as _;
use covenant_parties::key_file::Purpose;
use serde_json::json;

use crate::cli::NullifierKey;
use crate::failure::Result;
use crate::home::Home;
use crate::key_files;
use crate::output::Reply;

const WARNING: &str = "Whoever has this file can guess every nullifier of this home; \
                       without it, and without the home, every invoice could be financed again.";

pub(super) fn run(home: Option<&Path>, command: &NullifierKey) -> Result<Reply> {
    let home = Home::open(home)?;
    let key = home.nullifier_key()?;
    let public_key = codec::to_hex(&key.public());
    match command {
        NullifierKey::Show => Ok(Reply::new(json!({ "public_key": public_key }), public_key)),
        NullifierKey::Export { output } => {
            key_files::create(output, &key, Purpose::Nullifier)?;
            let shown = output.display().to_string();
            let text = format!(
                "{shown}\npublic key  {public_key}\n{WARNING}\n\
                 Restore it with: covenant init --home DIR --development --nullifier-key {shown}"
            );
            let json = json!({ "backup": shown, "public_key": public_key, "warnings": [WARNING] });
            Ok(Reply::new(json, text))
        }
    }
}
