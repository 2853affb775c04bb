//! What a prover knows of reserves, as variables in their ranges.

use crate::{
    Cs, Element, Made,
    arithmetic::number,
    curve::Signature,
    integers::element,
    parts::Member,
    poseidon::hash,
    solvency::{Setting, ids},
};
use covenant_statements::solvency::reserves as native;

/// What a custodian signed.
pub(super) struct Reserve {
    pub(super) network: Element,
    pub(super) entity: Element,
    pub(super) scope: Element,
    pub(super) as_of: Element,
    nonce: Element,
    pub(super) asset: Element,
    pub(super) quantity: Element,
    pub(super) encumbered: Element,
    pub(super) nullifier: Element,
    pub(super) signature: Signature,
    pub(super) signer: Member,
}

impl Reserve {
    fn new(cs: &Cs, signed: &native::SignedReserve) -> Made<Self> {
        let reserve = &signed.reserve;
        Ok(Self {
            network: element(cs, reserve.network.to_field())?,
            entity: element(cs, reserve.entity.0)?,
            scope: element(cs, reserve.scope)?,
            as_of: element(cs, reserve.as_of.into())?,
            nonce: element(cs, reserve.nonce)?,
            asset: element(cs, reserve.asset.0)?,
            quantity: number(cs, reserve.quantity, 64)?,
            encumbered: number(cs, reserve.encumbered, 64)?,
            nullifier: element(cs, reserve.nullifier)?,
            signature: Signature::new(cs, &signed.signature)?,
            signer: Member::new(cs, &signed.signer)?,
        })
    }

    pub(super) fn message(&self) -> Made<Element> {
        let who = [&self.network, &self.entity, &self.scope, &self.as_of, &self.nonce];
        let what = [&self.asset, &self.quantity, &self.encumbered, &self.nullifier];
        let values: Vec<Element> = who.into_iter().chain(what).cloned().collect();
        hash("covenant/reserve", &values)
    }
}

/// Of scope, policy and the rest of the environment what the page says is opened and no more.
pub(super) struct Witness {
    pub(super) setting: Setting,
    pub(super) accounts: Element,
    pub(super) definition: Element,
    pub(super) quorum: Element,
    pub(super) head: Element,
    pub(super) ids: Vec<Element>,
    pub(super) reserves: Vec<Reserve>,
    pub(super) blinding: Element,
}

impl Witness {
    pub(super) fn new(cs: &Cs, claim: &native::Claim) -> Made<Self> {
        let scope = &claim.setting.scope;
        Ok(Self {
            setting: Setting::new(cs, &claim.setting)?,
            accounts: element(cs, claim.accounts.into())?,
            definition: element(cs, scope.definition_digest())?,
            quorum: element(cs, scope.quorum.digest())?,
            head: element(cs, scope.head())?,
            ids: ids(cs, scope)?,
            reserves: claim.reserves.iter().map(|signed| Reserve::new(cs, signed)).collect::<Made<_>>()?,
            blinding: element(cs, claim.blinding)?,
        })
    }
}
