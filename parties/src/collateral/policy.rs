//! Borrowing base policies as files.

use alloc::vec::Vec;

use covenant_statements::CollateralPolicy;
use covenant_verifier::json;

use crate::policies::{MAX_BYTES, PolicyError};

/// Reads a policy's JSON and checks that it is one.
///
/// # Errors
/// What is not the form of such a policy, or a value that no circuit opens.
pub fn from_json(bytes: &[u8]) -> Result<CollateralPolicy, PolicyError> {
    let policy: CollateralPolicy = json::read(bytes, MAX_BYTES).map_err(PolicyError::Malformed)?;
    checked(policy)
}

/// A policy that was read from another form.
///
/// # Errors
/// A value that no circuit opens.
pub fn checked(policy: CollateralPolicy) -> Result<CollateralPolicy, PolicyError> {
    policy.validate().map_err(PolicyError::Invalid)?;
    Ok(policy)
}

/// A policy's file in JSON.
#[must_use]
pub fn to_json(policy: &CollateralPolicy) -> Vec<u8> {
    // Strings, numbers and lists have no way to fail.
    let mut bytes = serde_json::to_vec_pretty(policy).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
