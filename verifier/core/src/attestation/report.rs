//! What a verification found, in a form for people and programs.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use covenant_statements::binding::{Address, ChainId};
use covenant_statements::{Day, Fr, Network, Selector};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::error::VerifyError;
use super::facts::{Fact, FactValue};
use crate::wire::Sha256;

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Procedure {
    /// Its place, from 1.
    pub number: u32,
    /// What was checked.
    pub checked: &'static str,
    /// SHA-256 of the evidence that it was checked on.
    pub evidence_sha256: Sha256,
    /// What was found.
    pub finding: String,
    /// What departs from a clean finding: a refusal's code, or a reservation.
    pub exception: Option<&'static str>,
}

/// An attestation that was accepted, and how it was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// False when the verifying key is of a development setup: then whoever made it can forge all of this.
    pub trusted: bool,
    /// The statement that was proved: the circuit's name and version.
    pub statement: String,
    /// The network.
    pub network: Network,
    /// The moment as of which expiry was judged, in seconds since 1970-01-01T00:00:00Z.
    pub judged_at: u64,
    /// Its day, as of which the as-of day was judged.
    pub judged_on: Day,
    /// The greatest age of an as-of day that was taken, in days.
    pub max_age_days: u32,
    /// SHA-256 of the envelope as it was read.
    pub envelope_sha256: Sha256,
    /// The name that the trust store gives the prover.
    pub prover: String,
    /// SHA-256 of the verifying key.
    pub verifying_key_sha256: Sha256,
    /// The selector.
    pub selector: Selector,
    /// The day by which the statement was judged.
    pub as_of: Day,
    /// The last second of use.
    pub expiry: u64,
    /// What `chain` and `contract` are to the statement, for people; not in the JSON.
    pub bound_to: &'static str,
    /// The chain that the context is bound to.
    pub chain: ChainId,
    /// The contract on it.
    pub contract: Address,
    /// To whom rights go.
    pub beneficiary: Address,
    /// The context's sequence: how often a nullifier was registered before, as was consented to; its home registry's receipt says whether that still holds.
    pub sequence: u32,
    /// The index in a public log that the prover names; not looked up.
    pub log_index: Option<u64>,
    /// What the statement adds; in the JSON each stands under its name beside the rest.
    pub facts: Vec<Fact>,
    /// What was checked, in order.
    pub procedures: Vec<Procedure>,
    /// What is proved, in plain words.
    pub proved: Vec<String>,
    /// What is not, in plain words.
    pub not_proved: Vec<String>,
}

impl Report {
    /// The value of this name among the statement's own.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&FactValue> {
        self.facts.iter().find(|fact| fact.name == name).map(|fact| &fact.value)
    }

    /// The field element of this name among the statement's own.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Fr> {
        match self.fact(name) {
            Some(FactValue::Field(value)) => Some(*value),
            _ => None,
        }
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("trusted", &self.trusted)?;
        map.serialize_entry("statement", &self.statement)?;
        map.serialize_entry("network", &self.network)?;
        map.serialize_entry("judged_at", &self.judged_at)?;
        map.serialize_entry("judged_on", &self.judged_on)?;
        map.serialize_entry("max_age_days", &self.max_age_days)?;
        map.serialize_entry("envelope_sha256", &self.envelope_sha256)?;
        map.serialize_entry("prover", &self.prover)?;
        map.serialize_entry("verifying_key_sha256", &self.verifying_key_sha256)?;
        map.serialize_entry("selector", &self.selector)?;
        map.serialize_entry("as_of", &self.as_of)?;
        map.serialize_entry("expiry", &self.expiry)?;
        map.serialize_entry("chain", &self.chain)?;
        map.serialize_entry("contract", &self.contract)?;
        map.serialize_entry("beneficiary", &self.beneficiary)?;
        map.serialize_entry("sequence", &self.sequence)?;
        map.serialize_entry("log_index", &self.log_index)?;
        for fact in &self.facts {
            map.serialize_entry(fact.name, &fact.value)?;
        }
        map.serialize_entry("procedures", &self.procedures)?;
        map.serialize_entry("proved", &self.proved)?;
        map.serialize_entry("not_proved", &self.not_proved)?;
        map.end()
    }
}

/// A refusal, with the procedures up to the one that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Why.
    pub error: VerifyError,
    /// What was checked, the last of them being what failed.
    pub procedures: Vec<Procedure>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl core::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
