//! An auditor's signed count: how many accounts there are, by somebody who looked.

use alloc::format;

use covenant_statements::solvency::SignedCount;
use covenant_statements::{Day, field};

use super::environment::EnvironmentParts;
use crate::attestation::{AttestationError, Record, VerifyError};
use crate::trust::TrustStore;

/// Counts of this statement are of this number, signed by an auditor whom the verifier trusts for the day. Without one the report says so.
pub(super) fn judge(
    environment: &EnvironmentParts,
    day: Day,
    counts: &[SignedCount],
    trust: &TrustStore,
    record: &mut Record,
) -> Result<(), VerifyError> {
    let evidence = field::to_be_bytes(&environment.environment().to_field());
    if counts.is_empty() {
        record.reserve(
            "the number of accounts, by an auditor's signed count",
            &evidence,
            "no count was brought along: completeness rests on the holders' inclusion checks",
            "count unsigned",
        );
        return Ok(());
    }
    for signed in counts {
        record.procedure("an auditor's signed count is that of the statement", &evidence, || {
            let auditor = trust.auditor(&signed.auditor, day).ok_or(AttestationError::UntrustedCount)?;
            signed.verify().map_err(|_| AttestationError::UntrustedCount)?;
            let count = &signed.count;
            let is_of_it = (count.network, count.entity, count.scope, count.as_of)
                == (environment.network, environment.entity, environment.scope_digest, environment.as_of);
            if !is_of_it || count.accounts != environment.accounts {
                return Err(AttestationError::OtherCount.into());
            }
            Ok(((), format!("{} accounts, signed by {}", count.accounts, auditor.name)))
        })?;
    }
    Ok(())
}
