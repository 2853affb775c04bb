//! A loader of snark-verifier's that records what the verifier computes, as a graph without repetitions, in place of computing it.

use covenant_liabilities::F;
use halo2_axiom::halo2curves::{bn256::G1Affine, ff::Field};
use snark_verifier::{
    loader::{EcPointLoader, LoadedEcPoint, LoadedScalar, Loader, ScalarLoader},
    util::arithmetic::FieldOps,
};
use std::{
    cell::RefCell,
    collections::HashMap,
    fmt::{self, Debug},
    ops::{Add, AddAssign, Mul, MulAssign, Neg, Sub, SubAssign},
    rc::Rc,
};

/// The place of a scalar among those recorded. Operands come before what is computed from them.
pub(crate) type Id = usize;

/// A scalar and how it comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// Known when the contract is made.
    Constant(F),
    /// A word of the calldata, by its offset.
    Calldata(usize),
    /// A challenge, by its number.
    Challenge(usize),
    Add(Id, Id),
    Mul(Id, Id),
    Neg(Id),
    Invert(Id),
}

/// A point and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Of the key, by the order in which they were loaded, or the generator.
    Constant(usize),
    /// In the calldata, by its offset.
    Calldata(usize),
    /// The sum with this number.
    Sum(usize),
}

/// What has been recorded.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) nodes: Vec<Node>,
    pub(crate) sums: Vec<Vec<(Id, Place)>>,
    pub(crate) constants: Vec<G1Affine>,
    ids: HashMap<Node, Id>,
}

impl Record {
    fn id(&mut self, node: Node) -> Id {
        *self.ids.entry(node).or_insert_with(|| {
            self.nodes.push(node);
            self.nodes.len() - 1
        })
    }

    fn constant(&self, id: Id) -> Option<F> {
        match self.nodes[id] {
            Node::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn add(&mut self, a: Id, b: Id) -> Id {
        match (self.constant(a), self.constant(b)) {
            (Some(x), Some(y)) => self.id(Node::Constant(x + y)),
            (Some(F::ZERO), _) => b,
            (_, Some(F::ZERO)) => a,
            _ => self.id(Node::Add(a.min(b), a.max(b))),
        }
    }

    fn mul(&mut self, a: Id, b: Id) -> Id {
        match (self.constant(a), self.constant(b)) {
            (Some(x), Some(y)) => self.id(Node::Constant(x * y)),
            (Some(F::ZERO), _) | (_, Some(F::ZERO)) => self.id(Node::Constant(F::ZERO)),
            (Some(F::ONE), _) => b,
            (_, Some(F::ONE)) => a,
            _ => self.id(Node::Mul(a.min(b), a.max(b))),
        }
    }

    fn neg(&mut self, a: Id) -> Id {
        match self.nodes[a] {
            Node::Constant(x) => self.id(Node::Constant(-x)),
            Node::Neg(x) => x,
            _ => self.id(Node::Neg(a)),
        }
    }
}

/// The loader: a shared record.
#[derive(Clone, Default)]
pub(crate) struct Recorder(pub(crate) Rc<RefCell<Record>>);

impl Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorder")
    }
}

impl Recorder {
    pub(crate) fn scalar(&self, node: Node) -> Scalar {
        let id = self.0.borrow_mut().id(node);
        Scalar { loader: self.clone(), id }
    }

    pub(crate) fn point(&self, place: Place) -> Point {
        Point { loader: self.clone(), place }
    }
}

/// A scalar that was recorded.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    loader: Recorder,
    pub(crate) id: Id,
}

/// A point that was recorded.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    loader: Recorder,
    pub(crate) place: Place,
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl PartialEq for Point {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Scalar {
    fn with(&self, id: impl FnOnce(&mut Record) -> Id) -> Self {
        let id = id(&mut self.loader.0.borrow_mut());
        Self { loader: self.loader.clone(), id }
    }

    fn inverse(&self) -> Self {
        self.with(|record| record.id(Node::Invert(self.id)))
    }
}

impl Neg for Scalar {
    type Output = Self;

    fn neg(self) -> Self {
        self.with(|record| record.neg(self.id))
    }
}

macro_rules! operators {
    ($($op:ident $method:ident $assign:ident $assigned:ident $by:expr;)*) => {$(
        impl $op<&Scalar> for Scalar {
            type Output = Self;

            fn $method(self, other: &Self) -> Self {
                let by: fn(&mut Record, Id, Id) -> Id = $by;
                self.with(|record| by(record, self.id, other.id))
            }
        }

        impl $op for Scalar {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                $op::$method(self, &other)
            }
        }

        impl $assign<&Scalar> for Scalar {
            fn $assigned(&mut self, other: &Self) {
                *self = $op::$method(self.clone(), other);
            }
        }

        impl $assign for Scalar {
            fn $assigned(&mut self, other: Self) {
                *self = $op::$method(self.clone(), &other);
            }
        }
    )*};
}
operators! {
    Add add AddAssign add_assign Record::add;
    Mul mul MulAssign mul_assign Record::mul;
    Sub sub SubAssign sub_assign |record, a, b| {
        let b = record.neg(b);
        record.add(a, b)
    };
}

impl FieldOps for Scalar {
    fn invert(&self) -> Option<Self> {
        Some(self.inverse())
    }
}

impl LoadedScalar<F> for Scalar {
    type Loader = Recorder;

    fn loader(&self) -> &Recorder {
        &self.loader
    }

    fn pow_var(&self, _: &Self, _: usize) -> Self {
        unreachable!("the size of the domain is a constant")
    }
}

impl LoadedEcPoint<G1Affine> for Point {
    type Loader = Recorder;

    fn loader(&self) -> &Recorder {
        &self.loader
    }
}

impl ScalarLoader<F> for Recorder {
    type LoadedScalar = Scalar;

    fn load_const(&self, value: &F) -> Scalar {
        self.scalar(Node::Constant(*value))
    }

    fn assert_eq(&self, _: &str, _: &Scalar, _: &Scalar) {
        unreachable!("nothing is asserted but the pairing")
    }

    /// One inversion for all: of the product, taken apart from the last to the first.
    fn batch_invert<'a>(values: impl IntoIterator<Item = &'a mut Scalar>) {
        let values: Vec<_> = values.into_iter().collect();
        let Some(first) = values.first() else { return };
        let mut product = first.loader.load_one();
        let mut before = Vec::new();
        for value in &values {
            before.push(product.clone());
            product *= &**value;
        }
        let mut inverse = product.inverse();
        for (value, before) in values.into_iter().zip(before).rev() {
            let rest = inverse.clone() * &*value;
            *value = inverse * before;
            inverse = rest;
        }
    }
}

impl EcPointLoader<G1Affine> for Recorder {
    type LoadedEcPoint = Point;

    fn ec_point_load_const(&self, value: &G1Affine) -> Point {
        let mut record = self.0.borrow_mut();
        record.constants.push(*value);
        self.point(Place::Constant(record.constants.len() - 1))
    }

    fn ec_point_assert_eq(&self, _: &str, _: &Point, _: &Point) {
        unreachable!("nothing is asserted but the pairing")
    }

    fn multi_scalar_multiplication(pairs: &[(&Scalar, &Point)]) -> Point {
        let loader = &pairs[0].0.loader;
        let mut record = loader.0.borrow_mut();
        record.sums.push(pairs.iter().map(|(scalar, point)| (scalar.id, point.place)).collect());
        loader.point(Place::Sum(record.sums.len() - 1))
    }
}

impl Loader<G1Affine> for Recorder {}
