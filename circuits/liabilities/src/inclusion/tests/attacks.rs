//! What an institution might try. Each forgery is the best that it can make: columns, claims and openings fit each other wherever they can.

use super::*;
use crate::columns::{ACTIVE, LIMB};
use crate::inclusion::{commitments::Weights, id::id};

const BOB: usize = 17;

fn world() -> World {
    World::new(1, 300, 1)
}

fn ids_of(world: &World, account: usize, of: usize) -> Vec<Fr> {
    let chunk = world.columns.chunk();
    let salt = world.secret.attempt(world.columns.attempt()).salt(&chunk.environment, &identifier(of));
    vec![id(&chunk.environment, chunk.index, account as u32, &salt, &identifier(of))]
}

/// The same totals and the same output, with Bob in one and a stranger of the same balance in the other.
#[test]
fn two_proofs_of_one_output() {
    let with_bob = world();
    let mut without = with_bob.clone();
    let stranger = crate::from_ark(&ids_of(&without, BOB, 1_000)[0]);
    without.tamper(|columns| columns[ID][BOB] = stranger);
    without.claims = Claims::new(&without.columns, &without.secret);
    let [one, two] = [&with_bob, &without].map(World::commitments);
    assert_eq!(one.in_digest().output, two.in_digest().output);
    assert_ne!(one.in_digest().columns, two.in_digest().columns);
    let bobs = with_bob.file(&one, BOB);
    assert_eq!(with_bob.check(&one, &bobs, BOB), Ok(()));
    // The digest has one of the two, so the other cannot be shown to Bob.
    assert_eq!(without.check(&two, &bobs, BOB), Err(InclusionError::Claims));
    // Nor with the first one's claims over the second one's columns.
    without.claims = with_bob.claims.clone();
    let mixed = without.commitments();
    assert_eq!(without.check(&mixed, &bobs, BOB), Err(InclusionError::Opening));
    assert_eq!(without.check(&mixed, &without.file(&mixed, BOB), BOB), Err(InclusionError::Opening));
}

/// Other claims for Bob than for everybody else: another M, hence another digest; and under it a lower balance does not open.
#[test]
fn another_root_for_another_holder() {
    let honest = world();
    let mut liar = honest.clone();
    let balance = honest.columns.balances(BOB).unwrap()[0];
    liar.claim(BOB, |claim| claim.balances[0] = balance ^ 1);
    let [told, shown] = [&honest, &liar].map(World::commitments);
    assert_ne!(told.in_digest(), shown.in_digest());
    assert_ne!(told.gamma(), shown.gamma());
    let mut file = liar.file(&shown, BOB);
    assert_eq!(liar.check(&shown, &file, BOB), Err(InclusionError::Claims));
    file.balances[0] = balance ^ 1;
    assert_eq!(liar.check(&shown, &file, BOB), Err(InclusionError::Opening));
    assert_eq!(liar.check(&told, &file, BOB), Err(InclusionError::Claims));
}

/// With γ known, an id can be solved for that makes any balance fit a row. It is too late: the leaf is under M, and M is in γ.
#[test]
fn claims_made_after_the_challenge() {
    let mut liar = world();
    // The column has another balance than the one that Bob is to be shown.
    let chunk = liar.commitments();
    let weights = Weights::new(liar.columns.shape(), chunk.gamma());
    let zero = Fr::from(0u64);
    let (truth, shown) = (liar.columns.balances(BOB).unwrap()[0], 1_000_000);
    let solved =
        liar.columns.columns().values()[ID][BOB] + weights.value(&zero, truth) - weights.value(&zero, shown);
    assert_eq!(weights.value(&to_ark(&solved), shown), weights.value(&ids_of(&liar, BOB, BOB)[0], truth));
    let mut file = liar.file(&chunk, BOB);
    file.balances[0] = shown;
    assert_eq!(liar.check(&chunk, &file, BOB), Err(InclusionError::Claims), "the leaf came too late");
    liar.claim(BOB, |claim| {
        claim.balances[0] = shown;
        claim.ids[0] = to_ark(&solved);
    });
    let later = liar.commitments();
    assert_ne!(later.gamma(), chunk.gamma());
    let file = altered(liar.file(&later, BOB), |file| {
        file.balances = vec![shown];
    });
    assert_eq!(liar.check(&later, &file, BOB), Err(InclusionError::Claims), "an id that no salt gives");
    let honest_id = ids_of(&liar, BOB, BOB)[0];
    liar.claim(BOB, |claim| (claim.balances[0], claim.ids[0]) = (shown, honest_id));
    let later = liar.commitments();
    let file = altered(liar.file(&later, BOB), |file| {
        file.balances = vec![shown];
    });
    assert_eq!(liar.check(&later, &file, BOB), Err(InclusionError::Opening));
}

