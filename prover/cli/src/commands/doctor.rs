//! `doctor`: looks for what is wrong.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use covenant_parties::{Record, Registry, Store as _};
use serde_json::{Value, json};

use super::keys::shown;
use super::{home_registry, jobs, remote};
use crate::attestation_log;
use crate::cli::Server;
use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::identity;
use crate::output::{Reply, one_line};
use crate::prover::keys;
use crate::registry;

/// What one examination found.
struct Finding {
    examined: &'static str,
    result: Result<String>,
    /// Whether a bad result means that something is wrong: nobody has to run a service.
    grave: bool,
}

pub(super) fn run(home: Option<&Path>, server: &Server) -> Result<Reply> {
    let mut findings = vec![grave("machine", Ok(machine()))];
    match home {
        Some(_) => findings.extend(of_home(&Home::open(home)?)),
        None => findings.push(Finding {
            examined: "home",
            result: Err(Failure::usage(
                "usage/home",
                "none named: --home DIR, or the variable COVENANT_HOME",
            )),
            grave: false,
        }),
    }
    findings.push(Finding {
        examined: "service",
        result: service(home, server),
        grave: server.server.is_some(),
    });
    let lines: Vec<String> = findings.iter().map(line).collect();
    let all: Vec<Value> = findings.iter().map(to_json).collect();
    let bad = findings.into_iter().find(|finding| finding.grave && finding.result.is_err());
    match bad.map(|finding| finding.result) {
        Some(Err(failure)) => Err(failure.with("findings", json!(all)).explained(lines.join("\n"))),
        _ => Ok(Reply::new(json!({ "findings": all }), lines.join("\n"))),
    }
}

/// Threads, and the arithmetic that the engine has chosen.
fn machine() -> String {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{threads} threads, {} arithmetic", covenant_core::backend_name())
}

fn of_home(opened: &Home) -> Vec<Finding> {
    vec![
        grave(
            "configuration",
            Ok(format!(
                "{} home on {}",
                if opened.config().is_development() { "development" } else { "production" },
                opened.network()
            )),
        ),
        grave("secret files", secret_files(opened)),
        key("nullifier key", opened, Record::NullifierKey, |home| home.nullifier_key().map(drop)),
        key("prover key", opened, Record::ProverKey, |home| home.prover_key().map(drop)),
        key("registrar's key", opened, Record::RegistrarKey, |home| home.registrar_key().map(drop)),
        grave("registry of parties", parties(opened)),
        grave("published registry", published(opened)),
        grave("policies", opened.trusted_policies().map(|all| format!("{} trusted", all.len()))),
        grave(
            "home registry",
            home_registry::configured(opened).map(|registry| {
                registry.map_or_else(
                    || "none yet; the first consent names it".to_owned(),
                    |registry| registry.to_string(),
                )
            }),
        ),
        grave("proving keys", proving_keys(opened)),
        grave("log of attestations", log(opened)),
    ]
}

/// A secret key: a home without one is not what the key is for.
fn key(
    examined: &'static str,
    home: &Home,
    record: Record<'_>,
    read: impl FnOnce(&Home) -> Result<()>,
) -> Finding {
    match home.has(record) {
        Ok(false) => grave(examined, Ok("none: this home is not for that".to_owned())),
        _ => grave(examined, read(home).map(|()| "whole".to_owned())),
    }
}

/// The list is the registrar's and makes the registry that the home has; a registrar may have changes that it has not published.
fn published(home: &Home) -> Result<String> {
    let Some(list) = registry::last(home)? else {
        return Ok("none was published or pulled".to_owned());
    };
    let followed = home.config().registry.as_ref();
    let key = match followed {
        Some(followed) => registry::read_key(&followed.registrar, home.network())?,
        None => registry::secret_key(home)?.public().clone(),
    };
    let head = registry::judge(&list, &key, None)?;
    let current = |registry: &Registry| registry.roots().last().map(|root| root.root);
    let is_same = current(&list.registry()?) == current(&home.registry()?);
    match (is_same, followed.is_some()) {
        (true, _) => Ok(format!("{} entries, signed", head.size)),
        (false, false) => {
            Ok(format!("{} entries, signed; there are changes since: `registry publish`", head.size))
        }
        (false, true) => {
            let message = "the home's registry is not the one that was pulled; pull again";
            Err(Failure::refused("registry/other-entries", message).at("home.parties"))
        }
    }
}

