//! What every proof is bound to: the place where it may be used (context) and what it is judged by (environment).

use crate::{Day, Fr, Network, Point, ValueError};
use alloc::{format, string::String};
use core::{fmt, str::FromStr};
use covenant_gadgets::{field, poseidon::hash};
use sha3::{Digest, Keccak256};

fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

/// keccak256 with the top three bits cleared: how texts and contracts' words enter a hash.
#[must_use]
pub fn keccak253(bytes: &[u8]) -> Fr {
    let mut digest = keccak(bytes);
    digest[0] &= 0x1f;
    field::from_be_bytes(&digest).unwrap_or_default()
}

/// The name of a circuit's version under one verifying key: contracts and trust files pin it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector(pub [u8; 32]);

impl Selector {
    /// keccak256(keccak256("covenant/selector") ‖ keccak256(network) ‖ keccak256(circuit id) ‖ keccak256(key's bytes)).
    #[must_use]
    pub fn new(network: Network, circuit: &str, verifying_key: &[u8]) -> Self {
        let parts =
            ["covenant/selector".as_bytes(), network.name().as_bytes(), circuit.as_bytes(), verifying_key];
        Self(keccak(&parts.map(keccak).concat()))
    }
}

/// A chain's name by CAIP-2, such as `eip155:31337`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainId(String);

impl ChainId {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ChainId {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("chain", "a CAIP-2 name such as eip155:1");
        let (namespace, reference) = text.split_once(':').ok_or(error)?;
        let namespace_ok = (3..=8).contains(&namespace.len())
            && namespace.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let reference_ok = (1..=32).contains(&reference.len())
            && reference.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if namespace_ok && reference_ok { Ok(Self(String::from(text))) } else { Err(error) }
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address as 32 bytes; 20-byte addresses are left-padded with zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; 32]);

impl FromStr for Address {
    type Err = ValueError;

    /// `0x` and 40 or 64 hexadecimal digits in any case; EIP-55 checksums are not checked.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("address", "0x and 40 or 64 hexadecimal digits");
        let digits = text.strip_prefix("0x").ok_or(error)?;
        let bytes = field::hex_bytes(&digits.to_ascii_lowercase()).map_err(|_| error)?;
        if !matches!(bytes.len(), 20 | 32) {
            return Err(error);
        }
        let mut out = [0u8; 32];
        out[32 - bytes.len()..].copy_from_slice(&bytes);
        Ok(Self(out))
    }
}

impl fmt::Display for Address {
    /// 40 digits where the first twelve bytes are zero, else 64.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.0[..12].iter().all(|b| *b == 0);
        write!(f, "0x{}", field::bytes_hex(&self.0[if short { 12 } else { 0 }..]))
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", field::bytes_hex(&self.0))
    }
}

impl fmt::Debug for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Selector {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("selector", "0x and 64 lower-case hexadecimal digits");
        let bytes = field::hex_bytes(text.strip_prefix("0x").ok_or(error)?).map_err(|_| error)?;
        Ok(Self(bytes.try_into().map_err(|_| error)?))
    }
}

/// Where a proof may be used, by whom, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Context {
    /// The circuit's version and key.
    pub selector: Selector,
    /// The chain by CAIP-2.
    pub chain: ChainId,
    /// The contract that spends the nullifier.
    pub contract: Address,
    /// To whom rights go.
    pub beneficiary: Address,
    /// The last second at which it may be used, since 1970-01-01T00:00:00Z.
    pub expiry: u64,
    /// For an obligation, how often the home registry has registered its nullifier before: 0 the first time. What was consented to before a
    /// financing is so of no use after it. 0 in other statements.
    pub sequence: u32,
}

impl Context {
    /// abi.encode(bytes32 selector, bytes32 keccak256(chain), bytes32 contract, bytes32 beneficiary, uint64 expiry, uint32 sequence).
    #[must_use]
    pub fn abi_encode(&self) -> [u8; 192] {
        let mut out = [0u8; 192];
        let words = [self.selector.0, keccak(self.chain.0.as_bytes()), self.contract.0, self.beneficiary.0];
        for (slot, word) in out.chunks_exact_mut(32).zip(words) {
            slot.copy_from_slice(&word);
        }
        out[152..160].copy_from_slice(&self.expiry.to_be_bytes());
        out[188..].copy_from_slice(&self.sequence.to_be_bytes());
        out
    }

    /// The public input: keccak256 of the encoding, the top three bits cleared.
    #[must_use]
    pub fn to_field(&self) -> Fr {
        keccak253(&self.abi_encode())
    }

    /// The home registry's name by CAIP-10: chain and contract.
    #[must_use]
    pub fn account(&self) -> String {
        format!("{}:{}", self.chain, self.contract)
    }
}

/// What an obligation is judged by, every part in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// Which network.
    pub network: Network,
    /// The digest of the policy.
    pub policy: Fr,
    /// The day it is judged by.
    pub as_of: Day,
    /// The registry of parties.
    pub registry_root: Fr,
    /// The public key of the nullifier registry.
    pub nullifier_key: Point,
}

impl Environment {
    /// The public input.
    #[must_use]
    pub fn to_field(&self) -> Fr {
        hash(
            "covenant/environment/obligation",
            &[
                self.network.to_field(),
                self.policy,
                Fr::from(self.as_of.get()),
                self.registry_root,
                nullifier_key_digest(&self.nullifier_key),
            ],
        )
    }
}

/// H(`covenant/nullifier-key`, K.x, K.y).
#[must_use]
pub fn nullifier_key_digest(key: &Point) -> Fr {
    hash("covenant/nullifier-key", &[key.x, key.y])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        assert!("eip155:31337".parse::<ChainId>().is_ok());
        for bad in ["eip155", "ei:1", "EIP155:1", "eip155:", "eip155:1:2", "eip155:a b"] {
            assert!(bad.parse::<ChainId>().is_err(), "{bad}");
        }
        let a: Address = "0x00000000000000000000000000000000000000Ff".parse().unwrap();
        assert_eq!(a.0[31], 0xff);
        assert_eq!(format!("{a}"), "0x00000000000000000000000000000000000000ff");
        assert!("0xff".parse::<Address>().is_err());
    }

    #[test]
    fn every_part_moves_the_context() {
        let base = Context {
            selector: Selector([1; 32]),
            chain: "eip155:1".parse().unwrap(),
            contract: Address([2; 32]),
            beneficiary: Address([3; 32]),
            expiry: 4,
            sequence: 5,
        };
        let field = base.to_field();
        assert_ne!(Context { selector: Selector([9; 32]), ..base.clone() }.to_field(), field);
        assert_ne!(Context { chain: "eip155:2".parse().unwrap(), ..base.clone() }.to_field(), field);
        assert_ne!(Context { contract: Address([9; 32]), ..base.clone() }.to_field(), field);
        assert_ne!(Context { beneficiary: Address([9; 32]), ..base.clone() }.to_field(), field);
        assert_ne!(Context { expiry: 5, ..base.clone() }.to_field(), field);
        assert_ne!(Context { sequence: 6, ..base.clone() }.to_field(), field);
        assert_ne!(Context { expiry: 5, sequence: 4, ..base }.to_field(), field);
    }
}
