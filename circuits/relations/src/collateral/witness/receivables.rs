//! The vault's lines and the servicer's ledger.

use super::super::Shape;
use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, DAY_BITS, WORD_BITS, input_bit},
        signer::SignerVar,
    },
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    list::Slots,
    sequence::var::Prefix,
};
use covenant_statements::{
    Amount, Note,
    collateral::{Claim, Debtor, LedgerLine, ledger::GROUP},
};

/// Bits of a kind, a lane, a capacity: their numbers are below 4.
const CODE_BITS: usize = 2;
/// Bits of a ledger's number.
const SEQUENCE_BITS: usize = 64;

pub(in super::super) struct LedgerVar {
    pub(in super::super) vault: Num,
    pub(in super::super) group: Slots<Num, GROUP>,
    pub(in super::super) epoch: Uint,
    pub(in super::super) sequence: Uint,
    pub(in super::super) servicer: SignerVar,
    pub(in super::super) used_lines: Prefix,
    pub(in super::super) lines: Vec<LineVar>,
    pub(in super::super) used_debtors: Prefix,
    pub(in super::super) debtors: Vec<DebtorVar>,
}

impl LedgerVar {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, shape: &Shape) -> Self {
        let ledger = &claim.ledger;
        let (lines, debtors) = (claim.notes.len(), ledger.debtors.len());
        Self {
            vault: cs.input("vault", ledger.vault),
            group: ledger.group_slots().map(|value| cs.input("group", value)),
            epoch: Uint::input(cs, "epoch", ledger.epoch, WORD_BITS),
            sequence: Uint::input(cs, "sequence", ledger.sequence, SEQUENCE_BITS),
            servicer: cs.scoped("servicer", |cs| {
                SignerVar::allocate(cs, Some((&claim.servicer, &claim.ledger_signature)))
            }),
            used_lines: Prefix::input(cs, "used-lines", lines.min(shape.lines), shape.lines),
            lines: cs.scoped("lines", |cs| {
                let line = |i| (claim.notes.get(i), ledger.lines.get(i));
                (0..shape.lines).map(|i| LineVar::allocate(cs, line(i))).collect()
            }),
            used_debtors: Prefix::input(cs, "used-debtors", debtors.min(shape.lines), shape.lines),
            debtors: cs.scoped("debtors", |cs| {
                (0..shape.lines).map(|j| DebtorVar::allocate(cs, ledger.debtors.get(j))).collect()
            }),
        }
    }
}

/// A line; creditor and currency are the ledger's.
pub(in super::super) struct LineVar {
    pub(in super::super) debtor: Num,
    /// Confined where it is compared with what is open.
    pub(in super::super) amount: Num,
    pub(in super::super) issue: Uint,
    pub(in super::super) due: Uint,
    pub(in super::super) rate: Uint,
    pub(in super::super) kind: Uint,
    pub(in super::super) lane: Uint,
    pub(in super::super) capacity: Uint,
    pub(in super::super) policy: Num,
    pub(in super::super) nullifier: Num,
    pub(in super::super) blinding: Num,
    pub(in super::super) open: Uint,
    pub(in super::super) disputed: Bit,
    pub(in super::super) bill_and_hold: Bit,
}

impl LineVar {
    fn allocate(cs: &mut Cs, (note, line): (Option<&Note>, Option<&LedgerLine>)) -> Self {
        let number = |value: fn(&Note) -> u64| note.map_or(0, value);
        let element = |value: fn(&Note) -> covenant_statements::Fr| note.map_or_else(Default::default, value);
        let flag = |value: fn(&LedgerLine) -> bool| line.is_some_and(value);
        Self {
            debtor: cs.input("debtor", element(|n| n.debtor.0)),
            amount: cs.input("amount", number(|n| n.amount.0).into()),
            issue: Uint::input(cs, "issue", number(|n| n.issue.get().into()), DAY_BITS),
            due: Uint::input(cs, "due", number(|n| n.due.get().into()), DAY_BITS),
            rate: Uint::input(cs, "rate", number(|n| n.rate.0.into()), WORD_BITS),
            kind: Uint::input(cs, "kind", number(|n| n.kind as u64), CODE_BITS),
            lane: Uint::input(cs, "lane", number(|n| n.lane as u64), CODE_BITS),
            capacity: Uint::input(cs, "capacity", number(|n| n.capacity as u64), CODE_BITS),
            policy: cs.input("policy", element(|n| n.policy)),
            nullifier: cs.input("nullifier", element(|n| n.nullifier)),
            blinding: cs.input("blinding", element(|n| n.blinding)),
            open: Uint::input(cs, "open", line.map_or(0, |l| l.open.0), AMOUNT_BITS),
            disputed: input_bit(cs, "disputed", flag(|l| l.disputed)),
            bill_and_hold: input_bit(cs, "bill-and-hold", flag(|l| l.bill_and_hold)),
        }
    }
}

/// A debtor's figures.
pub(in super::super) struct DebtorVar {
    pub(in super::super) party: Num,
    /// Confined where it is compared with what is aged.
    pub(in super::super) gross: Num,
    pub(in super::super) aged: Uint,
    pub(in super::super) unapplied_credits: Uint,
    pub(in super::super) payables: Uint,
    pub(in super::super) affiliate: Bit,
    pub(in super::super) foreign_uninsured: Bit,
    pub(in super::super) government_unassigned: Bit,
    pub(in super::super) same_group: Bit,
}

impl DebtorVar {
    fn allocate(cs: &mut Cs, debtor: Option<&Debtor>) -> Self {
        let amount = |value: fn(&Debtor) -> Amount| debtor.map_or(0, |d| value(d).0);
        let flag = |value: fn(&Debtor) -> bool| debtor.is_some_and(value);
        Self {
            party: cs.input("party", debtor.map_or_else(Default::default, |d| d.party.0)),
            gross: cs.input("gross", amount(|d| d.gross).into()),
            aged: Uint::input(cs, "aged", amount(|d| d.aged), AMOUNT_BITS),
            unapplied_credits: Uint::input(
                cs,
                "unapplied-credits",
                amount(|d| d.unapplied_credits),
                AMOUNT_BITS,
            ),
            payables: Uint::input(cs, "payables", amount(|d| d.payables), AMOUNT_BITS),
            affiliate: input_bit(cs, "affiliate", flag(|d| d.affiliate)),
            foreign_uninsured: input_bit(cs, "foreign-uninsured", flag(|d| d.foreign_uninsured)),
            government_unassigned: input_bit(cs, "government-unassigned", flag(|d| d.government_unassigned)),
            same_group: input_bit(cs, "same-group", flag(|d| d.same_group)),
        }
    }
}
