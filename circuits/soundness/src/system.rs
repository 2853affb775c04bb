//! A rank-1 constraint system with one assignment, and the names of what is in it.

use ark_ff::PrimeField;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Columns with coefficients.
pub type Combination<F> = Vec<(u32, F)>;

/// a·b = c.
#[derive(Clone, Debug)]
pub struct Row<F> {
    /// Left factor.
    pub a: Combination<F>,
    /// Right factor.
    pub b: Combination<F>,
    /// Product.
    pub c: Combination<F>,
    /// Where it was made: an index of [`System::sites`].
    pub site: u32,
}

impl<F: PrimeField> Row<F> {
    /// Whether it holds for an assignment.
    #[must_use]
    pub fn holds(&self, z: &[F]) -> bool {
        let [a, b, c] = [&self.a, &self.b, &self.c].map(|terms| evaluate(terms, z));
        a * b == c
    }

    /// Its columns, some of them twice.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        [&self.a, &self.b, &self.c].into_iter().flatten().map(|(column, _)| *column as usize)
    }
}

/// The value of a combination.
pub fn evaluate<F: PrimeField>(terms: &Combination<F>, z: &[F]) -> F {
    let term = |(column, k): &(u32, F)| match k.is_one() {
        true => z[*column as usize],
        false => z[*column as usize] * k,
    };
    terms.iter().map(term).sum()
}

/// A place in the circuit's code: the namespaces around it, and the name of what is made there. A loop is one place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Site {
    /// Namespaces, joined by `/`; empty at the top.
    pub path: String,
    /// A constraint's label, a hint's or an input's name.
    pub name: String,
}

impl Site {
    /// Path and name in one.
    #[must_use]
    pub fn full(&self) -> String {
        if self.path.is_empty() { self.name.clone() } else { format!("{}/{}", self.path, self.name) }
    }

    /// Whether it is in a namespace; everything is in the empty one.
    #[must_use]
    pub fn is_within(&self, path: &str) -> bool {
        let rest = self.path.strip_prefix(path);
        rest.is_some_and(|rest| path.is_empty() || rest.is_empty() || rest.starts_with('/'))
    }
}

/// Where a variable comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Public: the constant one, or a public input.
    Public,
    /// A private input.
    Input,
    /// Computed by the prover outside the constraints.
    Hint,
}

/// A column of the system.
#[derive(Clone, Copy, Debug)]
pub struct Variable {
    /// Where it was made.
    pub site: u32,
    /// Where its value comes from.
    pub origin: Origin,
}

/// The constraints of a circuit and its honest assignment.
///
/// Column 0 is the constant one, the public inputs follow, then the witness in the order in which it is computed: a
/// value depends on earlier columns only.
#[derive(Clone)]
pub struct System<F> {
    /// The constraints.
    pub rows: Vec<Row<F>>,
    /// The columns.
    pub variables: Vec<Variable>,
    /// The honest values.
    pub z: Vec<F>,
    /// The places that rows and columns were made in.
    pub sites: Vec<Site>,
}

impl<F> core::fmt::Debug for System<F> {
    /// Sizes alone: the assignment is a prover's secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("System")
            .field("rows", &self.rows.len())
            .field("variables", &self.variables.len())
            .finish_non_exhaustive()
    }
}

impl<F: PrimeField> System<F> {
    /// How many columns are public, the constant one included.
    #[must_use]
    pub fn num_public(&self) -> usize {
        self.variables.iter().take_while(|variable| variable.origin == Origin::Public).count()
    }

    /// The place that a column was made in.
    #[must_use]
    pub fn site_of(&self, column: usize) -> &Site {
        &self.sites[self.variables[column].site as usize]
    }

