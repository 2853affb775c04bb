//! `circuit audit` on a circuit of the table.

use serde_json::Value;

use crate::world::World;

/// A small sample: what is found is for the gates' own tests, which look at all of it.
#[test]
fn an_audit_names_circuit_gates_and_verdict() {
    let world = World::empty();
    let args = ["circuit", "audit", "invoice", "--members", "1", "--groups", "2"];
    let report = world.run(&args).done();
    assert_eq!((&report["circuit"], &report["whole"]), (&"invoice/1".into(), &false.into()));
    let listed = world.run(&["circuit", "list"]).done();
    for key in ["circuit", "statement", "constraints", "witness_values"] {
        assert_eq!(report[key], listed["circuits"][0][key], "{key}");
    }
    assert_eq!(report["digest"].as_str().map(str::len), Some(64));

    let gates = report["gates"].as_object().expect("gates");
    let mut names: Vec<&str> = gates.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["deletion", "forged_values", "pin", "rank"]);
    for (name, gate) in gates {
        assert_eq!(gate["passed"], true, "{name}");
    }
    assert_eq!(report["passed"], true);

    let count = |value: &Value| value.as_u64().expect("a count");
    let forged = &gates["forged_values"];
    assert_eq!(forged["variables"], report["witness_values"]);
    assert_eq!(count(&forged["tried"]), count(&forged["caught_at_once"]) + count(&forged["replayed"]));
    assert!(count(&forged["tried"]) > 5 * count(&forged["variables"]));
    assert_eq!(gates["rank"]["columns"], report["witness_values"]);
    let deletion = &gates["deletion"];
    assert_eq!((count(&deletion["looked_at"]), deletion["groups"].as_array().map(Vec::len)), (2, Some(2)));
    assert!(count(&deletion["total"]) > 100);
}

#[test]
fn an_audit_of_nothing_is_refused() {
    let world = World::empty();
    world.run(&["circuit", "audit", "no-such-circuit"]).refused(2, "circuit/unknown");
    world.run(&["circuit", "audit", "invoice/99"]).refused(2, "circuit/unknown");
    world.run(&["circuit", "audit"]).refused(2, "usage/missing-argument");
    world.run(&["circuit", "audit", "invoice", "--groups", "0"]).refused(2, "usage/value");
    world.run(&["circuit", "audit", "invoice", "--whole", "--members", "3"]).refused(2, "usage/conflict");
}
