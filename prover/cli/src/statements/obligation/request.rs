//! The prove request: all that a prover knows of one obligation, as it travels to the service and to its worker. Private.

use covenant_parties::Format;
use covenant_statements::Context;
use covenant_statements::invoice::{AcknowledgedClaim, Claim, Consent};
use serde::{Deserialize, Serialize};

use super::Obligation;
use crate::failure::{Failure, Result};
use crate::statements::Decoded;

/// A request about obligation validity. Trust is no part of it: what comes of it is judged by others.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObligationRequest {
    /// Conditions 1 to 3.
    acknowledged: AcknowledgedClaim,
    /// Conditions 4 to 6; null for a check of the others.
    consented: Option<Consented>,
}

/// The seller's part.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Consented {
    /// The parts of the context that the consent was signed for.
    context: Context,
    consent: Consent,
}

impl Format for ObligationRequest {
    const KIND: &'static str = "covenant/prove-request/invoice";
    /// A claim of obligation validity takes some 8 KiB, unless its policy is a long one. What the service's capabilities
    /// promise for the circuit.
    const MAX_BYTES: usize = 1 << 20;
    const MALFORMED: &'static str = "request/malformed";
}

impl ObligationRequest {
    /// The request for a proof, in this context.
    pub(crate) fn whole(claim: Claim, context: Context) -> Self {
        let Claim { acknowledged, consent } = claim;
        Self { acknowledged, consented: Some(Consented { context, consent }) }
    }

    /// The claim.
    pub(crate) fn decode(self) -> Result<Decoded<Obligation>> {
        let Self { acknowledged, consented } = self;
        let policy = acknowledged.policy.validate();
        policy.map_err(|error| Failure::input("policy/invalid", error.to_string()).at("policy"))?;
        let Some(Consented { context, consent }) = consented else {
            return Ok(Decoded::Part(Box::new(acknowledged)));
        };
        if context.to_field() != consent.context {
            let message = "the context is not the hash of its parts";
            return Err(Failure::input("request/malformed", message).at("context"));
        }
        Ok(Decoded::Whole(Box::new((Claim { acknowledged, consent }, context))))
    }
}
