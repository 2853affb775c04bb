//! From a ledger to proofs: whole, alone, again; and what must not happen on the way.

mod common;

use common::{ACCOUNTS, KEY, Place, line, prove, shape, text};
use covenant_ingest::accounts::{AccountIdentifier, IdentifierScheme};
use covenant_liabilities::{ChunkJob, Claims, EpochSecret, Openings, ProvingKey, Srs, from_ark, verify};
use covenant_solvency::{ChunkProof, Error, Folder};
use covenant_statements::Fr;
use std::{
    fs,
    path::{Path, PathBuf},
};

const CHUNKS: u32 = 2;

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_ledger_is_proved_chunk_by_chunk_and_a_lost_one_again_alone() {
    let place = Place::new(&text());
    let statement = place.statement(5).unwrap();
    assert_eq!(
        (statement.plan().chunks(), statement.missing(KEY.1.verifying()).unwrap()),
        (CHUNKS, vec![0, 1])
    );
    assert!(statement.hand_out(KEY.1.verifying()).unwrap().is_none());
    let proofs: Vec<ChunkProof> = (0..CHUNKS).map(|chunk| prove(&statement, chunk).unwrap()).collect();
    for (index, proof) in proofs.iter().enumerate() {
        verify(KEY.1.verifying(), from_ark(&proof.opening.output()), &proof.proof).unwrap();
        assert_eq!((proof.opening.index, proof.opening.environment), (index as u32, Fr::from(5u64)));
        assert_eq!(proof.opening.totals[3..], [0; 5], "assets beyond the scope's");
    }
    assert_eq!(proofs.iter().map(|proof| proof.opening.count).sum::<u64>(), ACCOUNTS);
    for (asset, total) in statement.ledger().credits().iter().enumerate() {
        assert_eq!(proofs.iter().map(|proof| proof.opening.totals[asset]).sum::<u128>(), *total);
    }
    assert_eq!(statement.ledger().debits(), [0, 5 * 700, 700]);
    let digest = statement.digest(&proofs);
    assert_ne!(digest, statement.digest(&proofs[..1]));
    drop(statement);

    // Lost, and half written beside its place: the others stay, and it comes again, under fresh blinding.
    fs::remove_file(place.state().join("chunk-01.sealed")).unwrap();
    fs::write(place.state().join(".chunk-01.sealed.0123.part"), b"half").unwrap();
    let statement = place.resume().unwrap();
    assert_eq!(statement.missing(KEY.1.verifying()).unwrap(), [1]);
    let before = fs::read(place.state().join("chunk-00.sealed")).unwrap();
    let lost = prove(&statement, 1).unwrap();
    assert!(lost.opening == proofs[1].opening && lost.commitment().columns != proofs[1].commitment().columns);
    verify(KEY.1.verifying(), from_ark(&lost.opening.output()), &lost.proof).unwrap();
    assert_eq!(fs::read(place.state().join("chunk-00.sealed")).unwrap(), before);
    let again = statement.hand_out(KEY.1.verifying()).unwrap().unwrap();
    assert!(again == [proofs[0].clone(), lost.clone()] && statement.digest(&again) != digest);

    // The columns that it committed to are had again, to be opened for holders.
    let (columns, (srs, key)) = (statement.columns(1).unwrap(), &*KEY);
    let claims = Claims::new(&columns, statement.secret());
    let commitments = columns.commitments(&lost.proof, &claims).unwrap();
    assert!(claims.root() == lost.claims && commitments.in_digest() == lost.commitment());
    assert!(
        Openings::new((srs, key.verifying()), (&columns, &claims), &commitments, statement.secret(), 64)
            .is_ok()
    );

    // Proofs were handed out: there must not be a second one of the same columns.
    assert!(
        prove(&statement, 1).unwrap() == lost
            && statement.hand_out(KEY.1.verifying()).unwrap().unwrap() == again
    );
    fs::remove_file(place.state().join("chunk-01.sealed")).unwrap();
    assert!(matches!(prove(&place.resume().unwrap(), 1), Err(Error::HandedOut)));
    assert!(matches!(prove(&statement, CHUNKS), Err(Error::NoChunk)));
}

