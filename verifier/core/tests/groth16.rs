//! Real proofs, and everything that must not pass as one.

mod common;

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{BigInteger, Field, PrimeField, Zero};
use ark_std::UniformRand;
use ark_std::rand::RngCore;
use common::{prove, random_bytes, rng, setup};
use covenant_verifier::groth16::{
    KeyError, MAX_PUBLIC_INPUTS, PreparedVerifyingKey, Proof, ProofError, VerifyingKey, field_to_bytes,
    verify, verify_bytes,
};

const INPUTS: [u64; 4] = [3, 0, 7, 1 << 40];

fn inputs() -> [Fr; 4] {
    INPUTS.map(Fr::from)
}

fn input_bytes() -> [[u8; 32]; 4] {
    inputs().map(field_to_bytes)
}

/// x + modulus as 32 big-endian bytes, for a small x.
fn plus_modulus<F: PrimeField>(x: u64) -> [u8; 32] {
    let mut sum = F::MODULUS;
    let carry = sum.add_with_carry(&F::BigInt::from(x));
    assert!(!carry);
    sum.to_bytes_be().try_into().unwrap()
}

#[test]
fn accepts_a_proof_and_its_bytes() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let proof = prove(&proving, inputs(), 2);
    assert_eq!(verify(&prepared, &inputs(), &proof), Ok(()));
    assert_eq!(verify_bytes(&prepared, &input_bytes(), &proof.to_bytes()), Ok(()));
    assert_eq!(Proof::from_bytes(&proof.to_bytes()), Ok(proof));
    let bytes = key.to_bytes();
    assert_eq!(bytes.len(), 448 + 64 * 5);
    assert_eq!(VerifyingKey::from_bytes(&bytes).as_ref(), Ok(&key));
    assert_eq!(key.public_inputs(), 4);
}

/// The same equation in arkworks' own verifier, on the same keys and proofs.
#[test]
fn agrees_with_arkworks() {
    use ark_groth16::{Groth16, prepare_verifying_key};
    use ark_snark::SNARK;
    let (proving, key) = setup(1);
    let (ours, theirs) = (PreparedVerifyingKey::new(&key), prepare_verifying_key(&proving.vk));
    for seed in 0..4 {
        let mut rng = rng(seed);
        let inputs: [Fr; 4] = core::array::from_fn(|_| Fr::rand(&mut rng));
        let proof = Groth16::<ark_bn254::Bn254>::prove(&proving, common::Squares(inputs), &mut rng).unwrap();
        let decoded = Proof::from_points(proof.a, proof.b, proof.c).unwrap();
        let mut other = inputs;
        other[seed as usize] += Fr::ONE;
        for (inputs, expected) in [(inputs, true), (other, false)] {
            let verdict =
                Groth16::<ark_bn254::Bn254>::verify_with_processed_vk(&theirs, &inputs, &proof).unwrap();
            assert_eq!((verify(&ours, &inputs, &decoded).is_ok(), verdict), (expected, expected));
        }
    }
}

#[test]
fn the_encoding_is_eip_197s() {
    // The generator of G2 as EIP-197 prints it, imaginary part first.
    let (_, key) = setup(1);
    let mut bytes = key.to_bytes();
    let x_imaginary = "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2";
    let x_real = "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed";
    let y_imaginary = "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b";
    let y_real = "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa";
    let generator = hex::decode([x_imaginary, x_real, y_imaginary, y_real].concat()).unwrap();
    bytes[320..448].copy_from_slice(&generator);
    assert_eq!(VerifyingKey::from_bytes(&bytes), Err(KeyError::DeltaIsGenerator));
}

#[test]
fn every_changed_input_is_refused() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let proof = prove(&proving, inputs(), 2);
    for i in 0..4 {
        let mut changed = inputs();
        changed[i] += Fr::from(1u64);
        assert_eq!(verify(&prepared, &changed, &proof), Err(ProofError::Invalid));
        for j in i + 1..4 {
            let mut swapped = inputs();
            swapped.swap(i, j);
            assert_eq!(verify(&prepared, &swapped, &proof), Err(ProofError::Invalid));
        }
    }
}

#[test]
fn x_plus_r_is_refused_for_every_input() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let proof = prove(&proving, inputs(), 2).to_bytes();
    for (i, x) in INPUTS.iter().enumerate() {
        let mut bytes = input_bytes();
        bytes[i] = plus_modulus::<Fr>(*x);
        let error = verify_bytes(&prepared, &bytes, &proof).unwrap_err();
        assert_eq!(error, ProofError::NotCanonicalInput(i));
        assert_eq!(error.code(), "proof/not-canonical-input");
        bytes[i] = [0xff; 32];
        assert_eq!(verify_bytes(&prepared, &bytes, &proof), Err(ProofError::NotCanonicalInput(i)));
    }
}

