//! The circuits that there are keys for. A circuit's shape does not depend on its witness, so the sample's will do.

use covenant_engine::groth16::R1cs;
use covenant_relations::{RELATIONS, Relation, numbered_matrices};
use covenant_statements::{Fr, field};

/// From constraints to polynomials, as headers name it.
pub(super) const REDUCTION: &str = "snarkjs";

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

/// The digest of the circuit's constraints, as its table pins it; a test of `covenant_relations` synthesises and compares.
pub(super) fn pin(circuit: &str) -> Option<[u8; 32]> {
    field::hex_bytes(relation(circuit)?.pin.digest).ok()?.try_into().ok()
}

/// The circuit's matrices, synthesised: for a setup and for a full check.
pub(super) fn matrices(circuit: &str) -> Option<R1cs> {
    let cs = (relation(circuit)?.sample)(0).full();
    R1cs::from_numbered(cs.coefficients(), numbered_matrices(&cs), cs.num_instance(), cs.num_witness()).ok()
}

/// The assignment of a valid claim, another for each seed.
pub(super) fn sample(circuit: &str, seed: u64) -> Option<Vec<Fr>> {
    Some((relation(circuit)?.sample)(seed).assignment())
}
