//! Gate: every group of constraints is needed.
//!
//! Constraints are grouped by place. A group is needed if, with it left out, something false passes: an assignment that
//! breaks constraints of this group and no other. Such assignments come from the statement's negative cases and from
//! forged values with all that is computed from them following; then an attacker's repairs are made: a private or
//! public input that stands in another broken constraint is set to what that constraint asks for, and all follows again.
//!
//! Where repairs end at a constraint that no input can mend (a signature's equation, say), the group is shown for its
//! gadget alone: the forged value breaks nothing else in the group's own namespace, so that the gadget would give out a
//! wrong value.

mod forger;

use crate::{
    Circuit, Ledger, System,
    delta::{Delta, Groups},
    system::Origin,
};
use ark_ff::PrimeField;
use forger::Forger;
use rand::{SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An assignment that must be refused.
#[derive(Clone)]
pub struct Case<F> {
    /// What is wrong with it.
    pub name: String,
    /// One, public inputs, witness.
    pub z: Vec<F>,
}

impl<F> core::fmt::Debug for Case<F> {
    /// Without the assignment, which may be made of somebody's witness.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Case").field("name", &self.name).finish_non_exhaustive()
    }
}

/// How a group is known to be needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Shown {
    /// Without it, this negative case of the statement passes.
    Case {
        /// Its name.
        name: String,
    },
    /// Without it, a forged witness passes the whole circuit.
    Witness {
        /// The places whose values are forged, repairs included.
        forged: Vec<String>,
    },
    /// Without it, a forged value passes every constraint of the group's own namespace.
    Gadget {
        /// The place whose value is forged.
        forged: String,
    },
    /// The ledger says why nothing shows it.
    Reason {
        /// The reason.
        reason: String,
    },
}

/// A group of constraints.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// Namespaces and label.
    pub place: String,
    /// How many constraints.
    pub constraints: usize,
    /// `None`: a finding.
    pub shown: Option<Shown>,
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// How many groups the circuit has.
    pub total: usize,
    /// Those that were looked at, in the order of the circuit.
    pub groups: Vec<Group>,
    /// Cases that hold: no negative cases at all.
    pub accepted: Vec<String>,
    /// Reasons in the ledger whose group is gone, or shown by a case.
    pub stale: Vec<String>,
}

impl Report {
    /// Groups that nothing shows.
    pub fn findings(&self) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(|group| group.shown.is_none())
    }

    /// Whether the gate is passed.
    #[must_use]
    pub fn is_passed(&self) -> bool {
        self.findings().next().is_none() && self.accepted.is_empty() && self.stale.is_empty()
    }
}

/// Runs the gate; with `most`, on so many groups chosen by `seed`.
pub fn run<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    most: Option<usize>,
    seed: u64,
) -> Report {
    let mut chosen: Vec<u32> = groups_of(system).into_keys().collect();
    if let Some(most) = most {
        chosen.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
        chosen.truncate(most);
        chosen.sort_unstable();
    }
    judge(circuit, system, ledger, cases, &chosen, most.is_none())
}

/// Runs the gate on the groups that are named, as in a [`Ledger`].
pub fn run_named<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    named: &[&str],
) -> Report {
    let is_named = |site: &u32| {
        let full = system.sites[*site as usize].full();
        named.iter().any(|name| crate::names(name, &full))
    };
    let chosen: Vec<u32> = groups_of(system).into_keys().filter(is_named).collect();
    judge(circuit, system, ledger, cases, &chosen, false)
}

/// The rows of each group.
fn groups_of<F: PrimeField>(system: &System<F>) -> BTreeMap<u32, Vec<usize>> {
    let mut rows_of = BTreeMap::<u32, Vec<usize>>::new();
    for (index, row) in system.rows.iter().enumerate() {
        rows_of.entry(row.site).or_default().push(index);
    }
    rows_of
}

