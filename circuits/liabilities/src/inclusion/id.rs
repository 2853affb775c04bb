//! The id of a row: what stands in the id column, and masks the row in F.

use crate::{
    poseidon::{Input, hash_rows},
    secret::SALT,
};
use ark_ff::PrimeField as _;
use covenant_engine::Engine;
use covenant_gadgets::poseidon::hash;
use covenant_statements::{Fr, solvency::AccountIdentifier};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The tag of an id.
pub const TAG: &str = "covenant/account";

/// H(`covenant/account`, environment, chunk · 2³² + row, salt, identifier's hash). It names its place: what is told of one row of one
/// chunk of one statement says nothing of any other, so that an id column cannot be used twice.
#[must_use]
pub fn id(environment: &Fr, chunk: u32, row: u32, salt: &[u8; SALT], identifier_hash: &Fr) -> Fr {
    let place = Fr::from(u64::from(chunk) << 32 | u64::from(row));
    hash(TAG, &[*environment, place, Fr::from_be_bytes_mod_order(salt), *identifier_hash])
}

/// The ids of consecutive rows, from `first` on: [`id`] of each, by its account's salt and identifier's hash.
pub(crate) fn ids(environment: &Fr, chunk: u32, first: u32, salts: &[Fr], identifiers: &[Fr]) -> Vec<Fr> {
    let place = |row: usize| Fr::from(u64::from(chunk) << 32 | (u64::from(first) + row as u64));
    let places: Vec<Fr> = (0..salts.len()).map(place).collect();
    let columns = [&places[..], salts, identifiers].map(Input::Column);
    let values = [&[Input::Constant(*environment)], &columns[..]].concat();
    hash_rows(&Engine::detect(), TAG, &values, salts.len())
}

/// The hash of each identifier; those of as many limbs are hashed together.
#[must_use]
pub fn identifier_hashes(identifiers: &[&AccountIdentifier]) -> Vec<Fr> {
    let values: Vec<Vec<Fr>> = identifiers.par_iter().map(|identifier| identifier.values()).collect();
    let mut hashes = vec![Fr::default(); identifiers.len()];
    let lengths: BTreeSet<usize> = values.iter().map(Vec::len).collect();
    for length in lengths {
        let rows: Vec<usize> = (0..values.len()).filter(|row| values[*row].len() == length).collect();
        let columns: Vec<Vec<Fr>> =
            (0..length).map(|at| rows.iter().map(|row| values[*row][at]).collect()).collect();
        let inputs: Vec<Input<'_>> = columns.iter().map(|column| Input::Column(column)).collect();
        let hashed = hash_rows(&Engine::detect(), AccountIdentifier::TAG, &inputs, rows.len());
        rows.into_iter().zip(hashed).for_each(|(row, hash)| hashes[row] = hash);
    }
    hashes
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_statements::solvency::IdentifierScheme;

    #[test]
    fn identifiers_hash_together_as_alone() {
        // One to nine limbs.
        let identifiers: Vec<AccountIdentifier> = (0..240)
            .map(|length| {
                let (local, label) = ("a".repeat(1 + length % 64), "b".repeat(1 + length % 60));
                let domain = std::iter::repeat_n(label, 1 + length / 80).collect::<Vec<_>>().join(".");
                AccountIdentifier::parse(IdentifierScheme::Email, &format!("{local}@{domain}.example"))
                    .unwrap()
            })
            .collect();
        let all: Vec<&AccountIdentifier> = identifiers.iter().collect();
        let alone: Vec<Fr> = identifiers.iter().map(AccountIdentifier::hash).collect();
        assert_eq!(identifier_hashes(&all), alone);
        assert_eq!(identifier_hashes(&[]), []);
    }
}
