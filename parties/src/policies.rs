//! The policies that an operator trusts.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use covenant_statements::pool::PoolPolicy;
use covenant_statements::solvency::SolvencyPolicy;
use covenant_statements::{
    Amount, Capacity, CollateralPolicy, EarlierObligationPolicy, Fr, Kind, Lane, ObligationPolicy, Policy,
    ValueError, field,
};
use covenant_verifier::json::{self, JsonError};
use covenant_verifier::trust::{PolicyEntry, TrustedPolicy};
use serde::{Deserialize as _, Serialize};

/// The most bytes of a policy's file.
pub const MAX_BYTES: usize = 64 * 1024;
/// A key that collateral policies alone have.
pub const COLLATERAL_KEY: &str = "cross_ageing";
/// A key that pools' policies alone have.
pub const POOL_KEY: &str = "loss";
/// A key that policies of coverage alone have.
pub const SOLVENCY_KEY: &str = "own_custodian";

/// Why a policy is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Not the JSON of a policy.
    #[error("{0}")]
    Malformed(JsonError),
    /// In a form whose digests were others.
    #[error(
        "a policy in an earlier form, whose digest was another: write it anew, with `without_terms` true in place of the digest zero among its terms"
    )]
    EarlierForm,
    /// Not a policy that a circuit can open.
    #[error("{0}")]
    Invalid(ValueError),
}

impl PolicyError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "policy/malformed",
            Self::EarlierForm => "policy/earlier-form",
            Self::Invalid(_) => "policy/invalid",
        }
    }
}

/// A policy of any statement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnyPolicy {
    /// Of statement 1.
    Obligation(ObligationPolicy),
    /// Of statement 2.
    Collateral(CollateralPolicy),
    /// Of statement 4.
    Pool(PoolPolicy),
    /// Of statement 3.
    Solvency(SolvencyPolicy),
}

impl From<ObligationPolicy> for AnyPolicy {
    fn from(policy: ObligationPolicy) -> Self {
        Self::Obligation(policy)
    }
}

impl From<CollateralPolicy> for AnyPolicy {
    fn from(policy: CollateralPolicy) -> Self {
        Self::Collateral(policy)
    }
}

impl From<PoolPolicy> for AnyPolicy {
    fn from(policy: PoolPolicy) -> Self {
        Self::Pool(policy)
    }
}

impl From<SolvencyPolicy> for AnyPolicy {
    fn from(policy: SolvencyPolicy) -> Self {
        Self::Solvency(policy)
    }
}

impl AnyPolicy {
    /// Reads a policy and checks that it is one. Its keys say of which statement.
    ///
    /// # Errors
    /// Not the JSON of a policy, or values that no circuit opens.
    pub fn from_json(bytes: &[u8]) -> Result<Self, PolicyError> {
        let document = json::read_value(bytes, MAX_BYTES).ok();
        let has = |key| document.as_ref().is_some_and(|document| document.get(key).is_some());
        match () {
            () if has(COLLATERAL_KEY) => Ok(read::<CollateralPolicy>(bytes)?.into()),
            () if has(POOL_KEY) => Ok(read::<PoolPolicy>(bytes)?.into()),
            () if has(SOLVENCY_KEY) => Ok(read::<SolvencyPolicy>(bytes)?.into()),
            () => Ok(from_json(bytes)?.into()),
        }
    }

    /// The statement's kind of policy.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Obligation(_) => ObligationPolicy::KIND,
            Self::Collateral(_) => CollateralPolicy::KIND,
            Self::Pool(_) => PoolPolicy::KIND,
            Self::Solvency(_) => SolvencyPolicy::KIND,
        }
    }

    /// The digest.
    #[must_use]
    pub fn digest(&self) -> Fr {
        match self {
            Self::Obligation(policy) => policy.digest(),
            Self::Collateral(policy) => policy.digest(),
            Self::Pool(policy) => policy.digest(),
            Self::Solvency(policy) => policy.digest(),
        }
    }

    /// The policy's file.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        match self {
            Self::Obligation(policy) => write(policy),
            Self::Collateral(policy) => write(policy),
            Self::Pool(policy) => write(policy),
            Self::Solvency(policy) => write(policy),
        }
    }

    /// As trust files list it.
    ///
    /// # Errors
    /// None in practice: every policy has a JSON form.
    pub fn entry(&self) -> Result<PolicyEntry, JsonError> {
        match self {
            Self::Obligation(policy) => PolicyEntry::new(policy),
            Self::Collateral(policy) => PolicyEntry::new(policy),
            Self::Pool(policy) => PolicyEntry::new(policy),
            Self::Solvency(policy) => PolicyEntry::new(policy),
        }
    }

    /// The name under which it is kept: its digest without `0x`.
    #[must_use]
    pub fn name(&self) -> String {
        field::to_hex(&self.digest())[2..].into()
    }
}

