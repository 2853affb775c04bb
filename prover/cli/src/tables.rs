//! Reading tables.

use std::path::Path;

use covenant_ingest::tables::{self, Options, Refusal, Row, TableError};
use serde_json::json;

use crate::failure::{Failure, Result};

/// Reads a table in CSV or Parquet; `what` names it in errors, which list what is wrong with it.
pub(crate) fn read<R: Row>(path: &Path, options: &Options, what: &'static str) -> Result<Vec<R>> {
    tables::read(path, options).map_err(|error| failure(&error, what))
}

/// The first thing that is wrong names the refusal; people and programs are told of the others too.
pub(crate) fn failure(error: &TableError, what: &'static str) -> Failure {
    let listed: Vec<String> =
        error.refusals.iter().map(|refusal| format!("{}: {refusal}", error.file)).collect();
    let (first, others) = listed.split_first().map_or(("", &[][..]), |(first, rest)| (first, rest));
    let code = error.refusals.first().map_or("table/refused", |refusal| refusal.code.as_str());
    let mut explanation = others.join("\n");
    if error.more > 0 {
        explanation.push_str(&format!("\n{}: and {} more", error.file, error.more));
    }
    let of = |refusal: &Refusal| {
        json!({
            "code": refusal.code.as_str(),
            "row": refusal.row,
            "line": refusal.line,
            "column": refusal.column.as_ref().map(|place| match place {
                tables::Place::Name(name) => json!(name),
                tables::Place::Position(position) => json!(position),
                _ => json!(null),
            }),
        })
    };
    let refusals: Vec<_> = error.refusals.iter().map(of).collect();
    let failure = Failure::input(code, first).at(what).explained(explanation);
    failure.with("refusals", json!(refusals)).with("more", json!(error.more))
}
