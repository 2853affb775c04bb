//! The policies that a home trusts.

use std::fs;
use std::path::Path;

use covenant_statements::{Amount, Capacity, Kind, Lane, ObligationPolicy, TextDigest, field};

use super::Home;
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};

const MAX_BYTES: usize = 64 * 1024;
/// The most files that are read.
const MAX_POLICIES: usize = 256;

/// Reads a policy file.
pub(crate) fn read(path: &Path) -> Result<ObligationPolicy> {
    let bytes = files::read(path, MAX_BYTES, "policy")?;
    let policy: ObligationPolicy = files::parse(&bytes)
        .map_err(|error| error.refuse(crate::failure::Exit::Input, "policy/malformed", "policy"))?;
    policy.validate().map_err(|error| Failure::input("policy/invalid", error.to_string()).at("policy"))?;
    Ok(policy)
}

/// The policy that was named, else the home's default.
pub(crate) fn named_or_default(home: &Home, path: Option<&Path>) -> Result<ObligationPolicy> {
    match path {
        Some(path) => read(path),
        None => read(&home.policies_path().join("default.json")),
    }
}

/// Every policy that the home trusts, each once.
pub(crate) fn trusted(home: &Home) -> Result<Vec<ObligationPolicy>> {
    let folder = home.policies_path();
    let unreadable = |error: std::io::Error| {
        Failure::input("home/policies", format!("{}: {}", folder.display(), error.kind())).at("home.policies")
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    if paths.len() > MAX_POLICIES {
        return Err(Failure::input("home/policies", format!("more than {MAX_POLICIES} policies")));
    }
    paths.sort();
    let mut policies: Vec<ObligationPolicy> = Vec::new();
    for path in paths {
        let policy = read(&path)?;
        if !policies.iter().any(|known| known.digest() == policy.digest()) {
            policies.push(policy);
        }
    }
    Ok(policies)
}

/// Trusts a policy from now on; its file is named by its digest.
pub(crate) fn add(home: &Home, policy: &ObligationPolicy) -> Result<()> {
    let name = format!("{}.json", &field::to_hex(&policy.digest())[2..]);
    write(&home.policies_path().join(name), policy)
}

/// Writes `default.json`.
pub(crate) fn write_default(home: &Home) -> Result<()> {
    write(&home.policies_path().join("default.json"), &development_default())
}

fn write(path: &Path, policy: &ObligationPolicy) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(policy)
        .map_err(|_| Failure::input("policy/malformed", "the policy has no JSON form"))?;
    bytes.push(b'\n');
    files::replace(path, &bytes, Mode::Public)
}

/// The policy of a new development home: wide enough to try things out, narrow where the statement's point lies.
pub(crate) fn development_default() -> ObligationPolicy {
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
        terms: vec![TextDigest::default()],
        any_payee: true,
        payees: Vec::new(),
        verification_agents: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_comes_back() {
        let policy = development_default();
        policy.validate().unwrap();
        assert_eq!(policy.currencies.len(), 8);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.json");
        write(&path, &policy).unwrap();
        assert_eq!(read(&path).unwrap(), policy);
    }
}
