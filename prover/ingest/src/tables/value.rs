//! Cells as they come from a file, and the way from a cell to a value.

use super::{Column, Kind, TableFault};
use crate::error::Code;
use covenant_statements::Currency;

/// What a file has in a place, in the types that files have.
#[derive(Clone, Copy)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text that is not empty.
    Text(&'a str),
}

/// A type of values that a column can have.
pub trait Value: Sized {
    /// How the column is described.
    const KIND: Kind;

    /// Reads a cell.
    fn of_cell(cell: Cell<'_>, context: &mut Context) -> Result<Self, Code>;
}

/// What the reading of a cell may depend on.
pub struct Context {
    /// The currency of amounts: the caller's, or what the row's own column says.
    pub(crate) currency: Option<Currency>,
}

/// The cells of one row, taken in the order of the table's columns.
pub struct Cells<'a, 'f> {
    pub(crate) columns: core::slice::Iter<'static, Column>,
    pub(crate) cells: core::slice::Iter<'a, Cell<'a>>,
    pub(crate) context: Context,
    /// Called with the column and the code of each cell that is refused.
    pub(crate) refuse: &'f mut dyn FnMut(&'static str, Code),
}

impl Cells<'_, '_> {
    /// The value of the next column; `None` if it was refused.
    pub fn take<T: Value>(&mut self) -> Option<T> {
        let column = self.columns.next()?;
        let cell = self.cells.next().copied().unwrap_or(Cell::Empty);
        match T::of_cell(cell, &mut self.context) {
            Ok(value) => Some(value),
            Err(code) => {
                (self.refuse)(column.name, code);
                None
            }
        }
    }
}

impl<'a> Cell<'a> {
    /// The text.
    pub(crate) fn text(self) -> Result<&'a str, Code> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Empty => Err(TableFault::CellEmpty.into()),
        }
    }
}
