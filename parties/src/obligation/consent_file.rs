//! `consent.json`: what the seller hands to whoever proves. Private: it holds the blindings, which hide the nullifier's
//! input and the note.

use covenant_gadgets::babyjubjub::Scalar;
use covenant_gadgets::voprf::Evaluation;
use covenant_statements::invoice::Transcript;
use covenant_statements::{Context, Day, Fr, Network, ObligationPolicy, Point, Signature, serde_forms};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize as _;

use crate::Format;

/// The seller's consent to one financing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedConsent {
    /// The network that it was signed for.
    pub network: Network,
    /// The day of judgement.
    pub as_of: Day,
    /// The policy, whole.
    pub policy: ObligationPolicy,
    /// Where the proof may be used.
    pub context: Context,
    /// The nullifier's transcript.
    pub nullifier: NullifierTranscript,
    /// The note's blinding.
    #[serde(with = "serde_forms::field_hex")]
    pub blinding: Fr,
    /// The seller's public key.
    #[serde(with = "serde_forms::point_hex")]
    pub seller: Point,
    /// EdDSA-Poseidon over context and note.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

impl Format for SignedConsent {
    const KIND: &'static str = "covenant/consent";
    const MALFORMED: &'static str = "consent/malformed";
}

impl Drop for SignedConsent {
    fn drop(&mut self) {
        self.blinding.zeroize();
        self.signature.zeroize();
    }
}

/// The nullifier registry's answer, and the scalar that blinded the question.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NullifierTranscript {
    /// The registry's public key K.
    #[serde(with = "serde_forms::point_hex")]
    pub key: Point,
    /// r.
    #[serde(with = "serde_forms::scalar_hex")]
    pub r: Scalar,
    /// E.
    #[serde(with = "serde_forms::point_hex")]
    pub e: Point,
    /// The challenge of the proof that log_G K = log_B E.
    #[serde(with = "serde_forms::field_hex")]
    pub c: Fr,
    /// Its response.
    #[serde(with = "serde_forms::scalar_hex")]
    pub s: Scalar,
}

impl Drop for NullifierTranscript {
    fn drop(&mut self) {
        self.r.zeroize();
    }
}

impl From<&Transcript> for NullifierTranscript {
    fn from(transcript: &Transcript) -> Self {
        let Evaluation { evaluated, c, s } = transcript.evaluation;
        Self { key: transcript.key, r: transcript.blind, e: evaluated, c, s }
    }
}

impl From<&NullifierTranscript> for Transcript {
    fn from(transcript: &NullifierTranscript) -> Self {
        let NullifierTranscript { key, r, e, c, s } = transcript;
        Self { key: *key, blind: *r, evaluation: Evaluation { evaluated: *e, c: *c, s: *s } }
    }
}
