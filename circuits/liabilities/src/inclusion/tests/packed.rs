//! Files of many holders: complete, found by identifier, whole or not there.

use super::*;
use crate::inclusion::Lookup;
use crate::inclusion::packed::{Head, find, find_in, head, identifiers};
use std::{fs, path::PathBuf};
use zeroize::Zeroizing;

/// What stands for the digest of all chunks' commitments.
fn liabilities() -> Fr {
    Fr::from(77u64)
}

/// Bytes before the index, and of an entry.
const HEAD: usize = 128;
const ENTRY: usize = 76;

fn names(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

#[test]
fn every_holder_is_in_a_file_and_work_goes_on_where_it_stopped() {
    let world = World::new(1, 90, 1);
    let chunk = world.commitments();
    let folder = tempfile::tempdir().unwrap();
    let openings = || {
        let parts = (&world.columns, &world.claims);
        Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64).unwrap()
    };
    // Stopped before, while and after the openings are made; a call that is not stopped goes on.
    for calls in [0, 3, 6] {
        let mut left = calls;
        let mut stopped = |_, _| {
            left -= 1;
            if left < 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        assert_eq!(
            openings().write_all(&KEY, (folder.path(), &liabilities()), &mut stopped),
            Err(InclusionError::Stopped)
        );
        assert!(names(folder.path()).is_empty());
    }
    openings().write_all(&KEY, (folder.path(), &liabilities()), &mut go_on).unwrap();
    let written = names(folder.path());
    assert_eq!(written.len(), 1);
    for account in 0..90 {
        let file = find_in(folder.path(), &identifier(account)).unwrap().unwrap();
        assert_eq!(world.check(&chunk, &file, account), Ok(()), "account {account}");
    }
    assert!(find_in(folder.path(), &identifier(90)).unwrap().is_none());
    let lookup = Lookup::new(written.clone()).unwrap();
    for account in 0..90 {
        let found = lookup.find(&identifier(account)).unwrap().unwrap();
        let found = HolderProof::from_json(&found).unwrap();
        assert!(Some(found) == find_in(folder.path(), &identifier(account)).unwrap(), "account {account}");
    }
    assert!(lookup.find(&identifier(90)).unwrap().is_none());
    let own = world.columns.chunk();
    let of = Head {
        environment: own.environment,
        liabilities: liabilities(),
        gamma: to_ark(&chunk.gamma()),
        chunk: own.index,
        coset: 64,
        first: 0,
        accounts: 90,
    };
    assert_eq!(head(&written[0]), Ok(of));
    // What is whole is kept; what is damaged, or of other claims, is made again.
    let holders = &written[0];
    let whole = fs::read(holders).unwrap();
    for damage in [
        |bytes: &mut Vec<u8>| bytes[9_000] ^= 1,
        |bytes: &mut Vec<u8>| bytes.truncate(5_000),
        |bytes: &mut Vec<u8>| bytes[60] ^= 1,
    ] {
        let mut damaged = whole.clone();
        damage(&mut damaged);
        fs::write(holders, damaged).unwrap();
        openings().write_all(&KEY, (folder.path(), &liabilities()), &mut go_on).unwrap();
        assert!(fs::read(holders).unwrap() == whole);
    }
    let mut calls = 0;
    let mut count = |_, _| {
        calls += 1;
        ControlFlow::Continue(())
    };
    openings().write_all(&KEY, (folder.path(), &liabilities()), &mut count).unwrap();
    assert_eq!(calls, 1, "nothing is left to do");
}

#[test]
fn a_file_that_cannot_be_written_says_so() {
    let world = World::new(8, 10, 1);
    let chunk = world.commitments();
    let folder = tempfile::tempdir().unwrap();
    let parts = (&world.columns, &world.claims);
    let mut openings = Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64).unwrap();
    let nowhere = folder.path().join("none");
    assert_eq!(
        openings.write_all(&KEY, (&nowhere, &liabilities()), &mut go_on),
        Err(InclusionError::Io(std::io::ErrorKind::NotFound))
    );
}

/// More than one file, each with an index that is searched by halves.
#[test]
fn every_entry_of_an_index_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.holders");
    let hash = |i: usize| covenant_gadgets::field::to_be_bytes(&Fr::from(1_000 + 2 * i as u64));
    for accounts in [0usize, 1, 2, 3, 7, 8, 100] {
        // Every entry points to a file that is none, of a length of its own.
        let mut bytes = b"covenant-holders".to_vec();
        bytes.extend([0; HEAD - 20]);
        bytes.extend((accounts as u32).to_be_bytes());
        for i in 0..accounts {
            bytes.extend(hash(i));
            bytes.extend(0u64.to_be_bytes());
            bytes.extend((1 + i as u32).to_be_bytes());
            bytes.extend([0; 32]);
        }
        fs::write(&path, bytes).unwrap();
        for i in 0..accounts {
            let found = find(&path, &Fr::from(1_000 + 2 * i as u64)).err();
            assert_eq!(found, Some(InclusionError::Format), "{i} of {accounts}");
            assert!(find(&path, &Fr::from(1_001 + 2 * i as u64)).unwrap().is_none());
        }
        assert!(find(&path, &Fr::from(999u64)).unwrap().is_none());
        assert_eq!(identifiers(&path).unwrap(), (0..accounts).map(hash).collect::<Vec<_>>());
    }
    // An index out of order is none: what stands in it would not be found.
    let mut bytes = fs::read(&path).unwrap();
    bytes.swap(HEAD + ENTRY * 50 + 31, HEAD + ENTRY * 51 + 31);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(identifiers(&path).err(), Some(InclusionError::Format));
    fs::write(&path, &bytes[..500]).unwrap();
    assert_eq!(identifiers(&path).err(), Some(InclusionError::Format));
}

