//! Events, decoded as an indexer does: by the ABI of the committed artefact.

use crate::chain::Log;
use crate::deployment::artifact;
use covenant_export::evm::keccak;
use serde::Deserialize;
use std::collections::BTreeMap;

/// An event's name and its values by their names. Every value here is a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The name.
    pub name: String,
    /// The values.
    pub values: BTreeMap<String, [u8; 32]>,
}

impl Event {
    /// An event with these values.
    #[must_use]
    pub fn new<const N: usize>(name: &str, values: [(&str, [u8; 32]); N]) -> Self {
        let values = values.map(|(name, value)| (name.to_owned(), value)).into();
        Self { name: name.to_owned(), values }
    }
}

#[derive(Deserialize)]
struct Artifact {
    abi: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    r#type: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    name: String,
    r#type: String,
    #[serde(default)]
    indexed: bool,
}

impl Entry {
    fn topic(&self) -> [u8; 32] {
        let types: Vec<&str> = self.inputs.iter().map(|input| input.r#type.as_str()).collect();
        keccak(format!("{}({})", self.name, types.join(",")).as_bytes())
    }

    fn decode(&self, log: &Log) -> Event {
        let mut topics = log.topics[1..].iter().copied();
        let (words, rest) = log.data.as_chunks::<32>();
        assert!(rest.is_empty(), "whole words");
        let mut words = words.iter().copied();
        let mut value = |input: &Input| {
            let word = if input.indexed { topics.next() } else { words.next() };
            (input.name.clone(), word.expect("a word for each value"))
        };
        let values = self.inputs.iter().map(&mut value).collect();
        assert!(topics.next().is_none() && words.next().is_none(), "no word without a name");
        Event { name: self.name.clone(), values }
    }
}

/// What a contract emitted, by its ABI.
///
/// # Panics
/// If the ABI has no event that the log can be.
#[must_use]
pub fn decode(contract: &str, logs: &[Log]) -> Vec<Event> {
    let artifact: Artifact = serde_json::from_str(&artifact(contract)).expect("an artefact");
    let event = |log: &Log| {
        let is_it = |entry: &&Entry| entry.r#type == "event" && entry.topic() == log.topics[0];
        artifact.abi.iter().find(is_it).expect("an event of the ABI").decode(log)
    };
    logs.iter().map(event).collect()
}
