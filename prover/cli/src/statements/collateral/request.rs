//! The prove request: all that a prover knows of a borrowing base, as it travels to the service and to its worker. Private.

use covenant_parties::Format;
use covenant_statements::collateral::Claim;
use covenant_statements::{Claim as _, Context, Fr};
use serde::{Deserialize, Serialize};

use super::statement::Collateral;
use crate::failure::{Failure, Result};
use crate::statements::Decoded;

/// A request about collateral sufficiency. Trust is no part of it: what comes of it is judged by others.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CollateralRequest {
    /// The claim, with the context's hash.
    pub(super) claim: Claim,
    /// The context's parts.
    pub(super) context: Context,
}

impl Format for CollateralRequest {
    const KIND: &'static str = "covenant/prove-request/collateral";
    /// A claim of 1024 lines and debtors takes some 1.7 MB.
    const MAX_BYTES: usize = 4 << 20;
    const MALFORMED: &'static str = "request/malformed";
}

impl CollateralRequest {
    /// The claim.
    pub(super) fn decode(self) -> Result<Decoded<Collateral>> {
        let Self { claim, context } = self;
        claim.validate().map_err(|error| malformed("claim", error.to_string()))?;
        require_context(&context, claim.context)?;
        Ok(Decoded::Whole(Box::new((claim, context))))
    }
}

/// The refusal of a request, by the field that is at fault.
pub(crate) fn malformed(field: &'static str, message: impl Into<String>) -> Failure {
    Failure::input("request/malformed", message.into()).at(field)
}

/// Refuses the parts of another context than the claim's.
pub(crate) fn require_context(context: &Context, of_claim: Fr) -> Result<()> {
    if context.to_field() == of_claim {
        return Ok(());
    }
    Err(malformed("context", "the context is not the hash of its parts"))
}
