//! Witnesses: what they cosign and what not, and how their cosignatures come into proofs.

use std::fs;
use std::path::Path;

use covenant_log::{
    Checkpoint, Cosigned, Entry, Error, Log, NoteKey, Policy, Proof, SecretNoteKey, Use, View, collect,
    cosign,
};
use tempfile::TempDir;

fn key() -> SecretNoteKey {
    SecretNoteKey::from_seed("log.example", Use::Note, &[1; 32]).unwrap()
}

fn public() -> NoteKey {
    key().public().clone()
}

fn witness(number: u8) -> SecretNoteKey {
    SecretNoteKey::from_seed(&format!("witness{number}.example"), Use::Cosignature, &[100 + number; 32])
        .unwrap()
}

fn entry(number: u64) -> Entry {
    Entry::of_attestation(&number.to_be_bytes())
}

fn log_of(folder: &Path, entries: impl Iterator<Item = u64>) -> Log {
    let mut log = Log::create(folder, key()).unwrap();
    log.append(&entries.map(entry).collect::<Vec<_>>()).unwrap();
    log
}

fn keys(numbers: &[u8]) -> Vec<NoteKey> {
    numbers.iter().map(|number| witness(*number).public().clone()).collect()
}

fn asked(log: &Path, number: u8, memory: &Path, begin: bool) -> Result<Cosigned, Error> {
    cosign(log, &public(), &witness(number), (memory, begin), 1_700_000_000)
}

#[test]
fn a_witness_cosigns_extensions_and_nothing_else() {
    let (folder, memory) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = log_of(folder.path(), 0..300);
    assert!(matches!(asked(folder.path(), 1, memory.path(), false), Err(Error::NoMemory)));
    let first = asked(folder.path(), 1, memory.path(), true).unwrap();
    assert_eq!((first.checkpoint.size, first.before), (300, None));
    assert!(matches!(asked(folder.path(), 1, memory.path(), true), Err(Error::Memory)));
    // Another witness's memory is another, in the same folder too.
    assert!(matches!(asked(folder.path(), 2, memory.path(), false), Err(Error::NoMemory)));
    log.append(&[entry(300)]).unwrap();
    let second = asked(folder.path(), 1, memory.path(), false).unwrap();
    assert_eq!((second.checkpoint.size, second.before), (301, Some(300)));
    let policy = Policy::new(vec![public()], keys(&[1]), 1).unwrap();
    assert_eq!(policy.open(&second.note).unwrap().1, [("witness1.example".to_owned(), 1_700_000_000)]);
    // Again without anything new: the same text.
    assert_eq!(asked(folder.path(), 1, memory.path(), false).unwrap().checkpoint, second.checkpoint);

    // Sound logs under the log's key: cut, rewritten, forked.
    for (entries, more) in
        [(0..300, vec![]), (0..301, vec![]), (1..400, vec![]), (0..299, vec![999, 998, 997])]
    {
        let forked = TempDir::new().unwrap();
        drop(log_of(forked.path(), entries.clone().chain(more)));
        match asked(forked.path(), 1, memory.path(), false) {
            Ok(same) => assert_eq!((entries, same.checkpoint.size), (0..301, 301)),
            Err(error) => assert!(matches!(error, Error::NotExtended), "{error}"),
        }
    }
    // A memory that cannot be read is none to begin with either.
    let file = fs::read_dir(memory.path()).unwrap().map(|file| file.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some()).unwrap();
    fs::write(&file, "garbage").unwrap();
    for begin in [false, true] {
        assert!(asked(folder.path(), 1, memory.path(), begin).is_err());
    }
}

