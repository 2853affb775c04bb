//! The envelope: its JSON, and which trusted key signed it.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::key::PublicKey;
use crate::json::{self, JsonError};

/// The one payload type read here: an in-toto Statement in JSON.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// The most bytes of JSON that an envelope may have.
pub const MAX_ENVELOPE_BYTES: usize = 3 << 19;
/// The most signatures that an envelope may carry: bounds the work.
pub const MAX_SIGNATURES: usize = 8;

/// Why an envelope is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// Not the JSON of an envelope.
    #[error("envelope: {0}")]
    Json(#[from] JsonError),
    /// A payload type other than [`PAYLOAD_TYPE`].
    #[error("the envelope's payload type is not {PAYLOAD_TYPE}")]
    PayloadType,
    /// A payload or a signature that is not canonical, padded base64.
    #[error("the envelope's {0} is not base64 in canonical form")]
    Base64(&'static str),
    /// No signature, or more than [`MAX_SIGNATURES`].
    #[error("an envelope carries from 1 to {MAX_SIGNATURES} signatures")]
    SignatureCount,
    /// No signature verifies, and one of them names a trusted key.
    #[error("a signature that names a trusted key does not verify, and no other does")]
    BadSignature,
    /// No signature is by a trusted key.
    #[error("no trusted key has signed")]
    UntrustedSigner,
}

impl EnvelopeError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(JsonError::TooLong(_)) => "envelope/too-long",
            Self::Json(_) => "envelope/malformed",
            Self::PayloadType => "envelope/payload-type",
            Self::Base64(_) => "envelope/base64",
            Self::SignatureCount => "envelope/signature-count",
            Self::BadSignature => "envelope/bad-signature",
            Self::UntrustedSigner => "envelope/untrusted-signer",
        }
    }
}

/// The envelope as it is written. DSSE asks consumers to ignore keys that they do not know.
#[derive(Serialize, Deserialize)]
struct WireEnvelope {
    payload: String,
    #[serde(rename = "payloadType")]
    payload_type: String,
    signatures: Vec<WireSignature>,
}

#[derive(Serialize, Deserialize)]
struct WireSignature {
    #[serde(default)]
    keyid: String,
    sig: String,
}

/// A signature by somebody: with another algorithm it has another length.
#[derive(Clone, Debug, PartialEq, Eq)]
struct EnvelopeSignature {
    key_id: String,
    bytes: Vec<u8>,
}

/// A decoded envelope. Nothing in it has been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    payload: Vec<u8>,
    signatures: Vec<EnvelopeSignature>,
}

impl Envelope {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// [`EnvelopeError`], never about trust or signatures' validity.
    pub fn from_json(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        let untyped = json::read_value(bytes, MAX_ENVELOPE_BYTES)?;
        let wire: WireEnvelope = serde_json::from_slice(bytes).map_err(JsonError::from)?;
        if !has_objects(&untyped) {
            return Err(JsonError::NotCanonical.into());
        }
        if wire.payload_type != PAYLOAD_TYPE {
            return Err(EnvelopeError::PayloadType);
        }
        if !(1..=MAX_SIGNATURES).contains(&wire.signatures.len()) {
            return Err(EnvelopeError::SignatureCount);
        }
        let payload = decode(&wire.payload).ok_or(EnvelopeError::Base64("payload"))?;
        let signatures =
            wire.signatures.into_iter().map(EnvelopeSignature::try_from).collect::<Result<_, _>>()?;
        Ok(Self { payload, signatures })
    }

    /// Wraps a payload; `sign` gets the bytes to be signed, [`pae`] of type and payload. The signing
    /// key stays with the caller.
    #[must_use]
    pub fn seal(payload: Vec<u8>, key: &PublicKey, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let bytes = sign(&pae(PAYLOAD_TYPE, &payload));
        Self {
            payload,
            signatures: Vec::from([EnvelopeSignature { key_id: key.id(), bytes: bytes.to_vec() }]),
        }
    }

    /// The JSON form, in standard base64.
    #[must_use]
    pub fn to_json(&self) -> String {
        let signatures = self
            .signatures
            .iter()
            .map(|signature| WireSignature {
                keyid: signature.key_id.clone(),
                sig: STANDARD.encode(&signature.bytes),
            })
            .collect();
        let payload = STANDARD.encode(&self.payload);
        let wire = WireEnvelope { payload, payload_type: PAYLOAD_TYPE.to_owned(), signatures };
        // Three strings and a list have no way to fail.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// The payload's bytes, whoever wrote them.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The first of `keys` that signed this payload. A signature with a key id is tried against the key of that id, one without against all;
    /// what does not verify is skipped, as DSSE asks: it may be a stranger's, or of another algorithm.
    ///
    /// # Errors
    /// When no signature is by any of `keys`: [`EnvelopeError::BadSignature`] if one names a key of `keys`, else
    /// [`EnvelopeError::UntrustedSigner`].
    pub fn signer<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k PublicKey> + Clone,
    ) -> Result<&'k PublicKey, EnvelopeError> {
        let message = pae(PAYLOAD_TYPE, &self.payload);
        let mut refusal = EnvelopeError::UntrustedSigner;
        for signature in &self.signatures {
            let verifies = |key: &&PublicKey| key.verifies(&message, &signature.bytes);
            let mut keys = keys.clone().into_iter();
            let found = if signature.key_id.is_empty() {
                keys.find(verifies)
            } else {
                let named = keys.find(|key| key.id() == signature.key_id);
                if named.is_some() {
                    refusal = EnvelopeError::BadSignature;
                }
                named.filter(verifies)
            };
            if let Some(key) = found {
                return Ok(key);
            }
        }
        Err(refusal)
    }
}

impl TryFrom<WireSignature> for EnvelopeSignature {
    type Error = EnvelopeError;

    fn try_from(wire: WireSignature) -> Result<Self, EnvelopeError> {
        let bytes = decode(&wire.sig).ok_or(EnvelopeError::Base64("signature"))?;
        Ok(Self { key_id: wire.keyid, bytes })
    }
}

/// DSSE's pre-authentication encoding: `DSSEv1 <length> <type> <length> <payload>`, lengths in decimal bytes.
#[must_use]
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let type_length = payload_type.len().to_string();
    let payload_length = payload.len().to_string();
    [
        b"DSSEv1 ",
        type_length.as_bytes(),
        b" ",
        payload_type.as_bytes(),
        b" ",
        payload_length.as_bytes(),
        b" ",
        payload,
    ]
    .concat()
}

/// Padded base64 in either alphabet, as DSSE asks; unused bits must be zero.
fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

/// serde takes arrays for structs; an envelope is written with objects.
fn has_objects(envelope: &Value) -> bool {
    let signatures = envelope.get("signatures").and_then(Value::as_array);
    envelope.is_object() && signatures.is_some_and(|list| list.iter().all(Value::is_object))
}
