//! Borrowing base policies as files.

use alloc::vec::Vec;

use covenant_statements::CollateralPolicy;

use crate::policies::{self, PolicyError};

/// Reads a policy's JSON and checks that it is one.
///
/// # Errors
/// What is not the form of such a policy, or a value that no circuit opens.
pub fn from_json(bytes: &[u8]) -> Result<CollateralPolicy, PolicyError> {
    policies::read(bytes)
}

/// A policy that was read from another form.
///
/// # Errors
/// A value that no circuit opens.
pub fn checked(policy: CollateralPolicy) -> Result<CollateralPolicy, PolicyError> {
    policies::checked(policy)
}

/// A policy's file in JSON.
#[must_use]
pub fn to_json(policy: &CollateralPolicy) -> Vec<u8> {
    policies::write(policy)
}
