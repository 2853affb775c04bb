//! `circuit trace`: where a claim fails in its circuit.

use std::path::Path;

use covenant_relations::Provable as _;
use covenant_statements::Claim as _;
use serde_json::json;

use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::output::Reply;
use crate::statements::Statement;

/// Synthesises the circuit for a claim, whatever the native check says of it, and names the first constraint that does not hold.
pub(super) fn run<S: Statement>(home: Option<&Path>, args: &S::ClaimArgs) -> Result<Reply> {
    let claim = S::read_claim(&Home::open(home)?, args)?;
    let native = claim.check();
    let cs = claim.relation().full();
    let constraints = cs.constraints().len();
    match (cs.is_satisfied(), native) {
        (Ok(()), Ok(())) => {
            let text = format!("all {constraints} constraints hold, and so does the native check");
            let circuit = claim.circuit().id;
            let json = json!({ "circuit": circuit, "constraints": constraints, "satisfied": true });
            Ok(Reply::new(json, text))
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
