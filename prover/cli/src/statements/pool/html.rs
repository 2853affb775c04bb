//! The report as one page.

use std::fmt::Write as _;

use super::report::{Part, Report, label};
use crate::page::{self, Bar, escaped};

pub(super) fn page(report: &Report) -> String {
    page::page("Debt pool", |page| body(report, page))
}

fn body(report: &Report, page: &mut String) {
    let Report { cut_off, currency, tape: (epoch, sequence), .. } = report;
    let _ =
        writeln!(page, "<p>At the end of {cut_off}, in {currency}. Tape {sequence} of epoch {epoch}.</p>");
    let _ = writeln!(page, "<p>Pool <span class=\"mono\">{}</span></p>", report.pool);
    let _ = writeln!(page, "<p>Custody <span class=\"mono\">{}</span></p>", report.custody);
    figures(report, page);
    let late = |i: usize| i > 0;
    chart(report, "Delinquency: balances by days past due", &report.states, late, page);
    chart(report, "Maturity: balances by days from the cut-off", &report.maturities, |i| i == 0, page);
    chart(report, "Grades: balances by grade", &report.grades, |_| false, page);
    page.push_str("<h2>The largest obligors</h2>\n");
    table(report, "Obligor, a group counting once", &report.obligors, page);
}

fn figures(report: &Report, page: &mut String) {
    page.push_str("<table>\n<tr><th>Figure</th><th>Value</th><th>The proof shows</th></tr>\n");
    for shown in &report.figures {
        let value = report.readable(shown.figure, shown.value);
        let proof = match shown.at_most {
            Some(most) => format!("at most {}", report.readable(shown.figure, most)),
            None => value.clone(),
        };
        let _ = writeln!(page, "<tr><td>{}</td><td>{value}</td><td>{proof}</td></tr>", label(shown.figure));
    }
    page.push_str("</table>\n");
}

/// The chart, marked where `over` says so, and its numbers.
fn chart(report: &Report, title: &str, parts: &[Part], over: impl Fn(usize) -> bool, page: &mut String) {
    let _ = writeln!(page, "<h2>{title}</h2>");
    let bar =
        |(i, part): (usize, &Part)| Bar { label: part.label.clone(), amount: part.balance, over: over(i) };
    let bars: Vec<Bar> = parts.iter().enumerate().map(bar).collect();
    page::chart(&bars, None, title, |amount| report.decimal(amount), page);
    table(report, "", parts, page);
}

fn table(report: &Report, what: &str, parts: &[Part], page: &mut String) {
    let _ = writeln!(page, "<table>\n<tr><th>{what}</th><th>Balance</th><th>Loans</th></tr>");
    for part in parts {
        let (label, balance) = (escaped(&part.label), report.decimal(part.balance));
        let _ = writeln!(page, "<tr><td>{label}</td><td>{balance}</td><td>{}</td></tr>", part.lines);
    }
    page.push_str("</table>\n");
}
