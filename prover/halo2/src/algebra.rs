//! Expressions as linear forms over products of linear forms, and programs from them.
//!
//! All of a proof's identities are one sum, each times a power of y, and y is known before the sum is evaluated anywhere. So constants
//! are folded, sums are merged, and what many products have in common (a selector, the rows' activity) is taken out of them once:
//! `Σ y^k q (…)` costs one product by q, and mixing seven elements by seven rows of a matrix seven products and not forty-nine.

use crate::{Error, F, convert::scalar_to_ark, rows::Sparse};
use ark_bn254::Fr;
use ark_ff::{AdditiveGroup, Field};
use covenant_engine::program::{Builder, Operand, Program};
use halo2_axiom::plonk::Expression;
use std::collections::{BTreeMap, HashMap};

/// A column that identities read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Source {
    Advice(usize),
    Fixed(usize),
    Instance(usize),
    /// One in the first row. One in another row is the same, rotated.
    First,
    /// The point itself.
    Identity,
    /// Where a column's cells are copied to.
    Sigma(usize),
    /// A set's running product.
    Permutation(usize),
    LookupInput(usize),
    LookupTable(usize),
    LookupProduct(usize),
}

impl Source {
    /// Whether it is the same in every proof under a key.
    pub(crate) fn is_of_the_key(self) -> bool {
        matches!(self, Self::Fixed(_) | Self::First | Self::Identity | Self::Sigma(_))
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Atom {
    Cell(Source, i32),
    /// Two factors or more, ascending.
    Product(Vec<FormId>),
}

type AtomId = usize;
type FormId = usize;

/// A constant, and atoms by factors that are not zero.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Form {
    constant: Fr,
    terms: BTreeMap<AtomId, Fr>,
}

impl Form {
    pub(crate) fn constant(constant: Fr) -> Self {
        Self { constant, terms: BTreeMap::new() }
    }

    /// `self + factor · other`.
    pub(crate) fn plus(mut self, other: &Self, factor: Fr) -> Self {
        self.constant += other.constant * factor;
        for (atom, coefficient) in &other.terms {
            self.add(*atom, *coefficient * factor);
        }
        self
    }

    fn add(&mut self, atom: AtomId, coefficient: Fr) {
        let sum = self.terms.entry(atom).or_insert(Fr::ZERO);
        *sum += coefficient;
        if *sum == Fr::ZERO {
            self.terms.remove(&atom);
        }
    }

    pub(crate) fn scaled(mut self, factor: Fr) -> Self {
        if factor == Fr::ZERO {
            return Self::default();
        }
        self.constant *= factor;
        self.terms.values_mut().for_each(|coefficient| *coefficient *= factor);
        self
    }
}

/// Atoms and forms by numbers: the same number for the same.
#[derive(Default)]
pub(crate) struct Algebra {
    /// Columns of the circuit that are written as others, rotated; and the rows there are.
    sparse: HashMap<Source, Sparse>,
    rows: usize,
    atoms: Vec<Atom>,
    of_atom: HashMap<Atom, AtomId>,
    forms: Vec<Form>,
    of_form: HashMap<Form, FormId>,
}

impl Algebra {
    fn atom(&mut self, atom: Atom) -> AtomId {
        *self.of_atom.entry(atom.clone()).or_insert_with(|| {
            self.atoms.push(atom);
            self.atoms.len() - 1
        })
    }

    fn form(&mut self, form: Form) -> FormId {
        *self.of_form.entry(form.clone()).or_insert_with(|| {
            self.forms.push(form);
            self.forms.len() - 1
        })
    }

    /// With these columns written as rotations of the first row's.
    pub(crate) fn with_sparse(sparse: HashMap<Source, Sparse>, rows: usize) -> Self {
        Self { sparse, rows, ..Self::default() }
    }

    /// A column of the circuit's at a rotation.
    pub(crate) fn column(&mut self, source: Source, rotation: i32) -> Form {
        match self.sparse.get(&source).cloned() {
            Some(sparse) => sparse.form(self, rotation, self.rows),
            None => self.cell(source, rotation),
        }
    }

