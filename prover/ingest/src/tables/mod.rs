//! Figures of a whole portfolio as tables: a servicer's ledger, debtors' figures, lots, prices, a pool's tape.
//!
//! ```text
//! rows::…Row ── one declaration ──▶ Table: name, columns, types        describe, kinds
//!                                     │
//! CSV ───── csv ────┐                 ├──▶ the tables of the book
//!                   ├── cells ──▶ Collector ──▶ rows, or refusals       collect, value
//! Parquet ─ parquet ┘
//! ```
//!
//! A table comes from a spreadsheet as a rule, so that all that is wrong is told at once: each [`Refusal`] names row, column and
//! code and never the value; the first hundred are listed and the rest counted. Nothing is taken from a table with a
//! refusal. Memory is bounded by the rows that the caller takes, not by the file.

mod collect;
pub(crate) mod csv;
mod describe;
mod fault;
mod header;
pub(crate) mod kinds;
pub(crate) mod open;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod refusal;
mod rows;
pub(crate) mod sink;
mod text;
pub(crate) mod value;

pub use covenant_statements::price::Symbol;
pub use describe::{Column, Kind, Table};
pub use fault::TableFault;
pub use kinds::{Debtor, Grade, Group, Moment, NoteRef};
pub use open::{Format, read};
pub use refusal::{Detail, LISTED, Place, Refusal, TableError};
pub use rows::{
    CommodityRow, DebtorRow, InventoryClass, InventoryRow, LedgerRow, ObligorRow, PriceRow, PropertyClass,
    PropertyRow, TABLES, TapeRow,
};

pub(crate) use collect::Refusals;

use collect::Collector;
use covenant_statements::Currency;
use std::io::Read;
use value::Cells;

/// What a caller takes.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The currency of every amount; `None` where the rows name theirs, as prices do. An amount without a currency is refused.
    pub currency: Option<Currency>,
    /// The most rows. A longer table is refused, and its rows are only counted.
    pub max_rows: u64,
}

/// A row of a table.
pub trait Row: Sized {
    /// What may occur once.
    type Key: Eq + std::hash::Hash;

    /// The table's description: the columns in the order of the declaration.
    const TABLE: Table;

    /// Reads the cells in the order of the columns; `None` if one of them is refused.
    #[doc(hidden)]
    fn of_cells(cells: &mut Cells<'_, '_>) -> Option<Self>;

    /// What no two rows have in common.
    fn key(&self) -> Self::Key;

    /// What is wrong between the cells of a row, and in which column.
    fn fault(&self) -> Option<(&'static str, TableFault)> {
        None
    }
}

/// Reads a table in CSV from anything that can be read once, from its beginning to its end.
///
/// `name` is what errors call the file.
///
/// # Errors
/// All that is wrong, as [`read`].
pub fn read_csv<R: Row>(name: &str, reader: impl Read, options: &Options) -> Result<Vec<R>, TableError> {
    let mut collector = Collector::new(options);
    csv::read(reader, &mut collector);
    collector.finish(name)
}

/// Reads a table in Parquet from memory.
///
/// # Errors
/// All that is wrong, as [`read`].
#[cfg(feature = "parquet")]
pub fn read_parquet<R: Row>(name: &str, file: Vec<u8>, options: &Options) -> Result<Vec<R>, TableError> {
    let mut collector = Collector::new(options);
    parquet::read(bytes::Bytes::from(file), &mut collector);
    collector.finish(name)
}
