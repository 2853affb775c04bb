//! Real proofs at 2^9 rows: made, verified, and refused in every other form.

mod common;

use common::World;
use covenant_gadgets::field::bytes_hex;
use covenant_transparent::{
    Claim, Error, F, Key, Shape,
    columns::SUM,
    key::proof_length,
    prove,
    prove::{HEADER, Seeded},
    verify,
};
use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::LazyLock;

static KEY: LazyLock<Key> = LazyLock::new(|| Key::new(Shape::new(9, 1).unwrap()).unwrap());

struct Proof {
    world: World,
    file: Vec<u8>,
}

fn made(key: &Key, world: &World, seed: u8) -> Result<Vec<u8>, Error> {
    prove(key, &world.claim, &world.columns, Seeded::new([seed; 32]))
}

/// One proof that many tests look at.
static PROOF: LazyLock<Proof> = LazyLock::new(|| {
    let world = World::new(1, 300, 1);
    let file = made(&KEY, &world, 1).unwrap();
    Proof { world, file }
});

fn verdict(file: &[u8]) -> Result<(), Error> {
    verify(&KEY, &PROOF.world.claim, file)
}

#[test]
fn a_proof_is_verified_under_its_claim_and_no_other() {
    assert_eq!(verdict(&PROOF.file), Ok(()));
    let changes: [fn(&mut Claim); 6] = [
        |c| c.totals[0] += 1,
        |c| c.environment.as_of += 1,
        |c| c.environment.scope += covenant_statements::Fr::from(1u64),
        |c| c.environment.entity += covenant_statements::Fr::from(1u64),
        |c| c.environment.accounts -= 1,
        |c| c.environment.threshold.0 += 1,
    ];
    for (i, change) in changes.into_iter().enumerate() {
        let mut claim = PROOF.world.claim.clone();
        change(&mut claim);
        assert_eq!(verify(&KEY, &claim, &PROOF.file), Err(Error::Proof), "change {i}");
    }
    assert_ne!(made(&KEY, &PROOF.world, 2).unwrap(), PROOF.file, "blinded");
}

#[test]
fn several_assets_are_proved_too() {
    for (assets, accounts) in [(3, 20), (32, 7)] {
        let world = World::new(assets, accounts, 2);
        let key = Key::new(world.claim.shape().unwrap()).unwrap();
        let file = made(&key, &world, 3).unwrap();
        assert_eq!(verify(&key, &world.claim, &file), Ok(()));
        assert_eq!(verify(&KEY, &world.claim, &file), Err(Error::Shape));
    }
}

#[test]
fn a_false_claim_has_no_proof() {
    let world = &PROOF.world;
    let mut columns = world.columns.clone();
    columns.values_mut()[SUM][17] += F::from(1);
    let rng = || Seeded::new([4; 32]);
    assert_eq!(prove(&KEY, &world.claim, &columns, rng()).err(), Some(Error::Proof));
    let mut claim = world.claim.clone();
    claim.totals[0] -= 1;
    assert_eq!(prove(&KEY, &claim, &world.columns, rng()).err(), Some(Error::Proof));
}

#[test]
fn another_length_or_header_is_refused() {
    let file = &PROOF.file;
    assert_eq!(file.len(), HEADER.len() + proof_length(KEY.shape()));
    assert_eq!(verdict(&[file.as_slice(), &[0]].concat()), Err(Error::Length));
    for length in [HEADER.len(), HEADER.len() + 32, file.len() - 32, file.len() - 1] {
        assert_eq!(verdict(&file[..length]), Err(Error::Length), "{length} bytes");
    }
    assert_eq!(verdict(&file[..HEADER.len() - 1]), Err(Error::Encoding));
    assert_eq!(verdict(&file[1..]), Err(Error::Encoding));
}

/// Each word of the proof in turn: another value, and a number or a coordinate that is not below the modulus.
#[test]
fn every_word_is_bound_and_has_one_form() {
    for at in (HEADER.len()..PROOF.file.len()).step_by(32) {
        let mut changed = PROOF.file.clone();
        changed[at] ^= 1;
        assert!(matches!(verdict(&changed), Err(Error::Proof | Error::Encoding)), "word {at}");
        let mut large = PROOF.file.clone();
        // Above both moduli, with and without the bit that is a point's sign.
        large[at..at + 31].fill(0xff);
        for last in [0x7f, 0xff] {
            large[at + 31] = last;
            assert_eq!(verdict(&large), Err(Error::Encoding), "word {at}");
        }
    }
}

#[test]
fn a_scalar_and_a_modulus_are_not_that_scalar() {
    // The modulus is 2^254 + t: a scalar below 2^255 − 2^254 − t has a second form of 32 bytes.
    let modulus: [u8; 32] = {
        let mut bytes: [u8; 32] = halo2_proofs::pasta::group::ff::PrimeField::to_repr(&-F::from(1));
        bytes[0] += 1;
        bytes
    };
    let mut refused = 0;
    for at in (HEADER.len()..PROOF.file.len()).step_by(32) {
        let mut again = PROOF.file.clone();
        let mut carry = 0;
        for (byte, more) in again[at..at + 32].iter_mut().zip(modulus) {
            let sum = u16::from(*byte) + u16::from(more) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
        if carry == 0 {
            assert!(verdict(&again).is_err(), "word {at}");
            refused += 1;
        }
    }
    assert!(refused > 50);
}

#[test]
fn no_bytes_make_it_panic() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    for round in 0..25 {
        let mut garbage = PROOF.file.clone();
        let start = rng.gen_range(HEADER.len()..garbage.len());
        let end = rng.gen_range(start..=garbage.len().min(start + 200));
        rng.fill_bytes(&mut garbage[start..end]);
        assert!(verdict(&garbage).is_err() || garbage == PROOF.file, "round {round}");
        // Numbers below the modulus, so that what is behind them is reached.
        let mut small = PROOF.file.clone();
        let word = HEADER.len() + 32 * rng.gen_range(0..(small.len() - HEADER.len()) / 32);
        rng.fill_bytes(&mut small[word..word + 31]);
        small[word + 31] = 0;
        assert!(verdict(&small).is_err(), "round {round}");
    }
    let zeros = [HEADER.as_slice(), &vec![0; proof_length(KEY.shape())]].concat();
    assert_eq!(verdict(&zeros), Err(Error::Encoding), "points at infinity");
}

/// Keys of today, at the smallest size. Nothing in them is random.
const PINS: [(usize, &str); 3] = [
    (1, "f0a314b8b0069e450b11e17f26790161ac70e3c875440f58af690fe0ce0e1bf8"),
    (8, "fdd1169f4829d4c19bf0108de3ad5842bf4950e0e9603c28e69d579f499bdb67"),
    (32, "bd744835d445c88b9ef91a9dbe61f75e1b33e1a14394ad530a70c3cd14c9657f"),
];

#[test]
fn keys_are_those_that_were_pinned() {
    let digests = PINS
        .map(|(assets, _)| (assets, bytes_hex(&Key::new(Shape::new(3, assets).unwrap()).unwrap().digest())));
    assert_eq!(digests, PINS.map(|(assets, pin)| (assets, pin.to_owned())));
}
