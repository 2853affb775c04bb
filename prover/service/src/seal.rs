//! Encryption at rest.
//!
//! Every job's input has a key of its own, stored wrapped by a key derived from the
//! service's; when the job ends the wrapped key is deleted and with it the input. Results
//! are sealed under a key derived from the service's. What is sealed is bound to its job
//! and to what it is, so that rows cannot be swapped. XChaCha20-Poly1305 with random
//! 24-byte nonces, written nonce ‖ ciphertext ‖ tag.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::Secret;

const NONCE_BYTES: usize = 24;

/// What is sealed. Part of the authenticated data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    Input,
    Attestation,
    /// The private output of that name.
    PrivateOutput(&'a str),
}

impl Part<'_> {
    /// One for each part. A private output's ends as the first stores wrote the note's.
    fn label(self) -> String {
        match self {
            Self::Input => "input".to_owned(),
            Self::Attestation => "attestation".to_owned(),
            Self::PrivateOutput(name) => format!("{name}-opening"),
        }
    }
}

/// Sealing failed: no randomness, or the bytes are not what was sealed under this key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored value cannot be sealed or opened")]
pub(crate) struct SealError;

/// The keys derived from the service's key.
#[derive(Debug)]
pub(crate) struct Sealer {
    wrapping: Secret,
    results: Secret,
    requests: Secret,
    check: [u8; 32],
}

/// A job's input as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct SealedInput {
    /// The job's key, sealed under the wrapping key.
    pub(crate) wrapped_key: Vec<u8>,
    /// The claim, sealed under the job's key.
    pub(crate) ciphertext: Vec<u8>,
}

impl Sealer {
    pub(crate) fn new(service_key: &Secret) -> Self {
        let derive = |label: &[u8]| mac(service_key, &[label]);
        Self {
            wrapping: Secret::new(derive(b"covenant/service/input-keys").to_vec()),
            results: Secret::new(derive(b"covenant/service/results").to_vec()),
            requests: Secret::new(derive(b"covenant/service/request-digests").to_vec()),
            check: derive(b"covenant/service/check"),
        }
    }

    /// Tells one service key from another without giving it away; kept in the store.
    pub(crate) fn check(&self) -> [u8; 32] {
        self.check
    }

    /// A keyed digest of a request: claims can be guessable, so a plain hash would leak.
    pub(crate) fn request_digest(&self, circuit: &str, claim: &[u8]) -> [u8; 32] {
        mac(&self.requests, &[&(circuit.len() as u64).to_be_bytes(), circuit.as_bytes(), claim])
    }

    /// Seals a claim under a fresh key.
    pub(crate) fn seal_input(&self, job: &str, claim: &[u8]) -> Result<SealedInput, SealError> {
        let mut key = vec![0; 32];
        getrandom::fill(&mut key).map_err(|_| SealError)?;
        let key = Secret::new(key);
        Ok(SealedInput {
            wrapped_key: seal(&self.wrapping, job, Part::Input, key.expose())?,
            ciphertext: seal(&key, job, Part::Input, claim)?,
        })
    }

    pub(crate) fn open_input(&self, job: &str, input: &SealedInput) -> Result<Secret, SealError> {
        let key = open(&self.wrapping, job, Part::Input, &input.wrapped_key)?;
        open(&key, job, Part::Input, &input.ciphertext)
    }

    pub(crate) fn seal_result(&self, job: &str, part: Part<'_>, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
        seal(&self.results, job, part, bytes)
    }

    pub(crate) fn open_result(&self, job: &str, part: Part<'_>, sealed: &[u8]) -> Result<Secret, SealError> {
        open(&self.results, job, part, sealed)
    }
}

fn mac(key: &Secret, parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so this cannot fail.
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose()).unwrap_or_else(|_| unreachable!());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

fn cipher(key: &Secret) -> Result<XChaCha20Poly1305, SealError> {
    XChaCha20Poly1305::new_from_slice(key.expose()).map_err(|_| SealError)
}

fn associated(job: &str, part: Part<'_>) -> Vec<u8> {
    format!("{job}/{}", part.label()).into_bytes()
}

fn seal(key: &Secret, job: &str, part: Part<'_>, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(|_| SealError)?;
    let payload = Payload { msg: bytes, aad: &associated(job, part) };
    let sealed = cipher(key)?.encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

fn open(key: &Secret, job: &str, part: Part<'_>, sealed: &[u8]) -> Result<Secret, SealError> {
    let (nonce, ciphertext) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(SealError)?;
    let payload = Payload { msg: ciphertext, aad: &associated(job, part) };
    let bytes = cipher(key)?.decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError)?;
    Ok(Secret::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        Sealer::new(&Secret::new(vec![7; 32]))
    }

    #[test]
    fn an_input_opens_only_as_what_it_is() {
        let sealed = sealer().seal_input("job", b"claim").unwrap();
        assert_eq!(sealer().open_input("job", &sealed).unwrap().expose(), b"claim");
        assert_eq!(sealer().open_input("another", &sealed), Err(SealError));
        assert_eq!(Sealer::new(&Secret::new(vec![8; 32])).open_input("job", &sealed), Err(SealError));

        let other = sealer().seal_input("job", b"claim").unwrap();
        assert!(other != sealed, "keys and nonces are fresh");
        let swapped = SealedInput { wrapped_key: other.wrapped_key, ciphertext: sealed.ciphertext };
        assert_eq!(sealer().open_input("job", &swapped), Err(SealError), "each job has its own key");
    }

    #[test]
    fn the_parts_of_a_result_cannot_be_swapped() {
        let sealed = sealer().seal_result("job", Part::Attestation, b"public").unwrap();
        assert_eq!(sealer().open_result("job", Part::Attestation, &sealed).unwrap().expose(), b"public");
        let note = Part::PrivateOutput("note");
        assert_eq!(sealer().open_result("job", note, &sealed), Err(SealError));
        let sealed = sealer().seal_result("job", note, b"secret").unwrap();
        assert_eq!(sealer().open_result("job", note, &sealed).unwrap().expose(), b"secret");
        assert_eq!(sealer().open_result("job", Part::PrivateOutput("other"), &sealed), Err(SealError));
    }

    #[test]
    fn every_flipped_bit_and_truncation_is_refused() {
        let sealed = sealer().seal_result("job", Part::Attestation, b"x").unwrap();
        for position in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[position] ^= 1;
            assert!(sealer().open_result("job", Part::Attestation, &forged).is_err());
            assert!(sealer().open_result("job", Part::Attestation, &sealed[..position]).is_err());
        }
    }

    #[test]
    fn a_request_digest_separates_circuit_from_claim() {
        assert_ne!(sealer().request_digest("ab", b"c"), sealer().request_digest("a", b"bc"));
        assert_eq!(sealer().request_digest("a", b"c"), sealer().request_digest("a", b"c"));
    }
}
