//! Scope, policy, threshold and moment are of their form; the environment.

use super::super::{
    Public,
    witness::{AttributesVar, ScopeVar, Witness},
};
use crate::{Cs, parts::prices::QuorumVar};
use ark_ff::Field;
use covenant_gadgets::{
    compare::Uint,
    cs::{Bit, Num},
    list::var::ListVar,
    poseidon::var::hash,
};
use covenant_statements::{Fr, roles::Quorum, solvency::scope::MAX_DECIMALS};

/// What is known of the documents.
pub(super) struct Documents {
    /// The day of the moment.
    pub(super) day: Uint,
    pub(super) quorum: QuorumVar,
    /// 10^(9 − decimals) of each asset, 0 where there is none.
    pub(super) scales: Vec<Uint>,
}

pub(super) fn enforce(cs: &mut Cs, w: &Witness, accounts: &Num, public: &Public) -> Documents {
    cs.enforce_equal("scope/version", &w.scope.version, &Num::one());
    w.scope.assets.enforce(cs);
    let scales = scales(cs, &w.scope);
    let authorities = ListVar::enforce(cs, &w.scope.authorities);
    authorities.enforce_distinct(cs);
    let quorum = QuorumVar::enforce(cs, &w.scope.needed, authorities);
    let scope = cs.scoped("scope", |cs| scope_digest(cs, &w.scope));
    cs.enforce_equal("policy/version", &w.policy.version, &Num::one());
    cs.enforce_nonzero("threshold/above-zero", w.threshold.num());
    let policy = w.policy.digest(cs);
    let day = w.setting.day(cs);
    let parts = [&scope, &policy, w.threshold.num(), accounts];
    w.setting.enforce_environment(cs, parts, &public.environment);
    Documents { day, quorum, scales }
}

/// One number of decimals where there is an asset, nothing where there is none.
fn scales(cs: &mut Cs, scope: &ScopeVar) -> Vec<Uint> {
    let places = scope.attributes.iter().zip(scope.assets.used.bits());
    let scale = |(attributes, used): (&AttributesVar, &Bit)| {
        let one = Num::sum(attributes.decimals.iter().map(|bit| (Fr::from(1u64), bit.num())));
        cs.enforce_equal("scope/decimals", &one, used.num());
        cs.enforce("scope/own-unused-is-zero", used.not().num(), attributes.own.num(), &Num::zero());
        let bits: Vec<Uint> = attributes.decimals.iter().map(Uint::from).collect();
        let scales = (0..=u32::from(MAX_DECIMALS)).rev().map(|power| 10u64.pow(power));
        Uint::sum(scales.zip(&bits))
    };
    places.map(scale).collect()
}

fn scope_digest(cs: &mut Cs, scope: &ScopeVar) -> Num {
    let mut quorum = vec![scope.needed.clone()];
    quorum.extend(scope.authorities.clone().in_order());
    let quorum = cs.scoped("quorum", |cs| hash(cs, Quorum::TAG, &quorum));
    scope.assets.digest(cs, [&scope.definition, &quorum, &head(scope)])
}

/// Version, identifier and attributes in one element; see [`covenant_statements::solvency::Scope::head`].
fn head(scope: &ScopeVar) -> Num {
    let power = |bits: usize| Fr::from(2u64).pow([bits as u64]);
    let (version, identifier) = ((power(0), &scope.version), (power(32), scope.identifier.num()));
    let attributes = scope.attributes.iter().enumerate().flat_map(|(j, attributes)| {
        let shift = power(40 + 5 * j);
        let decimals =
            (0u64..).zip(&attributes.decimals).map(move |(d, bit)| (shift * Fr::from(d), bit.num()));
        decimals.chain([(shift * Fr::from(16u64), attributes.own.num())])
    });
    Num::sum([version, identifier].into_iter().chain(attributes))
}