#[test]
fn a_log_keeps_cosignatures_and_proofs_carry_them() {
    let (folder, memory) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = log_of(folder.path(), 0..5);
    let policy = |quorum| Policy::new(vec![public()], keys(&[1, 2, 3]), quorum).unwrap();
    let note = |number| asked(folder.path(), number, memory.path(), true).unwrap().note;
    let (one, two) = (note(1), note(2));
    assert!(matches!(
        log.proof(2).unwrap().verify(&entry(2), &policy(1)),
        Err(Error::Quorum { found: 0, .. })
    ));

    log.append(&[entry(5)]).unwrap();
    let took = |witnesses: &[u8], notes: &[&Vec<u8>]| {
        let notes: Vec<Vec<u8>> = notes.iter().map(|note| (*note).clone()).collect();
        collect(folder.path(), &public(), &keys(witnesses), &notes)
    };
    assert_eq!(took(&[1, 2, 3], &[&one]).unwrap()[0].witnesses, ["witness1.example"]);
    let collected = took(&[1, 2, 3], &[&two]).unwrap();
    assert_eq!((collected[0].size, collected[0].witnesses.len()), (5, 2));
    // Both, once each, however often they come.
    assert_eq!(took(&[2, 1], &[&one, &two, &one]).unwrap()[0].witnesses.len(), 2);
    let kept = fs::read_to_string(folder.path().join("cosigned/5")).unwrap();
    assert_eq!(kept.matches('\u{2014}').count(), 3);

    // An entry that the cosigned checkpoint has is shown under it; one that came later under the present one.
    for proof in [log.proof(2).unwrap(), View::open(folder.path(), &public()).unwrap().proof(2).unwrap()] {
        let verified = Proof::parse(&proof.to_text()).unwrap().verify(&entry(2), &policy(2)).unwrap();
        assert_eq!((verified.size, verified.witnesses.len()), (5, 2));
    }
    assert_eq!(log.proof(5).unwrap().verify(&entry(5), &policy(0)).unwrap().size, 6);

    // Nobody's cosignature, a line that does not verify, a checkpoint that this log never had.
    assert!(matches!(took(&[3], &[&one]), Err(Error::Quorum { .. })));
    let forged = String::from_utf8(two.clone()).unwrap();
    let at = forged.rfind("example ").unwrap() + 40;
    let other = if forged.as_bytes()[at] == b'A' { "B" } else { "A" };
    let forged = format!("{}{other}{}", &forged[..at], &forged[at + 1..]).into_bytes();
    assert!(matches!(took(&[2], &[&forged]), Err(Error::Signature)));
    let elsewhere = TempDir::new().unwrap();
    drop(log_of(elsewhere.path(), 7..10));
    let foreign = asked(elsewhere.path(), 3, &memory.path().join("3"), true).unwrap().note;
    assert!(matches!(took(&[3], &[&foreign]), Err(Error::NotExtended)));
    assert_eq!(fs::read_to_string(folder.path().join("cosigned/5")).unwrap(), kept, "nothing was taken");

    // What lies there and is no checkpoint of this log is passed over.
    fs::write(folder.path().join("cosigned/6"), &foreign).unwrap();
    fs::write(folder.path().join("cosigned/3"), "garbage").unwrap();
    assert_eq!(log.proof(2).unwrap().verify(&entry(2), &policy(2)).unwrap().size, 5);
}