fn judge<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    ledger: &Ledger,
    cases: &[Case<F>],
    chosen: &[u32],
    whole: bool,
) -> Report {
    let rows_of = groups_of(system);
    let delta = Delta::new(system);
    let (mut by_case, accepted) = shown_by_cases(&delta, cases);
    for (site, name) in shown_by_inputs(circuit, system, &delta) {
        by_case.entry(site).or_insert(name);
    }
    let closed = system.closed_by_columns();
    let group = |site: &u32| {
        let place = &system.sites[*site as usize];
        let rows = &rows_of[site];
        let case = || by_case.get(site).map(|name| Shown::Case { name: name.clone() });
        let reason = || ledger.reason(place).map(|reason| Shown::Reason { reason: reason.to_owned() });
        let forger = Forger { circuit, system, closed: &closed, delta: &delta, group: *site };
        // A reason is written where forging finds nothing, which takes long to find out.
        let shown = case().or_else(reason).or_else(|| forger.shown(rows));
        Group { place: place.full(), constraints: rows.len(), shown }
    };
    let groups: Vec<Group> = chosen.par_iter().map(group).collect();
    let stale = stale(ledger, &groups, whole);
    Report { total: rows_of.len(), groups, accepted, stale }
}

/// Groups that are alone in refusing a case, with its name; and the cases that nothing refuses.
fn shown_by_cases<F: PrimeField>(
    delta: &Delta<'_, F>,
    cases: &[Case<F>],
) -> (BTreeMap<u32, String>, Vec<String>) {
    let broken: Vec<Groups> = cases.par_iter().map(|case| delta.broken_groups(&case.z)).collect();
    let (mut shown, mut accepted) = (BTreeMap::new(), Vec::new());
    for (groups, case) in broken.into_iter().zip(cases) {
        match groups {
            Groups::None => accepted.push(case.name.clone()),
            Groups::One(group) => {
                shown.entry(group).or_insert_with(|| case.name.clone());
            }
            Groups::Many => {}
        }
    }
    (shown, accepted)
}

/// Groups that are alone in refusing a forged input, and which one: every input, the first and the last of its place, has another value,
/// and all that is computed from it follows.
fn shown_by_inputs<F: PrimeField>(
    circuit: &impl Circuit<F>,
    system: &System<F>,
    delta: &Delta<'_, F>,
) -> Vec<(u32, String)> {
    let mut members = BTreeMap::<u32, Vec<usize>>::new();
    let inputs =
        (1..system.variables.len()).filter(|column| system.variables[*column].origin != Origin::Hint);
    for column in inputs {
        members.entry(system.variables[column].site).or_default().push(column);
    }
    let ends =
        members.into_values().flat_map(|columns| BTreeSet::from([columns[0], columns[columns.len() - 1]]));
    let forgeries: Vec<(usize, F)> = ends
        .flat_map(|column| [F::ONE, F::from(0x9e37_79b9u64)].map(|d| (column, system.z[column] + d)))
        .collect();
    let shown =
        |(column, value): &(usize, F)| match delta.broken_groups(&circuit.replay(&[(*column, *value)])) {
            Groups::One(group) => Some((group, format!("forged {}", system.site_of(*column).full()))),
            Groups::None | Groups::Many => None,
        };
    forgeries.par_iter().filter_map(shown).collect()
}

fn stale(ledger: &Ledger, groups: &[Group], whole: bool) -> Vec<String> {
    let used: BTreeSet<&str> = groups
        .iter()
        .filter(|group| matches!(group.shown, Some(Shown::Reason { .. })))
        .flat_map(|group| {
            let named = ledger.undeletable.iter().filter(|(place, _)| crate::names(place, &group.place));
            named.map(|(place, _)| *place)
        })
        .collect();
    let unused = ledger.undeletable.iter().filter(|(place, _)| whole && !used.contains(place));
    unused.map(|(place, _)| (*place).to_owned()).collect()
}