/// Of several files the one that has an account is read, whatever befell the others since; where that one went away, nobody is told that
/// there is no account.
#[test]
fn a_holder_is_looked_for_in_one_file() {
    let world = World::new(8, 20, 1);
    let (chunk, folder) = (world.commitments(), tempfile::tempdir().unwrap());
    let parts = (&world.columns, &world.claims);
    Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64)
        .unwrap()
        .write_all(&KEY, (folder.path(), &liabilities()), &mut go_on)
        .unwrap();
    let own = names(folder.path()).remove(0);
    let other = folder.path().join("other.holders");
    let mut empty = fs::read(&own).unwrap()[..HEAD].to_vec();
    empty[HEAD - 4..].fill(0);
    fs::write(&other, empty).unwrap();
    let lookup = Lookup::new(vec![other.clone(), own.clone()]).unwrap();
    fs::remove_file(&other).unwrap();
    assert!(lookup.find(&identifier(3)).unwrap().is_some());
    assert!(lookup.find(&identifier(20)).unwrap().is_none());
    fs::remove_file(&own).unwrap();
    let missing = InclusionError::Io(std::io::ErrorKind::NotFound);
    assert_eq!(lookup.find(&identifier(3)).err(), Some(missing));
    assert_eq!(Lookup::new(vec![other.clone()]).err(), Some((other, missing)));
}

/// Two entries of an index that change their files would hand one holder's balances to the other: nobody gets anything.
#[test]
fn a_file_is_handed_out_for_its_own_identifier_only() {
    let world = World::new(8, 20, 1);
    let (chunk, folder) = (world.commitments(), tempfile::tempdir().unwrap());
    let parts = (&world.columns, &world.claims);
    Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64)
        .unwrap()
        .write_all(&KEY, (folder.path(), &liabilities()), &mut go_on)
        .unwrap();
    let path = names(folder.path()).remove(0);
    let whole = fs::read(&path).unwrap();
    let place = |account: usize| {
        let hash = covenant_gadgets::field::to_be_bytes(&identifier(account));
        HEAD + ENTRY * identifiers(&path).unwrap().iter().position(|own| *own == hash).unwrap()
    };
    let (one, two) = (place(3), place(4));
    let found = |bytes: &[u8]| -> Vec<Option<InclusionError>> {
        fs::write(&path, bytes).unwrap();
        let lookup = Lookup::new(vec![path.clone()]).unwrap();
        assert!(find(&path, &identifier(5)).unwrap().is_some());
        let alone = [3, 4].map(|account| find(&path, &identifier(account)).err());
        let looked = [3, 4].map(|account| lookup.find(&identifier(account)).err());
        assert_eq!(alone, looked);
        alone.to_vec()
    };
    assert_eq!(found(&whole), [None, None]);
    let refused = [Some(InclusionError::Format); 2];
    // Where they are; or that and their digests.
    for range in [32..44, 32..ENTRY] {
        let mut bytes = whole.clone();
        for byte in range {
            bytes.swap(one + byte, two + byte);
        }
        assert_eq!(found(&bytes), refused);
    }
    // Another set's entry and file in this one.
    let other = Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64)
        .and_then(|mut openings| {
            openings.write_all(&KEY, (folder.path(), &Fr::from(78u64)), &mut go_on)?;
            Ok(fs::read(&path)?)
        })
        .unwrap();
    assert!(other != whole);
    let mut bytes = whole.clone();
    bytes[HEAD..HEAD + ENTRY * 20].copy_from_slice(&other[HEAD..HEAD + ENTRY * 20]);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(find(&path, &identifier(3)).err(), Some(InclusionError::Format));
    // Files that were written anew since the indices were read are not searched with the old ones.
    fs::write(&path, &whole).unwrap();
    let lookup = Lookup::new(vec![path.clone()]).unwrap();
    let json: Zeroizing<Vec<u8>> = lookup.find(&identifier(3)).unwrap().unwrap();
    assert!(HolderProof::from_json(&json).unwrap().account == 3);
    fs::write(&path, &other).unwrap();
    assert_eq!(lookup.find(&identifier(3)).err(), Some(InclusionError::Format));
}

#[test]
fn files_that_are_not_ours_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.holders");
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        find(&path, &identifier(0)).err()
    };
    assert_eq!(read(b"covenant-holders"), Some(InclusionError::Format));
    assert_eq!(read(&[0; 200]), Some(InclusionError::Format));
    let mut many = b"covenant-holders".to_vec();
    many.extend([0xff; 200]);
    assert_eq!(read(&many), Some(InclusionError::Format));
    // An entry that points nowhere, or to a file too long to be one.
    let entry = |offset: u64, length: u32| {
        let mut bytes = b"covenant-holders".to_vec();
        bytes.extend([0; HEAD - 20]);
        bytes.extend(1u32.to_be_bytes());
        bytes.extend(covenant_gadgets::field::to_be_bytes(&identifier(0)));
        bytes.extend(offset.to_be_bytes());
        bytes.extend(length.to_be_bytes());
        bytes.extend([0; 32]);
        bytes
    };
    for (offset, length) in [(u64::MAX, 10), (1 << 40, 10), (0, u32::MAX), (0, 16), (128, 76)] {
        assert!(read(&entry(offset, length)).is_some(), "{offset}, {length}");
    }
}