#[test]
fn the_order_of_the_file_is_not_that_of_the_rows() {
    let place = Place::new(&text());
    let statement = place.statement(5).unwrap();
    assert!(matches!(statement.columns(0), Err(Error::NotProved)));
    prove(&statement, 0).unwrap();
    let columns = statement.columns(0).unwrap();
    let range = statement.plan().range(0).unwrap();
    let of_file: Vec<Fr> = range
        .map(|account| format!("holder{account}@mail.example"))
        .map(|text| AccountIdentifier::parse(IdentifierScheme::Email, &text).unwrap().hash())
        .collect();
    let mut sorted = of_file.clone();
    let mut rows = columns.identifiers().to_vec();
    let in_place = of_file.iter().zip(&rows).filter(|(file, row)| file == row).count();
    assert!(in_place < 20, "{in_place} stayed where they were");
    sorted.sort();
    rows.sort();
    assert!(sorted == rows, "the same accounts");
}

#[test]
fn a_ledger_that_changed_is_refused_where_it_did() {
    let place = Place::new(&text());
    place.statement(5).unwrap();
    let mut changed = text();
    // The last account is the second chunk's alone, and so is its block... of 1,024 rows, which is the first chunk's too.
    changed[ACCOUNTS as usize] = line(ACCOUNTS + 1);
    fs::write(place.ledger(), changed.concat()).unwrap();
    let error = prove(&place.resume().unwrap(), 1).unwrap_err();
    assert_eq!(error.code(), "table/changed");
    assert_eq!(place.statement(5).unwrap_err().code(), "solvency/another");
    fs::write(place.ledger(), text().concat()).unwrap();
    assert!(prove(&place.resume().unwrap(), 1).is_ok());
    assert_eq!(place.statement(6).unwrap_err().code(), "solvency/another", "another environment");
}

#[test]
fn nothing_begins_with_a_ledger_that_is_refused() {
    for bad in ["x@mail.example,1.5,0,0,0,0,0\n", "holder0@mail.example,1,0,0,0,0,0\n", "x,1,0,0,0,0,0\n"] {
        let mut lines = text();
        lines.push(bad.into());
        let place = Place::new(&lines);
        let Err(Error::Ledger(error)) = place.statement(5) else { panic!("taken: {bad}") };
        assert_eq!((error.refusals[0].row, error.refusals.len()), (Some(ACCOUNTS + 1), 1));
        assert_eq!(files(&place.state()), [place.state().join("solvency.key")]);
        assert!(matches!(place.resume(), Err(Error::NoStatement)));
    }
}

#[cfg(unix)]
#[test]
fn what_is_private_is_sealed_and_bound_to_its_place() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new(&text());
    let statement = place.statement(5).unwrap();
    prove(&statement, 0).unwrap();
    let at = |name: &str| place.state().join(name);
    assert_eq!(
        files(&place.state()),
        [
            "chunk-00.lock",
            "chunk-00.sealed",
            "chunks.lock",
            "identifiers-00.sealed",
            "plan.sealed",
            "solvency.key"
        ]
        .map(at)
    );
    for path in files(&place.state()) {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let bytes = fs::read(&path).unwrap();
        for canary in ["holder", "7654321", "mail.example", "totals", "blocks"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary.as_bytes()), "{canary}");
        }
    }
    assert_eq!(fs::metadata(place.state()).unwrap().permissions().mode() & 0o777, 0o700);
    let shown =
        format!("{statement:?} {:?} {:?}", statement.columns(0).unwrap(), statement.proved(0).unwrap());
    assert!(!shown.contains("totals") && !shown.contains("765432"), "{shown}");

    fs::copy(at("chunk-00.sealed"), at("chunk-01.sealed")).unwrap();
    assert!(matches!(statement.proved(1), Err(Error::Sealed)), "a chunk in another's place");
    let mut bytes = fs::read(at("chunk-00.sealed")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(at("chunk-00.sealed"), &bytes).unwrap();
    assert!(matches!(statement.proved(0), Err(Error::Sealed)));
    fs::write(at("chunk-00.sealed"), b"short").unwrap();
    assert!(matches!(statement.proved(0), Err(Error::Sealed)));
    fs::set_permissions(at("solvency.key"), fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(Folder::open(&place.state()), Err(Error::Key)), "a key that others can read");
    fs::remove_file(at("solvency.key")).unwrap();
    assert!(matches!(place.resume(), Err(Error::NoStatement)), "without its key");
    assert!(!at("solvency.key").exists(), "nobody plants another");
    drop(Folder::open(&place.state()).unwrap());
    assert!(matches!(place.resume(), Err(Error::Sealed)), "under another key");
}

