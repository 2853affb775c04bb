//! On random claims the native check and the circuit accept the same ones, and make the same values public. 256 claims a run, of fixed
//! seeds; `COVENANT_AGREEMENT_CASES` says otherwise.

use crate::{cases::random::claim, support::world};
use covenant_relations::{
    Circuit, Cs,
    collateral::{CollateralCircuit, Shape},
};
use covenant_soundness::{Circuit as _, Recorded};
use covenant_statements::collateral::{Claim, TIERS, check};
use rayon::prelude::*;

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let cases = std::env::var("COVENANT_AGREEMENT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    let sample = world().claim();
    fn circuit(claim: &Claim) -> CollateralCircuit<&Claim> {
        let shape = Shape { lines: 4, appraisals: 2, lots: 3, authorities: 3, commodities: 2 };
        CollateralCircuit { claim, info: &TIERS[0], shape }
    }
    let system = Recorded::new(|cs: &mut Cs| circuit(&sample).synthesize(cs)).system();
    let verdict = |seed: u64| {
        let claim = claim(seed);
        let z = circuit(&claim).assignment();
        let native = check(&claim);
        let refused =
            system.first_failing(&z, 0).map(|row| system.sites[system.rows[row].site as usize].full());
        assert_eq!(
            native.is_ok(),
            refused.is_none(),
            "seed {seed}: natively {native:?}, circuit {refused:?}"
        );
        if native.is_ok() {
            assert_eq!(z[1..6], claim.public_inputs().to_array(), "seed {seed}");
        }
        native.is_ok()
    };
    let accepted: u64 = (0..cases).into_par_iter().map(|seed| u64::from(verdict(seed))).sum();
    assert!(
        accepted * 8 > cases && (cases - accepted) * 8 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
