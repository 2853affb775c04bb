//! The private inputs of the circuit, each range-checked where it enters.

use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, WORD_BITS, input_bit, ranged},
        member::MemberVar,
    },
};
use covenant_gadgets::{
    babyjubjub::var::PointVar,
    compare::{bits, range},
    cs::{Bit, Num},
    eddsa::var::SignatureVar,
    voprf::{self, var::TranscriptVar},
};
use covenant_statements::{
    Capacity, DocumentType, Fr,
    invoice::{Acknowledgement, Claim, Transcript},
    policy::PolicyFields,
};

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) network: Num,
    pub(super) as_of: Num,
    pub(super) registry_root: Num,
    pub(super) policy: Policy,
    pub(super) terms: Terms,
    pub(super) acknowledgement_signature: SignatureVar,
    pub(super) signer: MemberVar,
    pub(super) seller: MemberVar,
    pub(super) nullifier_key: PointVar,
    pub(super) transcript: TranscriptVar,
    pub(super) blinding: Num,
    pub(super) consent_signature: SignatureVar,
}

/// The policy's values and the bits of its masks.
pub(super) struct Policy {
    pub(super) fields: PolicyFields<Num>,
    pub(super) kinds: Vec<Bit>,
    pub(super) capacities: Vec<Bit>,
    pub(super) lanes: Vec<Bit>,
    pub(super) any_payee: Bit,
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
    pub(super) currency: Num,
    pub(super) amount: Num,
    pub(super) issue: Num,
    pub(super) due: Num,
    pub(super) rate: Num,
    pub(super) acknowledged_on: Num,
    pub(super) last_valid: Num,
    pub(super) terms: Num,
    pub(super) payee: Num,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim) -> Self {
        let (first, second) = (&claim.acknowledged, &claim.consent);
        let Transcript { key, blind, evaluation } = &second.transcript;
        let eighth = voprf::eighth(&claim.oprf_output());
        Self {
            network: cs.input(first.network.to_field()),
            as_of: ranged(cs, first.as_of.get(), WORD_BITS),
            registry_root: cs.input(first.registry_root),
            policy: cs.scoped("policy", |cs| Policy::allocate(cs, first.policy.fields())),
            terms: cs.scoped("terms", |cs| Terms::allocate(cs, &first.acknowledgement)),
            acknowledgement_signature: SignatureVar::input(cs, &first.signature),
            signer: cs.scoped("signer", |cs| MemberVar::allocate(cs, &first.signer)),
            seller: cs.scoped("seller", |cs| MemberVar::allocate(cs, &second.seller)),
            nullifier_key: PointVar::input(cs, key),
            transcript: TranscriptVar::input(cs, blind, &eighth, evaluation),
            blinding: cs.input(second.blinding),
            consent_signature: SignatureVar::input(cs, &second.signature),
        }
    }
}

impl Policy {
    fn allocate(cs: &mut Cs, values: PolicyFields<Fr>) -> Self {
        let fields = values.map(|value| cs.input(value));
        range(cs, &fields.max_amount, AMOUNT_BITS);
        range(cs, &fields.max_tenor_days, WORD_BITS);
        let kinds = bits(cs, &fields.kinds, 2);
        let capacities = bits(cs, &fields.capacities, 4);
        let lanes = bits(cs, &fields.lanes, 3);
        let any_payee = cs.boolean("policy/any-payee", fields.any_payee.clone());
        Self { fields, kinds, capacities, lanes, any_payee }
    }
}

impl Terms {
    fn allocate(cs: &mut Cs, ack: &Acknowledgement) -> Self {
        let [length, l0, l1, l2] = ack.number.limbs();
        let capacity = Capacity::ALL.map(|c| input_bit(cs, c == ack.capacity));
        let one = Num::sum(capacity.iter().map(|b| (Fr::from(1u64), b.num())));
        cs.enforce_equal("terms/one-capacity", &one, &Num::one());
        Self {
            seller: cs.input(ack.seller.0),
            debtor: cs.input(ack.debtor.0),
            is_loan: input_bit(cs, ack.document_type == DocumentType::LOAN),
            capacity,
            number_length: cs.input(length),
            number: [l0, l1, l2].map(|l| cs.input(l)),
            currency: ranged(cs, ack.currency.code(), 24),
            amount: ranged(cs, ack.amount.0, AMOUNT_BITS),
            issue: ranged(cs, ack.issue.get(), WORD_BITS),
            due: ranged(cs, ack.due.get(), WORD_BITS),
            rate: ranged(cs, ack.rate.0, WORD_BITS),
            acknowledged_on: ranged(cs, ack.acknowledged_on.get(), WORD_BITS),
            last_valid: ranged(cs, ack.last_valid.get(), WORD_BITS),
            terms: cs.input(ack.terms.0),
            payee: cs.input(ack.payee.0),
        }
    }

    /// 1 debtor, 2 agent, 3 verification agent.
    pub(super) fn capacity_number(&self) -> Num {
        Num::sum((1..=3u64).map(Fr::from).zip(self.capacity.iter().map(Bit::num)))
    }

    /// 380 or 1000.
    pub(super) fn document_type(&self) -> Num {
        let [invoice, loan] = [DocumentType::INVOICE, DocumentType::LOAN].map(|t| Fr::from(t.0));
        self.is_loan.num().scale(loan - invoice).plus(invoice)
    }

    /// 1 invoice, 2 loan.
    pub(super) fn kind(&self) -> Num {
        self.is_loan.num().plus(Fr::from(1u64))
    }
}
