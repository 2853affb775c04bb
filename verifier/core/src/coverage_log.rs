//! The public log of coverages: one for each entity and UTC day, and each reserve's nullifier by one entity. Whoever publishes it can be
//! held to it: each entry names the digest of the one before.
//!
//! [`CoverageLog::append`] refuses what the log must not hold. Reading takes it nevertheless, so that a holder sees every entry of a day.

use alloc::string::String;
use alloc::vec::Vec;

use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Day, Fr, Network, PartyId};
use serde::{Deserialize, Serialize};

use crate::attestation::coverage::CoveragePredicate;
use crate::json::{self, JsonError};
use crate::wire::{self, Sha256};

/// The most bytes of a log that is read: some 100,000 entries.
pub const MAX_LOG_BYTES: usize = 64 << 20;
/// How far apart an entity's coverages are at least, in seconds: two a second apart could leave out two holders, each in one of them.
pub const APART: u64 = 12 * 3600;
/// The document's kind.
pub const KIND: &str = "covenant/coverage-log";

/// A coverage in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// Its place, from 0.
    pub index: u64,
    /// SHA-256 of the entry before, as this crate writes it; zeros for the first.
    pub previous: Sha256,
    /// The network.
    pub network: Network,
    /// The institution.
    pub entity: PartyId,
    /// The UTC day of its moment.
    pub period: Day,
    /// The moment, in seconds since 1970-01-01T00:00:00Z.
    pub as_of: u64,
    /// The public input `environment`.
    #[serde(with = "field_hex")]
    pub environment: Fr,
    /// The public input `liabilities`: every chunk, with its columns and claims.
    #[serde(with = "field_hex")]
    pub liabilities: Fr,
    /// The reserves' nullifiers.
    #[serde(with = "wire::fields")]
    pub nullifiers: Vec<Fr>,
}

impl LogEntry {
    /// Whether it is this statement's.
    #[must_use]
    pub fn is_of(&self, predicate: &CoveragePredicate) -> bool {
        let (environment, inputs) = (&predicate.environment, &predicate.public_inputs);
        self.network == environment.network
            && self.entity == environment.entity
            && self.period == predicate.as_of
            && self.as_of == environment.as_of
            && self.environment == inputs.environment
            && self.liabilities == inputs.liabilities
            && self.nullifiers == predicate.nullifiers
    }

    fn digest(&self) -> Result<Sha256, JsonError> {
        Ok(Sha256::of(&json::write(self)?))
    }
}

/// Why a log is not read, or a coverage not entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Not the JSON of a log.
    #[error("log: {0}")]
    Json(#[from] JsonError),
    /// An entry that does not follow from the one before.
    #[error("entry {index} does not follow from the one before: something was changed or left out")]
    Chain {
        /// Its place.
        index: usize,
    },
    /// The entity has a coverage of this day already.
    #[error("the log has a coverage of this entity and this day: entry {index}")]
    Period {
        /// That entry.
        index: u64,
    },
    /// The entity has a coverage of a moment nearby, on the other side of midnight.
    #[error("the log has a coverage of this entity less than 12 hours away: entry {index}")]
    Near {
        /// That entry.
        index: u64,
    },
    /// Another coverage shows one of these reserves.
    #[error("a reserve of this day was shown before: entry {index} has its nullifier")]
    Reserve {
        /// That entry.
        index: u64,
    },
}

impl LogError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Json(JsonError::TooLong(_)) => "log/too-long",
            Self::Json(_) => "log/malformed",
            Self::Chain { .. } => "log/chain",
            Self::Period { .. } => "log/period-taken",
            Self::Near { .. } => "log/too-near",
            Self::Reserve { .. } => "log/reserve-shared",
        }
    }
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    kind: String,
    version: u32,
    entries: Vec<LogEntry>,
}

/// A log whose entries follow from each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageLog {
    document: Document,
}

impl Default for CoverageLog {
    fn default() -> Self {
        Self { document: Document { kind: String::from(KIND), version: 1, entries: Vec::new() } }
    }
}

impl CoverageLog {
    /// Reads a log.
    ///
    /// # Errors
    /// [`LogError::Json`], [`LogError::Chain`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, LogError> {
        let document: Document = json::read(bytes, MAX_LOG_BYTES)?;
        if document.kind != KIND || document.version != 1 {
            return Err(JsonError::NotCanonical.into());
        }
        let mut previous = Sha256([0; 32]);
        for (index, entry) in document.entries.iter().enumerate() {
            if entry.index != index as u64 || entry.previous != previous {
                return Err(LogError::Chain { index });
            }
            previous = entry.digest()?;
        }
        Ok(Self { document })
    }

    /// The file's JSON.
    ///
    /// # Errors
    /// None in practice: every entry has a JSON form.
    pub fn to_json(&self) -> Result<Vec<u8>, JsonError> {
        json::write(&self.document)
    }

    /// The entries, in order.
    #[must_use]
    pub fn entries(&self) -> &[LogEntry] {
        &self.document.entries
    }

    /// The entries of an entity and a day: one, unless whoever keeps the log took two.
    pub fn of(&self, entity: PartyId, period: Day) -> impl Iterator<Item = &LogEntry> {
        self.entries().iter().filter(move |entry| entry.entity == entity && entry.period == period)
    }

    /// The entries of an entity less than [`APART`] from a moment: with [`Self::of`], those that could leave out somebody else. Midnight is
    /// no help: a second before and a second after are two days.
    pub fn near(&self, entity: PartyId, as_of: u64) -> impl Iterator<Item = &LogEntry> {
        self.entries()
            .iter()
            .filter(move |entry| entry.entity == entity && entry.as_of.abs_diff(as_of) < APART)
    }

    /// Whether another entry has one of this entry's nullifiers.
    #[must_use]
    pub fn is_shared(&self, entry: &LogEntry) -> bool {
        self.shared_by(entry.index, &entry.nullifiers).is_some()
    }

    fn shared_by(&self, own: u64, nullifiers: &[Fr]) -> Option<&LogEntry> {
        let shares = |entry: &&LogEntry| {
            entry.index != own && entry.nullifiers.iter().any(|nullifier| nullifiers.contains(nullifier))
        };
        self.entries().iter().find(shares)
    }

    /// Enters a coverage that was verified; returns its index.
    ///
    /// # Errors
    /// [`LogError::Period`], [`LogError::Near`], [`LogError::Reserve`]: nothing is entered.
    pub fn append(&mut self, predicate: &CoveragePredicate) -> Result<u64, LogError> {
        let (environment, inputs) = (&predicate.environment, &predicate.public_inputs);
        if let Some(entry) = self.of(environment.entity, predicate.as_of).next() {
            return Err(LogError::Period { index: entry.index });
        }
        if let Some(entry) = self.near(environment.entity, environment.as_of).next() {
            return Err(LogError::Near { index: entry.index });
        }
        let index = self.entries().len() as u64;
        if let Some(entry) = self.shared_by(index, &predicate.nullifiers) {
            return Err(LogError::Reserve { index: entry.index });
        }
        let previous = self.entries().last().map(LogEntry::digest).transpose()?.unwrap_or(Sha256([0; 32]));
        self.document.entries.push(LogEntry {
            index,
            previous,
            network: environment.network,
            entity: environment.entity,
            period: predicate.as_of,
            as_of: environment.as_of,
            environment: inputs.environment,
            liabilities: inputs.liabilities,
            nullifiers: predicate.nullifiers.clone(),
        });
        Ok(index)
    }
}
