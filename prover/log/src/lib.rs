//! An append-only log of issued attestations, in the forms of C2SP.
//!
//! The tree is that of RFC 9162; its hashes lie in tiles of 256 ([`tlog-tiles`]), its head is a signed note
//! ([`tlog-checkpoint`]), and what shows an entry to somebody offline is one text ([`tlog-proof`]) with the head, its
//! witnesses' cosignatures ([`tlog-cosignature`]) and the path to the entry.
//!
//! [`Log`] writes a log; everything else reads: [`Proof::verify`] is pure, [`check::folder`] recomputes a log from its
//! files without the writer's tree, and [`cosign`] is a witness, which does so before it signs.
//!
//! [`tlog-tiles`]: https://c2sp.org/tlog-tiles
//! [`tlog-checkpoint`]: https://c2sp.org/tlog-checkpoint
//! [`tlog-proof`]: https://c2sp.org/tlog-proof
//! [`tlog-cosignature`]: https://c2sp.org/tlog-cosignature

pub mod check;
mod checkpoint;
mod cosigned;
mod decimal;
mod entry;
mod error;
mod log;
mod memory;
pub mod merkle;
mod note;
mod policy;
mod proof;
mod state;
mod tiles;
mod tree;
mod witness;

pub use checkpoint::Checkpoint;
pub use cosigned::{Collected, collect};
pub use entry::Entry;
pub use error::Error;
pub use log::{Log, View};
pub use merkle::Hash;
pub use note::{Note, NoteKey, SecretNoteKey, Use};
pub use policy::Policy;
pub use proof::{Proof, Verified};
pub use witness::{Cosigned, cosign};
