//! Rules 1 to 5: the lines, the servicer's ledger of them, its debtors, what is eligible.

use super::{
    statement::Public,
    witness::{Debtor, Witness},
};
use crate::{
    Bit, Element, Made,
    arithmetic::{above, at_least, equal, least, less, only_if, share},
    integers::{constant, packed, require, require_if},
    note::{Note, chain},
    poseidon::{hash, sequence},
    verdict::counted,
};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar, select::CondSelectGadget};
use std::ops::Not;

/// Rule 1: the notes, in the vault's order, hash to dₙ, all of them.
pub(super) fn lines(w: &Witness, p: &Public) -> Made<()> {
    counted([w.ledger.notes.len(), w.ledger.lines.len()] == [w.notes.len(); 2])?;
    let commitments: Vec<Element> = w.notes.iter().map(Note::commitment).collect::<Made<_>>()?;
    for (commitment, listed) in commitments.iter().zip(&w.ledger.notes) {
        equal(commitment, listed)?;
    }
    equal(&chain(&w.ledger.vault, &commitments)?, &p.vault)?;
    for (i, (note, line)) in w.notes.iter().zip(&w.ledger.lines).enumerate() {
        equal(&note.creditor, &w.roles.owner)?;
        equal(&note.currency, &w.policy.currency)?;
        require(&at_least(&note.amount, &line.open)?)?;
        for earlier in &w.notes[..i] {
            note.nullifier.enforce_not_equal(&earlier.nullifier)?;
        }
    }
    Ok(())
}

/// M, what the servicer signs.
fn message(w: &Witness) -> Made<Element> {
    let ledger = &w.ledger;
    let numbers = packed(&[
        (ledger.sequence.clone(), 0),
        (ledger.epoch.clone(), 64),
        (ledger.day.clone(), 96),
        (ledger.currency.clone(), 128),
    ]);
    let mut balances = Vec::new();
    for three in ledger.lines.chunks(3) {
        let parts = (0..).step_by(66).zip(three).flat_map(|(shift, line)| {
            let (disputed, held) = (line.disputed.clone().into(), line.held.clone().into());
            [(line.open.clone(), shift), (disputed, shift + 64), (held, shift + 65)]
        });
        balances.push(packed(&parts.collect::<Vec<_>>()));
    }
    let debtors: Vec<Element> = ledger.debtors.iter().flat_map(debtor_elements).collect();
    hash(
        "covenant/ledger",
        &[
            ledger.network.clone(),
            ledger.vault.clone(),
            chain(&ledger.vault, &ledger.notes)?,
            ledger.policy.clone(),
            ledger.owner.clone(),
            numbers,
            sequence("covenant/ledger-lines", &constant(ledger.lines.len() as u64), &balances)?,
            sequence("covenant/ledger-debtors", &constant(ledger.debtors.len() as u64), &debtors)?,
            hash("covenant/ledger-group", &ledger.group.values()?)?,
        ],
    )
}

fn debtor_elements(debtor: &Debtor) -> [Element; 3] {
    let (aged, credits, gross) = (debtor.aged.clone(), debtor.credits.clone(), debtor.gross.clone());
    let flags = [&debtor.affiliate, &debtor.foreign, &debtor.government, &debtor.same_group];
    let flags = flags.into_iter().cloned().map(Element::from).zip(64..);
    let other: Vec<(Element, u64)> = [(debtor.payables.clone(), 0)].into_iter().chain(flags).collect();
    [debtor.party.clone(), packed(&[(aged, 0), (credits, 64), (gross, 128)]), packed(&other)]
}

/// Rule 1: the ledger is of these lines, this day, policy and owner; its signer is the roles' servicer.
pub(super) fn ledger(w: &Witness, _: &Public) -> Made<()> {
    let (ledger, servicer) = (&w.ledger, &w.servicer);
    equal(&ledger.network, &w.network)?;
    equal(&ledger.currency, &w.policy.currency)?;
    equal(&ledger.policy, &w.policy.digest()?)?;
    equal(&ledger.owner, &w.roles.owner)?;
    equal(&ledger.day, &w.as_of)?;
    equal(&servicer.root()?, &w.registry_root)?;
    equal(&servicer.role, &constant(5))?;
    equal(&servicer.party, &w.roles.servicer)?;
    require(&at_least(&w.as_of, &servicer.valid_from.to_fp()?)?)?;
    require(&at_least(&servicer.valid_until.to_fp()?, &w.as_of)?)?;
    let own = w.roles.servicer.is_eq(&ledger.owner)? | ledger.group.contains(&w.roles.servicer)?;
    require(&(&w.policy.own_servicer | own.not()))?;
    w.ledger_signature.verify(&servicer.key, &message(w)?)
}

