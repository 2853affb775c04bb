//! `init`: makes a home.

use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_log::{SecretNoteKey, Use};
use covenant_parties::Store as _;
use covenant_parties::key_file::Purpose;
use serde_json::json;

use crate::attestation_log;
use crate::cli::Init;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::home::config::Config;
use crate::identity;
use crate::key_files;
use crate::output::Reply;

pub(super) fn run(home: Option<&Path>, args: &Init) -> Result<Reply> {
    let folder = home.ok_or_else(|| Failure::usage("usage/home", "name a home: --home DIR").at("home"))?;
    let backup = args.nullifier_key.as_deref();
    let key = backup.map(|path| key_files::read(path, Purpose::Nullifier, "nullifier_key")).transpose()?;
    if let Some(name) = &args.home_registry {
        super::home_registry::parse(name)?;
    }
    if let Some(name) = &args.log_name {
        // Before there is a home.
        SecretNoteKey::generate(name, Use::Note)?;
    }
    // Every home of this version is a development home: clap asks for the flag, so that it is said.
    debug_assert!(args.development);
    let home = Home::init(folder, Config::development(args.home_registry.clone()), key)?;
    identity::make(&home, &super::identity::with_local(&args.hosts))?;
    let log_key = match &args.log_name {
        Some(name) => attestation_log::make_key(&home, name)?,
        None => attestation_log::key(&home)?,
    };
    let log_key = log_key.public().to_text();
    let nullifier_key = codec::to_hex(&home.nullifier_key()?.public());
    let prover_key = hex::encode(home.prover_key()?.verifying_key().as_bytes());
    let shown = folder.display();
    let text = format!(
        "Made a development home in {shown}.\n\
         Its proving keys will be made on this machine when they are first needed: whoever has the machine can forge.\n\
         nullifier key  {nullifier_key}\n\
         prover key     {prover_key}\n\
         log key        {log_key}\n\
         Back the nullifier key up: covenant nullifier-key export --home {shown} -o FILE"
    );
    let json = json!({
        "home": shown.to_string(),
        "development": true,
        "network": home.network(),
        "nullifier_key": nullifier_key,
        "prover_key": prover_key,
        "log_key": log_key,
    });
    Ok(Reply::new(json, text))
}
