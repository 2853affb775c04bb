//! What a line is worth: ⌊⌊b·(10000 − loss)/10000⌋·N/(D + discount·days)⌋.

use super::super::witness::{LineVar, WHOLE, Witness};
use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Bit, division};
use covenant_statements::pool::State;

/// D: a year of 360 days, in days and basis points.
const YEAR: u64 = WHOLE * 360;
/// Bits of a value.
const VALUE_BITS: usize = 64;
/// Bits of what is kept of the whole.
const KEPT_BITS: usize = 14;

/// What is kept of the whole, by grade, then by state; nothing is kept in default.
pub(super) struct Kept(Vec<Vec<Uint>>);

impl Kept {
    /// The policy's losses taken from the whole. The ranges say that no loss is more than that.
    pub(super) fn of(cs: &mut Cs, w: &Witness) -> Self {
        let whole = Uint::constant(WHOLE);
        let row = |losses: &Vec<Uint>| {
            let losses = losses[..State::BUCKETS].iter();
            losses.map(|loss| Uint::range(cs, whole.num() - loss.num(), KEPT_BITS)).collect()
        };
        Self(w.policy.loss.iter().map(row).collect())
    }

    /// What a line in this state, of this grade, keeps.
    fn select(&self, cs: &mut Cs, grade: &[Bit], states: &[Bit]) -> Uint {
        let mut parts = Vec::with_capacity(State::BUCKETS);
        for (bucket, state) in states[..State::BUCKETS].iter().enumerate() {
            let mut column: Vec<Uint> = self.0.iter().map(|row| row[bucket].clone()).collect();
            for bit in grade {
                let choose = |pair: &[Uint]| Uint::select(cs, "value/kept-of-grade", bit, &pair[1], &pair[0]);
                column = column.chunks_exact(2).map(choose).collect();
            }
            parts.push(Uint::only_if(cs, "value/kept", state, &column[0]));
        }
        Uint::sum(parts.iter().map(|part| (1, part)))
    }
}

/// A line's value.
pub(super) fn value(
    cs: &mut Cs,
    w: &Witness,
    kept: &Kept,
    line: &LineVar,
    states: &[Bit],
    days: &Uint,
) -> Uint {
    let kept = kept.select(cs, &line.grade, states);
    let left = cs.scoped("left", |cs| division::basis_points(cs, &line.balance, &kept, VALUE_BITS));
    let year = Uint::constant(YEAR);
    let interest = Uint::product(cs, "value/interest", &line.rate, days);
    let interest = Uint::only_if(cs, "value/bullet", &w.policy.bullet, &interest);
    let numerator = Uint::product(cs, "value/grown", &left, &interest.plus(&year));
    let discount = Uint::product(cs, "value/discount", &w.policy.discount, days);
    cs.scoped("discounted", |cs| division::floor(cs, &numerator, &discount.plus(&year), VALUE_BITS).0)
}
