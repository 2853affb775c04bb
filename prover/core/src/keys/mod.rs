//! Proving keys: folders named by the digest of their verifying key.
//!
//! | in a home | what |
//! |---|---|
//! | `keys/<digest>/key.json` | the header: circuit, network, reduction, verifying key, digests of the parts |
//! | `keys/<digest>/portable.pk` | the proving key as the portable backend computes with it; travels |
//! | `keys/<digest>/avx512.pk` | the same for AVX-512 IFMA, made from the first by a machine that has it |
//! | `keys/<digest>/circuit.r1cs` | the circuit's matrices; travels |
//! | `trusted-keys.json` | which keys the home trusts, by the digests of key and header |
//! | `checked-keys.json` | which parts were hashed, and how the files looked then; disposable |
//!
//! **What the home trusts is the list, never what lies in the folder.** A key is on it because this program made it, or because
//! somebody imported it, when all of it was checked ([`KeyStore::import`]). From the list to the header to the parts each
//! digest is checked; a part is hashed again only when its file is not the one that was hashed last (size, inode, times).
//!
//! Opening ([`KeyStore::open_key`]) is cheap: two small files, two mappings, no synthesis, no pass over the key's points. Pages are
//! shared by all processes that prove with the key.

mod checked;
mod circuits;
mod consistency;
mod error;
mod files;
mod full;
mod header;
mod import;
mod key;
mod making;
mod pins;
mod store;

pub use error::{FileFault, KeyRefusal, StoreError};
pub use key::CircuitKey;
pub use making::{Making, MakingProgress};
pub use store::{CheckedKey, KeyStore, KeySummary, Listing, Skipped};
