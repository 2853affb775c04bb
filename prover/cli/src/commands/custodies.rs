//! `trust show`, `trust facility`, `trust pool`, `trust forget`: what a home trusts besides keys, and what it follows.

use std::fmt::Write as _;
use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_parties::custodies::Custody;
use covenant_parties::solvency::FollowedEntities;
use covenant_parties::{Error, Store as _};
use covenant_statements::{Fr, field};
use covenant_verifier::trust::{
    AuditorEntry, CustodyEntry, EntityEntry, RootKind, TrustDocument, TrustError, TrustStore,
};
use serde_json::json;

use super::roles;
use crate::cli::{CustodyArgs, Forgotten, Trust};
use crate::failure::{Failure, Result};
use crate::home::{Home, trust};
use crate::output::Reply;
use crate::statements::solvency;
use crate::statements::solvency::args::{AuditorArgs, EntityArgs};

pub(super) fn run(home: Option<&Path>, command: &Trust) -> Result<Reply> {
    let home = Home::open(home)?;
    match command {
        Trust::Facility(args) => own(&home, follow(&home, Custody::Facility, args)),
        Trust::Pool(args) => own(&home, follow(&home, Custody::Pool, args)),
        Trust::Entity(args) => own(&home, follow_entity(&home, args)),
        Trust::Auditor(args) => own(&home, trust_auditor(&home, args)),
        Trust::Forget { what, name } => own(&home, forget(&home, *what, name.as_deref().unwrap_or_default())),
        Trust::Show | Trust::Export { .. } | Trust::Import { .. } => show(&home),
    }
}

/// A change of the home's own trust.
fn own(home: &Home, done: Result<Reply>) -> Result<Reply> {
    done.map(|reply| trust::unused_while_imported(home, reply))
}

fn follow(home: &Home, custody: Custody, args: &CustodyArgs) -> Result<Reply> {
    let entry = CustodyEntry {
        id: args.name.clone(),
        d0: args.d0,
        policy: args.policy,
        roles: roles_digest(&args.roles)?,
        epoch: args.epoch.into(),
        counter: args.counter,
        sequence: args.sequence,
    };
    home.change_custodies(|followed| {
        followed.follow(custody, entry.clone()).map_err(Error::from)?;
        // What would refuse every trust file of this home is not taken in.
        trust::without_keys(home, followed).map(drop)
    })?;
    let text = format!("followed: {}\n{}", entry.id, described(&entry));
    let json = serde_json::to_value(&entry).unwrap_or_default();
    Ok(Reply::new(json!({ "followed": json }), text))
}

/// Takes it in, unless it would refuse every trust file of this home.
fn change_entities(home: &Home, change: impl FnOnce(&mut FollowedEntities)) -> Result<()> {
    home.change_entities(|entities| {
        change(entities);
        let document = TrustDocument {
            entities: entities.entities().to_vec(),
            auditors: entities.auditors().to_vec(),
            ..TrustDocument::empty(home.network())
        };
        let refused = |error: TrustError| Failure::input(error.code(), error.to_string());
        TrustStore::from_document(document).map(drop).map_err(refused)
    })
}

fn follow_entity(home: &Home, args: &EntityArgs) -> Result<Reply> {
    let (party, scope) = (args.entity.party_id(), solvency::read_scope(&args.scope)?.digest());
    let entry = EntityEntry { name: args.name.clone(), party, scope };
    change_entities(home, |entities| entities.follow(entry.clone()))?;
    let text = format!("followed: {}\nscope  {}", entry.name, field::to_hex(&scope));
    Ok(Reply::new(json!({ "followed": serde_json::to_value(&entry).unwrap_or_default() }), text))
}

fn trust_auditor(home: &Home, args: &AuditorArgs) -> Result<Reply> {
    let malformed = |_| Failure::input("trust/auditor-key", "not an auditor's public key").at("key");
    let key = codec::from_hex(&args.key).map_err(malformed)?;
    let entry = AuditorEntry { name: args.name.clone(), key, from: args.from, until: args.until };
    change_entities(home, |entities| entities.trust_auditor(entry.clone()))?;
    let text = format!("taken: {}, from {} to {}", entry.name, entry.from, entry.until);
    Ok(Reply::new(json!({ "trusted": serde_json::to_value(&entry).unwrap_or_default() }), text))
}

