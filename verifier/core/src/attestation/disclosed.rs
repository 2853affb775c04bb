//! What statements that disclose figures to an auditor share.

use covenant_statements::disclosure::{DisclosureForm, FigureNames};
use covenant_statements::{Day, Fr, field};

use super::error::AttestationError;
use super::record::Record;
use crate::trust::TrustStore;

/// The public input is the hash of the disclosure, or zero where there is none.
pub(super) fn agrees(
    form: Option<&DisclosureForm>,
    figures: FigureNames,
    context: Fr,
    public_input: Fr,
) -> Result<(), AttestationError> {
    match DisclosureForm::stated(form, figures, context, public_input) {
        Ok(_) => Ok(()),
        Err(_) => Err(AttestationError::Disclosure),
    }
}

/// A key that the verifier does not know is told; it takes nothing from what is proved.
pub(super) fn auditor_is_known(
    form: Option<&DisclosureForm>,
    public_input: Fr,
    as_of: Day,
    trust: &TrustStore,
    record: &mut Record,
) {
    let Some(form) = form else { return };
    if trust.auditor(&form.auditor_key, as_of).is_none() {
        record.reserve(
            "who can open the disclosed figures",
            &field::to_be_bytes(&public_input),
            "the auditor's key is not in the trust store for the as-of day",
            "unknown auditor",
        );
    }
}
