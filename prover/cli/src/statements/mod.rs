//! The statements on the command line. One table serves `check`, `prove`, `circuit`, `export`, the service and its workers; a statement is a
//! folder here, a line in [`STATEMENTS`], and its variants among clap's arguments.

mod entry;
pub(crate) mod obligation;
mod statement;

pub(crate) use entry::{AnyStatement, Entry};
pub(crate) use statement::{Condition, Decoded, PrivateFile, StatedProof, Statement};

use crate::failure::{Failure, Result};

/// Every statement that is proved here.
pub(crate) static STATEMENTS: &[&dyn AnyStatement] = &[&Entry::<obligation::Obligation>::NEW];

/// The statement whose circuit has this name at the service.
pub(crate) fn named(circuit: &str) -> Result<&'static dyn AnyStatement> {
    let found = STATEMENTS.iter().copied().find(|statement| statement.circuit().name() == circuit);
    found.ok_or_else(unknown)
}

/// The proof that an attestation's payload carries, whatever the statement.
pub(crate) fn stated_proof(payload: &[u8]) -> Option<StatedProof> {
    STATEMENTS.iter().find_map(|statement| statement.stated_proof(payload))
}

/// The refusal of a circuit that is not in the table.
pub(crate) fn unknown() -> Failure {
    Failure::input("request/unknown-circuit", "this service proves no statement of that name").at("circuit")
}
