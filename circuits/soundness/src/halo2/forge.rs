//! Gate: a cell of the witness can be no other value, or it is listed with the reason why it may.
//!
//! A cell and all that copies make equal to it are replaced together, since an attacker who changes one changes the others; a public value in
//! that class stays, so that its copy objects. Nothing else follows: what two lies at once can do, cases of [`super::deletion`] show.

use super::{Cell, Field, Kind, System, Trial, Witness};
use rand::{Rng as _, SeedableRng as _, seq::SliceRandom as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many cells are tried.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// So many, drawn at random, half of them from `dense` on; `None` for all.
    pub cells: Option<usize>,
    /// The first row of those where all kinds of rows are.
    pub dense: usize,
    /// Of the drawing, and of random values.
    pub seed: u64,
}

impl Effort {
    /// All cells.
    #[must_use]
    pub const fn whole(seed: u64) -> Self {
        Self { cells: None, dense: 0, seed }
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// The witness that was given breaks a constraint itself.
    Dishonest {
        /// The constraints.
        by: Vec<String>,
    },
    /// Another value passes, and the list does not have the cell.
    Free {
        /// The cell.
        cell: String,
    },
    /// The list has the cell, and no other value passes.
    Bound {
        /// The cell.
        cell: String,
    },
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Cells.
    pub cells: usize,
    /// Values that were tried in them.
    pub forgeries: usize,
    /// How many forgeries each constraint refused; some are refused by several.
    pub caught_by: BTreeMap<String, usize>,
    /// How many cells are free, by the list's reason.
    pub free: BTreeMap<String, usize>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Runs the gate. `free` gives the reason why a cell may be another value.
#[must_use]
pub fn run<F: Field>(
    system: &System<F>,
    witness: &Witness<F>,
    free: impl Fn(Cell) -> Option<&'static str>,
    effort: Effort,
) -> Report {
    let mut trial = Trial::new(system, witness.clone());
    let mut report = Report::default();
    let broken: BTreeSet<_> = trial.all().into_iter().collect();
    if !broken.is_empty() {
        let by = trial.names(&broken).into_keys().collect();
        report.findings.push(Finding::Dishonest { by });
        return report;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(effort.seed);
    for cell in cells(system, effort, &mut rng) {
        let passes = forge(&mut trial, cell, &mut rng, &mut report);
        report.cells += 1;
        match (free(cell), passes) {
            (Some(reason), true) => *report.free.entry(reason.to_owned()).or_default() += 1,
            (None, true) => report.findings.push(Finding::Free { cell: cell.to_string() }),
            (Some(_), false) => report.findings.push(Finding::Bound { cell: cell.to_string() }),
            (None, false) => {}
        }
    }
    report
}

fn cells<F: Field>(system: &System<F>, effort: Effort, rng: &mut ChaCha8Rng) -> Vec<Cell> {
    let all = |from: usize, to: usize| {
        let rows = move |column| (from..to).map(move |row| Cell::advice(column, row));
        (0..system.advice).flat_map(rows).collect::<Vec<_>>()
    };
    let (mut front, mut dense) = (all(0, effort.dense), all(effort.dense, system.usable));
    let Some(most) = effort.cells else { return [front, dense].concat() };
    for (part, share) in [(&mut front, most / 2), (&mut dense, most.div_ceil(2))] {
        part.shuffle(rng);
        part.truncate(share);
    }
    [front, dense].concat()
}

/// Whether any other value passes.
fn forge<F: Field>(trial: &mut Trial<'_, F>, cell: Cell, rng: &mut ChaCha8Rng, report: &mut Report) -> bool {
    let column = &trial.witness().advice[cell.column.index];
    let (value, elsewhere) = (column[cell.row], column[rng.gen_range(0..column.len())]);
    let (zero, one) = (F::from(0), F::from(1));
    let random = (0..5).fold(zero, |x, _| x * F::from(1 << 63) + F::from(rng.r#gen()));
    let others = [value + one, value - one, one - value, -value, zero, random, elsewhere];
    let others: BTreeSet<F> = others.into_iter().filter(|other| *other != value).collect();
    let class = trial.class(cell);
    let class: Vec<Cell> = class.into_iter().filter(|cell| cell.column.kind == Kind::Advice).collect();
    let mut passes = false;
    for other in others {
        let changes: Vec<(Cell, F)> = class.iter().map(|cell| (*cell, other)).collect();
        let failures = trial.failures(&changes);
        report.forgeries += 1;
        passes |= failures.is_empty();
        for name in trial.names(&failures).into_keys() {
            *report.caught_by.entry(name).or_default() += 1;
        }
    }
    passes
}
