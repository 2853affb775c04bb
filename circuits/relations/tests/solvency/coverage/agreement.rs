//! On random claims the native check and the circuit accept the same ones, and make the same values public.

use super::full;
use crate::{cases::coverage::random::claim, cases_of_a_run};
use covenant_statements::solvency::coverage::check;
use rayon::prelude::*;

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let cases = cases_of_a_run();
    let verdict = |seed: u64| {
        let claim = claim(seed);
        let (native, cs) = (check(&claim), full(&claim));
        let circuit = cs.is_satisfied();
        assert_eq!(native.is_ok(), circuit.is_ok(), "seed {seed}: natively {native:?}, circuit {circuit:?}");
        if native.is_ok() {
            assert_eq!(cs.public_inputs(), claim.public_inputs().to_array());
        }
        u64::from(native.is_ok())
    };
    let accepted: u64 = (0..cases).into_par_iter().map(verdict).sum();
    assert!(
        accepted * 10 > cases && (cases - accepted) * 5 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
