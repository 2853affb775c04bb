//! The secret of a statement, from which everything random of its chunks is derived: with its accounts, and the sixteen bytes of an attempt,
//! the columns of a chunk can be had again.

use covenant_gadgets::field::to_be_bytes;
use covenant_statements::Fr;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes of an account's salt: 248 bits, so that it is one field element.
pub const SALT: usize = 31;

/// Bytes that tell attempts at a chunk's proof apart.
pub const ATTEMPT: usize = 16;

/// Bytes of what is secret in an access code.
pub const CODE: usize = 16;

/// 32 uniform bytes, secret, for one ledger under one environment.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct EpochSecret([u8; 32]);

impl std::fmt::Debug for EpochSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EpochSecret([redacted])")
    }
}

impl EpochSecret {
    /// Takes 32 uniform bytes that are used for nothing else.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The secret of one ledger under one environment, from a secret that an institution keeps: HMAC-SHA-256(kept, "epoch" ‖ environment ‖ the
    /// ledger's digest). A ledger that was corrected gets another, which it must: two γ over one id column give balances away.
    #[must_use]
    pub fn for_statement(kept: &[u8; 32], environment: &Fr, ledger: &[u8; 32]) -> Self {
        Self(mac(kept, &[b"epoch", &to_be_bytes(environment), ledger]))
    }

    /// The secret of one attempt at a chunk's proof: HMAC-SHA-256(secret, "attempt" ‖ the attempt's bytes). Salts and nonces are of an attempt:
    /// a chunk that is proved again has another column of ids, whatever became of the first proof.
    #[must_use]
    pub fn attempt(&self, attempt: &[u8; ATTEMPT]) -> AttemptSecret {
        AttemptSecret(mac(&self.0, &[b"attempt", attempt]))
    }

    /// What is secret in an account's access code: the first 16 bytes of HMAC-SHA-256(secret, "code" ‖ environment ‖ identifier's hash). Of no
    /// attempt: it may be sent before the proof is made.
    pub(crate) fn code(&self, environment: &Fr, identifier_hash: &Fr) -> Zeroizing<[u8; CODE]> {
        let parts = [&b"code"[..], &to_be_bytes(environment), &to_be_bytes(identifier_hash)];
        let mac = Zeroizing::new(mac(&self.0, &parts));
        Zeroizing::new(std::array::from_fn(|i| mac[i]))
    }

    /// A seed of the chunk: HMAC-SHA-256(secret, purpose ‖ digest of all that the chunk is made from ‖ attempt). Other contents or another
    /// attempt, another seed: no two proofs share their blinding.
    pub(crate) fn seed(&self, purpose: Purpose, contents: &[u8; 32], attempt: &[u8]) -> [u8; 32] {
        mac(&self.0, &[purpose.label(), contents, attempt])
    }
}

/// What salts and nonces of one attempt at a chunk's proof come from.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AttemptSecret([u8; 32]);

impl std::fmt::Debug for AttemptSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AttemptSecret([redacted])")
    }
}

impl AttemptSecret {
    /// An account's salt: the first 31 bytes of HMAC-SHA-256(secret, "salt" ‖ environment ‖ identifier's hash).
    #[must_use]
    pub fn salt(&self, environment: &Fr, identifier_hash: &Fr) -> [u8; SALT] {
        let mac = mac(&self.0, &[b"salt", &to_be_bytes(environment), &to_be_bytes(identifier_hash)]);
        std::array::from_fn(|i| mac[i])
    }

    /// A leaf's nonce: HMAC-SHA-256(secret, "nonce" ‖ environment ‖ chunk ‖ account), the last two as four bytes each.
    #[must_use]
    pub fn nonce(&self, environment: &Fr, chunk: u32, account: u32) -> [u8; 32] {
        let parts = [chunk.to_be_bytes(), account.to_be_bytes()].concat();
        mac(&self.0, &[b"nonce", &to_be_bytes(environment), &parts])
    }
}

/// What a chunk's seed is for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Purpose {
    /// The output's blinding.
    Blinding,
    /// Ids of the rows that are no account's.
    Padding,
    /// The proof, with the blinding rows.
    Proof,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Blinding => b"blinding",
            Self::Padding => b"padding",
            Self::Proof => b"proof",
        }
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC's own first step with a key that is shorter than a block.
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&(*block).into());
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_derived_differs() {
        let secret = EpochSecret::new([7; 32]);
        let (one, two) = (Fr::from(1u64), Fr::from(2u64));
        let attempt = secret.attempt(&[3; ATTEMPT]);
        let mut all = Vec::new();
        for attempt in
            [&attempt, &secret.attempt(&[4; ATTEMPT]), &EpochSecret::new([8; 32]).attempt(&[3; ATTEMPT])]
        {
            for (environment, identifier) in [(one, one), (two, one), (one, two)] {
                all.push(attempt.salt(&environment, &identifier).to_vec());
            }
            for (environment, chunk, account) in [(one, 0, 0), (two, 0, 0), (one, 1, 0), (one, 0, 1)] {
                all.push(attempt.nonce(&environment, chunk, account).to_vec());
            }
        }
        for purpose in [Purpose::Blinding, Purpose::Padding, Purpose::Proof] {
            all.push(secret.seed(purpose, &[0; 32], &[0; 16]).to_vec());
            all.push(secret.seed(purpose, &[1; 32], &[0; 16]).to_vec());
            all.push(secret.seed(purpose, &[0; 32], &[1; 16]).to_vec());
        }
        for (kept, environment, ledger) in
            [([7; 32], one, [0; 32]), ([7; 32], two, [0; 32]), ([7; 32], one, [1; 32])]
        {
            all.push(EpochSecret::for_statement(&kept, &environment, &ledger).0.to_vec());
        }
        for (i, value) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|earlier| earlier[..31] != value[..31]), "value {i}");
        }
        assert!(!format!("{secret:?} {attempt:?}").contains(char::is_numeric));
    }
}
