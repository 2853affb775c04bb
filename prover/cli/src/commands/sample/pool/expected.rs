//! The figures of a pool by the book's page "Debt pool", computed from plain numbers by code of its own: nothing here is shared with the
//! native check.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::book::{Book, DIGITS, Loan, TRANCHES};

/// The buckets' names.
const BUCKETS: [&str; 5] = ["current", "days-1-29", "days-30-59", "days-60-89", "days-90"];
/// The column of the loss table for a loan in default.
const DEFAULT: usize = 5;

/// The column of the loss table.
fn state(loan: &Loan) -> usize {
    match loan.days_past_due {
        _ if loan.defaulted => DEFAULT,
        0 => 0,
        days if days < 30 => 1,
        days if days < 60 => 2,
        days if days < 90 => 3,
        _ => 4,
    }
}

/// Days to maturity.
fn days(book: &Book, loan: &Loan) -> u128 {
    u128::from(loan.due.saturating_sub(book.cut_off))
}

/// Σ ⌊⌊b·(10000 − loss)/10000⌋·N / (D + discount·days)⌋.
pub(super) fn net_asset_value(book: &Book) -> u128 {
    let value = |loan: &Loan| {
        let loss = book.terms.loss[usize::from(loan.grade)][state(loan)];
        let left = u128::from(loan.balance) * u128::from(10_000 - loss) / 10_000;
        let (year, days) = (10_000 * 360, days(book, loan));
        let grown = if book.terms.bullet { year + u128::from(loan.rate) * days } else { year };
        left * grown / (year + u128::from(book.terms.discount) * days)
    };
    book.loans.iter().map(value).sum()
}

/// The document: amounts in the currency's decimals, all else as whole numbers; all as strings, under the names of the book's page.
pub(super) fn of(book: &Book) -> Map<String, Value> {
    let mut figures = Map::new();
    loans(book, &mut figures);
    obligors(book, &mut figures);
    tranches(book, &mut figures);
    figures
}

fn amount(minor: u128) -> Value {
    let whole = 10u128.pow(DIGITS);
    json!(format!("{}.{:0width$}", minor / whole, minor % whole, width = DIGITS as usize))
}

fn number(value: u128) -> Value {
    json!(value.to_string())
}

fn balance(book: &Book) -> u128 {
    book.loans.iter().map(|loan| u128::from(loan.balance)).sum()
}

/// Balance, averages, buckets and net asset value.
fn loans(book: &Book, figures: &mut Map<String, Value>) {
    let weighted = |weight: &dyn Fn(&Loan) -> u128| {
        let sum: u128 = book.loans.iter().map(|loan| u128::from(loan.balance) * weight(loan)).sum();
        number(sum.checked_div(balance(book)).unwrap_or(0))
    };
    let mut put = |name: &str, value: Value| figures.insert(name.to_owned(), value);
    put("balance", amount(balance(book)));
    put("lines", number(book.loans.len() as u128));
    put("coupon", weighted(&|loan| u128::from(loan.rate)));
    put("maturity", weighted(&|loan| days(book, loan)));
    for (bucket, name) in BUCKETS.iter().enumerate() {
        // A loan in default is in the last one.
        let own = || book.loans.iter().filter(move |loan| state(loan).min(4) == bucket);
        put(name, amount(own().map(|loan| u128::from(loan.balance)).sum()));
        put(&format!("{name}-lines"), number(own().count() as u128));
    }
    let defaulted = book.loans.iter().filter(|loan| loan.defaulted);
    put("defaulted", amount(defaulted.map(|loan| u128::from(loan.balance)).sum()));
    put("nav", amount(net_asset_value(book)));
}

/// How many groups owe something, and the largest ones' shares, rounded up.
fn obligors(book: &Book, figures: &mut Map<String, Value>) {
    let mut groups: BTreeMap<Result<&str, usize>, u128> = BTreeMap::new();
    for loan in &book.loans {
        // Whoever has no label is a group.
        let group = book.obligors[loan.obligor].group.as_deref().ok_or(loan.obligor);
        *groups.entry(group).or_default() += u128::from(loan.balance);
    }
    let mut owed: Vec<u128> = groups.into_values().filter(|owed| *owed > 0).collect();
    owed.sort_unstable();
    let share = |largest: u32| {
        let sum: u128 = owed.iter().rev().take(largest as usize).sum();
        number((sum * 10_000).div_ceil(balance(book).max(1)))
    };
    figures.insert("obligors".to_owned(), number(owed.len() as u128));
    figures.insert("top-obligor".to_owned(), share(1));
    figures.insert("top-obligors".to_owned(), share(book.terms.top_obligors));
}

/// Tranches and reserve as stated, and how the assets cover them.
fn tranches(book: &Book, figures: &mut Map<String, Value>) {
    let assets = net_asset_value(book) + u128::from(book.reserve);
    let mut above = 0;
    for k in 0..TRANCHES {
        above += u128::from(book.tranches[k]);
        let used = k < book.terms.tranches as usize;
        let covered = if used { (10_000 * assets).checked_div(above).unwrap_or(0) } else { 0 };
        figures.insert(format!("tranche-{}", k + 1), amount(u128::from(book.tranches[k])));
        figures.insert(format!("overcollateralisation-{}", k + 1), number(covered));
    }
    figures.insert("reserve".to_owned(), amount(u128::from(book.reserve)));
}
