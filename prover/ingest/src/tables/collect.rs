//! Gathers rows and refusals, whatever file they come from.

use super::{
    Detail, LISTED, Options, Place, Refusal, Row, TableError, TableFault,
    refusal::At,
    value::{Cell, Cells, Context},
};
use crate::error::Code;
use covenant_statements::Currency;
use std::collections::HashMap;

/// What a reader of files fills.
pub(crate) struct Collector<R: Row> {
    rows: Vec<R>,
    /// The row in which each key stands.
    seen: HashMap<R::Key, u64>,
    refusals: Refusals,
    currency: Option<Currency>,
    most: u64,
    count: u64,
}

#[derive(Default)]
struct Refusals {
    listed: Vec<Refusal>,
    more: u64,
}

impl Refusals {
    fn push(&mut self, refusal: Refusal) {
        if self.listed.len() < LISTED {
            self.listed.push(refusal);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    fn put_first(&mut self, refusal: Refusal) {
        self.more += u64::from(self.listed.len() == LISTED);
        self.listed.truncate(LISTED - 1);
        self.listed.insert(0, refusal);
    }
}

impl<R: Row> Collector<R> {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            rows: Vec::new(),
            seen: HashMap::new(),
            refusals: Refusals::default(),
            currency: options.currency,
            most: options.max_rows,
            count: 0,
        }
    }

    /// Something is wrong with the table, or with a row whose cells are not read.
    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// Whether something is wrong so far.
    pub(crate) fn is_refused(&self) -> bool {
        !self.refusals.listed.is_empty()
    }

    /// Counts further rows, and says whether they are read. What was gathered goes as soon as there is one too many.
    pub(crate) fn counts(&mut self, rows: u64) -> bool {
        self.count = self.count.saturating_add(rows);
        if self.count > self.most {
            self.rows = Vec::new();
            self.seen = HashMap::new();
        }
        self.count <= self.most
    }

    /// Takes a row that was counted; its cells are in the order of the table's columns.
    pub(crate) fn row(&mut self, at: At, cells: &[Cell<'_>]) {
        let refusals = &mut self.refusals;
        let mut refuse = |column, code: Code, detail| {
            let refusal = Refusal::of(code).column(Place::Name(column));
            refusals.push(Refusal { detail, ..refusal.at(at) });
        };
        let row = R::of_cells(&mut Cells {
            columns: R::TABLE.columns.iter(),
            cells: cells.iter(),
            context: Context { currency: self.currency },
            refuse: &mut |column, code| refuse(column, code, None),
        });
        let Some(row) = row else { return };
        if let Some((column, fault)) = row.fault() {
            refuse(column, fault.into(), None);
        }
        if let Some(first) = self.seen.get(&row.key()) {
            let column = R::TABLE.key.first().copied().unwrap_or_default();
            refuse(column, TableFault::Duplicate.into(), Some(Detail::First(*first)));
            return;
        }
        self.seen.insert(row.key(), at.row);
        self.rows.push(row);
    }

    /// The rows, if nothing is wrong.
    pub(crate) fn finish(mut self, file: &str) -> Result<Vec<R>, TableError> {
        if self.count > self.most {
            let detail = Some(Detail::Limit { count: self.count, most: self.most });
            self.refusals.put_first(Refusal { detail, ..Refusal::of(TableFault::TooManyRows) });
        }
        if self.count == 0 && !self.is_refused() && !R::TABLE.may_be_empty {
            self.refusals.push(Refusal::of(TableFault::NoRows));
        }
        if self.refusals.listed.is_empty() {
            return Ok(self.rows);
        }
        Err(TableError { file: file.to_owned(), refusals: self.refusals.listed, more: self.refusals.more })
    }
}
