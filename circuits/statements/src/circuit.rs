//! The circuits by which statements are proved: one table of names for every crate.

use crate::{
    Violation,
    collateral::{self, rewrite},
    disclosure::FigureNames,
    invoice, pool,
    solvency::{coverage, reserves},
};

/// One version of a circuit. A statement may have several circuits (lanes, tiers), a circuit serves one statement.
#[derive(Debug, PartialEq, Eq)]
pub struct CircuitInfo {
    /// Name and version, `name/version`: part of the selector, never used again once retired.
    pub id: &'static str,
    /// The statement that it proves, such as `obligation`.
    pub statement: &'static str,
    /// What it claims, in a few words.
    pub title: &'static str,
    /// The names of the public inputs, in their order.
    pub inputs: &'static [&'static str],
    /// What it can disclose to an auditor, in its order; none where it has no public input `disclosure`.
    pub figures: FigureNames,
    /// What it refuses: every rule of the native check, in the order of the clauses.
    pub rules: &'static [Violation],
    /// For a circuit with tiers, the most lines that this one takes.
    pub lines: Option<u32>,
}

impl CircuitInfo {
    /// The name without its version, such as `invoice`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.parts().0
    }

    /// The version, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.parts().1
    }

    /// Name and version; version 0 would be an entry that [`tests`] refuse.
    fn parts(&self) -> (&'static str, u32) {
        let (name, version) = self.id.split_once('/').unwrap_or((self.id, ""));
        (name, version.parse().unwrap_or(0))
    }
}

/// Every circuit that this version of the program proves and verifies.
pub static CIRCUITS: &[&CircuitInfo] = &[
    &invoice::CIRCUIT,
    &collateral::TIERS[0],
    &collateral::TIERS[1],
    &collateral::TIERS[2],
    &collateral::TIERS[3],
    &rewrite::TIERS[0],
    &rewrite::TIERS[1],
    &rewrite::TIERS[2],
    &rewrite::TIERS[3],
    &pool::TIERS[0],
    &pool::TIERS[1],
    &pool::TIERS[2],
    &reserves::TIERS[0],
    &reserves::TIERS[1],
    &coverage::TIERS[0],
    &coverage::TIERS[1],
    &coverage::TIERS[2],
    &coverage::TIERS[3],
    &coverage::TIERS[4],
    &coverage::TIERS[5],
    &coverage::TIERS[6],
    &coverage::TIERS[7],
    &coverage::TIERS[8],
];

/// The circuit of this id, `name/version`.
#[must_use]
pub fn circuit(id: &str) -> Option<&'static CircuitInfo> {
    CIRCUITS.iter().copied().find(|info| info.id == id)
}

/// The newest version of the circuit of this name, or the circuit of this id, or the smallest of the statement of this name.
#[must_use]
pub fn circuit_named(name: &str) -> Option<&'static CircuitInfo> {
    let all = || CIRCUITS.iter().copied();
    let newest = || all().filter(|info| info.name() == name).max_by_key(|info| info.version());
    circuit(name).or_else(newest).or_else(|| all().find(|info| info.statement == name))
}

/// The circuit of a statement, by name, with room for exactly so many lines.
#[must_use]
pub fn tier(statement: &str, lines: u32) -> Option<&'static CircuitInfo> {
    CIRCUITS.iter().copied().find(|info| info.statement == statement && info.lines == Some(lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_named_once_and_well() {
        for (i, info) in CIRCUITS.iter().enumerate() {
            assert!(info.version() > 0, "{}", info.id);
            assert!(info.name().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
            assert_eq!(alloc::format!("{}/{}", info.name(), info.version()), info.id);
            assert!(CIRCUITS[..i].iter().all(|earlier| earlier.id != info.id));
            assert_eq!(info.inputs[..2], ["context", "environment"], "{}", info.id);
            assert_eq!(circuit(info.id), Some(*info));
            rules_are_sound(info);
            figures_are_sound(info);
            assert_eq!(circuit_named(info.name()).map(|found| found.statement), Some(info.statement));
        }
        assert_eq!(circuit_named("collateral").and_then(|info| info.lines), Some(16));
        assert_eq!(tier("collateral", 256).map(|info| info.id), Some("collateral-256/1"));
        assert_eq!(tier("collateral", 17), None);
        assert_eq!(circuit("invoice"), None);
        assert_eq!(circuit_named("no-such-circuit"), None);
    }

    /// What is disclosed stands behind the last public input.
    fn figures_are_sound(info: &CircuitInfo) {
        assert!(info.figures.is_empty() || info.inputs.last() == Some(&"disclosure"), "{}", info.id);
        assert!(info.figures.len() <= crate::disclosure::MAX_FIGURES, "{}", info.id);
        for (i, name) in info.figures.iter().enumerate() {
            let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
            assert!(!name.is_empty() && name.bytes().all(fits), "{name}");
            assert!(!info.figures[..i].contains(name), "{}: {name} twice", info.id);
        }
    }

    /// A code is a rule's for ever: one rule has it. Rules stand clause by clause.
    fn rules_are_sound(info: &CircuitInfo) {
        let mut clauses: alloc::vec::Vec<&str> = info.rules.iter().map(|rule| rule.clause).collect();
        clauses.dedup();
        for (i, clause) in clauses.iter().enumerate() {
            assert!(!clauses[..i].contains(clause), "{}: the rules of {clause} stand together", info.id);
        }
        // A rewrite refuses what a certificate refuses.
        let scopes = [info.name(), if info.statement == "rewrite" { "collateral" } else { info.statement }];
        for (i, rule) in info.rules.iter().enumerate() {
            assert!(info.rules[..i].iter().all(|earlier| earlier.code != rule.code), "{}", rule.code);
            assert!(
                rule.code
                    .split_once('/')
                    .is_some_and(|(scope, name)| scopes.contains(&scope) && !name.is_empty())
            );
            assert!(!rule.message.is_empty() && rule.message.trim() == rule.message, "{}", rule.code);
        }
    }
}
