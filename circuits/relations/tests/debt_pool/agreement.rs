//! On random claims the native check and the circuit accept the same ones, and make the same values public. 256 claims a run, of fixed
//! seeds; `COVENANT_AGREEMENT_CASES` says otherwise.

use crate::{cases::random::claim, full};
use covenant_statements::pool::check;
use rayon::prelude::*;

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let cases = std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256u64);
    let verdict = |seed: u64| {
        let claim = claim(seed);
        let (native, cs) = (check(&claim), full(&claim));
        let circuit = cs.is_satisfied();
        assert_eq!(native.is_ok(), circuit.is_ok(), "seed {seed}: natively {native:?}, circuit {circuit:?}");
        if native.is_ok() {
            assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array());
        }
        u64::from(native.is_ok())
    };
    let accepted: u64 = (0..cases).into_par_iter().map(verdict).sum();
    assert!(
        accepted * 10 > cases && (cases - accepted) * 5 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
