//! `check`: the rules of a statement in plain Rust.

use std::path::Path;

use covenant_parties::obligation::SignedConsent;
use covenant_statements::invoice::{self, Clause};
use serde_json::{Value, json};

use crate::failure::Result;
use crate::formats;
use crate::home::Home;
use crate::output::Reply;
use crate::statements::obligation::args::Subject;
use crate::statements::obligation::claim::{self, Sources};

/// The clauses, in the statement's order, and whether they need the seller's consent.
pub(crate) const CLAUSES: [(Clause, bool); 6] = [
    (Clause::Signer, false),
    (Clause::Signature, false),
    (Clause::Terms, false),
    (Clause::Nullifier, true),
    (Clause::Note, true),
    (Clause::Consent, true),
];

pub(super) fn run(home: Option<&Path>, subject: &Subject, consent: Option<&Path>) -> Result<Reply> {
    let home = Home::open(home)?;
    let draft = claim::read(&home, Sources::from(subject))?;
    invoice::check_acknowledged(&draft.acknowledged)?;
    if let Some(path) = consent {
        let consent: SignedConsent = formats::read(path, "consent")?;
        invoice::check(&draft.with_consent(&consent)?)?;
    }
    Ok(reply(consent.is_some(), subject))
}

fn reply(whole: bool, subject: &Subject) -> Reply {
    let condition = |number: usize, clause: Clause| json!({ "condition": number, "clause": clause.name() });
    let (mut held, mut not_run): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for (number, (clause, needs_consent)) in (1..).zip(CLAUSES) {
        let list = if needs_consent && !whole { &mut not_run } else { &mut held };
        list.push(condition(number, clause));
    }
    let text = if whole {
        format!("All six conditions hold as of {}.", subject.as_of)
    } else {
        format!(
            "Conditions 1 to 3 (signer, signature, terms) hold as of {}.\n\
             Not run without the seller's consent: 4 (nullifier), 5 (note), 6 (consent).",
            subject.as_of
        )
    };
    Reply::new(
        json!({ "statement": invoice::CIRCUIT_ID, "as_of": subject.as_of, "held": held, "not_run": not_run }),
        text,
    )
}
