//! An appraiser's lots, signed. The document, `appraisal.signed`, holds values that only the appraiser and the borrower may see.

use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::collateral::{Appraisal, LOTS, Lot};
use covenant_statements::{Day, Point, Signature, serde_forms};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use super::{CollateralError, Facility, redacted};
use crate::Format;

/// An appraisal and its signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedLots {
    /// What was signed.
    pub appraisal: Appraisal,
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub signer: Point,
    /// EdDSA-Poseidon over the appraisal's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

redacted!(SignedLots);

impl Format for SignedLots {
    const KIND: &'static str = "covenant/appraisal";
    const MALFORMED: &'static str = "appraisal/malformed";
}

/// The appraisal of lots, given in any order, for a facility's vault.
///
/// # Errors
/// No lot, more than 8, a number twice, a value that the lot's class does not have.
pub fn appraisal(facility: &Facility, day: Day, mut lots: Vec<Lot>) -> Result<Appraisal, CollateralError> {
    if lots.is_empty() {
        return Err(CollateralError::NoLots);
    }
    if lots.len() > LOTS {
        return Err(CollateralError::TooManyLots);
    }
    lots.sort_unstable_by_key(|lot| lot.lot);
    if lots.array_windows().any(|[a, b]| a.lot == b.lot) {
        return Err(CollateralError::LotTwice);
    }
    let appraisal = Appraisal {
        network: facility.network(),
        vault: facility.vault().start(),
        currency: facility.currency(),
        day,
        lots,
    };
    if appraisal.is_of_its_form() { Ok(appraisal) } else { Err(CollateralError::LotForm) }
}

/// Signs an appraisal.
pub fn sign<R: RngCore + CryptoRng>(appraisal: Appraisal, key: &SecretKey, rng: &mut R) -> SignedLots {
    let signature = key.sign(appraisal.message(), rng);
    SignedLots { appraisal, signer: key.public(), signature }
}
