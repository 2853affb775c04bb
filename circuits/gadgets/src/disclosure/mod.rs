//! Figures disclosed to an auditor, and proved to be the proof's own: a Diffie–Hellman key on Baby Jubjub from a fresh
//! ephemeral secret, and a stream of Poseidon added to the figures.
//!
//! With the auditor's key A = a·G and the ephemeral secret e: E = e·G, S = 8·e·A = 8·a·E, cᵢ = mᵢ + H(stream, S, context, i), and
//! the public value is H(disclosure, A, E, context, mask, c₀ …). The book's chapter "Disclosure to an auditor" says why.

mod message;
mod seal;
#[cfg(test)]
mod tests;
#[cfg(feature = "r1cs")]
pub mod var;
#[cfg(all(test, feature = "r1cs"))]
mod var_tests;

pub use seal::Seal;

use crate::{
    Fr,
    babyjubjub::{Point, is_valid_key, mul_secret},
    eddsa::SecretKey,
    poseidon::hash,
};
use alloc::vec::Vec;
use ark_ec::{AffineRepr, CurveGroup};
use core::fmt;
use zeroize::Zeroize;

/// Bits of a figure's place in the message: any sum of a statement's amounts fits.
pub const FIGURE_BITS: usize = 80;
/// Figures in one element of the message.
pub const FIGURES_PER_ELEMENT: usize = 3;
/// The most figures that a statement can offer.
pub const MAX_FIGURES: usize = 30;

/// The tag of the public value.
const TAG: &str = "covenant/disclosure";
/// The tag of the stream.
const STREAM: &str = "covenant/disclosure-stream";

/// Elements of the message, and of the ciphertext, for a number of figures.
#[must_use]
pub const fn elements(figures: usize) -> usize {
    figures.div_ceil(FIGURES_PER_ELEMENT)
}

/// What goes to the auditor and may be shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// A, whose secret opens it.
    pub auditor: Point,
    /// E, of this disclosure alone.
    pub ephemeral: Point,
    /// Bit i: figure i of the statement's list is disclosed.
    pub mask: u32,
    /// The figures in the list's order, three to an element, zeros for those that are not disclosed, and the stream added.
    pub ciphertext: Vec<Fr>,
}

/// Why a disclosure is not made, not well-formed, or not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DisclosureError {
    /// A is the identity, off the curve, or outside the prime-order subgroup.
    #[error("the auditor's key is not in the prime-order subgroup")]
    Auditor,
    /// E is the identity, off the curve, or outside the prime-order subgroup.
    #[error("the ephemeral key is not in the prime-order subgroup")]
    Ephemeral,
    /// The mask has a bit beyond the statement's figures.
    #[error("the mask names a figure that the statement does not have")]
    Mask,
    /// Another number of figures, or of elements of the ciphertext, than the statement's.
    #[error("not as many figures or elements as the statement has")]
    Length,
    /// A figure of 2⁸⁰ or more.
    #[error("figure {0} of the statement's list has more than 80 bits")]
    TooLarge(usize),
    /// The hash of these parts is not the proof's public input: something in them was exchanged.
    #[error("the disclosure is not the one that the proof states")]
    NotTheProofs,
    /// The secret is not that of A.
    #[error("the disclosure is for another auditor's key")]
    WrongKey,
    /// What comes out are no figures: no proof of the circuit states such a ciphertext.
    #[error("the ciphertext does not hold figures as the mask says")]
    Content,
}

impl Disclosure {
    /// Keys in the subgroup, the mask and the ciphertext as a statement of so many figures has them: what a verifier checks beside
    /// the proof, since the circuit says of A only that it is on the curve.
    ///
    /// # Errors
    /// The first part that is not so.
    pub fn validate(&self, figures: usize) -> Result<(), DisclosureError> {
        if !is_valid_key(&self.auditor) {
            return Err(DisclosureError::Auditor);
        }
        if !is_valid_key(&self.ephemeral) {
            return Err(DisclosureError::Ephemeral);
        }
        if self.ciphertext.len() != elements(figures) {
            return Err(DisclosureError::Length);
        }
        check_shape(self.mask, figures)
    }

    /// The public input: H(tag, A.x, A.y, E.x, E.y, context, mask, c₀ …). Where nothing is disclosed it is 0 instead.
    #[must_use]
    pub fn value(&self, context: Fr) -> Fr {
        let Self { auditor, ephemeral, mask, ciphertext } = self;
        let head = [auditor.x, auditor.y, ephemeral.x, ephemeral.y, context, Fr::from(*mask)];
        hash(TAG, &[&head, ciphertext.as_slice()].concat())
    }

    /// The figures, for who has the auditor's secret; `stated` is the proof's public input. That the proof itself holds is the
    /// caller's to verify.
    ///
    /// # Errors
    /// Parts that are not well-formed, or not those that the proof states; another auditor's secret.
    pub fn open(
        &self,
        key: &SecretKey,
        figures: usize,
        context: Fr,
        stated: Fr,
    ) -> Result<Figures, DisclosureError> {
        self.validate(figures)?;
        if self.value(context) != stated {
            return Err(DisclosureError::NotTheProofs);
        }
        if key.public() != self.auditor {
            return Err(DisclosureError::WrongKey);
        }
        let mut shared = mul_secret(&times8(&self.ephemeral), key.scalar());
        let mut elements: Vec<Fr> =
            self.ciphertext.iter().enumerate().map(|(i, c)| *c - stream(&shared, context, i)).collect();
        let opened = message::unpack(&elements, self.mask, figures);
        shared.zeroize();
        elements.zeroize();
        opened.map(Figures).ok_or(DisclosureError::Content)
    }
}

/// Not more figures than there can be, and no bit beyond them.
fn check_shape(mask: u32, figures: usize) -> Result<(), DisclosureError> {
    match figures {
        0..=MAX_FIGURES if mask >> figures == 0 => Ok(()),
        0..=MAX_FIGURES => Err(DisclosureError::Mask),
        _ => Err(DisclosureError::Length),
    }
}

/// What was disclosed, in the order of the statement's list. Never printed, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Figures(Vec<Option<u128>>);

impl Figures {
    /// For each figure its value, where it was disclosed.
    #[must_use]
    pub fn in_order(&self) -> &[Option<u128>] {
        &self.0
    }
}

impl fmt::Debug for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Figures([redacted])")
    }
}

impl Drop for Figures {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// kᵢ = H(tag, S.x, S.y, context, i): the context keeps two proofs apart even where the ephemeral secret was used again.
fn stream(shared: &Point, context: Fr, i: usize) -> Fr {
    hash(STREAM, &[shared.x, shared.y, context, Fr::from(i as u64)])
}

fn times8(point: &Point) -> Point {
    point.mul_bigint([8u64]).into_affine()
}
