//! What was refused, and where. Made of our own names and of positions only.

use super::TableFault;
use crate::error::Code;
use core::fmt;
use std::{borrow::Cow, io};

/// Refusals that are listed; further ones are counted.
pub const LISTED: usize = 100;

/// One thing that is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// The row, from 1, the header not counted.
    pub row: Option<u64>,
    /// The line of the file, from 1, in CSV.
    pub line: Option<u64>,
    /// The column.
    pub column: Option<Place>,
    /// What there is to add.
    pub detail: Option<Detail>,
}

/// Which column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// One that the table has.
    Name(Cow<'static, str>),
    /// One that is not known, by its position from 1: what it is called is the file's text.
    Position(usize),
}

/// Where a row stands.
#[derive(Clone, Copy)]
pub(crate) struct At {
    /// The row, from 1.
    pub(crate) row: u64,
    /// The line of the file, if it has lines.
    pub(crate) line: Option<u64>,
}

/// What there is to add to a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Detail {
    /// The row that said it first.
    First(u64),
    /// How many there are and how many are taken.
    Limit {
        /// How many there are.
        count: u64,
        /// How many are taken.
        most: u64,
    },
    /// What the system says.
    System(io::ErrorKind),
}

/// A table that was refused: what is wrong with it, one line of text for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableError {
    /// The file, as the caller names it.
    pub file: String,
    /// The first [`LISTED`] refusals, in the order in which they were found. There is at least one.
    pub refusals: Vec<Refusal>,
    /// How many more there are.
    pub more: u64,
}

impl std::error::Error for TableError {}

impl TableError {
    /// The whole file, for one reason.
    pub(crate) fn file(file: &str, code: TableFault, detail: Option<Detail>) -> Self {
        Self { file: file.to_owned(), refusals: vec![Refusal { detail, ..Refusal::of(code) }], more: 0 }
    }
}

impl Refusal {
    /// Of the table as a whole.
    pub(crate) fn of(code: impl Into<Code>) -> Self {
        Self { code: code.into(), row: None, line: None, column: None, detail: None }
    }

    /// In a row.
    pub(crate) fn at(self, at: At) -> Self {
        Self { row: Some(at.row), line: at.line, ..self }
    }

    /// In a line that is no row.
    pub(crate) fn line(self, line: u64) -> Self {
        Self { line: Some(line), ..self }
    }

    /// In a column.
    pub(crate) fn column(self, column: Place) -> Self {
        Self { column: Some(column), ..self }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, refusal) in self.refusals.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}: {refusal}", self.file)?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n{}: and {more} more", self.file),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.row, self.line) {
            (Some(row), Some(line)) => write!(f, "row {row} (line {line}), ")?,
            (Some(row), None) => write!(f, "row {row}, ")?,
            (None, Some(line)) => write!(f, "line {line}, ")?,
            (None, None) => {}
        }
        match &self.column {
            Some(Place::Name(name)) => write!(f, "{name}: ")?,
            Some(Place::Position(position)) => write!(f, "column {position}: ")?,
            None => {}
        }
        write!(f, "{}: {}", self.code, self.code.describe())?;
        match self.detail {
            Some(Detail::First(row)) => write!(f, " (row {row})"),
            Some(Detail::Limit { count, most }) => write!(f, " ({count}; at most {most})"),
            Some(Detail::System(kind)) => write!(f, " ({kind})"),
            None => Ok(()),
        }
    }
}
