//! Linear combinations with their values.

use super::Mode;
use crate::Fr;
use ark_ff::{AdditiveGroup, Field};
use std::ops::{Add, Neg, Sub};

/// A variable: instance variables first (0 is the constant one), then witness variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(u32);

const WITNESS: u32 = 1 << 31;

impl Var {
    /// The constant one.
    pub const ONE: Self = Self(0);

    /// The instance variable at a position; 0 is the constant one.
    #[must_use]
    pub fn instance(index: usize) -> Self {
        Self(index as u32)
    }

    /// The witness variable at a position.
    #[must_use]
    pub fn witness(index: usize) -> Self {
        Self(index as u32 | WITNESS)
    }

    /// The position in z = (1, public inputs, witness).
    #[must_use]
    pub fn index(self, num_instance: usize) -> usize {
        let position = (self.0 & !WITNESS) as usize;
        if self.0 & WITNESS == 0 { position } else { num_instance + position }
    }
}

/// Variables with coefficients, sorted by variable, none twice.
pub type Terms = Vec<(Var, Fr)>;

/// A linear combination and its value. In [`Mode::Assignment`] only the value, and whether it is a constant, are kept.
#[derive(Clone)]
pub struct Num {
    value: Fr,
    constant: bool,
    terms: Terms,
}

impl Num {
    pub(crate) fn variable(mode: Mode, var: Var, value: Fr) -> Self {
        let terms = if mode == Mode::Full { vec![(var, Fr::ONE)] } else { Vec::new() };
        Self { value, constant: false, terms }
    }

    /// A constant.
    #[must_use]
    pub fn constant(value: Fr) -> Self {
        let terms = if value == Fr::ZERO { Vec::new() } else { vec![(Var::ONE, value)] };
        Self { value, constant: true, terms }
    }

    /// 0.
    #[must_use]
    pub fn zero() -> Self {
        Self::constant(Fr::ZERO)
    }

    /// 1.
    #[must_use]
    pub fn one() -> Self {
        Self::constant(Fr::ONE)
    }

    /// The value under this synthesis' witness.
    #[must_use]
    pub fn value(&self) -> Fr {
        self.value
    }

    /// The value, where it is the same under every witness.
    #[must_use]
    pub fn as_constant(&self) -> Option<Fr> {
        self.constant.then_some(self.value)
    }

    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// k·x.
    #[must_use]
    pub fn scale(&self, k: Fr) -> Self {
        if k == Fr::ZERO {
            return Self::zero();
        }
        let terms = self.terms.iter().map(|(v, c)| (*v, *c * k)).collect();
        Self { value: self.value * k, constant: self.constant, terms }
    }

    /// x + k.
    #[must_use]
    pub fn plus(&self, k: Fr) -> Self {
        self + &Self::constant(k)
    }

    /// Σ kᵢ·xᵢ, for sums of many terms.
    #[must_use]
    pub fn sum<'a>(parts: impl IntoIterator<Item = (Fr, &'a Self)>) -> Self {
        let mut total = Self { value: Fr::ZERO, constant: true, terms: Vec::new() };
        for (k, x) in parts {
            total.value += k * x.value;
            total.constant &= x.constant;
            total.terms.extend(x.terms.iter().map(|(v, c)| (*v, *c * k)));
        }
        total.terms.sort_by_key(|(v, _)| *v);
        total.terms.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        total.terms.retain(|(_, c)| *c != Fr::ZERO);
        total
    }

    /// From its parts; for gadgets that keep their own combinations.
    pub(crate) fn from_parts(value: Fr, constant: bool, terms: Terms) -> Self {
        Self { value, constant, terms }
    }
}

/// Merges two sorted lists of terms, the second scaled by ±1.
fn merge(a: &Terms, b: &Terms, negate: bool) -> Terms {
    let sign = |c: Fr| if negate { -c } else { c };
    let mut out = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let order = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.0.cmp(&y.0),
            (Some(_), None) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        if order.is_lt() {
            out.push(a[i]);
            i += 1;
        } else if order.is_gt() {
            out.push((b[j].0, sign(b[j].1)));
            j += 1;
        } else {
            let c = a[i].1 + sign(b[j].1);
            if c != Fr::ZERO {
                out.push((a[i].0, c));
            }
            i += 1;
            j += 1;
        }
    }
    out
}

impl Add for &Num {
    type Output = Num;

    fn add(self, other: Self) -> Num {
        Num {
            value: self.value + other.value,
            constant: self.constant && other.constant,
            terms: merge(&self.terms, &other.terms, false),
        }
    }
}

impl Sub for &Num {
    type Output = Num;

    fn sub(self, other: Self) -> Num {
        Num {
            value: self.value - other.value,
            constant: self.constant && other.constant,
            terms: merge(&self.terms, &other.terms, true),
        }
    }
}

impl Neg for &Num {
    type Output = Num;

    fn neg(self) -> Num {
        self.scale(-Fr::ONE)
    }
}

/// A value that the constraints confine to 0 and 1.
#[derive(Clone)]
pub struct Bit(Num);

impl Bit {
    /// Who calls this has constrained the value.
    pub(crate) fn unchecked(num: Num) -> Self {
        Self(num)
    }

    /// 0.
    #[must_use]
    pub fn zero() -> Self {
        Self(Num::zero())
    }

    /// 1.
    #[must_use]
    pub fn one() -> Self {
        Self(Num::one())
    }

    /// x and y: one constraint.
    pub fn and(cs: &mut super::Cs, label: &'static str, x: &Self, y: &Self) -> Self {
        Self(cs.mul(label, &x.0, &y.0))
    }

    /// As a number.
    #[must_use]
    pub fn num(&self) -> &Num {
        &self.0
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> bool {
        self.0.value != Fr::ZERO
    }

    /// 1 − b.
    #[must_use]
    pub fn not(&self) -> Self {
        Self(&Num::one() - &self.0)
    }

    /// 2·b − 1.
    #[must_use]
    pub fn sign(&self) -> Num {
        self.0.scale(Fr::from(2u64)).plus(-Fr::ONE)
    }
}