fn grave(examined: &'static str, result: Result<String>) -> Finding {
    Finding { examined, result, grave: true }
}

fn line(finding: &Finding) -> String {
    // What a service says of itself is a stranger's word.
    one_line(&match &finding.result {
        Ok(found) => format!("good  {:<20} {found}", finding.examined),
        Err(failure) if finding.grave => {
            format!("BAD   {:<20} {}: {}", finding.examined, failure.code, failure.message)
        }
        Err(failure) => format!("none  {:<20} {}", finding.examined, failure.message),
    })
}

fn to_json(finding: &Finding) -> Value {
    match &finding.result {
        Ok(found) => json!({ "examined": finding.examined, "good": true, "found": found }),
        Err(failure) => {
            json!({ "examined": finding.examined, "good": !finding.grave, "code": failure.code, "found": failure.message })
        }
    }
}

/// Secrets that others can read are as good as published.
fn secret_files(home: &Home) -> Result<String> {
    let mut seen = 0;
    for path in [
        home.nullifier_key_path(),
        home.prover_key_path(),
        home.registrar_key_path(),
        home.registry_path(),
        home.list_path(),
        attestation_log::key_path(home),
    ] {
        let Ok(metadata) = fs::metadata(&path) else { continue };
        seen += 1;
        if metadata.mode() & 0o077 != 0 {
            let message = format!("{} can be read by others; chmod 600 it", path.display());
            return Err(Failure::refused("home/permissions", message).at("home"));
        }
    }
    Ok(format!("{seen} files, for their owner only"))
}

/// The log's second check.
fn log(home: &Home) -> Result<String> {
    let folder = attestation_log::folder(home);
    if !folder.join("checkpoint").exists() {
        return Ok(if home.config().log {
            "none yet; begun by the first proof"
        } else {
            "none, as configured"
        }
        .to_owned());
    }
    let head = covenant_log::check::folder(&folder, attestation_log::key(home)?.public(), &[])?;
    Ok(format!("{} entries under {}, whole", head.size, head.origin))
}

fn parties(home: &Home) -> Result<String> {
    let registry = home.registry()?;
    let (parties, leaves, roots) =
        (registry.parties().len(), registry.leaves().len(), registry.roots().len());
    Ok(format!("{parties} parties, {leaves} keys, {roots} roots; the current root is that of the keys"))
}

/// Trusted keys are checked in full; what else lies beside them is said, and hinders nobody.
fn proving_keys(home: &Home) -> Result<String> {
    let store = keys::store(home)?;
    let results = store.verify()?;
    let count = results.len();
    for (_, result) in results {
        result?;
    }
    let listing = store.list()?;
    let untrusted = listing.keys.iter().filter(|key| !key.is_trusted).count();
    let mut found = if count == 0 {
        "none trusted yet; made when first needed".to_owned()
    } else {
        format!("{count} trusted, whole and consistent")
    };
    if untrusted > 0 {
        found.push_str(&format!("; {untrusted} not trusted and not used"));
    }
    for skipped in &listing.skipped {
        found.push_str(&format!("; {} not used: {}", shown(&skipped.name), skipped.refusal));
    }
    Ok(found)
}

fn service(home: Option<&Path>, server: &Server) -> Result<String> {
    let url = jobs::url(home, server)?;
    remote::block_on(async {
        let capabilities = identity::connect(&url).await?.capabilities().await?;
        let circuits: Vec<String> = capabilities
            .circuits
            .iter()
            .map(|circuit| format!("{}/{}", circuit.circuit, circuit.version))
            .collect();
        Ok(format!("{url}, version {}, proves {}", capabilities.version, circuits.join(", ")))
    })
}
