//! Real proofs: made from streamed columns, verified, and refused in every other form.

mod common;

use common::World;
use covenant_liabilities::{
    Error, F, ProofSeed, ProvingKey, Shape, Srs, VerifyingKey, columns::SUM, prove, verify,
};
use halo2_axiom::halo2curves::ff::{Field, PrimeField};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::LazyLock;

static SRS: LazyLock<Srs> = LazyLock::new(|| Srs::development(12, &mut rand::rngs::OsRng).unwrap());
static KEY: LazyLock<ProvingKey> =
    LazyLock::new(|| ProvingKey::new(&SRS, Shape::new(12, 1).unwrap()).unwrap());

fn seed() -> ProofSeed {
    ProofSeed::fresh(&mut rand::rngs::OsRng)
}

struct Proof {
    world: World,
    proved: covenant_liabilities::Proved,
}

/// One proof that many tests look at.
static PROOF: LazyLock<Proof> = LazyLock::new(|| {
    let world = World::new(12, 1, 1_000, 1);
    let proved = prove(&SRS, &KEY, world.columns.clone(), world.output(), seed()).unwrap();
    Proof { world, proved }
});

fn verdict(proof: &[u8]) -> Result<(), Error> {
    verify(KEY.verifying(), PROOF.world.output(), proof)
}

#[test]
fn a_proof_is_verified_under_its_output_and_no_other() {
    assert_eq!(PROOF.proved.proof.len(), KEY.verifying().proof_length());
    assert_eq!(verdict(&PROOF.proved.proof), Ok(()));
    let other = PROOF.world.output() + F::ONE;
    assert_eq!(verify(KEY.verifying(), other, &PROOF.proved.proof), Err(Error::Proof));
}

#[test]
fn several_assets_are_proved_too() {
    let world = World::new(12, 8, 300, 2);
    let key = ProvingKey::new(&SRS, Shape::new(12, 8).unwrap()).unwrap();
    let proved = prove(&SRS, &key, world.columns.clone(), world.output(), seed()).unwrap();
    assert_eq!(proved.proof.len(), key.verifying().proof_length());
    assert_eq!(verify(key.verifying(), world.output(), &proved.proof), Ok(()));
    assert_eq!(proved.committed(&SRS, &key), Ok(()));
    // Another shape's key.
    assert_eq!(verify(KEY.verifying(), world.output(), &proved.proof), Err(Error::Length));
}

#[test]
fn the_columns_that_come_back_are_the_committed_ones() {
    assert_eq!(PROOF.proved.committed(&SRS, &KEY), Ok(()));
    let mut other = PROOF.proved.clone();
    let last = other.columns.values()[0].len() - 1;
    other.columns.values_mut()[0][last] += F::ONE;
    assert_eq!(other.committed(&SRS, &KEY), Err(Error::Mismatch));
}

/// Every commitment is blinded: the same columns twice share no column's commitment, which all come first.
#[test]
fn two_proofs_of_one_chunk_share_no_commitment() {
    let world = &PROOF.world;
    let again = prove(&SRS, &KEY, world.columns.clone(), world.output(), seed()).unwrap();
    let columns = Shape::new(12, 1).unwrap().advice();
    let points = PROOF.proved.proof.chunks(64).zip(again.proof.chunks(64)).take(columns);
    assert!(points.into_iter().all(|(a, b)| a != b));
}

#[test]
fn columns_that_do_not_satisfy_the_circuit_leave_no_proof() {
    let world = &PROOF.world;
    let mut columns = world.columns.clone();
    columns.values_mut()[SUM][17] += F::ONE;
    assert_eq!(prove(&SRS, &KEY, columns, world.output(), seed()).err(), Some(Error::Proof));
    let wrong = world.output() + F::ONE;
    assert_eq!(prove(&SRS, &KEY, world.columns.clone(), wrong, seed()).err(), Some(Error::Proof));
}

#[test]
fn another_length_is_refused() {
    let proof = &PROOF.proved.proof;
    assert_eq!(verdict(&[proof.as_slice(), &[0]].concat()), Err(Error::Length));
    for length in [0, 1, 31, 64, proof.len() - 32, proof.len() - 1] {
        assert_eq!(verdict(&proof[..length]), Err(Error::Length), "{length} bytes");
    }
}

/// Each word of the proof in turn: another value, and the same value in another form.
#[test]
fn every_word_is_bound_and_has_one_form() {
    let proof = &PROOF.proved.proof;
    let mut tried = 0;
    for at in (0..proof.len()).step_by(32) {
        let mut changed = proof.clone();
        changed[at + 31] ^= 1;
        assert!(verdict(&changed).is_err(), "word {}", at / 32);
        for modulus in [modulus(-F::ONE), modulus(-halo2_axiom::halo2curves::bn256::Fq::ONE)] {
            let mut again = proof.clone();
            if add(&mut again[at..at + 32], &modulus) {
                assert_eq!(verdict(&again), Err(Error::Encoding), "word {}", at / 32);
                tried += 1;
            }
        }
    }
    // A number stays below 2^256 when a modulus is added to it, five times over.
    assert!(tried > proof.len() / 32);
}

