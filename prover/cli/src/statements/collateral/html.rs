//! The certificate as one page.

use std::fmt::Write as _;

use super::certificate::{Certificate, DebtorRow, LineKind};
use crate::page::{self, Bar, escaped};

/// The most debtors that the chart of concentration has; the table has all.
const CHARTED: usize = 20;

pub(super) fn page(certificate: &Certificate) -> String {
    page::page("Borrowing base certificate", |page| body(certificate, page))
}

fn body(certificate: &Certificate, page: &mut String) {
    let Certificate { as_of, currency, ledger: (epoch, sequence), .. } = certificate;
    let _ = writeln!(page, "<p>As of {as_of}, in {currency}. Ledger {sequence} of epoch {epoch}.</p>");
    let _ = writeln!(page, "<p>Vault <span class=\"mono\">{}</span></p>", certificate.vault);
    form(certificate, page);
    page.push_str("<h2>Ageing: open balances by days past due</h2>\n");
    let ages: Vec<Bar> = certificate
        .ages
        .iter()
        .map(|age| Bar { label: age.label.into(), amount: age.open, over: false })
        .collect();
    page::chart(&ages, None, "Ageing", |amount| certificate.decimal(amount), page);
    page.push_str("<h2>Concentration: eligible receivables by debtor</h2>\n");
    concentration(certificate, page);
    debtors(certificate, page);
}

fn form(certificate: &Certificate, page: &mut String) {
    page.push_str("<table>\n");
    for line in &certificate.lines {
        let (class, sign) = match line.kind {
            LineKind::Plus => ("", ""),
            LineKind::Less => ("", "− "),
            LineKind::Total => (" class=\"total\"", ""),
            LineKind::Limit => ("", "≤ "),
        };
        let amount = certificate.decimal(line.amount);
        let _ = writeln!(page, "<tr{class}><td>{}</td><td>{sign}{amount}</td></tr>", escaped(&line.label));
    }
    let available = certificate.availability.map(|amount| certificate.decimal(amount));
    let available = available.unwrap_or_else(|| "not covered".into());
    let _ = writeln!(page, "<tr class=\"total\"><td>Availability</td><td>{available}</td></tr>\n</table>");
}

/// The debtors with most, and the cap. A group's bars are each its member's; the group that is over has its bars marked.
fn concentration(certificate: &Certificate, page: &mut String) {
    let mut over = vec![false; certificate.debtors.len()];
    for j in (0..certificate.debtors.len()).rev() {
        let next_is_same = certificate.debtors.get(j + 1).is_some_and(|next| next.same_group);
        over[j] = if next_is_same { over[j + 1] } else { certificate.debtors[j].excess > 0 };
    }
    let bar = |(row, over): (&DebtorRow, &bool)| Bar {
        label: row.name.clone(),
        amount: row.figures.eligible,
        over: *over,
    };
    let mut bars: Vec<Bar> = certificate.debtors.iter().zip(&over).map(bar).collect();
    bars.sort_by_key(|bar| core::cmp::Reverse(bar.amount));
    bars.truncate(CHARTED);
    page::chart(&bars, Some(certificate.cap), "Concentration", |amount| certificate.decimal(amount), page);
    let _ = writeln!(
        page,
        "<p>The dashed line is the most that one group counts for, {}; bars of groups over it are red.</p>",
        certificate.decimal(certificate.cap)
    );
}

fn debtors(certificate: &Certificate, page: &mut String) {
    page.push_str("<table>\n<tr><th>Debtor</th>");
    let heads = ["Gross", "Ineligible", "Contra, credits", "Eligible", "Over the cap"];
    heads.iter().for_each(|head| page.push_str(&format!("<th>{head}</th>")));
    page.push_str("</tr>\n");
    for row in &certificate.debtors {
        let DebtorRow { figures: own, excess, .. } = row;
        let reduced = own.contra + own.credits;
        let ineligible = own.gross.saturating_sub(own.eligible + reduced);
        let group = if row.same_group { "+ " } else { "" };
        let _ = write!(page, "<tr><td>{group}{}</td>", escaped(&row.name));
        for amount in [own.gross, ineligible, reduced, own.eligible, *excess] {
            let _ = write!(page, "<td>{}</td>", certificate.decimal(amount));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</table>\n<p>+ is of the group of the row above.</p>\n");
}