    /// A column at a rotation.
    pub(crate) fn cell(&mut self, source: Source, rotation: i32) -> Form {
        let atom = self.atom(Atom::Cell(source, rotation));
        Form { constant: Fr::ZERO, terms: BTreeMap::from([(atom, Fr::ONE)]) }
    }

    /// The factors of a form, and a constant factor.
    fn factors(&mut self, form: &Form) -> (Vec<FormId>, Fr) {
        match form.terms.iter().next() {
            Some((&atom, &coefficient)) if form.terms.len() == 1 && form.constant == Fr::ZERO => {
                match &self.atoms[atom] {
                    Atom::Product(factors) => (factors.clone(), coefficient),
                    Atom::Cell(..) => {
                        let cell = Form { constant: Fr::ZERO, terms: BTreeMap::from([(atom, Fr::ONE)]) };
                        (vec![self.form(cell)], coefficient)
                    }
                }
            }
            _ => (vec![self.form(form.clone())], Fr::ONE),
        }
    }

    pub(crate) fn product(&mut self, a: &Form, b: &Form) -> Form {
        if a.terms.is_empty() {
            return b.clone().scaled(a.constant);
        }
        if b.terms.is_empty() {
            return a.clone().scaled(b.constant);
        }
        let ((mut factors, of_a), (more, of_b)) = (self.factors(a), self.factors(b));
        factors.extend(more);
        factors.sort_unstable();
        let atom = self.atom(Atom::Product(factors));
        Form { constant: Fr::ZERO, terms: BTreeMap::from([(atom, of_a * of_b)]) }
    }

    /// A circuit's expression.
    pub(crate) fn expression(
        &mut self,
        expression: &Expression<F>,
        challenges: &[Fr],
    ) -> Result<Form, Error> {
        Ok(match expression {
            Expression::Constant(value) => Form::constant(scalar_to_ark(value)),
            Expression::Selector(_) => return Err(Error::Key("a selector is left in its expressions")),
            Expression::Fixed(query) => self.column(Source::Fixed(query.column_index()), query.rotation().0),
            Expression::Advice(query) => self.cell(Source::Advice(query.column_index()), query.rotation().0),
            Expression::Instance(query) => {
                self.column(Source::Instance(query.column_index()), query.rotation().0)
            }
            Expression::Challenge(challenge) => {
                let value =
                    challenges.get(challenge.index()).ok_or(Error::Key("it has no such challenge"))?;
                Form::constant(*value)
            }
            Expression::Negated(of) => self.expression(of, challenges)?.scaled(-Fr::ONE),
            Expression::Sum(a, b) => {
                let (a, b) = (self.expression(a, challenges)?, self.expression(b, challenges)?);
                a.plus(&b, Fr::ONE)
            }
            Expression::Product(a, b) => {
                let (a, b) = (self.expression(a, challenges)?, self.expression(b, challenges)?);
                self.product(&a, &b)
            }
            Expression::Scaled(of, factor) => self.expression(of, challenges)?.scaled(scalar_to_ark(factor)),
        })
    }

    /// The program of a form, and what its columns are, in their order.
    pub(crate) fn program(&mut self, form: &Form) -> (Program, Vec<Source>) {
        let mut emitter = Emitter {
            algebra: self,
            builder: Builder::new(),
            sources: Vec::new(),
            of_source: HashMap::new(),
            of_form: HashMap::new(),
            of_product: HashMap::new(),
        };
        let output = emitter.factored(form.clone());
        (emitter.builder.finish(output, Fr::ONE), emitter.sources)
    }
}

struct Emitter<'a> {
    algebra: &'a mut Algebra,
    builder: Builder,
    sources: Vec<Source>,
    of_source: HashMap<Source, usize>,
    of_form: HashMap<FormId, Operand>,
    of_product: HashMap<Vec<FormId>, Operand>,
}

/// The operands of one sum.
#[derive(Default)]
struct Parts {
    products: Vec<(Operand, Operand)>,
    plus: Vec<Operand>,
    minus: Vec<Operand>,
}