/// The modulus, big-endian, from the largest element.
fn modulus(largest: impl PrimeField<Repr: AsRef<[u8]>>) -> [u8; 32] {
    let mut bytes: [u8; 32] = std::array::from_fn(|i| largest.to_repr().as_ref()[31 - i]);
    bytes[31] += 1;
    bytes
}

/// Adds in place; whether it fits.
fn add(word: &mut [u8], other: &[u8; 32]) -> bool {
    let mut carry = 0;
    for (byte, more) in word.iter_mut().zip(other).rev() {
        let sum = u16::from(*byte) + u16::from(*more) + carry;
        *byte = sum as u8;
        carry = sum >> 8;
    }
    carry == 0
}

#[test]
fn points_at_infinity_off_the_curve_or_of_other_columns_are_refused() {
    let proof = &PROOF.proved.proof;
    let (points, _) = KEY.verifying().proof_parts();
    // The opening's two points come last, after the scalars.
    let places = (0..points - 2).map(|i| 64 * i).chain([proof.len() - 128, proof.len() - 64]);
    for at in places {
        let mut infinity = proof.clone();
        infinity[at..at + 64].fill(0);
        assert_eq!(verdict(&infinity), Err(Error::Encoding), "infinity at {at}");
        let mut off = proof.clone();
        off[at..at + 64].fill(1);
        assert_eq!(verdict(&off), Err(Error::Encoding), "off the curve at {at}");
    }
    let mut swapped = proof.clone();
    let (first, second) = swapped.split_at_mut(64);
    first.swap_with_slice(&mut second[..64]);
    assert_eq!(verdict(&swapped), Err(Error::Proof));
}

#[test]
fn no_bytes_make_it_panic() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let proof = &PROOF.proved.proof;
    for _ in 0..60 {
        let mut garbage = proof.clone();
        let start = rng.gen_range(0..garbage.len());
        let end = rng.gen_range(start..=garbage.len().min(start + 200));
        rng.fill_bytes(&mut garbage[start..end]);
        assert!(verdict(&garbage).is_err() || garbage == *proof);
        // Scalars below the modulus, so that what is behind them is reached.
        let mut small = proof.clone();
        let word = 32 * rng.gen_range(0..small.len() / 32);
        small[word] = 0;
        rng.fill_bytes(&mut small[word + 1..word + 32]);
        assert!(verdict(&small).is_err());
        assert!(verdict(&vec![0; proof.len()]).is_err());
    }
}

#[test]
fn other_parameters_are_refused() {
    let other = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    assert_ne!(other.verifier().digest(), SRS.verifier().digest());
    let key = VerifyingKey::new(&other, Shape::new(12, 1).unwrap()).unwrap();
    assert_ne!(key.digest(), KEY.verifying().digest());
    assert_eq!(verify(&key, PROOF.world.output(), &PROOF.proved.proof), Err(Error::Proof));
    let columns = PROOF.world.columns.clone();
    assert_eq!(prove(&other, &KEY, columns, PROOF.world.output(), seed()).err(), Some(Error::Mismatch));
}

#[test]
fn a_file_of_parameters_is_whole_or_refused() {
    let mut file = Vec::new();
    SRS.write(&mut file).unwrap();
    assert_eq!(Srs::read(12, file.as_slice()).unwrap().verifier(), SRS.verifier());
    assert!(file.starts_with(b"covenant-srs-development"));
    let refused = |file: &[u8], k| Srs::read(k, file).err();
    assert_eq!(refused(&file, 13), Some(Error::Srs));
    assert_eq!(refused(&file, 40), Some(Error::Shape));
    assert_eq!(refused(&file[..file.len() - 1], 12), Some(Error::Srs));
    assert_eq!(refused(&[file.as_slice(), &[0]].concat(), 12), Some(Error::Srs));
    for at in [0, 30, 60, 10_000, file.len() - 1] {
        let mut damaged = file.clone();
        damaged[at] ^= 1;
        assert_eq!(refused(&damaged, 12), Some(Error::Srs), "byte {at}");
    }
    // Whole by its digest, and of two secrets.
    let mut other = Vec::new();
    Srs::development(12, &mut rand::rngs::OsRng).unwrap().write(&mut other).unwrap();
    let tail = file.len() - 128;
    file[tail..].copy_from_slice(&other[tail..]);
    let digest: [u8; 32] = sha2::Digest::finalize(sha2::Digest::chain_update(
        <sha2::Sha256 as sha2::Digest>::new(),
        &file[56..],
    ))
    .into();
    file[24..56].copy_from_slice(&digest);
    assert_eq!(refused(&file, 12), Some(Error::Srs));
}

/// `COVENANT_LARGE=1`: 2^17 rows, limbs of 16 bits. Half a minute of two processors, and as much again for parameters and key.
#[test]
fn large_chunks_have_wider_limbs() {
    if std::env::var_os("COVENANT_LARGE").is_none() {
        return;
    }
    let srs = Srs::development(17, &mut rand::rngs::OsRng).unwrap();
    let key = ProvingKey::new(&srs, Shape::new(17, 1).unwrap()).unwrap();
    let world = World::new(17, 1, 130_000, 3);
    let proved = prove(&srs, &key, world.columns.clone(), world.output(), seed()).unwrap();
    assert_eq!(verify(key.verifying(), world.output(), &proved.proof), Ok(()));
    assert_eq!(proved.committed(&srs, &key), Ok(()));
}
