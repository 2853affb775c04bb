//! A book as a seed draws it: what a factor's portfolio looks like, with some of everything that the rules are about.

use super::book::{Book, CommodityTerms, Debtor, Goods, InventoryTerms, Line, Lot, Price, Terms};
use crate::commands::sample::draw::Draw;

/// The most debtors; a certificate takes no more.
const MAX_DEBTORS: usize = 1024;
/// The currency of the sample.
pub(super) const CURRENCY: &str = "EUR";
/// Days for payment that are usual.
const TERMS_OF_PAYMENT: [u32; 6] = [10, 14, 30, 45, 60, 90];
/// Countries whose VAT numbers the debtors have.
const COUNTRIES: [&str; 8] = ["AT", "BE", "DE", "DK", "FR", "IT", "NL", "PL"];

/// The book of a seed, with this many lines.
pub(super) fn book(draw: &mut Draw, lines: usize, as_of: u32) -> Book {
    let count = lines.div_ceil(4).min(MAX_DEBTORS);
    let lines: Vec<Line> = (0..lines).map(|i| line(draw, i, count, as_of)).collect();
    let terms = terms(draw, lines.iter().map(|line| line.open).sum());
    let debtors = debtors(draw, count, &lines, as_of, &terms);
    let lots = lots(draw, lines.len());
    Book { as_of, terms, debtors, lines, lots, prices: prices(draw) }
}

/// Every debtor has a line; those that come first have most.
fn line(draw: &mut Draw, i: usize, debtors: usize, as_of: u32) -> Line {
    let debtor = if i < debtors { i } else { draw.low_place(debtors) };
    let amount = draw.amount();
    // Fresh as a rule; some on the very days of the limits and next to them.
    let age = match draw.between(0..=19) {
        0 => draw.days(89..=91),
        1 | 2 => draw.days(92..=160),
        _ => draw.days(0..=88),
    };
    let issue = as_of - age;
    let due = match draw.between(0..=29) {
        0 => as_of - draw.days(59..=61).min(age),
        _ => issue + draw.pick(&TERMS_OF_PAYMENT),
    };
    let open = match draw.between(0..=9) {
        0 => draw.between(0..=amount),
        1 => amount - amount / 4,
        _ => amount,
    };
    Line {
        debtor,
        amount,
        open,
        issue,
        due,
        taken: !draw.one_in(50),
        disputed: draw.one_in(25),
        bill_and_hold: draw.one_in(50),
    }
}

fn terms(draw: &mut Draw, open: u64) -> Terms {
    let inventory =
        |cost_advance, nolv_advance, sublimit| InventoryTerms { cost_advance, nolv_advance, sublimit };
    Terms {
        max_age_days: 90,
        max_past_due_days: 60,
        cross_ageing: draw.pick(&[2_500, 5_000]),
        concentration: draw.pick(&[1_000, 2_000, 2_500]),
        of_gross: draw.one_in(2),
        advance: draw.pick(&[8_000, 8_500, 9_000]),
        inventory: [
            inventory(6_500, 8_500, 25_000_000),
            inventory(5_000, 8_000, 5_000_000),
            inventory(6_500, 8_500, 50_000_000),
        ],
        property: [6_000, 5_000],
        commodities: vec![
            CommodityTerms { symbol: "COPPER", unit: 1_000, advance: 7_000 },
            CommodityTerms { symbol: "WHEAT", unit: 1_000, advance: 6_500 },
        ],
        reserves: draw.pick(&[0, 1_000_000, 2_500_000]),
        // Of one facility in four it is the limit that binds, not the base.
        limit: if draw.one_in(4) { open / 4 + 10_000_000 } else { 2 * open + 500_000_000 },
    }
}

fn debtors(draw: &mut Draw, count: usize, lines: &[Line], as_of: u32, terms: &Terms) -> Vec<Debtor> {
    let mut debtors: Vec<Debtor> = (0..count).map(|j| debtor(draw, j)).collect();
    for line in lines {
        let debtor = &mut debtors[line.debtor];
        debtor.gross += line.open;
        debtor.aged += if line.is_aged(as_of, terms) { line.open } else { 0 };
    }
    for debtor in &mut debtors {
        beyond_the_vault(draw, debtor);
    }
    debtors
}

fn debtor(draw: &mut Draw, j: usize) -> Debtor {
    let country = draw.pick(&COUNTRIES);
    let number = 100_000 * draw.between(1_000..=8_999) + j as u64;
    // Groups lie apart in the table; a ledger brings their members together.
    let group = draw.one_in(6).then(|| format!("group {}", j % 16 + 1));
    Debtor {
        id: format!("VAT:{country}{number:09}"),
        group,
        affiliate: draw.one_in(32),
        foreign_uninsured: draw.one_in(20),
        government_unassigned: draw.one_in(24),
        ..Debtor::default()
    }
}

/// What it owes outside of the vault, some of it old; what is owed to it.
fn beyond_the_vault(draw: &mut Draw, debtor: &mut Debtor) {
    let other = draw.amount();
    debtor.gross += other;
    match draw.between(0..=11) {
        0 => debtor.aged += other,
        // An even half: an account with exactly the share stays in.
        1 if debtor.aged <= debtor.gross - debtor.aged => {
            debtor.gross += debtor.gross % 2;
            debtor.aged = debtor.gross / 2;
        }
        2 | 3 => debtor.aged += other / 4,
        _ => {}
    }
    if draw.one_in(5) {
        debtor.credits = draw.amount() / 8;
    }
    if draw.one_in(8) {
        debtor.payables = draw.amount() / 4;
    }
}

fn lots(draw: &mut Draw, lines: usize) -> Vec<Lot> {
    // A firm with more invoices has more goods.
    let scale = 1 + lines as u64 / 16;
    let mut goods: Vec<Goods> = [0, 0, 1, 2, 2].map(|class| inventory(draw, class, scale)).into();
    goods.extend([0, 1].map(|class| Goods::Property { class, value: 8 * scale * draw.amount() }));
    goods.extend([
        Goods::Commodity { symbol: "COPPER", quantity: scale * draw.between(500..=20_000) },
        Goods::Commodity { symbol: "WHEAT", quantity: scale * draw.between(10_000..=400_000) },
        Goods::Commodity { symbol: "COPPER", quantity: draw.between(1..=999) },
    ]);
    let mut number = 100;
    let mut lot = |what: Goods| {
        number += draw.between(1..=9);
        // Inventory may be obsolete, on consignment, in transit.
        let eligible = !matches!(what, Goods::Inventory { .. }) || !draw.one_in(5);
        Lot { number, eligible, what }
    };
    goods.into_iter().map(&mut lot).collect()
}

fn inventory(draw: &mut Draw, class: usize, scale: u64) -> Goods {
    let cost = 4 * scale * draw.amount();
    let market = cost / 100 * draw.between(80..=130);
    Goods::Inventory { class, cost, market, nolv: market / 100 * draw.between(30..=85) }
}

/// The commodities, the same in another currency, and one that nobody has.
fn prices(draw: &mut Draw) -> Vec<Price> {
    [
        ("COPPER", CURRENCY, 840_000..=960_000),
        ("WHEAT", CURRENCY, 18_000..=24_000),
        ("COPPER", "USD", 900_000..=1_100_000),
        ("XAU", CURRENCY, 360_000..=390_000),
    ]
    .map(|(symbol, currency, range)| {
        let price = draw.between(range);
        let confidence = price / 1_000 * draw.between(0..=10);
        Price { symbol, currency, price, confidence, before_end: draw.days(3_600..=40_000) }
    })
    .into()
}