#[test]
fn a_proof_under_another_key_is_none() {
    let place = Place::new(&text());
    let statement = place.statement(5).unwrap();
    let srs = Srs::development(shape().k(), &mut rand::rngs::OsRng).unwrap();
    let other = ProvingKey::new(&srs, shape()).unwrap();
    let foreign = statement.prove(0, &srs, &other).unwrap();
    prove(&statement, 1).unwrap();
    assert_eq!(statement.missing(KEY.1.verifying()).unwrap(), [0]);
    for key in [KEY.1.verifying(), other.verifying()] {
        assert!(statement.hand_out(key).unwrap().is_none(), "of two keys, nothing is handed out");
    }
    let own = prove(&statement, 0).unwrap();
    assert!(own != foreign && own.opening.output() == foreign.opening.output());
    assert_eq!(statement.hand_out(KEY.1.verifying()).unwrap().unwrap().len(), 2);
    assert!(matches!(statement.prove(0, &srs, &other), Err(Error::HandedOut)));
}

#[test]
fn accounts_that_come_together_are_those_that_come_one_by_one() {
    let secret = EpochSecret::new([7; 32]);
    let job = || ChunkJob::again(shape(), Fr::from(5u64), 3, &secret, [1; 16]);
    let accounts: Vec<(Fr, Vec<u64>)> = (0..40u64).map(|i| (Fr::from(i), vec![i; 8])).collect();
    let (mut single, mut together) = (job(), job());
    accounts.iter().for_each(|(identifier, balances)| single.push(identifier, balances).unwrap());
    together.extend(&accounts[..15]).unwrap();
    together.extend(&accounts[15..]).unwrap();
    let (single, together) = (single.finish().unwrap(), together.finish().unwrap());
    assert!(single.columns() == together.columns() && single.chunk() == together.chunk());
    assert!(job().extend(&[(Fr::from(1u64), vec![1; 7])]).is_err());
    assert!(job().extend(&vec![accounts[0].clone(); 473]).is_err(), "one more than there is room for");
}

#[test]
fn a_chunk_that_another_run_proves_is_not_waited_for() {
    let place = Place::new(&text());
    let statement = place.statement(5).unwrap();
    let lock = fs::File::create(place.state().join("chunk-01.lock")).unwrap();
    lock.lock().unwrap();
    let tried = |chunk| statement.try_prove(chunk, &KEY.0, &KEY.1, &mut |_| ());
    assert_eq!(tried(1).unwrap_err().code(), "solvency/busy");
    let mut shares = Vec::new();
    statement.try_prove(0, &KEY.0, &KEY.1, &mut |share| shares.push(share)).unwrap();
    assert!(shares.is_sorted() && shares.len() > 10, "{shares:?}");
    assert!(shares[0] > 0.0 && shares.last() == Some(&1.0), "{shares:?}");
    drop(lock);
    let proof = tried(1).unwrap();
    assert!(tried(1).unwrap() == proof, "it is there");
    assert!(matches!(tried(CHUNKS), Err(Error::NoChunk)));
}
