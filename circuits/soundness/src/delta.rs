//! Broken constraints of assignments that differ from the honest one in some columns: a constraint that mentions none of those is as
//! it was.

use crate::System;
use ark_ff::PrimeField;

/// A system with what is known of its honest assignment.
pub(crate) struct Delta<'a, F> {
    system: &'a System<F>,
    rows_of: Vec<Vec<u32>>,
    /// Rows that the honest assignment breaks: none, if it is valid.
    broken: Vec<u32>,
}

/// The groups, or places, of the constraints that an assignment breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Groups {
    /// It breaks nothing.
    None,
    /// All are of this one.
    One(u32),
    /// There are several.
    Many,
}

impl<'a, F: PrimeField> Delta<'a, F> {
    pub(crate) fn new(system: &'a System<F>) -> Self {
        let broken = system.failing(&system.z).into_iter().map(|row| row as u32).collect();
        Self { system, rows_of: system.rows_of_columns(), broken }
    }

    /// The rows that mention a column.
    pub(crate) fn rows_of(&self, column: usize) -> &[u32] {
        &self.rows_of[column]
    }

    /// The rows that an assignment breaks, in order.
    pub(crate) fn broken<'z>(&'z self, z: &'z [F]) -> impl Iterator<Item = usize> + 'z {
        let mut suspects = vec![false; self.system.rows.len()];
        for row in &self.broken {
            suspects[*row as usize] = true;
        }
        for (rows, _) in self.rows_of.iter().zip(z.iter().zip(&self.system.z)).filter(|(_, (x, y))| x != y) {
            rows.iter().for_each(|row| suspects[*row as usize] = true);
        }
        let suspects = suspects.into_iter().enumerate().filter(|(_, is_suspect)| *is_suspect);
        suspects.map(|(row, _)| row).filter(|row| !self.system.rows[*row].holds(z))
    }

    /// Whether they are all of one group.
    pub(crate) fn broken_groups(&self, z: &[F]) -> Groups {
        let mut groups = self.broken(z).map(|row| self.system.rows[row].site);
        match groups.next() {
            None => Groups::None,
            Some(first) if groups.all(|group| group == first) => Groups::One(first),
            Some(_) => Groups::Many,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Row, Site, Variable};
    use ark_bn254::Fr;

    /// x·x = y and y·x = w under one name, w = v under another, and 1 = v, which does not hold of the honest assignment.
    fn system() -> System<Fr> {
        let one = Fr::from(1u64);
        let row = |a, b, c, site| Row { a: vec![(a, one)], b: vec![(b, one)], c: vec![(c, one)], site };
        let site = |name: &str| Site { path: String::new(), name: name.into() };
        System {
            rows: vec![row(1, 1, 2, 0), row(2, 1, 3, 0), row(3, 0, 4, 1), row(0, 0, 4, 2)],
            variables: vec![Variable { site: 0, origin: Origin::Input }; 5],
            z: [1u64, 2, 4, 8, 8].map(Fr::from).to_vec(),
            sites: ["powers", "copy", "unit"].map(site).to_vec(),
        }
    }

    #[test]
    fn the_broken_rows_are_those_of_the_whole_system() {
        let system = system();
        let delta = Delta::new(&system);
        for code in 0u32..243 {
            let digit = |i: u32| u64::from(code / 3u32.pow(i) % 3);
            let z: Vec<Fr> = (0..5).map(|i| system.z[i as usize] + Fr::from(digit(i))).collect();
            let broken = system.failing(&z);
            assert_eq!(delta.broken(&z).collect::<Vec<_>>(), broken);
            let mut groups: Vec<u32> = broken.iter().map(|row| system.rows[*row].site).collect();
            groups.dedup();
            let expected = match groups[..] {
                [] => Groups::None,
                [group] => Groups::One(group),
                _ => Groups::Many,
            };
            assert_eq!(delta.broken_groups(&z), expected);
        }
    }
}
