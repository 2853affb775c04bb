//! A home's keys: found, opened, trusted by deliberate acts only, and what is refused.

use ark_bn254::{Bn254, G1Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_groth16::ProvingKey;
use covenant_core::{
    CircuitKey, Phase, ProveError, Stop,
    keys::{KeyRefusal, KeyStore, Listing, Making},
    prove,
};
use covenant_engine::{Engine, Form, PreparedProvingKey, groth16::SetupPhase};
use covenant_statements::{Network, invoice::sample::World};
use covenant_verifier::wire::Sha256;
use serde_json::{Value, json};
use std::{
    fs,
    ops::ControlFlow,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};
use tempfile::TempDir;

const CIRCUIT: &str = "invoice/1";

/// A home with a key, and the key's digest.
struct Home {
    folder: TempDir,
    digest: String,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let digest = KeyStore::open(folder.path()).unwrap().ensure_development(CIRCUIT).unwrap().digest_hex();
        Self { folder, digest }
    }

    /// A copy of the common one, whatever is done to it.
    fn copy() -> Self {
        static COMMON: OnceLock<Home> = OnceLock::new();
        let common = COMMON.get_or_init(Self::new);
        let folder = tempfile::tempdir().unwrap();
        copy(common.folder.path(), folder.path());
        Self { folder, digest: common.digest.clone() }
    }

    /// A home without a key.
    fn empty() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn store(&self) -> KeyStore {
        KeyStore::open(self.folder.path()).unwrap()
    }

    fn open(&self) -> Result<CircuitKey, String> {
        self.store().open_key(&self.digest).map_err(|error| error.code().to_owned())
    }

    /// The key's folder.
    fn key(&self) -> PathBuf {
        self.folder.path().join("keys").join(&self.digest)
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn quiet(_: Phase, _: f32) -> ControlFlow<Stop> {
    ControlFlow::Continue(())
}

fn flip(path: &Path, position: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[position] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Changes a header and moves the key to the name that its verifying key then has, as somebody would who plants one.
fn forge_header(key: &Path, change: impl FnOnce(&mut Value)) {
    let path = key.join("key.json");
    let mut header: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    change(&mut header);
    fs::write(&path, serde_json::to_vec(&header).unwrap()).unwrap();
}

fn skipped(listing: &Listing) -> Vec<&str> {
    listing.skipped.iter().map(|skipped| skipped.refusal.code()).collect()
}

#[test]
fn a_key_is_made_once_trusted_and_found_again() {
    let home = Home::copy();
    let again = home.store().ensure_development(CIRCUIT).unwrap();
    assert_eq!(again.digest_hex(), home.digest);
    let current = home.store().current(CIRCUIT, Network::Development).unwrap().unwrap();
    assert_eq!((current.selector, current.is_trusted), (again.selector(), true));
    assert_eq!(home.store().of_selector(again.selector()).unwrap(), Some(current.clone()));
    assert_eq!(home.store().current(CIRCUIT, Network::Production).unwrap(), None);
    let listing = home.store().list().unwrap();
    assert_eq!(listing.keys, [current]);
    assert!(listing.skipped.is_empty());
    assert!(
        home.store().verify().unwrap().iter().all(|(name, result)| *name == home.digest && result.is_ok())
    );
    assert_eq!(home.store().ensure_development("invoice/99").unwrap_err().code(), "key/unknown-circuit");
    for unknown in ["", "..", "0", &"0".repeat(64), &home.digest.to_uppercase()] {
        assert_eq!(home.store().open_key(unknown).unwrap_err().code(), "key/not-found");
    }
}

/// From the circuit to the file, and nothing where there is a key already.
#[test]
fn making_says_how_far_it_is() {
    let home = Home::empty();
    let store = KeyStore::open(home.path()).unwrap();
    let mut reports: Vec<(Making, f32)> = Vec::new();
    let made = store.ensure_development_with(CIRCUIT, &mut |phase, done, total| {
        reports.push((phase, phase.fraction(done, total)));
    });
    assert!(reports.is_sorted_by(|(_, one), (_, next)| one <= next), "{reports:?}");
    assert!(reports.iter().all(|(_, share)| (0.0..=1.0).contains(share)));
    let mut names: Vec<&str> = reports.iter().map(|(phase, _)| phase.name()).collect();
    names.dedup();
    let expected = "constraints lagrange polynomials query-a query-b1 query-b2 query-h query-l finish";
    assert_eq!(names.join(" "), expected);
    let again = store.ensure_development_with(CIRCUIT, &mut |_, _, _| panic!("it is there"));
    assert_eq!(again.unwrap().digest(), made.unwrap().digest());
}

/// A process that ends in the middle leaves nothing that anybody takes for a key, and the next takes that away.
#[test]
fn a_making_that_is_cut_short_leaves_no_key() {
    let home = Home::empty();
    let store = KeyStore::open(home.path()).unwrap();
    let stop = |phase, _, _| assert_ne!(phase, Making::Setup(SetupPhase::QueryH), "cut short");
    let cut = std::panic::catch_unwind(|| store.ensure_development_with(CIRCUIT, &mut { stop }).map(|_| ()));
    assert!(cut.is_err());
    let names = || -> Vec<String> {
        let entries = fs::read_dir(home.path().join("keys")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != ".lock").collect()
    };
    assert!(names()[0].starts_with('.') && names()[0].ends_with(".part"), "{:?}", names());
    let listing = store.list().unwrap();
    assert!(listing.keys.is_empty() && listing.skipped.is_empty());
    assert_eq!(store.current(CIRCUIT, Network::Development).unwrap(), None);
    let made = store.ensure_development(CIRCUIT).unwrap();
    assert_eq!(names(), [made.digest_hex()]);
}

/// Listing, and finding what is trusted, need headers only.
#[test]
fn listing_reads_headers_alone() {
    let home = Home::copy();
    let before = home.store().list().unwrap().keys;
    for part in ["portable.pk", "circuit.r1cs", "avx512.pk"] {
        let _ = fs::remove_file(home.key().join(part));
    }
    assert_eq!(home.store().list().unwrap().keys, before);
    assert_eq!(home.store().trusted().unwrap(), before);
    let refused = home.store().open_key(&home.digest).unwrap_err();
    assert_eq!(refused.code(), "key/io");
    // The operation, the file, and what the system said; no path.
    let message = format!("key {}: cannot open circuit.r1cs: entity not found (os error 2)", home.digest);
    assert_eq!(refused.to_string(), message);
}

#[test]
fn a_part_with_one_flipped_byte_is_refused() {
    for part in ["portable.pk", "circuit.r1cs", "key.json"] {
        let home = Home::copy();
        let path = home.key().join(part);
        let bytes = fs::read(&path).unwrap();
        for position in [20, bytes.len() / 2] {
            flip(&path, position);
            // The prover reads its own form of the proving key: the one that travels is for other machines and for `verify`.
            if part != "portable.pk" || Engine::detect().form() == Form::R256 {
                let refused = home.open().unwrap_err();
                assert!(["key/digest", "key/malformed", "key/name"].contains(&refused.as_str()), "{part}");
            }
            let found = home.store().verify().unwrap();
            assert!(found[0].1.is_err(), "{part}: {position}");
            fs::write(&path, &bytes).unwrap();
        }
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(home.store().verify().unwrap()[0].1.is_err(), "{part}");
        fs::write(&path, &bytes).unwrap();
        home.open().unwrap();
    }
}

/// What a machine makes for itself it makes again when it is not as it was left.
#[test]
fn a_form_of_this_machine_that_was_changed_is_made_again() {
    if Engine::detect().form() != Form::R260 {
        return;
    }
    let home = Home::copy();
    let path = home.key().join("avx512.pk");
    let bytes = fs::read(&path).unwrap();
    flip(&path, bytes.len() / 2);
    assert_eq!(home.store().verify().unwrap()[0].1.as_ref().unwrap_err().code(), "key/digest");
    let key = home.open().unwrap();
    assert!(prove(&key, &World::new(1).claim(), &mut quiet).is_ok());
    assert_eq!(fs::read(&path).unwrap(), bytes);
    fs::remove_file(&path).unwrap();
    home.open().unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

/// A file that is changed, and a list of checked files that says it is not: no proof leaves, and `verify` finds it.
#[test]
fn a_change_that_is_hidden_yields_no_proof() {
    let home = Home::copy();
    let mapped = if Engine::detect().form() == Form::R260 { "avx512.pk" } else { "portable.pk" };
    for part in [mapped, "circuit.r1cs"] {
        let path = home.key().join(part);
        let bytes = fs::read(&path).unwrap();
        let mut changed = bytes.clone();
        if part == mapped {
            // The first points of A, behind the header.
            (0..2000).for_each(|point| changed[640 + 64 * point] ^= 1);
        } else {
            let middle = changed.len() / 2;
            changed[middle..middle + 4096].fill(0);
        }
        fs::write(&path, changed).unwrap();
        hide(&home, part);
        let key = home.open().unwrap();
        let refused = prove(&key, &World::new(1).claim(), &mut quiet).unwrap_err();
        assert!(matches!(refused, ProveError::Unverified(_) | ProveError::Prover(_)), "{part}: {refused}");
        let found = home.store().verify().unwrap();
        assert_eq!(found[0].1.as_ref().unwrap_err().code(), "key/digest", "{part}");
        fs::write(&path, bytes).unwrap();
    }
}

/// Makes the list of checked files say that a file looks as it did.
fn hide(home: &Home, part: &str) {
    let list = home.folder.path().join("checked-keys.json");
    let mut document: Value = serde_json::from_slice(&fs::read(&list).unwrap()).unwrap();
    let file = fs::metadata(home.key().join(part)).unwrap();
    document["files"][format!("{}/{part}", home.digest)]["look"] = json!({
        "bytes": file.size(), "device": file.dev(), "inode": file.ino(),
        "modified": [file.mtime(), file.mtime_nsec()], "changed": [file.ctime(), file.ctime_nsec()],
    });
    fs::write(list, serde_json::to_vec(&document).unwrap()).unwrap();
}

/// The review's finding: a valid key, made elsewhere, that somebody puts into the folder.
#[test]
fn a_planted_key_is_listed_and_not_trusted() {
    let (home, foreign) = (Home::copy(), Home::new());
    let keys = home.folder.path().join("keys");
    copy(&foreign.folder.path().join("keys"), &keys);
    let listing = home.store().list().unwrap();
    let trusted: Vec<_> = listing.keys.iter().filter(|key| key.is_trusted).collect();
    assert_eq!((listing.keys.len(), trusted.len()), (2, 1));
    assert_eq!(home.store().trusted().unwrap().len(), 1);
    assert_eq!(home.store().trusted().unwrap()[0].digest, home.digest);
    let planted = home.store().open_key(&foreign.digest).unwrap_err();
    assert_eq!(planted.code(), "key/not-trusted");
    let selector = foreign.open().unwrap().selector();
    assert_eq!(home.store().of_selector(selector).unwrap(), None);
    assert_eq!(home.store().ensure_development(CIRCUIT).unwrap().digest_hex(), home.digest);
    assert_eq!(home.store().verify().unwrap().len(), 1);

    // A new home, too, makes a key of its own rather than take what it finds.
    let fresh = Home::empty();
    fs::create_dir(fresh.path().join("keys")).unwrap();
    copy(&foreign.folder.path().join("keys"), &fresh.path().join("keys"));
    assert_eq!(KeyStore::open(fresh.path()).unwrap().current(CIRCUIT, Network::Development).unwrap(), None);

    // The deliberate act, and its end.
    let pinned = home.store().pin(&foreign.digest).unwrap();
    assert!(pinned.is_trusted);
    assert_eq!(home.store().current(CIRCUIT, Network::Development).unwrap(), Some(pinned));
    home.store().open_key(&foreign.digest).unwrap();
    home.store().unpin(&foreign.digest).unwrap();
    assert_eq!(home.store().open_key(&foreign.digest).unwrap_err().code(), "key/not-trusted");
    assert_eq!(home.store().unpin(&foreign.digest).unwrap_err().code(), "key/not-found");
    assert_eq!(home.store().current(CIRCUIT, Network::Development).unwrap().unwrap().digest, home.digest);
}

/// A trusted verifying key under another name of circuit or network would be another trust.
#[test]
fn a_trusted_key_whose_header_was_replaced_is_not_trusted() {
    let home = Home::copy();
    forge_header(&home.key(), |header| {
        header["network"] = json!("covenant-production");
        header["development"] = json!(false);
    });
    assert_eq!(home.store().trusted().unwrap(), []);
    assert_eq!(skipped(&home.store().list().unwrap()), ["key/digest"]);
    assert_eq!(home.open().unwrap_err(), "key/digest");
    assert_eq!(home.store().verify().unwrap()[0].1.as_ref().unwrap_err().code(), "key/digest");
}

#[test]
fn a_key_is_imported_by_its_digest() {
    let home = Home::copy();
    let target = Home::empty();
    let store = KeyStore::open(target.path()).unwrap();
    assert_eq!(store.import(&home.key(), &"0".repeat(64)).unwrap_err().code(), "key/not-found");
    assert_eq!(store.inspect(&home.key().join("key.json")).unwrap().digest, home.digest);
    assert!(!store.inspect(&home.key()).unwrap().is_trusted);
    assert_eq!(store.current(CIRCUIT, Network::Development).unwrap(), None);
    let imported = store.import(&home.key(), &home.digest).unwrap();
    assert!(imported.is_trusted);
    let key = store.open_key(&home.digest).unwrap();
    assert!(prove(&key, &World::new(7).claim(), &mut quiet).is_ok());
    // Once more, over a damaged one.
    flip(&target.path().join("keys").join(&home.digest).join("circuit.r1cs"), 300);
    assert_eq!(store.open_key(&home.digest).unwrap_err().code(), "key/digest");
    store.import(&home.key(), &home.digest).unwrap();
    store.open_key(&home.digest).unwrap();
    let names = fs::read_dir(target.path().join("keys")).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, [".lock", &home.digest], "nothing is left beside it");
}

/// A folder with an altered proving key and a header that has its digests: only what the key is made of gives it away.
fn altered(home: &Home, key: &ProvingKey<Bn254>) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&home.key(), folder.path());
    let path = folder.path().join("portable.pk");
    let digest = PreparedProvingKey::new(key, Form::R256).unwrap().write(&path).unwrap();
    forge_header(folder.path(), |header| {
        header["proving_key"] =
            json!({ "bytes": fs::metadata(&path).unwrap().len(), "sha256": Sha256(digest).to_string() });
    });
    folder
}

/// What is done to a key, and what it is then refused for.
type Alteration<'a> = (&'static str, &'a dyn Fn(&mut ProvingKey<Bn254>));

#[test]
fn keys_that_do_not_blind_or_do_not_prove_are_not_imported() {
    let home = Home::copy();
    let honest = home.open().unwrap().to_arkworks().unwrap();
    let target = Home::empty();
    let store = KeyStore::open(target.path()).unwrap();
    let bump = |point: &mut G1Affine| *point = (*point + G1Affine::generator()).into_affine();
    let cases: [Alteration<'_>; 5] = [
        ("key/inconsistent", &|key| bump(&mut key.delta_g1)),
        ("key/inconsistent", &|key| bump(&mut key.beta_g1)),
        ("key/unsound", &|key| key.l_query.iter_mut().take(1000).for_each(bump)),
        ("key/unsound", &|key| key.h_query.iter_mut().take(1000).for_each(bump)),
        ("key/unsound", &|key| key.a_query.iter_mut().take(1000).for_each(bump)),
    ];
    for (code, change) in cases {
        let mut key = honest.clone();
        change(&mut key);
        let folder = altered(&home, &key);
        assert_eq!(store.import(folder.path(), &home.digest).unwrap_err().code(), code);
        assert!(store.list().unwrap().keys.is_empty(), "nothing is left of it");
    }
    // β and δ in G1, behind the magic, the counts and α: a key that proves and does not hide.
    let folder = altered(&home, &honest);
    let path = folder.path().join("portable.pk");
    let mut bytes = fs::read(&path).unwrap();
    bytes[256..384].fill(0);
    fs::write(&path, &bytes).unwrap();
    forge_header(folder.path(), |header| {
        header["proving_key"]["sha256"] = json!(Sha256::of(&bytes).to_string())
    });
    assert_eq!(store.import(folder.path(), &home.digest).unwrap_err().code(), "key/inconsistent");
    let folder = altered(&home, &honest);
    flip(&folder.path().join("circuit.r1cs"), 200);
    assert_eq!(store.import(folder.path(), &home.digest).unwrap_err().code(), "key/digest");
    let bytes = fs::read(folder.path().join("circuit.r1cs")).unwrap();
    forge_header(folder.path(), |header| {
        header["matrices"]["sha256"] = json!(Sha256::of(&bytes).to_string());
    });
    assert_eq!(store.import(folder.path(), &home.digest).unwrap_err().code(), "key/other-circuit");
}

/// Keys of other versions of this program, and what is no key, do not make a home unusable.
#[test]
fn what_is_not_known_is_skipped_and_reported() {
    let home = Home::copy();
    let keys = home.folder.path().join("keys");
    fs::write(keys.join(format!("{}.key", "1".repeat(64))), b"covenant-key-1\n").unwrap();
    fs::write(keys.join("README"), b"not a key").unwrap();
    fs::create_dir(keys.join(".left-over.part")).unwrap();
    let plant = |digit: u8, change: fn(&mut Value)| {
        let folder = keys.join("to-be-named");
        fs::create_dir(&folder).unwrap();
        fs::copy(home.key().join("key.json"), folder.join("key.json")).unwrap();
        forge_header(&folder, |header| {
            header["verifying_key"] = json!(format!("{digit:02x}"));
            change(header);
        });
        fs::rename(folder, keys.join(Sha256::of(&[digit]).to_string())).unwrap();
    };
    plant(1, |header| header["circuit"] = json!("pool/1"));
    plant(2, |header| header["constraints"] = json!("0".repeat(64)));
    plant(3, |header| header["reduction"] = json!("another"));
    plant(4, |header| header["version"] = json!(3));
    let listing = home.store().list().unwrap();
    assert_eq!(listing.keys.len(), 1);
    let mut codes = skipped(&listing);
    codes.sort_unstable();
    let expected = [
        "key/earlier-form",
        "key/malformed",
        "key/malformed",
        "key/other-reduction",
        "key/retired",
        "key/unknown-circuit",
    ];
    assert_eq!(codes, expected);
    assert!(listing.skipped.iter().all(|skipped| !skipped.is_trusted));
    assert_eq!(home.store().ensure_development(CIRCUIT).unwrap().digest_hex(), home.digest);
    assert!(home.store().verify().unwrap().iter().all(|(_, result)| result.is_ok()));

    // A trusted key that is gone: said so, and no hindrance either.
    fs::remove_dir_all(home.key()).unwrap();
    let listing = home.store().list().unwrap();
    let missing = |s: &covenant_core::keys::Skipped| s.is_trusted && matches!(s.refusal, KeyRefusal::Missing);
    assert!(listing.keys.is_empty() && listing.skipped.iter().any(missing));
    assert!(home.store().verify().unwrap().is_empty());

    fs::write(home.folder.path().join("trusted-keys.json"), b"{}").unwrap();
    assert_eq!(home.store().list().unwrap_err().code(), "key/trusted-list");
    assert_eq!(home.store().open_key(&home.digest).unwrap_err().code(), "key/not-found");
}

/// A key works with either backend, whichever machine made it.
#[test]
fn both_forms_prove() {
    use covenant_core::{EngineProver, prove_with};
    use covenant_engine::Backend;
    let home = Home::copy();
    let key = home.open().unwrap();
    for backend in Backend::ALL {
        let Ok(engine) = Engine::with_backend(backend) else { continue };
        assert!(prove_with(&EngineProver::on(engine), &key, &World::new(3).claim(), &mut quiet).is_ok());
    }
}
