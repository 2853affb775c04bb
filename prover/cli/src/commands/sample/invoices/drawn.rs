//! A seller's invoices as a seed draws them: fresh and not due, as a debtor acknowledges them.

use super::book::{Book, Company, Invoice, Item};
use crate::commands::sample::draw::Draw;

/// Days for payment that are usual.
const TERMS_OF_PAYMENT: [u32; 5] = [14, 30, 45, 60, 90];
/// What is sold: name, unit, range of cents, VAT in per cent.
const GOODS: [(&str, &str, u64, u64, u64); 8] = [
    ("Ball valve DN 50, brass", "C62", 1_890, 4_200, 19),
    ("Gate valve DN 100, cast iron", "C62", 14_500, 31_000, 19),
    ("Pressure gauge 0 to 16 bar", "C62", 1_150, 2_900, 19),
    ("Copper pipe 22 mm", "MTR", 780, 1_340, 19),
    ("Sealing paste", "KGM", 1_420, 2_380, 19),
    ("Commissioning on site", "HUR", 6_800, 11_500, 19),
    ("Handbook, printed", "C62", 2_400, 4_800, 7),
    ("Flange kit", "SET", 3_300, 9_900, 19),
];
const CITIES: [&str; 8] = ["Aachen", "Bremen", "Cottbus", "Dresden", "Erfurt", "Flensburg", "Gera", "Halle"];

/// The book of a seed, with this many invoices.
pub(crate) fn book(draw: &mut Draw, count: usize, as_of: u32) -> Book {
    let seller = Company {
        name: "Beispiel Armaturen GmbH".into(),
        vat: "DE136695976".into(),
        street: "Werkstraße 7".into(),
        city: "Hagen",
        postal_code: "58089".into(),
    };
    let debtors = count.div_ceil(4).min(1024);
    let invoices = (0..count).map(|i| invoice(draw, i, debtors, as_of)).collect();
    Book { seller, debtors: (0..debtors).map(|j| debtor(draw, j)).collect(), invoices }
}

fn debtor(draw: &mut Draw, j: usize) -> Company {
    let number = 100_000 * draw.between(1_000..=8_999) + j as u64;
    Company {
        name: format!("Muster Anlagenbau {} GmbH", j + 1),
        vat: format!("DE{number:09}"),
        street: format!("Industriestraße {}", draw.between(1..=120)),
        city: draw.pick(&CITIES),
        postal_code: format!("{:05}", draw.between(1_067..=99_998)),
    }
}

/// Every debtor has an invoice; those that come first have most. All are due after the day of judgement.
fn invoice(draw: &mut Draw, i: usize, debtors: usize, as_of: u32) -> Invoice {
    let debtor = if i < debtors { i } else { draw.low_place(debtors) };
    let terms = draw.pick(&TERMS_OF_PAYMENT);
    let issue = as_of - draw.days(0..=terms - 1);
    let items = (0..draw.between(1..=4)).map(|_| item(draw)).collect();
    Invoice { number: format!("2026-{:05}", 4_200 + i), debtor, issue, due: issue + terms, items }
}

fn item(draw: &mut Draw) -> Item {
    let (name, unit, least, most, rate) = draw.pick(&GOODS);
    Item {
        name,
        unit,
        quantity: draw.between(1..=60) * draw.between(1..=8),
        price: draw.between(least..=most),
        rate,
    }
}
