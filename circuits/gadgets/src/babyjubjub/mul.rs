//! Scalar multiplications in circuits: 2-bit signed windows for a variable base, 3-bit windows for the generator.

use super::{
    ExtendedPoint, Point, generator,
    trace::Trace,
    var::{PointVar, SubgroupVar, add_as, double_as},
};
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, Zero};
use std::sync::OnceLock;

/// P and 3·P, from which a 2-bit signed window is selected.
struct Table {
    one: PointVar,
    three: PointVar,
}

impl Table {
    fn new(cs: &mut Cs, p: &PointVar, trace: &mut Trace) -> Self {
        let two = double_as(cs, p, trace.next());
        Self { one: p.clone(), three: add_as(cs, &two, p, trace.next()) }
    }

    /// (2·s₁ + s₀)·P with signs sᵢ = 2·bᵢ − 1: ±3·P where the bits are equal, ±P where they are not. `equal` says which.
    fn select(&self, cs: &mut Cs, high: &Bit, equal: &Num) -> PointVar {
        let pick =
            |cs: &mut Cs, one: &Num, three: &Num| &cs.mul("window/magnitude", equal, &(three - one)) + one;
        let x = pick(cs, self.one.x(), self.three.x());
        let y = pick(cs, self.one.y(), self.three.y());
        PointVar::unchecked(cs.mul("window/sign", &high.sign(), &x), y)
    }
}

/// 1 where two bits are equal: one constraint, shared by all bases that the same scalar multiplies.
fn equal_bits(cs: &mut Cs, a: &Bit, b: &Bit) -> Num {
    let both = cs.mul("window/both", a.num(), b.num());
    (&both.scale(Fr::from(2u64)) - &(a.num() + b.num())).plus(Fr::ONE)
}

/// kᵢ·Pᵢ summed, the doublings shared (Straus), for scalars of the same number n ≥ 3 of little-endian bits.
///
/// k | 1 = Σ sᵢ·2ⁱ with sᵢ = 2·bᵢ₊₁ − 1 and the highest sign +1 needs no recoding and no carries; where k is even, P is
/// taken off again at the end. 5 constraints a bit for the doublings, 5 a bit for each base.
pub fn multi_scalar_mul(cs: &mut Cs, terms: &[(&PointVar, &[Bit])]) -> PointVar {
    let n = terms[0].1.len();
    assert!(
        n >= 3 && terms.iter().all(|(_, bits)| bits.len() == n),
        "scalars of one length, at least 3 bits"
    );
    let mut trace = Trace::of_multiplication(cs, terms);
    let tables: Vec<Table> = terms.iter().map(|(p, _)| Table::new(cs, p, &mut trace)).collect();
    // Signs s₀ … s₍ₙ₋₂₎ come from bits 1 … n − 1, s₍ₙ₋₁₎ = +1. The top window holds the one or two highest signs.
    let top: Vec<PointVar> =
        terms.iter().zip(&tables).map(|((_, bits), table)| top_window(cs, bits, table)).collect();
    let mut acc = sum(cs, top, &mut trace);
    for low in lower_windows(n) {
        acc = double_as(cs, &acc, trace.next());
        acc = double_as(cs, &acc, trace.next());
        for ((_, bits), table) in terms.iter().zip(&tables) {
            let equal = equal_bits(cs, &bits[low + 1], &bits[low + 2]);
            let digit = table.select(cs, &bits[low + 2], &equal);
            acc = add_as(cs, &acc, &digit, trace.next());
        }
    }
    for (p, bits) in terms {
        let correction = unless(cs, &bits[0], &p.negate());
        acc = add_as(cs, &acc, &correction, trace.next());
    }
    acc
}

/// The lower signs of the 2-bit windows below the top one, from the highest down.
pub(super) fn lower_windows(n: usize) -> impl Iterator<Item = usize> {
    (0..(n - 1) / 2 * 2).step_by(2).rev().filter(move |low| low + 1 < n - 1)
}

/// The digit of the highest signs: 1 if n is odd, 2 + s₍ₙ₋₂₎ if it is even.
fn top_window(cs: &mut Cs, bits: &[Bit], table: &Table) -> PointVar {
    let n = bits.len();
    if n % 2 == 1 {
        return table.one.clone();
    }
    let three = &bits[n - 1];
    let x = cs.select("window/magnitude", three, table.three.x(), table.one.x());
    let y = cs.select("window/magnitude", three, table.three.y(), table.one.y());
    PointVar::unchecked(x, y)
}

