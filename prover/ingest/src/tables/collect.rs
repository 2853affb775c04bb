//! Gathers rows and refusals, whatever file they come from.

use super::{
    Detail, LISTED, Options, Place, Refusal, Row, TableError, TableFault,
    refusal::At,
    sink::{Form, Sink},
    value::{Cell, Cells, Context},
};
use crate::error::Code;
use covenant_statements::Currency;
use std::collections::HashMap;

/// What a reader of files fills.
pub(crate) struct Collector<R: Row> {
    form: Form,
    rows: Vec<R>,
    /// The row in which each key stands.
    seen: HashMap<R::Key, u64>,
    refusals: Refusals,
    currency: Option<Currency>,
    most: u64,
    count: u64,
}

/// What is wrong: the first are listed, the rest is counted.
#[derive(Default)]
pub(crate) struct Refusals {
    listed: Vec<Refusal>,
    more: u64,
}

impl Refusals {
    pub(crate) fn push(&mut self, refusal: Refusal) {
        if self.listed.len() < LISTED {
            self.listed.push(refusal);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    pub(crate) fn put_first(&mut self, refusal: Refusal) {
        self.more += u64::from(self.listed.len() == LISTED);
        self.listed.truncate(LISTED - 1);
        self.listed.insert(0, refusal);
    }

    /// Further ones that are not listed.
    pub(crate) fn count(&mut self, more: u64) {
        self.more = self.more.saturating_add(more);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// What is wrong with the file, if something is.
    pub(crate) fn finish(self, file: &str) -> Result<(), TableError> {
        if self.listed.is_empty() {
            return Ok(());
        }
        Err(TableError { file: file.to_owned(), refusals: self.listed, more: self.more })
    }
}

impl<R: Row> Collector<R> {
    pub(crate) fn new(options: &Options) -> Self {
        Self {
            form: Form::of(&R::TABLE),
            rows: Vec::new(),
            seen: HashMap::new(),
            refusals: Refusals::default(),
            currency: options.currency,
            most: options.max_rows,
            count: 0,
        }
    }

    /// The rows, if nothing is wrong.
    pub(crate) fn finish(mut self, file: &str) -> Result<Vec<R>, TableError> {
        if self.count > self.most {
            let detail = Some(Detail::Limit { count: self.count, most: self.most });
            self.refusals.put_first(Refusal { detail, ..Refusal::of(TableFault::TooManyRows) });
        }
        if self.count == 0 && self.refusals.is_empty() && !R::TABLE.may_be_empty {
            self.refusals.push(Refusal::of(TableFault::NoRows));
        }
        self.refusals.finish(file)?;
        Ok(self.rows)
    }
}

impl<R: Row> Sink for Collector<R> {
    fn form(&self) -> &Form {
        &self.form
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    /// What was gathered goes as soon as there is one too many.
    fn counts(&mut self, rows: u64) -> bool {
        self.count = self.count.saturating_add(rows);
        if self.count > self.most {
            self.rows = Vec::new();
            self.seen = HashMap::new();
        }
        self.count <= self.most
    }

    fn row(&mut self, at: At, cells: &[Cell<'_>]) {
        let refusals = &mut self.refusals;
        let mut refuse = |column: &'static str, code: Code, detail| {
            let refusal = Refusal::of(code).column(Place::Name(column.into()));
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
}
