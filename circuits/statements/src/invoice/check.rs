//! The rules of statement 1 in plain Rust, clause by clause in the circuit's order; the first that fails is named.

use super::{AcknowledgedClaim, Claim, consent_message};
use crate::{Bps, Capacity, Day, DocumentType, Kind, Lane, ResponseCode, Role, violation::rules};
use covenant_gadgets::{babyjubjub, eddsa, voprf};

/// The clauses, numbered as the statement's conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clause {
    /// (1) The signer's leaf.
    Signer,
    /// (2) The signature of the acknowledgement.
    Signature,
    /// (3) Parties, amount, dates, lists.
    Terms,
    /// (4) The nullifier.
    Nullifier,
    /// (5) The note and the environment.
    Note,
    /// (6) The seller's consent.
    Consent,
}

impl Clause {
    /// The circuit's namespace.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signer => "signer",
            Self::Signature => "signature",
            Self::Terms => "terms",
            Self::Nullifier => "nullifier",
            Self::Note => "note",
            Self::Consent => "consent",
        }
    }
}

rules! {
    /// the signer's key is not in the registry of this root
    SignerNotRegistered = "invoice/signer-not-registered", "signer", Signer;
    /// the signer's role in the registry is not the capacity in which it signed
    SignerRole = "invoice/signer-role", "acknowledgement.capacity", Signer;
    /// the signer is a debtor, but not this obligation's
    SignerNotTheDebtor = "invoice/signer-not-the-debtor", "acknowledgement.debtor", Signer;
    /// the agent was mandated by another debtor
    AgentWithoutMandate = "invoice/agent-without-mandate", "acknowledgement.debtor", Signer;
    /// the policy does not list this verification agent
    VerificationAgentNotListed = "invoice/verification-agent-not-listed", "policy.verification_agents", Signer;
    /// the seller, or somebody in its name, acknowledges its own invoice
    SignerIsSeller = "invoice/signer-is-seller", "signer.party", Signer;
    /// the signer's key was not valid yet when it signed
    SignerNotYetValid = "invoice/signer-not-yet-valid", "acknowledgement.acknowledged_on", Signer;
    /// the signer's key has expired or was revoked by the day of judgement
    SignerExpired = "invoice/signer-expired", "as_of", Signer;
    /// the response code is not AP, the final approval
    ResponseNotFinal = "invoice/response-not-final", "acknowledgement.code", Signature;
    /// the acknowledgement was signed for another network
    OtherNetwork = "invoice/other-network", "acknowledgement.network", Signature;
    /// the signature of the acknowledgement does not hold
    AcknowledgementSignature = "invoice/acknowledgement-signature", "acknowledgement.signature", Signature;
    /// the policy is not of the form that this version of the statement takes
    PolicyForm = "invoice/policy-form", "policy", Terms;
    /// the seller and the debtor are one party
    SellerIsDebtor = "invoice/seller-is-debtor", "acknowledgement.debtor", Terms;
    /// the accepted amount is zero
    ZeroAmount = "invoice/zero-amount", "acknowledgement.amount", Terms;
    /// the accepted amount is over the policy's maximum
    OverMaximum = "invoice/over-maximum", "acknowledgement.amount", Terms;
    /// no statement finances this type of document
    DocumentType = "invoice/document-type", "acknowledgement.document_type", Terms;
    /// the policy does not finance this kind of obligation
    KindNotAllowed = "invoice/kind-not-allowed", "policy.kinds", Terms;
    /// an invoice bears no rate
    RateOnInvoice = "invoice/rate-on-invoice", "acknowledgement.rate", Terms;
    /// issued after it was acknowledged
    IssuedAfterAcknowledgement = "invoice/issued-after-acknowledgement", "acknowledgement.issue", Terms;
    /// acknowledged after the day of judgement
    AcknowledgedInFuture = "invoice/acknowledged-in-future", "acknowledgement.acknowledged_on", Terms;
    /// the acknowledgement's last valid day is over
    AcknowledgementLapsed = "invoice/acknowledgement-lapsed", "acknowledgement.last_valid", Terms;
    /// due on or before the day of judgement
    Overdue = "invoice/overdue", "acknowledgement.due", Terms;
    /// due later than the policy's longest tenor after issue
    Tenor = "invoice/tenor", "acknowledgement.due", Terms;
    /// the policy does not take this currency
    Currency = "invoice/currency", "acknowledgement.currency", Terms;
    /// the policy does not take these terms
    TermsNotAllowed = "invoice/terms", "acknowledgement.terms", Terms;
    /// the policy does not take this payee account
    Payee = "invoice/payee", "acknowledgement.payee", Terms;
    /// the policy does not take this capacity
    CapacityNotAllowed = "invoice/capacity", "acknowledgement.capacity", Terms;
    /// the policy does not take acknowledged obligations
    Lane = "invoice/lane", "policy.lanes", Terms;
    /// the seller's key is not in the registry of this root
    SellerNotRegistered = "invoice/seller-not-registered", "seller", Nullifier;
    /// the consenting key's role is not that of a seller
    SellerRole = "invoice/seller-role", "seller.role", Nullifier;
    /// the consenting key belongs to another party than the seller
    SellerNotTheCreditor = "invoice/seller-not-the-creditor", "seller.party", Nullifier;
    /// the registrar gave the seller no fiscal rule
    FiscalRule = "invoice/fiscal-rule", "seller.fiscal_rule", Nullifier;
    /// the blinding of the nullifier's input is degenerate
    BlindingDegenerate = "invoice/blinding-degenerate", "consent.blind", Nullifier;
    /// the nullifier registry's key or answer is outside the prime-order subgroup
    EvaluationSubgroup = "invoice/evaluation-subgroup", "consent.evaluation", Nullifier;
    /// the nullifier registry's proof does not hold
    EvaluationProof = "invoice/evaluation-proof", "consent.evaluation", Nullifier;
    /// the seller's key was not valid yet on the day of judgement
    SellerNotYetValid = "invoice/seller-not-yet-valid", "as_of", Consent;
    /// the seller's key has expired or was revoked by the day of judgement
    SellerExpired = "invoice/seller-expired", "as_of", Consent;
    /// the seller's signature over context and note does not hold
    ConsentSignature = "invoice/consent-signature", "consent.signature", Consent;
}

