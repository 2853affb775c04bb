//! The report for people at a terminal.

use std::fmt::Write as _;

use super::report::{Part, Report, label};
use crate::names::shortened;

pub(super) fn render(report: &Report) -> String {
    let Report { cut_off, currency, tape: (epoch, sequence), .. } = report;
    let mut text = format!("Debt pool at the end of {cut_off}, in {currency}\n");
    let _ = writeln!(text, "pool    {}\ncustody {}", report.pool, report.custody);
    let _ = writeln!(text, "tape {sequence} of epoch {epoch}\n");
    for shown in &report.figures {
        let value = report.readable(shown.figure, shown.value);
        let bound = shown.at_most.map(|most| report.readable(shown.figure, most));
        let bound = bound.map_or_else(String::new, |most| format!("  shown as at most {most}"));
        let _ = writeln!(text, "  {:<32} {value:>24}{bound}", label(shown.figure));
    }
    parts(report, "Balances by days past due", &report.states, &mut text);
    parts(report, "Balances by days to maturity", &report.maturities, &mut text);
    parts(report, "Balances by grade", &report.grades, &mut text);
    parts(report, "The largest obligors", &report.obligors, &mut text);
    text
}

fn parts(report: &Report, title: &str, parts: &[Part], text: &mut String) {
    let _ = writeln!(text, "\n{title}");
    for part in parts {
        let (name, balance) = (shown(&part.label), report.decimal(part.balance));
        let _ = writeln!(text, "  {name:<32} {balance:>24}  {} loans", part.lines);
    }
}

/// A party's id is cut short; what is said of a group stays.
fn shown(label: &str) -> String {
    if label.starts_with("0x") && !label.contains(' ') { shortened(label) } else { label.to_owned() }
}
