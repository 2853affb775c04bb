//! The book's map to other formats covers every leaf of a statement, and nothing else.

mod common;

use std::collections::BTreeSet;

use common::attest::World;
use covenant_statements::Network;
use serde_json::Value;

const CHAPTER: &str = include_str!("../../../docs/src/attestation.md");

fn leaves(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (name, entry) in entries {
                let separator = if path.is_empty() { "" } else { "." };
                leaves(entry, &format!("{path}{separator}{name}"), found);
            }
        }
        Value::Array(items) if items.is_empty() => drop(found.insert(format!("{path}[]"))),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, &format!("{path}[]"), found)),
        _ => drop(found.insert(path.to_owned())),
    }
}

/// The first column of the rows of the last table.
fn rows() -> Vec<String> {
    let table = CHAPTER.split("| Statement | EAS | credentialSubject |").nth(1).unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells.map(str::to_owned).collect()
}

#[test]
fn every_leaf_is_mapped_once() {
    let mut expected = BTreeSet::new();
    let statement = serde_json::to_value(World::new(Network::Production).statement()).unwrap();
    leaves(&statement, "", &mut expected);
    let rows = rows();
    assert_eq!(rows.iter().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(rows.len(), expected.len());
}

/// One EAS name has one type, wherever it stands.
#[test]
fn eas_names_have_one_type() {
    let table = CHAPTER.split("| Statement | EAS | credentialSubject |").nth(1).unwrap();
    let fields = table.lines().filter_map(|line| line.split('|').nth(2)).flat_map(|cell| cell.split('`'));
    let mut types = std::collections::BTreeMap::new();
    for (kind, name) in fields.filter_map(|field| field.split_once(' ')).filter(|(kind, _)| !kind.is_empty())
    {
        assert_eq!(*types.entry(name).or_insert(kind), kind, "{name}");
    }
    assert!(types.len() > 30, "{types:?}");
}
