//! What a synthesis leaves behind.

use super::num::Var;
use super::rows::{Row, Rows};
use crate::Fr;

/// a·b = c, with its name and namespace.
#[derive(Clone, Copy, Debug)]
pub struct Constraint<'a> {
    /// Left factor.
    pub a: Row<'a>,
    /// Right factor.
    pub b: Row<'a>,
    /// Product.
    pub c: Row<'a>,
    /// The gadget's name for it.
    pub label: &'static str,
    /// The index of its namespace; see [`super::Cs::scope_path`].
    pub scope: usize,
}

/// One of the three matrices that the constraints are rows of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Left factors.
    A,
    /// Right factors.
    B,
    /// Products.
    C,
}

/// A constraint as it is kept: the numbers of its rows.
pub(super) struct Recorded {
    pub(super) rows: [u32; 3],
    pub(super) scope: u32,
    pub(super) label: &'static str,
}

/// All constraints of a synthesis, in order.
#[derive(Clone, Copy)]
pub struct Constraints<'a> {
    rows: &'a Rows,
    recorded: &'a [Recorded],
}

impl<'a> Constraints<'a> {
    pub(super) fn new(rows: &'a Rows, recorded: &'a [Recorded]) -> Self {
        Self { rows, recorded }
    }

    /// How many.
    #[must_use]
    pub fn len(self) -> usize {
        self.recorded.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.recorded.is_empty()
    }

    /// One after the other.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Constraint<'a>> + Clone {
        self.recorded.iter().map(move |Recorded { rows, label, scope }| {
            let [a, b, c] = rows.map(|row| self.rows.get(row));
            Constraint { a, b, c, label, scope: *scope as usize }
        })
    }

    /// The rows of one matrix.
    pub fn rows(self, side: Side) -> impl ExactSizeIterator<Item = Row<'a>> + Clone {
        self.recorded.iter().map(move |recorded| self.rows.get(recorded.rows[side as usize]))
    }
}

/// Where a witness variable comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Given: a private input of the statement.
    Input,
    /// Computed outside the constraints.
    Hint,
}

/// A witness variable.
#[derive(Clone, Copy)]
pub struct Variable {
    /// Its name, the key of its forged-value test.
    pub name: &'static str,
    /// The index of its namespace.
    pub scope: usize,
    /// Given or computed.
    pub origin: Origin,
    /// Itself.
    pub var: Var,
}

/// A namespace.
#[derive(Clone, Copy)]
pub struct Scope {
    /// The last part of its path.
    pub name: &'static str,
    /// The namespace around it.
    pub parent: usize,
}

/// A value to be replaced during synthesis, public inputs included; what is computed from it follows the forged value.
pub struct Forgery {
    /// Whose value.
    pub var: Var,
    /// The honest value's replacement.
    pub replace: Box<dyn Fn(Fr) -> Fr>,
}

/// The first constraint that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("constraint {index} ({scope}: {label}) does not hold")]
pub struct Unsatisfied {
    /// Its position.
    pub index: usize,
    /// Its label.
    pub label: &'static str,
    /// Its namespace.
    pub scope: String,
}
