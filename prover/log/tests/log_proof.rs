//! Notes, cosignatures, policies and proofs as texts.

use covenant_log::{Checkpoint, Entry, Error, Log, Note, NoteKey, Policy, Proof, SecretNoteKey, Use};
use tempfile::TempDir;

fn secret(name: &str, purpose: Use, seed: u8) -> SecretNoteKey {
    SecretNoteKey::from_seed(name, purpose, &[seed; 32]).unwrap()
}

fn log_key() -> SecretNoteKey {
    secret("log.example", Use::Note, 1)
}

fn witness(number: u8) -> SecretNoteKey {
    secret(&format!("witness{number}.example"), Use::Cosignature, 100 + number)
}

fn entry() -> Entry {
    Entry::of_attestation(b"an attestation")
}

/// A proof of [`entry`] in a log of five.
fn proof() -> Proof {
    let folder = TempDir::new().unwrap();
    let mut log = Log::create(folder.path(), log_key()).unwrap();
    let others =
        |range: std::ops::Range<u8>| range.map(|number| Entry::of_attestation(&[number])).collect::<Vec<_>>();
    log.append(&[others(0..3), vec![entry()], others(3..4)].concat()).unwrap();
    log.proof(3).unwrap()
}

fn policy(quorum: usize, witnesses: &[SecretNoteKey]) -> Policy {
    let texts: Vec<_> = witnesses.iter().map(|witness| witness.public().to_text()).collect();
    let log = log_key().public().to_text();
    Policy::parse(
        format!("version = 1\nquorum = {quorum}\nlogs = [{log:?}]\nwitnesses = {texts:?}\n").as_bytes(),
    )
    .unwrap()
}

/// The note and the key of the documentation of Go's `golang.org/x/mod/sumdb/note`.
#[test]
fn another_implementations_note_verifies() {
    let key = NoteKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").unwrap();
    let note = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n\n\
                \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    assert_eq!(Note::parse(note.as_bytes()).unwrap().signed_by(&key).unwrap(), Some(0));
    let changed = note.replace("your problem is", "your problem was");
    assert!(matches!(Note::parse(changed.as_bytes()).unwrap().signed_by(&key), Err(Error::Signature)));
}

#[test]
fn a_proof_verifies_offline_and_nothing_like_it() {
    let proof = proof();
    let policy = Policy::of_log(log_key().public().clone()).unwrap();
    let text = proof.to_text();
    assert_eq!(Proof::parse(&text).unwrap(), proof);
    let verified = proof.verify(&entry(), &policy).unwrap();
    assert_eq!((verified.origin.as_str(), verified.index, verified.size), ("log.example", 3, 5));
    let judged = |text: &[u8]| Proof::parse(text).and_then(|proof| proof.verify(&entry(), &policy));
    judged(&text).unwrap();
    for bit in 0..text.len() * 8 {
        let mut flipped = text.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert!(judged(&flipped).is_err(), "bit {bit}");
    }
    for end in 0..text.len() {
        assert!(judged(&text[..end]).is_err(), "cut at {end}");
    }
    let string = String::from_utf8(text).unwrap();
    judged(string.replacen("\nindex", "\nextra AAAA\nindex", 1).as_bytes()).unwrap();
    for (from, to) in [
        ("\nindex", "\nextra A\nindex"),
        ("\nindex", "\nextra AAAA\nextra AAAA\nindex"),
        ("index 3", "index 03"),
        ("index 3", "index +3"),
        ("index 3", "index 9223372036854775808"),
        ("@v1", "@v2"),
        ("\n", "\r\n"),
    ] {
        assert!(judged(string.replace(from, to).as_bytes()).is_err(), "{from:?} as {to:?}");
    }
}

#[test]
fn a_checkpoint_of_another_log_or_key_says_nothing() {
    let proof = proof();
    let judged = |key: &SecretNoteKey| proof.verify(&entry(), &Policy::of_log(key.public().clone()).unwrap());
    assert!(matches!(judged(&secret("log.example", Use::Note, 2)), Err(Error::UnknownLog)));
    assert!(matches!(judged(&secret("other.example", Use::Note, 1)), Err(Error::UnknownLog)));
    // Under a name that is not the key's own.
    let head = Checkpoint { origin: "other.example".into(), size: 5, root: [0; 32] }.to_text();
    let note = [
        head.as_bytes(),
        proof.checkpoint.split(|byte| *byte == b'\n').skip(3).collect::<Vec<_>>().join(&b'\n').as_slice(),
    ]
    .concat();
    assert!(Checkpoint::open(&note, log_key().public()).is_err());
    assert!(Policy::of_log(witness(1).public().clone()).is_err());
}

