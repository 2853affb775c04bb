//! The prover's side: for whom, with which ephemeral secret, which figures.

use super::{Disclosure, DisclosureError, FIGURE_BITS, check_shape, message, stream, times8};
use crate::{
    Fr,
    babyjubjub::{Point, is_valid_key, mul_secret},
    eddsa::SecretKey,
};
use alloc::vec::Vec;
use core::fmt;
use rand::{CryptoRng, RngCore};
use zeroize::{Zeroize, Zeroizing};

/// What a prover decides before the figures are known. Made anew for each proof: two proofs of one context with one ephemeral secret would show
/// the difference of their figures. Never printed; the secret is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal {
    /// A.
    pub auditor: Point,
    /// e: with it, as with the auditor's secret, anybody reads the figures.
    pub ephemeral: SecretKey,
    /// Bit i: figure i of the statement's list is disclosed.
    pub mask: u32,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal([redacted])")
    }
}

impl Seal {
    /// A seal with a fresh ephemeral secret.
    ///
    /// # Errors
    /// An auditor's key that is not in the subgroup.
    pub fn new<R: RngCore + CryptoRng>(
        auditor: Point,
        mask: u32,
        rng: &mut R,
    ) -> Result<Self, DisclosureError> {
        if !is_valid_key(&auditor) {
            return Err(DisclosureError::Auditor);
        }
        Ok(Self { auditor, ephemeral: SecretKey::generate(rng), mask })
    }

    /// A key in the subgroup, and a mask of a statement of so many figures: what whoever takes a seal from another checks, since the
    /// circuit takes any point of the curve.
    ///
    /// # Errors
    /// The first part that no verifier would take.
    pub fn validate(&self, figures: usize) -> Result<(), DisclosureError> {
        if !is_valid_key(&self.auditor) {
            return Err(DisclosureError::Auditor);
        }
        check_shape(self.mask, figures)
    }

    /// All of a statement's figures, of which the mask chooses, encrypted for a proof of this context.
    ///
    /// # Errors
    /// A figure that does not fit its place, disclosed or not, as in the circuit; a part that no verifier would take.
    pub fn disclosure(&self, context: Fr, figures: &[u128]) -> Result<Disclosure, DisclosureError> {
        self.validate(figures.len())?;
        if let Some(i) = figures.iter().position(|figure| figure >> FIGURE_BITS != 0) {
            return Err(DisclosureError::TooLarge(i));
        }
        let message = Zeroizing::new(message::pack(figures, self.mask));
        let mut shared = mul_secret(&times8(&self.auditor), self.ephemeral.scalar());
        let encrypted = message.iter().enumerate().map(|(i, m)| *m + stream(&shared, context, i));
        let ciphertext: Vec<Fr> = encrypted.collect();
        shared.zeroize();
        let Self { auditor, ephemeral, mask } = self;
        Ok(Disclosure { auditor: *auditor, ephemeral: ephemeral.public(), mask: *mask, ciphertext })
    }
}
