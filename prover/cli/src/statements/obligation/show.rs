//! `invoice show`: prints what was read.

use std::fmt::Write as _;
use std::path::Path;

use covenant_ingest::Summary;
use covenant_ingest::show::PartySummary;
use serde_json::json;

use super::documents;
use crate::failure::{Failure, Result};
use crate::output::{Reply, one_line};

pub(crate) fn run(path: &Path) -> Result<Reply> {
    let document = documents::read(path)?;
    let summary = Summary::of(&document);
    let json = serde_json::to_value(&summary)
        .map_err(|_| Failure::input("document/no-json", "the document has no JSON form"))?;
    let mut json = json;
    // Whether the document can become an obligation at all is worth knowing before anybody signs it.
    let obligation = document.obligation().map(|_| ()).map_err(Failure::from);
    if let (Some(object), Err(failure)) = (json.as_object_mut(), &obligation) {
        object
            .insert("not_an_obligation".into(), json!({ "code": failure.code, "message": failure.message }));
    }
    Ok(Reply::new(json, text(&summary)))
}

fn text(summary: &Summary) -> String {
    let mut text = String::new();
    // A value is a stranger's: it stays on its line.
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<12}{}", one_line(&value));
    };
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let code = summary.document_type.map(|code| format!(" (type {code})")).unwrap_or_default();
    line("kind", format!("{}{code}", summary.kind));
    line("number", or_none(&summary.number));
    line("issue", or_none(&summary.issue));
    line("due", or_none(&summary.due));
    let payable = summary.payable.map(|amount| amount.to_string());
    line("payable", format!("{} {}", or_none(&payable), summary.currency.clone().unwrap_or_default()));
    if let Some(rate) = summary.rate_bps {
        line("rate", format!("{rate} basis points a year"));
    }
    line("seller", party(&summary.seller));
    line("debtor", party(&summary.debtor));
    if let Some(payee) = &summary.payee {
        line("payee", party(payee));
    }
    for item in &summary.lines {
        let net = item.net.map(|net| net.to_string());
        line("line", format!("{} {}", or_none(&net), item.item.clone().unwrap_or_default()));
    }
    for note in &summary.notes {
        line("note", note.clone());
    }
    text
}

fn party(party: &PartySummary) -> String {
    let name = party.name.clone().unwrap_or_else(|| "(no name)".to_owned());
    let identifiers: Vec<String> = party.identifiers.iter().map(ToString::to_string).collect();
    format!("{name}  {}", identifiers.join("  "))
}
