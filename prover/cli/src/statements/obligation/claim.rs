//! From files and a home to the claim that is checked and proved.

use std::path::Path;

use covenant_parties::obligation::{ClaimDraft, SignedAcknowledgement};
use covenant_parties::{Error, Store as _};
use covenant_statements::Day;

use super::args::Subject;
use super::documents;
use crate::failure::Result;
use crate::formats;
use crate::home::{Home, policies};

/// The files that a claim is made of.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    /// The document.
    pub(crate) document: &'a Path,
    /// The acknowledgement.
    pub(crate) acknowledgement: &'a Path,
    /// The day of judgement.
    pub(crate) as_of: Day,
    /// The policy, else the home's default.
    pub(crate) policy: Option<&'a Path>,
}

impl<'a> From<&'a Subject> for Sources<'a> {
    fn from(subject: &'a Subject) -> Self {
        let Subject { document, acknowledgement, as_of, policy } = subject;
        Self { document, acknowledgement, as_of: *as_of, policy: policy.as_deref() }
    }
}

/// Reads everything and finds the signer in the registry. Refuses an acknowledgement of another document.
pub(crate) fn read(home: &Home, sources: Sources<'_>) -> Result<ClaimDraft> {
    let registry = home.registry()?;
    let document = documents::read(sources.document)?;
    let obligation = documents::financeable(&document, &registry)?;
    let signed: SignedAcknowledgement = formats::read(sources.acknowledgement, "acknowledgement")?;
    let policy = policies::named_or_default(home, sources.policy)?;
    obligation.matches(&signed.acknowledgement).map_err(Error::from)?;
    documents::require_payee(&document, signed.acknowledgement.payee.as_ref())?;
    Ok(ClaimDraft::new(home.network(), registry, signed, policy, sources.as_of)?)
}
