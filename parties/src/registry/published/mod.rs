//! The registry as its registrar publishes it: a list that only grows, from which every member makes the same registry.
//!
//! An [`Entry`] tells of a party's names, of a key, of a key's end, or of the root over the keys so far. What hides who is in the registry is
//! salted: whoever sees hashes of entries can test no guess. [`Replay`] goes through the entries and refuses each that does not follow from those
//! before it: keys are never taken away or exchanged, every root is that of the keys, roots end and do not come back. Whether one list extends
//! another, and who signed it, is told by its head, a checkpoint of a log over the bytes of its entries; that is not for this crate.

mod difference;
mod document;
pub(super) mod entry;
mod error;
mod replay;
#[cfg(test)]
mod tests;

pub use document::PublishedRegistry;
pub use entry::{EndedKey, Entry, MAX_ENTRY_BYTES, PartyNames, PublishedRoot};
pub use error::ListError;
pub use replay::Replay;