/// The salt is free to choose, and no use: what it gives is a hash.
#[test]
fn solving_for_the_salt() {
    let world = world();
    let chunk = world.commitments();
    let file = world.file(&chunk, BOB);
    for i in 0..64u8 {
        let mut other = file.clone();
        other.salt[usize::from(i) % 31] ^= 1 << (i % 8);
        assert_eq!(world.check(&chunk, &other, BOB), Err(InclusionError::Claims));
    }
}

#[test]
fn an_id_column_of_zeros() {
    let mut liar = world();
    let usable = Layout::new(liar.columns.shape()).usable();
    liar.tamper(|columns| columns[ID][..usable].fill(F::from(0)));
    // Claims as the holders expect them, then as the column has them.
    let chunk = liar.commitments();
    assert_eq!(liar.check(&chunk, &liar.file(&chunk, BOB), BOB), Err(InclusionError::Opening));
    liar.claims = Claims::new(&liar.columns, &liar.secret);
    let chunk = liar.commitments();
    assert_eq!(liar.check(&chunk, &liar.file(&chunk, BOB), BOB), Err(InclusionError::Claims));
    // Zeros in the blinding rows as well have no commitment that a proof may hold.
    liar.tamper(|columns| columns[ID].fill(F::from(0)));
    let commitments = liar.columns.commitments(&liar.proof(), &liar.claims);
    assert_eq!(commitments.err(), Some(InclusionError::Format));
}

/// Ids name their statement, chunk and row: a column of one is of no use in another, though salts and accounts be the same.
#[test]
fn an_id_column_used_twice() {
    let (first, mut second) = (world(), World::new(1, 300, 2));
    let [one, two] = [&first, &second].map(|world| world.columns.columns().values()[ID].clone());
    assert!(one.iter().zip(&two).all(|(one, two)| one != two), "the honest one masks anew");
    second.tamper(|columns| columns[ID] = one);
    second.claims = Claims::new(&second.columns, &second.secret);
    let chunk = second.commitments();
    let mut file = second.file(&chunk, BOB);
    assert_eq!(second.check(&chunk, &file, BOB), Err(InclusionError::Claims));
    file.salt = first
        .secret
        .attempt(first.columns.attempt())
        .salt(&first.columns.chunk().environment, &identifier(BOB));
    assert_eq!(second.check(&chunk, &file, BOB), Err(InclusionError::Claims));
    file.environment = first.columns.chunk().environment;
    assert_eq!(second.check(&chunk, &file, BOB), Err(InclusionError::Environment));
}

/// A row of padding with Bob's id in it, claimed as an account that is owed nothing, or something.
#[test]
fn a_row_of_padding() {
    let padding = 300;
    for balance in [0, 5] {
        let mut liar = world();
        let ids = ids_of(&liar, padding, BOB);
        liar.tamper(|columns| columns[ID][padding] = crate::from_ark(&ids[0]));
        liar.columns.identifiers.push(identifier(BOB));
        liar.columns.balances.push(balance);
        liar.claim(padding, |claim| assert!(claim.active));
        let chunk = liar.commitments();
        let file = liar.file(&chunk, padding);
        assert_eq!(file.balances, [balance]);
        assert_eq!(liar.check(&chunk, &file, BOB), Err(InclusionError::Opening), "owed {balance}");
    }
}

/// Behind the accounts' rows nothing binds an active bit: whatever stands there is nobody's, and no leaf is of it.
#[test]
fn a_row_behind_the_accounts() {
    let mut liar = world();
    let layout = Layout::new(liar.columns.shape());
    for row in [layout.account_rows(), layout.usable() - 1, layout.usable(), layout.shape().rows() - 1] {
        liar.tamper(|columns| {
            columns[ACTIVE][row] = F::from(1);
            columns[LIMB][row] = F::from(77);
        });
        let chunk = liar.commitments();
        let mut file = liar.file(&chunk, BOB);
        file.account = row as u32;
        assert_eq!(liar.check(&chunk, &file, BOB), Err(InclusionError::Account), "row {row}");
    }
    let chunk = liar.commitments();
    let mut file = liar.file(&chunk, BOB);
    file.account = u32::MAX;
    assert_eq!(liar.check(&chunk, &file, BOB), Err(InclusionError::Account));
}

