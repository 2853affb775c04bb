//! The figures of a book by the rules of the book's page "Collateral sufficiency", computed from plain numbers by code of its own: nothing
//! here is shared with the native check, so that one can be held against the other.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::book::{Book, DIGITS, Debtor, Goods, Line};

/// What becomes of a line, by the first rule that takes it; in the order of the rules.
const OUTCOMES: [&str; 9] = [
    "not_taken",
    "aged",
    "cross_aged",
    "affiliate",
    "foreign",
    "government",
    "disputed",
    "bill_and_hold",
    "eligible",
];
const ELIGIBLE: usize = 8;

/// A debtor's values, or the sums of all.
#[derive(Clone, Copy, Default)]
struct Column {
    gross: u128,
    by_outcome: [u128; 9],
    contra: u128,
    credits: u128,
    excess: u128,
}

/// All figures.
pub(super) struct Expected {
    all: Column,
    debtors: Vec<Column>,
    cap: u128,
    receivables: u128,
    inventory: [u128; 3],
    property: [u128; 2],
    commodities: Vec<u128>,
    base: u128,
    /// The greatest exposure that is covered.
    pub(super) availability: u128,
}

fn share(amount: u128, bps: u32) -> u128 {
    amount * u128::from(bps) / 10_000
}

/// Computes them.
pub(super) fn of(book: &Book) -> Expected {
    let terms = &book.terms;
    let mut debtors = columns(book);
    let open: u128 = book.lines.iter().map(|line| u128::from(line.open)).sum();
    let before: u128 = debtors.iter().map(|column| column.by_outcome[ELIGIBLE]).sum();
    let cap = share(if terms.of_gross { open } else { before }, terms.concentration);
    for (members, owed) in groups(book, &debtors) {
        // A group's excess is written at one of its members; the sum is what counts.
        debtors[members].excess = owed.saturating_sub(cap);
    }
    let all = debtors.iter().fold(Column::default(), |sum, column| sum.plus(column));
    let receivables = share(all.by_outcome[ELIGIBLE] - all.excess, terms.advance);
    let (inventory, property, commodities) = (inventory(book), property(book), commodities(book));
    let others = inventory.iter().chain(&property).chain(&commodities).sum::<u128>();
    let base = (receivables + others).saturating_sub(u128::from(terms.reserves));
    let availability = base.min(u128::from(terms.limit));
    Expected { all, debtors, cap, receivables, inventory, property, commodities, base, availability }
}

impl Column {
    fn plus(mut self, other: &Self) -> Self {
        self.gross += other.gross;
        self.contra += other.contra;
        self.credits += other.credits;
        self.excess += other.excess;
        for (sum, own) in self.by_outcome.iter_mut().zip(other.by_outcome) {
            *sum += own;
        }
        self
    }
}

/// Rules 2 to 4: the lines one by one, then what the owner owes and has not credited yet.
fn columns(book: &Book) -> Vec<Column> {
    let mut columns = vec![Column::default(); book.debtors.len()];
    for line in &book.lines {
        let column = &mut columns[line.debtor];
        column.gross += u128::from(line.open);
        column.by_outcome[outcome(book, line)] += u128::from(line.open);
    }
    for (column, debtor) in columns.iter_mut().zip(&book.debtors) {
        let eligible = &mut column.by_outcome[ELIGIBLE];
        column.contra = u128::from(debtor.payables).min(*eligible);
        *eligible -= column.contra;
        column.credits = u128::from(debtor.credits).min(*eligible);
        *eligible -= column.credits;
    }
    columns
}

fn outcome(book: &Book, line: &Line) -> usize {
    let debtor = &book.debtors[line.debtor];
    [
        !line.taken,
        line.is_aged(book.as_of, &book.terms),
        is_cross_aged(debtor, book.terms.cross_ageing),
        debtor.affiliate,
        debtor.foreign_uninsured,
        debtor.government_unassigned,
        line.disputed,
        line.bill_and_hold,
        true,
    ]
    .iter()
    .position(|taken| *taken)
    .unwrap_or(ELIGIBLE)
}

/// More than the share: with exactly it an account stays in.
fn is_cross_aged(debtor: &Debtor, bps: u32) -> bool {
    u128::from(debtor.aged) * 10_000 > u128::from(debtor.gross) * u128::from(bps)
}

/// Rule 5: what each group owes, with the place of one of its members; whoever has no label is a group.
fn groups(book: &Book, columns: &[Column]) -> Vec<(usize, u128)> {
    let mut labelled: BTreeMap<&str, (usize, u128)> = BTreeMap::new();
    let mut groups = Vec::new();
    for (j, (debtor, column)) in book.debtors.iter().zip(columns).enumerate() {
        let owed = column.by_outcome[ELIGIBLE];
        match debtor.group.as_deref() {
            Some(label) => labelled.entry(label).or_insert((j, 0)).1 += owed,
            None => groups.push((j, owed)),
        }
    }
    groups.extend(labelled.into_values());
    groups
}

