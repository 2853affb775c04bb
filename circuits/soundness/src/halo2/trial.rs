//! Evaluation: which constraints a changed witness breaks. Only those that read a changed cell are looked at.

use super::{Cell, Column, Expression, Field, Kind, System, Witness};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A constraint: what can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Unit {
    /// A gate's polynomial, by its index.
    Gate(usize),
    /// A lookup.
    Lookup(usize),
    /// One pair of equal cells.
    Copy(usize),
}

/// A constraint that does not hold, and the row; of a copy the row of its first cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Failure {
    /// The constraint.
    pub unit: Unit,
    /// The row.
    pub row: usize,
}

impl<F: Field> System<F> {
    /// The name of a constraint.
    #[must_use]
    pub fn name(&self, unit: Unit) -> String {
        match unit {
            Unit::Gate(i) => self.gates[i].name.clone(),
            Unit::Lookup(i) => format!("{} {i}", self.lookups[i].name),
            Unit::Copy(i) => format!("copy {} = {}", self.copies[i].0, self.copies[i].1),
        }
    }

    /// All constraints.
    pub fn units(&self) -> impl Iterator<Item = Unit> {
        let gates = (0..self.gates.len()).map(Unit::Gate);
        gates.chain((0..self.lookups.len()).map(Unit::Lookup)).chain((0..self.copies.len()).map(Unit::Copy))
    }
}

/// A valid witness under changes.
#[derive(Debug)]
pub struct Trial<'a, F> {
    system: &'a System<F>,
    witness: Witness<F>,
    readers: HashMap<Column, Vec<(Unit, i32)>>,
    copies: HashMap<Cell, Vec<usize>>,
    tables: Vec<BTreeSet<Vec<F>>>,
}

impl<'a, F: Field> Trial<'a, F> {
    /// Prepares. The witness must be valid: see [`Self::all`].
    #[must_use]
    pub fn new(system: &'a System<F>, witness: Witness<F>) -> Self {
        let mut readers: HashMap<Column, BTreeSet<(Unit, i32)>> = HashMap::new();
        let mut read = |unit, expression: &Expression<F>| {
            each_cell(expression, &mut |column, rotation| {
                readers.entry(column).or_default().insert((unit, rotation));
            });
        };
        for (i, gate) in system.gates.iter().enumerate() {
            read(Unit::Gate(i), &gate.polynomial);
        }
        for (i, lookup) in system.lookups.iter().enumerate() {
            lookup.columns.iter().for_each(|(input, _)| read(Unit::Lookup(i), input));
        }
        let mut copies: HashMap<Cell, Vec<usize>> = HashMap::new();
        for (i, (a, b)) in system.copies.iter().enumerate() {
            copies.entry(*a).or_default().push(i);
            copies.entry(*b).or_default().push(i);
        }
        let readers =
            readers.into_iter().map(|(column, units)| (column, units.into_iter().collect())).collect();
        let mut trial = Self { system, witness, readers, copies, tables: Vec::new() };
        let table = |lookup: &super::Lookup<F>| {
            let row = |row| lookup.columns.iter().map(|(_, table)| trial.value(table, row)).collect();
            (0..system.usable).filter_map(row).collect()
        };
        trial.tables = system.lookups.iter().map(table).collect();
        trial
    }

    /// The witness as it is.
    #[must_use]
    pub fn witness(&self) -> &Witness<F> {
        &self.witness
    }

    /// Every constraint that does not hold as it is.
    #[must_use]
    pub fn all(&self) -> Vec<Failure> {
        let rows = (0..self.system.rows).flat_map(|row| self.system.units().map(move |unit| (unit, row)));
        let failures = rows.filter(|(unit, row)| self.fails(*unit, *row));
        failures.map(|(unit, row)| Failure { unit, row }).collect()
    }

    /// The constraints that don't hold with these cells changed, of those that read one of them.
    pub fn failures(&mut self, changes: &[(Cell, F)]) -> BTreeSet<Failure> {
        let before: Vec<(Cell, F)> =
            changes.iter().map(|(cell, _)| (*cell, self.witness.at(self.system, *cell))).collect();
        changes.iter().for_each(|(cell, value)| self.set(*cell, *value));
        let mut seen = BTreeSet::new();
        for (cell, _) in changes {
            for (unit, rotation) in self.readers.get(&cell.column).into_iter().flatten() {
                let row = cell.row as i64 - i64::from(*rotation);
                seen.insert((*unit, row.rem_euclid(self.system.rows as i64) as usize));
            }
            for copy in self.copies.get(cell).into_iter().flatten() {
                seen.insert((Unit::Copy(*copy), self.system.copies[*copy].0.row));
            }
        }
        let failures = seen.into_iter().filter(|(unit, row)| self.fails(*unit, *row));
        let failures = failures.map(|(unit, row)| Failure { unit, row }).collect();
        before.iter().rev().for_each(|(cell, value)| self.set(*cell, *value));
        failures
    }

