//! The report as a document. Places, labels and reasons are the circuit's own words; no value is in it.

use covenant_soundness::deletion::Group;
use serde_json::{Map, Value, json};

use super::gates::{Gates, Measures};

impl Gates {
    /// Its keys.
    pub(super) fn to_json(&self) -> Map<String, Value> {
        let Measures { constraints, witness, digest } = &self.measured;
        [
            ("circuit", json!(self.info.id)),
            ("statement", json!(self.info.title)),
            ("constraints", json!(constraints)),
            ("witness_values", json!(witness)),
            ("digest", json!(digest)),
            ("seed", json!(self.effort.seed)),
            ("whole", json!(self.effort.is_whole())),
            ("passed", json!(self.failed().is_empty())),
            (
                "gates",
                json!({
                    "pin": self.pin_json(),
                    "forged_values": self.forged_json(),
                    "rank": self.rank_json(),
                    "deletion": self.deletion_json(),
                }),
            ),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into_iter()
        .collect()
    }

    fn pin_json(&self) -> Value {
        let Measures { constraints, witness, digest } = &self.pinned;
        json!({
            "passed": self.pin_is_passed(),
            "constraints": constraints,
            "witness_values": witness,
            "digest": digest,
        })
    }

    fn forged_json(&self) -> Value {
        let report = &self.forged;
        let total = self.forged_totals();
        json!({
            "passed": self.forged_is_passed(),
            "members": self.effort.members,
            "variables": total.variables,
            "tried": report.tried(),
            "caught_at_once": total.caught_at_once,
            "replayed": total.replayed,
            "findings": report.findings,
            "equivalent": report.equivalent.iter()
                .map(|(place, reason)| json!({ "place": place, "reason": reason }))
                .collect::<Vec<_>>(),
            "places": report.places,
        })
    }

    fn rank_json(&self) -> Value {
        let report = &self.rank;
        json!({
            "passed": report.is_passed(),
            "columns": report.columns,
            "free_secrets": report.secrets,
            "equations": report.equations,
            "eliminated": report.eliminated,
            "undecided": report.undecided,
            "findings": report.findings,
            "stale": report.stale,
        })
    }

    fn deletion_json(&self) -> Value {
        let report = &self.deletion;
        let by = self.shown();
        json!({
            "passed": report.is_passed(),
            "total": report.total,
            "looked_at": report.groups.len(),
            "shown_by": {
                "case": by.case, "witness": by.witness, "gadget": by.gadget, "reason": by.reason,
            },
            "findings": report.findings().map(finding).collect::<Vec<_>>(),
            "accepted_cases": report.accepted,
            "stale": report.stale,
            "groups": report.groups,
        })
    }
}

fn finding(group: &Group) -> Value {
    json!({ "place": group.place, "constraints": group.constraints })
}
