//! A pool as a seed draws it.

use super::book::{Book, Loan, Obligor, TRANCHES, Terms};
use super::expected;
use crate::commands::sample::draw::Draw;

/// The currency of the sample.
pub(super) const CURRENCY: &str = "EUR";
/// Days past due next to the limits of the buckets.
const EDGES: [u64; 8] = [1, 29, 30, 59, 60, 89, 90, 400];

/// The pool of a seed, with this many loans, at least one.
pub(super) fn book(draw: &mut Draw, loans: usize, cut_off: u32) -> Book {
    let count = loans.div_ceil(2);
    let loans = (0..loans).map(|i| loan(draw, i, count, cut_off)).collect();
    let obligors = (0..count).map(|j| obligor(draw, j)).collect();
    let terms = terms(draw);
    let mut book = Book { cut_off, terms, obligors, loans, tranches: [0; TRANCHES], reserve: 0 };
    // Whoever structures a pool knows what it is worth.
    let nav = u64::try_from(expected::net_asset_value(&book)).unwrap_or(u64::MAX / 100);
    book.reserve = nav / draw.between(15..=40);
    let assets = nav + book.reserve;
    let percents = [draw.between(50..=65), draw.between(12..=18), draw.between(8..=12), draw.between(3..=5)];
    for (k, percent) in percents.iter().enumerate().take(book.terms.tranches as usize) {
        // Not a share of exactly the least: that would be rounded below it.
        book.tranches[k] = assets * percent / 100 + 1;
    }
    book
}

/// Every obligor has a loan. The first loan is a good one, so that a pool is worth something.
fn loan(draw: &mut Draw, i: usize, obligors: usize, cut_off: u32) -> Loan {
    let obligor = if i < obligors { i } else { draw.low_place(obligors) };
    let amount = 10 * draw.amount();
    let issue = cut_off - draw.days(0..=1_500);
    let due = issue + draw.days(1_400..=3_600);
    let good = i == 0;
    let balance = match draw.between(0..=19) {
        0 if !good => 0,
        _ => amount - amount / 100 * draw.between(0..=90),
    };
    let late = match draw.between(0..=9) {
        _ if good => 0,
        0 => draw.pick(&EDGES),
        1 => draw.between(1..=150),
        _ => 0,
    };
    // What is past its maturity is late since then.
    let overdue = u64::from(cut_off.saturating_sub(due));
    Loan {
        obligor,
        amount,
        rate: 25 * draw.days(10..=48),
        issue,
        due,
        balance,
        days_past_due: u16::try_from(late.max(overdue)).unwrap_or(u16::MAX),
        defaulted: !good && draw.one_in(25),
        grade: u8::try_from(draw.between(1..=6)).unwrap_or(1),
    }
}

fn obligor(draw: &mut Draw, j: usize) -> Obligor {
    let number = 1_000_000 * draw.between(1_000..=8_999) + j as u64;
    let group = draw.one_in(6).then(|| format!("group {}", j % 16 + 1));
    Obligor { id: format!("LEI:SAMPLE{number:014}"), group }
}

fn terms(draw: &mut Draw) -> Terms {
    let tranches = draw.days(1..=4);
    let losses = |grade: usize| {
        [25u32, 100, 400, 1_500, 4_000, 10_000].map(|loss| (loss + loss * grade as u32 / 8).min(10_000))
    };
    let mut buffers = [1_500, 500, 100, 0];
    buffers[tranches as usize - 1..].fill(0);
    Terms {
        min_grade: 1,
        max_grade: 6,
        loss: std::array::from_fn(losses),
        discount: 25 * draw.days(0..=40),
        bullet: draw.one_in(2),
        top_obligors: draw.pick(&[1, 3, 10]),
        tranches,
        min_senior: 4_000,
        max_senior: 7_500,
        buffers,
    }
}
