//! Reports as one page: no script, no font, no image from anywhere; the charts are drawn in it.

use std::fmt::Write as _;

const STYLE: &str = "<style>
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

/// A page with this title; `body` writes what is in it. The title is no stranger's.
pub(crate) fn page(title: &str, body: impl FnOnce(&mut String)) -> String {
    let mut page = format!(
        "<!doctype html>\n{MADE}\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n{STYLE}\n</head>\n<body>\n<h1>{title}</h1>\n",
        MADE = crate::files::MADE_HTML
    );
    body(&mut page);
    page.push_str("</body>\n</html>\n");
    page
}

/// A bar of a chart.
pub(crate) struct Bar {
    /// What it is about.
    pub(crate) label: String,
    /// Minor units.
    pub(crate) amount: u128,
    /// Whether it is marked.
    pub(crate) over: bool,
}

/// Horizontal bars, and a line at the cap; `decimal` writes an amount. Widths are of 520 units for the greatest.
pub(crate) fn chart(
    bars: &[Bar],
    cap: Option<u128>,
    title: &str,
    decimal: impl Fn(u128) -> String,
    page: &mut String,
) {
    const LEFT: u128 = 220;
    const WIDTH: u128 = 520;
    let most = bars.iter().map(|bar| bar.amount).chain(cap).max().unwrap_or(0).max(1);
    let height = bars.len() * 24 + 8;
    let _ = writeln!(page, "<svg viewBox=\"0 0 900 {height}\" role=\"img\" aria-label=\"{title}\">");
    for (i, bar) in bars.iter().enumerate() {
        let (y, width) = (i * 24 + 4, bar.amount * WIDTH / most);
        let class = if bar.over { "over" } else { "bar" };
        let amount = decimal(bar.amount);
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

/// A text as HTML shows it. What moves a reader's writing around is a stranger's too, and is shown as its code.
pub(crate) fn escaped(text: &str) -> String {
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
