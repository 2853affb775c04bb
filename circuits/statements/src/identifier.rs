//! Identifiers of parties, as documents and registers write them.

use crate::{PartyId, ValueError};
use alloc::string::String;
use core::{fmt, str::FromStr};
use covenant_gadgets::{
    field,
    poseidon::{hash, limbs64},
};

/// `SCHEME:VALUE`: a scheme of at most 31 ASCII bytes (`VAT`, `GSTIN`, an ISO 6523 code, …) and a value of at most 64,
/// both upper case, the value without blanks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    scheme: String,
    value: String,
}

impl Identifier {
    /// Normalises (upper case, blanks removed) and checks.
    pub fn new(scheme: &str, value: &str) -> Result<Self, ValueError> {
        const SCHEME: ValueError =
            ValueError::new("identifier", "a scheme of 1 to 31 letters, digits, - or _");
        const VALUE: ValueError =
            ValueError::new("identifier", "a value of 1 to 64 printable ASCII characters");
        let scheme = scheme.trim().to_ascii_uppercase();
        let scheme_ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if scheme.is_empty() || scheme.len() > 31 || !scheme.bytes().all(scheme_ok) {
            return Err(SCHEME);
        }
        if value.len() > 256 {
            return Err(VALUE);
        }
        let value: String =
            value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        if value.is_empty() || value.len() > 64 || !value.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(VALUE);
        }
        Ok(Self { scheme, value })
    }

    /// The one form of what a register or a document wrote: of a VAT number also the dots, hyphens and slashes are left out
    /// (`BE 0123.456.789` is `VAT:BE0123456789`).
    pub fn comparable(scheme: &str, value: &str) -> Result<Self, ValueError> {
        if scheme.trim().eq_ignore_ascii_case("VAT") {
            let value: String = value.chars().filter(|c| !matches!(c, '.' | '-' | '/')).collect();
            return Self::new(scheme, &value);
        }
        Self::new(scheme, value)
    }

    /// The scheme, upper case.
    #[must_use]
    pub fn scheme(&self) -> &str {
        &self.scheme
    }

    /// The value, upper case and without blanks.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }

    /// H(`covenant/party-id`, scheme, length, l₀, l₁, l₂): the party id, where this is the party's primary identifier.
    #[must_use]
    pub fn party_id(&self) -> PartyId {
        let [length, l0, l1, l2] = limbs64(self.value.as_bytes());
        PartyId(hash("covenant/party-id", &[field::ascii(&self.scheme), length, l0, l1, l2]))
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({}:[redacted])", self.scheme)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

impl FromStr for Identifier {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (scheme, value) = text.split_once(':').ok_or(ValueError::new("identifier", "SCHEME:VALUE"))?;
        Self::new(scheme, value)
    }
}
