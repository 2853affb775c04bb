//! Batches of affine additions: one pass that multiplies up the denominators, one inversion, one
//! pass back that finishes the additions.
//!
//! Stored coordinates are below `4.01 p`, bases too. With `λ = Δy / Δx`, `x3 = λ² - (x1 + x2)` and
//! `y3 = λ (x1 - x3) - y1`, per addition: 5 multiplications and 1 squaring, 580 IFMA per eight in G1.
//!
//! | value | as computed | bound in `p` |
//! |---|---|---|
//! | Δx | `x2 - x1 + 5` | 9.1 |
//! | Δy | `±y2 - y1 + 9` | 13.1 |
//! | products of these | | 2.6 (G1: 1.4) |
//! | x3 | `λ² + 9 - (x1 + x2)`, less 6 and 4 where above | 10.6, then 4.01 |
//! | x1 - x3 | `+ 5` | 9.1 |
//! | y3 | `λ (x1 - x3) + 5 - y1`, less 4 where above | 7.6, then 4.01 |
#![allow(unsafe_code, reason = "calls of trait methods with target features")]

use super::field::{Base, Digits, times};
use super::group::{Factors, Group, ONE, Pair, Sums, invert, load, store};
use crate::msm::kernel::Op;

/// Bound of stored coordinates.
const STORED: f64 = 4.01;
/// Bound of products of coordinates.
const PRODUCT: f64 = 2.6;

/// Chains of products: independent, to hide the latency of a multiplication.
const CHAINS: usize = 2;

/// What the first pass leaves for the second, for one group of points.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    dx: Factors,
    dy: Factors,
    sum_x: Sums,
    x: Pair,
    y: Pair,
    /// Product of the denominators before this one in its chain.
    before: Factors,
}

/// Steps of a batch, and results known without the line: indices into `left` with their values.
pub(crate) struct Scratch<P> {
    steps: Vec<Step>,
    known: Vec<(u32, P)>,
}

impl<P> Default for Scratch<P> {
    fn default() -> Self {
        Self { steps: Vec::new(), known: Vec::new() }
    }
}

/// Carries a pair of sums, and in debug builds checks their bound.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn factors(sums: Sums, bound: f64) -> Factors {
    let out = sums.map(|sum| sum.carry());
    if cfg!(debug_assertions) {
        out.iter().for_each(|factor| factor.masked().assert_below(bound));
    }
    out
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn stored(sums: Sums) -> Pair {
    let out = sums.map(|sum| sum.digits());
    out.iter().for_each(|digits| digits.assert_below(STORED));
    out
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn multiply<G: Group>(a: &Factors, b: &Factors) -> Factors {
    // SAFETY: this function has the features that the method asks for.
    factors(unsafe { G::product(a, b) }, PRODUCT)
}

#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn one_of<G: Group>() -> Factors {
    let one = |limbs: &[u64; 5]| Digits::<Base>::constant(limbs).sum().carry();
    // The second element is lanes of G1, the coefficient of u of G2.
    if G::LANES == 16 { [one(&ONE), one(&ONE)] } else { [one(&ONE), one(&[0; 5])] }
}

/// The first pass: the products of each chain's denominators.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn forward<G: Group, const EXACT: bool>(
    left: &[G::Point],
    right: &[G::Point],
    ops: &[Op],
    scratch: &mut Scratch<G::Point>,
) -> [Factors; CHAINS] {
    let mut products = [one_of::<G>(); CHAINS];
    scratch.steps.clear();
    scratch.known.clear();
    for (index, group) in ops.chunks(G::LANES).enumerate() {
        // A group that is not full repeats its last operation: the same result is stored again.
        let op = |lane: usize| group[lane.min(group.len() - 1)];
        let mut step =
            prepare::<G>(|lane| &left[op(lane).left as usize], |lane| &right[op(lane).right_index()], op);
        if EXACT {
            settle::<G>(&mut step, left, right, op, &mut scratch.known);
        }
        let product = &mut products[index % CHAINS];
        step.before = *product;
        *product = multiply::<G>(product, &step.dx);
        scratch.steps.push(step);
    }
    products
}

/// Numerator and denominator of the chord of one group.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn prepare<'a, G: Group>(
    left: impl Fn(usize) -> &'a G::Point,
    right: impl Fn(usize) -> &'a G::Point,
    op: impl Fn(usize) -> Op,
) -> Step
where
    G::Point: 'a,
{
    let [x1, y1] = load::<G>(left).map(|pair| pair.map(|words| Digits::<Base>::from_words(&words)));
    let [x2, y2] = load::<G>(right).map(|pair| pair.map(|words| Digits::<Base>::from_words(&words)));
    let negated = (0..G::LANES).fold(0u16, |mask, lane| mask | u16::from(op(lane).negated()) << lane);
    let negated = G::spread(negated);
    let (five, nine) = (times::<Base>(5), times::<Base>(9));
    let (mut dx, mut dy, mut sum_x) = (x1.map(|x| x.sum()), y1.map(|y| y.sum()), x1.map(|x| x.sum()));
    for i in 0..2 {
        dx[i] = x2[i].sum().add_constant(&five).sub(&x1[i].0);
        dy[i] = Digits::<Base>::constant(&nine).sum().sub(&y1[i].0).add_signed(negated[i], &y2[i].0);
        sum_x[i] = x1[i].sum().add(&x2[i].0);
    }
    Step { dx: factors(dx, 9.1), dy: factors(dy, 13.1), sum_x, x: x1, y: y1, before: one_of::<G>() }
}

