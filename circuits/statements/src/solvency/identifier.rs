//! Who an account is of: the identifier that its holder types in, in the one form that is hashed.
//!
//! A holder and the institution write it apart from each other and must get the same bytes. What people write in several ways without
//! meaning several things is folded; everything else that is not in the form is refused, since a guess would be right for one of them
//! only.

mod email;
mod legal_id;
mod scheme;
mod telephone;
#[cfg(test)]
mod tests;

pub use scheme::IdentifierScheme;

use crate::{Fr, ValueError};
use alloc::{string::String, vec::Vec};
use ark_ff::PrimeField;
use core::fmt;
use covenant_gadgets::poseidon::hash;
use zeroize::Zeroize;

/// Bytes that are read, with all that is folded away.
pub const MAX_WRITTEN: usize = 320;
/// Bytes of the longest normalised form, an address of e-mail (RFC 5321, 4.5.3.1.3, without the brackets).
pub const MAX_NORMALISED: usize = 254;

/// Bytes in a field element.
const LIMB: usize = 31;

/// An account's identifier in its normalised form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountIdentifier {
    scheme: IdentifierScheme,
    text: String,
}

impl AccountIdentifier {
    /// The tag of the hash.
    pub const TAG: &'static str = "covenant/identifier";

    /// Normalises what somebody wrote.
    ///
    /// # Errors
    /// Which form was expected. All schemes: printable ASCII and blanks, at most 320 bytes; then
    /// * `email`: `LOCAL@DOMAIN`, RFC 5321 without quotations, comments and addresses of numbers;
    /// * `telephone`: `+` and 7 to 15 digits, the first not 0 (E.164);
    /// * `legal-id`: `SCHEME:VALUE`, as parties are identified.
    pub fn parse(scheme: IdentifierScheme, written: &str) -> Result<Self, ValueError> {
        if written.len() > MAX_WRITTEN || !written.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(ValueError::new("identifier", "at most 320 printable ASCII characters"));
        }
        let written = written.trim_matches(' ');
        let text = match scheme {
            IdentifierScheme::Email => email::normalise(written),
            IdentifierScheme::Telephone => telephone::normalise(written),
            IdentifierScheme::LegalId => legal_id::normalise(written),
        }?;
        Ok(Self { scheme, text })
    }

    /// What kind it is of.
    #[must_use]
    pub fn scheme(&self) -> IdentifierScheme {
        self.scheme
    }

    /// The normalised form: printable ASCII without blanks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// H(`covenant/identifier`, scheme's code, length, limbs …), the limbs 31 bytes each, big-endian, the last padded with zeros behind:
    /// one for each 31 bytes begun, hence at most 9.
    #[must_use]
    pub fn hash(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }

    /// What is hashed, with [`Self::TAG`]: scheme, length, limbs. As private as the identifier.
    #[must_use]
    pub fn values(&self) -> Vec<Fr> {
        let bytes = self.text.as_bytes();
        let mut values = Vec::from([Fr::from(self.scheme as u8), Fr::from(bytes.len() as u64)]);
        values.extend(bytes.chunks(LIMB).map(|chunk| {
            let mut limb = [0; LIMB];
            limb[..chunk.len()].copy_from_slice(chunk);
            Fr::from_be_bytes_mod_order(&limb)
        }));
        values
    }
}

impl fmt::Debug for AccountIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountIdentifier({}:[redacted])", self.scheme.name())
    }
}

impl Drop for AccountIdentifier {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}
