//! Everybody gets their own, and a chunk that is lost is made again.

use super::*;
use crate::{Error, ProvingKey, prove::Proved, verify};

#[test]
fn every_holder_finds_their_account() {
    for (assets, accounts) in [(1, 700), (8, 120), (32, 40)] {
        let world = World::new(assets, accounts, 1);
        let chunk = world.commitments();
        for account in [0, 1, accounts / 2, accounts - 1] {
            let file = world.file(&chunk, account);
            assert_eq!(world.check(&chunk, &file, account), Ok(()), "{assets} assets, account {account}");
            assert_eq!(file.balances, world.columns.balances(account).unwrap());
        }
    }
}

#[test]
fn cosets_of_every_size_open_the_same_rows() {
    let world = World::new(8, 100, 1);
    let chunk = world.commitments();
    for size in crate::srs::COSETS {
        let file = world.file_by(&chunk, 99, size);
        assert_eq!(world.check(&chunk, &file, 99), Ok(()), "{size} rows");
        // An opening is of its own size only.
        let mut other = altered(file, |file| {
            file.coset = if size == 64 { 128 } else { 64 };
        });
        assert_eq!(world.check(&chunk, &other, 99), Err(InclusionError::Coset));
        for opening in &mut other.openings {
            let point = opening.halvings[0];
            opening.halvings.resize(other.coset.ilog2() as usize, point);
        }
        assert_eq!(world.check(&chunk, &other, 99), Err(InclusionError::Opening));
    }
}

#[test]
fn openings_made_together_are_those_made_one_by_one() {
    for (assets, accounts, size) in [(1, 3_989, 64), (8, 100, 1024)] {
        let world = World::new(assets, accounts, 1);
        let (chunk, key) = (world.commitments(), coset_key(&SRS, size).unwrap());
        let parts = (&world.columns, &world.claims);
        let made = || Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, size).unwrap();
        let (mut all, mut single) = (made(), made());
        all.make_all(&key, &mut go_on).unwrap();
        let some = [0, 1, accounts / 2, accounts - 1];
        single.make(some, &mut go_on).unwrap();
        for account in some {
            let file = all.holder(account).unwrap();
            assert!(file == single.holder(account).unwrap(), "{assets} assets, account {account}");
            assert_eq!(world.check(&chunk, &file, account), Ok(()));
        }
        assert_eq!(all.holder(accounts).err(), Some(InclusionError::Account));
    }
}

#[test]
fn a_key_is_kept_in_a_file_of_its_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let (key, origin) = kept_coset_key(&SRS, 1024, &path).unwrap();
    assert_eq!(origin, KeyOrigin::Made);
    let written = std::fs::read(&path).unwrap();
    // What was read makes what was written does.
    let world = World::new(8, 20, 1);
    let (chunk, parts) = (world.commitments(), (&world.columns, &world.claims));
    let (read, origin) = kept_coset_key(&SRS, 1024, &path).unwrap();
    assert_eq!(origin, KeyOrigin::Read);
    for key in [key, read] {
        let mut openings = Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 1024).unwrap();
        openings.make_all(&key, &mut go_on).unwrap();
        assert_eq!(world.check(&chunk, &openings.holder(19).unwrap(), 19), Ok(()));
    }
    assert!(std::fs::read(&path).unwrap() == written);
    // Damage, other sizes and other parameters make it anew.
    let mut damaged = written.clone();
    damaged[5_000] ^= 1;
    std::fs::write(&path, damaged).unwrap();
    let origin = |srs: &Srs| kept_coset_key(srs, 1024, &path).map(|(_, origin)| origin);
    assert_eq!(origin(&SRS), Ok(KeyOrigin::MadeAnew));
    assert!(std::fs::read(&path).unwrap() == written);
    std::fs::write(&path, &written[..9_000]).unwrap();
    assert_eq!(origin(&SRS), Ok(KeyOrigin::MadeAnew));
    let other = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    assert_eq!(origin(&other), Ok(KeyOrigin::MadeAnew));
    assert!(std::fs::read(&path).unwrap() != written);
    // One that is whole and wrong is replaced when its openings have failed.
    replaced_coset_key(&SRS, 1024, &path).unwrap();
    assert!(std::fs::read(&path).unwrap() == written);
    assert_eq!(kept_coset_key(&SRS, 32, &path).err(), Some(InclusionError::Coset));
    let nowhere = kept_coset_key(&SRS, 1024, &folder.path().join("none").join("key"));
    assert_eq!(nowhere.err(), Some(InclusionError::Io(std::io::ErrorKind::NotFound)));
}

#[test]
fn openings_need_the_key_of_their_parameters() {
    let world = World::new(8, 20, 1);
    let chunk = world.commitments();
    let parts = (&world.columns, &world.claims);
    let make = |srs: &Srs, size| {
        let mut openings = Openings::new((&SRS, &world.key), parts, &chunk, &world.secret, 64).unwrap();
        openings.make_all(&coset_key(srs, size)?, &mut go_on)
    };
    assert_eq!(make(&SRS, 64), Ok(()));
    assert_eq!(make(&SRS, 128), Err(InclusionError::Mismatch));
    assert_eq!(make(&SRS, 32), Err(InclusionError::Coset));
    // What it makes is checked before any of it leaves.
    let other = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    assert_eq!(make(&other, 64), Err(InclusionError::Prover));
}

