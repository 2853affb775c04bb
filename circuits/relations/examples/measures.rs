//! Prints what the table of circuits pins, tier by tier: constraints, witness variables, digest, seconds.
#![expect(clippy::print_stdout, reason = "a program")]

use covenant_gadgets::field;
use covenant_relations::{RELATIONS, digest};
use std::time::Instant;

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    for relation in RELATIONS.iter().filter(|relation| relation.info.id.starts_with(&wanted)) {
        let start = Instant::now();
        let circuit = (relation.sample)(1);
        let valid = circuit.check().is_ok();
        let claimed = start.elapsed();
        let cs = circuit.full();
        let full = start.elapsed();
        let assigned = Instant::now();
        let length = circuit.assignment().len();
        let assigned = assigned.elapsed();
        println!(
            "{}: pin({}, {}, \"{}\") valid {valid}, claim {claimed:.1?}, synthesis {full:.1?}, assignment of {length} in {:.1?}",
            relation.info.id,
            cs.constraints().len(),
            cs.num_witness(),
            field::bytes_hex(&digest(&cs)),
            assigned,
        );
    }
}