/// A witness may sign as often as it likes, and repeat others' lines: it counts once, and leaves others their room.
#[test]
fn a_witness_that_signs_often_counts_once() {
    let (folder, memory) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = log_of(folder.path(), 0..5);
    let note = |number, log: &Path| asked(log, number, memory.path(), true).unwrap().note;
    let [one, two] = [1, 2].map(|number| note(number, folder.path()));
    log.append(&[entry(5)]).unwrap();
    let three = note(3, folder.path());
    let text = String::from_utf8(three).unwrap();
    let (body, lines) = text.rsplit_once("\n\n").unwrap();
    let own = lines.lines().next().unwrap();
    // The log's line thirty times, and of the witness's own all that a note has room for.
    let mut loud = format!("{body}\n\n{}", format!("{own}\n").repeat(30));
    for time in 1..=70 {
        loud = Checkpoint::cosign(loud.as_bytes(), &witness(3), time).unwrap();
    }
    let took = |note: &[u8]| collect(folder.path(), &public(), &keys(&[1, 2, 3]), &[note.to_vec()]).unwrap();
    took(&one);
    took(&two);
    assert_eq!(took(loud.as_bytes())[0].witnesses, ["witness3.example"]);
    let kept = fs::read_to_string(folder.path().join("cosigned/6")).unwrap();
    assert_eq!(kept.matches('\u{2014}').count(), 2, "{kept}");
    let policy = |quorum| Policy::new(vec![public()], keys(&[1, 2, 3]), quorum).unwrap();
    assert_eq!(policy(1).open(kept.as_bytes()).unwrap().1, [("witness3.example".to_owned(), 70)]);
    // The checkpoint that two have cosigned goes before the one of many lines, also where such a one lies already.
    fs::write(folder.path().join("cosigned/6"), &loud).unwrap();
    let verified = log.proof(2).unwrap().verify(&entry(2), &policy(2)).unwrap();
    assert_eq!((verified.size, verified.witnesses.len()), (5, 2));
    // And there is room for others beside it.
    fs::remove_file(folder.path().join("cosigned/6")).unwrap();
    took(loud.as_bytes());
    let late = asked(folder.path(), 1, memory.path(), false).unwrap().note;
    took(&late);
    assert_eq!(log.proof(2).unwrap().verify(&entry(2), &policy(2)).unwrap().size, 6);
}

#[test]
fn a_log_keeps_the_latest_cosigned_checkpoints() {
    let (folder, memory) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = log_of(folder.path(), 0..1);
    for size in 1..=20 {
        let note = asked(folder.path(), 1, memory.path(), size == 1).unwrap().note;
        collect(folder.path(), &public(), &keys(&[1]), &[note]).unwrap();
        log.append(&[entry(size)]).unwrap();
    }
    let mut sizes: Vec<u64> = fs::read_dir(folder.path().join("cosigned"))
        .unwrap()
        .map(|file| file.unwrap().file_name().to_str().unwrap().parse().unwrap())
        .collect();
    sizes.sort_unstable();
    assert_eq!(sizes, (5..=20).collect::<Vec<_>>());
    // Of those with as many cosignatures the latest.
    let policy = Policy::new(vec![public()], keys(&[1]), 1).unwrap();
    assert_eq!(log.proof(0).unwrap().verify(&entry(0), &policy).unwrap().size, 20);
}

#[test]
fn a_policy_s_file_comes_back() {
    let odd = SecretNoteKey::generate("w\"\\'\u{200b}é", Use::Cosignature).unwrap().public().clone();
    for witnesses in [vec![], keys(&[1, 2]), vec![odd]] {
        let policy = Policy::new(vec![public()], witnesses.clone(), witnesses.len()).unwrap();
        let text = policy.to_toml();
        assert_eq!(Policy::parse(text.as_bytes()).unwrap(), policy, "{text}");
        assert_eq!(policy.witnesses(), witnesses);
    }
    assert!(Policy::new(keys(&[1]), vec![], 0).is_err());
    assert!(Policy::new(vec![public()], vec![public()], 1).is_err());
    assert!(Policy::new(vec![public()], keys(&[1]), 2).is_err());
    assert!(Policy::new(vec![public(), public()], vec![], 0).is_err());
}

#[test]
fn a_path_leads_to_the_stated_root_whoever_signed() {
    let folder = TempDir::new().unwrap();
    let log = log_of(folder.path(), 0..9);
    let mut proof = log.proof(4).unwrap();
    assert_eq!(proof.require_leads_from(&entry(4)).unwrap().size, 9);
    assert!(matches!(proof.require_leads_from(&entry(5)), Err(Error::NotIncluded)));
    proof.checkpoint = log.checkpoint().iter().map(|byte| if *byte == b'9' { b'8' } else { *byte }).collect();
    assert!(proof.require_leads_from(&entry(4)).is_err());
    let unsigned = Checkpoint::open(&log.proof(4).unwrap().checkpoint, &public()).unwrap().0;
    assert_eq!((unsigned.size, unsigned.origin.as_str()), (9, "log.example"));
}
