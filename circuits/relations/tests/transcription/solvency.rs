//! What reserves and coverage have in common: the book's page "Coverage: reserves and coverage", its documents and its environment.

use crate::{
    Bit, Cs, Element, Made,
    arithmetic::{at_least, divided, number},
    integers::{constant, element, packed, require},
    poseidon::{hash, sequence},
    verdict::counted,
};
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget};
use covenant_statements::solvency as native;

/// The last second of 9999.
const LAST_SECOND: u64 = 253_402_300_799;

pub(crate) struct Policy {
    pub(crate) version: Element,
    pub(crate) currency: Element,
    pub(crate) max_price_age: Element,
    pub(crate) own_custodian: Bit,
}

pub(crate) struct Setting {
    pub(crate) network: Element,
    pub(crate) entity: Element,
    pub(crate) policy: Policy,
    pub(crate) threshold: Element,
    /// In seconds.
    pub(crate) as_of: Element,
    /// The UTC day that holds it.
    pub(crate) day: Element,
    pub(crate) price_root: Element,
    pub(crate) registry_root: Element,
}

impl Setting {
    pub(crate) fn new(cs: &Cs, setting: &native::Setting) -> Made<Self> {
        let policy = Policy {
            version: element(cs, setting.policy.version.into())?,
            currency: element(cs, setting.policy.currency.code().into())?,
            max_price_age: element(cs, setting.policy.max_price_age_seconds.into())?,
            own_custodian: Bit::new_witness(cs.clone(), || Ok(setting.policy.own_custodian))?,
        };
        let as_of = number(cs, setting.as_of, 64)?;
        Ok(Self {
            network: element(cs, setting.network.to_field())?,
            entity: element(cs, setting.entity.0)?,
            policy,
            threshold: element(cs, setting.threshold.0.into())?,
            day: divided(cs, &as_of, &constant(86_400))?,
            as_of,
            price_root: element(cs, setting.price_root)?,
            registry_root: element(cs, setting.registry_root)?,
        })
    }

    /// The moment is not after 9999.
    pub(crate) fn moment(&self) -> Made<()> {
        require(&at_least(&constant(LAST_SECOND), &self.as_of)?)
    }

    /// environment = H(…, H(…, network, entity, scope, policy, threshold), as_of, price root, registry root, N).
    pub(crate) fn environment(&self, scope: Element, accounts: &Element) -> Made<Element> {
        let policy = &self.policy;
        let own = Element::from(policy.own_custodian.clone());
        let policy = [&policy.version, &policy.currency, &policy.max_price_age, &own].map(Clone::clone);
        let policy = hash("covenant/policy/solvency", &policy)?;
        let [network, entity, threshold] = [&self.network, &self.entity, &self.threshold].map(Clone::clone);
        let base = hash("covenant/solvency-base", &[network, entity, scope, policy, threshold])?;
        let [as_of, price_root, registry_root] =
            [&self.as_of, &self.price_root, &self.registry_root].map(Clone::clone);
        hash("covenant/solvency-environment", &[base, as_of, price_root, registry_root, accounts.clone()])
    }
}

/// The ids of the scope's assets, in order.
pub(crate) fn ids(cs: &Cs, scope: &native::Scope) -> Made<Vec<Element>> {
    scope.ids().map(|id| element(cs, id.0)).collect()
}

/// 1 to 32 assets, each once.
pub(crate) fn assets(ids: &[Element]) -> Made<()> {
    counted((1..=32).contains(&ids.len()))?;
    distinct(ids)
}

/// No two are equal.
pub(crate) fn distinct(elements: &[Element]) -> Made<()> {
    for (i, later) in elements.iter().enumerate() {
        for earlier in &elements[..i] {
            earlier.enforce_not_equal(later)?;
        }
    }
    Ok(())
}

/// The sequence by the number of assets: definition, quorum, head, the assets' ids.
pub(crate) fn scope_digest(own: [&Element; 3], ids: &[Element]) -> Made<Element> {
    let elements = [&own.map(Clone::clone)[..], ids].concat();
    sequence("covenant/solvency-scope", &constant(ids.len() as u64), &elements)
}

/// R = H(…, environment, 32 totals three to an element of 84 bits each, blinding).
pub(crate) fn commitment(environment: &Element, totals: &[Element], blinding: &Element) -> Made<Element> {
    let mut totals = totals.to_vec();
    totals.resize(32, constant(0));
    let mut values = vec![environment.clone()];
    for three in totals.chunks(3) {
        let places: Vec<(Element, u64)> = three.iter().cloned().zip((0..).step_by(84)).collect();
        values.push(packed(&places));
    }
    values.push(blinding.clone());
    assert_eq!(values.len(), 13);
    hash("covenant/solvency-reserves", &values)
}
