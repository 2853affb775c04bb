//! What parties do before anything is proved: they register keys, show that they have them, acknowledge obligations, consent to
//! financings, and say what they trust. The command line, the service and other clients stand on this crate.
//!
//! * [`registry`]: parties, their keys, and the roots over them; [`possession`]: whoever registers a key has it;
//! * [`key_file`]: secret keys as files; [`format`](mod@format): how files that parties hand to each other begin and are read;
//! * [`policies`]: the policies that are trusted;
//! * [`obligation`]: acknowledgements, claims and consents of statement 1;
//! * [`collateral`]: facilities, vaults, ledgers, appraisals and claims of statement 2;
//! * [`pool`]: structures, tapes and claims of statement 4, whose custody is a facility's vault by another name;
//! * [`solvency`]: custodians' statements, auditors' counts and claims of statement 3;
//! * [`disclosure`]: what an auditor opens of an attestation;
//! * [`prices`]: a day's prices, what price authorities sign of them, and the roots that are trusted;
//! * [`roles`]: who may sign for a facility, as a file; [`custodies`]: the vaults and pools that are followed;
//! * [`trust`]: all that others need to judge attestations by;
//! * [`store`]: where an operator's records are kept, behind a small trait.
//!
//! `no_std` with `alloc`. Nothing here reads a file, a clock or a network: bytes, seconds and answers are handed in, randomness comes
//! from the caller's generator.
#![no_std]

extern crate alloc;

pub mod collateral;
pub mod custodies;
pub mod disclosure;
pub mod error;
pub mod format;
pub mod key_file;
pub mod obligation;
pub mod policies;
pub mod pool;
pub mod possession;
pub mod prices;
pub mod registry;
pub mod roles;
mod rows;
pub mod solvency;
pub mod store;
pub mod trust;

pub use error::{Error, ErrorKind};
pub use format::Format;
pub use registry::{Party, Registration, Registry};
pub use store::{MemoryStore, Record, Store};
