//! DSSE envelopes, version 1 (<https://github.com/secure-systems-lab/dsse>), with Ed25519 signatures.
//!
//! The payload stays bytes until a signature over it has been verified. What is signed is the pre-authentication
//! encoding of type and payload, so that bytes signed for one purpose are not taken for another's.
//! Key ids are hints: they narrow the keys tried and prove nothing.

mod envelope;
mod key;

pub use envelope::{Envelope, EnvelopeError, MAX_ENVELOPE_BYTES, MAX_SIGNATURES, PAYLOAD_TYPE, pae};
pub use key::{PublicKey, PublicKeyError};
