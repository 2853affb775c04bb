//! The vault's lines, and what the ledger says of them.

use super::{
    Change::{Claim as C, World as W},
    Mutation,
};
use covenant_statements::{
    Amount, Fr, PartyId,
    collateral::{LedgerLine, Rule::*},
};

/// The ledger as it stands is signed, whatever the world has.
fn detached(w: &mut covenant_statements::collateral::sample::World) {
    w.ledger = w.signed_ledger();
    w.detached = true;
}

pub(crate) fn table() -> Vec<Mutation> {
    // What was signed is not what is in the vault: the circuit has one list, and no signature of it.
    let ledger = Some("ledger");
    vec![
        ("1025 lines", C(|_, c| c.notes = vec![c.notes[0].clone(); 1025]), TooManyLines, None, None),
        ("a line that the ledger does not have", W(|w| _ = w.ledger.lines.pop()), LineCount, None, ledger),
        (
            "a balance of no line",
            W(|w| w.ledger.lines.push(LedgerLine { open: Amount(5), disputed: false, bill_and_hold: false })),
            LineCount,
            None,
            ledger,
        ),
        (
            "a note that the ledger does not have",
            W(|w| {
                detached(w);
                w.ledger.notes.pop();
            }),
            LineCount,
            None,
            ledger,
        ),
        // The vault has four lines; the one that hurts is left out of the certificate.
        (
            "a line left out of the certificate",
            W(|w| {
                detached(w);
                w.notes.remove(3);
            }),
            LineCount,
            None,
            None,
        ),
        (
            "the ledger of another note",
            W(|w| {
                detached(w);
                w.ledger.notes[1] = Fr::from(7u64);
            }),
            OtherNote,
            Some(1),
            ledger,
        ),
        (
            "two lines exchanged",
            W(|w| {
                detached(w);
                w.notes.swap(0, 2);
            }),
            OtherNote,
            Some(0),
            None,
        ),
        (
            "a line owed to somebody else",
            W(|w| w.notes[2].creditor = PartyId(Fr::from(9u64))),
            Creditor,
            Some(2),
            None,
        ),
        (
            "the book of another owner",
            W(|w| w.roles.owner = PartyId(Fr::from(9u64))),
            Creditor,
            Some(0),
            None,
        ),
        (
            "a line in another currency",
            W(|w| w.notes[1].currency = "USD".parse().unwrap()),
            LineCurrency,
            Some(1),
            None,
        ),
        (
            "a policy in another currency",
            W(|w| w.policy.currency = "USD".parse().unwrap()),
            LineCurrency,
            Some(0),
            None,
        ),
        (
            "one unit more open than the amount",
            W(|w| w.ledger.lines[0].open.0 = w.notes[0].amount.0 + 1),
            OpenOverAmount,
            Some(0),
            None,
        ),
        (
            "everything open of a little",
            W(|w| w.ledger.lines[3].open.0 = u64::MAX),
            OpenOverAmount,
            Some(3),
            None,
        ),
        (
            "the same note twice",
            W(|w| {
                w.notes[3] = w.notes[0].clone();
                w.ledger.lines[3] = w.ledger.lines[0];
            }),
            ObligationTwice,
            Some(3),
            None,
        ),
        (
            "an obligation twice, once with another note",
            W(|w| w.notes[2].nullifier = w.notes[1].nullifier),
            ObligationTwice,
            Some(2),
            None,
        ),
    ]
}
