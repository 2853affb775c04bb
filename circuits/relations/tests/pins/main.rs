//! A version's constraints do not change unseen, whatever the circuit. What a version is made of lies beside this file, named by
//! its id: `NAME-VERSION.shape` and the tree of cost `NAME-VERSION.folded`. Keys and proofs are `covenant_core`'s tests' part.

mod cost;

use covenant_gadgets::field;
use covenant_relations::{Cs, RELATIONS, Relation, cost::Cost, digest};
use covenant_statements::circuit;
use std::{env, fs, path::PathBuf};

/// Set, it writes the files anew.
const UPDATE: &str = "COVENANT_UPDATE_PINS";
/// Set to `all`, the tiers of more than 64 lines are synthesised too.
const TIERS: &str = "COVENANT_TIERS";

/// The circuits that this run looks at, in their order.
fn relations() -> impl Iterator<Item = &'static Relation> {
    let all = env::var(TIERS).is_ok_and(|tiers| tiers == "all");
    RELATIONS.iter().filter(move |relation| all || !relation.is_large())
}

#[test]
fn every_version_is_pinned() {
    for relation in relations() {
        let cs = (relation.sample)(1).full();
        let digest = field::bytes_hex(&digest(&cs));
        let found = (cs.constraints().len(), cs.num_witness(), digest.as_str());
        let pin = relation.pin;
        let why = "a changed circuit is a new version: another id, another pin";
        assert_eq!(found, (pin.constraints, pin.witness, pin.digest), "{}: {why}", relation.info.id);
        assert_eq!(cs.num_instance(), relation.info.inputs.len() + 1, "{}", relation.info.id);
        assert_eq!(circuit(relation.info.id), Some(relation.info));
    }
}

/// What the table of circuits says, too, is pinned: with it, a changed circuit could be made to look unchanged.
#[test]
fn every_versions_files_are_those_of_its_constraints() {
    let changes: Vec<String> = relations().filter_map(changes).collect();
    assert!(
        changes.is_empty(),
        "{}\nA changed circuit is a new version: give it another id, leave the files of this one. What changes no \
         constraint (a namespace, a label) and what was never released: {UPDATE}=1 cargo test --workspace --test pins",
        changes.join("\n")
    );
}

/// How a circuit differs from its files, for people; writes them instead if told to.
fn changes(relation: &Relation) -> Option<String> {
    let cs = (relation.sample)(1).full();
    let (found_cost, found_shape) = (Cost::of(&cs).folded(), shape(relation, &cs));
    let [shape_file, cost_file] = ["shape", "folded"].map(|kind| file(relation, kind));
    if env::var_os(UPDATE).is_some() {
        fs::write(&shape_file, &found_shape).unwrap();
        fs::write(&cost_file, &found_cost).unwrap();
    }
    let read = |file: &PathBuf| fs::read_to_string(file).unwrap_or_default();
    let (pinned_shape, pinned_cost) = (read(&shape_file), read(&cost_file));
    let mut lines = Vec::new();
    if pinned_shape != found_shape {
        lines.push(format!("{}: pinned\n{pinned_shape}found\n{found_shape}", relation.info.id));
    }
    if pinned_cost != found_cost {
        lines.push(format!("{}: cost moved\n{}", relation.info.id, cost::moved(&pinned_cost, &found_cost)));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Counts, digest of the matrices, the public inputs in order.
fn shape(relation: &Relation, cs: &Cs) -> String {
    let counts = format!("constraints {}\nwitness {}\n", cs.constraints().len(), cs.num_witness());
    let inputs: String = relation.info.inputs.iter().map(|name| format!("public {name}\n")).collect();
    format!("{counts}matrices {}\n{inputs}", field::bytes_hex(&digest(cs)))
}

fn file(relation: &Relation, kind: &str) -> PathBuf {
    let name = relation.info.id.replace('/', "-");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pins/{name}.{kind}"))
}

/// Constraints and their order do not depend on the values; a proof's assignment has the values of the full synthesis.
#[test]
fn the_shape_does_not_depend_on_the_witness() {
    for relation in relations() {
        let [first, second] = [1, 2].map(|seed| (relation.sample)(seed).full());
        assert!(covenant_relations::matrices(&first) == covenant_relations::matrices(&second));
        assert_eq!((relation.sample)(2).assignment(), second.assignment(), "{}", relation.info.id);
        assert_eq!(first.is_satisfied(), Ok(()), "{}", relation.info.id);
        assert_eq!((relation.sample)(1).check(), Ok(()), "{}", relation.info.id);
    }
}
