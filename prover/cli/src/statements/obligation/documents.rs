//! A document, read and with its parties resolved.

use std::path::Path;

use covenant_ingest::{Document, IngestError, ResolveError, resolve_parties};
use covenant_parties::obligation::acknowledgement;
use covenant_parties::{Error, Party, Registry};
use covenant_statements::invoice::document::Obligation;
use covenant_statements::invoice::{Rule, Violation};
use covenant_statements::{Currency, Identifier, TextDigest};

use crate::failure::{Failure, Result};
use crate::files;

impl From<Violation> for Failure {
    fn from(violation: Violation) -> Self {
        covenant_statements::Violation::from(violation).into()
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        let failure = Self::input(error.code.as_str(), error.code.describe());
        failure.at(error.field.to_string())
    }
}

impl From<ResolveError> for Failure {
    fn from(error: ResolveError) -> Self {
        Self::input(error.code(), error.to_string()).at(error.field())
    }
}

/// Reads a document.
pub(crate) fn read(path: &Path) -> Result<Document> {
    // A loan agreement has a tighter bound of its own.
    Ok(Document::read(&files::read(path, covenant_ingest::xml::MAX_BYTES, "document")?)?)
}

/// The obligation that a document states between two registered parties.
pub(crate) fn obligation(document: &Document, registry: &Registry) -> Result<Obligation> {
    let draft = document.obligation()?;
    let lookup = |identifier: &Identifier| registry.find(identifier).map(Party::id);
    let parties = resolve_parties(&draft.seller, &draft.debtor, lookup)?;
    Ok(Obligation {
        seller: parties.seller,
        debtor: parties.debtor,
        document_type: draft.document_type,
        number: draft.number,
        currency: draft.currency,
        payable: draft.amount,
        issue: draft.issued,
        due: draft.due,
        rate: draft.rate_bps,
    })
}

/// The obligation of a document that the statement finances: of any other type it is refused whatever else it says.
pub(crate) fn financeable(document: &Document, registry: &Registry) -> Result<Obligation> {
    if document.obligation()?.document_type.kind().is_none() {
        return Err(Violation::of(Rule::DocumentType).into());
    }
    obligation(document, registry)
}

/// Refuses an acknowledgement that leaves open who is to be paid, where the document names another than the seller.
pub(crate) fn require_payee(document: &Document, payee: Option<&TextDigest>) -> Result<()> {
    Ok(acknowledgement::require_payee(document.other_payee().is_some(), payee).map_err(Error::from)?)
}

/// Fraction digits of the currency.
pub(crate) fn fraction_digits(currency: Currency) -> u32 {
    // Documents in a currency without minor units of account have been refused.
    covenant_ingest::currency::minor_digits(currency).unwrap_or(2)
}
