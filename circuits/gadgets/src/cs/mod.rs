//! A recorder of rank-1 constraints a·b = c over BN254's scalar field.
//!
//! Why the project has one beside arkworks' `FpVar`: every value that a circuit computes outside its constraints passes
//! through [`Cs::hint`], which names it, so that a harness can list the hints, replay the synthesis with one of them forged, and say
//! which constraint caught it; constraints carry the clause that they belong to; and once a circuit's shape is known a
//! proof needs only the assignment, which [`Mode::Assignment`] computes without building a single linear combination.
//! `covenant-relations` hands the result to arkworks.

mod num;
mod record;
mod rows;

pub use num::{Bit, Num, Terms, Var};
pub use record::{Constraint, Constraints, Forgery, Origin, Scope, Side, Unsatisfied, Variable};
pub use rows::Row;

use crate::Fr;
use ark_ff::{AdditiveGroup, Field};
use record::Recorded;
use rows::Rows;
use zeroize::Zeroize;

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Values, hints and constraints.
    Full,
    /// Values only.
    Assignment,
}

/// A circuit under synthesis: its assignment and, in [`Mode::Full`], its constraints.
pub struct Cs {
    mode: Mode,
    pub(crate) instance: Vec<Fr>,
    pub(crate) witness: Vec<Fr>,
    rows: Rows,
    constraints: Vec<Recorded>,
    variables: Vec<Variable>,
    scopes: Vec<Scope>,
    scope: usize,
    forgeries: Vec<Forgery>,
}

impl Drop for Cs {
    /// The witness is the prover's secret.
    fn drop(&mut self) {
        self.witness.zeroize();
    }
}

