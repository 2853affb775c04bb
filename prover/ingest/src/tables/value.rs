//! Cells as they come from a file, and the way from a cell to a value.

use super::{Column, Kind, TableFault};
use crate::error::Code;
use covenant_statements::Currency;

/// Bytes of a cell that is read.
const CELL: usize = 256;

/// What a file has in a place, in the types that files have. CSV has text only.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code))]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text that is not empty.
    Text(&'a str),
    /// A flag.
    Flag(bool),
    /// A whole number.
    Integer(i128),
    /// mantissa · 10^(−scale).
    Decimal { mantissa: i128, scale: u32 },
    /// Ticks since 1970-01-01T00:00:00Z.
    Ticks { ticks: i64, per_second: i64 },
    /// Something that no column can have.
    Refused(TableFault),
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
    /// What a file has as text.
    pub(crate) fn of_text(text: &'a str) -> Self {
        if text.is_empty() {
            Self::Empty
        } else if text.len() > CELL {
            Self::Refused(TableFault::CellTooLong)
        } else if text.chars().any(char::is_control) {
            Self::Refused(TableFault::Control)
        } else {
            Self::Text(text)
        }
    }

    /// The text; a cell of another type is not what the column asks for.
    pub(crate) fn text(self) -> Result<&'a str, Code> {
        match self {
            Self::Text(text) => Ok(text),
            other => Err(other.refused()),
        }
    }

    /// Why it is refused where it is not of the type that the column asks for.
    pub(crate) fn refused(self) -> Code {
        match self {
            Self::Empty => TableFault::CellEmpty,
            Self::Refused(fault) => fault,
            _ => TableFault::ParquetType,
        }
        .into()
    }
}