#[test]
fn another_count_of_inputs_is_refused() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    // Trailing zeros: a verifier that pads with zeros, or drops what is over, accepts some of these.
    let zeros = [Fr::zero(); 6];
    let proof = prove(&proving, [Fr::zero(); 4], 2);
    assert_eq!(verify(&prepared, &zeros[..4], &proof), Ok(()));
    for given in [0, 1, 3, 5, 6] {
        let expected = Err(ProofError::InputCount { expected: 4, given });
        assert_eq!(verify(&prepared, &zeros[..given], &proof), expected);
        assert_eq!(verify_bytes(&prepared, &vec![[0u8; 32]; given], &proof.to_bytes()), expected);
    }
}

#[test]
fn every_changed_word_of_a_proof_is_refused() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let good = prove(&proving, inputs(), 2).to_bytes();
    for word in 0..8 {
        let range = 32 * word..32 * (word + 1);
        for replacement in [[0u8; 32], [0xff; 32], plus_modulus::<Fq>(0), plus_modulus::<Fq>(1)] {
            let mut bytes = good;
            bytes[range.clone()].copy_from_slice(&replacement);
            assert!(verify_bytes(&prepared, &input_bytes(), &bytes).is_err(), "word {word}");
        }
        let mut bytes = good;
        bytes[range.end - 1] ^= 1;
        assert!(verify_bytes(&prepared, &input_bytes(), &bytes).is_err(), "word {word}");
    }
    // The same coordinate, q higher: it fits in 32 bytes and names the same point.
    for word in 0..8 {
        let range = 32 * word..32 * (word + 1);
        let mut sum = Fq::from_be_bytes_mod_order(&good[range.clone()]).into_bigint();
        assert!(!sum.add_with_carry(&Fq::MODULUS));
        let mut bytes = good;
        bytes[range].copy_from_slice(&sum.to_bytes_be());
        let error = verify_bytes(&prepared, &input_bytes(), &bytes).unwrap_err();
        assert_eq!(error.code(), "proof/not-canonical", "word {word}");
    }
}

#[test]
fn negated_and_exchanged_points_are_refused() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let bytes = prove(&proving, inputs(), 2).to_bytes();
    let negate = |at: usize| {
        let mut changed = bytes;
        let y = -Fq::from_be_bytes_mod_order(&bytes[at..at + 32]);
        changed[at..at + 32].copy_from_slice(&y.into_bigint().to_bytes_be());
        changed
    };
    assert_eq!(verify_bytes(&prepared, &input_bytes(), &negate(32)), Err(ProofError::Invalid));
    assert_eq!(verify_bytes(&prepared, &input_bytes(), &negate(224)), Err(ProofError::Invalid));
    let mut exchanged = bytes;
    exchanged[..64].copy_from_slice(&bytes[192..]);
    exchanged[192..].copy_from_slice(&bytes[..64]);
    assert_eq!(verify_bytes(&prepared, &input_bytes(), &exchanged), Err(ProofError::Invalid));
}

#[test]
fn other_lengths_are_refused() {
    let (proving, key) = setup(1);
    let prepared = PreparedVerifyingKey::new(&key);
    let good = prove(&proving, inputs(), 2).to_bytes();
    let mut long = good.to_vec();
    long.push(0);
    assert_eq!(verify_bytes(&prepared, &input_bytes(), &long), Err(ProofError::Length));
    for len in 0..256 {
        assert_eq!(Proof::from_bytes(&good[..len]), Err(ProofError::Length));
    }
    let key_bytes = key.to_bytes();
    for len in 0..key_bytes.len() {
        // Whole input points may go: what is left is another key, with fewer inputs.
        let whole = len >= 448 + 128 && (len - 448) % 64 == 0;
        assert_eq!(VerifyingKey::from_bytes(&key_bytes[..len]).is_ok(), whole, "{len} bytes");
    }
    let mut huge = key_bytes[..448].to_vec();
    huge.extend(core::iter::repeat_n(&key_bytes[448..512], MAX_PUBLIC_INPUTS + 2).flatten());
    assert_eq!(VerifyingKey::from_bytes(&huge), Err(KeyError::Length));
}

