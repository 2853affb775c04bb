//! The test vectors: every hash, id, signature, point and binding with its intermediate values.
//!
//! Encodings are those of the book's chapter "Encodings". Every secret in them is made from a small seed and is worth nothing.

mod binding;
mod curve;
mod custody;
mod disclosure;
mod eddsa;
mod names;
mod node;
mod obligation;
mod pool;
mod poseidon;
mod prices;
mod registry;
mod trace;
mod voprf;

use node::Node;
use std::path::PathBuf;

/// The committed files' folder.
#[must_use]
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../vectors"))
}

/// One run of the oblivious PRF in lines of `name value`, for the book.
#[must_use]
pub fn voprf_walk() -> String {
    voprf::walk()
}

/// One disclosure to an auditor in lines of `name value`, for the book.
#[must_use]
pub fn disclosure_walk() -> String {
    disclosure::walk()
}

/// All files: name and contents.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    type Maker = (&'static str, fn() -> Node);
    let all: [Maker; 12] = [
        ("poseidon.json", poseidon::vectors),
        ("babyjubjub.json", curve::vectors),
        ("eddsa.json", eddsa::vectors),
        ("voprf.json", voprf::vectors),
        ("disclosure.json", disclosure::vectors),
        ("names.json", names::vectors),
        ("registry.json", registry::vectors),
        ("binding.json", binding::vectors),
        ("obligation.json", obligation::vectors),
        ("prices.json", prices::vectors),
        ("custody.json", custody::vectors),
        ("pool.json", pool::vectors),
    ];
    all.into_iter().map(|(name, vectors)| (name, vectors().to_text())).collect()
}
