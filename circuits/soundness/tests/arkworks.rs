//! The example's circuit, a Merkle path of `ark-crypto-primitives`, passes all gates with its ledger and none without.

#[path = "../examples/arkworks_merkle.rs"]
#[allow(dead_code)]
mod example;

use covenant_soundness::{Ledger, forge};
use example::{LEDGER, audit};

#[test]
fn a_merkle_path_passes_with_its_ledger() {
    let audit = audit(&LEDGER).unwrap();
    assert!(audit.agreement.is_passed(), "{:?}", audit.agreement);
    assert_eq!((audit.agreement.accepted, audit.agreement.refused), (1, 6));
    assert_eq!(audit.forge.findings, []);
    assert!(audit.rank.is_passed(), "{:?}", audit.rank);
    assert!(audit.deletion.is_passed(), "{:?}", audit.deletion);
    assert!(audit.forge.tried() > 3 * audit.system.variables.len());
}

#[test]
fn without_a_ledger_the_multiplier_and_the_secrets_are_told() {
    let audit = audit(&Ledger::EMPTY).unwrap();
    let accepted: Vec<_> = audit
        .forge
        .findings
        .iter()
        .filter_map(|finding| match finding {
            forge::Finding::Accepted { place, .. } => Some(place.as_str()),
            _ => None,
        })
        .collect();
    assert!(!accepted.is_empty() && accepted.iter().all(|place| place.ends_with("is_neq")), "{accepted:?}");
    let free: Vec<_> = audit.rank.findings.iter().map(|free| free.place.as_str()).collect();
    // One equation, the root's, between three secrets.
    assert_eq!(free.len(), 3, "{free:?}");
    assert!(
        free[..2].iter().all(|place| place.starts_with("input-")) && free[2].ends_with("is_neq"),
        "{free:?}"
    );
    assert!(!audit.is_passed());
}
