//! The scope, opened whole, and the form of it and of the policy.

use super::witness::Witness;
use crate::{
    Bit, Cs, Element, Made,
    arithmetic::{above, at_least, equal, fits, number},
    integers::{constant, element, packed, require},
    parts::List,
    poseidon::hash,
    solvency::{assets, ids, scope_digest},
};
use ark_bn254::Fr;
use ark_r1cs_std::alloc::AllocVar;
use covenant_statements::solvency as native;

pub(super) struct Scope {
    version: Element,
    definition: Element,
    identifier: Element,
    pub(super) ids: Vec<Element>,
    pub(super) decimals: Vec<Element>,
    pub(super) own: Vec<Bit>,
    pub(super) needed: Element,
    pub(super) authorities: List,
}

impl Scope {
    pub(super) fn new(cs: &Cs, scope: &native::Scope) -> Made<Self> {
        let authorities: Vec<Fr> = scope.quorum.authorities.iter().map(|party| party.0).collect();
        let assets = scope.assets.iter();
        Ok(Self {
            version: number(cs, scope.version, 32)?,
            definition: element(cs, scope.definition_digest())?,
            identifier: number(cs, scope.identifier.code(), 8)?,
            ids: ids(cs, scope)?,
            decimals: assets.clone().map(|asset| number(cs, asset.decimals, 8)).collect::<Made<_>>()?,
            own: assets.map(|asset| Bit::new_witness(cs.clone(), || Ok(asset.own))).collect::<Made<_>>()?,
            needed: number(cs, scope.quorum.needed, 8)?,
            authorities: List::new(cs, &authorities, 5)?,
        })
    }

    fn digest(&self) -> Made<Element> {
        let quorum = [vec![self.needed.clone()], self.authorities.values()?].concat();
        let quorum = hash("covenant/price-quorum", &quorum)?;
        let mut places = vec![(self.version.clone(), 0), (self.identifier.clone(), 32)];
        for (shift, (decimals, own)) in (40..).step_by(5).zip(self.decimals.iter().zip(&self.own)) {
            places.push((decimals + Element::from(own.clone()) * constant(16), shift));
        }
        scope_digest([&self.definition, &quorum, &packed(&places)], &self.ids)
    }

    /// Version 1; 1 to 32 assets, each once, of at most 9 decimals; each authority once, needed 1 to 3 and not more than are listed.
    fn form(&self) -> Made<()> {
        equal(&self.version, &constant(1))?;
        assets(&self.ids)?;
        for decimals in &self.decimals {
            require(&at_least(&constant(9), decimals)?)?;
        }
        self.authorities.distinct()?;
        require(&above(&self.needed, &constant(0))?)?;
        require(&at_least(&constant(3), &self.needed)?)?;
        require(&at_least(&self.authorities.length()?, &self.needed)?)
    }
}

/// The documents are of their form, and the environment is theirs, with N the sum of the chunks' counts.
pub(super) fn documents(w: &Witness, environment: &Element) -> Made<()> {
    let setting = &w.setting;
    w.scope.form()?;
    equal(&setting.policy.version, &constant(1))?;
    for (value, bits) in [(&setting.threshold, 32), (&setting.policy.max_price_age, 32)] {
        fits(value, bits)?;
    }
    require(&above(&setting.threshold, &constant(0))?)?;
    setting.moment()?;
    let accounts: Element = w.chunks.iter().map(|chunk| &chunk.count).sum();
    equal(&setting.environment(w.scope.digest()?, &accounts)?, environment)
}
