//! What M commits to of one account.

use super::merkle::{Node, leaf_hash};
use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;

/// One account's claims: its place, its nonce, whether it is active, and for each of its rows the id and the balance.
#[derive(Clone, Copy)]
pub struct Leaf<'a> {
    /// Its place in the chunk, from 0.
    pub account: u32,
    /// 32 secret bytes: without them a guess at a neighbour's balance could be confirmed.
    pub nonce: [u8; 32],
    /// Whether somebody's account is there.
    pub active: bool,
    /// The ids of its rows.
    pub ids: &'a [Fr],
    /// The balances of its rows.
    pub balances: &'a [u64],
}

impl std::fmt::Debug for Leaf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Leaf([redacted])")
    }
}

impl Leaf<'_> {
    /// SHA-256(0x00 ‖ account (4 bytes) ‖ nonce ‖ active (1) ‖ id (32) ‖ balance (8) ‖ id ‖ balance …), numbers big-endian.
    #[must_use]
    pub fn hash(&self) -> Node {
        let mut bytes = Vec::with_capacity(37 + 40 * self.ids.len());
        bytes.extend(self.account.to_be_bytes());
        bytes.extend(self.nonce);
        bytes.push(self.active.into());
        for (id, balance) in self.ids.iter().zip(self.balances) {
            bytes.extend(to_be_bytes(id));
            bytes.extend(balance.to_be_bytes());
        }
        leaf_hash(&bytes)
    }
}
