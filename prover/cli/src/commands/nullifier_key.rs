//! `nullifier-key`: the one key that never rotates.

use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_parties::key_file::Purpose;
use covenant_parties::{Error, Store as _};
use serde_json::json;

use crate::cli::NullifierKey;
use crate::failure::Result;
use crate::home::config::{NullifierRegistry, PinnedRegistry};
use crate::home::{Home, nullifier};
use crate::identity;
use crate::key_files;
use crate::output::Reply;
use crate::registry;

const WARNING: &str = "Whoever has this file can guess every nullifier of this home; \
                       without it, and without the home, every invoice could be financed again.";

pub(super) fn run(home: Option<&Path>, command: &NullifierKey) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        NullifierKey::Show => {
            let key = nullifier::public_key(&home)?.ok_or(Error::NoNullifierKey)?;
            let public_key = codec::to_hex(&key);
            Ok(Reply::new(json!({ "public_key": public_key }), public_key))
        }
        NullifierKey::Pin { key, server } => pin(&home, key, server),
        NullifierKey::Export { output } => {
            let key = home.nullifier_key()?;
            let public_key = codec::to_hex(&key.public());
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

/// From now on this home asks the registry of this key, and believes no other's answers.
fn pin(home: &Home, key: &str, server: &str) -> Result<Reply> {
    let key = codec::to_hex(&nullifier::read_key(key)?);
    let identity = identity::named().map(registry::absolute).transpose()?;
    let _lock = home.lock()?;
    let mut home = Home::open(Some(home.folder()))?;
    let mut config = home.config().clone();
    let pinned = PinnedRegistry { url: server.to_owned(), key: key.clone(), identity };
    config.nullifier_registry = NullifierRegistry::Pinned(pinned);
    home.set_config(config)?;
    let text = format!("Points are evaluated at {server} from now on, under the key\n{key}");
    Ok(Reply::new(json!({ "nullifier_registry": server, "public_key": key }), text))
}