    /// The constraints that another witness breaks, of those that read a cell in which it differs.
    pub fn failures_of(&mut self, other: &Witness<F>) -> BTreeSet<Failure> {
        let mut changes = Vec::new();
        let kinds = [
            (Kind::Advice, &self.witness.advice, &other.advice),
            (Kind::Instance, &self.witness.instance, &other.instance),
        ];
        for (kind, ours, theirs) in kinds {
            for (index, (a, b)) in ours.iter().zip(theirs).enumerate() {
                let differ = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b);
                changes
                    .extend(differ.map(|(row, (_, b))| (Cell { column: Column { kind, index }, row }, *b)));
            }
        }
        self.failures(&changes)
    }

    /// All cells that copies make equal to one, itself included, in order.
    #[must_use]
    pub fn class(&self, cell: Cell) -> BTreeSet<Cell> {
        let mut class = BTreeSet::from([cell]);
        let mut open = vec![cell];
        while let Some(cell) = open.pop() {
            for copy in self.copies.get(&cell).into_iter().flatten() {
                let (a, b) = self.system.copies[*copy];
                open.extend([a, b].into_iter().filter(|next| class.insert(*next)));
            }
        }
        class
    }

    /// The names of broken constraints and in how many rows.
    #[must_use]
    pub fn names(&self, failures: &BTreeSet<Failure>) -> BTreeMap<String, usize> {
        let mut names = BTreeMap::new();
        for failure in failures {
            *names.entry(self.system.name(failure.unit)).or_default() += 1;
        }
        names
    }

    /// The values with a cell as it is, one more, and two more.
    pub(super) fn along(&mut self, polynomial: &Expression<F>, row: usize, cell: Cell) -> Option<[F; 3]> {
        let value = self.witness.at(self.system, cell);
        let values = [0, 1, 2].map(|more| {
            self.set(cell, value + F::from(more));
            self.value(polynomial, row)
        });
        self.set(cell, value);
        let [a, b, c] = values;
        Some([a?, b?, c?])
    }

    fn set(&mut self, cell: Cell, value: F) {
        let Column { kind, index } = cell.column;
        match kind {
            Kind::Advice => self.witness.advice[index][cell.row] = value,
            Kind::Instance => self.witness.instance[index][cell.row] = value,
            Kind::Fixed => {}
        }
    }

    fn fails(&self, unit: Unit, row: usize) -> bool {
        let zero = Some(F::from(0));
        match unit {
            // Gates hold in all rows. One that reads a blinding row fails: what stands there is random.
            Unit::Gate(i) => self.value(&self.system.gates[i].polynomial, row) != zero,
            Unit::Lookup(i) => {
                let inputs = self.system.lookups[i].columns.iter().map(|(input, _)| self.value(input, row));
                row < self.system.usable
                    && !inputs
                        .collect::<Option<Vec<F>>>()
                        .is_some_and(|input| self.tables[i].contains(&input))
            }
            Unit::Copy(i) => {
                let (a, b) = self.system.copies[i];
                row == a.row && self.witness.at(self.system, a) != self.witness.at(self.system, b)
            }
        }
    }

    /// The value in a row; `None` if it depends on a blinding row.
    pub(super) fn value(&self, expression: &Expression<F>, row: usize) -> Option<F> {
        match expression {
            Expression::Constant(x) => Some(*x),
            Expression::Cell(column, rotation) => {
                let row = (row as i64 + i64::from(*rotation)).rem_euclid(self.system.rows as i64) as usize;
                let is_known = column.kind != Kind::Advice || row < self.system.usable;
                is_known.then(|| self.witness.at(self.system, Cell { column: *column, row }))
            }
            Expression::Negated(a) => Some(-self.value(a, row)?),
            Expression::Sum(a, b) => Some(self.value(a, row)? + self.value(b, row)?),
            Expression::Product(a, b) => {
                let zero = F::from(0);
                match self.value(a, row) {
                    Some(a) if a == zero => Some(zero),
                    a => match self.value(b, row) {
                        Some(b) if b == zero => Some(zero),
                        b => Some(a? * b?),
                    },
                }
            }
        }
    }
}

pub(super) fn each_cell<F>(expression: &Expression<F>, seen: &mut impl FnMut(Column, i32)) {
    match expression {
        Expression::Constant(_) => {}
        Expression::Cell(column, rotation) => seen(*column, *rotation),
        Expression::Negated(a) => each_cell(a, seen),
        Expression::Sum(a, b) | Expression::Product(a, b) => {
            each_cell(a, seen);
            each_cell(b, seen);
        }
    }
}
