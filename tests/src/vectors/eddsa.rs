//! EdDSA signatures over Baby Jubjub with Poseidon, and signatures that must be refused.

use super::{
    curve::torsion,
    node::{Node, object},
    trace::{rng, signature_trace},
};
use ark_ec::CurveGroup;
use ark_ff::{BigInteger, PrimeField, UniformRand};
use covenant_gadgets::{
    Fr,
    babyjubjub::{Point, Scalar, codec},
    eddsa::{SecretKey, Signature, SignatureError, verify},
    field,
};

pub(super) fn vectors() -> Node {
    let mut rng = rng(300);
    let messages = [Fr::from(0u64), Fr::from(1234u64), -Fr::from(1u64), Fr::rand(&mut rng)];
    let signatures = messages.map(|message| {
        let key = SecretKey::generate(&mut rng);
        let signature = key.sign(message, &mut rng);
        signature_trace(&key, message, &signature)
    });
    object! { "signatures" => Node::list(signatures), "refused" => Node::list(refused()) }
}

/// S + ℓ: the same signature in another form.
fn with_order_added(signature: &Signature) -> [u8; 64] {
    let mut s = signature.s.into_bigint();
    s.add_with_carry(&Scalar::MODULUS);
    let mut bytes = signature.to_bytes();
    bytes[32..].copy_from_slice(&s.to_bytes_le());
    bytes
}

fn refused() -> Vec<Node> {
    let mut rng = rng(301);
    let (key, other) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
    let (public, message) = (key.public(), Fr::from(1234u64));
    let signature = key.sign(message, &mut rng);
    let (bytes, torsion) = (signature.to_bytes(), torsion());
    let moved = Signature { r: (signature.r + torsion).into_affine(), ..signature }.to_bytes();
    let mut bad_r = bytes;
    bad_r[..32].copy_from_slice(&[0xff; 32]);
    let torsioned = (public + torsion).into_affine();
    let cases = [
        ("another message", public, message + Fr::from(1u64), bytes),
        ("another key", other.public(), message, bytes),
        ("S + ℓ", public, message, with_order_added(&signature)),
        ("torsion added to R: the cofactored equation would take it", public, message, moved),
        ("R is no point", public, message, bad_r),
        ("torsion added to the key", torsioned, message, bytes),
        ("the identity as key", Point::zero(), message, bytes),
        ("a key of order 8", torsion, message, bytes),
    ];
    let form = |(name, public, message, bytes): (&str, Point, Fr, [u8; 64])| {
        let reason = match Signature::from_bytes(&bytes).and_then(|s| verify(&public, message, &s)) {
            Err(SignatureError::Encoding) => "encoding",
            Err(SignatureError::PublicKey) => "public key",
            Err(SignatureError::Mismatch) => "mismatch",
            other => panic!("{name} must be refused, not {other:?}"),
        };
        let (public, signature) = (codec::to_hex(&public), field::bytes_hex(&bytes));
        object! { "name" => name, "public_key" => public, "message" => message, "signature" => signature, "reason" => reason }
    };
    cases.map(form).into()
}
