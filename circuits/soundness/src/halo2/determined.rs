//! Gate: what an honest prover gives determines everything else, whatever it is.
//!
//! A constraint of an active row that has one cell left, in which it is of degree one with a constant coefficient, fixes that cell. Starting with
//! the given cells and the public ones, all others must be fixed in this way. Coefficients are looked at at two random assignments and not at a
//! valid one, so that what is shown holds of all witnesses: there is one at most for each choice of the given cells. Which choices there are
//! is for lookups and for constraints of a higher degree to say, and these the gate does not look at. It also tells of constraints that read
//! blinding rows, or around the end into the first ones.

use super::{Cell, Field, Kind, System, Trial, Unit, Witness, trial::each_cell};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Finding {
    /// An active constraint reads a blinding row, or a row beyond the last.
    Outside {
        /// The constraint.
        constraint: String,
        /// Its row.
        row: usize,
    },
    /// Nothing fixes the cell, and the list does not have it.
    Open {
        /// The cell.
        cell: String,
    },
    /// The list of cells that nothing binds has one that is fixed.
    Fixed {
        /// The cell.
        cell: String,
    },
}

/// What the gate found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// Cells that were given.
    pub given: usize,
    /// Cells that are fixed by those.
    pub fixed: usize,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Constraints of rows: the cells that each depends on, and which of them it can fix.
struct Equations {
    cells: Vec<Vec<(Cell, bool)>>,
    of: HashMap<Cell, Vec<usize>>,
}

/// Runs the gate. `given` are the honest prover's own cells, `free` those that nothing binds.
#[must_use]
pub fn run<F: Field>(
    system: &System<F>,
    given: impl Fn(Cell) -> bool,
    free: impl Fn(Cell) -> Option<&'static str>,
    seed: u64,
) -> Report {
    let mut report = Report::default();
    let equations = equations(system, seed, &mut report.findings);
    let cells =
        (0..system.advice).flat_map(|column| (0..system.usable).map(move |row| Cell::advice(column, row)));
    let cells: Vec<Cell> = cells.collect();
    let mut known: HashSet<Cell> = cells.iter().copied().filter(|cell| given(*cell)).collect();
    report.given = known.len();
    let mut open: Vec<usize> = (0..equations.cells.len()).collect();
    while let Some(equation) = open.pop() {
        let mut unknown = equations.cells[equation].iter().filter(|(cell, _)| !is_known(&known, *cell));
        if let (Some((cell, true)), None) = (unknown.next(), unknown.next()) {
            known.insert(*cell);
            report.fixed += 1;
            open.extend(equations.of.get(cell).into_iter().flatten());
        }
    }
    for cell in cells {
        match (known.contains(&cell), free(cell)) {
            (false, None) => report.findings.push(Finding::Open { cell: cell.to_string() }),
            (true, Some(_)) => report.findings.push(Finding::Fixed { cell: cell.to_string() }),
            _ => {}
        }
    }
    report
}

fn is_known(known: &HashSet<Cell>, cell: Cell) -> bool {
    cell.column.kind != Kind::Advice || known.contains(&cell)
}

fn equations<F: Field>(system: &System<F>, seed: u64, findings: &mut Vec<Finding>) -> Equations {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut trials = [(); 2].map(|()| Trial::new(system, random(system, &mut rng)));
    let mut equations = Equations { cells: Vec::new(), of: HashMap::new() };
    for (index, gate) in system.gates.iter().enumerate() {
        let mut reads = BTreeSet::new();
        each_cell(&gate.polynomial, &mut |column, rotation| {
            reads.insert((column, rotation));
        });
        for row in 0..system.rows {
            let values = trials.each_ref().map(|trial| trial.value(&gate.polynomial, row));
            if values.iter().all(|value| *value == Some(F::from(0))) {
                continue;
            }
            let place = |rotation: i32| usize::try_from(row as i64 + i64::from(rotation)).ok();
            let inside = |rotation| place(rotation).is_some_and(|row| row < system.usable);
            if !reads.iter().all(|(_, rotation)| inside(*rotation)) {
                let constraint = system.name(Unit::Gate(index));
                findings.push(Finding::Outside { constraint, row });
                continue;
            }
            let cells = reads.iter().filter(|(column, _)| column.kind != Kind::Fixed);
            let cells =
                cells.filter_map(|(column, rotation)| Some(Cell { column: *column, row: place(*rotation)? }));
            let role = |cell: Cell| role(&mut trials, &gate.polynomial, row, cell).map(|fixes| (cell, fixes));
            equations.push(cells.filter_map(role).collect());
        }
    }
    for (a, b) in &system.copies {
        equations.push(vec![(*a, true), (*b, true)]);
    }
    equations
}

/// `None` if the polynomial doesn't depend on the cell; else whether it fixes it.
fn role<F: Field>(
    trials: &mut [Trial<'_, F>; 2],
    polynomial: &super::Expression<F>,
    row: usize,
    cell: Cell,
) -> Option<bool> {
    let mut slopes = Vec::new();
    let mut is_linear = true;
    for trial in trials {
        let values = trial.along(polynomial, row, cell)?;
        let [first, second] = [values[1] - values[0], values[2] - values[1]];
        is_linear &= first == second;
        slopes.push(first);
    }
    let is_constant = slopes[0] == slopes[1];
    let depends = !is_linear || !is_constant || slopes[0] != F::from(0);
    depends.then_some(is_linear && is_constant)
}

impl Equations {
    fn push(&mut self, cells: Vec<(Cell, bool)>) {
        for (cell, _) in &cells {
            self.of.entry(*cell).or_default().push(self.cells.len());
        }
        self.cells.push(cells);
    }
}

fn random<F: Field>(system: &System<F>, rng: &mut ChaCha8Rng) -> Witness<F> {
    let mut column = |_: usize| {
        let mut value = || (0..5).fold(F::from(0), |x, _| x * F::from(1 << 63) + F::from(rng.r#gen()));
        (0..system.rows).map(|_| value()).collect::<Vec<F>>()
    };
    let advice = (0..system.advice).map(&mut column).collect();
    Witness { advice, instance: (0..system.instance).map(column).collect() }
}

impl Report {
    /// Findings by kind, for a short message.
    #[must_use]
    pub fn summary(&self) -> BTreeMap<&'static str, usize> {
        let mut kinds = BTreeMap::new();
        for finding in &self.findings {
            let kind = match finding {
                Finding::Outside { .. } => "outside",
                Finding::Open { .. } => "open",
                Finding::Fixed { .. } => "fixed",
            };
            *kinds.entry(kind).or_default() += 1;
        }
        kinds
    }
}