#[test]
fn another_chunk_epoch_or_column() {
    let world = world();
    let chunk = world.commitments();
    let file = world.file(&chunk, BOB);
    let (proof, output) = (world.proof(), world.columns.chunk().output());
    let (shape, environment, claims) = (chunk.shape(), *chunk.environment(), *chunk.claims());
    let check = |file: &HolderProof, chunk: &ChunkCommitments| world.check(chunk, file, BOB);
    let of = |environment, index, output, proof: &[u8]| {
        ChunkCommitments::new(shape, environment, index, output, proof, claims).unwrap()
    };
    assert_eq!(check(&file, &of(environment, 5, output, &proof)), Ok(()));
    let other = of(environment + Fr::from(1u64), 5, output, &proof);
    assert_eq!(check(&file, &other), Err(InclusionError::Environment));
    let renamed = altered(file.clone(), |file| {
        file.environment = environment + Fr::from(1u64);
    });
    assert_eq!(check(&renamed, &other), Err(InclusionError::Claims), "the id names its statement");
    let other = of(environment, 6, output, &proof);
    assert_eq!(check(&file, &other), Err(InclusionError::Chunk));
    assert_eq!(
        check(
            &altered(file.clone(), |file| {
                file.chunk = 6;
            }),
            &other
        ),
        Err(InclusionError::Claims)
    );
    // Another output, and any two columns in each other's place, give another challenge.
    assert_eq!(
        check(&file, &of(environment, 5, output + Fr::from(1u64), &proof)),
        Err(InclusionError::Opening)
    );
    for column in 1..shape.advice() {
        let mut turned = proof.clone();
        turned[..64].copy_from_slice(&proof[64 * column..64 * (column + 1)]);
        turned[64 * column..64 * (column + 1)].copy_from_slice(&proof[..64]);
        assert_eq!(
            check(&file, &of(environment, 5, output, &turned)),
            Err(InclusionError::Opening),
            "column {column}"
        );
    }
}

/// Two holders of equal balance cannot be told one row: the id is of what the holder types.
#[test]
fn two_holders_on_one_row() {
    let world = world();
    let chunk = world.commitments();
    let file = world.file(&chunk, BOB);
    assert_eq!(world.check(&chunk, &file, BOB), Ok(()));
    assert_eq!(world.check(&chunk, &file, BOB + 1), Err(InclusionError::Claims));
}

/// Openings of one row shown for another, and parts of several put together.
#[test]
fn openings_in_each_others_place() {
    let world = World::new(8, 100, 1);
    let chunk = world.commitments();
    let file = world.file(&chunk, BOB);
    let refused = |change: &dyn Fn(&mut HolderProof), error| {
        let mut other = file.clone();
        change(&mut other);
        assert_eq!(world.check(&chunk, &other, BOB), Err(error));
    };
    refused(&|file| file.openings.swap(0, 1), InclusionError::Opening);
    for i in [0, 7] {
        refused(&|file| file.openings[i].quotient = file.openings[1].quotient, InclusionError::Opening);
        for level in 0..6 {
            let of_other = |file: &mut HolderProof| {
                file.openings[i].halvings[level] = file.openings[1].halvings[level];
            };
            refused(&of_other, InclusionError::Opening);
        }
        refused(&|file| file.openings[i].halvings.swap(2, 5), InclusionError::Opening);
        refused(&|file| file.openings[i].halvings.truncate(5), InclusionError::Coset);
        refused(&|file| file.openings[i].halvings.push(G1Affine::generator()), InclusionError::Coset);
    }
    // Two errors that would cancel in a plain sum.
    refused(
        &|file| {
            let last = |i: usize| file.openings[i].halvings[5];
            let (first, second) = ((last(0) + last(2)).to_affine(), (last(1) - last(2)).to_affine());
            (file.openings[0].halvings[5], file.openings[1].halvings[5]) = (first, second);
        },
        InclusionError::Opening,
    );
    refused(&|file| file.balances.swap(0, 1), InclusionError::Claims);
    refused(&|file| file.balances.truncate(7), InclusionError::Assets);
    refused(&|file| file.openings.truncate(7), InclusionError::Assets);
    refused(&|file| file.coset = 32, InclusionError::Coset);
    refused(&|file| file.path[3][0] ^= 1, InclusionError::Claims);
    refused(&|file| file.path.push([0; 32]), InclusionError::Claims);
    refused(&|file| file.nonce[0] ^= 1, InclusionError::Claims);
    refused(&|file| file.version = 1, InclusionError::Format);
    let other = Srs::development(12, &mut rand::rngs::OsRng).unwrap().verifier();
    assert_eq!(verify_inclusion(&file, &chunk, &other, &identifier(BOB)), Err(InclusionError::Opening));
}
