//! Verifying keys: their bytes, their names, and pins of the circuits that they are of.

use covenant_gadgets::field::bytes_hex;
use covenant_liabilities::circuit::ChunkCircuit;
use covenant_liabilities::srs::VerifierSrs;
use covenant_liabilities::{
    ChunkJob, EpochSecret, Error, ProvingKey, Shape, Srs, VerifyingKey, from_ark, kept_proving_key, verify,
};
use covenant_statements::{Fr, solvency::ASSETS};
use halo2_axiom::plonk::{self, keygen_pk, keygen_vk};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

static SRS: LazyLock<Srs> = LazyLock::new(|| Srs::development(12, &mut rand::rngs::OsRng).unwrap());
static KEY: LazyLock<VerifyingKey> =
    LazyLock::new(|| VerifyingKey::new(&SRS, Shape::new(12, 8).unwrap()).unwrap());

fn refused(bytes: &[u8]) -> Option<Error> {
    VerifyingKey::from_bytes(bytes).err()
}

#[test]
fn a_key_has_one_form() {
    let bytes = KEY.to_bytes();
    // Thirteen fixed columns, three with copies.
    assert_eq!(bytes.len(), 8 + VerifierSrs::LENGTH + 64 * (13 + 3));
    let again = VerifyingKey::from_bytes(&bytes).unwrap();
    assert!(again == *KEY && again.to_bytes() == bytes);
    assert_eq!(again.digest()[..], Sha256::digest(&bytes)[..]);
    // halo2's form, made from the bytes alone, is the one that was made from the circuit.
    assert_eq!(again.halo2().transcript_repr(), KEY.halo2().transcript_repr());
    assert_eq!(again.proof_length(), KEY.proof_length());
}

#[test]
fn a_key_is_that_of_the_library() {
    for assets in ASSETS {
        let shape = Shape::new(12, assets).unwrap();
        let circuit = ChunkCircuit { shape, columns: None };
        let stock = keygen_vk(SRS.params(), &circuit).unwrap();
        let own = ProvingKey::new(&SRS, shape).unwrap();
        let of_own = own.verifying().halo2();
        assert_eq!(of_own.fixed_commitments(), stock.fixed_commitments());
        assert_eq!(of_own.permutation().commitments(), stock.permutation().commitments());
        assert_eq!(of_own.transcript_repr(), stock.transcript_repr());
        let stock = keygen_pk(SRS.params(), stock, &circuit).unwrap();
        let own = own.halo2();
        let values =
            |key: &plonk::ProvingKey<_>| [key.fixed_values(), key.permutation().permutations()].concat();
        assert!(values(own).iter().zip(values(&stock)).all(|(own, stock)| own[..] == stock[..]));
        let polynomials = |key: &plonk::ProvingKey<_>| {
            let rows = [key.l0().clone(), key.l_last().clone(), key.l_active_row().clone()];
            [key.fixed_polys(), key.permutation().polys(), &rows].concat()
        };
        assert_eq!(polynomials(own).len(), polynomials(&stock).len());
        assert!(polynomials(own).iter().zip(polynomials(&stock)).all(|(own, stock)| own[..] == stock[..]));
    }
}

#[test]
fn any_other_bytes_are_refused_or_another_key() {
    let bytes = KEY.to_bytes();
    for length in [0, 7, 8, 391, 392, bytes.len() - 1] {
        assert_eq!(refused(&bytes[..length]), Some(Error::Length), "{length} bytes");
    }
    assert_eq!(refused(&[bytes.as_slice(), &[0]].concat()), Some(Error::Length));
    for (at, value, error) in
        [(3, 11, Error::Shape), (3, 20, Error::Shape), (7, 2, Error::Shape), (7, 1, Error::Length)]
    {
        let mut other = bytes.clone();
        other[at] = value;
        assert_eq!(refused(&other), Some(error), "byte {at} = {value}");
    }
    let mut infinity = bytes.clone();
    infinity[392..456].fill(0);
    assert_eq!(refused(&infinity), Some(Error::Encoding));
    for at in (0..bytes.len()).step_by(31) {
        let mut other = bytes.clone();
        other[at] ^= 1;
        match VerifyingKey::from_bytes(&other) {
            Ok(key) => assert_eq!((key.to_bytes(), key == *KEY), (other, false), "byte {at}"),
            Err(error) => assert!(matches!(error, Error::Encoding | Error::Shape), "byte {at}"),
        }
    }
}

#[test]
fn names_say_the_shape() {
    assert_eq!(KEY.name(), "liabilities-12-8/1");
    for k in Shape::SIZES {
        for assets in ASSETS {
            let shape = Shape::new(k, assets).unwrap();
            assert_eq!(Shape::from_key_name(&shape.key_name()), Ok(shape));
        }
    }
    for name in [
        "",
        "liabilities-12-8",
        "liabilities-012-8/1",
        "liabilities-12-8/2",
        "liabilities-11-8/1",
        "liabilities-12-8/1 ",
    ] {
        assert_eq!(Shape::from_key_name(name), Err(Error::Shape), "{name}");
    }
}

