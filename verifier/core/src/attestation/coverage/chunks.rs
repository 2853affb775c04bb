//! A chunk of the liabilities, and its proof.

use alloc::vec::Vec;

use covenant_statements::Fr;
use covenant_statements::serde_forms::{bytes32_hex, field_hex};
use covenant_statements::solvency::liabilities::{ChunkShape, columns_digest};
use covenant_statements::solvency::{ChunkCommitment, MAX_CHUNKS};
use serde::{Deserialize, Serialize};

use crate::attestation::{AttestationError, CircuitName, KeyName, ProofPart};
use crate::wire;

/// Bytes of a commitment: its affine coordinates as big-endian words.
const POINT: usize = 64;

/// A chunk: its proof shows that the accounts behind `output` are as many, and owed as much, as that hides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChunkPart {
    /// The circuit, which says how many rows and columns of balances the chunk has.
    pub circuit: CircuitName,
    /// The verifying key's name.
    pub verifying_key: KeyName,
    /// Sᵢ, the proof's public input.
    #[serde(with = "field_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Field"))]
    pub output: Fr,
    /// Mᵢ, the root of the tree over what each row is claimed to be.
    #[serde(with = "bytes32_hex")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Word"))]
    pub claims: [u8; 32],
    /// The proof, in hexadecimal; the commitments of the columns come first.
    #[serde(with = "wire::bytes")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Bytes"))]
    pub proof: Vec<u8>,
}

impl ChunkPart {
    /// The size that the circuit's name says; `None` where it names no circuit of liabilities.
    #[must_use]
    pub fn shape(&self) -> Option<ChunkShape> {
        ChunkShape::of_circuit(&self.circuit.key_name())
    }

    /// The commitments of the columns, 64 bytes each, as the proof begins with them; `None` where it is too short to.
    #[must_use]
    pub fn columns(&self) -> Option<&[[u8; POINT]]> {
        let columns = self.shape()?.columns();
        self.proof.as_chunks::<POINT>().0.get(..columns)
    }

    /// What the liabilities' digest has of the chunk.
    #[must_use]
    pub fn commitment(&self) -> Option<ChunkCommitment> {
        let columns = columns_digest(self.columns()?);
        Some(ChunkCommitment { output: self.output, columns, claims: self.claims })
    }

    /// What is verified.
    pub(super) fn proof_part(&self) -> ProofPart<'_> {
        ProofPart {
            circuit: &self.circuit,
            verifying_key: &self.verifying_key,
            inputs: Vec::from([self.output]),
            proof: &self.proof,
        }
    }
}

/// What the digest has of all chunks; each has as many columns of balances as the scope asks for.
pub(super) fn commitments(
    chunks: &[ChunkPart],
    assets: usize,
) -> Result<Vec<ChunkCommitment>, AttestationError> {
    if chunks.is_empty() || chunks.len() > MAX_CHUNKS {
        return Err(AttestationError::Inconsistent("predicate.chunks"));
    }
    let of = |chunk: &ChunkPart| {
        let fits = chunk.shape().is_some_and(|shape| shape.assets() == assets);
        chunk.commitment().filter(|_| fits)
    };
    let commitments: Option<Vec<_>> = chunks.iter().map(of).collect();
    commitments.ok_or(AttestationError::Inconsistent("predicate.chunks"))
}
