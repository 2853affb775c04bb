//! What a servicer says of a portfolio of receivables.

use super::row;
use crate::tables::{Debtor, Group, NoteRef, TableFault};
use covenant_statements::{Amount, PartyId};

row! {
    /// A line of the servicer's ledger.
    LedgerRow = "ledger", "a line of the vault, as the servicer's books have it on the day", may_be_empty: true,
    key: (note) -> NoteRef = |row| row.note,
    {
        note: NoteRef = "the note that the line is about";
        open_balance: Amount = "what is still to be paid of it";
        disputed: bool = "the debtor disputes it";
        bill_and_hold: bool = "it was billed for goods that are not delivered yet";
    }
}

row! {
    /// A debtor's figures.
    DebtorRow = "debtors", "a debtor, with its figures over the owner's whole book and not over one vault",
    may_be_empty: true,
    key: (debtor) -> PartyId = |row| row.debtor.party,
    fault: aged_over_gross,
    {
        debtor: Debtor = "who owes";
        group: Group = "the group that the debtor belongs to; empty where it stands alone";
        gross: Amount = "all that it owes";
        aged: Amount = "what of that is too old, in the policy's sense";
        unapplied_credits: Amount = "credits of any age that are not set off against an invoice yet";
        payables: Amount = "what the book's owner owes to it";
        affiliate: bool = "it belongs to the owner's group";
        foreign_uninsured: bool = "it is abroad, and nobody insures the claims";
        government_unassigned: bool = "it is a public body that has not agreed to an assignment";
    }
}

fn aged_over_gross(row: &DebtorRow) -> Option<(&'static str, TableFault)> {
    (row.aged > row.gross).then_some(("aged", TableFault::AgedOverGross))
}
