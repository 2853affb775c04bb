//! The prove request: all that a prover knows of a rewrite, as it travels to the service and to its worker. Private.

use covenant_parties::Format;
use covenant_statements::collateral::Rewrite;
use covenant_statements::{Claim as _, Context};
use serde::{Deserialize, Serialize};

use super::Release;
use crate::failure::Result;
use crate::statements::Decoded;
use crate::statements::collateral::{CollateralRequest, malformed, require_context};

/// A request about lines that leave a vault.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RewriteRequest {
    /// The claim, with the context's hash, and the lines that leave.
    pub(super) rewrite: Rewrite,
    /// The context's parts.
    pub(super) context: Context,
}

impl Format for RewriteRequest {
    const KIND: &'static str = "covenant/prove-request/rewrite";
    const MAX_BYTES: usize = CollateralRequest::MAX_BYTES;
    const MALFORMED: &'static str = "request/malformed";
}

impl RewriteRequest {
    /// The rewrite.
    pub(super) fn decode(self) -> Result<Decoded<Release>> {
        let Self { rewrite, context } = self;
        rewrite.validate().map_err(|error| malformed("rewrite", error.to_string()))?;
        require_context(&context, rewrite.claim.context)?;
        Ok(Decoded::Whole(Box::new((rewrite, context))))
    }
}
