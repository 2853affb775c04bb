//! `ack.json`: a signed acknowledgement. It holds what both sides know, and no secret key.

use covenant_statements::invoice::Acknowledgement;
use covenant_statements::{Point, Signature, serde_forms};
use serde::{Deserialize, Serialize};

use super::Format;

/// What the debtor hands to the seller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignedAcknowledgement {
    /// What was signed.
    pub(crate) acknowledgement: Acknowledgement,
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub(crate) signer: Point,
    /// EdDSA-Poseidon over the acknowledgement's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub(crate) signature: Signature,
}

impl Format for SignedAcknowledgement {
    const KIND: &'static str = "covenant/acknowledgement";
    const MALFORMED: &'static str = "acknowledgement/malformed";
}
