//! A log's folder: what a crash leaves, and what an auditor notices.

use std::fs;
use std::path::Path;

use covenant_log::{Checkpoint, Entry, Error, Log, NoteKey, Policy, Proof, SecretNoteKey, Use, View, check};
use tempfile::TempDir;

const NAME: &str = "log.example/attestations";

fn key(seed: u8) -> SecretNoteKey {
    SecretNoteKey::from_seed(NAME, Use::Note, &[seed; 32]).unwrap()
}

fn public() -> NoteKey {
    key(1).public().clone()
}

fn entry(number: u64) -> Entry {
    Entry::of_attestation(&number.to_be_bytes())
}

fn log_of(folder: &Path, entries: impl Iterator<Item = u64>) -> Log {
    let mut log = Log::create(folder, key(1)).unwrap();
    log.append(&entries.map(entry).collect::<Vec<_>>()).unwrap();
    log
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn files(folder: &Path) -> Vec<String> {
    fn add(root: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                add(root, &path, found);
            } else {
                found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    add(folder, folder, &mut found);
    found.sort();
    found
}

#[test]
fn a_log_is_the_same_however_its_entries_came() {
    let (at_once, one_by_one) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let sizes = [1, 2, 255, 256, 257, 300, 512, 515];
    let mut log = log_of(one_by_one.path(), 0..0);
    let mut size = 0;
    for next in sizes {
        log.append(&(size..next).map(entry).collect::<Vec<_>>()).unwrap();
        size = next;
        assert_eq!(check::folder(one_by_one.path(), &public(), &[]).unwrap().size, size);
    }
    let whole = log_of(at_once.path(), 0..515);
    assert_eq!(whole.checkpoint(), log.checkpoint());
    let expected = [
        "checkpoint",
        "lock",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/3",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/3",
    ];
    assert_eq!(files(one_by_one.path()), expected);
    assert_eq!(fs::read(one_by_one.path().join("tile/entries/001")).unwrap().len(), 256 * 34);
    let first = fs::read(one_by_one.path().join("tile/0/000")).unwrap();
    assert_eq!(first[32..64], entry(1).leaf());
    drop(log);
    let log = Log::open(one_by_one.path(), key(1)).unwrap();
    assert_eq!((log.size(), log.entry(514), log.entry(515)), (515, Some(&entry(514)), None));
    let policy = Policy::of_log(public()).unwrap();
    for index in [0, 255, 256, 511, 514] {
        let text = log.proof(index).unwrap().to_text();
        let proof = Proof::parse(&text).unwrap();
        assert_eq!(proof.verify(&entry(index), &policy).unwrap().index, index);
        assert!(matches!(proof.verify(&entry(index + 1), &policy), Err(Error::NotIncluded)));
        assert_eq!(View::open(one_by_one.path(), &public()).unwrap().find(&entry(index)), Some(index));
    }
    assert_eq!(View::open(one_by_one.path(), &public()).unwrap().find(&entry(999)), None);
}

#[test]
fn a_log_is_one_key_s_and_several_may_append() {
    let folder = TempDir::new().unwrap();
    let mut one = log_of(folder.path(), 0..3);
    let mut other = Log::open(folder.path(), key(1)).unwrap();
    assert_eq!(one.append(&[entry(3)]).unwrap(), 3);
    // What the first has appended is taken in before the second appends.
    assert_eq!(other.append(&[entry(4), entry(5)]).unwrap(), 4);
    assert_eq!((one.size(), other.size()), (4, 6));
    one.refresh().unwrap();
    assert_eq!((one.size(), one.entries_from(3)), (6, [3, 4, 5].map(entry).as_slice()));
    assert_eq!(
        (one.checkpoint(), one.entries_from(6), one.entries_from(7)),
        (other.checkpoint(), &[][..], &[][..])
    );
    check::folder(folder.path(), &public(), &[]).unwrap();
    // Whoever holds the lock appends; others wait.
    let lock = fs::File::open(folder.path().join("lock")).unwrap();
    lock.lock().unwrap();
    let waiting = std::thread::spawn(move || one.append(&[entry(6)]));
    std::thread::sleep(std::time::Duration::from_millis(50));
    assert!(!waiting.is_finished());
    lock.unlock().unwrap();
    assert_eq!(waiting.join().unwrap().unwrap(), 6);

    assert!(matches!(Log::open(folder.path(), key(2)), Err(Error::ForeignKey)));
    assert!(Log::create(folder.path(), key(1)).is_err(), "there is one");
    assert_eq!(Log::open(folder.path(), key(1)).unwrap().size(), 7);
    assert!(matches!(check::folder(folder.path(), key(2).public(), &[]), Err(Error::UnknownLog)));
}

#[test]
fn a_log_that_is_another_now_is_not_appended_to() {
    let (folder, forked) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut log = log_of(folder.path(), 0..5);
    for entries in [0..4, 1..9] {
        drop(log_of(forked.path(), entries));
        fs::remove_dir_all(folder.path().join("tile")).unwrap();
        copy(forked.path(), folder.path());
        assert!(matches!(log.append(&[entry(7)]), Err(Error::NotExtended)));
        assert!(matches!(log.refresh(), Err(Error::NotExtended)));
        fs::remove_dir_all(forked.path()).unwrap();
    }
}

/// Somebody reads while the log grows: a partial tile that is gone is the full one's beginning.
#[test]
fn a_reader_finds_what_a_checkpoint_had_in_a_tile_that_is_full_now() {
    let folder = TempDir::new().unwrap();
    let mut log = log_of(folder.path(), 0..200);
    let before = fs::read(folder.path().join("checkpoint")).unwrap();
    log.append(&(200..300).map(entry).collect::<Vec<_>>()).unwrap();
    assert!(!folder.path().join("tile/entries/000.p").exists());
    fs::write(folder.path().join("checkpoint"), before).unwrap();
    assert_eq!(check::folder(folder.path(), &public(), &[]).unwrap().size, 200);
    assert_eq!(View::open(folder.path(), &public()).unwrap().find(&entry(199)), Some(199));
    // A full tile that is short is none, and a file that is missing is damage.
    let tile = folder.path().join("tile/entries/000");
    let bytes = fs::read(&tile).unwrap();
    fs::write(&tile, &bytes[..bytes.len() - 34]).unwrap();
    assert!(matches!(check::folder(folder.path(), &public(), &[]), Err(Error::Damaged { .. })));
    fs::remove_file(&tile).unwrap();
    assert!(matches!(check::folder(folder.path(), &public(), &[]), Err(Error::Damaged { .. })));
}

/// Every state that a crash can leave of an append: some of its files in their places, in the order in which they are
/// written, the checkpoint last.
#[test]
fn a_crash_at_any_write_loses_nothing_acknowledged() {
    for (size, more) in [(0, 1), (3, 1), (255, 1), (256, 1), (250, 300), (511, 2)] {
        let (before, after) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        drop(log_of(before.path(), 0..size));
        copy(before.path(), after.path());
        let mut log = Log::open(after.path(), key(1)).unwrap();
        log.append(&(size..size + more).map(entry).collect::<Vec<_>>()).unwrap();
        drop(log);
        let known = |folder: &Path, name: &String| fs::read(folder.join(name)).ok();
        let mut written: Vec<_> = files(after.path())
            .into_iter()
            .filter(|name| known(before.path(), name) != known(after.path(), name))
            .collect();
        // "checkpoint" sorts first and is written last.
        written.sort_by_key(|name| name == "checkpoint");
        assert_eq!(written.last().unwrap(), "checkpoint");
        for done in 0..=written.len() {
            let crashed = TempDir::new().unwrap();
            copy(before.path(), crashed.path());
            for name in &written[..done] {
                let to = crashed.path().join(name);
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(after.path().join(name), to).unwrap();
            }
            fs::write(crashed.path().join(".checkpoint.00.part"), "half").unwrap();
            let mut log = Log::open(crashed.path(), key(1)).unwrap();
            let now = log.size();
            assert_eq!(now, if done == written.len() { size + more } else { size });
            check::folder(crashed.path(), &public(), &[fs::read(before.path().join("checkpoint")).unwrap()])
                .unwrap();
            // Another entry takes the place of what nobody was told of.
            log.append(&[entry(10_000)]).unwrap();
            assert_eq!(log.entry(now), Some(&entry(10_000)));
            check::folder(crashed.path(), &public(), &[fs::read(before.path().join("checkpoint")).unwrap()])
                .unwrap();
        }
    }
}

#[test]
fn an_append_that_fails_is_not_told_and_can_be_made_again() {
    let folder = TempDir::new().unwrap();
    let mut log = log_of(folder.path(), 0..3);
    let tile = folder.path().join("tile/0/000.p/4");
    // A folder where the tile should be.
    fs::create_dir_all(tile.join("in the way")).unwrap();
    assert!(matches!(log.append(&[entry(3)]), Err(Error::Io(_))));
    assert_eq!(log.size(), 3);
    // What was durable is shown as before, under the checkpoint that it was shown under.
    let shown = Proof::parse(&log.proof(0).unwrap().to_text()).unwrap();
    let policy = Policy::of_log(public()).unwrap();
    assert_eq!(shown.verify(&entry(0), &policy).unwrap().size, 3);
    assert!(matches!(log.proof(3), Err(Error::NotIncluded)));
    fs::remove_dir_all(tile).unwrap();
    log.append(&[entry(4)]).unwrap();
    assert_eq!((log.size(), log.entry(3)), (4, Some(&entry(4))));
    check::folder(folder.path(), &public(), &[]).unwrap();
}

/// Of several who append each remembers for all, in one file beside the folder.
#[test]
fn whoever_appends_refuses_what_does_not_extend_what_any_of_them_saw() {
    let home = TempDir::new().unwrap();
    let (folder, seen, kept) =
        (home.path().join("log"), home.path().join("log.seen"), home.path().join("kept"));
    let open = |may_begin| Log::open_remembered(&folder, key(1), &seen, may_begin);
    assert!(matches!(open(false), Err(Error::NotExtended)));
    assert!(!folder.exists(), "nothing is begun where the key was used");
    let (mut one, mut two) = (open(true).unwrap(), open(true).unwrap());
    let remembered = || Checkpoint::open(&fs::read(&seen).unwrap(), &public()).unwrap().0.size;
    for number in 0..6 {
        let log = if number % 2 == 0 { &mut one } else { &mut two };
        assert_eq!(log.append(&[entry(number)]).unwrap(), number);
        assert_eq!(remembered(), number + 1);
        if number == 2 {
            copy(&folder, &kept);
        }
    }
    copy(&folder, &home.path().join("whole"));

    // Put back to an earlier state: nobody goes on with it, and nothing of it is remembered.
    let put = |from: &Path| {
        fs::remove_dir_all(&folder).unwrap();
        copy(from, &folder);
    };
    put(&kept);
    assert!(matches!(open(true), Err(Error::NotExtended)));
    assert!(matches!(one.append(&[entry(9)]), Err(Error::NotExtended)));
    let mut stranger = Log::open(&folder, key(1)).unwrap();
    stranger.append(&(10..20).map(entry).collect::<Vec<_>>()).unwrap();
    assert!(matches!(open(true), Err(Error::NotExtended)), "longer by now, and another");
    // Lost, with its folder and without.
    fs::remove_file(folder.join("checkpoint")).unwrap();
    assert!(matches!(open(true), Err(Error::NotExtended)));
    fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(open(true), Err(Error::NotExtended)));
    assert!(!folder.exists());
    copy(&home.path().join("whole"), &folder);
    assert_eq!((open(false).unwrap().size(), remembered()), (6, 6));

    // One that was opened before anything was remembered looks at each append.
    let (late, memory) = (TempDir::new().unwrap(), home.path().join("late.seen"));
    drop(log_of(late.path(), 0..2));
    let mut early = Log::open_remembered(late.path(), key(1), &memory, true).unwrap();
    fs::copy(&seen, &memory).unwrap();
    assert!(matches!(early.append(&[entry(7)]), Err(Error::NotExtended)));
    // What others have appended is remembered before it is shown, though nothing is added to it.
    fs::remove_file(&memory).unwrap();
    assert_eq!(early.append(&[]).unwrap(), 2);
    assert_eq!(fs::read(&memory).unwrap(), early.checkpoint());
    assert!(matches!(Log::open_remembered(late.path(), key(2), &memory, true), Err(Error::ForeignKey)));
    fs::write(&memory, "garbage").unwrap();
    assert!(matches!(early.append(&[entry(2)]), Err(Error::Note(_))));
}

#[test]
fn what_cannot_be_remembered_is_not_told() {
    let home = TempDir::new().unwrap();
    let (folder, seen) = (home.path().join("log"), home.path().join("log.seen"));
    let mut log = Log::open_remembered(&folder, key(1), &seen, true).unwrap();
    log.append(&[entry(0)]).unwrap();
    let kept = fs::read(&seen).unwrap();
    let others = TempDir::new().unwrap();
    // It can be read and not replaced: a name that is too long for the neighbour it is written to first.
    let long = others.path().join("x".repeat(250));
    fs::write(&long, &kept).unwrap();
    let mut log = Log::open_remembered(&folder, key(1), &long, false).unwrap();
    assert!(matches!(log.append(&[entry(1)]), Err(Error::Io(_))));
    assert_eq!(log.size(), 1);
    let shown = Proof::parse(&log.proof(0).unwrap().to_text()).unwrap();
    assert_eq!(shown.verify(&entry(0), &Policy::of_log(public()).unwrap()).unwrap().size, 1);
    // Whoever can remember it finds it there.
    let mut log = Log::open_remembered(&folder, key(1), &seen, false).unwrap();
    assert_eq!((log.append(&[]).unwrap(), log.entry(1)), (2, Some(&entry(1))));
    assert_eq!(fs::read(&seen).unwrap(), log.checkpoint());
}

#[test]
fn an_auditor_notices_rewriting_cutting_and_forking() {
    let folder = |entries: std::ops::Range<u64>, then: &[u64]| {
        let folder = TempDir::new().unwrap();
        drop(log_of(folder.path(), entries.chain(then.iter().copied())));
        folder
    };
    let kept = fs::read(folder(0..300, &[]).path().join("checkpoint")).unwrap();
    let judged = |folder: &TempDir| check::folder(folder.path(), &public(), std::slice::from_ref(&kept));
    assert_eq!(judged(&folder(0..300, &[300, 301])).unwrap().size, 302);
    assert_eq!(judged(&folder(0..300, &[])).unwrap().size, 300);
    // Each is a sound log under the same key.
    for forked in [folder(0..299, &[]), folder(0..299, &[999, 300]), folder(1..400, &[]), folder(0..0, &[])] {
        check::folder(forked.path(), &public(), &[]).unwrap();
        assert!(matches!(judged(&forked), Err(Error::NotExtended)));
        drop(Log::open(forked.path(), key(1)).unwrap());
    }
}

#[test]
fn a_flipped_bit_of_any_file_is_noticed() {
    let folder = TempDir::new().unwrap();
    drop(log_of(folder.path(), 0..258));
    for name in files(folder.path()).into_iter().filter(|name| name != "lock") {
        let path = folder.path().join(&name);
        let bytes = fs::read(&path).unwrap();
        let step = (bytes.len() / 40).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(&path, &changed).unwrap();
            assert!(check::folder(folder.path(), &public(), &[]).is_err(), "{name}, byte {at}");
            if name != "checkpoint" && !name.contains("entries") {
                continue;
            }
            assert!(Log::open(folder.path(), key(1)).is_err(), "{name}, byte {at}");
        }
        for changed in [&bytes[..bytes.len() - 1], &[bytes.as_slice(), b"\n"].concat()] {
            fs::write(&path, changed).unwrap();
            assert!(check::folder(folder.path(), &public(), &[]).is_err(), "{name}");
        }
        fs::write(&path, &bytes).unwrap();
    }
    check::folder(folder.path(), &public(), &[]).unwrap();
}
