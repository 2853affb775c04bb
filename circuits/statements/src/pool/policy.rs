//! What the investors of a pool agreed to.

use super::{Figure, State, TRANCHES};
use crate::{Bps, Currency, Fr, Policy, ValueError, pack::pack};
use alloc::vec::Vec;
use covenant_gadgets::{list::Slots, poseidon::hash};

/// Places of the policy's list of note policies.
pub const NOTE_POLICIES: usize = 4;
/// How many grades there are.
pub const GRADES: usize = 8;
/// The most obligors whose share can be asked for: the smallest tier's lines.
pub const MAX_TOP_OBLIGORS: u32 = 64;
/// The highest rate of discount.
pub const MAX_DISCOUNT: u32 = 65_535;
/// Grades whose losses share an element of the digest.
pub const GRADES_PER_ELEMENT: usize = 3;
/// Bits of a loss in basis points.
pub const LOSS_BITS: u32 = 14;
/// The whole.
const WHOLE: u32 = 10_000;

/// The policy of statement 4. Public: attestations carry it whole, environments its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct PoolPolicy {
    /// The form of this document: 1.
    pub version: u32,
    /// The one currency.
    pub currency: Currency,
    /// Digests of the obligation policies whose notes are taken: 1 to 4.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::fields_hex"))]
    pub note_policies: Vec<Fr>,
    /// The lowest grade that is taken, 0 to 7.
    pub min_grade: u8,
    /// The highest grade that is taken, 0 to 7.
    pub max_grade: u8,
    /// What of a line's balance is lost, by grade, then by [`State`]: non-decreasing, in default all of it.
    pub loss: [[Bps; State::COUNT]; GRADES],
    /// The yearly rate at which a line's value is discounted, at most 65,535.
    pub discount: Bps,
    /// Whether loans pay all at maturity, so that their interest counts in their value.
    pub bullet: bool,
    /// How many obligors are meant by the largest ones: 1 to 64.
    pub top_obligors: u32,
    /// Whether the servicer may be the creditor.
    pub own_servicer: bool,
    /// How many tranches: 1 to 4.
    pub tranches: u32,
    /// The least share of the most senior tranche in all assets.
    pub min_senior: Bps,
    /// The greatest share of the most senior tranche in all assets, at most all of them.
    pub max_senior: Bps,
    /// For each tranche, which share of all tranches those below it have at least; 0 for the last one.
    pub buffers: [Bps; TRANCHES],
    /// The figures that are hidden behind a bound, in their order; none that the pool states.
    pub bounded: Vec<Figure>,
}

/// The policy's values as they are hashed, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyFields<T> {
    /// See [`PoolPolicy::version`].
    pub version: T,
    /// See [`PoolPolicy::currency`].
    pub currency: T,
    /// See [`PoolPolicy::note_policies`].
    pub note_policies: Slots<T, NOTE_POLICIES>,
    /// See [`PoolPolicy::min_grade`].
    pub min_grade: T,
    /// See [`PoolPolicy::max_grade`].
    pub max_grade: T,
    /// See [`PoolPolicy::loss`]: 14 bits each, three grades to an element.
    pub loss: [T; GRADES.div_ceil(GRADES_PER_ELEMENT)],
    /// See [`PoolPolicy::discount`].
    pub discount: T,
    /// 0 or 1.
    pub bullet: T,
    /// See [`PoolPolicy::top_obligors`].
    pub top_obligors: T,
    /// 0 or 1.
    pub own_servicer: T,
    /// See [`PoolPolicy::tranches`].
    pub tranches: T,
    /// See [`PoolPolicy::min_senior`].
    pub min_senior: T,
    /// See [`PoolPolicy::max_senior`].
    pub max_senior: T,
    /// See [`PoolPolicy::buffers`].
    pub buffers: [T; TRANCHES],
    /// Bit i for figure i.
    pub bounded: T,
}

impl<T> PolicyFields<T> {
    /// In the order in which they are hashed.
    pub fn in_order(self) -> Vec<T> {
        let mut all = alloc::vec![self.version, self.currency];
        all.extend(self.note_policies.in_order());
        all.extend([self.min_grade, self.max_grade]);
        all.extend(self.loss);
        all.extend([
            self.discount,
            self.bullet,
            self.top_obligors,
            self.own_servicer,
            self.tranches,
            self.min_senior,
            self.max_senior,
        ]);
        all.extend(self.buffers);
        all.push(self.bounded);
        all
    }
}