fn require(holds: bool, rule: Rule) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(Violation::of(rule)) }
}

/// Conditions 1 to 3, which need neither the nullifier registry nor the seller's consent.
pub fn check_acknowledged(claim: &AcknowledgedClaim) -> Result<(), Violation> {
    signer(claim)?;
    signature(claim)?;
    terms(claim)
}

/// All six conditions.
pub fn check(claim: &Claim) -> Result<(), Violation> {
    check_acknowledged(&claim.acknowledged)?;
    nullifier(claim)?;
    consent(claim)
}

fn signer(claim: &AcknowledgedClaim) -> Result<(), Violation> {
    let (ack, leaf) = (&claim.acknowledgement, &claim.signer.leaf);
    require(claim.signer.is_of(claim.registry_root), Rule::SignerNotRegistered)?;
    require(leaf.role as u8 == ack.capacity as u8, Rule::SignerRole)?;
    match ack.capacity {
        Capacity::Debtor => require(leaf.party == ack.debtor, Rule::SignerNotTheDebtor)?,
        Capacity::Agent => require(leaf.principal == Some(ack.debtor), Rule::AgentWithoutMandate)?,
        Capacity::VerificationAgent => {
            require(
                claim.policy.verification_agents.contains(&leaf.party),
                Rule::VerificationAgentNotListed,
            )?;
        }
    }
    require(leaf.party != ack.seller, Rule::SignerIsSeller)?;
    require(leaf.valid_from <= ack.acknowledged_on, Rule::SignerNotYetValid)?;
    require(claim.as_of <= leaf.valid_until, Rule::SignerExpired)
}

fn signature(claim: &AcknowledgedClaim) -> Result<(), Violation> {
    let ack = &claim.acknowledgement;
    require(ack.code == ResponseCode::Ap, Rule::ResponseNotFinal)?;
    require(ack.network == claim.network, Rule::OtherNetwork)?;
    let verified = eddsa::verify_equation(&claim.signer.leaf.key, ack.message(), &claim.signature);
    require(verified.is_ok(), Rule::AcknowledgementSignature)
}