#[test]
fn identity_points_are_refused_everywhere() {
    let (proving, key) = setup(1);
    let good = prove(&proving, inputs(), 2).to_bytes();
    for (name, range) in [("A", 0..64), ("B", 64..192), ("C", 192..256)] {
        let mut bytes = good;
        bytes[range].fill(0);
        assert_eq!(Proof::from_bytes(&bytes), Err(ProofError::Identity(name)));
    }
    let good = key.to_bytes();
    let points = [("alpha", 0..64), ("beta", 64..192), ("gamma", 192..320), ("delta", 320..448)];
    let input_points = (0..5).map(|i| ("input points", 448 + 64 * i..512 + 64 * i));
    for (name, range) in points.into_iter().chain(input_points) {
        let mut bytes = good.clone();
        bytes[range].fill(0);
        assert_eq!(VerifyingKey::from_bytes(&bytes), Err(KeyError::Identity(name)));
    }
    assert_eq!(
        Proof::from_points(G1Affine::identity(), G2Affine::generator(), G1Affine::generator()),
        Err(ProofError::Identity("A"))
    );
}

/// A point on the twist outside the subgroup; almost every point is.
fn outside_subgroup() -> G2Affine {
    let mut rng = rng(9);
    loop {
        let x = Fq2::rand(&mut rng);
        if let Some(point) = G2Affine::get_point_from_x_unchecked(x, true)
            && !point.is_in_correct_subgroup_assuming_on_curve()
        {
            return point;
        }
    }
}

fn g2_bytes(point: &G2Affine) -> Vec<u8> {
    [point.x.c1, point.x.c0, point.y.c1, point.y.c0]
        .iter()
        .flat_map(|c| c.into_bigint().to_bytes_be())
        .collect()
}

#[test]
fn points_outside_the_subgroup_are_refused() {
    let (proving, key) = setup(1);
    let point = g2_bytes(&outside_subgroup());
    let mut proof = prove(&proving, inputs(), 2).to_bytes();
    proof[64..192].copy_from_slice(&point);
    assert_eq!(Proof::from_bytes(&proof), Err(ProofError::OutsideSubgroup("B")));
    for (name, range) in [("beta", 64..192), ("gamma", 192..320), ("delta", 320..448)] {
        let mut bytes = key.to_bytes();
        bytes[range].copy_from_slice(&point);
        assert_eq!(VerifyingKey::from_bytes(&bytes), Err(KeyError::OutsideSubgroup(name)));
    }
}

#[test]
fn every_bit_of_a_key_matters() {
    let (proving, key) = setup(1);
    let proof = prove(&proving, inputs(), 2);
    let good = key.to_bytes();
    for at in (0..good.len()).step_by(7) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        // One changed bit leaves the curve, except by a chance that never comes.
        let error = VerifyingKey::from_bytes(&bytes).unwrap_err();
        assert!(matches!(error, KeyError::OffCurve(_) | KeyError::NotCanonical(_)), "byte {at}: {error}");
    }
    let (_, other) = setup(77);
    let prepared = PreparedVerifyingKey::new(&other);
    assert_eq!(verify(&prepared, &inputs(), &proof), Err(ProofError::Invalid));
}

/// The parts of a key, so that one can be replaced.
#[derive(Clone)]
struct Parts {
    alpha: G1Affine,
    beta: G2Affine,
    gamma: G2Affine,
    delta: G2Affine,
    inputs: Vec<G1Affine>,
}

impl Parts {
    fn random(seed: u64) -> Self {
        let mut rng = rng(seed);
        Self {
            alpha: G1Affine::rand(&mut rng),
            beta: G2Affine::rand(&mut rng),
            gamma: G2Affine::rand(&mut rng),
            delta: G2Affine::rand(&mut rng),
            inputs: (0..5).map(|_| G1Affine::rand(&mut rng)).collect(),
        }
    }

    fn build(&self) -> Result<VerifyingKey, KeyError> {
        VerifyingKey::from_points(self.alpha, self.beta, self.gamma, self.delta, &self.inputs)
    }
}