/// The table of debtors, and a row of it for each line that counts.
pub(super) fn debtors(w: &Witness, _: &Public) -> Made<()> {
    for (j, debtor) in w.ledger.debtors.iter().enumerate() {
        for earlier in &w.ledger.debtors[..j] {
            debtor.party.enforce_not_equal(&earlier.party)?;
        }
        if j == 0 {
            require(&debtor.same_group.clone().not())?;
        }
        require(&at_least(&debtor.gross, &debtor.aged)?)?;
    }
    for i in 0..w.notes.len() {
        let mut listed = Bit::FALSE;
        for debtor in &w.ledger.debtors {
            listed |= w.notes[i].debtor.is_eq(&debtor.party)?;
        }
        let open = w.ledger.lines[i].open.is_neq(&Element::zero())?;
        require_if(&(counts(w, i)? & open), &listed)?;
    }
    Ok(())
}

/// Kept, of a policy that the lender takes, not aged out, neither disputed nor held.
fn counts(w: &Witness, i: usize) -> Made<Bit> {
    let (note, line, policy) = (&w.notes[i], &w.ledger.lines[i], &w.policy);
    let taken = policy.note_policies.contains(&note.policy)?;
    let aged = above(&w.as_of, &(&note.issue + &policy.max_age))?
        | above(&w.as_of, &(&note.due + &policy.max_past_due))?;
    let excluded = aged | &line.disputed | &line.held;
    Ok(&w.kept[i] & taken & excluded.not())
}

/// What rules 2 to 5 leave.
pub(super) struct Receivables {
    pub(super) gross: Element,
    pub(super) concentration: Element,
    pub(super) eligible: Element,
}

impl Receivables {
    pub(super) fn new(w: &Witness) -> Made<Self> {
        let open = |i: usize| &w.ledger.lines[i].open;
        let gross: Element = (0..w.notes.len()).map(|i| only_if(&w.kept[i], open(i))).sum();
        let by_debtor: Vec<Element> =
            w.ledger.debtors.iter().map(|debtor| eligible_of(w, debtor)).collect::<Made<_>>()?;
        let all: Element = by_debtor.iter().cloned().sum();
        let whole = Element::conditionally_select(&w.policy.of_gross, &gross, &all)?;
        let cap = share(&w.cs, &whole, &w.policy.concentration)?;
        let concentration = excess(w, &by_debtor, &cap)?;
        Ok(Self { eligible: all - &concentration, gross, concentration })
    }
}

/// Rules 2 to 4 for a debtor.
fn eligible_of(w: &Witness, debtor: &Debtor) -> Made<Element> {
    let shares = [&debtor.aged * constant(10_000), &debtor.gross * &w.policy.cross_ageing];
    let cross_aged = above(&shares[0], &shares[1])?;
    let out = cross_aged | &debtor.affiliate | &debtor.foreign | &debtor.government;
    let mut left = Element::zero();
    for (i, note) in w.notes.iter().enumerate() {
        let mine = note.debtor.is_eq(&debtor.party)? & counts(w, i)?;
        left += only_if(&mine, &w.ledger.lines[i].open);
    }
    left = only_if(&out.not(), &left);
    left -= least(&left, &debtor.payables)?;
    left -= least(&left, &debtor.credits)?;
    Ok(left)
}

/// Rule 5: what each group has over the cap, counted at its first row.
fn excess(w: &Witness, eligible: &[Element], cap: &Element) -> Made<Element> {
    let rows = &w.ledger.debtors;
    let mut excess = Element::zero();
    for (j, row) in rows.iter().enumerate() {
        let (mut together, mut sum) = (Bit::TRUE, eligible[j].clone());
        for k in j + 1..rows.len() {
            together &= &rows[k].same_group;
            sum += only_if(&together, &eligible[k]);
        }
        excess += only_if(&row.same_group.clone().not(), &less(&sum, cap)?);
    }
    Ok(excess)
}
