//! The names of a file's columns: every column of the table once, and no other.

use super::{Place, Refusal, TableFault, sink::Form};

/// Columns of a file that are read: a ledger of accounts has one, and two for each of 32 assets.
pub(crate) const COLUMNS: usize = 65;

/// For each column of the file, by its name, its place in the table.
///
/// # Errors
/// All that is wrong: a name that is not known, one that is there twice or not at all, too many.
pub(crate) fn places<'a>(
    form: &Form,
    names: impl Iterator<Item = &'a str>,
) -> Result<Vec<usize>, Vec<Refusal>> {
    let mut places = Vec::new();
    let mut refusals = Vec::new();
    for (index, name) in names.enumerate() {
        if index == COLUMNS {
            refusals.push(Refusal::of(TableFault::TooManyColumns));
            break;
        }
        let position = Place::Position(index + 1);
        match form.place(name).and_then(|place| Some((place, form.columns().get(place)?))) {
            None => refusals.push(Refusal::of(TableFault::ColumnUnknown).column(position)),
            Some((place, column)) if places.contains(&place) => {
                refusals.push(Refusal::of(TableFault::ColumnTwice).column(Place::Name(column.name.clone())));
            }
            Some((place, _)) => places.push(place),
        }
    }
    let missing = form.columns().iter().enumerate().filter(|(place, _)| !places.contains(place));
    refusals.extend(
        missing.map(|(_, column)| {
            Refusal::of(TableFault::ColumnMissing).column(Place::Name(column.name.clone()))
        }),
    );
    if refusals.is_empty() { Ok(places) } else { Err(refusals) }
}