/// A digest, else a file of roles.
fn roles_digest(text: &str) -> Result<Fr> {
    match field::from_hex(text) {
        Ok(digest) => Ok(digest),
        Err(_) => Ok(roles::read(Path::new(text))?.digest()),
    }
}

fn forget(home: &Home, what: Forgotten, name: &str) -> Result<Reply> {
    let forget = |custody| home.change_custodies(|followed| Ok(followed.forget(custody, name)));
    let was_there = match what {
        Forgotten::Facility => forget(Custody::Facility)?,
        Forgotten::Pool => forget(Custody::Pool)?,
        Forgotten::Entity | Forgotten::Auditor => {
            home.change_entities(|entities| Ok(entities.forget(name)))?
        }
        Forgotten::Imported => return forget_imported(home, name),
    };
    if !was_there {
        return Err(Failure::input("trust/not-followed", "nothing of this name is followed").at("name"));
    }
    Ok(Reply::new(json!({ "forgotten": name }), format!("no longer followed: {name}")))
}

fn forget_imported(home: &Home, name: &str) -> Result<Reply> {
    if !name.is_empty() {
        let message = "a home has imported one trust file, which has no name";
        return Err(Failure::usage("usage/conflict", message).at("name"));
    }
    if !trust::forget_imported(home)? {
        return Err(
            Failure::input("trust/not-imported", "this home has imported no trust file").at("home.trust")
        );
    }
    let text = "this home judges by its own trust from now on";
    Ok(Reply::new(json!({ "forgotten": "imported" }), text))
}

fn show(home: &Home) -> Result<Reply> {
    let imported = trust::imported(home)?;
    let document = match &imported {
        Some(document) => document.clone(),
        None => trust::without_keys(home, &home.custodies()?)?.document().clone(),
    };
    let mut text = String::new();
    for root in &document.roots {
        let kind = match root.kind {
            RootKind::Parties => "parties",
            RootKind::Prices => "prices",
            _ => "other",
        };
        let _ = writeln!(
            text,
            "root      {kind:<8} {}  {} to {}",
            field::to_hex(&root.root),
            root.from,
            root.until
        );
    }
    for policy in home.trusted_policies()? {
        let _ = writeln!(text, "policy    {}", field::to_hex(&policy.digest()));
    }
    for (what, entries) in [("facility", &document.facilities), ("pool", &document.pools)] {
        for entry in entries {
            let _ = writeln!(text, "{what:<9} {}\n{}", entry.id, described(entry));
        }
    }
    let entities = home.entities()?;
    for entry in entities.entities() {
        let scope = field::to_hex(&entry.scope);
        let _ = writeln!(
            text,
            "entity    {}\n  party   {}\n  scope   {scope}",
            entry.name,
            field::to_hex(&entry.party.0)
        );
    }
    for entry in entities.auditors() {
        let _ = writeln!(text, "auditor   {}, from {} to {}", entry.name, entry.from, entry.until);
    }
    for key in entities.keys() {
        let _ = writeln!(text, "key       {}  {}", key.circuit, key.sha256);
    }
    let _ = writeln!(text, "no as_of before {}", document.not_before);
    let json = json!({
        "network": document.network,
        "not_before": document.not_before,
        "roots": document.roots,
        "policies": document.policies,
        "facilities": document.facilities,
        "pools": document.pools,
        "entities": entities.entities(),
        "auditors": entities.auditors(),
        "liabilities_keys": entities.keys().iter().map(|key| json!({ "circuit": key.circuit, "sha256": key.sha256 }))
            .collect::<Vec<_>>(),
    });
    Ok(Reply::new(json, text))
}

fn described(entry: &CustodyEntry) -> String {
    let hex = |x: &Fr| field::to_hex(x);
    format!(
        "  d0      {}\n  roles   {}\n  policy  {}\n  epoch {}, counter {}, sequence {}",
        hex(&entry.d0),
        hex(&entry.roles),
        hex(&entry.policy),
        entry.epoch,
        entry.counter,
        entry.sequence
    )
}
