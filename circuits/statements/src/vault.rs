//! Vaults, and the custody of pools: notes in their order, as one chain of hashes.

use crate::{
    Fr, PartyId, ValueError,
    binding::{Address, ChainId, keccak253},
};
use alloc::string::{String, ToString};
use core::{fmt, str::FromStr};
use covenant_gadgets::{poseidon::hash, sequence::extend};

/// The name that a lender gives to a vault: 1 to 66 printable ASCII characters without blanks, so that an id of 32 bytes fits
/// in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VaultName(String);

impl VaultName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VaultName {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if (1..=66).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
            Ok(Self(String::from(text)))
        } else {
            Err(ValueError::new("vault's name", "1 to 66 printable ASCII characters without blanks"))
        }
    }
}

impl fmt::Display for VaultName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which vault: vault 7 here and vault 7 on another chain are two. A pool's custody is named in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct VaultId {
    /// The chain by CAIP-2.
    pub chain: ChainId,
    /// The contract that keeps the notes.
    pub contract: Address,
    /// Whose collateral it is: the lender's party id.
    pub lender: PartyId,
    /// The name that the lender gave it.
    pub vault: VaultName,
}

impl VaultId {
    /// The tag of the chain's start.
    pub const TAG: &'static str = "covenant/vault";

    /// The four values that are hashed, in order, after the tag: the texts of chain, contract and vault by their keccak256, the top
    /// three bits cleared. A contract's text is the one of its JSON form.
    #[must_use]
    pub fn values(&self) -> [Fr; 4] {
        let text = |text: &str| keccak253(text.as_bytes());
        [
            text(self.chain.as_str()),
            text(&self.contract.to_string()),
            self.lender.0,
            text(self.vault.as_str()),
        ]
    }

    /// d₀, the digest of the vault while it is empty; every signature that is for a vault names it by this.
    #[must_use]
    pub fn start(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }
}

/// The digest after one more note: Poseidon(dᵢ₋₁, noteᵢ), two inputs and no tag.
#[must_use]
pub fn link(digest: Fr, note: Fr) -> Fr {
    extend(digest, note)
}

/// The digest of a vault that starts at d₀ and holds these notes in this order.
#[must_use]
pub fn chain(start: Fr, notes: &[Fr]) -> Fr {
    notes.iter().fold(start, |digest, note| link(digest, *note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::field;

    fn id() -> VaultId {
        VaultId {
            chain: "eip155:31337".parse().unwrap(),
            contract: "0x00000000000000000000000000000000000000ff".parse().unwrap(),
            lender: PartyId(Fr::from(5u64)),
            vault: "facility-7".parse().unwrap(),
        }
    }

    /// Made once, and recomputed from the book's text in JavaScript; see the vectors.
    #[test]
    fn values_are_pinned() {
        let start = id().start();
        assert_eq!(
            field::to_hex(&start),
            "0x03a47bad928df659495375e48a2055db2c7b9d60ad8deafcde2360db2cb47c08"
        );
        assert_eq!(
            field::to_hex(&chain(start, &[Fr::from(1u64), Fr::from(2u64)])),
            "0x138785d43c372e68d7fa661a6de390429c61a3ad76ea0ca3c0c4f01a186a474f"
        );
        assert_eq!(chain(start, &[]), start);
    }

    #[test]
    fn every_part_moves_the_start() {
        for other in [
            VaultId { chain: "eip155:1".parse().unwrap(), ..id() },
            VaultId { contract: Address([1; 32]), ..id() },
            VaultId { lender: PartyId(Fr::from(6u64)), ..id() },
            VaultId { vault: "facility-8".parse().unwrap(), ..id() },
        ] {
            assert_ne!(other.start(), id().start());
        }
    }

    #[test]
    fn order_and_number_of_notes_tell() {
        let of = |notes: &[u64]| {
            chain(id().start(), &notes.iter().map(|n| Fr::from(*n)).collect::<alloc::vec::Vec<_>>())
        };
        let chains: [&[u64]; 6] = [&[], &[0], &[0, 0], &[1, 2], &[2, 1], &[1]];
        for (i, a) in chains.iter().enumerate() {
            for b in &chains[..i] {
                assert_ne!(of(a), of(b));
            }
        }
    }

    #[test]
    fn names_have_one_form() {
        let bytes32 = alloc::format!("0x{}", "a".repeat(64));
        assert!(bytes32.parse::<VaultName>().is_ok());
        for bad in ["", "a b", "ä", &alloc::format!("{bytes32}0")] {
            assert!(bad.parse::<VaultName>().is_err(), "{bad}");
        }
    }
}
