//! Development parameters beside halo2's own, and what is refused of a verifier's part.

use super::*;
use halo2_axiom::{arithmetic::g_to_lagrange, halo2curves::group::prime::PrimeCurveAffine};

fn development(k: u32) -> Srs {
    Srs::development(k, &mut rand::rngs::OsRng).unwrap()
}

#[test]
fn both_bases_are_of_one_secret() {
    let srs = development(12);
    assert!(srs.is_of_one_secret());
    let powers = srs.params().get_g();
    let lagrange: Vec<G1Affine> = g_to_lagrange(powers.iter().map(PrimeCurveAffine::to_curve).collect(), 12);
    assert_eq!(lagrange, covenant_halo2_prover::lagrange_of(srs.params()));
    assert_eq!(srs.origin(), Origin::Development);
}

#[test]
fn a_verifiers_part_has_one_form() {
    let verifier = development(12).verifier();
    let bytes = verifier.to_bytes();
    assert_eq!(VerifierSrs::from_bytes(&bytes).unwrap(), verifier);
    assert!(VerifierSrs::from_bytes(&bytes[..703]).is_err());
    // A bit of a compressed point gives another point, of the curve's other parts, or none.
    for at in [0, 31, 63, 64, 200, 383, 384, 703] {
        let mut other = bytes;
        other[at] ^= 1;
        assert_eq!(VerifierSrs::from_bytes(&other).err(), Some(Error::Encoding), "byte {at}");
    }
    let mut infinity = bytes;
    infinity[64..128].copy_from_slice(
        halo2_axiom::halo2curves::group::GroupEncoding::to_bytes(&G2Affine::identity()).as_ref(),
    );
    assert_eq!(VerifierSrs::from_bytes(&infinity).err(), Some(Error::Encoding));
}