/// Finds the lanes whose sum is not on the chord: a tangent goes on with its own numerator and
/// denominator; what has infinity in it is noted, with one for a denominator.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn settle<G: Group>(
    step: &mut Step,
    left: &[G::Point],
    right: &[G::Point],
    op: impl Fn(usize) -> Op,
    known: &mut Vec<(u32, G::Point)>,
) {
    let lanes = |condition: &dyn Fn(usize) -> bool| {
        (0..G::LANES).fold(0u16, |mask, lane| mask | u16::from(condition(lane)) << lane)
    };
    let no_left = lanes(&|lane| left[op(lane).left as usize] == G::INFINITY);
    let no_right = lanes(&|lane| right[op(lane).right_index()] == G::INFINITY);
    let same_x = vanishes::<G>(&step.dx);
    let same_y = vanishes::<G>(&step.dy);
    let finite = !(no_left | no_right);
    let tangent = finite & same_x & same_y;
    let cancels = finite & same_x & !same_y;

    if tangent != 0 {
        let mask = G::spread(tangent);
        let x = step.x.map(|x| x.sum().carry());
        // SAFETY: this function has the features that the method asks for.
        let square = unsafe { G::square(&x) };
        let dy = factors(square.map(|square| square.add(&square.0).add(&square.0)), 6.3);
        let dx = factors(step.y.map(|y| y.sum().add(&y.0)), 8.1);
        for i in 0..2 {
            step.dx[i] = step.dx[i].replace(mask[i], &dx[i]);
            step.dy[i] = step.dy[i].replace(mask[i], &dy[i]);
        }
    }
    let noted = no_left | no_right | cancels;
    if noted != 0 {
        let (mask, one) = (G::spread(noted), one_of::<G>());
        for i in 0..2 {
            step.dx[i] = step.dx[i].replace(mask[i], &one[i]);
        }
        for lane in (0..G::LANES).filter(|lane| noted >> lane & 1 != 0) {
            let op = op(lane);
            let value = if no_left >> lane & 1 != 0 {
                let point = &right[op.right_index()];
                if op.negated() { negate::<G>(point) } else { *point }
            } else if no_right >> lane & 1 != 0 {
                left[op.left as usize]
            } else {
                G::INFINITY
            };
            known.push((op.left, value));
        }
    }
}

/// The points at which a coordinate is zero modulo `p`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn vanishes<G: Group>(value: &Factors) -> u16 {
    let one = Digits::<Base>::constant(&ONE).0;
    let products: Sums = super::field::reduce(super::field::products(&value.map(|value| value.0), &[one; 2]));
    G::gather(products.map(|product| Digits::is_multiple(product)))
}

/// `-point`; its coordinates may be anything below `4.01 p`.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn negate<G: Group>(point: &G::Point) -> G::Point {
    if *point == G::INFINITY {
        return *point;
    }
    let [x, y] = load::<G>(|_| point).map(|pair| pair.map(|words| Digits::<Base>::from_words(&words)));
    let opposite = y.map(|y| {
        let five = Digits::<Base>::constant(&times::<Base>(5));
        five.sum().sub(&y.0).sub_if_above(&times::<Base>(4))
    });
    let mut out = [*point];
    store::<G>(x, stored(opposite), &mut out, |_| 0);
    out[0]
}

/// The second pass. `false` when a denominator was zero: nothing was stored, and the batch
/// must be repeated exactly.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
pub(super) fn backward<G: Group>(
    left: &mut [G::Point],
    ops: &[Op],
    scratch: &Scratch<G::Point>,
    products: [Factors; CHAINS],
) -> bool {
    let total = multiply::<G>(&products[0], &products[1]).map(|factor| factor.masked());
    let Some(inverse) = invert::<G>(total) else { return false };
    let mut inverses = [multiply::<G>(&inverse, &products[1]), multiply::<G>(&inverse, &products[0])];
    for (index, (step, group)) in scratch.steps.iter().zip(ops.chunks(G::LANES)).enumerate().rev() {
        let inverse = &mut inverses[index % CHAINS];
        let own = multiply::<G>(inverse, &step.before);
        *inverse = multiply::<G>(inverse, &step.dx);
        let (x, y) = finish::<G>(step, &own);
        store::<G>(x, y, left, |lane| group[lane.min(group.len() - 1)].left as usize);
    }
    for (index, value) in &scratch.known {
        left[*index as usize] = *value;
    }
    true
}

/// The sum of one group, given the inverse of its denominator.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512ifma,avx512vbmi2")]
fn finish<G: Group>(step: &Step, inverse: &Factors) -> (Pair, Pair) {
    let slope = multiply::<G>(&step.dy, inverse);
    // SAFETY: this function has the features that the methods ask for.
    let mut x = unsafe { G::square(&slope) };
    let (four, five, six, nine) = (times::<Base>(4), times::<Base>(5), times::<Base>(6), times::<Base>(9));
    for i in 0..2 {
        x[i] = x[i].add_constant(&nine).sub(&step.sum_x[i].0).sub_if_above(&six).sub_if_above(&four);
    }
    let x = stored(x);
    let mut run = step.x.map(|x| x.sum());
    for i in 0..2 {
        run[i] = run[i].add_constant(&five).sub(&x[i].0);
    }
    let run = factors(run, 9.1);
    // SAFETY: as above.
    let mut y = unsafe { G::product(&slope, &run) };
    for i in 0..2 {
        y[i] = y[i].add_constant(&five).sub(&step.y[i].0).sub_if_above(&four);
    }
    (x, stored(y))
}

/// Whether a result was noted as infinity.
pub(super) fn met_infinity<G: Group>(scratch: &Scratch<G::Point>) -> bool {
    scratch.known.iter().any(|(_, value)| *value == G::INFINITY)
}
