//! Policy and roles, opened whole. Their forms are the clause's to check.

use crate::Cs;
use covenant_gadgets::{cs::Num, list::Slots};
use covenant_statements::{
    collateral::{CollateralPolicy, policy::PolicyFields},
    roles::{MAX_APPRAISERS, MAX_AUTHORITIES, Roles},
};

pub(in super::super) struct PolicyVar(pub(in super::super) PolicyFields<Num>);

impl PolicyVar {
    pub(super) fn allocate(cs: &mut Cs, policy: &CollateralPolicy) -> Self {
        Self(policy.fields().map_named(|name, value| cs.input(name, value)))
    }
}

pub(in super::super) struct RolesVar {
    pub(in super::super) salt: Num,
    pub(in super::super) servicer: Num,
    pub(in super::super) owner: Num,
    pub(in super::super) appraisers: Slots<Num, MAX_APPRAISERS>,
    pub(in super::super) needed: Num,
    pub(in super::super) authorities: Slots<Num, MAX_AUTHORITIES>,
}

impl RolesVar {
    pub(super) fn allocate(cs: &mut Cs, roles: &Roles) -> Self {
        Self {
            salt: cs.input("salt", roles.salt),
            servicer: cs.input("servicer", roles.servicer.0),
            owner: cs.input("owner", roles.owner.0),
            appraisers: roles.appraisers().map(|value| cs.input("appraisers", value)),
            needed: cs.input("needed", roles.quorum.needed.into()),
            authorities: roles.quorum.slots().map(|value| cs.input("authorities", value)),
        }
    }
}