/// Rule 6, inventory: the least of three.
fn inventory(book: &Book) -> [u128; 3] {
    let (mut lower, mut liquidation) = ([0u128; 3], [0u128; 3]);
    for lot in book.lots.iter().filter(|lot| lot.eligible) {
        if let Goods::Inventory { class, cost, market, nolv } = lot.what {
            lower[class] += u128::from(cost.min(market));
            liquidation[class] += u128::from(nolv);
        }
    }
    std::array::from_fn(|class| {
        let terms = &book.terms.inventory[class];
        let advances =
            [share(lower[class], terms.cost_advance), share(liquidation[class], terms.nolv_advance)];
        advances[0].min(advances[1]).min(u128::from(terms.sublimit))
    })
}

/// Rule 6, property: a share of each class.
fn property(book: &Book) -> [u128; 2] {
    let mut values = [0u128; 2];
    for lot in book.lots.iter().filter(|lot| lot.eligible) {
        if let Goods::Property { class, value } = lot.what {
            values[class] += u128::from(value);
        }
    }
    std::array::from_fn(|class| share(values[class], book.terms.property[class]))
}

/// Rule 6, commodities: rounded down at the value, and again at the advance.
fn commodities(book: &Book) -> Vec<u128> {
    let currency = super::drawn::CURRENCY;
    let value = |symbol: &str, unit: u32| {
        let lots = book.lots.iter().filter(|lot| lot.eligible);
        let quantity: u128 = lots
            .filter_map(|lot| match lot.what {
                Goods::Commodity { symbol: own, quantity } if own == symbol => Some(u128::from(quantity)),
                _ => None,
            })
            .sum();
        let price = book.prices.iter().find(|price| price.symbol == symbol && price.currency == currency);
        price.map_or(0, |price| quantity * u128::from(price.price - price.confidence) / u128::from(unit))
    };
    let all = book.terms.commodities.iter();
    all.map(|terms| share(value(terms.symbol, terms.unit), terms.advance)).collect()
}

/// Minor units as the currency writes them.
fn decimal(minor: u128) -> String {
    let whole = 10u128.pow(DIGITS);
    format!("{}.{:0width$}", minor / whole, minor % whole, width = DIGITS as usize)
}

impl Expected {
    /// The document.
    pub(super) fn to_json(&self, book: &Book) -> Value {
        let terms = &book.terms;
        let mut figures = column(&self.all);
        let mut put = |name: &str, minor: u128| {
            figures.insert(name.to_owned(), json!(decimal(minor)));
        };
        let eligible = self.all.by_outcome[ELIGIBLE];
        put("eligible_before_cap", eligible);
        put("concentration_cap", self.cap);
        put("concentration", self.all.excess);
        put("eligible", eligible - self.all.excess);
        put("receivables_advance", self.receivables);
        for (name, minor) in ["raw_materials", "work_in_process", "finished_goods"].iter().zip(self.inventory)
        {
            put(name, minor);
        }
        put("inventory", self.inventory.iter().sum());
        put("real_estate", self.property[0]);
        put("equipment", self.property[1]);
        put("property", self.property.iter().sum());
        for (own, minor) in terms.commodities.iter().zip(&self.commodities) {
            put(&own.symbol.to_ascii_lowercase(), *minor);
        }
        put("commodities", self.commodities.iter().sum());
        put("reserves", u128::from(terms.reserves));
        put("limit", u128::from(terms.limit));
        put("base", self.base);
        put("availability", self.availability);
        put("availability_plus_one", self.availability + 1);
        let debtors = book.debtors.iter().zip(&self.debtors);
        let debtors: Vec<Value> = debtors.map(|(debtor, own)| of_debtor(debtor, own)).collect();
        figures.insert("debtors".to_owned(), json!(debtors));
        Value::Object(figures)
    }
}

fn column(column: &Column) -> Map<String, Value> {
    let mut figures = Map::new();
    figures.insert("gross".to_owned(), json!(decimal(column.gross)));
    for (name, minor) in OUTCOMES.iter().zip(column.by_outcome) {
        figures.insert((*name).to_owned(), json!(decimal(minor)));
    }
    figures.insert("contra".to_owned(), json!(decimal(column.contra)));
    figures.insert("credits".to_owned(), json!(decimal(column.credits)));
    figures
}

/// A debtor's figures; `eligible` before the cap.
fn of_debtor(debtor: &Debtor, own: &Column) -> Value {
    let mut figures = column(own);
    figures.insert("debtor".to_owned(), json!(debtor.id));
    figures.insert("group".to_owned(), json!(debtor.group));
    Value::Object(figures)
}
