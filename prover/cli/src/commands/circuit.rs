//! `circuit`: what circuits are made of, and where a claim fails in one.

use std::fmt::Write as _;
use std::path::Path;

use covenant_parties::obligation::SignedConsent;
use covenant_relations::cost::Cost;
use covenant_relations::{Pin, Provable as _, RELATIONS, Relation, relation};
use covenant_statements::{CircuitInfo, Claim as _};
use serde_json::{Value, json};

use crate::cli::Circuit;
use crate::failure::{Exit, Failure, Result};
use crate::formats;
use crate::home::Home;
use crate::output::Reply;
use crate::statements::obligation::args::Subject;
use crate::statements::obligation::claim::{self, Sources};

pub(super) fn run(home: Option<&Path>, command: &Circuit) -> Result<Reply> {
    match command {
        Circuit::List => Ok(list()),
        Circuit::Cost { circuit, folded } => cost(circuit, *folded),
        Circuit::Trace { circuit: _, subject, consent } => trace(home, subject, consent),
    }
}

/// A circuit's measures do not depend on the claim: they are pinned.
fn list() -> Reply {
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

fn cost(circuit: &str, folded: bool) -> Result<Reply> {
    let unknown = || Failure::usage("circuit/unknown", "no circuit of this name; see `circuit list`");
    let relation = relation(circuit).ok_or_else(|| unknown().at("circuit"))?;
    let id = relation.info.id;
    let cost = Cost::of(&(relation.sample)(0).full());
    let json = json!({ "circuit": id, "constraints": cost.constraints, "parts": parts(&cost) });
    if folded {
        let folded = cost.folded();
        return Ok(Reply::new(json!({ "circuit": id, "folded": folded }), folded));
    }
    let mut text = String::new();
    table(&mut text, id, &cost, 0, cost.constraints.max(1));
    Ok(Reply::new(json, text))
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

/// Synthesises the circuit for a claim, whatever the native check says of it, and names the first constraint that does not hold.
fn trace(home: Option<&Path>, subject: &Subject, consent: &Path) -> Result<Reply> {
    let home = Home::open(home)?;
    let draft = claim::read(&home, Sources::from(subject))?;
    let consent: SignedConsent = formats::read(consent, "consent")?;
    let claim = draft.with_consent(&consent)?;
    let native = claim.check();
    let cs = claim.relation().full();
    let constraints = cs.constraints().len();
    match (cs.is_satisfied(), native) {
        (Ok(()), Ok(())) => {
            let text = format!("all {constraints} constraints hold, and so does the native check");
            Ok(Reply::new(
                json!({ "circuit": claim.circuit().id, "constraints": constraints, "satisfied": true }),
                text,
            ))
        }
        (Err(unsatisfied), native) => {
            let mut failure = match native {
                Err(violation) => Failure::from(violation),
                Ok(()) => {
                    let message = "the native check accepts this claim";
                    Failure::new(Exit::Other, "circuit/stricter-than-check", message)
                }
            };
            let constraint = unsatisfied.to_string();
            failure.message = format!("{}; {constraint}", failure.message);
            Err(failure.with("constraint", json!(constraint)))
        }
        (Ok(()), Err(violation)) => {
            let mut failure = Failure::from(violation);
            failure.exit = Exit::Other;
            failure.message =
                format!("{}; every constraint holds, which is a defect of the circuit", failure.message);
            Err(failure)
        }
    }
}
