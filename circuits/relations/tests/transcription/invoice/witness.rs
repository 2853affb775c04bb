//! What a prover knows, as variables: days, amounts and rates in their range, booleans boolean, points on the curve.

use super::policy::Policy;
use crate::{
    Bit, Cs, Element, Made,
    curve::{self, Point, Signature},
    integers::{Days, Money, days, element, money, of_bits},
    parts::{Member, Optional},
    text::Number,
};
use ark_r1cs_std::alloc::AllocVar;
use covenant_gadgets::voprf::eighth;
use covenant_statements::{
    DocumentType,
    invoice::{self as native, Claim},
};

/// What the debtor signs, but for the network and the response code, which are not its to choose.
pub(crate) struct Acknowledgement {
    pub(crate) seller: Element,
    pub(crate) debtor: Element,
    /// Of the two types that have a kind, whether it is a loan.
    pub(crate) is_loan: Bit,
    pub(crate) number: Number,
    pub(crate) capacity: Element,
    pub(crate) currency: Element,
    pub(crate) amount: Money,
    pub(crate) issue: Days,
    pub(crate) due: Days,
    pub(crate) rate: Days,
    pub(crate) acknowledged_on: Days,
    pub(crate) last_valid: Days,
    pub(crate) terms: Optional,
    pub(crate) payee: Optional,
}

impl Acknowledgement {
    fn new(cs: &Cs, ack: &native::Acknowledgement) -> Made<Self> {
        Ok(Self {
            seller: element(cs, ack.seller.0)?,
            debtor: element(cs, ack.debtor.0)?,
            is_loan: Bit::new_witness(cs.clone(), || Ok(ack.document_type == DocumentType::LOAN))?,
            number: Number::new(cs, ack.number.as_str().as_bytes())?,
            capacity: of_bits(cs, ack.capacity as u64, 8)?.0,
            currency: of_bits(cs, ack.currency.code(), 24)?.0,
            amount: money(cs, ack.amount.0)?,
            issue: days(cs, ack.issue.get())?,
            due: days(cs, ack.due.get())?,
            rate: days(cs, ack.rate.0)?,
            acknowledged_on: days(cs, ack.acknowledged_on.get())?,
            last_valid: days(cs, ack.last_valid.get())?,
            terms: Optional::new(cs, ack.terms.map(|digest| digest.0))?,
            payee: Optional::new(cs, ack.payee.map(|digest| digest.0))?,
        })
    }
}

/// The exchange with the nullifier registry: K, r, W, E, c, s.
pub(crate) struct Transcript {
    pub(crate) key: Point,
    pub(crate) blind: Vec<Bit>,
    pub(crate) eighth: Point,
    pub(crate) evaluated: Point,
    pub(crate) c: Element,
    pub(crate) s: Vec<Bit>,
}

impl Transcript {
    fn new(cs: &Cs, claim: &Claim) -> Made<Self> {
        let native::Transcript { key, blind, evaluation } = &claim.consent.transcript;
        Ok(Self {
            key: curve::on_curve(cs, key)?,
            blind: curve::scalar(cs, blind)?,
            eighth: curve::on_curve(cs, &eighth(&claim.oprf_output()))?,
            evaluated: curve::on_curve(cs, &evaluation.evaluated)?,
            c: element(cs, evaluation.c)?,
            s: curve::scalar(cs, &evaluation.s)?,
        })
    }
}

pub(crate) struct Witness {
    pub(crate) network: Element,
    pub(crate) as_of: Days,
    pub(crate) root: Element,
    pub(crate) policy: Policy,
    pub(crate) ack: Acknowledgement,
    pub(crate) acknowledged: Signature,
    pub(crate) signer: Member,
    pub(crate) seller: Member,
    pub(crate) transcript: Transcript,
    pub(crate) blinding: Element,
    pub(crate) consented: Signature,
}

impl Witness {
    pub(crate) fn new(cs: &Cs, claim: &Claim) -> Made<Self> {
        let Claim { acknowledged, consent } = claim;
        Ok(Self {
            network: element(cs, acknowledged.network.to_field())?,
            as_of: days(cs, acknowledged.as_of.get())?,
            root: element(cs, acknowledged.registry_root)?,
            policy: Policy::new(cs, &acknowledged.policy)?,
            ack: Acknowledgement::new(cs, &acknowledged.acknowledgement)?,
            acknowledged: Signature::new(cs, &acknowledged.signature)?,
            signer: Member::new(cs, &acknowledged.signer)?,
            seller: Member::new(cs, &consent.seller)?,
            transcript: Transcript::new(cs, claim)?,
            blinding: element(cs, consent.blinding)?,
            consented: Signature::new(cs, &consent.signature)?,
        })
    }
}
