//! An attacker who has one group of constraints less to satisfy.

use super::Shown;
use crate::{Circuit, Row, System, delta::Delta, evaluate, system::Origin};
use ark_ff::PrimeField;
use std::collections::BTreeSet;

/// Repairs of one forged witness.
const REPAIRS: usize = 5;
/// Constraints of a group that forgeries start from.
const STARTS: usize = 3;
/// Forgeries that are tried for a group, and those after one has shown it.
const MOST_TRIES: usize = 100;
const TRIES_AFTER: usize = 2;

/// Looks for what passes without one group.
pub(super) struct Forger<'a, F, C> {
    pub(super) circuit: &'a C,
    pub(super) system: &'a System<F>,
    pub(super) closed: &'a [Vec<u32>],
    pub(super) delta: &'a Delta<'a, F>,
    pub(super) group: u32,
}

impl<F: PrimeField, C: Circuit<F>> Forger<'_, F, C> {
    /// The strongest of what forged values show; a few tries more once something is shown.
    pub(super) fn shown(&self, rows: &[usize]) -> Option<Shown> {
        let mut best = None;
        let mut after = 0;
        for forged in self.starts(rows).into_iter().take(MOST_TRIES) {
            match self.attempt(forged) {
                shown @ Some(Shown::Witness { .. }) => return shown,
                shown @ Some(_) => best = best.or(shown),
                None => {}
            }
            after += usize::from(best.is_some());
            if after > TRIES_AFTER {
                break;
            }
        }
        best
    }

    /// Forged values that may break constraints of the group and nothing else: of the variables that end some of its
    /// constraints, of others in them, in pairs of neighbours, and of the inputs of its namespace.
    fn starts(&self, rows: &[usize]) -> Vec<Vec<(usize, F)>> {
        let n = rows.len();
        let picked: BTreeSet<usize> = (0..STARTS.min(n)).map(|i| rows[i * (n - 1) / (STARTS - 1)]).collect();
        let columns = |row: &usize| {
            let mut columns: Vec<usize> = self.system.rows[*row].columns().filter(|c| *c > 0).collect();
            columns.sort_unstable_by_key(|column| std::cmp::Reverse(*column));
            columns.dedup();
            columns
        };
        let columns: Vec<Vec<usize>> = picked.iter().map(columns).collect();
        let inputs = self.inputs_of_namespace();
        let mut starts = Vec::new();
        for column in columns.iter().filter_map(|columns| columns.first()) {
            starts.extend(self.singles(*column));
        }
        starts.extend(picked.iter().flat_map(|row| self.held(&self.system.rows[*row])));
        let others = || columns.iter().flat_map(|columns| columns.iter().skip(1).take(4));
        for column in others().chain(&inputs).copied().chain(self.around(&columns)) {
            starts.extend(self.singles(column));
        }
        for column in columns.iter().flat_map(|columns| columns.iter().take(16)) {
            starts.extend(self.pairs(*column, &inputs));
        }
        starts.retain(|forged| forged.iter().any(|(column, value)| self.system.z[*column] != *value));
        starts
    }

    /// An input of the row changed while the values that are computed from it stay as they were.
    fn held(&self, row: &Row<F>) -> Vec<Vec<(usize, F)>> {
        let (variables, z) = (&self.system.variables, &self.system.z);
        let (hints, inputs): (Vec<usize>, Vec<usize>) = row
            .columns()
            .filter(|column| *column > 0)
            .partition(|column| variables[*column].origin == Origin::Hint);
        let held: Vec<(usize, F)> = hints.into_iter().map(|column| (column, z[column])).collect();
        let start = |column: usize| [vec![(column, z[column] + F::ONE)], held.clone()].concat();
        if held.len() > 512 { Vec::new() } else { inputs.into_iter().take(4).map(start).collect() }
    }

    /// Other variables in constraints that mention the last ones of the group's constraints; bits left out.
    fn around(&self, columns: &[Vec<usize>]) -> Vec<usize> {
        let is_dense = |column: &usize| {
            let value = self.system.z[*column];
            *column >= self.system.num_public() && value != F::ZERO && value != F::ONE
        };
        let last = columns.iter().filter_map(|columns| columns.first());
        let rows = last.flat_map(|column| self.delta.rows_of(*column).iter().take(4));
        let around = rows.flat_map(|row| self.system.rows[*row as usize].columns()).filter(is_dense);
        around.collect::<BTreeSet<usize>>().into_iter().take(8).collect()
    }

    fn singles(&self, column: usize) -> Vec<Vec<(usize, F)>> {
        let v = self.system.z[column];
        let random = |i: u64| F::from(0x9e37_79b9_7f4a_7c15u64 + i).square() + F::from(column as u64);
        let values = [v + F::ONE, random(0), F::ONE - v, -v, F::from(2u64), random(1), random(2), F::ZERO];
        values.into_iter().map(|value| vec![(column, value)]).collect()
    }

    /// Two at once: neighbours of one place that leave a sum of bits, or a binary number, as it is; and a value with the
    /// other inputs of its namespace at zero.
    fn pairs(&self, column: usize, inputs: &[usize]) -> Vec<Vec<(usize, F)>> {
        let z = &self.system.z;
        let (one, two) = (F::ONE, F::from(2u64));
        let mut pairs = Vec::new();
        let alike = |c: usize| self.system.variables.get(c).map(|variable| variable.site);
        for (near, far) in [(column, column + 1), (column.wrapping_sub(1), column)] {
            if alike(near).is_some() && alike(near) == alike(far) {
                for (up, down) in [(two, one), (-two, -one), (one, one), (-one, -one)] {
                    pairs.push(vec![(near, z[near] + up), (far, z[far] - down)]);
                }
            }
        }
        let others =
            inputs.iter().copied().filter(|other| *other != column && alike(*other) != alike(column));
        let zeros: Vec<(usize, F)> = others.map(|other| (other, F::ZERO)).collect();
        if !zeros.is_empty() && zeros.len() < 8 {
            pairs.extend([two, F::ZERO].map(|value| [vec![(column, value)], zeros.clone()].concat()));
        }
        pairs
    }

    /// A few private inputs of the group's own namespace.
    fn inputs_of_namespace(&self) -> Vec<usize> {
        let is_own = |column: &usize| {
            let variable = &self.system.variables[*column];
            variable.origin == Origin::Input && self.is_within(variable.site)
        };
        if self.system.sites[self.group as usize].path.is_empty() {
            return Vec::new();
        }
        (0..self.system.variables.len()).filter(is_own).take(8).collect()
    }

    fn attempt(&self, mut forged: Vec<(usize, F)>) -> Option<Shown> {
        let first = self.system.site_of(forged[0].0).full();
        let mut gadget = None;
        for _ in 0..=REPAIRS {
            let z = self.circuit.replay(&forged);
            let (own, mut others): (Vec<usize>, Vec<usize>) =
                self.delta.broken(&z).partition(|row| self.system.rows[*row].site == self.group);
            if others.is_empty() {
                let place = |(column, _): &(usize, F)| self.system.site_of(*column).full();
                return (!own.is_empty())
                    .then(|| Shown::Witness { forged: forged.iter().map(place).collect() })
                    .or(gadget);
            }
            let outside = |row: &usize| !self.is_within(self.system.rows[*row].site);
            // What breaks in the group's own namespace is mended first.
            others.sort_by_key(outside);
            if !own.is_empty() && others.iter().all(outside) {
                gadget = Some(Shown::Gadget { forged: first.clone() });
            }
            match others.iter().find_map(|row| self.repair(&self.system.rows[*row], &z, &forged)) {
                Some(repair) => forged.push(repair),
                None => break,
            }
        }
        gadget
    }

    /// Whether a place is in the group's namespace.
    fn is_within(&self, site: u32) -> bool {
        self.system.sites[site as usize].is_within(&self.system.sites[self.group as usize].path)
    }

    /// Whether a column ends constraints of the group: with the group left out it is looser than it was.
    fn is_loose(&self, column: usize) -> bool {
        self.closed[column].iter().any(|row| self.system.rows[*row as usize].site == self.group)
    }

    /// An input, or a value that the group alone would hold, that was not forged yet, and the value with which the row holds.
    fn repair(&self, row: &Row<F>, z: &[F], forged: &[(usize, F)]) -> Option<(usize, F)> {
        let [a, b, c] = [&row.a, &row.b, &row.c].map(|terms| evaluate(terms, z));
        let inputs = row.columns().filter(|column| {
            *column > 0
                && (self.system.variables[*column].origin != Origin::Hint || self.is_loose(*column))
                && !forged.iter().any(|(other, _)| other == column)
        });
        inputs.into_iter().find_map(|column| {
            let k = |terms: &crate::Combination<F>| {
                terms.iter().filter(|(other, _)| *other as usize == column).map(|(_, k)| *k).sum::<F>()
            };
            let (ka, kb, kc) = (k(&row.a), k(&row.b), k(&row.c));
            // Linear in this input: (a + ka·d)·b = c + kc·d, or the same with a and b exchanged.
            let slope = match (ka.is_zero(), kb.is_zero()) {
                (false, false) => return None,
                (_, true) => ka * b - kc,
                (true, false) => kb * a - kc,
            };
            let change = (c - a * b) * slope.inverse()?;
            Some((column, z[column] + change))
        })
    }
}
