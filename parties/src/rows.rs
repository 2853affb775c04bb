//! What a servicer's books have in common, whatever it signs: lines in a custody's order, debtors by group.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::{Fr, PartyId};

/// Why rows do not go together. Rows count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowError {
    /// A note that is there twice; the second of them.
    LineTwice(usize),
    /// A note that the custody does not have.
    LineUnknown(usize),
    /// A line of the custody that the books leave out, by its place there.
    LineMissing(usize),
    /// A debtor that is there twice, by whatever identifiers; the second of them.
    DebtorTwice(usize),
}

/// Lines in the custody's order, where it is known, else in the books' own; with the notes that they are of.
pub(crate) fn in_order<T: Copy>(
    rows: Vec<(Fr, T)>,
    custody: Option<&[Fr]>,
) -> Result<(Vec<Fr>, Vec<T>), RowError> {
    let mut seen = BTreeSet::new();
    for (row, (note, _)) in (1..).zip(&rows) {
        if !seen.insert(*note) {
            return Err(RowError::LineTwice(row));
        }
    }
    let Some(custody) = custody else { return Ok(rows.into_iter().unzip()) };
    let known: BTreeSet<_> = custody.iter().collect();
    for (row, (note, _)) in (1..).zip(&rows) {
        if !known.contains(note) {
            return Err(RowError::LineUnknown(row));
        }
    }
    let by_note: BTreeMap<Fr, T> = rows.into_iter().collect();
    let line = |(row, note): (usize, &Fr)| by_note.get(note).copied().ok_or(RowError::LineMissing(row));
    let lines: Result<Vec<_>, _> = (1..).zip(custody).map(line).collect();
    Ok((custody.to_vec(), lines?))
}

/// A debtor, the label that the rows of its group have in common, and what is said of it.
pub(crate) type Labelled<'a, T> = (PartyId, Option<&'a String>, T);

/// A group's debtors together, and all in one order, whatever the order of the rows and the words of the labels: groups by their first
/// member's id, members by theirs. Beside each, whether it is of the group of the one above.
pub(crate) fn by_group<T: Copy>(rows: &[Labelled<'_, T>]) -> Result<Vec<(T, bool)>, RowError> {
    let mut parties = BTreeSet::new();
    let mut first: BTreeMap<&String, PartyId> = BTreeMap::new();
    for (row, (party, group, _)) in (1..).zip(rows) {
        if !parties.insert(*party) {
            return Err(RowError::DebtorTwice(row));
        }
        if let Some(label) = group {
            let lowest = first.entry(label).or_insert(*party);
            *lowest = (*party).min(*lowest);
        }
    }
    let place = |(party, group, _): &Labelled<'_, T>| {
        (group.and_then(|label| first.get(label)).copied().unwrap_or(*party), *party)
    };
    let mut placed: Vec<_> = rows.iter().map(|row| (place(row), row.2)).collect();
    placed.sort_unstable_by_key(|(place, _)| *place);
    let mut above = None;
    let told = |((group, _), said): ((PartyId, PartyId), T)| (said, above.replace(group) == Some(group));
    Ok(placed.into_iter().map(told).collect())
}
