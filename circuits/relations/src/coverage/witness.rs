//! The private inputs of the circuit, each range-checked where it enters.

mod chunks;
mod scope;

pub(super) use chunks::ChunkVar;
pub(super) use scope::{AttributesVar, ScopeVar};

use super::Room;
use crate::{
    Cs,
    parts::{
        input::{CURRENCY_BITS, DAY_BITS, WORD_BITS},
        prices::{AuthorityVar, PriceVar},
        solvency::{PolicyVar, SettingVar},
    },
};
use covenant_gadgets::{compare::Uint, cs::Num, sequence::var::Prefix};
use covenant_statements::solvency::{coverage::Claim, reserves::totals::TOTAL_BITS};

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) setting: SettingVar,
    pub(super) threshold: Uint,
    pub(super) policy: PolicyVar,
    pub(super) currency: Uint,
    pub(super) max_price_age: Uint,
    pub(super) scope: ScopeVar,
    /// Which of the places for chunks are used.
    pub(super) used: Prefix,
    pub(super) chunks: Vec<ChunkVar>,
    /// Totals that a chunk's output hashes.
    pub(super) columns: usize,
    pub(super) reserves: Vec<Uint>,
    pub(super) reserves_blinding: Num,
    pub(super) prices: PricesVar,
}

/// The day's prices but for their root, which is the setting's.
pub(super) struct PricesVar {
    pub(super) day: Uint,
    pub(super) authorities: Vec<AuthorityVar>,
    /// Of each asset; a place without one has the first asset's again.
    pub(super) members: Vec<PriceVar>,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, room: Room) -> Self {
        let setting = &claim.setting;
        let policy = PolicyVar::allocate(cs, &setting.policy);
        let total = |j: usize| claim.reserves.totals.get(j).copied().unwrap_or(0);
        Self {
            setting: SettingVar::allocate(cs, setting),
            threshold: Uint::input(cs, "threshold", setting.threshold.0, WORD_BITS),
            currency: Uint::range(cs, policy.currency.clone(), CURRENCY_BITS),
            max_price_age: Uint::range(cs, policy.max_price_age.clone(), WORD_BITS),
            policy,
            scope: cs.scoped("scope", |cs| ScopeVar::allocate(cs, &setting.scope, room.assets)),
            used: Prefix::input(cs, "used", claim.chunks.len(), room.chunks),
            chunks: (0..room.chunks)
                .map(|i| cs.scoped("chunk", |cs| ChunkVar::allocate(cs, claim.chunks.get(i), room.assets)))
                .collect(),
            columns: room.columns,
            reserves: (0..room.assets)
                .map(|j| Uint::input(cs, "reserve-total", total(j), TOTAL_BITS))
                .collect(),
            reserves_blinding: cs.input("reserves-blinding", claim.reserves.blinding),
            prices: cs.scoped("prices", |cs| PricesVar::allocate(cs, claim, room)),
        }
    }
}

impl PricesVar {
    fn allocate(cs: &mut Cs, claim: &Claim, room: Room) -> Self {
        let (prices, scope) = (&claim.prices, &claim.setting.scope);
        let needed = usize::from(scope.quorum.needed);
        let signed = |i: usize| prices.signatures.get(i).filter(|_| i < needed);
        let member = |j: usize| prices.members.get(if j < scope.assets.len() { j } else { 0 });
        Self {
            day: Uint::input(cs, "day", prices.day.get(), DAY_BITS),
            authorities: (0..room.authorities)
                .map(|i| cs.scoped("authorities", |cs| AuthorityVar::allocate(cs, &scope.quorum, signed(i))))
                .collect(),
            members: (0..room.assets)
                .map(|j| cs.scoped("member", |cs| PriceVar::allocate(cs, member(j), claim.setting.as_of)))
                .collect(),
        }
    }
}