impl Cs {
    /// An empty system; instance variable 0 is the constant one.
    #[must_use]
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            instance: vec![Fr::ONE],
            witness: Vec::with_capacity(1 << 16),
            rows: Rows::default(),
            constraints: Vec::new(),
            variables: Vec::new(),
            scopes: vec![Scope { name: "", parent: 0 }],
            scope: 0,
            forgeries: Vec::new(),
        }
    }

    /// A system that replaces some variables' values, for tests of soundness.
    #[must_use]
    pub fn with_forgeries(mode: Mode, forgeries: impl IntoIterator<Item = Forgery>) -> Self {
        let mut cs = Self::new(mode);
        cs.forgeries.extend(forgeries);
        cs
    }

    /// A public input; they are numbered in the order of the calls.
    pub fn public(&mut self, value: Fr) -> Num {
        let var = Var::instance(self.instance.len());
        let value = self.forged(var, value);
        self.instance.push(value);
        Num::variable(self.mode, var, value)
    }

    /// A private input of the statement: given, not computed.
    pub fn input(&mut self, name: &'static str, value: Fr) -> Num {
        self.witness(Origin::Input, name, value)
    }

    /// A value that the circuit computes outside its constraints. Whoever calls this owes the constraints that fix it, and
    /// a forged-value test under this name. The value must be defined for any witness, also one that satisfies nothing.
    pub fn hint(&mut self, name: &'static str, value: impl FnOnce() -> Fr) -> Num {
        let value = value();
        self.witness(Origin::Hint, name, value)
    }

    fn witness(&mut self, origin: Origin, name: &'static str, value: Fr) -> Num {
        let var = Var::witness(self.witness.len());
        let value = self.forged(var, value);
        self.make_room();
        self.witness.push(value);
        if self.mode == Mode::Full {
            self.variables.push(Variable { name, scope: self.scope, origin, var });
        }
        Num::variable(self.mode, var, value)
    }

    /// A list that grows by itself leaves copies of secrets behind.
    fn make_room(&mut self) {
        if self.witness.len() == self.witness.capacity() {
            let mut longer = Vec::with_capacity(2 * self.witness.len());
            longer.extend_from_slice(&self.witness);
            std::mem::replace(&mut self.witness, longer).zeroize();
        }
    }

    fn forged(&self, var: Var, value: Fr) -> Fr {
        let forgeries = self.forgeries.iter().filter(|forgery| forgery.var == var);
        forgeries.fold(value, |value, forgery| (forgery.replace)(value))
    }

    /// a·b = c.
    pub fn enforce(&mut self, label: &'static str, a: &Num, b: &Num, c: &Num) {
        if self.mode == Mode::Full {
            let rows = [a, b, c].map(|n| self.rows.push(n.terms()));
            self.constraints.push(Recorded { rows, label, scope: self.scope as u32 });
        }
    }

    /// x = 0.
    pub fn enforce_zero(&mut self, label: &'static str, x: &Num) {
        self.enforce(label, x, &Num::one(), &Num::zero());
    }

    /// x = y.
    pub fn enforce_equal(&mut self, label: &'static str, x: &Num, y: &Num) {
        self.enforce_zero(label, &(x - y));
    }

    /// x·y; no constraint where one of them is a constant.
    pub fn mul(&mut self, label: &'static str, x: &Num, y: &Num) -> Num {
        match (x.as_constant(), y.as_constant()) {
            (Some(k), _) => y.scale(k),
            (_, Some(k)) => x.scale(k),
            _ => {
                let product = self.hint(label, || x.value() * y.value());
                self.enforce(label, x, y, &product);
                product
            }
        }
    }

    /// q with q·y = x. Sound only where y is never zero; who calls this says why.
    pub fn div_nonzero(&mut self, label: &'static str, x: &Num, y: &Num, quotient: Fr) -> Num {
        let q = self.hint(label, || quotient);
        self.enforce(label, &q, y, x);
        q
    }

    /// x ≠ 0, by its inverse.
    pub fn enforce_nonzero(&mut self, label: &'static str, x: &Num) {
        let inverse = self.hint(label, || x.value().inverse().unwrap_or(Fr::ZERO));
        self.enforce(label, x, &inverse, &Num::one());
    }

    /// A hinted bit.
    pub fn hint_bit(&mut self, name: &'static str, value: impl FnOnce() -> bool) -> Bit {
        let num = self.hint(name, || Fr::from(value()));
        self.boolean(name, num)
    }

    /// Constrains a value to 0 or 1.
    pub fn boolean(&mut self, label: &'static str, num: Num) -> Bit {
        self.enforce(label, &num, &(&num - &Num::one()), &Num::zero());
        Bit::unchecked(num)
    }

    /// if bit { x } else { y }.
    pub fn select(&mut self, label: &'static str, bit: &Bit, x: &Num, y: &Num) -> Num {
        &self.mul(label, bit.num(), &(x - y)) + y
    }

    /// Runs `body` in a namespace; constraints and hints made there carry its path.
    pub fn scoped<T>(&mut self, name: &'static str, body: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.scope;
        if self.mode == Mode::Full {
            self.scopes.push(Scope { name, parent: outer });
            self.scope = self.scopes.len() - 1;
        }
        let result = body(self);
        self.scope = outer;
        result
    }

    /// Whether this synthesis replays forged values: then every later value must follow from the ones before it.
    #[must_use]
    pub fn is_forged(&self) -> bool {
        !self.forgeries.is_empty()
    }

    /// What is recorded.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The public inputs, without the constant one.
    #[must_use]
    pub fn public_inputs(&self) -> &[Fr] {
        &self.instance[1..]
    }

    /// One, the public inputs, the witness: the vector z of the constraint system.
    #[must_use]
    pub fn assignment(&self) -> Vec<Fr> {
        [self.instance.as_slice(), self.witness.as_slice()].concat()
    }

    /// How many instance variables there are, the constant one included.
    #[must_use]
    pub fn num_instance(&self) -> usize {
        self.instance.len()
    }

    /// How many witness variables there are.
    #[must_use]
    pub fn num_witness(&self) -> usize {
        self.witness.len()
    }

    /// The constraints, in order.
    #[must_use]
    pub fn constraints(&self) -> Constraints<'_> {
        Constraints::new(&self.rows, &self.constraints)
    }

    /// The distinct coefficients of all constraints, as rows number them.
    #[must_use]
    pub fn coefficients(&self) -> &[Fr] {
        self.rows.coefficients()
    }

    /// The witness variables, in order.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Those that are computed outside the constraints, in order.
    #[must_use]
    pub fn hints(&self) -> Vec<Variable> {
        self.variables.iter().filter(|variable| variable.origin == Origin::Hint).copied().collect()
    }

    /// How many namespaces there are; the first is the whole circuit.
    #[must_use]
    pub fn num_scopes(&self) -> usize {
        self.scopes.len()
    }

    /// The path of a namespace, parts joined by `/`.
    #[must_use]
    pub fn scope_path(&self, mut scope: usize) -> String {
        let mut parts = Vec::new();
        while scope != 0 {
            parts.push(self.scopes[scope].name);
            scope = self.scopes[scope].parent;
        }
        parts.reverse();
        parts.join("/")
    }

    /// The value of a linear combination.
    fn evaluate(&self, row: Row<'_>, assignment: &[Fr]) -> Fr {
        row.iter().map(|(var, k)| assignment[var.index(self.instance.len())] * k).sum()
    }

    fn holds(&self, constraint: &Constraint<'_>, assignment: &[Fr]) -> bool {
        let Constraint { a, b, c, .. } = constraint;
        let [a, b, c] = [a, b, c].map(|row| self.evaluate(*row, assignment));
        a * b == c
    }

    /// The constraints that do not hold for this circuit's own assignment, in order.
    pub fn unsatisfied(&self) -> impl Iterator<Item = Constraint<'_>> {
        let assignment = self.assignment();
        self.constraints().iter().filter(move |constraint| !self.holds(constraint, &assignment))
    }

    /// Whether this circuit's constraints hold for its own assignment; else the first that does not.
    pub fn is_satisfied(&self) -> Result<(), Unsatisfied> {
        self.is_satisfied_by(&self.assignment())
    }

    /// Whether this circuit's constraints hold for an assignment z; else the first that does not.
    pub fn is_satisfied_by(&self, assignment: &[Fr]) -> Result<(), Unsatisfied> {
        let mut constraints = self.constraints().iter().enumerate();
        match constraints.find(|(_, constraint)| !self.holds(constraint, assignment)) {
            None => Ok(()),
            Some((index, Constraint { label, scope, .. })) => {
                Err(Unsatisfied { index, label, scope: self.scope_path(scope) })
            }
        }
    }
}
