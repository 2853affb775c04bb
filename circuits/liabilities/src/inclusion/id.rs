//! The id of a row: what stands in the id column, and masks the row in F.

use crate::{
    Error,
    poseidon::{Input, hash_rows},
    secret::SALT,
};
use ark_ff::{BigInt, PrimeField as _};
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
    hash(TAG, &[*environment, place, salt_value(salt), *identifier_hash])
}

/// A salt as a number: 31 bytes, big-endian, so that it is below the modulus.
pub(crate) fn salt_value(salt: &[u8; SALT]) -> Fr {
    let mut limbs = [0; 4];
    for (limb, bytes) in limbs.iter_mut().zip(salt.rchunks(8)) {
        *limb = bytes.iter().fold(0, |limb, byte| limb << 8 | u64::from(*byte));
    }
    Fr::from_bigint(BigInt(limbs)).unwrap_or_default()
}

/// The ids of consecutive rows, from `first` on: [`id`] of each, by its account's salt and identifier's hash.
///
/// # Errors
/// [`Error::Prover`] where the machine has miscalculated: no gate holds an id, and a wrong one would accuse the institution.
pub(crate) fn ids(
    environment: &Fr,
    chunk: u32,
    first: u32,
    salts: &[Fr],
    identifiers: &[Fr],
) -> Result<Vec<Fr>, Error> {
    let place = |row: usize| Fr::from(u64::from(chunk) << 32 | (u64::from(first) + row as u64));
    let places: Vec<Fr> = (0..salts.len()).map(place).collect();
    let columns = [&places[..], salts, identifiers].map(Input::Column);
    let values = [&[Input::Constant(*environment)], &columns[..]].concat();
    let ids = hash_rows(&Engine::detect(), TAG, &values, salts.len());
    let alone = |row: usize| hash(TAG, &[*environment, places[row], salts[row], identifiers[row]]);
    if spread(ids.len()).all(|row| ids[row] == alone(row)) { Ok(ids) } else { Err(Error::Prover) }
}

/// Some rows of all places in a register and in a tile, the first and the last among them: those that are hashed alone too.
fn spread(rows: usize) -> impl Iterator<Item = usize> {
    (0..rows).step_by((rows / 64).max(1) | 1).chain(rows.checked_sub(1))
}

/// The hash of each identifier; those of as many limbs are hashed together.
///
/// # Errors
/// [`Error::Prover`] where the machine has miscalculated.
pub fn identifier_hashes(identifiers: &[&AccountIdentifier]) -> Result<Vec<Fr>, Error> {
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
    if spread(hashes.len()).all(|row| hashes[row] == identifiers[row].hash()) {
        Ok(hashes)
    } else {
        Err(Error::Prover)
    }
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
        assert_eq!(identifier_hashes(&all), Ok(alone));
        assert_eq!(identifier_hashes(&[]), Ok(vec![]));
    }

    #[test]
    fn a_salt_is_its_bytes_as_a_number() {
        let salts = [[0; SALT], [0xff; SALT], std::array::from_fn(|i| i as u8 + 1)];
        for salt in salts {
            assert_eq!(salt_value(&salt), Fr::from_be_bytes_mod_order(&salt));
        }
    }

    #[test]
    fn the_rows_that_are_hashed_again_are_spread() {
        for rows in [0, 1, 2, 63, 64, 65, 4_096, 32_768] {
            let chosen: Vec<usize> = spread(rows).collect();
            assert!(chosen.len() <= 130 && chosen.iter().all(|row| *row < rows), "{rows}");
            assert!(rows == 0 || (chosen.contains(&0) && chosen.contains(&(rows - 1))), "{rows}");
            let lanes: BTreeSet<usize> = chosen.iter().map(|row| row % 8).collect();
            assert!(rows < 64 || lanes.len() == 8, "{rows}");
        }
    }
}
