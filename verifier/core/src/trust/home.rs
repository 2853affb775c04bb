//! The contract that spends a nullifier key's nullifiers.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use covenant_statements::binding::{Address, ChainId};
use covenant_statements::{Context, ValueError};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A contract by CAIP-10, `eip155:31337:0x…`, the address in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeRegistry {
    /// The chain.
    pub chain: ChainId,
    /// The contract on it.
    pub contract: Address,
}

impl HomeRegistry {
    /// Whether a context is bound to this very contract on this very chain.
    #[must_use]
    pub fn is_of(&self, context: &Context) -> bool {
        self.chain == context.chain && self.contract == context.contract
    }
}

impl fmt::Display for HomeRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chain, self.contract)
    }
}

impl FromStr for HomeRegistry {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError { what: "home registry", why: "a CAIP-10 name such as eip155:1:0x…" };
        let (chain, contract) = text.rsplit_once(':').ok_or(error)?;
        Ok(Self { chain: chain.parse()?, contract: contract.parse()? })
    }
}

impl Serialize for HomeRegistry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HomeRegistry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
