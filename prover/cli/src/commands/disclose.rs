//! `disclose`: what an attestation discloses to the holder of an auditor's key.

use std::fmt::Write as _;
use std::path::Path;

use covenant_gadgets::babyjubjub::codec;
use covenant_parties::Error;
use covenant_parties::disclosure::Stated;
use covenant_parties::key_file::Purpose;
use covenant_verifier::attestation::Report;
use serde_json::{Map, Value, json};

use super::verify;
use crate::cli::DiscloseOpen;
use crate::failure::Result;
use crate::key_files;
use crate::output::Reply;

const UNVERIFIED: &str = "NOT VERIFIED: the attestation itself was not judged, and anybody can make one up; \
                          name a trust file with --trust, or a home with --home.";
const UNLISTED: &str = "the trust lists no auditor of this key for the as-of day";

/// Judges the attestation where there is trust to judge it by, then opens it.
pub(super) fn open(home: Option<&Path>, args: &DiscloseOpen) -> Result<Reply> {
    let bytes = verify::read(&args.attestation)?;
    let judged = if args.judging.trust.is_some() || home.is_some() {
        let trust = verify::trust(home, args.judging.trust.as_deref())?;
        Some((
            verify::examined(&bytes, &trust, &verify::options(&args.judging)?, &verify::Beside::default())?,
            trust,
        ))
    } else {
        None
    };
    let stated = Stated::read(&bytes).map_err(Error::from)?;
    let key = key_files::read(&args.key, Purpose::Auditor, "key")?;
    let opened = stated.open(&key).map_err(Error::from)?;
    let named = stated.figures.iter().zip(opened.in_order());
    let figures: Vec<(&str, u128)> = named.filter_map(|(name, figure)| Some((*name, (*figure)?))).collect();

    let report = judged.as_ref().map(|(report, _)| report);
    let auditor = judged.as_ref().and_then(|(report, trust)| {
        let listed = trust.auditor(&stated.disclosure.auditor, report.as_of);
        listed.map(|entry| entry.name.clone())
    });
    let warnings = warnings(report, auditor.is_some());
    Ok(reply(&stated, &figures, report, auditor.as_deref(), &warnings))
}

/// What keeps the figures from being what they seem.
fn warnings(report: Option<&Report>, listed: bool) -> Vec<&'static str> {
    match report {
        None => vec![UNVERIFIED],
        Some(report) => {
            let reserved = [(report.trusted, verify::UNTRUSTED), (listed, UNLISTED)];
            reserved.into_iter().filter(|(fine, _)| !fine).map(|(_, warning)| warning).collect()
        }
    }
}

fn reply(
    stated: &Stated,
    figures: &[(&str, u128)],
    report: Option<&Report>,
    auditor: Option<&str>,
    warnings: &[&'static str],
) -> Reply {
    let [_, undisclosed] = stated.names();
    let key = codec::to_hex(&stated.disclosure.auditor);
    let mut text = String::new();
    for warning in warnings {
        let _ = writeln!(text, "{warning}");
    }
    let _ = writeln!(text, "{}, disclosed to {}", stated.circuit, auditor.unwrap_or(&key));
    for (name, figure) in figures {
        let _ = writeln!(text, "{name:<16} {figure}");
    }
    let _ = writeln!(text, "amounts in minor units; not disclosed: {}", list(&undisclosed));
    let values: Map<String, Value> =
        figures.iter().map(|(name, figure)| ((*name).to_owned(), json!(figure.to_string()))).collect();
    let json = json!({
        "verified": report.is_some(),
        "trusted": report.map(|report| report.trusted),
        "statement": stated.circuit,
        "as_of": report.map(|report| report.as_of),
        "auditor": auditor,
        "auditor_key": key,
        "figures": values,
        "not_disclosed": undisclosed,
        "warnings": warnings,
    });
    Reply::new(json, text)
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}