#[test]
fn as_many_witnesses_as_the_quorum_must_have_cosigned() {
    let mut proof = proof();
    let (one, two, stranger) = (witness(1), witness(2), witness(3));
    let all = [witness(1), witness(2)];
    let found = |proof: &Proof, quorum| match proof.verify(&entry(), &policy(quorum, &all)) {
        Ok(verified) => Ok(verified.witnesses.len()),
        Err(Error::Quorum { found, .. }) => Err(found),
        Err(error) => panic!("{error}"),
    };
    assert_eq!((found(&proof, 0), found(&proof, 1)), (Ok(0), Err(0)));
    let cosign = |proof: &mut Proof, key: &SecretNoteKey, time| {
        proof.checkpoint = Checkpoint::cosign(&proof.checkpoint, key, time).unwrap().into_bytes();
    };
    cosign(&mut proof, &stranger, 7);
    cosign(&mut proof, &one, 1_800_000_000);
    assert_eq!((found(&proof, 1), found(&proof, 2)), (Ok(1), Err(1)));
    // Twice is once.
    cosign(&mut proof, &one, 1_800_000_001);
    assert_eq!(found(&proof, 2), Err(1));
    let text = proof.to_text();
    cosign(&mut proof, &two, 1_800_000_002);
    let verified = Proof::parse(&proof.to_text()).unwrap().verify(&entry(), &policy(2, &all)).unwrap();
    assert_eq!(
        verified.witnesses,
        [("witness1.example".into(), 1_800_000_001), ("witness2.example".into(), 1_800_000_002)]
    );
    // A time that was not signed.
    let mut forged = Proof::parse(&text).unwrap();
    let late = Checkpoint::cosign(&forged.checkpoint, &two, u64::MAX).unwrap();
    forged.checkpoint = late.into_bytes();
    assert!(matches!(forged.verify(&entry(), &policy(0, &all)), Err(Error::Signature)));
    // A log's key cosigns nothing, and a witness's key makes no log.
    assert!(Checkpoint::cosign(&forged.checkpoint, &log_key(), 1).is_err());
    assert!(Log::create(TempDir::new().unwrap().path(), witness(1)).is_err());
}

#[test]
fn policies_have_one_meaning() {
    let (log, one) = (log_key().public().to_text(), witness(1).public().to_text());
    let same_key = secret("other-name.example", Use::Cosignature, 101).public().to_text();
    let log_as_witness = secret("w.example", Use::Cosignature, 1).public().to_text();
    let judged = |text: &str| Policy::parse(text.as_bytes());
    judged(&format!("version = 1\nquorum = 1\nlogs = [{log:?}]\nwitnesses = [{one:?}]")).unwrap();
    for refused in [
        format!("version = 2\nquorum = 0\nlogs = [{log:?}]"),
        format!("version = 1\nlogs = [{log:?}]"),
        format!("version = 1\nquorum = 0\nlogs = [{log:?}]\nother = 1"),
        format!("version = 1\nquorum = -1\nlogs = [{log:?}]"),
        format!("version = 1\nquorum = 2\nlogs = [{log:?}]\nwitnesses = [{one:?}]"),
        format!("version = 1\nquorum = 2\nlogs = [{log:?}]\nwitnesses = [{one:?}, {one:?}]"),
        format!("version = 1\nquorum = 2\nlogs = [{log:?}]\nwitnesses = [{one:?}, {same_key:?}]"),
        format!("version = 1\nquorum = 1\nlogs = [{log:?}]\nwitnesses = [{log_as_witness:?}]"),
        format!("version = 1\nquorum = 0\nlogs = [{one:?}]"),
        format!("version = 1\nquorum = 1\nlogs = [{log:?}]\nwitnesses = [{log:?}]"),
        String::from("version = 1\nquorum = 0\nlogs = []"),
    ] {
        assert!(judged(&refused).is_err(), "{refused}");
    }
}

#[test]
fn keys_have_one_text() {
    for key in [log_key(), witness(1)] {
        let text = key.public().to_text();
        assert_eq!(&NoteKey::parse(&text).unwrap(), key.public());
        let private = key.to_text();
        assert_eq!(SecretNoteKey::parse(&private).unwrap().public(), key.public());
        assert!(!format!("{key:?}").contains(private.rsplit('+').next().unwrap()));
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1;
            assert!(String::from_utf8(changed).is_ok_and(|text| NoteKey::parse(&text).is_err()), "byte {at}");
        }
    }
    for name in ["", "a b", "a+b", "a\nb", "a\u{2003}b", "\u{7f}"] {
        assert!(SecretNoteKey::from_seed(name, Use::Note, &[1; 32]).is_err(), "{name:?}");
    }
}

#[test]
fn garbage_is_refused_and_never_panics() {
    let proof = proof().to_text();
    let key = log_key().public().to_text();
    let policy = format!("version = 1\nquorum = 0\nlogs = [{key:?}]");
    let mut state = 1_u64;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for _ in 0..20_000 {
        for seed in [proof.as_slice(), key.as_bytes(), policy.as_bytes(), b""] {
            let mut bytes = seed.to_vec();
            for _ in 0..=random() % 4 {
                let at = random() % (bytes.len() + 1);
                match random() % 3 {
                    0 => bytes.insert(at, random() as u8),
                    1 => bytes.truncate(at),
                    _ if at < bytes.len() => drop(bytes.remove(at)),
                    _ => {}
                }
            }
            let _ = Proof::parse(&bytes).map(|read| read.verify(&entry(), &self::policy(0, &[])));
            let _ = Note::parse(&bytes).map(|note| Checkpoint::parse(note.text()));
            let _ = Policy::parse(&bytes);
            if let Ok(text) = std::str::from_utf8(&bytes) {
                let _ = (NoteKey::parse(text), SecretNoteKey::parse(text), Checkpoint::parse(text));
            }
        }
    }
}
