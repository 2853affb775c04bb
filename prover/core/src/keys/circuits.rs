//! The circuits that there are keys for. A circuit's shape does not depend on its witness, so the sample's will do.

use covenant_relations::{ArkCircuit, Circuit, Cs, invoice::InvoiceCircuit};
use covenant_statements::invoice::{CIRCUIT_ID, sample::World};

use ark_bn254::Bn254;
use ark_groth16::{Groth16, ProvingKey, r1cs_to_qap::LibsnarkReduction};
use rand::{CryptoRng, RngCore};

/// The names of all circuits.
pub(super) const ALL: &[&str] = &[CIRCUIT_ID];

/// The circuit's own spelling of its name, if there is such a circuit.
pub(super) fn find(circuit: &str) -> Option<&'static str> {
    ALL.iter().copied().find(|id| *id == circuit)
}

/// The circuit's constraints.
pub(super) fn shape(circuit: &str) -> Option<Cs> {
    (circuit == CIRCUIT_ID).then(|| InvoiceCircuit(&World::new(0).claim()).full())
}

/// A set-up by one machine.
pub(super) fn setup<R: RngCore + CryptoRng>(circuit: &str, rng: &mut R) -> Option<ProvingKey<Bn254>> {
    if circuit != CIRCUIT_ID {
        return None;
    }
    let claim = World::new(0).claim();
    let circuit = InvoiceCircuit(&claim);
    Groth16::<Bn254, LibsnarkReduction>::generate_random_parameters_with_reduction(ArkCircuit(&circuit), rng)
        .ok()
}
