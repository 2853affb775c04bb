//! The prove request: all that a prover knows of a pool, as it travels to the service and to its worker. Private.

use covenant_parties::Format;
use covenant_statements::pool::Claim;
use covenant_statements::{Claim as _, Context};
use serde::{Deserialize, Serialize};

use super::statement::Pool;
use crate::failure::Result;
use crate::statements::Decoded;
use crate::statements::collateral::{malformed, require_context};

/// A request about a pool.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolRequest {
    /// The claim, with the context's hash.
    pub(super) claim: Claim,
    /// The context's parts.
    pub(super) context: Context,
}

impl Format for PoolRequest {
    const KIND: &'static str = "covenant/prove-request/pool";
    /// A claim of 1024 lines and obligors takes some 1.4 MB.
    const MAX_BYTES: usize = 4 << 20;
    const MALFORMED: &'static str = "request/malformed";
}

impl PoolRequest {
    /// The claim.
    pub(super) fn decode(self) -> Result<Decoded<Pool>> {
        let Self { claim, context } = self;
        claim.validate().map_err(|error| malformed("claim", error.to_string()))?;
        require_context(&context, claim.context)?;
        Ok(Decoded::Whole(Box::new((claim, context))))
    }
}
