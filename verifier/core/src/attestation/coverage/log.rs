//! The public log of coverages, when the caller brings it along.

use alloc::format;

use covenant_statements::Day;

use super::predicate::CoveragePredicate;
use crate::attestation::{AttestationError, Record, VerifyError};
use crate::coverage_log::CoverageLog;
use crate::wire::Sha256;

/// The log has one entry of the entity on the day, which is this one, and nobody else's entry has one of its nullifiers.
pub(super) fn judge(
    predicate: &CoveragePredicate,
    day: Day,
    log: Option<&CoverageLog>,
    record: &mut Record,
) -> Result<(), VerifyError> {
    let evidence =
        Sha256::of(&covenant_statements::field::to_be_bytes(&predicate.public_inputs.liabilities)).0;
    let Some(log) = log else {
        record.reserve(
            "the public log has one coverage of the entity and the day",
            &evidence,
            "no log was brought along: another coverage of the day, and another use of a reserve, are known to it",
            "not looked up in a log",
        );
        return Ok(());
    };
    record.procedure("the public log has one coverage of the entity and the day, this one", &evidence, || {
        let entity = predicate.environment.entity;
        let mut entries = log.of(entity, day);
        let entry = entries.next().ok_or(AttestationError::NotLogged)?;
        let near = log.near(entity, predicate.environment.as_of).count();
        if entries.next().is_some() || near != 1 || !entry.is_of(predicate) {
            return Err(AttestationError::LoggedTwice.into());
        }
        if log.is_shared(entry) {
            return Err(AttestationError::ReserveShared.into());
        }
        Ok(((), format!("entry {} of {}", entry.index, log.entries().len())))
    })
}
