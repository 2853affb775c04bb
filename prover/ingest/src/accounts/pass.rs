//! One reading of a ledger, row by row.

use super::{Account, BLOCK, Checked, Key, LedgerForm, Options, digest::Digests, duplicates::Duplicates};
use crate::{
    error::Code,
    tables::{
        Detail, LISTED, Place, Refusal, Refusals, TableError, TableFault,
        kinds::unsigned,
        refusal::At,
        sink::{Form, Sink},
        value::Cell,
    },
};
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use std::{io, ops::Range};

/// What a reading is for.
pub(super) struct Pass<E> {
    form: Form,
    scheme: IdentifierScheme,
    refusals: Refusals,
    count: u64,
    /// The last row that was read.
    last: u64,
    most: u64,
    digests: Digests,
    credits: Vec<u128>,
    debits: Vec<u128>,
    /// In a check, until the disk refuses.
    duplicates: Option<Duplicates>,
    wanted: Option<Wanted>,
    each: E,
    row: Row,
}

/// The row that is being read; its vectors are used again.
#[derive(Default)]
struct Row {
    credits: Vec<u64>,
    debits: Vec<u64>,
}

/// Which rows are read, and given on.
pub(super) struct Wanted {
    /// Those that are given on, from 0.
    range: Range<u64>,
    /// Whole blocks.
    blocks: Range<usize>,
}

impl Wanted {
    /// `None` where the ledger has no such rows.
    pub(super) fn new(range: Range<u64>, checked: &Checked) -> Option<Self> {
        if range.start >= range.end || range.end > checked.accounts {
            return None;
        }
        let blocks = (range.start / BLOCK) as usize..range.end.div_ceil(BLOCK) as usize;
        Some(Self { range, blocks })
    }

    fn first(&self) -> u64 {
        self.blocks.start as u64 * BLOCK
    }

    fn end(&self) -> u64 {
        self.blocks.end as u64 * BLOCK
    }
}

