//! The book as tables, in the columns of the book's page "Tables".

use std::fmt::Write as _;

use covenant_statements::{Day, Note, field};

use super::book::{Book, DIGITS, Goods};
use super::documents::published_at;

/// The tables with their names.
pub(super) fn all(book: &Book, notes: &[Note], day: Day) -> [(&'static str, String); 6] {
    let [inventory, property, commodities] = lots(book);
    [
        ("ledger.csv", ledger(book, notes)),
        ("debtors.csv", debtors(book)),
        ("inventory.csv", inventory),
        ("property.csv", property),
        ("commodities.csv", commodities),
        ("prices.csv", prices(book, day)),
    ]
}

fn amount(minor: u64) -> String {
    covenant_statements::Amount(minor).to_decimal(DIGITS)
}

fn ledger(book: &Book, notes: &[Note]) -> String {
    let mut table = String::from("note,open_balance,disputed,bill_and_hold\n");
    for (line, note) in book.lines.iter().zip(notes) {
        let (note, open) = (field::to_hex(&note.commitment()), amount(line.open));
        let _ = writeln!(table, "{note},{open},{},{}", line.disputed, line.bill_and_hold);
    }
    table
}

fn debtors(book: &Book) -> String {
    let mut table = String::from(
        "debtor,group,gross,aged,unapplied_credits,payables,affiliate,foreign_uninsured,government_unassigned\n",
    );
    for own in &book.debtors {
        let [gross, aged, credits, payables] = [own.gross, own.aged, own.credits, own.payables].map(amount);
        let _ = writeln!(
            table,
            "{},{},{gross},{aged},{credits},{payables},{},{},{}",
            own.id,
            own.group.as_deref().unwrap_or_default(),
            own.affiliate,
            own.foreign_uninsured,
            own.government_unassigned
        );
    }
    table
}

/// Inventory, property, commodities.
fn lots(book: &Book) -> [String; 3] {
    let mut tables = ["lot,class,cost,market,nolv,eligible\n", "lot,class,value\n", "lot,asset,quantity\n"]
        .map(String::from);
    for lot in &book.lots {
        let number = lot.number;
        let _ = match lot.what {
            Goods::Inventory { class, cost, market, nolv } => {
                let class = ["raw-materials", "work-in-process", "finished-goods"][class];
                let [cost, market, nolv] = [cost, market, nolv].map(amount);
                writeln!(tables[0], "{number},{class},{cost},{market},{nolv},{}", lot.eligible)
            }
            Goods::Property { class, value } => {
                let class = ["real-estate", "equipment"][class];
                writeln!(tables[1], "{number},{class},{}", amount(value))
            }
            Goods::Commodity { symbol, quantity } => writeln!(tables[2], "{number},{symbol},{quantity}"),
        };
    }
    tables
}

fn prices(book: &Book, day: Day) -> String {
    let mut table = String::from("asset,currency,price,confidence,published_at\n");
    for own in &book.prices {
        let seconds = published_at(day, own) % 86_400;
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let (price, confidence) = (amount(own.price), amount(own.confidence));
        let _ = writeln!(
            table,
            "{},{},{price},{confidence},{day}T{hours:02}:{minutes:02}:{seconds:02}Z",
            own.symbol, own.currency
        );
    }
    table
}
