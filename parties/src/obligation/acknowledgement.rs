//! The acknowledgement: a debtor, or who may sign for it, signs what it owes. Its file, `ack.json`, holds what both sides know,
//! and no secret key.

use core::fmt;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::invoice::{Acknowledgement, document::Obligation};
use covenant_statements::{
    Amount, Capacity, Day, Network, Point, ResponseCode, Signature, TextDigest, serde_forms,
};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};

use crate::Format;

/// What the debtor hands to the seller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedAcknowledgement {
    /// What was signed.
    pub acknowledgement: Acknowledgement,
    /// Whose signature it is: packPoint.
    #[serde(with = "serde_forms::point_hex")]
    pub signer: Point,
    /// EdDSA-Poseidon over the acknowledgement's message.
    #[serde(with = "serde_forms::signature_hex")]
    pub signature: Signature,
}

impl fmt::Debug for SignedAcknowledgement {
    /// With R and S anybody could test guesses of what was signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedAcknowledgement([redacted])")
    }
}

impl Format for SignedAcknowledgement {
    const KIND: &'static str = "covenant/acknowledgement";
    const MALFORMED: &'static str = "acknowledgement/malformed";
}

/// A debtor's response to an obligation.
#[derive(Clone)]
pub struct Response {
    /// The response; only AP, final approval, is financeable.
    pub code: ResponseCode,
    /// In which capacity it is signed.
    pub capacity: Capacity,
    /// The day of signing.
    pub on: Day,
    /// What is accepted; `None` for all that is payable.
    pub accepted: Option<Amount>,
    /// The due day; `None` for the document's. Payment terms in words are never read.
    pub due: Option<Day>,
    /// The last day on which this may be relied upon; `None` for the due day.
    pub valid_until: Option<Day>,
    /// The digest of the terms agreed to, if any.
    pub terms: Option<TextDigest>,
    /// The digest of the account to be paid, if any.
    pub payee: Option<TextDigest>,
}

impl Response {
    /// The debtor's own final approval of all that is payable, which lapses at the due day.
    #[must_use]
    pub fn approval(on: Day) -> Self {
        Self {
            code: ResponseCode::Ap,
            capacity: Capacity::Debtor,
            on,
            accepted: None,
            due: None,
            valid_until: None,
            terms: None,
            payee: None,
        }
    }

    /// What is to be signed.
    pub fn acknowledge(
        &self,
        network: Network,
        obligation: &Obligation,
    ) -> Result<Acknowledgement, AcknowledgeError> {
        let amount = self.accepted.unwrap_or(obligation.payable);
        if amount > obligation.payable {
            return Err(AcknowledgeError::OverPayable);
        }
        let due = match self.due.or(obligation.due) {
            Some(due) => due,
            // A credit note falls due for nobody.
            None if obligation.document_type.kind().is_none() => return Err(AcknowledgeError::DocumentType),
            None => return Err(AcknowledgeError::DueMissing),
        };
        Ok(Acknowledgement {
            network,
            code: self.code,
            seller: obligation.seller,
            document_type: obligation.document_type,
            number: obligation.number.clone(),
            debtor: obligation.debtor,
            capacity: self.capacity,
            currency: obligation.currency,
            amount,
            issue: obligation.issue,
            due,
            rate: obligation.rate,
            acknowledged_on: self.on,
            last_valid: self.valid_until.unwrap_or(due),
            terms: self.terms,
            payee: self.payee,
        })
    }
}

/// Signs an acknowledgement.
pub fn sign<R: RngCore + CryptoRng>(
    acknowledgement: Acknowledgement,
    key: &SecretKey,
    rng: &mut R,
) -> SignedAcknowledgement {
    let signature = key.sign(acknowledgement.message(), rng);
    SignedAcknowledgement { acknowledgement, signer: key.public(), signature }
}

/// Refuses a response that does not say who is to be paid where the document does: a payee that is not the seller
/// (BG-10 of an invoice) is somebody to whom the claim may be assigned already, and the seller's to finance no more.
pub fn require_payee(
    document_names_another: bool,
    payee: Option<&TextDigest>,
) -> Result<(), AcknowledgeError> {
    if document_names_another && payee.is_none() { Err(AcknowledgeError::PayeeMissing) } else { Ok(()) }
}

/// Why there is nothing to sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AcknowledgeError {
    /// More than the document says.
    #[error("more is accepted than is payable")]
    OverPayable,
    /// Neither the document nor the debtor says when.
    #[error("the document has no due date: say it with --due")]
    DueMissing,
    /// The document names a payee that is not the seller, and the debtor does not say who is to be paid.
    #[error("the document names a payee that is not the seller: say who is to be paid with --payee")]
    PayeeMissing,
    /// A document of this type falls due for nobody.
    #[error("no statement finances this type of document")]
    DocumentType,
}

impl AcknowledgeError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OverPayable => "invoice/accepted-over-payable",
            Self::DueMissing => "acknowledge/due-missing",
            Self::PayeeMissing => "acknowledge/payee-missing",
            Self::DocumentType => "invoice/document-type",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::OverPayable => "accepted_amount",
            Self::DueMissing => "due",
            Self::PayeeMissing => "payee",
            Self::DocumentType => "acknowledgement.document_type",
        }
    }
}