impl Pass<fn(Account<'_>)> {
    pub(super) fn checking(form: &LedgerForm, key: &Key, options: &Options<'_>) -> Self {
        let mut pass = Pass::of(form, key, None, (|_| ()) as fn(Account<'_>));
        pass.most = options.most;
        match Duplicates::new(options.scratch.to_owned()) {
            Ok(duplicates) => pass.duplicates = Some(duplicates),
            Err(error) => pass.scratch(&error),
        }
        pass
    }

    /// What the ledger is, if nothing is wrong.
    pub(super) fn checked(mut self, name: &str) -> Result<Checked, TableError> {
        if self.count > self.most {
            let detail = Some(Detail::Limit { count: self.count, most: self.most });
            self.refusals.put_first(Refusal { detail, ..Refusal::of(TableFault::TooManyRows) });
        } else if self.count == 0 && self.refusals.is_empty() {
            self.refusals.push(Refusal::of(TableFault::NoRows));
        }
        if let Some(duplicates) = self.duplicates.take() {
            self.refuse_duplicates(duplicates);
        }
        self.refusals.finish(name)?;
        let (credits, debits) = (self.credits, self.debits);
        Ok(Checked { accounts: self.count, credits, debits, blocks: self.digests.finish() })
    }

    fn refuse_duplicates(&mut self, duplicates: Duplicates) {
        let (listed, more) = match duplicates.find(LISTED) {
            Ok(found) => found,
            Err(error) => return self.scratch(&error),
        };
        for duplicate in listed {
            let refusal = Refusal {
                row: Some(duplicate.row),
                detail: Some(Detail::First(duplicate.first)),
                ..Refusal::of(TableFault::Duplicate)
            };
            self.refusals.push(refusal.column(Place::Name("account".into())));
        }
        self.refusals.count(more);
    }
}

impl<E: FnMut(Account<'_>)> Pass<E> {
    pub(super) fn reading(form: &LedgerForm, key: &Key, wanted: Wanted, each: E) -> Self {
        Self::of(form, key, Some(wanted), each)
    }

    fn of(form: &LedgerForm, key: &Key, wanted: Option<Wanted>, each: E) -> Self {
        let assets = form.assets().len();
        Self {
            form: form.to_form(),
            scheme: form.identifier(),
            refusals: Refusals::default(),
            count: 0,
            last: 0,
            most: u64::MAX,
            digests: Digests::new(key),
            credits: vec![0; assets],
            debits: vec![0; assets],
            duplicates: None,
            wanted,
            each,
            row: Row::default(),
        }
    }

    /// Whether what was read again is what was checked.
    pub(super) fn reads_as(self, checked: &Checked) -> bool {
        let blocks = self.wanted.and_then(|wanted| checked.blocks.get(wanted.blocks));
        self.refusals.is_empty() && blocks == Some(&self.digests.finish()[..])
    }

    /// The disk refuses: once is enough.
    fn scratch(&mut self, error: &io::Error) {
        let detail = Some(Detail::System(error.kind()));
        self.refusals.push(Refusal { detail, ..Refusal::of(TableFault::Scratch) });
        self.duplicates = None;
    }

    fn refuse_cell(&mut self, at: At, column: usize, code: impl Into<Code>) {
        let name = self.form.columns().get(column).map_or("".into(), |column| column.name.clone());
        self.refusals.push(Refusal::of(code).column(Place::Name(name)).at(at));
    }

    /// The account; what is wrong with its cells is refused.
    fn account(&mut self, at: At, cells: &[Cell<'_>]) -> Option<AccountIdentifier> {
        self.row.credits.clear();
        self.row.debits.clear();
        let mut identifier = None;
        let mut is_whole = true;
        for (column, cell) in cells.iter().enumerate() {
            let read = if column == 0 {
                identify(self.scheme, *cell).map(|read| identifier = Some(read))
            } else {
                let side = if column % 2 == 1 { &mut self.row.credits } else { &mut self.row.debits };
                unsigned(*cell, u64::MAX).map(|balance| side.push(balance))
            };
            if let Err(code) = read {
                self.refuse_cell(at, column, code);
                is_whole = false;
            }
        }
        if let (Some(duplicates), Some(identifier)) = (&mut self.duplicates, &identifier)
            && let Err(error) = duplicates.add(at.row, identifier)
        {
            self.scratch(&error);
        }
        identifier.filter(|_| is_whole)
    }
}

fn identify(scheme: IdentifierScheme, cell: Cell<'_>) -> Result<AccountIdentifier, Code> {
    AccountIdentifier::parse(scheme, cell.text()?).map_err(|_| TableFault::Account.into())
}

impl<E: FnMut(Account<'_>)> Sink for Pass<E> {
    fn form(&self) -> &Form {
        &self.form
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusals.push(refusal);
    }

    fn counts(&mut self, rows: u64) -> bool {
        self.count = self.count.saturating_add(rows);
        if self.count > self.most {
            self.duplicates = None;
        }
        self.count <= self.most
    }

    fn passed_over(&self) -> u64 {
        self.wanted.as_ref().map_or(0, Wanted::first)
    }

    fn has_all(&self) -> bool {
        // A row that is refused is read for nothing, in a second reading.
        let end = self.wanted.as_ref().map(Wanted::end);
        end.is_some_and(|end| self.last >= end || !self.refusals.is_empty())
    }

    fn row(&mut self, at: At, cells: &[Cell<'_>]) {
        // Parquet's rows come in batches.
        if self.has_all() {
            return;
        }
        self.last = at.row;
        let Some(identifier) = self.account(at, cells) else { return };
        let account = Account {
            row: at.row,
            identifier: &identifier,
            credits: &self.row.credits,
            debits: &self.row.debits,
        };
        self.digests.add(&account);
        for (sums, balances) in [(&mut self.credits, account.credits), (&mut self.debits, account.debits)] {
            sums.iter_mut().zip(balances).for_each(|(sum, balance)| *sum += u128::from(*balance));
        }
        if self.wanted.as_ref().is_some_and(|wanted| wanted.range.contains(&(at.row - 1))) {
            (self.each)(account);
        }
    }
}