/// Reads a policy of a statement and checks that it is one.
///
/// # Errors
/// What is not the form of such a policy, or a value that no circuit opens.
pub fn read<P: TrustedPolicy>(bytes: &[u8]) -> Result<P, PolicyError> {
    checked(json::read(bytes, MAX_BYTES).map_err(PolicyError::Malformed)?)
}

/// A policy that was read from another form.
///
/// # Errors
/// A value that no circuit opens.
pub fn checked<P: Policy>(policy: P) -> Result<P, PolicyError> {
    policy.validate().map_err(PolicyError::Invalid)?;
    Ok(policy)
}

/// A policy's file.
#[must_use]
pub fn write<P: Serialize>(policy: &P) -> Vec<u8> {
    // Strings, numbers and lists have no way to fail.
    let mut bytes = serde_json::to_vec_pretty(policy).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Reads a policy and checks that it is one.
pub fn from_json(bytes: &[u8]) -> Result<ObligationPolicy, PolicyError> {
    let policy: ObligationPolicy = json::read(bytes, MAX_BYTES).map_err(|error| {
        let earlier = json::read_value(bytes, MAX_BYTES).is_ok_and(|document| is_earlier(&document));
        if earlier { PolicyError::EarlierForm } else { PolicyError::Malformed(error) }
    })?;
    checked(policy)
}

fn is_earlier(document: &serde_json::Value) -> bool {
    EarlierObligationPolicy::deserialize(document).is_ok()
}

/// A policy's file.
#[must_use]
pub fn to_json(policy: &ObligationPolicy) -> Vec<u8> {
    write(policy)
}

/// The policy of a new development home: wide enough to try things out, narrow where the statement's point lies.
#[must_use]
pub fn development_default() -> ObligationPolicy {
    let currencies = ["EUR", "USD", "GBP", "CHF", "DKK", "NOK", "SEK", "JPY"];
    ObligationPolicy {
        version: 1,
        max_amount: Amount(10_000_000_000),
        max_tenor_days: 366,
        tax_lane_tenor_days: 60,
        kinds: vec![Kind::Invoice, Kind::Loan],
        capacities: Capacity::ALL.to_vec(),
        lanes: vec![Lane::Acknowledged],
        currencies: currencies.iter().filter_map(|code| code.parse().ok()).collect(),
        without_terms: true,
        terms: Vec::new(),
        any_payee: true,
        payees: Vec::new(),
        verification_agents: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString as _;

    use super::*;

    #[test]
    fn the_default_is_valid_and_comes_back() {
        let policy = development_default();
        assert_eq!(policy.currencies.len(), 8);
        assert_eq!(from_json(&to_json(&policy)), Ok(policy));
    }

    /// The default of before, as it lies in homes that were made then.
    #[test]
    fn an_earlier_form_is_told_from_no_policy() {
        let mut document = serde_json::to_value(development_default()).unwrap();
        let fields = document.as_object_mut().unwrap();
        fields.remove("without_terms");
        fields.insert("terms".into(), serde_json::json!([format!("0x{}", "0".repeat(64))]));
        let code =
            |document: &serde_json::Value| from_json(document.to_string().as_bytes()).unwrap_err().code();
        assert_eq!(code(&document), "policy/earlier-form");
        document["max_amount"] = serde_json::json!("much");
        assert_eq!(code(&document), "policy/malformed");
    }

    #[test]
    fn what_no_circuit_can_open_is_refused() {
        let mut policy = development_default();
        policy.currencies.clear();
        assert_eq!(from_json(&to_json(&policy)).unwrap_err().code(), "policy/invalid");
        assert_eq!(from_json(b"{}").unwrap_err().code(), "policy/malformed");
    }
}
