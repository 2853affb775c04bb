//! The circuits that there are keys for. A circuit's shape does not depend on its witness, so the sample's will do.

use covenant_relations::{ArkCircuit, Cs, RELATIONS, Relation};

use ark_bn254::Bn254;
use ark_groth16::{Groth16, ProvingKey};
use covenant_engine::groth16::CircomReduction;
use rand::{CryptoRng, RngCore};

/// The entry of the circuit of this id.
fn relation(circuit: &str) -> Option<&'static Relation> {
    RELATIONS.iter().find(|relation| relation.info.id == circuit)
}

/// The ids of all circuits.
pub(super) fn ids() -> impl Iterator<Item = &'static str> {
    RELATIONS.iter().map(|relation| relation.info.id)
}

/// The circuit's own spelling of its id, if there is such a circuit.
pub(super) fn find(circuit: &str) -> Option<&'static str> {
    relation(circuit).map(|relation| relation.info.id)
}

/// The circuit's constraints.
pub(super) fn shape(circuit: &str) -> Option<Cs> {
    relation(circuit).map(|relation| (relation.sample)(0).full())
}

/// A set-up by one machine.
pub(super) fn setup<R: RngCore + CryptoRng>(circuit: &str, rng: &mut R) -> Option<ProvingKey<Bn254>> {
    let sample = (relation(circuit)?.sample)(0);
    let circuit = ArkCircuit(&*sample);
    Groth16::<Bn254, CircomReduction>::generate_random_parameters_with_reduction(circuit, rng).ok()
}
