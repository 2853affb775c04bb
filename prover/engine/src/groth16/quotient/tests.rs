//! The values beside those of arkworks' transforms.

use std::ops::ControlFlow;

use ark_groth16::r1cs_to_qap::R1CSToQAP;
use ark_poly::GeneralEvaluationDomain;

use super::super::{CircomReduction, assignment_of, circuit};
use super::*;
use crate::{Backend, Engine};

#[test]
fn the_values_are_those_of_the_oracle() {
    for circuit in circuit::CIRCUITS {
        let cs = circuit::synthesise(circuit.clone());
        let r1cs = R1cs::new(&cs).expect("matrices");
        let (instance, witness) = assignment_of(&cs).expect("assigned");
        let expected = CircomReduction::witness_map::<Fr, GeneralEvaluationDomain<Fr>>(cs).expect("it maps");
        assert_eq!(expected.len(), r1cs.domain_size());
        for backend in Backend::ALL.into_iter().filter(|backend| backend.is_available()) {
            let engine = Engine::with_backend(backend).expect("it is available");
            let got = quotient(&engine, &r1cs, &instance, &witness, &mut |_, _| ControlFlow::Continue(()));
            assert!(*got.expect("satisfied") == expected, "seed {} on {backend:?}", circuit.seed);
        }
    }
}
