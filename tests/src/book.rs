//! Parts of the book that follow from the code: tables of rules and of cost, of columns, of places in documents, of measurements, a walk through the oblivious PRF. They stand between
//! marks, `<!-- begin NAME -->` and `<!-- end NAME -->`; a test compares them, the binary `write-book` writes them.

use crate::vectors;
use covenant_ingest::tables::{TABLES, TableFault};
use covenant_relations::{RELATIONS, Relation, cost::Cost};
use covenant_statements::Violation;
use std::{fmt::Write, path::PathBuf};

/// The pages' folder.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src"))
}

/// A generated part of a page.
pub struct Part {
    /// The page's file.
    pub page: String,
    /// The name in its marks.
    pub name: String,
    /// What stands between them.
    pub text: String,
}

impl Part {
    /// The page with this part anew; `None` if the page has no such marks.
    #[must_use]
    pub fn renewed(&self, page: &str) -> Option<String> {
        let (before, rest) = page.split_once(&format!("<!-- begin {} -->\n", self.name))?;
        let (_, after) = rest.split_once(&format!("<!-- end {} -->\n", self.name))?;
        let Self { name, text, .. } = self;
        Some(format!("{before}<!-- begin {name} -->\n{text}<!-- end {name} -->\n{after}"))
    }
}

/// All generated parts: for each statement its rules, for each of its circuits the cost; for each table its columns.
#[must_use]
pub fn parts() -> Vec<Part> {
    let walk = |page: &str, text| Part { page: page.into(), name: "vector".into(), text };
    let mut parts =
        vec![walk("voprf.md", vectors::voprf_walk()), walk("disclosure.md", vectors::disclosure_walk())];
    for (name, text) in [("measured", crate::measured::table()), ("plot", crate::measured::plot())] {
        parts.push(Part { page: "tiers.md".into(), name: name.into(), text });
    }
    parts.push(Part {
        page: "ledger-of-accounts.md".into(),
        name: "plot".into(),
        text: crate::grown::plot(),
    });
    for table in TABLES {
        let name = format!("table {}", table.name);
        parts.push(Part { page: "tables.md".into(), name, text: table.markdown() });
    }
    parts.push(Part { page: "tables.md".into(), name: "codes".into(), text: table_codes() });
    let places = covenant_ingest::syntax::places_table();
    parts.push(Part { page: "documents.md".into(), name: "places".into(), text: places });
    for relation in RELATIONS {
        let page = format!("statement-{}.md", page_of(relation.info.statement));
        if relation.is_first() && relation.info.lines.is_some() {
            let name = format!("tiers {}", relation.info.statement);
            parts.push(Part { page: page.clone(), name, text: tiers(relation.info.statement) });
        }
        let name = rules_of(relation.info.statement);
        if !parts.iter().any(|part| part.page == page && part.name == name) {
            parts.push(Part { page: page.clone(), name, text: rules(relation.info.rules) });
        }
        if !relation.is_first() {
            continue;
        }
        let name = format!("cost {}", relation.info.id);
        parts.push(Part { page, name, text: cost(relation) });
    }
    parts
}

/// The page that a statement is on: a rewrite is a part of the collateral's, reserves of their coverage's.
fn page_of(statement: &str) -> &str {
    match statement {
        "rewrite" => "collateral",
        "reserves" => "coverage",
        other => other,
    }
}

/// The name of a statement's table of rules on its page.
fn rules_of(statement: &str) -> String {
    match statement {
        "reserves" | "coverage" => format!("rules {statement}"),
        _ => "rules".into(),
    }
}

/// Writing to a string cannot fail.
macro_rules! line {
    ($out:ident, $($format:tt)*) => { let _ = writeln!($out, $($format)*); };
}

/// Every rule, by clause.
fn rules(rules: &[Violation]) -> String {
    let mut out = String::from("| Clause | Code | Refused when | Field |\n|---|---|---|---|\n");
    for Violation { code, field, message, clause, .. } in rules {
        line!(out, "| {clause} | `{code}` | {message} | `{field}` |");
    }
    out
}

/// Every code that a table can be refused under and a document cannot.
fn table_codes() -> String {
    let mut out = String::from("| Code | Refused when |\n|---|---|\n");
    for fault in TableFault::ALL {
        line!(out, "| `{}` | {} |", fault.as_str(), fault.describe());
    }
    out
}

/// The measures of a statement's tiers.
fn tiers(statement: &str) -> String {
    let mut out = String::from("| Circuit | Constraints | A line, all in | Domain |\n|---|---:|---:|---:|\n");
    for relation in RELATIONS.iter().filter(|relation| relation.info.statement == statement) {
        let constraints = relation.pin.constraints;
        let lines = relation.info.lines.unwrap_or(1) as usize;
        // Rounded to the nearest.
        let each = (constraints + lines / 2) / lines;
        let domain = (constraints + relation.info.inputs.len() + 1).next_power_of_two().trailing_zeros();
        line!(out, "| `{}` | {} | {} | 2^{domain} |", relation.info.id, grouped(constraints), grouped(each));
    }
    out
}

/// Constraints by clause and, within a clause, by gadget.
fn cost(relation: &Relation) -> String {
    let cost = Cost::of(&(relation.sample)(0).full());
    let mut out = String::from("| Clause | Gadget | Constraints |\n|---|---|---:|\n");
    for (clause, part) in &cost.parts {
        line!(out, "| **{clause}** | | **{}** |", grouped(part.constraints));
        let mut rest = 0;
        for (gadget, part) in &part.parts {
            if part.constraints < SMALL {
                rest += part.constraints;
            } else {
                line!(out, "| | {gadget} | {} |", grouped(part.constraints));
            }
        }
        if rest > 0 {
            line!(out, "| | *parts of less than {SMALL} each* | {rest} |");
        }
    }
    line!(out, "| **all** | | **{}** |", grouped(cost.constraints));
    out
}

/// Parts below this many constraints are added up.
const SMALL: usize = 40;

/// Thousands set apart.
pub(crate) fn grouped(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", grouped(n / 1000), n % 1000) }
}
