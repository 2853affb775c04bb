//! The certificate for people at a terminal.

use std::fmt::Write as _;

use super::certificate::{Certificate, DebtorRow, LineKind};
use crate::names::shortened;

pub(super) fn render(certificate: &Certificate) -> String {
    let Certificate { as_of, currency, ledger: (epoch, sequence), .. } = certificate;
    let mut text = format!("Borrowing base as of {as_of}, in {currency}\n");
    let _ = writeln!(text, "vault {}\nledger {sequence} of epoch {epoch}\n", certificate.vault);
    for line in &certificate.lines {
        let sign = match line.kind {
            LineKind::Plus => ' ',
            LineKind::Less => '−',
            LineKind::Total => '=',
            LineKind::Limit => '≤',
        };
        let _ = writeln!(text, "{sign} {:<32} {:>24}", line.label, certificate.decimal(line.amount));
    }
    let available = certificate.availability.map(|amount| certificate.decimal(amount));
    let _ = writeln!(text, "= {:<32} {:>24}", "Availability", available.as_deref().unwrap_or("not covered"));
    debtors(certificate, &mut text);
    text.push_str("\nOpen balances by days past due\n");
    for age in &certificate.ages {
        let _ =
            writeln!(text, "  {:<12} {:>24}  {} lines", age.label, certificate.decimal(age.open), age.lines);
    }
    text
}

fn debtors(certificate: &Certificate, text: &mut String) {
    let cap = certificate.decimal(certificate.cap);
    let _ =
        writeln!(text, "\nBy debtor; a group counts for at most {cap}, + is of the group of the row above");
    let head = ["gross", "ineligible", "contra, credits", "eligible", "over the cap"];
    let head: String = head.iter().map(|column| format!(" {column:>18}")).collect();
    let _ = writeln!(text, "  {:<24}{head}", "");
    for row in &certificate.debtors {
        let DebtorRow { figures: own, excess, .. } = row;
        let reduced = own.contra + own.credits;
        let ineligible = own.gross.saturating_sub(own.eligible + reduced);
        let columns = [own.gross, ineligible, reduced, own.eligible, *excess];
        let columns: String =
            columns.iter().map(|amount| format!(" {:>18}", certificate.decimal(*amount))).collect();
        let group = if row.same_group { '+' } else { ' ' };
        let _ = writeln!(text, "{group} {:<24}{columns}", shortened(&row.name));
    }
}
