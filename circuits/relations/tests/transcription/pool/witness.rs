//! What a prover knows of a pool, as variables in their ranges.

use super::policy::Policy;
use crate::{
    Bit, Cs, Element, Made, arithmetic::number, curve::Signature, integers::element, note::Note,
    parts::Member, roles::Roles,
};
use ark_r1cs_std::alloc::AllocVar;
use covenant_statements::pool::{self as native, Claim};

/// What the tape says of a line.
pub(super) struct Line {
    pub(super) balance: Element,
    pub(super) days_past_due: Element,
    pub(super) defaulted: Bit,
    pub(super) grade: Element,
}

/// A row of the table of obligors.
pub(super) struct Obligor {
    pub(super) party: Element,
    pub(super) same_group: Bit,
}

pub(super) struct Tape {
    pub(super) network: Element,
    pub(super) pool: Element,
    pub(super) currency: Element,
    pub(super) policy: Element,
    pub(super) cut_off: Element,
    pub(super) epoch: Element,
    pub(super) sequence: Element,
    pub(super) salt: Element,
    pub(super) notes: Vec<Element>,
    pub(super) lines: Vec<Line>,
    pub(super) obligors: Vec<Obligor>,
}

impl Tape {
    fn new(cs: &Cs, tape: &native::Tape) -> Made<Self> {
        let bit = |value: bool| Bit::new_witness(cs.clone(), || Ok(value));
        let line = |line: &native::TapeLine| {
            Ok(Line {
                balance: number(cs, line.balance.0, 64)?,
                days_past_due: number(cs, line.days_past_due, 16)?,
                defaulted: bit(line.defaulted)?,
                grade: number(cs, line.grade, 3)?,
            })
        };
        let obligor = |row: &native::Obligor| {
            Ok(Obligor { party: element(cs, row.party.0)?, same_group: bit(row.same_group)? })
        };
        Ok(Self {
            network: element(cs, tape.network.to_field())?,
            pool: element(cs, tape.pool)?,
            currency: number(cs, tape.currency.code(), 24)?,
            policy: element(cs, tape.policy)?,
            cut_off: number(cs, tape.cut_off.get(), 32)?,
            epoch: number(cs, tape.epoch, 32)?,
            sequence: number(cs, tape.sequence, 64)?,
            salt: element(cs, tape.salt)?,
            notes: tape.notes.iter().map(|note| element(cs, *note)).collect::<Made<_>>()?,
            lines: tape.lines.iter().map(line).collect::<Made<_>>()?,
            obligors: tape.obligors.iter().map(obligor).collect::<Made<_>>()?,
        })
    }
}

pub(super) struct Witness {
    pub(super) cs: Cs,
    pub(super) network: Element,
    pub(super) registry_root: Element,
    pub(super) counter: Element,
    pub(super) policy: Policy,
    pub(super) roles: Roles,
    pub(super) notes: Vec<Note>,
    pub(super) tape: Tape,
    pub(super) signature: Signature,
    pub(super) servicer: Member,
    pub(super) tranches: Vec<Element>,
    pub(super) reserve: Element,
    /// Of each figure what it is at most; read where the policy bounds it.
    pub(super) caps: Vec<Element>,
}

impl Witness {
    pub(super) fn new(cs: &Cs, claim: &Claim) -> Made<Self> {
        let amount = |amount: &covenant_statements::Amount| number(cs, amount.0, 64);
        Ok(Self {
            cs: cs.clone(),
            network: element(cs, claim.network.to_field())?,
            registry_root: element(cs, claim.registry_root)?,
            counter: element(cs, claim.counter.into())?,
            policy: Policy::new(cs, &claim.policy)?,
            roles: Roles::new(cs, &claim.roles)?,
            notes: claim.notes.iter().map(|note| Note::new(cs, note)).collect::<Made<_>>()?,
            tape: Tape::new(cs, &claim.tape)?,
            signature: Signature::new(cs, &claim.tape_signature)?,
            servicer: Member::new(cs, &claim.servicer)?,
            tranches: claim.tranches.iter().map(amount).collect::<Made<_>>()?,
            reserve: amount(&claim.reserve)?,
            caps: claim.bounds.iter().map(amount).collect::<Made<_>>()?,
        })
    }

    /// The lines: each note with what the tape says of it.
    pub(super) fn lines(&self) -> impl Iterator<Item = (&Note, &Line)> {
        self.notes.iter().zip(&self.tape.lines)
    }
}
