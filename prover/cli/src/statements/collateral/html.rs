//! The certificate as one page: no script, no font, no image from anywhere; the charts are drawn in it.

use std::fmt::Write as _;

use super::certificate::{Certificate, DebtorRow, LineKind};

/// The most debtors that the chart of concentration has; the table has all.
const CHARTED: usize = 20;

const HEAD: &str = "<meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Borrowing base certificate</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{padding:.25rem .5rem;text-align:right;border-bottom:1px solid #dde2ea;font-variant-numeric:tabular-nums}
th:first-child,td:first-child{text-align:left}
tr.total td{font-weight:600;border-top:1px solid #1c2430}
svg{width:100%;height:auto;font:12px system-ui,sans-serif}
.bar{fill:#3565a8}.over{fill:#b4472f}.cap{stroke:#b4472f;stroke-width:1.5;stroke-dasharray:5 3}
.mono{font-family:monospace;overflow-wrap:anywhere}
@media print{body{margin:0}}
</style>";

pub(super) fn page(certificate: &Certificate) -> String {
    let mut page = format!(
        "<!doctype html>\n{MADE}\n<html lang=\"en\">\n<head>\n{HEAD}\n</head>\n<body>\n",
        MADE = crate::files::MADE_HTML
    );
    let Certificate { as_of, currency, ledger: (epoch, sequence), .. } = certificate;
    let _ = writeln!(
        page,
        "<h1>Borrowing base certificate</h1>\n<p>As of {as_of}, in {currency}. Ledger {sequence} of epoch {epoch}.</p>"
    );
    let _ = writeln!(page, "<p>Vault <span class=\"mono\">{}</span></p>", certificate.vault);
    form(certificate, &mut page);
    page.push_str("<h2>Ageing: open balances by days past due</h2>\n");
    let ages: Vec<Bar> = certificate
        .ages
        .iter()
        .map(|age| Bar { label: age.label.into(), amount: age.open, over: false })
        .collect();
    chart(certificate, &ages, None, "Ageing", &mut page);
    page.push_str("<h2>Concentration: eligible receivables by debtor</h2>\n");
    concentration(certificate, &mut page);
    debtors(certificate, &mut page);
    page.push_str("</body>\n</html>\n");
    page
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

/// A bar of a chart.
struct Bar {
    label: String,
    amount: u128,
    over: bool,
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
    chart(certificate, &bars, Some(certificate.cap), "Concentration", page);
    let _ = writeln!(
        page,
        "<p>The dashed line is the most that one group counts for, {}; bars of groups over it are red.</p>",
        certificate.decimal(certificate.cap)
    );
}

/// Horizontal bars, and a line at the cap. Widths are of 520 units for the greatest.
fn chart(certificate: &Certificate, bars: &[Bar], cap: Option<u128>, title: &str, page: &mut String) {
    const LEFT: u128 = 220;
    const WIDTH: u128 = 520;
    let most = bars.iter().map(|bar| bar.amount).chain(cap).max().unwrap_or(0).max(1);
    let height = bars.len() * 24 + 8;
    let _ = writeln!(page, "<svg viewBox=\"0 0 900 {height}\" role=\"img\" aria-label=\"{title}\">");
    for (i, bar) in bars.iter().enumerate() {
        let (y, width) = (i * 24 + 4, bar.amount * WIDTH / most);
        let class = if bar.over { "over" } else { "bar" };
        let amount = certificate.decimal(bar.amount);
        let label: String = bar.label.chars().take(28).collect();
        let _ = writeln!(
            page,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{width}\" height=\"18\"/><text x=\"{}\" y=\"{}\">{amount}</text>",
            LEFT - 8,
            y + 14,
            escaped(&label),
            LEFT + width + 6,
            y + 14
        );
    }
    if let Some(cap) = cap {
        let x = LEFT + cap * WIDTH / most;
        let _ = writeln!(page, "<line class=\"cap\" x1=\"{x}\" y1=\"0\" x2=\"{x}\" y2=\"{height}\"/>");
    }
    page.push_str("</svg>\n");
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

/// A text as HTML shows it. What moves a reader's writing around is a stranger's too, and is shown as its code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::output::one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