fn sum(cs: &mut Cs, points: Vec<PointVar>, trace: &mut Trace) -> PointVar {
    let sum = points.into_iter().reduce(|acc, p| add_as(cs, &acc, &p, trace.next()));
    sum.unwrap_or_else(|| PointVar::constant(&Point::zero()))
}

/// P where the bit is 0, the identity where it is 1.
fn unless(cs: &mut Cs, bit: &Bit, p: &PointVar) -> PointVar {
    let x = cs.mul("window/even", bit.not().num(), p.x());
    let y = cs.mul("window/even", bit.not().num(), &p.y().plus(-Fr::ONE)).plus(Fr::ONE);
    PointVar::unchecked(x, y)
}

/// k·P.
pub fn scalar_mul(cs: &mut Cs, p: &PointVar, bits: &[Bit]) -> PointVar {
    multi_scalar_mul(cs, &[(p, bits)])
}

/// k·P in the subgroup.
pub fn subgroup_mul(cs: &mut Cs, p: &SubgroupVar, bits: &[Bit]) -> SubgroupVar {
    SubgroupVar::unchecked(scalar_mul(cs, p.point(), bits))
}

/// k·Base8, 3 constraints a bit: 3-bit windows over constant tables, no doublings.
pub fn fixed_base_mul(cs: &mut Cs, bits: &[Bit]) -> SubgroupVar {
    let windows = bits.chunks(3).zip(generator_windows());
    let digits: Vec<PointVar> =
        windows.map(|(bits, multiples)| constant_window(cs, multiples, bits)).collect();
    assert_eq!(digits.len(), bits.len().div_ceil(3), "at most 254 bits");
    let mut trace = Trace::of_sum(cs, &digits);
    SubgroupVar::unchecked(sum(cs, digits, &mut trace))
}

/// The multiples 0 … 7 of 8ʲ·Base8 for each window j of 254 bits.
fn generator_windows() -> &'static [[Point; 8]] {
    static WINDOWS: OnceLock<Vec<[Point; 8]>> = OnceLock::new();
    WINDOWS.get_or_init(|| {
        let bases = std::iter::successors(Some(ExtendedPoint::from(generator())), |base| {
            Some(base.double().double().double())
        });
        let multiples =
            |base: ExtendedPoint| std::iter::successors(Some(ExtendedPoint::zero()), move |m| Some(m + base));
        let all: Vec<ExtendedPoint> =
            bases.take(254usize.div_ceil(3)).flat_map(|base| multiples(base).take(8)).collect();
        // One by one, and not as a batch: arkworks would share that among the pool's threads, which may be waiting for this table.
        let all: Vec<Point> = all.into_iter().map(CurveGroup::into_affine).collect();
        all.chunks_exact(8).map(|window| std::array::from_fn(|k| window[k])).collect()
    })
}

/// One of eight constant multiples; missing high bits are 0.
fn constant_window(cs: &mut Cs, multiples: &[Point; 8], bits: &[Bit]) -> PointVar {
    let zero = Bit::zero();
    let bit = |i: usize| bits.get(i).unwrap_or(&zero).num().clone();
    let (b0, b1, b2) = (bit(0), bit(1), bit(2));
    let both = cs.mul("window/both", &b0, &b1);
    let mut coordinate = |of: fn(&Point) -> Fr| {
        let low = bilinear([0, 1, 2, 3].map(|k| of(&multiples[k])), &b0, &b1, &both);
        let high = bilinear([4, 5, 6, 7].map(|k| of(&multiples[k])), &b0, &b1, &both);
        &cs.mul("window/constant", &b2, &(&high - &low)) + &low
    };
    let (x, y) = (coordinate(|p| p.x), coordinate(|p| p.y));
    PointVar::unchecked(x, y)
}

/// v[b₀ + 2·b₁] as a combination of 1, b₀, b₁ and b₀·b₁.
fn bilinear(v: [Fr; 4], b0: &Num, b1: &Num, both: &Num) -> Num {
    Num::sum([(v[0], &Num::one()), (v[1] - v[0], b0), (v[2] - v[0], b1), (v[3] - v[2] - v[1] + v[0], both)])
}
