//! Policy and roles are of their form; their digests.

use super::super::witness::{PolicyVar, RolesVar};
use crate::{
    Cs,
    parts::{
        input::{AMOUNT_BITS, BPS_BITS, CURRENCY_BITS, WORD_BITS},
        prices::QuorumVar,
    },
};
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::{Bit, Num},
    list::var::{Filled, ListVar},
    poseidon::var::hash,
    sequence::var::full_digest,
};
use covenant_statements::{
    Policy as _,
    collateral::{
        CollateralPolicy,
        policy::{MAX_DAYS, MAX_UNIT},
    },
    roles::{Quorum, Roles},
};

/// Bits of a number of days.
const DAYS_BITS: usize = 16;
/// Bits of a commodity's unit.
const UNIT_BITS: usize = 30;

/// The policy with what is known of its values.
pub(super) struct Policy {
    pub(super) digest: Num,
    pub(super) currency: Uint,
    pub(super) note_policies: Filled,
    pub(super) max_age_days: Uint,
    pub(super) max_past_due_days: Uint,
    pub(super) cross_ageing: Uint,
    pub(super) concentration: Uint,
    pub(super) of_gross: Bit,
    pub(super) advance: Uint,
    pub(super) inventory: Vec<Inventory>,
    pub(super) property: Vec<Uint>,
    pub(super) assets: ListVar,
    /// At least one, also where there is no commodity.
    pub(super) units: Vec<Uint>,
    pub(super) advances: Vec<Uint>,
    pub(super) max_price_age_seconds: Uint,
    pub(super) max_appraisal_age_days: Uint,
    pub(super) reserves: Uint,
    pub(super) limit: Uint,
    pub(super) own_servicer: Bit,
}

/// The terms of a class of inventory.
pub(super) struct Inventory {
    pub(super) cost_advance: Uint,
    pub(super) nolv_advance: Uint,
    pub(super) sublimit: Uint,
}

/// The roles with what is known of them.
pub(super) struct RolesOpened {
    pub(super) digest: Num,
    pub(super) appraisers: ListVar,
    pub(super) quorum: QuorumVar,
}

/// A rate of at most the whole.
fn rate(cs: &mut Cs, value: &Num) -> Uint {
    let rate = Uint::range(cs, value.clone(), BPS_BITS);
    cs.scoped("rate", |cs| less_or_equal(cs, &rate, &Uint::constant(10_000)));
    rate
}

const _: () = assert!(MAX_DAYS == (1 << DAYS_BITS) - 1 && MAX_UNIT < 1 << UNIT_BITS);

/// The policy, its lists and ranges, and its digest.
pub(super) fn policy(cs: &mut Cs, PolicyVar(fields): &PolicyVar) -> Policy {
    let days = |cs: &mut Cs, value: &Num| Uint::range(cs, value.clone(), DAYS_BITS);
    let amount = |cs: &mut Cs, value: &Num| Uint::range(cs, value.clone(), AMOUNT_BITS);
    cs.enforce_equal("policy/version", &fields.version, &Num::one());
    let note_policies = ListVar::enforce(cs, &fields.note_policies);
    cs.enforce_equal("policy/some-notes", note_policies.used()[0].num(), &Num::one());
    let note_policies = note_policies.filled(cs);
    let assets = ListVar::enforce(cs, &fields.assets);
    assets.enforce_distinct(cs);
    Policy {
        digest: cs.scoped("digest", |cs| full_digest(cs, CollateralPolicy::TAG, &fields.clone().in_order())),
        currency: Uint::range(cs, fields.currency.clone(), CURRENCY_BITS),
        note_policies,
        max_age_days: days(cs, &fields.max_age_days),
        max_past_due_days: days(cs, &fields.max_past_due_days),
        cross_ageing: rate(cs, &fields.cross_ageing),
        concentration: rate(cs, &fields.concentration),
        of_gross: cs.boolean("policy/concentration-of", fields.concentration_of.clone()),
        advance: rate(cs, &fields.advance),
        inventory: fields
            .inventory
            .iter()
            .map(|[cost, nolv, sublimit]| Inventory {
                cost_advance: rate(cs, cost),
                nolv_advance: rate(cs, nolv),
                sublimit: amount(cs, sublimit),
            })
            .collect(),
        property: fields.property.iter().map(|value| rate(cs, value)).collect(),
        units: fields.units.iter().zip(assets.used()).map(|(value, used)| unit(cs, value, used)).collect(),
        advances: fields
            .advances
            .iter()
            .zip(assets.used())
            .map(|(value, used)| {
                cs.enforce("policy/unused-is-zero", used.not().num(), value, &Num::zero());
                rate(cs, value)
            })
            .collect(),
        max_price_age_seconds: Uint::range(cs, fields.max_price_age_seconds.clone(), WORD_BITS),
        max_appraisal_age_days: days(cs, &fields.max_appraisal_age_days),
        reserves: amount(cs, &fields.reserves),
        limit: amount(cs, &fields.limit),
        own_servicer: cs.boolean("policy/own-servicer", fields.own_servicer.clone()),
        assets,
    }
}

/// 1 to 10⁹ where there is a commodity; 0 where there is none, which then stands for 1.
fn unit(cs: &mut Cs, value: &Num, used: &Bit) -> Uint {
    cs.enforce("policy/unused-is-zero", used.not().num(), value, &Num::zero());
    let above_one = &(value + used.not().num()) - &Num::one();
    let unit = Uint::range(cs, above_one, UNIT_BITS).plus(&Uint::constant(1));
    cs.scoped("unit", |cs| less_or_equal(cs, &unit, &Uint::constant(MAX_UNIT.into())));
    unit
}

/// The roles, their lists, and their digest.
pub(super) fn roles(cs: &mut Cs, roles: &RolesVar) -> RolesOpened {
    let appraisers = ListVar::enforce(cs, &roles.appraisers);
    appraisers.enforce_distinct(cs);
    let authorities = ListVar::enforce(cs, &roles.authorities);
    authorities.enforce_distinct(cs);
    let opened = QuorumVar::enforce(cs, &roles.needed, authorities);
    let digest = cs.scoped("roles", |cs| {
        let appraisers = hash(cs, Roles::APPRAISERS_TAG, &roles.appraisers.clone().in_order());
        let mut quorum = vec![roles.needed.clone()];
        quorum.extend(roles.authorities.clone().in_order());
        let quorum = hash(cs, Quorum::TAG, &quorum);
        let values = [&roles.salt, &roles.servicer, &appraisers, &quorum, &roles.owner];
        hash(cs, Roles::TAG, &values.map(Clone::clone))
    });
    RolesOpened { digest, appraisers, quorum: opened }
}
