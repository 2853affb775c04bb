//! The tree of RFC 9162, section 2.1, as far as a verifier needs it.

use sha2::{Digest as _, Sha256};

use crate::Error;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash of an entry.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of a node.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without entries.
#[must_use]
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}

/// Whether `leaf` is the one at `index` in the tree of `size` leaves under `root` (section 2.1.3.2).
///
/// # Errors
/// [`Error::NotIncluded`].
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> Result<(), Error> {
    if index >= size {
        return Err(Error::NotIncluded);
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return Err(Error::NotIncluded);
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            climb(&mut at, &mut last);
        } else {
            hash = node(&hash, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(Error::NotIncluded) }
}

/// Whether the tree of `new` leaves begins with that of `old` (section 2.1.4.2). Every tree begins with the empty one.
///
/// # Errors
/// [`Error::NotExtended`].
pub fn verify_consistency(
    (old, old_root): (u64, &Hash),
    (new, new_root): (u64, &Hash),
    proof: &[Hash],
) -> Result<(), Error> {
    let require = |holds: bool| if holds { Ok(()) } else { Err(Error::NotExtended) };
    if old == 0 || old == new {
        let root = if old == 0 { empty() } else { *new_root };
        return require(proof.is_empty() && *old_root == root);
    }
    require(old < new)?;
    let mut path = proof.iter();
    // A whole subtree's root is the old one, and is not sent.
    let first = if old.is_power_of_two() { Some(old_root) } else { path.next() };
    let first = first.ok_or(Error::NotExtended)?;
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut before, mut after) = (*first, *first);
    for beside in path {
        require(last != 0)?;
        if at & 1 == 1 || at == last {
            before = node(beside, &before);
            after = node(beside, &after);
            climb(&mut at, &mut last);
        } else {
            after = node(&after, beside);
        }
        at >>= 1;
        last >>= 1;
    }
    require(last == 0 && before == *old_root && after == *new_root)
}

/// Past the levels at which a last node has no sibling.
fn climb(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}
