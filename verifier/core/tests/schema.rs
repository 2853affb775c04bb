//! The schema in the book is the generated one, and describes what is written.

mod common;

use std::collections::BTreeSet;

use common::attest::World;
use covenant_statements::Network;
use covenant_verifier::schema::{all, policies, to_text};
use serde_json::Value;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema");

#[test]
fn the_books_schemas_are_the_generated_ones() {
    let committed: BTreeSet<String> = std::fs::read_dir(FOLDER)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let generated: Vec<_> = all().into_iter().chain(policies()).collect();
    assert_eq!(committed, generated.iter().map(|(name, _)| name.clone()).collect());
    for (name, schema) in generated {
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap();
        assert!(text == to_text(&schema), "regenerate docs/schema/{name}");
    }
}

/// Follows `$ref`s into the definitions.
fn resolve<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => resolve(root, root.pointer(reference.trim_start_matches('#')).unwrap()),
        None => schema,
    }
}

fn allows_type(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::String(only) => only == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    }
}

/// The part of JSON Schema that the generator uses, patterns excepted; pushes each path that does not fit.
fn check(root: &Value, schema: &Value, value: &Value, path: &str, misfits: &mut Vec<String>) {
    let schema = resolve(root, schema);
    let fits = match value {
        Value::Null => allows_type(schema, "null"),
        Value::Bool(_) => allows_type(schema, "boolean"),
        Value::Number(_) => allows_type(schema, "integer"),
        Value::String(_) => allows_type(schema, "string"),
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                check(root, &schema["items"], item, &format!("{path}/{i}"), misfits);
            }
            allows_type(schema, "array")
        }
        Value::Object(entries) => {
            let names: BTreeSet<&str> = entries.keys().map(String::as_str).collect();
            let known: BTreeSet<&str> =
                schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
            for (name, entry) in entries {
                check(root, &schema["properties"][name], entry, &format!("{path}/{name}"), misfits);
            }
            allows_type(schema, "object") && schema["additionalProperties"] == false && names == known
        }
    };
    if !fits {
        misfits.push(path.to_owned());
    }
}

#[test]
fn the_schema_describes_what_is_written() {
    let (_, schema) = all().into_iter().find(|(name, _)| name == "obligation-v1.json").unwrap();
    let schema = serde_json::to_value(schema).unwrap();
    let statement = World::new(Network::Production).statement();
    let mut value = serde_json::to_value(&statement).unwrap();
    let mut misfits = Vec::new();
    check(&schema, &schema, &value, "", &mut misfits);
    assert_eq!(misfits, [""; 0]);
    // The check can fail.
    value["predicate"]["environment"]["policy"]["extra"] = Value::Null;
    value["predicate"]["as_of"] = Value::from(3);
    check(&schema, &schema, &value, "", &mut misfits);
    for path in ["/predicate/environment/policy", "/predicate/as_of"] {
        assert!(misfits.iter().any(|misfit| misfit == path), "{misfits:?}");
    }
}

/// A policy's file is what its schema says, and the attestation's own copy has the same form.
#[test]
fn policies_have_schemas_of_their_own() {
    let schema = |name: &str| {
        let found = policies().into_iter().find(|(file, _)| file == name).unwrap();
        serde_json::to_value(found.1).unwrap()
    };
    let misfits = |schema: &Value, policy: &Value| {
        let mut misfits = Vec::new();
        check(schema, schema, policy, "", &mut misfits);
        misfits
    };
    let collateral = covenant_statements::collateral::sample::World::new(1, 4).claim().policy;
    let pool = covenant_statements::pool::sample::World::new(1, 4).claim().policy;
    let solvency = covenant_statements::solvency::sample::World::new(1, 1, 1, 1).policy;
    let obligation = covenant_statements::invoice::sample::World::new(1).claim().acknowledged.policy;
    for (name, policy) in [
        ("obligation-policy-v1.json", serde_json::to_value(obligation).unwrap()),
        ("collateral-policy-v1.json", serde_json::to_value(collateral).unwrap()),
        ("pool-policy-v1.json", serde_json::to_value(pool).unwrap()),
        ("solvency-policy-v1.json", serde_json::to_value(solvency).unwrap()),
    ] {
        let schema = schema(name);
        assert_eq!(misfits(&schema, &policy), [""; 0], "{name}");
        let mut other = policy.clone();
        other["version"] = Value::Null;
        assert_eq!(misfits(&schema, &other), ["/version"], "{name}");
        other["extra"] = Value::Null;
        assert!(misfits(&schema, &other).iter().any(String::is_empty), "{name}");
    }
}
