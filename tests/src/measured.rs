//! What proofs of the tiers took: the figures that `tiers`, the benchmark, printed, as a table and as a plot for the book.

use covenant_relations::{Relation, relation};
use std::fmt::Write;

/// What was measured of one circuit.
struct Measured {
    circuit: &'static str,
    /// Seconds to make the development key.
    key: f64,
    /// Seconds to make the witness.
    witness: f64,
    /// Seconds of a proof by the clock, on two threads.
    proof: f64,
    /// The processor's seconds of a proof.
    cpu: f64,
    /// The most memory, in megabytes.
    memory: u32,
    /// ark-groth16's processor's seconds over ours in one run; none where it was not run.
    ratio: Option<f64>,
}

#[rustfmt::skip]
const MEASURED: &[Measured] = &[
    Measured { circuit: "collateral-16/1", key: 1.3, witness: 0.05, proof: 0.297, cpu: 0.532, memory: 121, ratio: Some(6.9) },
    Measured { circuit: "collateral-64/1", key: 2.0, witness: 0.07, proof: 0.537, cpu: 0.715, memory: 189, ratio: Some(8.7) },
    Measured { circuit: "collateral-256/1", key: 5.5, witness: 0.207, proof: 1.161, cpu: 2.152, memory: 456, ratio: Some(9.2) },
    Measured { circuit: "collateral-1024/1", key: 15.8, witness: 0.687, proof: 3.251, cpu: 5.913, memory: 1191, ratio: None },
    Measured { circuit: "rewrite-16/1", key: 0.8, witness: 0.032, proof: 0.293, cpu: 0.452, memory: 139, ratio: Some(9.3) },
    Measured { circuit: "rewrite-64/1", key: 2.1, witness: 0.093, proof: 0.582, cpu: 0.945, memory: 210, ratio: Some(8.0) },
    Measured { circuit: "rewrite-256/1", key: 5.8, witness: 0.316, proof: 1.605, cpu: 2.766, memory: 552, ratio: Some(9.7) },
    Measured { circuit: "rewrite-1024/1", key: 19.6, witness: 1.002, proof: 5.572, cpu: 10.22, memory: 1778, ratio: None },
    Measured { circuit: "pool-64/1", key: 1.5, witness: 0.055, proof: 0.333, cpu: 0.568, memory: 166, ratio: Some(9.0) },
    Measured { circuit: "pool-256/1", key: 4.4, witness: 0.174, proof: 1.004, cpu: 1.398, memory: 361, ratio: Some(9.4) },
    Measured { circuit: "pool-1024/1", key: 15.8, witness: 0.873, proof: 3.136, cpu: 5.515, memory: 1165, ratio: None },
];

fn of(measured: &Measured) -> Option<(&Measured, &'static Relation)> {
    Some((measured, relation(measured.circuit)?))
}

/// The table.
#[must_use]
pub(crate) fn table() -> String {
    let mut out = String::from(
        "| Circuit | Constraints | Key, s | Witness, s | Proof, s | CPU s | Memory, MB | ark-groth16 |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for (own, relation) in MEASURED.iter().filter_map(of) {
        let ratio = own.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1} ×"));
        let _ = writeln!(
            out,
            "| `{}` | {} | {:.1} | {:.2} | {:.2} | {:.2} | {} | {ratio} |",
            own.circuit,
            crate::book::grouped(relation.pin.constraints),
            own.key,
            own.witness,
            own.proof,
            own.cpu,
            crate::book::grouped(own.memory as usize),
        );
    }
    out
}

/// The statements with their colours.
const SERIES: [(&str, &str); 3] = [("collateral", "#3565a8"), ("rewrite", "#b4472f"), ("pool", "#4a8a4f")];
/// Lines and milliseconds at which the axes begin, as powers of two, and where they end.
const LINES: (u32, u32) = (4, 10);
const MILLISECONDS: (u32, u32) = (8, 13);
/// What a factor of two is on either axis, in units of the drawing; where the axes meet.
const DOUBLING: f64 = 80.0;
const ORIGIN: (f64, f64) = (70.0, 420.0);

/// Where so many lines and milliseconds are.
fn place(lines: f64, milliseconds: f64) -> (f64, f64) {
    let x = ORIGIN.0 + (lines.log2() - f64::from(LINES.0)) * DOUBLING;
    let y = ORIGIN.1 - (milliseconds.log2() - f64::from(MILLISECONDS.0)) * DOUBLING;
    (x, y)
}

/// Time of a proof by the clock against lines, both on scales of powers of two.
#[must_use]
pub(crate) fn plot() -> String {
    let mut out = String::from(
        "<svg viewBox=\"0 0 640 470\" role=\"img\" aria-label=\"time of a proof against lines\" style=\"font:13px sans-serif;max-width:640px\">\n",
    );
    axes(&mut out);
    for (i, (statement, colour)) in SERIES.into_iter().enumerate() {
        series(&mut out, statement, colour);
        let y = 40 + 20 * i;
        let _ = writeln!(
            out,
            "<rect x=\"90\" y=\"{}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"108\" y=\"{}\" fill=\"currentColor\">{statement}</text>",
            y - 11,
            y
        );
    }
    out.push_str("</svg>\n");
    out
}

fn axes(out: &mut String) {
    let end = place(f64::from(1 << LINES.1), f64::from(1 << MILLISECONDS.1));
    let mut line = |from: (f64, f64), to: (f64, f64)| {
        let _ = writeln!(
            out,
            "<line x1=\"{:.0}\" y1=\"{:.0}\" x2=\"{:.0}\" y2=\"{:.0}\" stroke=\"currentColor\" stroke-opacity=\".25\"/>",
            from.0, from.1, to.0, to.1
        );
    };
    for power in MILLISECONDS.0..=MILLISECONDS.1 {
        let y = place(16.0, f64::from(1 << power)).1;
        line((ORIGIN.0, y), (end.0, y));
    }
    for power in LINES.0..=LINES.1 {
        let x = place(f64::from(1 << power), 256.0).0;
        line((x, ORIGIN.1), (x, end.1));
    }
    for power in MILLISECONDS.0..=MILLISECONDS.1 {
        let y = place(16.0, f64::from(1 << power)).1 + 4.0;
        let seconds = f64::from(1 << power) / 1000.0;
        let _ = writeln!(
            out,
            "<text x=\"62\" y=\"{y:.0}\" text-anchor=\"end\" fill=\"currentColor\">{seconds:.2} s</text>"
        );
    }
    for power in LINES.0..=LINES.1 {
        let x = place(f64::from(1 << power), 256.0).0;
        let lines = 1 << power;
        let _ = writeln!(
            out,
            "<text x=\"{x:.0}\" y=\"442\" text-anchor=\"middle\" fill=\"currentColor\">{lines}</text>"
        );
    }
    out.push_str("<text x=\"310\" y=\"464\" text-anchor=\"middle\" fill=\"currentColor\">lines</text>\n");
}

fn series(out: &mut String, statement: &str, colour: &str) {
    let points: Vec<(f64, f64)> = MEASURED
        .iter()
        .filter_map(of)
        .filter(|(_, relation)| relation.info.statement == statement)
        .filter_map(|(own, relation)| Some(place(f64::from(relation.info.lines?), own.proof * 1000.0)))
        .collect();
    let path: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = writeln!(
        out,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
        path.join(" ")
    );
    for (x, y) in points {
        let _ = writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>");
    }
}
