//! The roles, opened whole.

use crate::{
    Cs, Element, Made,
    arithmetic::{above, at_least, number},
    integers::{constant, element, require, require_if},
    parts::List,
    poseidon::hash,
};
use covenant_statements::{self as native, PartyId};

pub(crate) struct Roles {
    salt: Element,
    pub(crate) servicer: Element,
    pub(crate) appraisers: List,
    pub(crate) needed: Element,
    pub(crate) authorities: List,
    pub(crate) owner: Element,
}

impl Roles {
    pub(crate) fn new(cs: &Cs, roles: &native::Roles) -> Made<Self> {
        let list = |parties: &[PartyId], n| {
            List::new(cs, &parties.iter().map(|party| party.0).collect::<Vec<_>>(), n)
        };
        Ok(Self {
            salt: element(cs, roles.salt)?,
            servicer: element(cs, roles.servicer.0)?,
            appraisers: list(&roles.appraisers, 4)?,
            needed: number(cs, roles.quorum.needed, 8)?,
            authorities: list(&roles.quorum.authorities, 5)?,
            owner: element(cs, roles.owner.0)?,
        })
    }

    pub(crate) fn digest(&self) -> Made<Element> {
        let appraisers = hash("covenant/appraisers", &self.appraisers.values()?)?;
        let quorum = [vec![self.needed.clone()], self.authorities.values()?].concat();
        let quorum = hash("covenant/price-quorum", &quorum)?;
        let (salt, servicer, owner) = (self.salt.clone(), self.servicer.clone(), self.owner.clone());
        hash("covenant/roles", &[salt, servicer, appraisers, quorum, owner])
    }

    /// Each party once; needed is 1 to 3 and not more than are listed, 0 where nobody is.
    pub(crate) fn form(&self) -> Made<()> {
        self.appraisers.distinct()?;
        self.authorities.distinct()?;
        require(&at_least(&constant(3), &self.needed)?)?;
        require(&at_least(&self.authorities.length()?, &self.needed)?)?;
        require_if(&self.authorities.uses(0)?, &above(&self.needed, &constant(0))?)
    }
}
