//! The sample satisfies the circuit and the check, and the circuit's shape does not depend on the witness.

use covenant_relations::{Circuit, Mode, cost::Cost, invoice::InvoiceCircuit};
use covenant_statements::invoice::{check, sample::World};

#[test]
fn the_sample_is_valid() {
    let claim = World::new(1).claim();
    check(&claim).unwrap();
    let cs = InvoiceCircuit(&claim).full();
    cs.is_satisfied().unwrap();
    assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array());
    assert_eq!(InvoiceCircuit(&claim).assignment(), cs.assignment());
    assert_eq!(cs.mode(), Mode::Full);
    let cost = Cost::of(&cs);
    println!("{} constraints, {} witness variables", cost.constraints, cs.num_witness());
    for (name, part) in &cost.parts {
        println!("  {name} {}", part.constraints);
        for (name, part) in &part.parts {
            println!("    {name} {}", part.constraints);
        }
    }
    assert!(cost.constraints <= 45_000, "{} constraints", cost.constraints);
}
