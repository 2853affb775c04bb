//! What statements share whose claims are whole but for the context that a proof is for: no rule is about it, and it is put in last.

use covenant_parties::Format;
use covenant_statements::{Claim, Context, Fr};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};
use crate::home::Home;
use crate::prover::keys;
use crate::statements::obligation::args::ContextArgs;
use crate::statements::obligation::consent;

/// A claim with a place for its context.
pub(crate) trait InContext: Claim + Serialize + DeserializeOwned {
    /// The kind of its prove request.
    const REQUEST: &'static str;
    /// The code of a refusal of a sequence, which counts an obligation's registrations.
    const SEQUENCE: &'static str;

    /// The context as a field element.
    fn context_mut(&mut self) -> &mut Fr;
}

/// The prove request: all that a prover knows, as it travels to the service and to its worker. Private. Trust is no part of it: what comes
/// of it is judged by others.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "C: InContext")]
pub(crate) struct ClaimRequest<C> {
    /// The claim, with the context's hash.
    claim: C,
    /// The context's parts.
    context: Context,
}

impl<C: InContext> Format for ClaimRequest<C> {
    const KIND: &'static str = C::REQUEST;
    /// A claim of 1024 lines and debtors takes some 1.7 MB.
    const MAX_BYTES: usize = 4 << 20;
    const MALFORMED: &'static str = "request/malformed";
}

impl<C: InContext> ClaimRequest<C> {
    /// Of a claim and the parts of its context.
    pub(crate) fn new(claim: C, context: Context) -> Self {
        Self { claim, context }
    }

    /// The claim, of its form and in the context of these parts.
    pub(crate) fn decode(self) -> Result<(C, Context)> {
        let Self { mut claim, context } = self;
        let malformed =
            |field: &'static str, message: String| Failure::input("request/malformed", message).at(field);
        claim.validate().map_err(|error| malformed("claim", error.to_string()))?;
        if context.to_field() == *claim.context_mut() {
            return Ok((claim, context));
        }
        Err(malformed("context", "the context is not the hash of its parts".into()))
    }
}

/// The claim in a context of the home's key for it. A claim that does not hold is refused before a key is made, which takes minutes for a
/// large tier.
pub(crate) fn bind<C: InContext>(home: &Home, mut claim: C, args: &ContextArgs) -> Result<(C, Context)> {
    if args.sequence != 0 {
        let message = "such a proof registers nothing: its sequence is 0";
        return Err(Failure::usage(C::SEQUENCE, message).at("sequence"));
    }
    claim.check()?;
    let context = consent::context(args, keys::current(home, claim.circuit())?.selector);
    *claim.context_mut() = context.to_field();
    Ok((claim, context))
}