    /// The part of the circuit that is made in a namespace, for circuits too large to be looked at whole. Private inputs, and
    /// what it mentions from outside, are public there: the gate of rank then says that every value which the part
    /// computes is a function of what it is given. If all parts pass and cover the circuit, every hint of it is a
    /// function of its inputs; which inputs can move is left open.
    #[must_use]
    pub fn part(&self, path: &str) -> Self {
        let within = |site: u32| self.sites[site as usize].is_within(path);
        let rows: Vec<&Row<F>> = self.rows.iter().filter(|row| within(row.site)).collect();
        let is_own = |column: &usize| {
            self.variables[*column].origin == Origin::Hint && within(self.variables[*column].site)
        };
        let mentioned: BTreeSet<usize> = rows.iter().flat_map(|row| row.columns()).collect();
        let outside = mentioned.iter().copied().filter(|column| *column > 0 && !is_own(column));
        let own = (0..self.variables.len()).filter(is_own);
        let order: Vec<usize> = std::iter::once(0).chain(outside.clone()).chain(own).collect();
        let num_public = 1 + outside.count();
        let positions: HashMap<u32, u32> =
            order.iter().enumerate().map(|(new, old)| (*old as u32, new as u32)).collect();
        let moved =
            |terms: &Combination<F>| terms.iter().map(|(column, k)| (positions[column], *k)).collect();
        let variable = |(new, old): (usize, &usize)| Variable {
            origin: if new < num_public { Origin::Public } else { self.variables[*old].origin },
            ..self.variables[*old]
        };
        Self {
            rows: rows
                .iter()
                .map(|row| Row { a: moved(&row.a), b: moved(&row.b), c: moved(&row.c), site: row.site })
                .collect(),
            variables: order.iter().enumerate().map(variable).collect(),
            z: order.iter().map(|column| self.z[*column]).collect(),
            sites: self.sites.clone(),
        }
    }

    /// The rows that do not hold for an assignment, in order.
    #[must_use]
    pub fn failing(&self, z: &[F]) -> Vec<usize> {
        (0..self.rows.len()).into_par_iter().filter(|row| !self.rows[*row].holds(z)).collect()
    }

    /// The first row, from `from` on, that does not hold.
    #[must_use]
    pub fn first_failing(&self, z: &[F], from: usize) -> Option<usize> {
        (from..self.rows.len()).find(|row| !self.rows[*row].holds(z))
    }

    /// For each column the rows that mention it, in order.
    #[must_use]
    pub fn rows_of_columns(&self) -> Vec<Vec<u32>> {
        let mut rows = vec![Vec::new(); self.variables.len()];
        for (index, row) in self.rows.iter().enumerate() {
            for column in row.columns() {
                if rows[column].last() != Some(&(index as u32)) {
                    rows[column].push(index as u32);
                }
            }
        }
        rows
    }

    /// For each column the rows in which it is the last one: the values before it and its own decide them.
    #[must_use]
    pub fn closed_by_columns(&self) -> Vec<Vec<u32>> {
        let mut rows = vec![Vec::new(); self.variables.len()];
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(last) = row.columns().max() {
                rows[last].push(index as u32);
            }
        }
        rows
    }
}

/// Numbers places.
#[cfg(any(feature = "recorded", feature = "arkworks"))]
#[derive(Debug, Default)]
pub(crate) struct Sites {
    all: Vec<Site>,
    numbers: HashMap<Site, u32>,
}

#[cfg(any(feature = "recorded", feature = "arkworks"))]
impl Sites {
    pub(crate) fn number(&mut self, path: &str, name: &str) -> u32 {
        let site = Site { path: path.to_owned(), name: name.to_owned() };
        *self.numbers.entry(site).or_insert_with_key(|site| {
            self.all.push(site.clone());
            self.all.len() as u32 - 1
        })
    }

    /// The place of a public column: `public-1` is the first public input.
    pub(crate) fn public(&mut self, column: usize) -> u32 {
        self.number("", &if column == 0 { "one".to_owned() } else { format!("public-{column}") })
    }

    pub(crate) fn into_all(self) -> Vec<Site> {
        self.all
    }
}
