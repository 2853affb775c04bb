//! The private inputs of the circuit, each range-checked where it enters.

use super::Room;
use crate::{
    Cs,
    parts::{
        input::AMOUNT_BITS,
        signer::SignerVar,
        solvency::{AssetsVar, PolicyVar, SettingVar},
    },
};
use covenant_gadgets::{compare::Uint, cs::Num, sequence::var::Prefix};
use covenant_statements::{
    Fr,
    solvency::{
        Scope,
        reserves::{Claim, SignedReserve},
    },
};

/// Everything that is not public.
pub(super) struct Witness {
    pub(super) setting: SettingVar,
    /// Nothing here rests on it: the coverage's circuit compares with it.
    pub(super) threshold: Num,
    /// How many accounts the liabilities have: the coverage's circuit counts them.
    pub(super) accounts: Num,
    pub(super) policy: PolicyVar,
    pub(super) scope: ScopeVar,
    /// Which of the places for statements are used.
    pub(super) used: Prefix,
    pub(super) statements: Vec<StatementVar>,
    pub(super) blinding: Num,
}

/// The scope. Definition, quorum, version, identifier and the assets' attributes play no part: their elements are opened, and no more.
pub(super) struct ScopeVar {
    pub(super) definition: Num,
    pub(super) quorum: Num,
    pub(super) head: Num,
    pub(super) assets: AssetsVar,
}

/// A custodian's statement but for what it has in common with the others.
pub(super) struct StatementVar {
    pub(super) nonce: Num,
    pub(super) asset: Num,
    pub(super) quantity: Uint,
    pub(super) encumbered: Uint,
    pub(super) nullifier: Num,
    pub(super) signer: SignerVar,
}

impl Witness {
    pub(super) fn allocate(cs: &mut Cs, claim: &Claim, room: Room) -> Self {
        let setting = &claim.setting;
        Self {
            setting: SettingVar::allocate(cs, setting),
            threshold: cs.input("threshold", setting.threshold.0.into()),
            accounts: cs.input("accounts", claim.accounts.into()),
            policy: PolicyVar::allocate(cs, &setting.policy),
            scope: cs.scoped("scope", |cs| ScopeVar::allocate(cs, &setting.scope, room.assets)),
            used: Prefix::input(cs, "used", claim.reserves.len(), room.statements),
            statements: (0..room.statements)
                .map(|i| cs.scoped("statement", |cs| StatementVar::allocate(cs, claim.reserves.get(i))))
                .collect(),
            blinding: cs.input("blinding", claim.blinding),
        }
    }
}

impl ScopeVar {
    fn allocate(cs: &mut Cs, scope: &Scope, room: usize) -> Self {
        Self {
            definition: cs.input("definition", scope.definition_digest()),
            quorum: cs.input("quorum", scope.quorum.digest()),
            head: cs.input("head", scope.head()),
            assets: AssetsVar::allocate(cs, scope, room),
        }
    }
}

impl StatementVar {
    fn allocate(cs: &mut Cs, signed: Option<&SignedReserve>) -> Self {
        let reserve = signed.map(|signed| &signed.reserve);
        let element = |value: Option<Fr>| value.unwrap_or_default();
        Self {
            nonce: cs.input("nonce", element(reserve.map(|r| r.nonce))),
            asset: cs.input("asset", element(reserve.map(|r| r.asset.0))),
            quantity: Uint::input(cs, "quantity", reserve.map_or(0, |r| r.quantity), AMOUNT_BITS),
            encumbered: Uint::input(cs, "encumbered", reserve.map_or(0, |r| r.encumbered), AMOUNT_BITS),
            nullifier: cs.input("nullifier", element(reserve.map(|r| r.nullifier))),
            signer: SignerVar::allocate(cs, signed.map(|signed| (&signed.signer, &signed.signature))),
        }
    }
}
