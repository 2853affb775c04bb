//! `party`: the registrar's commands.

use std::fmt::Write as _;
use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_gadgets::eddsa::SecretKey;
use covenant_gadgets::field;
use covenant_parties::key_file::Purpose;
use covenant_parties::registry::party_hex;
use covenant_parties::{Error, Registration, Registry, Store as _, possession};
use covenant_statements::{Day, Identifier, Leaf, Point, Signature};
use rand::rngs::OsRng;
use serde_json::{Value, json};

use crate::cli::{Party, PartyAdd};
use crate::clock;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::key_files;
use crate::output::Reply;

pub(super) fn run(home: Option<&Path>, command: Party) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        Party::Add(args) => add(&home, &args),
        Party::Revoke { id, on } => revoke(&home, &id, on),
        Party::List => list(&home),
    }
}

fn add(home: &Home, args: &PartyAdd) -> Result<Reply> {
    let network = home.network();
    let made = args.key_out.is_some().then(|| SecretKey::generate(&mut OsRng));
    if made.is_some() {
        require_development(home)?;
    }
    let (party, key, root) = home.change_registry(|registry| {
        let (key, possession) = match &made {
            Some(key) => {
                let party = registry.party_of(&args.ids).map_err(Error::from)?;
                (key.public(), possession::prove(network, party, &args.roles, key, &mut OsRng))
            }
            None => shown_key(args)?,
        };
        let registration = Registration {
            identifiers: args.ids.clone(),
            roles: args.roles.clone(),
            principal: args.principal.clone(),
            fiscal_rule: args.fiscal_year_start,
            key,
            possession,
            valid_from: args.valid_from,
            valid_until: args.valid_until,
        };
        let party = registry.add(network, &registration, clock::now(), &mut OsRng).map_err(Error::from)?;
        // The key first: a registered key that nobody has would be worse than a file that nobody knows.
        if let (Some(path), Some(key)) = (&args.key_out, &made) {
            key_files::create(path, key, Purpose::Signing)?;
        }
        Ok((party, key, root(registry)))
    })?;
    let roles: Vec<&str> = args.roles.iter().map(|role| role.name()).collect();
    let public_key = codec::to_hex(&key);
    let text = format!(
        "party       {}\npublic key  {public_key}\nroles       {}\nroot        {root}",
        party_hex(party),
        roles.join(", ")
    );
    let json = json!({
        "party": party,
        "public_key": public_key,
        "roles": roles,
        "registry_root": root,
        "key_file": args.key_out.as_ref().map(|path| path.display().to_string()),
    });
    Ok(Reply::new(json, text))
}

/// Keys are made where they are used; a registrar makes them for others only where nothing depends on it.
fn require_development(home: &Home) -> Result<()> {
    if home.config().is_development() {
        return Ok(());
    }
    let message = "the registrar makes keys in development homes only; use keygen";
    Err(Failure::refused("key/registrar-made", message).at("key_out"))
}

fn shown_key(args: &PartyAdd) -> Result<(Point, Signature)> {
    match (&args.public_key, &args.possession) {
        (Some(key), Some(proof)) => Ok(possession::read(key, proof).map_err(Error::from)?),
        _ => Err(Failure::usage("usage/missing-argument", "a public key and its proof of possession")
            .at("public_key")),
    }
}

fn revoke(home: &Home, id: &Identifier, on: Day) -> Result<Reply> {
    let (party, root, revocations) = home.change_registry(|registry| {
        let party = registry.revoke(id, on, clock::now(), &mut OsRng).map_err(Error::from)?;
        Ok((party, root(registry), registry.revocations()))
    })?;
    let text = format!(
        "party  {}\nends before {on}; earlier roots have ended\nroot   {root}, revocation {revocations}",
        party_hex(party)
    );
    let json = json!({ "party": party, "on": on, "registry_root": root, "revocations": revocations });
    Ok(Reply::new(json, text))
}

fn list(home: &Home) -> Result<Reply> {
    let registry = home.registry()?;
    let mut text = String::new();
    let mut parties = Vec::new();
    for party in registry.parties() {
        let keys: Vec<&Leaf> = registry.leaves().iter().filter(|leaf| leaf.party == party.id()).collect();
        let identifiers: Vec<String> = party.identifiers().map(ToString::to_string).collect();
        let _ = writeln!(text, "{}  {}", party_hex(party.id()), identifiers.join("  "));
        for leaf in &keys {
            let key = codec::to_hex(&leaf.key);
            let _ = writeln!(
                text,
                "  {:<18} {key}  {} to {}",
                leaf.role.name(),
                leaf.valid_from,
                leaf.valid_until
            );
        }
        let keys: Vec<Value> = keys.into_iter().map(key_json).collect();
        parties.push(json!({ "party": party.id(), "identifiers": identifiers, "keys": keys }));
    }
    let roots: Vec<Value> = registry
        .roots()
        .iter()
        .map(|root| {
            json!({
                "root": field::to_hex(&root.root),
                "made_at": root.made_at,
                "until": root.until,
                "revocations": root.revocations,
            })
        })
        .collect();
    let root = root(&registry);
    let _ = writeln!(text, "root {root}, after {} revocations", registry.revocations());
    Ok(Reply::new(json!({ "parties": parties, "registry_root": root, "roots": roots }), text))
}

fn key_json(leaf: &Leaf) -> Value {
    json!({
        "role": leaf.role,
        "public_key": codec::to_hex(&leaf.key),
        "principal": leaf.principal,
        "fiscal_year_start": leaf.fiscal_rule,
        "valid_from": leaf.valid_from,
        "valid_until": leaf.valid_until,
    })
}

/// The current root; none before the first party.
fn root(registry: &Registry) -> String {
    registry.roots().last().map_or_else(|| "none".to_owned(), |root| field::to_hex(&root.root))
}
