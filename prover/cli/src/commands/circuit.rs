//! `circuit list` and `circuit cost`: what circuits are made of.

use std::fmt::Write as _;

use covenant_relations::cost::Cost;
use covenant_relations::{Pin, RELATIONS, Relation, relation};
use covenant_statements::{CircuitInfo, tier};
use serde_json::{Value, json};

use crate::failure::{Failure, Result};
use crate::output::Reply;

/// A circuit's measures do not depend on the claim: they are pinned.
pub(super) fn list() -> Reply {
    let line = |Relation { info, pin, .. }: &Relation| {
        let CircuitInfo { id, title, inputs, .. } = info;
        let Pin { constraints, witness, .. } = pin;
        let inputs = inputs.join(", ");
        format!("{id}  {title}  {constraints} constraints  {witness} witness values  public: {inputs}")
    };
    let entry = |Relation { info, pin, .. }: &Relation| {
        json!({
            "circuit": info.id,
            "statement": info.title,
            "constraints": pin.constraints,
            "witness_values": pin.witness,
            "public_inputs": info.inputs,
        })
    };
    let text: Vec<String> = RELATIONS.iter().map(line).collect();
    let circuits: Vec<Value> = RELATIONS.iter().map(entry).collect();
    Reply::new(json!({ "circuits": circuits }), text.join("\n"))
}

/// The cost by gadget of the circuit of this name; of the first, if none is named.
pub(super) fn cost(circuit: Option<&str>, lines: Option<u32>, folded: bool) -> Result<Reply> {
    let found = match (circuit, lines) {
        (Some(name), Some(lines)) => tier(name, lines).and_then(|info| relation(info.id)),
        (Some(name), None) => relation(name),
        (None, _) => RELATIONS.first(),
    };
    let relation = found.ok_or_else(unknown)?;
    let id = relation.info.id;
    let cost = Cost::of(&(relation.sample)(0).full());
    let mut json = json!({ "circuit": id, "constraints": cost.constraints, "parts": parts(&cost) });
    if folded {
        let folded = cost.folded();
        return Ok(Reply::new(json!({ "circuit": id, "folded": folded }), folded));
    }
    let mut text = String::new();
    if let Some(lines) = relation.info.lines {
        let each = f64::from(u32::try_from(cost.constraints).unwrap_or(u32::MAX)) / f64::from(lines);
        json["lines"] = json!(lines);
        json["constraints_a_line"] = json!((each * 10.0).round() / 10.0);
        let _ = writeln!(text, "{lines} lines, {each:.1} constraints a line, all in");
    }
    table(&mut text, id, &cost, 0, cost.constraints.max(1));
    Ok(Reply::new(json, text))
}

/// There is no such circuit.
pub(super) fn unknown() -> Failure {
    Failure::usage("circuit/unknown", "no circuit of this name; see `circuit list`").at("circuit")
}

fn parts(cost: &Cost) -> Vec<Value> {
    let part = |(name, cost): &(String, Cost)| json!({ "name": name, "constraints": cost.constraints, "parts": parts(cost) });
    cost.parts.iter().map(part).collect()
}

/// Clauses, gadgets, and what is in them, down to the third level.
fn table(text: &mut String, name: &str, cost: &Cost, depth: usize, total: usize) {
    let share = cost.constraints as f64 * 100.0 / total as f64;
    let indented = format!("{:indent$}{name}", "", indent = 2 * depth);
    let _ = writeln!(text, "{indented:<44} {:>7}  {share:>5.1} %", cost.constraints);
    if depth < 3 {
        for (name, part) in &cost.parts {
            table(text, name, part, depth + 1, total);
        }
    }
}