impl PoolPolicy {
    /// Refuses another version and values out of their bounds.
    ///
    /// # Errors
    /// What is not of its form.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("pool policy", why));
        let grades = usize::from(self.min_grade)..=usize::from(self.max_grade);
        match () {
            () if self.version != 1 => error("version 1"),
            () if !(1..=NOTE_POLICIES).contains(&self.note_policies.len()) => error("1 to 4 note policies"),
            () if grades.is_empty() || *grades.end() >= GRADES => {
                error("grades from 0 to 7, the lowest first")
            }
            () if !self.loss.iter().all(is_loss_row) => {
                error("losses that do not fall with the state, up to 10,000 bps in default")
            }
            () if self.discount.0 > MAX_DISCOUNT => error("a discount of at most 65,535 bps"),
            () if !(1..=MAX_TOP_OBLIGORS).contains(&self.top_obligors) => error("1 to 64 largest obligors"),
            () if !(1..=TRANCHES as u32).contains(&self.tranches) => error("1 to 4 tranches"),
            () if self.min_senior > self.max_senior || self.max_senior.0 > WHOLE => {
                error("a senior share of at most 10,000 bps, the least one first")
            }
            () if self.buffers.iter().any(|buffer| buffer.0 > WHOLE) => {
                error("buffers of at most 10,000 bps")
            }
            () if self.buffers[self.tranches as usize - 1..].iter().any(|buffer| buffer.0 > 0) => {
                error("no buffer below the last tranche")
            }
            () if !self.bounded.is_sorted_by(|a, b| a < b) => {
                error("bounded figures once each, in their order")
            }
            () if self.bounded.iter().any(|figure| figure.is_stated()) => {
                error("stated figures always shown")
            }
            () => Ok(()),
        }
    }

    /// Bit i for figure i that is hidden behind a bound.
    #[must_use]
    pub fn bounded_mask(&self) -> u32 {
        self.bounded.iter().fold(0, |mask, figure| mask | 1 << *figure as u32)
    }

    /// The values that are hashed.
    #[must_use]
    pub fn fields(&self) -> PolicyFields<Fr> {
        let loss_of = |i: usize| {
            let grades = self.loss[GRADES_PER_ELEMENT * i..].iter().take(GRADES_PER_ELEMENT);
            pack(&grades.flatten().map(|loss| (Fr::from(loss.0), LOSS_BITS)).collect::<Vec<_>>())
        };
        PolicyFields {
            version: Fr::from(self.version),
            currency: Fr::from(self.currency.code()),
            note_policies: Slots::new(&self.note_policies),
            min_grade: Fr::from(self.min_grade),
            max_grade: Fr::from(self.max_grade),
            loss: core::array::from_fn(loss_of),
            discount: Fr::from(self.discount.0),
            bullet: Fr::from(self.bullet),
            top_obligors: Fr::from(self.top_obligors),
            own_servicer: Fr::from(self.own_servicer),
            tranches: Fr::from(self.tranches),
            min_senior: Fr::from(self.min_senior.0),
            max_senior: Fr::from(self.max_senior.0),
            buffers: self.buffers.map(|buffer| Fr::from(buffer.0)),
            bounded: Fr::from(self.bounded_mask()),
        }
    }
}

/// Losses of one grade: they do not fall, and in default all is lost.
fn is_loss_row(row: &[Bps; State::COUNT]) -> bool {
    row.is_sorted() && row[State::Defaulted as usize] == Bps(WHOLE)
}

impl Policy for PoolPolicy {
    const KIND: &'static str = "pool";
    const TAG: &'static str = "covenant/policy/pool";

    fn validate(&self) -> Result<(), ValueError> {
        self.validate()
    }

    fn digest(&self) -> Fr {
        hash(Self::TAG, &self.fields().in_order())
    }
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::pool::sample::policy;
    use alloc::vec;

    #[test]
    fn every_change_moves_the_digest() {
        let changes: [fn(&mut PoolPolicy); 19] = [
            |p| p.version = 2,
            |p| p.currency = "USD".parse().unwrap(),
            |p| p.note_policies.push(Fr::from(0u64)),
            |p| p.note_policies[0] += Fr::from(1u64),
            |p| p.min_grade += 1,
            |p| p.max_grade -= 1,
            |p| p.loss[0][0].0 += 1,
            |p| p.loss[7][4].0 += 1,
            |p| p.loss[3][2].0 += 1,
            |p| p.discount.0 += 1,
            |p| p.bullet = !p.bullet,
            |p| p.top_obligors += 1,
            |p| p.own_servicer = !p.own_servicer,
            |p| p.tranches -= 1,
            |p| p.min_senior.0 += 1,
            |p| p.max_senior.0 += 1,
            |p| p.buffers[0].0 += 1,
            |p| p.buffers[3].0 += 1,
            |p| p.bounded.push(Figure::NetAssetValue),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = policy();
            change(&mut changed);
            assert_ne!(changed.digest(), policy().digest(), "change {i}");
        }
        assert_eq!(policy().fields().in_order().len(), 24);
    }

    #[test]
    fn bounds_are_kept() {
        let refused: [fn(&mut PoolPolicy); 21] = [
            |p| p.version = 2,
            |p| p.note_policies.clear(),
            |p| p.note_policies = vec![Fr::from(1u64); 5],
            |p| p.max_grade = 8,
            |p| (p.min_grade, p.max_grade) = (3, 2),
            |p| p.loss[0][5] = Bps(9_999),
            |p| p.loss[0][4] = Bps(10_001),
            |p| p.loss[7][1] = Bps(0),
            |p| p.discount = Bps(65_536),
            |p| p.top_obligors = 0,
            |p| p.top_obligors = 65,
            |p| p.tranches = 0,
            |p| p.tranches = 5,
            |p| p.min_senior.0 = p.max_senior.0 + 1,
            |p| p.max_senior = Bps(10_001),
            |p| p.buffers[0] = Bps(10_001),
            |p| p.buffers[2] = Bps(1),
            |p| p.buffers[3] = Bps(1),
            |p| p.bounded = vec![Figure::Coupon, Figure::Coupon],
            |p| p.bounded = vec![Figure::Coupon, Figure::Lines],
            |p| p.bounded = vec![Figure::Reserve],
        ];
        assert_eq!(policy().validate(), Ok(()));
        for (i, change) in refused.iter().enumerate() {
            let mut changed = policy();
            change(&mut changed);
            assert!(changed.validate().is_err(), "change {i}");
        }
    }
}
