//! One chunk's proof, and its form in a file.

use crate::Error;
use covenant_liabilities::secret::ATTEMPT;
use covenant_statements::{
    Fr, field,
    solvency::{Chunk, ChunkCommitment, liabilities::columns_digest},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A chunk that is proved. The proof, the output and the claims' root are for everybody; the opening is the institution's.
#[derive(Clone, PartialEq, Eq)]
pub struct ChunkProof {
    /// What the output opens to.
    pub opening: Chunk,
    /// The proof, whose first points are the columns' commitments.
    pub proof: Vec<u8>,
    /// The root of the tree over what the rows are claimed to hold.
    pub claims: [u8; 32],
    /// The digest of the verifying key that it is under.
    pub key: [u8; 32],
    /// From which, with the ledger and the key, the columns are had again.
    pub(crate) attempt: [u8; ATTEMPT],
    /// How many of the proof's points are commitments of columns.
    pub(crate) columns: usize,
}

impl std::fmt::Debug for ChunkProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChunkProof([redacted])")
    }
}

/// As it lies in a file, sealed. Environment, chunk and shape are the statement's.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    count: u64,
    totals: Vec<String>,
    blinding: String,
    proof: String,
    claims: String,
    key: String,
    attempt: String,
}

impl ChunkProof {
    /// What the liabilities digest takes of it.
    #[must_use]
    pub fn commitment(&self) -> ChunkCommitment {
        let points = self.proof.as_chunks::<64>().0;
        ChunkCommitment {
            output: self.opening.output(),
            columns: columns_digest(&points[..self.columns.min(points.len())]),
            claims: self.claims,
        }
    }

    pub(crate) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let stored = Stored {
            count: self.opening.count,
            totals: self.opening.totals.iter().map(u128::to_string).collect(),
            blinding: field::to_hex(&self.opening.blinding),
            proof: hex::encode(&self.proof),
            claims: hex::encode(self.claims),
            key: hex::encode(self.key),
            attempt: hex::encode(self.attempt),
        };
        serde_json::to_vec(&stored).map(Zeroizing::new).map_err(|_| Error::Sealed)
    }

    pub(crate) fn of_bytes(bytes: &[u8], environment: Fr, index: u32, columns: usize) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        let totals = stored.totals.iter().map(|total| total.parse().ok()).collect::<Option<_>>()?;
        let blinding = field::from_hex(&stored.blinding).ok()?;
        let opening = Chunk { environment, index, count: stored.count, totals, blinding };
        let claims = hex::decode(stored.claims).ok()?.try_into().ok()?;
        let key = hex::decode(stored.key).ok()?.try_into().ok()?;
        let attempt = hex::decode(stored.attempt).ok()?.try_into().ok()?;
        Some(Self { opening, proof: hex::decode(stored.proof).ok()?, claims, key, attempt, columns })
    }
}
