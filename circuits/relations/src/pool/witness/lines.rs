//! Lines and obligors.

use crate::{
    Cs,
    parts::input::{AMOUNT_BITS, WORD_BITS, input_bit},
};
use covenant_gadgets::{
    compare::{Uint, bits, from_bits},
    cs::{Bit, Num},
};
use covenant_statements::{
    Fr, Note,
    pool::{Obligor, TapeLine},
};

/// Bits of days past due, and of days to a maturity.
pub(in super::super) const DAYS_BITS: usize = 16;
/// Bits of a note's kind, lane and capacity.
const FORM_BITS: usize = 8;
/// Bits of a grade.
const GRADE_BITS: usize = 3;

/// A line: its note, but for creditor and currency, which all lines share, and what the tape says of it.
pub(in super::super) struct LineVar {
    pub(in super::super) debtor: Num,
    /// The balance and what was repaid: so it is not below the balance.
    pub(in super::super) amount: Uint,
    pub(in super::super) issue: Uint,
    pub(in super::super) due: Uint,
    pub(in super::super) rate: Uint,
    pub(in super::super) kind: Uint,
    pub(in super::super) lane: Uint,
    pub(in super::super) capacity: Uint,
    pub(in super::super) policy: Num,
    pub(in super::super) nullifier: Num,
    pub(in super::super) blinding: Num,
    pub(in super::super) balance: Uint,
    pub(in super::super) days_past_due: Uint,
    pub(in super::super) defaulted: Bit,
    /// Low bit first.
    pub(in super::super) grade: Vec<Bit>,
}

/// A row of the tape's obligors.
pub(in super::super) struct ObligorVar {
    pub(in super::super) party: Num,
    pub(in super::super) same_group: Bit,
}

impl LineVar {
    /// Zeros where there is no line.
    pub(super) fn allocate(cs: &mut Cs, note: Option<&Note>, line: Option<&TapeLine>) -> Self {
        let of = |part: fn(&Note) -> Fr| note.map_or(Fr::from(0u64), part);
        let said = |part: fn(&TapeLine) -> Fr| line.map_or(Fr::from(0u64), part);
        let grade = cs.input("grade", said(|l| l.grade.into()));
        let balance = Uint::input(cs, "balance", said(|l| l.balance.0.into()), AMOUNT_BITS);
        let repaid = of(|n| n.amount.0.into()) - balance.num().value();
        let amount = balance.plus(&Uint::input(cs, "repaid", repaid, AMOUNT_BITS));
        Self {
            debtor: cs.input("debtor", of(|n| n.debtor.0)),
            amount,
            issue: Uint::input(cs, "issue", of(|n| n.issue.get().into()), WORD_BITS),
            due: Uint::input(cs, "due", of(|n| n.due.get().into()), WORD_BITS),
            rate: Uint::input(cs, "rate", of(|n| n.rate.0.into()), WORD_BITS),
            kind: Uint::input(cs, "kind", of(|n| (n.kind as u64).into()), FORM_BITS),
            lane: Uint::input(cs, "lane", of(|n| (n.lane as u64).into()), FORM_BITS),
            capacity: Uint::input(cs, "capacity", of(|n| (n.capacity as u64).into()), FORM_BITS),
            policy: cs.input("policy", of(|n| n.policy)),
            nullifier: cs.input("nullifier", of(|n| n.nullifier)),
            blinding: cs.input("blinding", of(|n| n.blinding)),
            balance,
            days_past_due: Uint::input(cs, "days-past-due", said(|l| l.days_past_due.into()), DAYS_BITS),
            defaulted: input_bit(cs, "defaulted", line.is_some_and(|l| l.defaulted)),
            grade: bits(cs, &grade, GRADE_BITS),
        }
    }

    /// The grade as a number.
    pub(in super::super) fn grade(&self) -> Uint {
        from_bits(&self.grade)
    }
}

impl ObligorVar {
    /// Zeros where there is none.
    pub(super) fn allocate(cs: &mut Cs, obligor: Option<&Obligor>) -> Self {
        Self {
            party: cs.input("party", obligor.map_or(Fr::from(0u64), |row| row.party.0)),
            same_group: input_bit(cs, "same-group", obligor.is_some_and(|row| row.same_group)),
        }
    }
}