#[test]
fn a_lost_chunk_is_proved_again_alone_and_its_columns_are_had_again() {
    let (mut first, mut second) = (World::new(1, 300, 1), World::new(1, 300, 1));
    let shape = first.columns.shape();
    let key = ProvingKey::new(&SRS, shape).unwrap();
    let [one, two]: [Proved; 2] =
        [&mut first, &mut second].map(|world| world.columns.prove(&SRS, &key).unwrap());
    // To the same output and the same claims, by columns that share no commitment.
    let output = first.columns.chunk().output();
    assert_eq!(second.columns.chunk().output(), output);
    for proved in [&one, &two] {
        assert_eq!(verify(key.verifying(), crate::from_ark(&output), &proved.proof), Ok(()));
        assert_eq!(proved.committed(&SRS, &key), Ok(()));
    }
    let ids = [&first, &second].map(|world| &world.columns.columns().values()[ID]);
    assert!(ids[0].iter().zip(ids[1]).all(|(one, two)| one != two), "no id of one is in the other");
    let columns = one.proof.chunks(64).zip(two.proof.chunks(64)).take(shape.advice());
    assert!(columns.into_iter().all(|(one, two)| one != two));
    // From the accounts, the secret and the attempt come the very columns that were committed, and no second proof.
    let again = ChunkJob::again(shape, Fr::from(1u64), 5, &first.secret, *first.columns.attempt());
    let mut again = filled(again, shape, 300).finish().unwrap();
    assert!(one.columns == *again.columns());
    assert_eq!(one.proof[..first.proof().len()], first.proof());
    assert_eq!(again.prove(&SRS, &key).err(), Some(Error::Proved));
    assert_eq!(first.columns.prove(&SRS, &key).err(), Some(Error::Proved));
    // A holder's file from them.
    let claims = Claims::new(&again, &first.secret);
    let chunk = again.commitments(&one.proof, &claims).unwrap();
    let world = World { columns: again, claims, ..first };
    assert_eq!(world.check(&chunk, &world.file(&chunk, 299), 299), Ok(()));
    // One account more is another ledger, of another blinding.
    let other = World::new(1, 301, 1);
    assert_ne!(other.columns.chunk().blinding, world.columns.chunk().blinding);
}

#[test]
fn a_job_takes_what_fits() {
    let secret = EpochSecret::new([3; 32]);
    let empty =
        || ChunkJob::new(Shape::new(12, 32).unwrap(), Fr::from(1u64), 0, &secret, &mut rand::rngs::OsRng);
    let mut job = empty();
    assert_eq!(job.push(&identifier(0), &[0; 31]), Err(Error::Balances));
    for account in 0..100 {
        job.push(&identifier(account), &[1; 32]).unwrap();
    }
    assert_eq!(job.push(&identifier(100), &[1; 32]), Err(Error::Full));
    let columns = job.finish().unwrap();
    assert_eq!(
        (columns.identifiers().len(), columns.balances(99), columns.balances(100)),
        (100, Some(&[1; 32][..]), None)
    );
    assert_eq!(empty().finish().err(), Some(Error::Empty));
}

#[test]
fn openings_are_of_the_committed_columns_only() {
    let world = World::new(1, 50, 1);
    let chunk = world.commitments();
    let mut other = world.clone();
    other.tamper(|columns| columns[ID][7] += F::from(1));
    let make = |world: &World, size| {
        Openings::new((&SRS, &world.key), (&world.columns, &world.claims), &chunk, &world.secret, size).err()
    };
    assert_eq!(make(&other, 64), Some(InclusionError::Mismatch));
    assert_eq!(make(&world, 32), Some(InclusionError::Coset));
    let mut claimed = world.clone();
    claimed.claim(3, |claim| claim.balances[0] += 1);
    assert_eq!(make(&claimed, 64), Some(InclusionError::Mismatch));
    let mut openings =
        Openings::new((&SRS, &world.key), (&world.columns, &world.claims), &chunk, &world.secret, 64)
            .unwrap();
    assert_eq!(openings.make([50], &mut go_on), Err(InclusionError::Account));
    assert_eq!(openings.holder(1).err(), Some(InclusionError::Coset));
    assert_eq!(openings.make([1], &mut |_, _| ControlFlow::Break(())), Err(InclusionError::Stopped));
}

/// The rows of some cosets are blinding rows; their holders' files are as good, and tell nothing: the ids there are random.
#[test]
fn a_coset_with_blinding_rows_is_opened_like_any_other() {
    let world = World::new(1, 300, 1);
    let (chunk, layout) = (world.commitments(), Layout::new(world.columns.shape()));
    let cosets = 4096 / 64;
    let account = layout.usable() % cosets;
    assert!((0..64).any(|i| account + i * cosets >= layout.usable()));
    assert_eq!(world.check(&chunk, &world.file(&chunk, account), account), Ok(()));
    let ids = &world.columns.columns().values()[ID];
    let masks: std::collections::BTreeSet<_> = ids.iter().map(crate::to_ark).collect();
    assert_eq!(masks.len(), 4096, "no two rows share a mask, and none is without");
    assert!(!masks.contains(&Fr::from(0u64)));
}
