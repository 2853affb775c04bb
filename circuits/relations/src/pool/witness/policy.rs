//! The policy's values.

use crate::{
    Cs,
    parts::input::{CURRENCY_BITS, input_bit},
};
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    list::var::ListVar,
    sequence::var::Prefix,
};
use covenant_statements::{
    Fr,
    pool::{
        FIGURES, Figure, PoolPolicy, State, TRANCHES,
        policy::{GRADES, GRADES_PER_ELEMENT, LOSS_BITS, PolicyFields},
    },
};

/// Bits of a discount.
const DISCOUNT_BITS: usize = 16;
/// Bits of a grade.
const GRADE_BITS: usize = 3;
/// Bits of a share.
const BPS_BITS: usize = 14;
/// The whole in basis points.
pub(in super::super) const WHOLE: u64 = 10_000;

/// The policy's values, the bits of its masks, its limits and its lists.
pub(in super::super) struct PolicyVar {
    pub(in super::super) fields: PolicyFields<Num>,
    pub(in super::super) currency: Uint,
    pub(in super::super) note_policies: ListVar,
    pub(in super::super) min_grade: Uint,
    pub(in super::super) max_grade: Uint,
    /// By grade, then by state; in default it is the whole.
    pub(in super::super) loss: Vec<Vec<Uint>>,
    pub(in super::super) discount: Uint,
    pub(in super::super) bullet: Bit,
    pub(in super::super) own_servicer: Bit,
    /// Which tranches there are.
    pub(in super::super) tranches: Prefix,
    pub(in super::super) min_senior: Uint,
    pub(in super::super) max_senior: Uint,
    pub(in super::super) buffers: [Uint; TRANCHES],
    /// Which figures are hidden; the stated ones are constants.
    pub(in super::super) bounded: Vec<Bit>,
}

impl PolicyVar {
    pub(super) fn allocate(cs: &mut Cs, policy: &PoolPolicy) -> Self {
        let values = policy.fields();
        let currency = Uint::input(cs, "currency", values.currency, CURRENCY_BITS);
        let note_policies = values.note_policies.map(|v| cs.input("note-policies", v));
        let [min_grade, max_grade] = [("min-grade", values.min_grade), ("max-grade", values.max_grade)]
            .map(|(name, value)| Uint::input(cs, name, value, GRADE_BITS));
        let loss: Vec<Vec<Uint>> = (0..GRADES).map(|grade| losses(cs, policy, grade)).collect();
        let discount = Uint::input(cs, "discount", values.discount, DISCOUNT_BITS);
        let bullet = input_bit(cs, "bullet", policy.bullet);
        let own_servicer = input_bit(cs, "own-servicer", policy.own_servicer);
        let tranches = Prefix::input(cs, "tranches", policy.tranches as usize, TRANCHES);
        let mut bps = |name, value| Uint::input(cs, name, value, BPS_BITS);
        let (min_senior, max_senior) =
            (bps("min-senior", values.min_senior), bps("max-senior", values.max_senior));
        let buffers = values.buffers.map(|buffer| bps("buffer", buffer));
        let bounded = bounded(cs, policy);
        let powers = std::iter::successors(Some(Fr::from(1u64)), |k| Some(*k + *k));
        let fields = PolicyFields {
            version: cs.input("version", values.version),
            currency: currency.num().clone(),
            note_policies: note_policies.clone(),
            min_grade: min_grade.num().clone(),
            max_grade: max_grade.num().clone(),
            loss: packed(&loss),
            discount: discount.num().clone(),
            bullet: bullet.num().clone(),
            top_obligors: cs.input("top-obligors", values.top_obligors),
            own_servicer: own_servicer.num().clone(),
            tranches: tranches.length(),
            min_senior: min_senior.num().clone(),
            max_senior: max_senior.num().clone(),
            buffers: buffers.each_ref().map(|buffer| buffer.num().clone()),
            bounded: Num::sum(powers.zip(bounded.iter().map(Bit::num))),
        };
        let note_policies = ListVar::enforce(cs, &note_policies);
        Self {
            fields,
            currency,
            note_policies,
            min_grade,
            max_grade,
            loss,
            discount,
            bullet,
            own_servicer,
            tranches,
            min_senior,
            max_senior,
            buffers,
            bounded,
        }
    }
}

/// The losses of a grade; the last state's is a constant.
fn losses(cs: &mut Cs, policy: &PoolPolicy, grade: usize) -> Vec<Uint> {
    let row = policy.loss[grade].iter().take(State::BUCKETS);
    let mut losses: Vec<Uint> = row.map(|loss| Uint::input(cs, "loss", loss.0, LOSS_BITS as usize)).collect();
    losses.push(Uint::constant(WHOLE));
    losses
}

fn packed(loss: &[Vec<Uint>]) -> [Num; GRADES.div_ceil(GRADES_PER_ELEMENT)] {
    core::array::from_fn(|i| {
        let grades = loss[GRADES_PER_ELEMENT * i..].iter().take(GRADES_PER_ELEMENT);
        let parts: Vec<(&Uint, u32)> = grades.flatten().map(|loss| (loss, LOSS_BITS)).collect();
        Uint::pack(&parts).num().clone()
    })
}

fn bounded(cs: &mut Cs, policy: &PoolPolicy) -> Vec<Bit> {
    let mask = policy.bounded_mask();
    let bit = |i: usize| match Figure::STATED.contains(&i) {
        true => Bit::zero(),
        false => input_bit(cs, "bounded", mask >> i & 1 == 1),
    };
    (0..FIGURES).map(bit).collect()
}