fn terms(claim: &AcknowledgedClaim) -> Result<(), Violation> {
    let (ack, policy, as_of) = (&claim.acknowledgement, &claim.policy, claim.as_of);
    // The circuit has room for lists of a policy's sizes and no longer ones.
    require(policy.validate().is_ok(), Rule::PolicyForm)?;
    require(ack.seller != ack.debtor, Rule::SellerIsDebtor)?;
    require(ack.amount.0 > 0, Rule::ZeroAmount)?;
    require(ack.amount <= policy.max_amount, Rule::OverMaximum)?;
    let kind = ack.document_type.kind().ok_or(Violation::of(Rule::DocumentType))?;
    require(policy.kinds.contains(&kind), Rule::KindNotAllowed)?;
    require(kind != Kind::Invoice || ack.rate == Bps(0), Rule::RateOnInvoice)?;
    require(ack.issue <= ack.acknowledged_on, Rule::IssuedAfterAcknowledgement)?;
    require(ack.acknowledged_on <= as_of, Rule::AcknowledgedInFuture)?;
    require(as_of <= ack.last_valid, Rule::AcknowledgementLapsed)?;
    require(as_of < ack.due, Rule::Overdue)?;
    require(within_tenor(ack.issue, ack.due, policy.max_tenor_days), Rule::Tenor)?;
    require(policy.currencies.contains(&ack.currency), Rule::Currency)?;
    let terms_allowed = ack.terms.map_or(policy.without_terms, |terms| policy.terms.contains(&terms));
    require(terms_allowed, Rule::TermsNotAllowed)?;
    let payee_listed = ack.payee.is_some_and(|payee| policy.payees.contains(&payee));
    require(policy.any_payee || payee_listed, Rule::Payee)?;
    require(policy.capacities.contains(&ack.capacity), Rule::CapacityNotAllowed)?;
    require(policy.lanes.contains(&Lane::Acknowledged), Rule::Lane)
}

fn within_tenor(issue: Day, due: Day, max_tenor_days: u32) -> bool {
    u64::from(due.get()) <= u64::from(issue.get()) + u64::from(max_tenor_days)
}

fn nullifier(claim: &Claim) -> Result<(), Violation> {
    let (seller, transcript) = (&claim.consent.seller, &claim.consent.transcript);
    require(seller.is_of(claim.acknowledged.registry_root), Rule::SellerNotRegistered)?;
    require(seller.leaf.role == Role::Seller, Rule::SellerRole)?;
    require(seller.leaf.party == claim.acknowledged.acknowledgement.seller, Rule::SellerNotTheCreditor)?;
    let id = claim.canonical_id().ok_or(Violation::of(Rule::FiscalRule))?;
    let input = voprf::hash_to_curve(id.hash_to_curve_inputs());
    let blinded = babyjubjub::mul_scalar(&input, &transcript.blind);
    require(babyjubjub::is_valid_key(&blinded), Rule::BlindingDegenerate)?;
    match voprf::verify_evaluation(&transcript.key, &blinded, &transcript.evaluation) {
        Ok(()) => Ok(()),
        Err(voprf::VoprfError::Subgroup) => Err(Violation::of(Rule::EvaluationSubgroup)),
        Err(_) => Err(Violation::of(Rule::EvaluationProof)),
    }
}

fn consent(claim: &Claim) -> Result<(), Violation> {
    let (consent, leaf, as_of) = (&claim.consent, &claim.consent.seller.leaf, claim.acknowledged.as_of);
    require(leaf.valid_from <= as_of, Rule::SellerNotYetValid)?;
    require(as_of <= leaf.valid_until, Rule::SellerExpired)?;
    let note = claim.note().ok_or(Violation::of(Rule::DocumentType))?;
    let message = consent_message(claim.acknowledged.network, consent.context, note.commitment());
    require(eddsa::verify_equation(&leaf.key, message, &consent.signature).is_ok(), Rule::ConsentSignature)
}

/// Document types that the statement finances, for messages.
#[must_use]
pub const fn financeable_types() -> [DocumentType; 2] {
    [DocumentType::INVOICE, DocumentType::LOAN]
}
