//! Digests of what was read, by which a ledger that changed since is noticed. Keyed: a digest of an account would let its balance be
//! guessed.

use super::Account;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

/// Rows of a block that has a digest of its own.
pub const BLOCK: u64 = 1024;

/// The key of digests: uniform and secret.
#[derive(Clone, ZeroizeOnDrop)]
pub struct Key(pub [u8; 32]);

crate::model::redacted!(Key);

/// A keyed hash.
pub(super) fn mac(key: &Key) -> Hmac<Sha256> {
    // HMAC pads a key to a block with zeros itself (RFC 2104).
    let block: [u8; 64] = std::array::from_fn(|place| key.0.get(place).copied().unwrap_or(0));
    Hmac::<Sha256>::new(&block.into())
}

/// Digests of blocks of accounts.
pub(super) struct Digests {
    start: Hmac<Sha256>,
    block: Hmac<Sha256>,
    rows: u64,
    done: Vec<[u8; 32]>,
}

impl Digests {
    pub(super) fn new(key: &Key) -> Self {
        let start = mac(key);
        Self { block: start.clone(), start, rows: 0, done: Vec::new() }
    }

    /// One more account: the identifier's length and text, then the balances, each of 8 bytes.
    pub(super) fn add(&mut self, account: &Account<'_>) {
        let text = account.identifier.as_str();
        self.block.update(&(text.len() as u64).to_le_bytes());
        self.block.update(text.as_bytes());
        for balance in account.credits.iter().chain(account.debits) {
            self.block.update(&balance.to_le_bytes());
        }
        self.rows += 1;
        if self.rows == BLOCK {
            self.close();
        }
    }

    fn close(&mut self) {
        let block = std::mem::replace(&mut self.block, self.start.clone());
        self.done.push(block.finalize().into_bytes().into());
        self.rows = 0;
    }

    /// The digests of all blocks, the last of which may be short.
    pub(super) fn finish(mut self) -> Vec<[u8; 32]> {
        if self.rows > 0 {
            self.close();
        }
        self.done
    }
}
