//! What a synthesis leaves behind.

use super::num::{Terms, Var};
use crate::Fr;

/// a·b = c, with its name and namespace.
#[derive(Clone)]
pub struct Constraint {
    /// Left factor.
    pub a: Terms,
    /// Right factor.
    pub b: Terms,
    /// Product.
    pub c: Terms,
    /// The gadget's name for it.
    pub label: &'static str,
    /// The index of its namespace; see [`super::Cs::scope_path`].
    pub scope: usize,
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
