//! A holder's file: everything of its account that shows that it is in a chunk. It is the holder's secret: balances stand in it, and with
//! the identifier it opens the account's rows.

use super::{InclusionError, merkle::Node};
use crate::secret::SALT;
use covenant_statements::Fr;
use halo2_axiom::halo2curves::bn256::G1Affine;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

/// The form's version.
pub const VERSION: u8 = 2;
/// The longest file that is read: one of 32 assets takes some 50,000 bytes.
pub const MAX_BYTES: usize = 1 << 16;

/// What an institution hands a holder, as JSON.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolderProof {
    /// [`VERSION`].
    pub version: u8,
    /// The statement's environment.
    #[serde(with = "covenant_statements::serde_forms::field_hex")]
    pub environment: Fr,
    /// The chunk that the account is in.
    pub chunk: u32,
    /// Its place there, from 0.
    pub account: u32,
    /// The salt of its ids.
    #[serde(with = "forms::bytes")]
    pub salt: [u8; SALT],
    /// The nonce of its leaf.
    #[serde(with = "forms::bytes")]
    pub nonce: [u8; 32],
    /// What it is owed, asset by asset in the scope's order; zero for an asset that the scope has not.
    #[serde(with = "forms::decimals")]
    pub balances: Vec<u64>,
    /// The neighbours of its leaf on the way to M, from the leaf up.
    #[serde(with = "forms::nodes")]
    pub path: Vec<Node>,
    /// Rows of a coset, one of [`crate::srs::COSETS`].
    pub coset: u32,
    /// An opening for each of its rows.
    pub openings: Vec<Opening>,
}

/// What opens F at a row. With C the commitment of F, x the row's place and ℓ the size of its coset,
/// F = (X^ℓ − x^ℓ)·q + Σ (X^s − x^s)·qₛ + F(x), s from ℓ/2 by halves down to 1.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The commitment of q, which all rows of the coset share: the multi-proof of the coset.
    #[serde(with = "forms::point")]
    pub quotient: G1Affine,
    /// The commitments of the qₛ, from s = ℓ/2 down: half of the coset shares the next one, and so on.
    #[serde(with = "forms::points")]
    pub halvings: Vec<G1Affine>,
}

impl std::fmt::Debug for HolderProof {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HolderProof([redacted])")
    }
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opening([redacted])")
    }
}

impl Drop for HolderProof {
    fn drop(&mut self) {
        self.salt.zeroize();
        self.nonce.zeroize();
        self.balances.zeroize();
    }
}

impl HolderProof {
    /// Reads a file.
    ///
    /// # Errors
    /// [`InclusionError::Format`] for anything else than a holder's file of this version, of at most [`MAX_BYTES`].
    pub fn from_json(bytes: &[u8]) -> Result<Self, InclusionError> {
        if bytes.len() > MAX_BYTES {
            return Err(InclusionError::Format);
        }
        let proof: Self = serde_json::from_slice(bytes).map_err(|_| InclusionError::Format)?;
        if proof.version == VERSION { Ok(proof) } else { Err(InclusionError::Format) }
    }

    /// The file.
    ///
    /// # Errors
    /// [`InclusionError::Prover`], which does not happen.
    pub fn to_json(&self) -> Result<Zeroizing<Vec<u8>>, InclusionError> {
        // In one piece: what a buffer that grows leaves behind is not wiped.
        let longest = 1024 + 70 * self.path.len() + 1600 * self.openings.len();
        let mut bytes = Zeroizing::new(Vec::with_capacity(longest));
        serde_json::to_writer(&mut *bytes, self).map_err(|_| InclusionError::Prover)?;
        Ok(bytes)
    }
}

/// How values stand in the file: hexadecimal with `0x`, in lower case; balances in decimal, as strings.
mod forms {
    use covenant_gadgets::field::hex_bytes;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
    use zeroize::Zeroizing;

    /// The longest value, in bytes: a point.
    const LONGEST: usize = 64;

    /// Writes `0x` and the digits, without a string of its own: millions of files have fifty values each.
    fn put<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        let mut text = Zeroizing::new([b'0'; 2 + 2 * LONGEST]);
        text[1] = b'x';
        for (digits, byte) in text[2..].chunks_exact_mut(2).zip(bytes) {
            let digit = |half: u8| b"0123456789abcdef"[usize::from(half)];
            digits.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
        }
        let text = text.get(..2 + 2 * bytes.len()).and_then(|text| std::str::from_utf8(text).ok());
        to.serialize_str(text.ok_or_else(|| serde::ser::Error::custom("a value of more than 64 bytes"))?)
    }

    fn parse<E: Error, const N: usize>(text: &str) -> Result<[u8; N], E> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 2 * N);
        let bytes = digits.and_then(|digits| hex_bytes(digits).ok()).map(Zeroizing::new);
        let form = || E::custom(format_args!("0x and {} lower-case hexadecimal digits", 2 * N));
        bytes.and_then(|bytes| bytes.as_slice().try_into().ok()).ok_or_else(form)
    }

    pub(super) mod bytes {
        use super::*;

        pub(crate) fn serialize<S: Serializer, const N: usize>(
            bytes: &[u8; N],
            to: S,
        ) -> Result<S::Ok, S::Error> {
            put(bytes, to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
            from: D,
        ) -> Result<[u8; N], D::Error> {
            parse(&Zeroizing::new(String::deserialize(from)?))
        }
    }

    pub(super) mod point {
        use super::*;
        use crate::transcript::{POINT, point_bytes, point_of};
        use halo2_axiom::halo2curves::bn256::G1Affine;

        pub(crate) fn serialize<S: Serializer>(point: &G1Affine, to: S) -> Result<S::Ok, S::Error> {
            bytes::serialize(&point_bytes(point), to)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<G1Affine, D::Error> {
            let bytes: [u8; POINT] = bytes::deserialize(from)?;
            point_of(&bytes).map_err(D::Error::custom)
        }
    }

    pub(super) mod points {
        use super::*;
        use halo2_axiom::halo2curves::bn256::G1Affine;

        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        struct Point(#[serde(with = "super::point")] G1Affine);

        pub(crate) fn serialize<S: Serializer>(points: &[G1Affine], to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(points.iter().map(|point| Point(*point)))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<G1Affine>, D::Error> {
            Ok(Vec::<Point>::deserialize(from)?.into_iter().map(|point| point.0).collect())
        }
    }

    pub(super) mod nodes {
        use super::*;

        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        struct Node(#[serde(with = "super::bytes")] [u8; 32]);

        pub(crate) fn serialize<S: Serializer>(nodes: &[[u8; 32]], to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(nodes.iter().map(|node| Node(*node)))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[u8; 32]>, D::Error> {
            Ok(Vec::<Node>::deserialize(from)?.into_iter().map(|node| node.0).collect())
        }
    }

    pub(super) mod decimals {
        use super::*;

        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        struct Decimal(#[serde(with = "covenant_statements::serde_forms::decimal")] u64);

        pub(crate) fn serialize<S: Serializer>(units: &[u64], to: S) -> Result<S::Ok, S::Error> {
            to.collect_seq(units.iter().map(|units| Decimal(*units)))
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u64>, D::Error> {
            Ok(Vec::<Decimal>::deserialize(from)?.into_iter().map(|decimal| decimal.0).collect())
        }
    }
}
