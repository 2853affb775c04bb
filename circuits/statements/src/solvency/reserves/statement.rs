//! What a custodian signs, and the nullifier that keeps a reserve from being shown twice.

use crate::{AssetId, Day, Fr, Member, Network, PartyId, Signature, binding::keccak253, redact::redacted};
use ark_ff::AdditiveGroup;
use covenant_gadgets::poseidon::{hash, poseidon};

/// The tag of a nullifier.
pub const NULLIFIER_TAG: &str = "covenant/reserve-nullifier";
/// The tag of the nullifiers' digest.
pub const NULLIFIERS_TAG: &str = "covenant/reserve-nullifiers";
/// Nullifiers that one permutation takes beside the state.
pub const NULLIFIERS_PER_BLOCK: usize = 5;

/// A custodian's statement: at this moment it holds so much of this asset for the entity.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Reserve {
    /// Which network the signature is for.
    pub network: Network,
    /// For whom it is held.
    pub entity: PartyId,
    /// The digest of the scope, which fixes what a unit of the asset is: in other decimals the same number would be worth ten times as much.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub scope: Fr,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// Uniform, fresh for each statement: signed messages may be stored, and a quantity could be guessed.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub nonce: Fr,
    /// What is held.
    pub asset: AssetId,
    /// How much, in the scope's decimals.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub quantity: u64,
    /// How much of it is pledged, lent or blocked, and so does not count.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::decimal"))]
    pub encumbered: u64,
    /// See [`nullifier`].
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub nullifier: Fr,
}

/// A statement with its signature.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct SignedReserve {
    /// What is signed.
    pub reserve: Reserve,
    /// The signature.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::signature_hex"))]
    pub signature: Signature,
    /// The custodian.
    pub signer: Member,
}

redacted!(Reserve SignedReserve);

impl Reserve {
    /// The tag of the message.
    pub const TAG: &'static str = "covenant/reserve";

    /// H(`covenant/reserve`, network, entity, scope, as_of, nonce, asset, quantity, encumbered, nullifier).
    #[must_use]
    pub fn message(&self) -> Fr {
        let values = [
            self.network.to_field(),
            self.entity.0,
            self.scope,
            Fr::from(self.as_of),
            self.nonce,
            self.asset.0,
            Fr::from(self.quantity),
            Fr::from(self.encumbered),
            self.nullifier,
        ];
        hash(Self::TAG, &values)
    }

    /// What counts: quantity − encumbered. `None` where more is encumbered than there is.
    #[must_use]
    pub const fn counted(&self) -> Option<u64> {
        self.quantity.checked_sub(self.encumbered)
    }
}

/// H(`covenant/reserve-nullifier`, the custodian's secret, keccak253 of the account's reference, asset, period), the period being the UTC
/// day of `as_of`. The custodian makes and signs it, no circuit sees the secret: an account's asset has one in a period, whoever shows it,
/// and nobody else can tell two days' apart from two accounts'.
#[must_use]
pub fn nullifier(secret: Fr, account: &str, asset: AssetId, period: Day) -> Fr {
    let account = keccak253(account.as_bytes());
    hash(NULLIFIER_TAG, &[secret, account, asset.0, Fr::from(period.get())])
}

/// The public input `nullifiers`: c = H(`covenant/reserve-nullifiers`, n), then c = Poseidon(c, the next five), the last block padded with
/// zeros. The number comes first, so that no list is another's beginning; a permutation takes six inputs, as contracts have it.
#[must_use]
pub fn nullifiers_digest(nullifiers: &[Fr]) -> Fr {
    let start = hash(NULLIFIERS_TAG, &[Fr::from(nullifiers.len() as u64)]);
    nullifiers.chunks(NULLIFIERS_PER_BLOCK).fold(start, |state, block| {
        let mut inputs = [Fr::ZERO; NULLIFIERS_PER_BLOCK + 1];
        inputs[0] = state;
        inputs[1..=block.len()].copy_from_slice(block);
        poseidon(&inputs)
    })
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::solvency::sample::World;
    use alloc::vec::Vec;

    #[test]
    fn every_field_is_signed() {
        let reserve = World::new(1, 1, 3, 2).reserves[0].1.clone();
        let changes: [fn(&mut Reserve); 9] = [
            |r| r.network = Network::Production,
            |r| r.entity.0 += Fr::from(1u64),
            |r| r.scope += Fr::from(1u64),
            |r| r.as_of += 1,
            |r| r.nonce += Fr::from(1u64),
            |r| r.asset.0 += Fr::from(1u64),
            |r| r.quantity += 1,
            |r| r.encumbered += 1,
            |r| r.nullifier += Fr::from(1u64),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = reserve.clone();
            change(&mut changed);
            assert_ne!(changed.message(), reserve.message(), "change {i}");
        }
    }

    #[test]
    fn every_part_moves_a_nullifier() {
        let [one, two] = [1u64, 2].map(Fr::from);
        let of = |secret, account, asset, period| nullifier(secret, account, AssetId(asset), period);
        let base = of(one, "vault-7", one, Day::MIN);
        assert_ne!(of(two, "vault-7", one, Day::MIN), base);
        assert_ne!(of(one, "vault-8", one, Day::MIN), base);
        assert_ne!(of(one, "vault-7", two, Day::MIN), base);
        assert_ne!(of(one, "vault-7", one, Day::MAX), base);
    }

    #[test]
    fn lists_have_one_digest_each() {
        let list = |n: u64| (1..=n).map(Fr::from).collect::<Vec<_>>();
        let digests: Vec<Fr> = (0..=11).map(|n| nullifiers_digest(&list(n))).collect();
        assert!(digests.iter().enumerate().all(|(i, digest)| !digests[..i].contains(digest)));
        let mut padded = list(4);
        padded.push(Fr::ZERO);
        assert_ne!(nullifiers_digest(&padded), nullifiers_digest(&list(4)), "padding is told by the number");
        for i in 0..6 {
            let mut changed = list(6);
            changed[i] += Fr::from(1u64);
            assert_ne!(nullifiers_digest(&changed), nullifiers_digest(&list(6)));
        }
    }
}
