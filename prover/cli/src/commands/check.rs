//! `check`: the rules of a statement in plain Rust.

use std::path::Path;

use covenant_statements::{Claim as _, Day};
use serde_json::{Value, json};

use crate::failure::Result;
use crate::home::Home;
use crate::output::Reply;
use crate::statements::{Condition, Decoded, Statement};

pub(super) fn run<S: Statement>(home: Option<&Path>, args: &S::CheckArgs) -> Result<Reply> {
    let home = Home::open(home)?;
    let (decoded, as_of) = S::read_part(&home, args)?;
    let (whole, circuit) = match &decoded {
        Decoded::Part(part) => {
            S::check_part(part)?;
            (false, S::circuit_of_part(part).id)
        }
        Decoded::Whole(whole) => {
            whole.0.check()?;
            (true, whole.0.circuit().id)
        }
    };
    Ok(reply(&Checked { circuit, conditions: S::CONDITIONS, whole, part_lacks: S::PART_LACKS, as_of }))
}

/// A condition with its number.
type Numbered = (usize, &'static Condition);

/// What was checked, and held.
pub(crate) struct Checked {
    /// The circuit's id.
    pub(crate) circuit: &'static str,
    /// The statement's conditions.
    pub(crate) conditions: &'static [Condition],
    /// Whether all of them were checked.
    pub(crate) whole: bool,
    /// Why a check in part leaves conditions out.
    pub(crate) part_lacks: &'static str,
    /// The day of judgement.
    pub(crate) as_of: Day,
}

/// The reply on a claim that holds.
pub(crate) fn reply(checked: &Checked) -> Reply {
    let Checked { circuit, conditions, whole, part_lacks, as_of } = *checked;
    let numbered = (1..).zip(conditions);
    let (held, not_run): (Vec<Numbered>, Vec<Numbered>) =
        numbered.partition(|(_, condition)| whole || condition.of_part);
    let to_json = |conditions: &[Numbered]| -> Vec<Value> {
        let one = |(number, condition): &Numbered| json!({ "condition": number, "clause": condition.name });
        conditions.iter().map(one).collect()
    };
    let text = if not_run.is_empty() {
        format!("All {} conditions hold as of {as_of}.", in_words(held.len()))
    } else {
        let names: Vec<&str> = held.iter().map(|(_, condition)| condition.name).collect();
        let missing: Vec<String> =
            not_run.iter().map(|(number, condition)| format!("{number} ({})", condition.name)).collect();
        format!(
            "Conditions 1 to {} ({}) hold as of {as_of}.\nNot run without {}: {}.",
            held.len(),
            names.join(", "),
            part_lacks,
            missing.join(", ")
        )
    };
    let json = json!({
        "statement": circuit,
        "as_of": as_of,
        "held": to_json(&held),
        "not_run": to_json(&not_run),
    });
    Reply::new(json, text)
}

fn in_words(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}
