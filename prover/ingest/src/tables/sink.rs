//! What readers of files are told of a table, and to whom they give what they read.

use super::{Kind, Refusal, Table, refusal::At, value::Cell};
use std::borrow::Cow;

/// The columns of a table. A file has each of them once, in any order, and no other.
pub(crate) struct Form {
    columns: Vec<FormColumn>,
}

/// A column.
#[derive(Clone)]
pub(crate) struct FormColumn {
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Kind,
}

impl Form {
    pub(crate) fn new(columns: Vec<FormColumn>) -> Self {
        Self { columns }
    }

    pub(crate) fn of(table: &Table) -> Self {
        let column = |column: &super::Column| FormColumn { name: column.name.into(), kind: column.kind };
        Self::new(table.columns.iter().map(column).collect())
    }

    pub(crate) fn columns(&self) -> &[FormColumn] {
        &self.columns
    }

    /// The place of the column of a name.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// What a reader of files fills.
pub(crate) trait Sink {
    /// The table that is read.
    fn form(&self) -> &Form;

    /// Something is wrong with the table, or with a row whose cells are not read.
    fn refuse(&mut self, refusal: Refusal);

    /// Counts further rows, and says whether they are read.
    fn counts(&mut self, rows: u64) -> bool;

    /// How many of the first rows are passed over, counted but not read.
    fn passed_over(&self) -> u64 {
        0
    }

    /// Whether no further row is wanted.
    fn has_all(&self) -> bool {
        false
    }

    /// Takes a row that was counted; its cells are in the order of the form's columns.
    fn row(&mut self, at: At, cells: &[Cell<'_>]);
}
