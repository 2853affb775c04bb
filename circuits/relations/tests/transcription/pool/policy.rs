//! The policy, opened whole.

use crate::{
    Bit, Cs, Element, Made,
    arithmetic::{above, at_least, equal, number},
    integers::{constant, packed, require, require_if},
    parts::List,
    poseidon::hash,
};
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget, fields::FieldVar};
use covenant_statements::pool::{FIGURES, PoolPolicy};
use std::ops::Not;

pub(super) struct Policy {
    version: Element,
    pub(super) currency: Element,
    pub(super) note_policies: List,
    pub(super) min_grade: Element,
    pub(super) max_grade: Element,
    /// By grade, then by state.
    pub(super) loss: Vec<Vec<Element>>,
    pub(super) discount: Element,
    pub(super) bullet: Bit,
    pub(super) top_obligors: Element,
    pub(super) own_servicer: Bit,
    pub(super) tranches: Element,
    pub(super) min_senior: Element,
    pub(super) max_senior: Element,
    pub(super) buffers: Vec<Element>,
    pub(super) bounded: Vec<Bit>,
}

impl Policy {
    pub(super) fn new(cs: &Cs, policy: &PoolPolicy) -> Made<Self> {
        let word = |value: u32| number(cs, value, 32);
        let bit = |value: bool| Bit::new_witness(cs.clone(), || Ok(value));
        let losses =
            |row: &[covenant_statements::Bps; 6]| row.iter().map(|loss| number(cs, loss.0, 14)).collect();
        let mask = policy.bounded.iter().fold(0u32, |mask, figure| mask | 1 << *figure as u32);
        Ok(Self {
            version: word(policy.version)?,
            currency: number(cs, policy.currency.code(), 24)?,
            note_policies: List::new(cs, &policy.note_policies, 4)?,
            min_grade: number(cs, policy.min_grade, 8)?,
            max_grade: number(cs, policy.max_grade, 8)?,
            loss: policy.loss.iter().map(losses).collect::<Made<_>>()?,
            discount: word(policy.discount.0)?,
            bullet: bit(policy.bullet)?,
            top_obligors: word(policy.top_obligors)?,
            own_servicer: bit(policy.own_servicer)?,
            tranches: word(policy.tranches)?,
            min_senior: word(policy.min_senior.0)?,
            max_senior: word(policy.max_senior.0)?,
            buffers: policy.buffers.iter().map(|buffer| word(buffer.0)).collect::<Made<_>>()?,
            bounded: (0..FIGURES).map(|i| bit(mask >> i & 1 == 1)).collect::<Made<_>>()?,
        })
    }

    /// Which figures are shown by a bound: bit i for figure i.
    pub(super) fn mask(&self) -> Element {
        packed(&self.bounded.iter().cloned().map(Element::from).zip(0..).collect::<Vec<_>>())
    }

    /// H(policy, its 24 values).
    pub(super) fn digest(&self) -> Made<Element> {
        let mut values = vec![self.version.clone(), self.currency.clone()];
        values.extend(self.note_policies.values()?);
        values.extend([self.min_grade.clone(), self.max_grade.clone()]);
        for grades in self.loss.chunks(3) {
            values.push(packed(&grades.concat().into_iter().zip((0..).step_by(14)).collect::<Vec<_>>()));
        }
        values.extend([self.discount.clone(), self.bullet.clone().into()]);
        values.extend([self.top_obligors.clone(), self.own_servicer.clone().into(), self.tranches.clone()]);
        values.extend([self.min_senior.clone(), self.max_senior.clone()]);
        values.extend(self.buffers.iter().cloned());
        values.push(self.mask());
        assert_eq!(values.len(), 24);
        hash("covenant/policy/pool", &values)
    }

    /// The bounds of the page's table.
    pub(super) fn form(&self) -> Made<()> {
        let whole = constant(10_000);
        equal(&self.version, &constant(1))?;
        require(&self.note_policies.uses(0)?)?;
        require(&at_least(&self.max_grade, &self.min_grade)?)?;
        require(&at_least(&constant(7), &self.max_grade)?)?;
        for row in &self.loss {
            for pair in row.windows(2) {
                require(&at_least(&pair[1], &pair[0])?)?;
            }
            equal(&row[5], &whole)?;
        }
        require(&at_least(&constant(65_535), &self.discount)?)?;
        for (value, most) in [(&self.top_obligors, 64), (&self.tranches, 4)] {
            require(&above(value, &constant(0))?)?;
            require(&at_least(&constant(most), value)?)?;
        }
        require(&at_least(&self.max_senior, &self.min_senior)?)?;
        require(&at_least(&whole, &self.max_senior)?)?;
        for (k, buffer) in self.buffers.iter().enumerate() {
            require(&at_least(&whole, buffer)?)?;
            require_if(&self.has_tranche(k + 1)?.not(), &buffer.is_eq(&Element::zero())?)?;
        }
        self.bounded[18..=22].iter().try_for_each(|stated| require(&stated.clone().not()))
    }

    /// Whether there is a tranche k, counted from 0.
    pub(super) fn has_tranche(&self, k: usize) -> Made<Bit> {
        above(&self.tranches, &constant(k as u64))
    }
}
