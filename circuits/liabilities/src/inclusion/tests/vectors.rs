//! The book's vectors are what the code gives: `UPDATE_BOOK=1` writes them anew.

use super::*;
use crate::inclusion::id::id;
use covenant_gadgets::field::{bytes_hex, to_hex};
use covenant_statements::solvency::{AccountIdentifier, IdentifierScheme};
use halo2_axiom::halo2curves::group::prime::PrimeCurveAffine;
use std::{fs, path::PathBuf};

const MARKS: [&str; 2] = ["<!-- vectors: generated -->\n", "<!-- /vectors -->\n"];

fn vectors() -> String {
    let secret = EpochSecret::new(std::array::from_fn(|i| i as u8));
    let environment = Fr::from(1u64);
    let holder = AccountIdentifier::parse(IdentifierScheme::Email, "alice@example.org").unwrap().hash();
    let (chunk, account, balances) = (5, 17, [1_000_000, 0, u64::MAX, 0, 0, 0, 0, 1]);
    let secret = secret.attempt(&std::array::from_fn(|i| 0xf0 + i as u8));
    let salt = secret.salt(&environment, &holder);
    let nonce = secret.nonce(&environment, chunk, account);
    let ids: Vec<Fr> =
        (8 * account..8 * account + 8).map(|row| id(&environment, chunk, row, &salt, &holder)).collect();
    let leaf = Leaf { account, nonce, active: true, ids: &ids, balances: &balances }.hash();
    let points: Vec<u8> = (1..=11u64)
        .flat_map(|i| point_bytes(&(G1Affine::generator().to_curve() * F::from(i)).to_affine()))
        .collect();
    let shape = Shape::new(12, 8).unwrap();
    let commitments =
        ChunkCommitments::new(shape, environment, chunk, Fr::from(2u64), &points, leaf).unwrap();
    let rows = [
        ("identifier's hash, `alice@example.org` as `email`", to_hex(&holder)),
        ("salt", format!("0x{}", bytes_hex(&salt))),
        ("nonce", format!("0x{}", bytes_hex(&nonce))),
        ("id of row 136", to_hex(&ids[0])),
        ("id of row 143", to_hex(&ids[7])),
        ("leaf", format!("0x{}", bytes_hex(&leaf))),
        ("cᵢ", to_hex(&commitments.in_digest().columns)),
        ("γ", to_hex(&to_ark(&commitments.gamma()))),
    ];
    let lines = rows.map(|(name, value)| format!("| {name} | `{value}` |\n"));
    format!("| | |\n|---|---|\n{}", lines.concat())
}

#[test]
fn the_books_vectors_are_true() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/inclusion.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let renewed = [before, MARKS[0], &vectors(), MARKS[1], after].concat();
    if std::env::var_os("UPDATE_BOOK").is_some() {
        fs::write(&path, &renewed).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        renewed,
        "UPDATE_BOOK=1 cargo test -p covenant-liabilities --lib vectors"
    );
}
