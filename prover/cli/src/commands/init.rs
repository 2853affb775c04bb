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
use crate::home::config::Config;
use crate::home::{Home, HomeKind};
use crate::identity;
use crate::key_files;
use crate::output::Reply;
use crate::registry;

pub(super) fn run(home: Option<&Path>, args: &Init) -> Result<Reply> {
    let folder = home.ok_or_else(|| Failure::usage("usage/home", "name a home: --home DIR").at("home"))?;
    let kinds = if args.kinds.is_empty() { &HomeKind::ALL[..] } else { &args.kinds };
    let backup = args.nullifier_key.as_deref();
    if backup.is_some() && !kinds.contains(&HomeKind::NullifierRegistry) {
        let message = "the backup of a nullifier key is for a home that is a nullifier registry";
        return Err(Failure::usage("usage/conflict", message).at("nullifier_key"));
    }
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
    let home = Home::init_for(folder, Config::development(args.home_registry.clone()), kinds, key)?;
    if kinds.iter().any(|kind| kind.serves()) {
        identity::make(&home, &super::identity::with_local(&args.hosts))?;
    }
    let has = |kind| kinds.contains(&kind);
    let nullifier_key = match has(HomeKind::NullifierRegistry) {
        true => Some(codec::to_hex(&home.nullifier_key()?.public())),
        false => None,
    };
    let prover_key = match has(HomeKind::Prover) {
        true => Some(hex::encode(home.prover_key()?.verifying_key().as_bytes())),
        false => None,
    };
    // Whoever proves keeps a log.
    let log_key = match (has(HomeKind::Prover), &args.log_name) {
        (true, Some(name)) => Some(attestation_log::make_key(&home, name)?),
        (true, None) => Some(attestation_log::key(&home)?),
        (false, _) => None,
    };
    let log_key = log_key.map(|key| key.public().to_text());
    let registrar = match has(HomeKind::Registrar) {
        true => Some(registry::secret_key(&home)?.public().to_text()),
        false => None,
    };
    let shown = folder.display();
    let mut text = format!("Made a development home in {shown}.");
    let mut say = |line: String| {
        text.push('\n');
        text.push_str(&line);
    };
    if let Some(key) = &prover_key {
        say("Its proving keys will be made on this machine when they are first needed: whoever has the machine can forge.".into());
        say(format!("prover key     {key}"));
    }
    if let Some(key) = &log_key {
        say(format!("log key        {key}"));
    }
    if let Some(key) = &registrar {
        say(format!("registrar      {key}"));
    }
    if let Some(key) = &nullifier_key {
        say(format!("nullifier key  {key}"));
        say(format!("Back the nullifier key up: covenant nullifier-key export --home {shown} -o FILE"));
    }
    let json = json!({
        "home": shown.to_string(),
        "development": true,
        "network": home.network(),
        "nullifier_key": nullifier_key,
        "prover_key": prover_key,
        "log_key": log_key,
        "registrar": registrar,
    });
    Ok(Reply::new(json, text))
}
