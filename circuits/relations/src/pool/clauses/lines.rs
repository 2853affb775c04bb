//! The lines: the notes in custody, and what the tape may say of each.

use super::super::{
    Public,
    witness::{DAYS_BITS, LineVar, Witness},
};
use crate::{
    Cs,
    parts::{nonzero::is_nonzero, note::NoteVar},
};
use ark_ff::PrimeField;
use covenant_gadgets::{
    compare::{Uint, bits, less_or_equal},
    cs::{Bit, Num},
    sequence::var::chain,
};
use covenant_statements::Fr;

/// What a line's days are.
pub(super) struct Terms {
    /// max(0, due − cut-off).
    pub(super) days: Uint,
    /// max(0, cut-off − due).
    overdue: Uint,
}

pub(super) fn enforce(cs: &mut Cs, w: &Witness, public: &Public) -> Vec<Terms> {
    let commitments: Vec<Num> =
        w.lines.iter().map(|line| cs.scoped("note", |cs| commitment(cs, w, line))).collect();
    let custody = cs.scoped("custody", |cs| chain(cs, &w.tape.pool, &w.used, &commitments));
    cs.enforce_equal("custody/public", &custody, &public.custody);
    let lines = w.lines.iter().zip(w.used.bits());
    lines.map(|(line, used)| cs.scoped("line", |cs| line_holds(cs, w, line, used))).collect()
}

/// The note's terms are the line's; creditor and currency are those of all lines.
fn commitment(cs: &mut Cs, w: &Witness, line: &LineVar) -> Num {
    let note = NoteVar {
        creditor: w.roles.owner().clone(),
        debtor: line.debtor.clone(),
        amount: line.amount.clone(),
        currency: w.policy.currency.clone(),
        issue: line.issue.clone(),
        due: line.due.clone(),
        rate: line.rate.clone(),
        kind: line.kind.clone(),
        lane: line.lane.clone(),
        capacity: line.capacity.clone(),
        policy: line.policy.clone(),
        nullifier: line.nullifier.clone(),
        blinding: line.blinding.clone(),
    };
    note.commitment(cs)
}

fn line_holds(cs: &mut Cs, w: &Witness, line: &LineVar, used: &Bit) -> Terms {
    unused_is_zero(cs, line, used);
    let unlisted = w.policy.note_policies.membership_product(cs, &line.policy);
    cs.enforce("line/note-policy", used.num(), &unlisted, &Num::zero());
    cs.scoped("issue", |cs| less_or_equal(cs, &line.issue, &w.tape.cut_off));
    let terms = cs.scoped("term", |cs| term(cs, w, line, used));
    cs.scoped("grade", |cs| {
        let (grade, lowest) = (line.grade(), Uint::only_if(cs, "line/lowest", used, &w.policy.min_grade));
        less_or_equal(cs, &lowest, &grade);
        less_or_equal(cs, &grade, &w.policy.max_grade);
    });
    cs.scoped("matured", |cs| {
        let owes = is_nonzero(cs, line.balance.num());
        let late = line.days_past_due.num() - terms.overdue.num();
        let late = cs.mul("line/late", owes.num(), &late);
        bits(cs, &late, DAYS_BITS);
    });
    terms
}

/// A place without a line says nothing. The numbers have ranges: their sum is zero where each is.
fn unused_is_zero(cs: &mut Cs, line: &LineVar, used: &Bit) {
    let (defaulted, grade) = (Uint::from(&line.defaulted), line.grade());
    let numbers = [
        &line.amount,
        &line.issue,
        &line.due,
        &line.rate,
        &line.kind,
        &line.lane,
        &line.capacity,
        &line.balance,
        &line.days_past_due,
        &defaulted,
        &grade,
    ];
    let numbers = Uint::sum(numbers.map(|number| (1, number)));
    for value in [&line.debtor, &line.policy, &line.nullifier, &line.blinding, numbers.num()] {
        cs.enforce("line/unused-is-zero", used.not().num(), value, &Num::zero());
    }
}

/// due − cut-off as the difference of two numbers of days of which one is zero.
fn term(cs: &mut Cs, w: &Witness, line: &LineVar, used: &Bit) -> Terms {
    let distance = cs.mul("line/distance", used.num(), &(line.due.num() - w.tape.cut_off.num()));
    let (ahead, behind) = match (distance.value(), -distance.value()) {
        (ahead, behind) if ahead.into_bigint() <= behind.into_bigint() => (ahead, Fr::from(0u64)),
        (_, behind) => (Fr::from(0u64), behind),
    };
    let (days, overdue) = (cs.hint("line/days", || ahead), cs.hint("line/overdue", || behind));
    let [days, overdue] = [days, overdue].map(|days| Uint::range(cs, days, DAYS_BITS));
    cs.enforce_equal("line/term", &distance, &(days.num() - overdue.num()));
    cs.enforce("line/one-side", days.num(), overdue.num(), &Num::zero());
    Terms { days, overdue }
}