/// The circuits that development keys of today are of. A change of a constraint, a row or a copy changes them.
const PINS: [(usize, &str); 3] = [
    (1, "6be7c5e4058d0edab86e325defc357165a116eca99811079cff9d2068301711a"),
    (8, "f454e7af27bd72b41b5e20f4f9b93100130b82a4c3b6e9b01dce57c626ba89e7"),
    (32, "c3c55005622016f02378417b33c55a6ed21bf8abc04d442398eae493e2f430bf"),
];
const LARGE: [(usize, &str); 3] = [
    (1, "2bb03d29f4c369ea2d9a0d39d41508040b9f8deec7c8b799ebb8a1a5636519cc"),
    (8, "b3ea305f430454f339280e48324a0f7b77d5203b797d8540c5c8f8095461caed"),
    (32, "52786217e1d644cc3c0395ebbf0e4dc1dfef3421627480f31e23600c806b1b4a"),
];

#[test]
fn circuits_are_those_that_were_pinned() {
    pinned(&SRS, PINS);
}

/// `COVENANT_LARGE=1`: limbs of 16 bits. Half a minute.
#[test]
fn large_circuits_are_those_that_were_pinned() {
    if std::env::var_os("COVENANT_LARGE").is_some() {
        pinned(&Srs::development(17, &mut rand::rngs::OsRng).unwrap(), LARGE);
    }
}

fn pinned(srs: &Srs, pins: [(usize, &str); 3]) {
    let digests = pins.map(|(assets, _)| {
        let key = ProvingKey::new(srs, Shape::new(srs.k(), assets).unwrap()).unwrap();
        (assets, bytes_hex(&key.circuit_digest()))
    });
    assert_eq!(digests, pins.map(|(assets, pin)| (assets, pin.to_owned())));
}

/// What a file holds of a key, and the key itself.
fn written(shape: Shape) -> (Vec<u8>, ProvingKey) {
    let key = ProvingKey::new(&SRS, shape).unwrap();
    let mut bytes = Vec::new();
    key.write(&mut bytes).unwrap();
    (bytes, key)
}

#[test]
fn a_proving_key_is_read_as_it_was_made() {
    let (bytes, made) = written(Shape::new(12, 1).unwrap());
    let read = ProvingKey::read(&SRS, made.verifying().shape(), &bytes[..]).unwrap();
    assert!(read.verifying() == made.verifying() && read.circuit_digest() == made.circuit_digest());
    let mut again = Vec::new();
    read.write(&mut again).unwrap();
    assert!(again == bytes);

    let secret = EpochSecret::new([1; 32]);
    let (shape, environment) = (made.verifying().shape(), Fr::from(3u64));
    let mut job = ChunkJob::new(shape, environment, 0, &secret, &mut rand::rngs::OsRng);
    job.push(&Fr::from(7u64), &[5]).unwrap();
    let mut columns = job.finish().unwrap();
    let proof = columns.prove(&SRS, &read).unwrap().proof;
    verify(made.verifying(), from_ark(&columns.chunk().output()), &proof).unwrap();
}

#[test]
fn any_other_file_is_no_proving_key() {
    let shape = Shape::new(12, 1).unwrap();
    let (bytes, _) = written(shape);
    let refused = |bytes: &[u8]| ProvingKey::read(&SRS, shape, bytes).err() == Some(Error::Key);
    // The mark, the circuit, a length, the verifying key, cells of the first and the last column, the digest.
    let end = bytes.len();
    for at in [0, 23, 24, 56, 59, 60, 200, 2_000, end / 2, end - 33, end - 32, end - 1] {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert!(refused(&other), "byte {at}");
    }
    for cut in [0, 59, 60, 100, end / 2, end - 32, end - 1] {
        assert!(refused(&bytes[..cut]), "{cut} bytes");
    }
    assert!(refused(&[&bytes[..], &[0]].concat()), "something behind");
    assert!(ProvingKey::read(&SRS, Shape::new(12, 8).unwrap(), &bytes[..]).is_err(), "another shape");
    let others = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    assert!(ProvingKey::read(&others, shape, &bytes[..]).is_err(), "other parameters");
}

#[test]
fn a_kept_key_that_is_damaged_is_made_again() {
    let (folder, shape) = (tempfile::tempdir().unwrap(), Shape::new(12, 1).unwrap());
    let path = folder.path().join("key");
    let made = kept_proving_key(&SRS, shape, &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let mut damaged = bytes.clone();
    damaged[bytes.len() / 3] ^= 1;
    std::fs::write(&path, &damaged).unwrap();
    let again = kept_proving_key(&SRS, shape, &path).unwrap();
    assert!(again.verifying() == made.verifying() && std::fs::read(&path).unwrap() == bytes);
    // Where it cannot be kept it is made all the same.
    assert!(kept_proving_key(&SRS, shape, &folder.path().join("none/key")).is_ok());
}
