//! What a coverage is of: which liabilities, in which assets, by whose prices.

use crate::{
    Fr, ValueError,
    binding::keccak253,
    pack::pack,
    price::{AssetId, Symbol},
    roles::Quorum,
    solvency::IdentifierScheme,
};
use alloc::{string::String, vec::Vec};
use covenant_gadgets::sequence;

/// The most assets of a scope.
pub const MAX_ASSETS: usize = 32;
/// The most bytes of a definition.
pub const MAX_DEFINITION: usize = 2_048;
/// The most decimals of an asset: quantities are `u64`.
pub const MAX_DECIMALS: u8 = 9;

/// An asset of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ScopeAsset {
    /// Its name among the day's prices.
    pub symbol: Symbol,
    /// 10^decimals of its units are one priced unit; at most 9.
    pub decimals: u8,
    /// The entity's own token: as a reserve it counts zero, as a liability it counts whole.
    pub own: bool,
}

impl ScopeAsset {
    /// decimals + 16·own, in 5 bits.
    #[must_use]
    pub fn attributes(&self) -> u8 {
        self.decimals | u8::from(self.own) << 4
    }

    /// 10^(9 − decimals): what brings a quantity times a price to 10⁻⁹ of a minor unit of the currency.
    #[must_use]
    pub fn scale(&self) -> u64 {
        10u64.pow(u32::from(MAX_DECIMALS.saturating_sub(self.decimals)))
    }
}

/// The scope of a coverage. Public: attestations carry it whole, environments its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Scope {
    /// The form of this document: 1.
    pub version: u32,
    /// What counts as a liability, in words: 1 to 2,048 bytes.
    pub definition: String,
    /// What account holders are identified by.
    pub identifier: IdentifierScheme,
    /// 1 to 32 assets, each once; balances, totals and prices are in this order.
    pub assets: Vec<ScopeAsset>,
    /// Whose prices count.
    pub quorum: Quorum,
}

impl Scope {
    /// The tag of the digest.
    pub const TAG: &'static str = "covenant/solvency-scope";

    /// Refuses a document that no verifier takes.
    ///
    /// # Errors
    /// What is not of its form.
    pub fn validate(&self) -> Result<(), ValueError> {
        let error = |why| Err(ValueError::new("scope", why));
        match () {
            () if self.version != 1 => error("version 1"),
            () if !(1..=MAX_DEFINITION).contains(&self.definition.len()) => {
                error("a definition of 1 to 2,048 bytes")
            }
            () if !self.has_assets() => error("1 to 32 assets, each once"),
            () if !self.has_decimals() => error("at most 9 decimals"),
            () if self.quorum.needed == 0 => error("at least one price authority"),
            () => self.quorum.validate(),
        }
    }

    /// 1 to 32 assets, each once.
    #[must_use]
    pub fn has_assets(&self) -> bool {
        let ids: Vec<AssetId> = self.ids().collect();
        (1..=MAX_ASSETS).contains(&ids.len()) && ids.iter().enumerate().all(|(i, id)| !ids[..i].contains(id))
    }

    /// At most 9 decimals of each.
    #[must_use]
    pub fn has_decimals(&self) -> bool {
        self.assets.iter().all(|asset| asset.decimals <= MAX_DECIMALS)
    }

    /// The assets' ids, in order.
    pub fn ids(&self) -> impl Iterator<Item = AssetId> {
        self.assets.iter().map(|asset| asset.symbol.asset())
    }

    /// How many columns of balances the liabilities have: the smallest of 1, 8 and 32 that the assets fit. Columns beyond the assets are
    /// zero.
    #[must_use]
    pub fn columns(&self) -> usize {
        super::ASSETS.into_iter().find(|columns| self.assets.len() <= *columns).unwrap_or(MAX_ASSETS)
    }

    /// keccak256 of the definition's bytes, the top three bits cleared.
    #[must_use]
    pub fn definition_digest(&self) -> Fr {
        keccak253(self.definition.as_bytes())
    }

    /// Version, identifier and the attributes of the assets, 5 bits each, the first ones lowest.
    #[must_use]
    pub fn head(&self) -> Fr {
        let own = [(Fr::from(self.version), 32), (Fr::from(self.identifier.code()), 8)];
        let assets = self.assets.iter().map(|asset| (Fr::from(asset.attributes()), 5));
        pack(&own.into_iter().chain(assets).collect::<Vec<_>>())
    }

    /// The digest: [`sequence::digest`] by the number of assets of the definition's digest, the quorum's, the head, and each asset's id.
    #[must_use]
    pub fn digest(&self) -> Fr {
        let mut elements = alloc::vec![self.definition_digest(), self.quorum.digest(), self.head()];
        elements.extend(self.ids().map(|id| id.0));
        sequence::digest(Self::TAG, self.assets.len() as u64, &elements)
    }
}

#[cfg(all(test, feature = "sample"))]
mod tests {
    use super::*;
    use crate::{PartyId, solvency::sample::World};

    fn scope(assets: usize) -> Scope {
        World::new(1, 1, assets, 1).scope
    }

    #[test]
    fn every_part_moves_the_digest() {
        let changes: [fn(&mut Scope); 12] = [
            |s| s.version = 2,
            |s| s.definition.push('.'),
            |s| s.identifier = IdentifierScheme::Telephone,
            |s| s.assets.truncate(2),
            |s| s.assets.swap(0, 1),
            |s| s.assets[0].decimals ^= 1,
            |s| s.assets[0].own = !s.assets[0].own,
            |s| s.assets[2].own = !s.assets[2].own,
            |s| s.assets[1].symbol = "OTHER".parse().unwrap(),
            |s| s.quorum.needed = 1,
            |s| s.quorum.authorities.reverse(),
            |s| s.quorum.authorities.push(PartyId(Fr::from(1u64))),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = scope(3);
            change(&mut changed);
            assert_ne!(changed.digest(), scope(3).digest(), "change {i}");
        }
        let digests: Vec<Fr> = [1, 8, 9, 31, 32].map(|assets| scope(assets).digest()).to_vec();
        assert!(digests.iter().enumerate().all(|(i, digest)| !digests[..i].contains(digest)));
    }

    #[test]
    fn bounds_are_kept() {
        let refused: [fn(&mut Scope); 9] = [
            |s| s.version = 0,
            |s| s.definition.clear(),
            |s| s.definition = "x".repeat(MAX_DEFINITION + 1),
            |s| s.assets.clear(),
            |s| s.assets[1].symbol = s.assets[0].symbol.clone(),
            |s| s.assets.extend(scope(32).assets),
            |s| s.assets[0].decimals = 10,
            |s| s.quorum = Quorum::nobody(),
            |s| s.quorum.needed = 4,
        ];
        for (i, change) in refused.iter().enumerate() {
            let mut changed = scope(3);
            change(&mut changed);
            assert!(changed.validate().is_err(), "change {i}");
        }
        for (assets, columns) in [(1, 1), (2, 8), (8, 8), (9, 32), (32, 32)] {
            assert_eq!(scope(assets).validate(), Ok(()));
            assert_eq!(scope(assets).columns(), columns);
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn the_document_has_one_form() {
        let text = serde_json::to_string(&scope(3)).unwrap();
        assert!(text.contains("\"identifier\":\"email\"") && text.contains("\"own\":true"), "{text}");
        assert_eq!(serde_json::from_str::<Scope>(&text).unwrap(), scope(3));
        assert!(serde_json::from_str::<Scope>(&text.replace("\"own\"", "\"ours\"")).is_err());
    }
}
