//! What a prover knows of a vault, as variables in their ranges.

use super::{
    documents::Policy,
    valued::{Appraisal, Prices},
};
use crate::{
    Bit, Cs, Element, Made,
    arithmetic::number,
    curve::Signature,
    integers::element,
    note::Note,
    parts::{List, Member},
    roles::Roles,
};
use ark_bn254::Fr;
use ark_r1cs_std::alloc::AllocVar;
use covenant_statements::collateral::{self as native, Claim};

/// What the ledger says of a line.
pub(super) struct Line {
    pub(super) open: Element,
    pub(super) disputed: Bit,
    pub(super) held: Bit,
}

/// What it says of a debtor.
pub(super) struct Debtor {
    pub(super) party: Element,
    pub(super) gross: Element,
    pub(super) aged: Element,
    pub(super) credits: Element,
    pub(super) payables: Element,
    pub(super) affiliate: Bit,
    pub(super) foreign: Bit,
    pub(super) government: Bit,
    pub(super) same_group: Bit,
}

pub(super) struct Ledger {
    pub(super) network: Element,
    pub(super) vault: Element,
    pub(super) currency: Element,
    pub(super) policy: Element,
    pub(super) owner: Element,
    pub(super) group: List,
    pub(super) day: Element,
    pub(super) epoch: Element,
    pub(super) sequence: Element,
    pub(super) notes: Vec<Element>,
    pub(super) lines: Vec<Line>,
    pub(super) debtors: Vec<Debtor>,
}

impl Ledger {
    fn new(cs: &Cs, ledger: &native::Ledger) -> Made<Self> {
        let bit = |value: bool| Bit::new_witness(cs.clone(), || Ok(value));
        let line = |line: &native::LedgerLine| {
            let (disputed, held) = (bit(line.disputed)?, bit(line.bill_and_hold)?);
            Ok(Line { open: number(cs, line.open.0, 64)?, disputed, held })
        };
        let debtor = |debtor: &native::Debtor| {
            Ok(Debtor {
                party: element(cs, debtor.party.0)?,
                gross: number(cs, debtor.gross.0, 64)?,
                aged: number(cs, debtor.aged.0, 64)?,
                credits: number(cs, debtor.unapplied_credits.0, 64)?,
                payables: number(cs, debtor.payables.0, 64)?,
                affiliate: bit(debtor.affiliate)?,
                foreign: bit(debtor.foreign_uninsured)?,
                government: bit(debtor.government_unassigned)?,
                same_group: bit(debtor.same_group)?,
            })
        };
        let group: Vec<Fr> = ledger.group.iter().map(|party| party.0).collect();
        Ok(Self {
            network: element(cs, ledger.network.to_field())?,
            vault: element(cs, ledger.vault)?,
            currency: number(cs, ledger.currency.code(), 24)?,
            policy: element(cs, ledger.policy)?,
            owner: element(cs, ledger.owner.0)?,
            group: List::new(cs, &group, 4)?,
            day: number(cs, ledger.day.get(), 32)?,
            epoch: number(cs, ledger.epoch, 32)?,
            sequence: number(cs, ledger.sequence, 64)?,
            notes: ledger.notes.iter().map(|note| element(cs, *note)).collect::<Made<_>>()?,
            lines: ledger.lines.iter().map(line).collect::<Made<_>>()?,
            debtors: ledger.debtors.iter().map(debtor).collect::<Made<_>>()?,
        })
    }
}

pub(super) struct Witness {
    pub(super) cs: Cs,
    pub(super) network: Element,
    pub(super) as_of: Element,
    pub(super) registry_root: Element,
    pub(super) counter: Element,
    pub(super) policy: Policy,
    pub(super) roles: Roles,
    pub(super) notes: Vec<Note>,
    /// For each line whether it stays.
    pub(super) kept: Vec<Bit>,
    pub(super) ledger: Ledger,
    pub(super) ledger_signature: Signature,
    pub(super) servicer: Member,
    pub(super) appraisals: Vec<Appraisal>,
    pub(super) prices: Prices,
}

impl Witness {
    /// `released` for a rewrite: of each line whether it leaves.
    pub(super) fn new(cs: &Cs, claim: &Claim, released: Option<&[bool]>) -> Made<Self> {
        let kept = |i: usize| match released {
            None => Ok(Bit::TRUE),
            Some(released) => Bit::new_witness(cs.clone(), || Ok(!released[i])),
        };
        Ok(Self {
            cs: cs.clone(),
            network: element(cs, claim.network.to_field())?,
            as_of: number(cs, claim.as_of.get(), 32)?,
            registry_root: element(cs, claim.registry_root)?,
            counter: element(cs, claim.counter.into())?,
            policy: Policy::new(cs, &claim.policy)?,
            roles: Roles::new(cs, &claim.roles)?,
            notes: claim.notes.iter().map(|note| Note::new(cs, note)).collect::<Made<_>>()?,
            kept: (0..claim.notes.len()).map(kept).collect::<Made<_>>()?,
            ledger: Ledger::new(cs, &claim.ledger)?,
            ledger_signature: Signature::new(cs, &claim.ledger_signature)?,
            servicer: Member::new(cs, &claim.servicer)?,
            appraisals: claim.appraisals.iter().map(|a| Appraisal::new(cs, a)).collect::<Made<_>>()?,
            prices: Prices::new(cs, claim)?,
        })
    }
}
