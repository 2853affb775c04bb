//! The lines and who owes them.

use super::{Change::World as W, Mutation, detach, one, shift};
use covenant_statements::{
    Amount, Fr, PartyId,
    pool::{Obligor, Rule::*, sample::World},
};

pub(super) fn table() -> Vec<Mutation> {
    let obligors = Some("obligors");
    vec![
        ("more lines than any tier has", W(|w| *w = World::new(1, 1025)), TooManyLines, None, None),
        ("a line that the tape leaves out", W(|w| w.tape.lines.truncate(2)), LineCount, None, None),
        (
            "a line that the custody does not hold",
            W(|w| w.tape.lines.push(w.tape.lines[0])),
            LineCount,
            None,
            Some("inputs"),
        ),
        (
            "the tape of another note",
            W(|w| detach(w, |t| t.notes[1] += one())),
            OtherNote,
            Some(1),
            Some("tape"),
        ),
        ("a note of an unlisted policy", W(|w| w.notes[2].policy += one()), NotePolicy, Some(2), None),
        (
            "a note in another currency",
            W(|w| w.notes[0].currency = "USD".parse().unwrap()),
            LineCurrency,
            Some(0),
            None,
        ),
        (
            "a loan of another originator",
            W(|w| w.notes[1].creditor = PartyId(one())),
            Creditor,
            Some(1),
            None,
        ),
        (
            "one obligation in two notes",
            W(|w| w.notes[2].nullifier = w.notes[0].nullifier),
            ObligationTwice,
            Some(2),
            obligors,
        ),
        (
            "a note twice",
            W(|w| (w.notes[2], w.tape.lines[2]) = (w.notes[0].clone(), w.tape.lines[0])),
            ObligationTwice,
            Some(2),
            obligors,
        ),
        (
            "issued the day after the cut-off",
            W(|w| {
                w.notes[1].issue = w.tape.cut_off;
                shift(&mut w.notes[1].issue, 1);
            }),
            IssuedAfterCutOff,
            Some(1),
            None,
        ),
        (
            "due 65,536 days after the cut-off",
            W(|w| {
                w.notes[0].due = w.tape.cut_off;
                shift(&mut w.notes[0].due, 65_536);
            }),
            Term,
            Some(0),
            None,
        ),
        (
            "one minor unit over the amount",
            W(|w| w.tape.lines[1].balance.0 = w.notes[1].amount.0 + 1),
            BalanceOverAmount,
            Some(1),
            Some("inputs"),
        ),
        ("a grade below the band", W(|w| w.tape.lines[0].grade = 0), Grade, Some(0), None),
        ("a grade above the band", W(|w| w.tape.lines[0].grade = 7), Grade, Some(0), None),
        ("a grade that does not exist", W(|w| w.tape.lines[0].grade = 8), Grade, Some(0), Some("inputs")),
        (
            "a matured loan shown as current",
            W(|w| {
                w.notes[0].due = w.tape.cut_off;
                shift(&mut w.notes[0].due, -1);
            }),
            Matured,
            Some(0),
            None,
        ),
        (
            "a matured loan a day less late than it is",
            W(|w| {
                w.notes[1].due = w.tape.cut_off;
                shift(&mut w.notes[1].due, -60);
                w.tape.lines[1].days_past_due = 59;
            }),
            Matured,
            Some(1),
            None,
        ),
        (
            "one obligor in two rows",
            W(|w| w.tape.obligors[1].party = w.tape.obligors[0].party),
            ObligorTwice,
            Some(1),
            None,
        ),
        (
            "a first row of a group above",
            W(|w| w.tape.obligors[0].same_group = true),
            FirstOfGroup,
            Some(0),
            None,
        ),
        (
            "a debtor that the tape does not name",
            W(|w| w.notes[2].debtor = PartyId(Fr::from(9u64))),
            ObligorMissing,
            Some(2),
            None,
        ),
        (
            "one that owes nothing, and is not named",
            W(|w| {
                w.notes[2].debtor = PartyId(Fr::from(9u64));
                w.tape.lines[2].balance = Amount(0);
            }),
            ObligorMissing,
            Some(2),
            None,
        ),
        (
            "an obligor of no line",
            W(|w| w.tape.obligors.push(Obligor { party: PartyId(Fr::from(9u64)), same_group: false })),
            ObligorWithoutLine,
            Some(2),
            None,
        ),
    ]
}
