//! The id of a row: what stands in the id column, and masks the row in F.

use crate::secret::SALT;
use ark_ff::PrimeField as _;
use covenant_gadgets::poseidon::hash;
use covenant_statements::Fr;

/// The tag of an id.
pub const TAG: &str = "covenant/account";

/// H(`covenant/account`, environment, chunk · 2³² + row, salt, identifier's hash). It names its place: what is told of one row of one
/// chunk of one statement says nothing of any other, so that an id column cannot be used twice.
#[must_use]
pub fn id(environment: &Fr, chunk: u32, row: u32, salt: &[u8; SALT], identifier_hash: &Fr) -> Fr {
    let place = Fr::from(u64::from(chunk) << 32 | u64::from(row));
    hash(TAG, &[*environment, place, Fr::from_be_bytes_mod_order(salt), *identifier_hash])
}
