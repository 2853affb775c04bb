//! The private inputs of the circuit, each range-checked where it enters.

use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, CURRENCY_BITS, WORD_BITS, input_bit},
        member::MemberVar,
    },
};
use covenant_gadgets::{
    babyjubjub::var::{PointVar, SubgroupVar},
    compare::{Uint, bits},
    cs::{Bit, Num},
    eddsa::var::SignatureVar,
    list::var::ListVar,
    optional::var::OptionVar,
    voprf::{self, var::TranscriptVar},
};
use covenant_statements::{
    Capacity, DocumentType, Fr, Kind,
    invoice::{Acknowledgement, Claim, Transcript},
    policy::PolicyFields,
};

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) network: Num,
    pub(super) as_of: Uint,
    pub(super) registry_root: Num,
    pub(super) policy: Policy,
    pub(super) terms: Terms,
    pub(super) acknowledgement_signature: SignatureVar,
    pub(super) signer: MemberVar,
    pub(super) seller: MemberVar,
    /// In the subgroup, since no trust store takes another.
    pub(super) nullifier_key: SubgroupVar,
    pub(super) transcript: TranscriptVar,
    pub(super) blinding: Num,
    pub(super) consent_signature: SignatureVar,
}

/// The policy's values, the bits of its masks, its limits and its lists.
pub(super) struct Policy {
    pub(super) fields: PolicyFields<Num>,
    pub(super) max_amount: Uint,
    pub(super) max_tenor_days: Uint,
    pub(super) kinds: Vec<Bit>,
    pub(super) capacities: Vec<Bit>,
    pub(super) lanes: Vec<Bit>,
    pub(super) currencies: ListVar,
    pub(super) without_terms: Bit,
    pub(super) terms: ListVar,
    pub(super) any_payee: Bit,
    pub(super) payees: ListVar,
    pub(super) verification_agents: ListVar,
}

/// The signed tuple; the response code is a constant of the circuit.
pub(super) struct Terms {
    pub(super) seller: Num,
    pub(super) debtor: Num,
    pub(super) is_loan: Bit,
    /// Debtor, agent, verification agent: one of them.
    pub(super) capacity: [Bit; 3],
    pub(super) number_length: Num,
    pub(super) number: [Num; 3],
    pub(super) currency: Uint,
    pub(super) amount: Uint,
    pub(super) issue: Uint,
    pub(super) due: Uint,
    pub(super) rate: Uint,
    pub(super) acknowledged_on: Uint,
    pub(super) last_valid: Uint,
    pub(super) terms: OptionVar,
    pub(super) payee: OptionVar,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim) -> Self {
        let (first, second) = (&claim.acknowledged, &claim.consent);
        let Transcript { key, blind, evaluation } = &second.transcript;
        let eighth = voprf::eighth(&claim.oprf_output());
        Self {
            network: cs.input("network", first.network.to_field()),
            as_of: Uint::input(cs, "as-of", first.as_of.get(), WORD_BITS),
            registry_root: cs.input("registry-root", first.registry_root),
            policy: cs.scoped("policy", |cs| Policy::allocate(cs, first.policy.fields())),
            terms: cs.scoped("terms", |cs| Terms::allocate(cs, &first.acknowledgement)),
            acknowledgement_signature: SignatureVar::input(cs, "acknowledgement-signature", &first.signature),
            signer: cs.scoped("signer", |cs| MemberVar::allocate(cs, &first.signer)),
            seller: cs.scoped("seller", |cs| MemberVar::allocate(cs, &second.seller)),
            nullifier_key: SubgroupVar::registered(PointVar::input(cs, "nullifier-key", key)),
            transcript: cs.scoped("transcript", |cs| TranscriptVar::input(cs, blind, &eighth, evaluation)),
            blinding: cs.input("blinding", second.blinding),
            consent_signature: SignatureVar::input(cs, "consent-signature", &second.signature),
        }
    }
}

impl Policy {
    fn allocate(cs: &mut Cs, values: PolicyFields<Fr>) -> Self {
        let fields = values.map_named(|name, value| cs.input(name, value));
        cs.enforce_equal("policy/version", &fields.version, &Num::one());
        Self {
            max_amount: Uint::range(cs, fields.max_amount.clone(), AMOUNT_BITS),
            max_tenor_days: Uint::range(cs, fields.max_tenor_days.clone(), WORD_BITS),
            kinds: bits(cs, &fields.kinds, 2),
            capacities: bits(cs, &fields.capacities, 4),
            lanes: bits(cs, &fields.lanes, 3),
            currencies: ListVar::enforce(cs, &fields.currencies),
            without_terms: cs.boolean("policy/without-terms", fields.without_terms.clone()),
            terms: ListVar::enforce(cs, &fields.terms),
            any_payee: cs.boolean("policy/any-payee", fields.any_payee.clone()),
            payees: ListVar::enforce(cs, &fields.payees),
            verification_agents: ListVar::enforce(cs, &fields.verification_agents),
            fields,
        }
    }
}

impl Terms {
    fn allocate(cs: &mut Cs, ack: &Acknowledgement) -> Self {
        let [length, l0, l1, l2] = ack.number.limbs();
        let capacity = Capacity::ALL.map(|c| input_bit(cs, "capacity", c == ack.capacity));
        let one = Num::sum(capacity.iter().map(|b| (Fr::from(1u64), b.num())));
        cs.enforce_equal("terms/one-capacity", &one, &Num::one());
        Self {
            seller: cs.input("seller", ack.seller.0),
            debtor: cs.input("debtor", ack.debtor.0),
            is_loan: input_bit(cs, "is-loan", ack.document_type == DocumentType::LOAN),
            capacity,
            number_length: cs.input("number-length", length),
            number: [l0, l1, l2].map(|l| cs.input("number", l)),
            currency: Uint::input(cs, "currency", ack.currency.code(), CURRENCY_BITS),
            amount: Uint::input(cs, "amount", ack.amount.0, AMOUNT_BITS),
            issue: Uint::input(cs, "issue", ack.issue.get(), WORD_BITS),
            due: Uint::input(cs, "due", ack.due.get(), WORD_BITS),
            rate: Uint::input(cs, "rate", ack.rate.0, WORD_BITS),
            acknowledged_on: Uint::input(cs, "acknowledged-on", ack.acknowledged_on.get(), WORD_BITS),
            last_valid: Uint::input(cs, "last-valid", ack.last_valid.get(), WORD_BITS),
            terms: OptionVar::input(cs, "terms", ack.terms.map(|digest| digest.0)),
            payee: OptionVar::input(cs, "payee", ack.payee.map(|digest| digest.0)),
        }
    }

    /// 1 debtor, 2 agent, 3 verification agent.
    pub(super) fn capacity_number(&self) -> Uint {
        let bits = self.capacity.each_ref().map(Uint::from);
        Uint::sum((1..=3).zip(&bits))
    }

    /// 380 or 1000.
    pub(super) fn document_type(&self) -> Uint {
        let [invoice, loan] = [DocumentType::INVOICE, DocumentType::LOAN].map(|t| u64::from(t.0));
        self.by_kind(invoice, loan)
    }

    /// 1 invoice, 2 loan.
    pub(super) fn kind(&self) -> Uint {
        self.by_kind(Kind::Invoice as u64, Kind::Loan as u64)
    }

    /// The smaller number for an invoice, the larger for a loan.
    fn by_kind(&self, invoice: u64, loan: u64) -> Uint {
        Uint::sum([(1, &Uint::constant(invoice)), (loan - invoice, &Uint::from(&self.is_loan))])
    }
}