impl Emitter<'_> {
    fn cell(&mut self, source: Source, rotation: i32) -> Operand {
        let column = *self.of_source.entry(source).or_insert_with(|| {
            self.sources.push(source);
            self.sources.len() - 1
        });
        self.builder.column(column, rotation)
    }

    fn form(&mut self, id: FormId) -> Operand {
        if let Some(operand) = self.of_form.get(&id) {
            return *operand;
        }
        let form = self.algebra.forms[id].clone();
        let operand = self.sum(&form, Parts::default());
        self.of_form.insert(id, operand);
        operand
    }

    /// The product of some factors; what begins alike is shared.
    fn product(&mut self, factors: &[FormId]) -> Operand {
        if let [factor] = factors {
            return self.form(*factor);
        }
        if let Some(operand) = self.of_product.get(factors) {
            return *operand;
        }
        let (a, b) = self.pair(factors);
        let operand = self.builder.product(a, b);
        self.of_product.insert(factors.to_vec(), operand);
        operand
    }

    fn pair(&mut self, factors: &[FormId]) -> (Operand, Operand) {
        let (last, first) = factors.split_last().unwrap_or((&0, &[]));
        (self.product(first), self.form(*last))
    }

    /// A form's terms as they are, and what else belongs to the sum.
    fn sum(&mut self, form: &Form, mut parts: Parts) -> Operand {
        for (&atom, &coefficient) in &form.terms {
            let operand = match self.algebra.atoms[atom].clone() {
                Atom::Cell(source, rotation) => self.cell(source, rotation),
                Atom::Product(factors) if coefficient == Fr::ONE => {
                    let pair = self.pair(&factors);
                    parts.products.push(pair);
                    continue;
                }
                Atom::Product(factors) => self.product(&factors),
            };
            if coefficient == Fr::ONE {
                parts.plus.push(operand);
            } else if coefficient == -Fr::ONE {
                parts.minus.push(operand);
            } else {
                parts.products.push((self.builder.constant(coefficient), operand));
            }
        }
        if form.constant != Fr::ZERO {
            parts.plus.push(self.builder.constant(form.constant));
        }
        match (&parts.products[..], &parts.plus[..], &parts.minus[..]) {
            ([], [operand], []) => *operand,
            (products, plus, minus) => self.builder.sum(products, plus, minus),
        }
    }

    /// A form with its common factors taken out.
    fn factored(&mut self, mut form: Form) -> Operand {
        let mut parts = Parts::default();
        while let Some(factor) = self.common(&form) {
            let inner = self.take_out(&mut form, factor);
            let inner = self.factored(inner);
            parts.products.push((self.form(factor), inner));
        }
        self.sum(&form, parts)
    }

    /// An atom's factors: a cell is its own.
    fn factors(&mut self, atom: AtomId) -> Vec<FormId> {
        match self.algebra.atoms[atom].clone() {
            Atom::Product(factors) => factors,
            Atom::Cell(source, rotation) => {
                let cell = self.algebra.cell(source, rotation);
                vec![self.algebra.form(cell)]
            }
        }
    }

    /// The factor that most products have, where two or more have it.
    fn common(&mut self, form: &Form) -> Option<FormId> {
        let mut counts = BTreeMap::new();
        for atom in form.terms.keys() {
            let mut factors = self.factors(*atom);
            factors.dedup();
            for factor in factors {
                let of = counts.entry(factor).or_insert((0usize, false));
                of.0 += 1;
                of.1 |= matches!(self.algebra.atoms[*atom], Atom::Product(_));
            }
        }
        let shared = counts.into_iter().filter(|(_, (count, product))| *count > 1 && *product);
        shared
            .max_by_key(|(factor, (count, _))| (*count, std::cmp::Reverse(*factor)))
            .map(|(factor, _)| factor)
    }

    /// Takes the terms that have a factor out of the form; they come back without it.
    fn take_out(&mut self, form: &mut Form, factor: FormId) -> Form {
        let mut inner = Form::default();
        for (atom, coefficient) in std::mem::take(&mut form.terms) {
            let mut factors = self.factors(atom);
            let Some(at) = factors.iter().position(|of| *of == factor) else {
                form.terms.insert(atom, coefficient);
                continue;
            };
            factors.remove(at);
            match factors[..] {
                [] => inner.constant += coefficient,
                [other] => inner = inner.plus(&self.algebra.forms[other].clone(), coefficient),
                _ => {
                    let atom = self.algebra.atom(Atom::Product(factors));
                    inner.add(atom, coefficient);
                }
            }
        }
        inner
    }
}
