//! What `prove solvency` took of ledgers of growing size, as a plot for the book.

use std::fmt::Write;

type Measured = (f64, f64, f64);

/// A ledger of one asset: accounts, core-seconds, megabytes at the peak.
const MEASURED: [Measured; 4] =
    [(1e4, 1.9, 218.0), (1e5, 7.8, 925.0), (1e6, 41.3, 1775.0), (1e7, 341.0, 1773.0)];

/// Where the axes meet, and what a factor of ten is on either, in units of the drawing.
const ORIGIN: (f64, f64) = (70.0, 360.0);
const DECADE: (f64, f64) = (160.0, 100.0);

/// Where so many accounts and a value of 1 to 10,000 are.
fn place(accounts: f64, value: f64) -> (f64, f64) {
    (ORIGIN.0 + (accounts.log10() - 4.0) * DECADE.0, ORIGIN.1 - value.log10() * DECADE.1)
}

/// Seconds and megabytes against accounts, all on scales of powers of ten.
#[must_use]
pub(crate) fn plot() -> String {
    let mut out = String::from(
        "<svg viewBox=\"0 0 640 410\" role=\"img\" aria-label=\"time and memory of a ledger's chunks against accounts\" style=\"font:13px sans-serif;max-width:640px\">\n",
    );
    axes(&mut out);
    let seconds = MEASURED.map(|own| place(own.0, own.1));
    let megabytes = MEASURED.map(|own| place(own.0, own.2));
    let series = [("core-seconds", "#3565a8", seconds), ("megabytes, at the peak", "#b4472f", megabytes)];
    for (i, (name, colour, points)) in series.into_iter().enumerate() {
        let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        );
        for (x, y) in points {
            let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>");
        }
        let y = 350 - 20 * i;
        let _ = writeln!(
            out,
            "<rect x=\"400\" y=\"{}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"418\" y=\"{y}\" fill=\"currentColor\">{name}</text>",
            y - 11
        );
    }
    out.push_str("</svg>\n");
    out
}

fn axes(out: &mut String) {
    let ends = [place(1e4, 1.0), place(1e7, 1e4)];
    for power in 0..=4 {
        let y = place(1e4, 10f64.powi(power)).1;
        let _ = writeln!(
            out,
            "<line x1=\"{:.0}\" y1=\"{y:.0}\" x2=\"{:.0}\" y2=\"{y:.0}\" stroke=\"currentColor\" stroke-opacity=\".25\"/><text x=\"62\" y=\"{:.0}\" text-anchor=\"end\" fill=\"currentColor\">{}</text>",
            ends[0].0,
            ends[1].0,
            y + 4.0,
            10u32.pow(power as u32)
        );
    }
    for power in 4..=7 {
        let x = place(10f64.powi(power), 1.0).0;
        let _ = writeln!(
            out,
            "<line x1=\"{x:.0}\" y1=\"{:.0}\" x2=\"{x:.0}\" y2=\"{:.0}\" stroke=\"currentColor\" stroke-opacity=\".25\"/><text x=\"{x:.0}\" y=\"382\" text-anchor=\"middle\" fill=\"currentColor\">10^{power}</text>",
            ends[0].1, ends[1].1
        );
    }
    out.push_str(
        "<text x=\"310\" y=\"404\" text-anchor=\"middle\" fill=\"currentColor\">accounts × 1 asset</text>\n",
    );
}
