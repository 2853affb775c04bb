//! The dates of an attestation, against the moment of judgement and the trust file.

use alloc::format;

use super::error::{AttestationError, VerifyError};
use super::judge::Case;
use super::parts::Head;
use super::record::{Found, Record};

/// Refuses what has ended, has not begun or is too old; an as-of day that is past is a reservation.
pub(super) fn dates(case: &Case<'_>, head: &Head<'_>, record: &mut Record) -> Result<(), VerifyError> {
    let evidence = format!("{} {} {}", head.as_of, head.expiry, case.options.second);
    record.procedure("the dates hold at the moment of judgement", evidence.as_bytes(), || {
        judge_dates(case, head)
    })?;
    if head.as_of < case.options.day {
        let finding =
            "judged by its as-of day, which is past: keys, acknowledgement and due day may have ended since";
        record.reserve(
            "the as-of day is the day of judgement",
            evidence.as_bytes(),
            finding,
            "past as-of day",
        );
    }
    Ok(())
}

fn judge_dates(case: &Case<'_>, head: &Head<'_>) -> Found<()> {
    let Case { trust, options, prover, .. } = case;
    let rules = [
        (AttestationError::TrustEnded, options.day <= trust.until()),
        (AttestationError::FutureAsOf, head.as_of <= options.day),
        (AttestationError::NotBefore, trust.not_before() <= head.as_of),
        (
            AttestationError::TooOld,
            options.day.get().saturating_sub(head.as_of.get()) <= options.max_age_days,
        ),
        (AttestationError::Expired, options.second <= head.expiry),
        (AttestationError::ProverNotValid, prover.from <= head.as_of),
    ];
    if let Some((error, _)) = rules.into_iter().find(|(_, holds)| !holds) {
        return Err(error.into());
    }
    let finding = format!(
        "judged by {} (second {}): as of {}, expires at second {}",
        options.day, options.second, head.as_of, head.expiry
    );
    Ok(((), finding))
}
