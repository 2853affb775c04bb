//! The report for people.

use std::fmt::Write as _;

use covenant_soundness::deletion::Shown;
use covenant_soundness::forge::{Finding, Replacement};
use covenant_soundness::rank::Free;

use super::gates::{Gates, Measures};

/// So many findings of a gate are printed; JSON has all.
const PRINTED: usize = 20;

impl Gates {
    /// A table for each gate, what was found below it.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let Measures { constraints, witness, digest } = &self.measured;
        let _ = writeln!(text, "{}  {}", self.info.id, self.info.title);
        row(&mut text, "constraints", constraints);
        row(&mut text, "witness values", witness);
        row(&mut text, "digest", digest);
        row(&mut text, "claim", format!("seed {}", self.effort.seed));
        self.pin_text(&mut text);
        self.forged_text(&mut text);
        self.rank_text(&mut text);
        self.deletion_text(&mut text);
        let failed = self.failed();
        let verdict = match (failed.is_empty(), self.effort.is_whole()) {
            (true, true) => "Every gate is passed.".to_owned(),
            (true, false) => "Every gate is passed on this sample; --whole looks at everything.".to_owned(),
            (false, _) => format!("Not passed: {}.", failed.join(", ")),
        };
        let _ = write!(text, "\n{verdict}");
        text
    }

    fn pin_text(&self, text: &mut String) {
        head(text, "Pin", self.pin_is_passed());
        if self.pin_is_passed() {
            row(text, "digest", "that of this version");
            return;
        }
        let Measures { constraints, witness, digest } = &self.pinned;
        row(text, "constraints", format!("{constraints} pinned"));
        row(text, "witness values", format!("{witness} pinned"));
        row(text, "digest", format!("{digest} pinned"));
    }

    fn forged_text(&self, text: &mut String) {
        let (report, total) = (&self.forged, self.forged_totals());
        head(text, "Forged values", self.forged_is_passed());
        row(text, "places", report.places.len());
        row(text, "variables", total.variables);
        row(text, "forgeries tried", report.tried());
        row(text, "caught at once", total.caught_at_once);
        row(text, "replayed", total.replayed);
        row(text, "equivalent", report.equivalent.len());
        list(
            text,
            "equivalent",
            report.equivalent.iter().map(|(place, reason)| format!("{place}: {reason}")),
        );
        list(text, "FOUND", report.findings.iter().map(finding));
    }

    fn rank_text(&self, text: &mut String) {
        let report = &self.rank;
        head(text, "Rank", report.is_passed());
        row(text, "columns", report.columns);
        row(text, "free secrets", report.secrets);
        let equations = report.equations.map_or_else(|| "not worked out".to_owned(), |n| n.to_string());
        row(text, "equations", equations);
        if report.undecided {
            row(text, "UNDECIDED", "too much was left to elimination");
        }
        list(text, "FOUND", report.findings.iter().map(free));
        list(text, "STALE", report.stale.iter().cloned());
    }

    fn deletion_text(&self, text: &mut String) {
        let (report, by) = (&self.deletion, self.shown());
        head(text, "Deletion", report.is_passed());
        row(text, "groups", report.total);
        row(text, "left out", report.groups.len());
        row(text, "by a case", by.case);
        row(text, "by a witness", by.witness);
        row(text, "by the gadget", by.gadget);
        row(text, "by a reason", by.reason);
        let reasons = report.groups.iter().filter_map(|group| match &group.shown {
            Some(Shown::Reason { reason }) => Some(format!("{}: {reason}", group.place)),
            _ => None,
        });
        list(text, "reason", reasons);
        let found = report.findings().map(|group| {
            format!("{}: nothing shows that its {} constraints are needed", group.place, group.constraints)
        });
        list(text, "FOUND", found);
        list(text, "ACCEPTED", report.accepted.iter().cloned());
        list(text, "STALE", report.stale.iter().cloned());
    }
}

fn head(text: &mut String, name: &str, passed: bool) {
    let verdict = if passed { "passed" } else { "NOT PASSED" };
    let _ = writeln!(text, "\n{name}: {verdict}");
}

fn row(text: &mut String, name: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "  {name:<16} {value}");
}

fn list(text: &mut String, mark: &str, mut lines: impl Iterator<Item = String>) {
    for line in lines.by_ref().take(PRINTED) {
        row(text, mark, line);
    }
    match lines.count() {
        0 => {}
        more => row(text, mark, format!("and {more} more; --json has them all")),
    }
}

fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Accepted { place, column, replacement } => {
            format!("{place}: {} for v in column {column} is accepted", words(*replacement))
        }
        Finding::Unexpected { place, replacement, label } => {
            format!(
                "{place}: {} for v is caught by {label}, which the ledger does not name",
                words(*replacement)
            )
        }
        Finding::Missing { place } => format!("{place}: the ledger has no entry"),
    }
}

/// What stands in the place of v, the honest value.
fn words(replacement: Replacement) -> &'static str {
    match replacement {
        Replacement::Random => "an unrelated value",
        Replacement::PlusOne => "v + 1",
        Replacement::MinusOne => "v - 1",
        Replacement::Flipped => "1 - v",
        Replacement::Negated => "-v",
        Replacement::Zero => "0",
        Replacement::OtherRow => "another row's value",
    }
}

fn free(free: &Free) -> String {
    let around = match free.around.is_empty() {
        true => "in no constraint".to_owned(),
        false => format!("in {}", free.around.join(", ")),
    };
    format!("{}: column {} can move; {around}", free.place, free.column)
}
