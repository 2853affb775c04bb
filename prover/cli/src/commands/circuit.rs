//! `circuit`: what circuits are made of, and where a claim fails in one.

use std::fmt::Write as _;
use std::path::Path;

use covenant_parties::obligation::SignedConsent;
use covenant_relations::Circuit as _;
use covenant_relations::cost::Cost;
use covenant_relations::invoice::InvoiceCircuit;
use covenant_statements::invoice::{self, CIRCUIT_ID, PublicInputs, sample::World};
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

/// The shape of a circuit does not depend on the claim.
fn list() -> Reply {
    let cs = InvoiceCircuit(&World::new(0).claim()).full();
    let (constraints, witness) = (cs.constraints().len(), cs.num_witness());
    let names = PublicInputs::NAMES;
    let text = format!(
        "{CIRCUIT_ID}  obligation validity  {constraints} constraints  {witness} witness values  public: {}",
        names.join(", ")
    );
    let circuit = json!({
        "circuit": CIRCUIT_ID,
        "statement": "obligation validity",
        "constraints": constraints,
        "witness_values": witness,
        "public_inputs": names,
    });
    Reply::new(json!({ "circuits": [circuit] }), text)
}

fn cost(circuit: &str, folded: bool) -> Result<Reply> {
    if circuit != "invoice" && circuit != CIRCUIT_ID {
        return Err(
            Failure::usage("circuit/unknown", "no circuit of this name; see `circuit list`").at("circuit")
        );
    }
    let cost = Cost::of(&InvoiceCircuit(&World::new(0).claim()).full());
    let json = json!({ "circuit": CIRCUIT_ID, "constraints": cost.constraints, "parts": parts(&cost) });
    if folded {
        let folded = cost.folded();
        return Ok(Reply::new(json!({ "circuit": CIRCUIT_ID, "folded": folded }), folded));
    }
    let mut text = String::new();
    table(&mut text, CIRCUIT_ID, &cost, 0, cost.constraints.max(1));
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
    let native = invoice::check(&claim);
    let cs = InvoiceCircuit(&claim).full();
    let constraints = cs.constraints().len();
    match (cs.is_satisfied(), native) {
        (Ok(()), Ok(())) => {
            let text = format!("all {constraints} constraints hold, and so does the native check");
            Ok(Reply::new(
                json!({ "circuit": CIRCUIT_ID, "constraints": constraints, "satisfied": true }),
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
