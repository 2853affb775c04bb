//! A checked key as bytes for storage of one's own: where each call pays for its computation, a key is judged and paired once.

use alloc::vec::Vec;

use super::curve::{Bn254, Fq2, Fq6, Fq12, G1Affine, G2Affine};
use ark_ec::pairing::{Pairing, PairingOutput};

use super::encoding::{self, FIELD_BYTES, G1_BYTES, G2_BYTES};
use super::key::VerifyingKey;
use super::proof::PreparedVerifyingKey;

/// Bytes of e(α, β): twelve coordinates.
const TARGET_BYTES: usize = 12 * FIELD_BYTES;

impl VerifyingKey {
    /// e(α, β) ‖ γ ‖ δ ‖ IC₀ … ICₙ: 640 + 64·(n + 1) bytes, which [`PreparedVerifyingKey::from_kept`] reads without checking them again. e(α, β) is
    /// twelve coordinates, big-endian, in the order of the tower: c0.c0.c0, c0.c0.c1, c0.c1.c0 and so on.
    #[must_use]
    pub fn to_kept(&self) -> Vec<u8> {
        let PairingOutput(alpha_beta) = Bn254::pairing(self.alpha, self.beta);
        let mut bytes = Vec::with_capacity(TARGET_BYTES + 2 * G2_BYTES + G1_BYTES * self.input_points.len());
        for half in [alpha_beta.c0, alpha_beta.c1] {
            for coordinate in [half.c0, half.c1, half.c2].into_iter().flat_map(|pair| [pair.c0, pair.c1]) {
                bytes.extend_from_slice(&encoding::field_bytes(coordinate));
            }
        }
        bytes.extend_from_slice(&encoding::g2_bytes(&self.gamma));
        bytes.extend_from_slice(&encoding::g2_bytes(&self.delta));
        for point in &self.input_points {
            bytes.extend_from_slice(&encoding::g1_bytes(point));
        }
        bytes
    }
}

impl PreparedVerifyingKey {
    /// Reads what [`VerifyingKey::to_kept`] wrote, and nothing else: points are **not** checked to be on their curves or in their groups, nor
    /// e(α, β) to be of α and β. Only for bytes that the caller itself made and kept where nobody else writes.
    ///
    /// `None` where the bytes are no such key's by their length or a coordinate.
    #[must_use]
    pub fn from_kept(bytes: &[u8]) -> Option<Self> {
        let (target, rest) = bytes.split_first_chunk::<TARGET_BYTES>()?;
        let (gamma, rest) = rest.split_first_chunk::<G2_BYTES>()?;
        let (delta, rest) = rest.split_first_chunk::<G2_BYTES>()?;
        let (inputs, trailing) = rest.as_chunks::<G1_BYTES>();
        if !trailing.is_empty() || inputs.len() < 2 {
            return None;
        }
        let [a, b, c, d, e, f] = pairs(target)?;
        Some(Self {
            alpha_beta: Fq12::new(Fq6::new(a, b, c), Fq6::new(d, e, f)),
            negated_gamma: (-g2(gamma)?).into(),
            negated_delta: (-g2(delta)?).into(),
            input_points: inputs.iter().map(g1).collect::<Option<_>>()?,
        })
    }
}

/// N elements of the quadratic extension, real part first.
fn pairs<const N: usize>(bytes: &[u8]) -> Option<[Fq2; N]> {
    let mut values = [Fq2::default(); N];
    for (value, chunk) in values.iter_mut().zip(bytes.as_chunks::<{ 2 * FIELD_BYTES }>().0) {
        let [c0, c1] = halves(chunk);
        *value = Fq2::new(encoding::field(c0)?, encoding::field(c1)?);
    }
    Some(values)
}

fn halves(chunk: &[u8; 2 * FIELD_BYTES]) -> [&[u8; FIELD_BYTES]; 2] {
    const NONE: [u8; FIELD_BYTES] = [0; FIELD_BYTES];
    let (low, high) = chunk.split_at(FIELD_BYTES);
    [low, high].map(|half| half.first_chunk().unwrap_or(&NONE))
}

fn g1(bytes: &[u8; G1_BYTES]) -> Option<G1Affine> {
    let [x, y] = halves(bytes);
    Some(G1Affine::new_unchecked(encoding::field(x)?, encoding::field(y)?))
}

/// x.c1 ‖ x.c0 ‖ y.c1 ‖ y.c0.
fn g2(bytes: &[u8; G2_BYTES]) -> Option<G2Affine> {
    let [x, y] = pairs::<2>(bytes)?.map(|value| Fq2::new(value.c1, value.c0));
    Some(G2Affine::new_unchecked(x, y))
}

#[cfg(test)]
mod tests {
    use super::super::curve::Fr;
    use super::*;
    use ark_ec::{AffineRepr, CurveGroup};

    #[test]
    fn what_was_kept_is_the_prepared_key() {
        let g1 = |k: u64| (G1Affine::generator() * Fr::from(k)).into_affine();
        let g2 = |k: u64| (G2Affine::generator() * Fr::from(k)).into_affine();
        let key = VerifyingKey::from_points(g1(5), g2(2), g2(3), g2(4), &[g1(7), g1(9), g1(11)]);
        let Ok(key) = key else { return assert!(key.is_ok()) };
        let (bytes, prepared) = (key.to_kept(), PreparedVerifyingKey::new(&key));
        assert_eq!(bytes.len(), 640 + 3 * 64);
        let kept = PreparedVerifyingKey::from_kept(&bytes);
        assert_eq!(alloc::format!("{kept:?}"), alloc::format!("{:?}", Some(prepared)));
        for length in 0..bytes.len() {
            let cut = bytes.get(..length).and_then(PreparedVerifyingKey::from_kept);
            // One input point less is another key's length.
            assert_eq!(cut.is_some(), length == bytes.len() - 64, "{length} bytes");
        }
        let mut large = bytes.clone();
        large.splice(..32, [0xff; 32]);
        assert!(PreparedVerifyingKey::from_kept(&large).is_none());
    }
}
