//! On random claims the native check and the circuit accept the same ones, and make the same values public. 256 claims a run;
//! `COVENANT_AGREEMENT_CASES` says otherwise.

use crate::cases::changes::{edited, edits, runner};
use covenant_relations::{Circuit, Cs, Mode, invoice::InvoiceCircuit};
use covenant_statements::invoice::{check, sample::World};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

#[test]
fn native_check_and_circuit_agree_on_random_changes() {
    let shape = InvoiceCircuit(&World::new(1).claim()).full();
    let (mut runner, cases) = runner(256);
    let accepted = AtomicU32::new(0);
    let outcome = runner.run(&edits(), |edits| {
        let claim = edited(&edits);
        let native = check(&claim);
        let mut cs = Cs::new(Mode::Assignment);
        InvoiceCircuit(&claim).synthesize(&mut cs);
        let circuit = shape.is_satisfied_by(&cs.assignment());
        prop_assert_eq!(native.is_ok(), circuit.is_ok(), "natively {:?}, circuit {:?}", native, circuit);
        if native.is_ok() {
            accepted.fetch_add(1, Relaxed);
            let public = claim.public_inputs().map(|public| public.to_array().to_vec());
            prop_assert_eq!(public.as_deref(), Some(cs.public_inputs()));
        }
        Ok(())
    });
    outcome.unwrap();
    let accepted = accepted.into_inner();
    assert!(
        accepted * 50 > cases && (cases - accepted) * 4 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