#[test]
fn keys_that_allow_forgery_are_refused() {
    type Change = fn(&mut Parts);
    let changes: &[(&str, Change)] = &[
        ("key/gamma-equals-delta", |k| k.delta = k.gamma),
        ("key/gamma-equals-delta", |k| k.delta = -k.gamma),
        ("key/beta-equals-gamma", |k| k.beta = k.gamma),
        ("key/beta-equals-gamma", |k| k.beta = -k.gamma),
        ("key/beta-equals-delta", |k| k.beta = k.delta),
        ("key/beta-equals-delta", |k| k.beta = -k.delta),
        ("key/delta-is-generator", |k| k.delta = G2Affine::generator()),
        ("key/delta-is-generator", |k| k.delta = -G2Affine::generator()),
        ("key/beta-is-generator", |k| k.beta = G2Affine::generator()),
        ("key/alpha-is-generator", |k| k.alpha = -G1Affine::generator()),
        ("key/repeated-input-point", |k| k.inputs[4] = k.inputs[1]),
        ("key/repeated-input-point", |k| k.inputs[2] = -k.inputs[0]),
        ("key/input-point-is-alpha", |k| k.inputs[0] = k.alpha),
        ("key/input-point-is-alpha", |k| k.inputs[3] = -k.alpha),
        ("key/identity", |k| k.inputs[3] = G1Affine::identity()),
        ("key/identity", |k| k.gamma = G2Affine::identity()),
        ("key/length", |k| k.inputs.truncate(1)),
    ];
    let good = Parts::random(5);
    good.build().unwrap();
    for (code, change) in changes {
        let mut parts = good.clone();
        change(&mut parts);
        assert_eq!(parts.build().unwrap_err().code(), *code);
    }
    // What snarkjs makes: γ stays the generator. Sound while δ is random.
    let mut parts = good;
    parts.gamma = G2Affine::generator();
    parts.build().unwrap();
}

/// The attacks that the refused relations stand for do work on the bare equation: they are not refused for show.
#[test]
fn the_refused_relations_do_allow_forgery() {
    use ark_bn254::{Bn254, G1Projective, G2Projective};
    use ark_ec::pairing::Pairing;
    let holds = |k: &Parts, x: &[Fr; 4], (a, b, c): (G1Projective, G2Projective, G1Projective)| {
        let ic = x.iter().zip(&k.inputs[1..]).fold(k.inputs[0].into_group(), |s, (x, p)| s + *p * x);
        let right =
            Bn254::pairing(k.alpha, k.beta) + Bn254::pairing(ic, k.gamma) + Bn254::pairing(c, k.delta);
        Bn254::pairing(a, b) == right
    };
    let x = inputs();
    let ic = |k: &Parts| x.iter().zip(&k.inputs[1..]).fold(k.inputs[0].into_group(), |s, (x, p)| s + *p * x);

    let mut k = Parts::random(6);
    k.delta = k.gamma;
    assert!(holds(&k, &x, (k.alpha.into_group(), k.beta.into_group(), -ic(&k))));

    let mut k = Parts::random(6);
    k.beta = k.gamma;
    let a = k.alpha + ic(&k);
    assert!(holds(&k, &x, (a, k.beta + k.delta.into_group(), a)));

    let mut k = Parts::random(6);
    k.beta = k.delta;
    assert!(holds(&k, &x, (ic(&k), k.gamma.into_group(), -k.alpha.into_group())));

    let mut k = Parts::random(6);
    k.alpha = G1Affine::identity();
    assert!(holds(&k, &x, (ic(&k), k.gamma + k.delta.into_group(), ic(&k))));

    let mut k = Parts::random(6);
    k.inputs[2] = k.inputs[1];
    let (trapdoor_free, traded) = (ic(&k), [x[0] + Fr::ONE, x[1] - Fr::ONE, x[2], x[3]]);
    let other = traded.iter().zip(&k.inputs[1..]).fold(k.inputs[0].into_group(), |s, (x, p)| s + *p * x);
    assert_eq!(trapdoor_free.into_affine(), other.into_affine());
}

#[test]
fn inputs_that_cancel_are_refused() {
    // Nobody knows such inputs for an honest key; here the setup does: IC₀ = −IC₁ − IC₂.
    let mut parts = Parts::random(8);
    parts.inputs[0] = -(parts.inputs[1] + parts.inputs[2]).into_affine();
    let key = PreparedVerifyingKey::new(&parts.build().unwrap());
    let inputs = [Fr::ONE, Fr::ONE, Fr::zero(), Fr::zero()];
    let (a, b) = (parts.alpha, (parts.beta + parts.delta.into_group()).into_affine());
    let forged = Proof::from_points(a, b, a).unwrap();
    assert_eq!(verify(&key, &inputs, &forged), Err(ProofError::DegenerateInputs));
}

#[test]
fn random_bytes_are_refused() {
    let mut rng = rng(3);
    for _ in 0..2000 {
        let len = (rng.next_u32() % 1200) as usize;
        let bytes = random_bytes(&mut rng, len);
        assert!(VerifyingKey::from_bytes(&bytes).is_err());
        assert!(Proof::from_bytes(&bytes).is_err());
    }
    for len in [256, 576, 768] {
        for _ in 0..200 {
            let mut bytes = random_bytes(&mut rng, len);
            bytes.iter_mut().step_by(32).for_each(|b| *b = 0); // below q, so that the curve equation is reached
            assert!(VerifyingKey::from_bytes(&bytes).is_err());
            assert!(Proof::from_bytes(&bytes).is_err());
        }
    }
}
