//! Inputs whose MSM is known without computing one: bases are known multiples of one point.

use ark_bn254::Fr;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{Field, UniformRand, Zero};
use rand::Rng;
use rand::rngs::StdRng;

/// Bases `factors[i] · point`.
pub(crate) struct Multiples<C> {
    point: C,
    factors: Vec<Fr>,
    pub(crate) points: Vec<C>,
}

impl<C: AffineRepr<ScalarField = Fr>> Multiples<C> {
    /// `n` distinct ones: a random point and random steps from it, an addition each.
    pub(crate) fn distinct(n: usize, rng: &mut StdRng) -> Self {
        let point = C::Group::rand(rng);
        let (start, step) = (Fr::rand(rng), Fr::rand(rng));
        let by = point * step;
        let points: Vec<C::Group> =
            std::iter::successors(Some(point * start), |last| Some(*last + by)).take(n).collect();
        let factors = std::iter::successors(Some(start), |last| Some(*last + step)).take(n).collect();
        Self { point: point.into_affine(), factors, points: C::Group::normalize_batch(&points) }
    }

    /// Few distinct ones, infinity where a factor is zero; the factors are small.
    pub(crate) fn few(factors: &[i64], rng: &mut StdRng) -> Self {
        let point = C::Group::rand(rng).into_affine();
        let lowest = factors.iter().min().copied().unwrap_or(0);
        let highest = factors.iter().max().copied().unwrap_or(0);
        let table: Vec<C> =
            (lowest..=highest).map(|factor| (point * Fr::from(factor)).into_affine()).collect();
        Self {
            point,
            factors: factors.iter().copied().map(Fr::from).collect(),
            points: factors.iter().map(|factor| table[(factor - lowest) as usize]).collect(),
        }
    }

    /// The same with infinity at the places that are `chosen`.
    pub(crate) fn with_infinity(mut self, chosen: impl Fn(usize) -> bool) -> Self {
        for (place, (point, factor)) in self.points.iter_mut().zip(&mut self.factors).enumerate() {
            if chosen(place) {
                (*point, *factor) = (C::zero(), Fr::zero());
            }
        }
        self
    }

    /// `Σ scalars[i] · points[i]` over the first bases, as many as there are scalars: exactly, in the scalar field.
    pub(crate) fn msm(&self, scalars: &[Fr]) -> C::Group {
        assert!(scalars.len() <= self.factors.len());
        self.point * scalars.iter().zip(&self.factors).map(|(scalar, factor)| *scalar * factor).sum::<Fr>()
    }
}

/// How a test draws its scalars.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Random.
    Dense,
    /// 0 and 1.
    Bits,
    /// 0, 1 and `r - 1`.
    Signs,
    /// Random of so many bits, of either sign.
    Small(u32),
    /// Mostly 0 and 1, as a circuit's witness: every tenth is random, and some are small.
    Mixed,
    /// One random value: one bucket in every window.
    OneValue,
    /// Two random values and their negatives.
    TwoValues,
    /// The edges of the classes: `±2^k`, `±(2^k - 1)`, and either half of the field.
    Edges,
}

pub(crate) const SHAPES: [Shape; 11] = [
    Shape::Dense,
    Shape::Bits,
    Shape::Signs,
    Shape::Small(8),
    Shape::Small(16),
    Shape::Small(33),
    Shape::Small(127),
    Shape::Mixed,
    Shape::OneValue,
    Shape::TwoValues,
    Shape::Edges,
];

/// `n` scalars of a shape.
pub(crate) fn scalars(n: usize, shape: Shape, rng: &mut StdRng) -> Vec<Fr> {
    let (one, other) = (Fr::rand(rng), Fr::rand(rng));
    (0..n).map(|_| scalar(shape, [one, other], rng)).collect()
}

fn scalar(shape: Shape, [one, other]: [Fr; 2], rng: &mut StdRng) -> Fr {
    let small = |bits: u32, rng: &mut StdRng| Fr::from(rng.r#gen::<u128>() >> (128 - bits));
    match shape {
        Shape::Dense => Fr::rand(rng),
        Shape::Bits => Fr::from(rng.r#gen::<bool>()),
        Shape::Signs => Fr::from(rng.gen_range(-1..=1i64)),
        Shape::Small(bits) => signed(small(bits, rng), rng),
        Shape::Mixed => match rng.gen_range(0..10) {
            0 => Fr::rand(rng),
            1 => small(40, rng),
            2 => -small(9, rng),
            3 | 4 => Fr::ONE,
            _ => Fr::zero(),
        },
        Shape::OneValue => one,
        Shape::TwoValues => signed(if rng.r#gen() { one } else { other }, rng),
        Shape::Edges => {
            let bits = [1, 8, 16, 32, 64, 128, 253][rng.gen_range(0..7)];
            let power = Fr::from(2u64).pow([bits]);
            let half = Fr::ONE / Fr::from(2u64);
            signed([power - Fr::ONE, power, half][rng.gen_range(0..3)], rng)
        }
    }
}

fn signed(value: Fr, rng: &mut StdRng) -> Fr {
    if rng.r#gen() { value } else { -value }
}
