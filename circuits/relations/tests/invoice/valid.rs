//! What must be accepted: the sample, every capacity and kind, and every limit exactly met.

use crate::cases::valid::claims;
use covenant_relations::{Circuit, Mode, cost::Cost, invoice::InvoiceCircuit};
use covenant_statements::{
    DocumentType,
    invoice::{Claim, check, sample::World},
};

fn accepted(name: &str, claim: &Claim) {
    check(claim).unwrap_or_else(|e| panic!("{name}: {e}"));
    let cs = InvoiceCircuit(claim).full();
    cs.is_satisfied().unwrap_or_else(|e| panic!("{name}: {e}"));
    assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array(), "{name}");
}

#[test]
fn the_sample_within_the_budget() {
    let claim = World::new(1).claim();
    accepted("sample", &claim);
    let cs = InvoiceCircuit(&claim).full();
    assert_eq!(InvoiceCircuit(&claim).assignment(), cs.assignment());
    assert_eq!(cs.mode(), Mode::Full);
    let cost = Cost::of(&cs);
    assert_eq!(cost.constraints, cs.constraints().len());
    assert!(cost.constraints <= 45_000, "{} constraints", cost.constraints);
    let folded: usize =
        cost.folded().lines().map(|l| l.rsplit(' ').next().unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(folded, cost.constraints);
}

#[test]
fn the_shape_does_not_depend_on_the_witness() {
    let shape = |claim: &Claim| covenant_relations::matrices(&InvoiceCircuit(claim).full());
    let mut invalid = World::new(9).claim();
    invalid.acknowledged.acknowledgement.document_type = DocumentType::CREDIT_NOTE;
    invalid.acknowledged.signer.path.siblings.clear();
    assert!(shape(&World::new(1).claim()) == shape(&World::new(2).claim()));
    assert!(shape(&World::new(1).claim()) == shape(&invalid));
}

#[test]
fn limits_exactly_met() {
    for (name, claim) in claims(|_| 1) {
        accepted(name, &claim);
    }
}
