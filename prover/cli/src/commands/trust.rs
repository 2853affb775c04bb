//! `trust export`: what a home trusts, for others.

use std::path::Path;

use covenant_statements::Day;
use covenant_verifier::trust::RootKind;
use covenant_verifier::wire::Sha256;
use serde_json::json;

use super::home_registry;
use crate::clock;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::{Home, trust};
use crate::output::{Output, Reply};

pub(super) fn export(home: Option<&Path>, path: &Path, until: Option<Day>, output: Output) -> Result<Reply> {
    let home = Home::open(home)?;
    let registry = home_registry::configured(&home)?;
    let warnings: Vec<&str> = if registry.is_none() {
        vec![
            "this home has no home registry yet, so its nullifier key is left out: the first consent names it",
        ]
    } else {
        Vec::new()
    };
    for warning in &warnings {
        output.remark(&format!("warning: {warning}"));
    }
    let in_days = |days| Day::new(clock::today().get().saturating_add(days)).unwrap_or(Day::MAX);
    let store = trust::trusted_by(&home, registry, until.unwrap_or_else(|| in_days(trust::EXPORT_DAYS)))?;
    let bytes =
        store.to_json().map_err(|error| Failure::new(Exit::Other, "trust/not-written", error.to_string()))?;
    files::output(path, &bytes, Mode::Public)?;
    let document = store.document();
    let of_kind = |kind| document.roots.iter().filter(|root| root.kind == kind).count();
    let (registry_roots, price_roots) = (of_kind(RootKind::Parties), of_kind(RootKind::Prices));
    let sha256 = Sha256::of(&bytes).to_string();
    let shown = path.display().to_string();
    let text = format!(
        "{shown}, SHA-256 {sha256}: {} keys, {registry_roots} registry roots, {price_roots} price roots, {} nullifier keys, {} policies, {} facilities, \
         {} pools, {} provers; for use until {}",
        document.keys.len(),
        document.nullifier_keys.len(),
        document.policies.len(),
        document.facilities.len(),
        document.pools.len(),
        document.provers.len(),
        document.until
    );
    let json = json!({
        "trust": shown,
        "sha256": sha256,
        "network": document.network,
        "until": document.until,
        "not_before": document.not_before,
        "keys": document.keys.len(),
        "registry_roots": registry_roots,
        "price_roots": price_roots,
        "nullifier_keys": document.nullifier_keys.len(),
        "policies": document.policies.len(),
        "facilities": document.facilities.len(),
        "pools": document.pools.len(),
        "provers": document.provers.len(),
        "warnings": warnings,
    });
    Ok(Reply::new(json, text))
}
