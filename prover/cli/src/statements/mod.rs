//! The statements on the command line. One table serves `check`, `prove`, `circuit`, `export`, the service and its workers; a statement is a
//! folder here, a line in [`STATEMENTS`], and its variants among clap's arguments.

pub(crate) mod collateral;
mod disclosed;
mod entry;
mod folder;
#[cfg(test)]
mod garbage;
mod in_context;
pub(crate) mod obligation;
pub(crate) mod pool;
pub(crate) mod rewrite;
pub(crate) mod solvency;
mod statement;

pub(crate) use disclosed::DisclosureArgs;
pub(crate) use entry::{AnyStatement, Entry};
pub(crate) use in_context::{ClaimRequest, InContext, bind};
pub(crate) use statement::{Condition, Decoded, PrivateFile, StatedProof, Statement};

use crate::failure::{Failure, Result};

/// Every statement that is proved here.
pub(crate) static STATEMENTS: &[&dyn AnyStatement] = &[
    &Entry::<obligation::Obligation>::NEW,
    &Entry::<collateral::Collateral>::NEW,
    &Entry::<rewrite::Release>::NEW,
    &Entry::<pool::Pool>::NEW,
];

/// The statement whose circuit has this name at the service.
pub(crate) fn named(circuit: &str) -> Result<&'static dyn AnyStatement> {
    let has = |statement: &&dyn AnyStatement| statement.circuits().iter().any(|own| own.name() == circuit);
    let found = STATEMENTS.iter().copied().find(has);
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

#[cfg(test)]
mod tests {
    use covenant_statements::CIRCUITS;

    use super::*;

    #[test]
    fn every_row_is_a_circuit_of_the_one_table_and_found_by_its_name() {
        for statement in STATEMENTS {
            for circuit in statement.circuits() {
                assert!(CIRCUITS.contains(&circuit), "{}", circuit.id);
                assert!(named(circuit.name()).unwrap().circuits().contains(circuit));
            }
        }
        let refused = named("no-such-circuit").err().unwrap();
        assert_eq!((&*refused.code, refused.field.as_deref()), ("request/unknown-circuit", Some("circuit")));
    }

    #[test]
    fn no_row_takes_bytes_of_another_format_or_more_than_its_format_allows() {
        for statement in STATEMENTS {
            for bytes in [&b""[..], b"{}", b"\xff", br#"{"kind":"x","version":1,"content":{}}"#] {
                assert!(statement.check(bytes).is_err());
                assert!(statement.stated_proof(bytes).is_none());
            }
            let long = vec![b' '; 64 << 20];
            assert_eq!(statement.check(&long).unwrap_err().code, "file/too-large");
        }
        assert!(stated_proof(b"{}").is_none());
    }
}
