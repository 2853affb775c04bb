//! Kinds of documents and what identifies one.

use crate::{Day, FiscalRule, Fr, PartyId, ValueError, redact::redacted};
use alloc::{string::String, vec, vec::Vec};
use core::str::FromStr;
use covenant_gadgets::{
    calendar, field,
    poseidon::{hash, limbs64},
    text,
};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The one table of document types for all formats: UBL's codes (UNTDID 1001), and 1000 for a loan agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentType(pub u16);

impl DocumentType {
    /// A commercial invoice (UBL 380, IRP INV).
    pub const INVOICE: Self = Self(380);
    /// A credit note.
    pub const CREDIT_NOTE: Self = Self(381);
    /// A debit note.
    pub const DEBIT_NOTE: Self = Self(383);
    /// A corrected invoice.
    pub const CORRECTED_INVOICE: Self = Self(384);
    /// A loan agreement.
    pub const LOAN: Self = Self(1000);

    /// The kind of obligation; `None` where no statement finances this type.
    #[must_use]
    pub const fn kind(self) -> Option<Kind> {
        match self {
            Self::INVOICE => Some(Kind::Invoice),
            Self::LOAN => Some(Kind::Loan),
            _ => None,
        }
    }
}

/// Kinds of obligations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// An invoice, at rate 0.
    Invoice = 1,
    /// A loan, at its agreement's rate.
    Loan = 2,
}

/// How the obligation is attested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Lane {
    /// Signed by the debtor or somebody who may sign for it.
    Acknowledged = 1,
    /// Signed by a tax authority.
    TaxAuthority = 2,
}

/// In which capacity an acknowledgement is signed; the numbers are those of the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Capacity {
    /// The debtor itself.
    Debtor = 1,
    /// A platform that the debtor mandated.
    Agent = 2,
    /// The lender's verification agent.
    VerificationAgent = 3,
}

impl Capacity {
    /// All capacities.
    pub const ALL: [Self; 3] = [Self::Debtor, Self::Agent, Self::VerificationAgent];

    /// The name on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debtor => "debtor",
            Self::Agent => "agent",
            Self::VerificationAgent => "verification-agent",
        }
    }
}

impl FromStr for Capacity {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("capacity", "debtor, agent or verification-agent");
        Self::ALL.into_iter().find(|c| c.name() == text).ok_or(error)
    }
}

/// A response code of Peppol BIS 63 (UNCL4343 subset); only AP, final approval, makes an invoice financeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResponseCode {
    /// Message acknowledged.
    Ab,
    /// In process.
    Ip,
    /// Under query.
    Uq,
    /// Conditionally accepted.
    Ca,
    /// Rejected.
    Re,
    /// Accepted: the final approval.
    Ap,
    /// Paid.
    Pd,
}

impl ResponseCode {
    /// All codes with their two letters.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Ab, "AB"),
        (Self::Ip, "IP"),
        (Self::Uq, "UQ"),
        (Self::Ca, "CA"),
        (Self::Re, "RE"),
        (Self::Ap, "AP"),
        (Self::Pd, "PD"),
    ];

    /// The two letters.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(c, _)| *c == self).map_or("", |(_, s)| s)
    }

    /// The two letters as a 16-bit big-endian integer.
    #[must_use]
    pub fn code(self) -> u16 {
        self.as_str().bytes().fold(0, |acc, b| acc << 8 | u16::from(b))
    }
}

impl FromStr for ResponseCode {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("response code", "AB, IP, UQ, CA, RE, AP or PD");
        Self::ALL.iter().find(|(_, s)| *s == text).map(|(c, _)| *c).ok_or(error)
    }
}

/// An invoice's or agreement's number in normal form: printable ASCII, trimmed, upper case, 1 to 64 bytes. Wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize, ZeroizeOnDrop)]
pub struct InvoiceNumber(String);

impl InvoiceNumber {
    /// Trims and upper-cases, then checks.
    pub fn new(text: &str) -> Result<Self, ValueError> {
        let normal = text.trim_matches(' ').to_ascii_uppercase();
        if !text::is_normal(normal.as_bytes()) {
            return Err(ValueError::new("invoice number", "1 to 64 printable ASCII characters"));
        }
        Ok(Self(normal))
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// (length, l₀, l₁, l₂).
    #[must_use]
    pub fn limbs(&self) -> [Fr; 4] {
        limbs64(self.0.as_bytes())
    }
}

redacted!(InvoiceNumber);

/// The digest of a text or of an account: its SHA-256 with the top three bits cleared. Never printed: accounts can be guessed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct TextDigest(pub Fr);

redacted!(TextDigest);

impl TextDigest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut digest: [u8; 32] = Sha256::digest(bytes).into();
        digest[0] &= 0x1f;
        Self(field::from_be_bytes(&digest).unwrap_or_default())
    }
}

/// What an obligation is, whoever finances it: never its amount, date, buyer or names, which a fraudster can vary.
#[derive(Clone, PartialEq, Eq)]
pub struct CanonicalId {
    /// The seller (for a loan: the lender of record).
    pub seller: PartyId,
    /// The type from the one table.
    pub document_type: DocumentType,
    /// The calendar year in which the fiscal year of the issue day started.
    pub fiscal_year: u32,
    /// The number in normal form.
    pub number: InvoiceNumber,
}

redacted!(CanonicalId);

impl CanonicalId {
    /// The id of a document of `seller`, whose leaf fixes the fiscal rule.
    #[must_use]
    pub fn new(
        seller: PartyId,
        document_type: DocumentType,
        issue: Day,
        rule: FiscalRule,
        number: InvoiceNumber,
    ) -> Self {
        Self { seller, document_type, fiscal_year: calendar::fiscal_year(issue.get(), rule.month()), number }
    }

    /// u₀ and u₁ of the hash to the curve.
    #[must_use]
    pub fn hash_to_curve_inputs(&self) -> [Fr; 2] {
        [0u64, 1].map(|i| {
            let mut values: Vec<Fr> =
                vec![Fr::from(i), self.seller.0, Fr::from(self.document_type.0), Fr::from(self.fiscal_year)];
            values.extend(self.number.limbs());
            hash("covenant/nullifier-input", &values)
        })
    }
}
