//! From one epoch to the next: hashes of identifiers are kept, and nothing else; what is kept is bound to whose it is.

mod common;

use common::{ACCOUNTS, Place, form, line, prove, text};
use covenant_ingest::accounts::{AccountIdentifier, IdentifierScheme};
use covenant_solvency::{Error, Folder, Statement};
use covenant_statements::Fr;
use std::fs;

/// A statement whose chunks are proved.
fn proved(place: &Place) -> Statement {
    let statement = place.statement(5).unwrap();
    (0..statement.plan().chunks()).for_each(|chunk| drop(prove(&statement, chunk).unwrap()));
    statement
}

fn after(place: &Place, previous: &Place) -> Result<Statement, Error> {
    let folder = Folder::open(&place.state())?.with_previous(&previous.state())?;
    let ledger = folder.check(&place.ledger(), form())?;
    folder.statement_of_shape(ledger, Fr::from(6u64), common::shape())
}

/// The hashes that the columns of all chunks were made from, and those of the ledger's identifiers.
fn hashes(statement: &Statement, lines: &[String]) -> [Vec<Fr>; 2] {
    let of_chunk = |chunk| statement.columns(chunk).unwrap().identifiers().to_vec();
    let mut made: Vec<Fr> = (0..statement.plan().chunks()).flat_map(of_chunk).collect();
    let of_line = |line: &String| {
        let written = line.split(',').next().unwrap();
        AccountIdentifier::parse(IdentifierScheme::Email, written).unwrap().hash()
    };
    let mut own: Vec<Fr> = lines[1..].iter().map(of_line).collect();
    made.sort();
    own.sort();
    [made, own]
}

#[test]
fn identifiers_that_stay_are_not_hashed_again_and_all_else_is_fresh() {
    let first = Place::new(&text());
    let before = proved(&first);
    assert_eq!(before.known_identifiers(), 0);

    // A balance changes, the third account goes, two come: one in front, one at the end.
    let mut lines = text();
    lines[10] = lines[10].replacen(",27,", ",28,", 1);
    lines.remove(3);
    lines.insert(1, line(ACCOUNTS + 1));
    lines.push(line(ACCOUNTS + 2));
    assert!(lines[10] != text()[10]);
    let second = Place::new(&lines);
    let statement = after(&second, &first).unwrap();
    let proofs: Vec<_> = (0..2).map(|chunk| prove(&statement, chunk).unwrap()).collect();
    assert_eq!(statement.known_identifiers(), ACCOUNTS - 1);
    let [made, own] = hashes(&statement, &lines);
    assert!(made == own);
    assert_eq!(proofs.iter().map(|proof| proof.opening.count).sum::<u64>(), ACCOUNTS + 1);

    // No id, no row and no output are those of the first epoch.
    let (old, new) = (before.columns(0).unwrap(), statement.columns(0).unwrap());
    let ids = |columns: &covenant_liabilities::ChunkColumns| {
        columns.columns().values()[covenant_liabilities::columns::ID].clone()
    };
    assert!(ids(&old).iter().all(|id| !ids(&new).contains(id)));
    let same_row = old.identifiers().iter().zip(new.identifiers()).filter(|(old, new)| old == new).count();
    assert!(same_row < 20, "{same_row} rows are the same accounts'");
    assert!(before.proved(0).unwrap().unwrap().opening.output() != proofs[0].opening.output());

    // The third epoch takes what the second kept, also where the second had it from the first; a resumed statement remembers whose it takes.
    let third = Place::new(&lines);
    drop(after(&third, &second).unwrap());
    let statement = third.resume().unwrap();
    (0..2).for_each(|chunk| drop(prove(&statement, chunk).unwrap()));
    assert_eq!(statement.known_identifiers(), ACCOUNTS + 1);
    let [made, own] = hashes(&statement, &lines);
    assert!(made == own);
}

#[test]
fn a_chunk_that_is_read_again_knows_its_own() {
    let place = Place::new(&text());
    let statement = proved(&place);
    statement.columns(1).unwrap();
    assert_eq!(statement.known_identifiers(), ACCOUNTS / 2);
}

#[test]
fn what_was_kept_is_of_its_folder_its_chunk_and_whole_or_it_is_nothing() {
    let first = Place::new(&text());
    drop(proved(&first));
    let stranger = Place::new(&text());
    drop(proved(&stranger));
    let at = |place: &Place, chunk: u32| place.state().join(format!("identifiers-{chunk:02}.sealed"));
    let [zero, one] = [0, 1].map(|chunk| fs::read(at(&first, chunk)).unwrap());
    let damaged = |place: usize| {
        let mut bytes = zero.clone();
        bytes[place] ^= 1;
        bytes
    };
    let of_stranger = fs::read(at(&stranger, 0)).unwrap();
    let (nonce, tag) = (damaged(3), damaged(zero.len() - 1));
    let of_an_account = damaged(zero.len() / 2);
    for (what, bytes) in [
        ("another chunk's", &one[..]),
        ("another folder's", &of_stranger),
        ("another nonce", &nonce),
        ("a hash that was changed", &of_an_account),
        ("another tag", &tag),
        ("cut short", &zero[..zero.len() - 48]),
        ("empty", &[]),
    ] {
        fs::write(at(&first, 0), bytes).unwrap();
        let second = Place::new(&text());
        let statement = after(&second, &first).unwrap();
        prove(&statement, 0).unwrap();
        assert_eq!(statement.known_identifiers(), 0, "{what}");
        prove(&statement, 1).unwrap();
        assert_eq!(statement.known_identifiers(), ACCOUNTS / 2, "{what}: the other chunk's are whole");
        let [made, own] = hashes(&statement, &text());
        assert!(made == own, "{what}");
    }
    fs::write(at(&first, 0), &zero).unwrap();

    // The folder is gone when the next chunk is proved: its identifiers are hashed anew.
    let second = Place::new(&text());
    let statement = after(&second, &first).unwrap();
    prove(&statement, 0).unwrap();
    fs::remove_dir_all(first.state()).unwrap();
    let statement = second.resume().unwrap();
    prove(&statement, 1).unwrap();
    assert_eq!(statement.known_identifiers(), 0);
    let [made, own] = hashes(&statement, &text());
    assert!(made == own);
    assert!(matches!(after(&Place::new(&text()), &first), Err(Error::NoStatement)), "asked for by name");
}
