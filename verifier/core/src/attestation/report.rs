//! What a verification found, in a form for people and programs.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use covenant_statements::binding::{Address, ChainId};
use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Day, Fr, Network, Selector};
use serde::Serialize;

use super::error::VerifyError;
use crate::wire::Sha256;

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// Whether the home registry was asked about the nullifier. This crate does no I/O: it never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum NullifierLookup {
    /// Nobody asked: the obligation may be financed already.
    #[serde(rename = "not looked up")]
    NotLookedUp,
}

/// An attestation that was accepted, and how it was judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    /// SHA-256 of the envelope as it was read.
    pub envelope_sha256: Sha256,
    /// The name that the trust store gives the prover.
    pub prover: String,
    /// SHA-256 of the verifying key.
    pub verifying_key_sha256: Sha256,
    /// The selector.
    pub selector: Selector,
    /// The day by which the obligation was judged.
    pub as_of: Day,
    /// The last second of use.
    pub expiry: u64,
    /// The home registry's chain.
    pub chain: ChainId,
    /// The home registry.
    pub contract: Address,
    /// To whom rights go.
    pub beneficiary: Address,
    /// How often the nullifier was registered before, as the seller consented to it; the home registry's receipt says whether it still holds.
    pub sequence: u32,
    /// The note commitment.
    #[serde(with = "field_hex")]
    pub note: Fr,
    /// N1.
    #[serde(with = "field_hex")]
    pub nullifier: Fr,
    /// The policy's digest.
    #[serde(with = "field_hex")]
    pub policy_digest: Fr,
    /// The root of the registry of parties.
    #[serde(with = "field_hex")]
    pub registry_root: Fr,
    /// The index in a public log that the prover names; not looked up.
    pub log_index: Option<u64>,
    /// Whether the home registry was asked.
    pub nullifier_lookup: NullifierLookup,
    /// What was checked, in order.
    pub procedures: Vec<Procedure>,
    /// What is proved, in plain words.
    pub proved: Vec<String>,
    /// What is not, in plain words.
    pub not_proved: Vec<String>,
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
