//! The policy, opened whole, and the form of it and of the roles.

use crate::{
    Bit, Cs, Element, Made,
    arithmetic::{above, at_least, equal, number},
    integers::{constant, require, require_if},
    parts::List,
    poseidon::sequence,
    roles::Roles,
};
use ark_bn254::Fr;
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget, fields::FieldVar};
use covenant_statements::collateral as native;
use std::ops::Not;

pub(super) struct Policy {
    version: Element,
    pub(super) currency: Element,
    pub(super) note_policies: List,
    pub(super) max_age: Element,
    pub(super) max_past_due: Element,
    pub(super) cross_ageing: Element,
    pub(super) concentration: Element,
    pub(super) of_gross: Bit,
    pub(super) advance: Element,
    /// Cost advance, NOLV advance, sublimit.
    pub(super) inventory: Vec<[Element; 3]>,
    pub(super) property: Vec<Element>,
    pub(super) assets: List,
    pub(super) units: Vec<Element>,
    pub(super) advances: Vec<Element>,
    pub(super) max_price_age: Element,
    pub(super) max_appraisal_age: Element,
    pub(super) reserves: Element,
    pub(super) limit: Element,
    pub(super) own_servicer: Bit,
}

impl Policy {
    pub(super) fn new(cs: &Cs, policy: &native::CollateralPolicy) -> Made<Self> {
        let word = |value: u32| number(cs, value, 32);
        let bit = |value: bool| Bit::new_witness(cs.clone(), || Ok(value));
        let assets: Vec<Fr> = policy.commodities.iter().map(|terms| terms.symbol.asset().0).collect();
        let places = |of: fn(&native::CommodityTerms) -> u32| -> Made<Vec<Element>> {
            (0..4).map(|k| word(policy.commodities.get(k).map_or(0, of))).collect()
        };
        let inventory = |terms: &native::InventoryTerms| {
            let sublimit = number(cs, terms.sublimit.0, 64)?;
            Ok([word(terms.cost_advance.0)?, word(terms.nolv_advance.0)?, sublimit])
        };
        Ok(Self {
            version: word(policy.version)?,
            currency: number(cs, policy.currency.code(), 24)?,
            note_policies: List::new(cs, &policy.note_policies, 4)?,
            max_age: word(policy.max_age_days)?,
            max_past_due: word(policy.max_past_due_days)?,
            cross_ageing: word(policy.cross_ageing.0)?,
            concentration: word(policy.concentration.0)?,
            of_gross: bit(policy.concentration_of == native::Denominator::Gross)?,
            advance: word(policy.advance.0)?,
            inventory: policy.inventory.iter().map(inventory).collect::<Made<_>>()?,
            property: policy.property.iter().map(|rate| word(rate.0)).collect::<Made<_>>()?,
            assets: List::new(cs, &assets, 4)?,
            units: places(|terms| terms.unit)?,
            advances: places(|terms| terms.advance.0)?,
            max_price_age: word(policy.max_price_age_seconds)?,
            max_appraisal_age: word(policy.max_appraisal_age_days)?,
            reserves: number(cs, policy.reserves.0, 64)?,
            limit: number(cs, policy.limit.0, 64)?,
            own_servicer: bit(policy.own_servicer)?,
        })
    }

    /// The sequence of all its 42 values.
    pub(super) fn digest(&self) -> Made<Element> {
        let mut values = vec![self.version.clone(), self.currency.clone()];
        values.extend(self.note_policies.values()?);
        values.extend([&self.max_age, &self.max_past_due].map(Clone::clone));
        values.extend([&self.cross_ageing, &self.concentration].map(Clone::clone));
        values.extend([self.of_gross.clone().into(), self.advance.clone()]);
        values.extend(self.inventory.iter().flatten().cloned());
        values.extend(self.property.iter().cloned());
        values.extend(self.assets.values()?);
        values.extend(self.units.iter().chain(&self.advances).cloned());
        values.extend([&self.max_price_age, &self.max_appraisal_age].map(Clone::clone));
        values.extend([&self.reserves, &self.limit].map(Clone::clone));
        values.push(self.own_servicer.clone().into());
        assert_eq!(values.len(), 42);
        sequence("covenant/policy/collateral", &constant(42), &values)
    }

    /// Version 1, at least one obligation policy, each commodity once; rates, days and units in their ranges.
    fn form(&self) -> Made<()> {
        equal(&self.version, &constant(1))?;
        require(&self.note_policies.uses(0)?)?;
        self.assets.distinct()?;
        let inventory = self.inventory.iter().flat_map(|[cost, nolv, _]| [cost, nolv]);
        let rates = [&self.cross_ageing, &self.concentration, &self.advance].into_iter().chain(inventory);
        for rate in rates.chain(&self.property).chain(&self.advances) {
            require(&at_least(&constant(10_000), rate)?)?;
        }
        for days in [&self.max_age, &self.max_past_due, &self.max_appraisal_age] {
            require(&at_least(&constant(65_535), days)?)?;
        }
        for (k, (unit, advance)) in self.units.iter().zip(&self.advances).enumerate() {
            let used = self.assets.uses(k)?;
            require_if(&used, &above(unit, &constant(0))?)?;
            require_if(&used, &at_least(&constant(1_000_000_000), unit)?)?;
            require_if(&used.clone().not(), &unit.is_eq(&Element::zero())?)?;
            require_if(&used.not(), &advance.is_eq(&Element::zero())?)?;
        }
        Ok(())
    }
}

pub(super) fn clause(policy: &Policy, roles: &Roles) -> Made<()> {
    policy.form()?;
    roles.form()
}
