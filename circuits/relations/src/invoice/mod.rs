//! Statement 1, obligation validity: the circuit `invoice/1`. Namespaces are the clauses of
//! [`mod@covenant_statements::invoice::check`].

mod clauses;
mod ledger;
mod refused;
mod witness;

use crate::{Circuit, Cs, Pin, Provable, Relation};
use core::borrow::Borrow;
use covenant_gadgets::cs::Num;
use covenant_statements::{
    CircuitInfo, Violation, field,
    invoice::{CIRCUIT, Claim, PublicInputs, sample::World},
};
use witness::Witness;

/// The circuit's entry in the table.
pub(crate) const RELATION: Relation = Relation {
    info: &CIRCUIT,
    pin: Pin {
        constraints: 39_284,
        witness: 39_051,
        digest: "5f7c6a521775612eb39877c067175eb3b3abcd10736fac184db569c146ad27ff",
    },
    ledger: ledger::LEDGER,
    refused: refused::refused,
    sample,
    small: Some(sample),
};

fn sample(seed: u64) -> Box<dyn Circuit> {
    Box::new(InvoiceCircuit(World::new(seed).claim()))
}

/// The circuit with a claim, or a reference to one, as its witness.
pub struct InvoiceCircuit<C>(pub C);

/// The public inputs as variables.
struct Public {
    context: Num,
    environment: Num,
    nullifier: Num,
    note: Num,
}

impl Provable for Claim {
    fn relation(&self) -> Box<dyn Circuit + '_> {
        Box::new(InvoiceCircuit(self))
    }
}

impl<C: Borrow<Claim> + Sync> Circuit for InvoiceCircuit<C> {
    fn info(&self) -> &'static CircuitInfo {
        &CIRCUIT
    }

    fn check(&self) -> Result<(), Violation> {
        covenant_statements::Claim::check(self.0.borrow())
    }

    fn synthesize(&self, cs: &mut Cs) {
        let claim = self.0.borrow();
        let zero = field::ascii("");
        let none = PublicInputs { context: zero, environment: zero, nullifier: zero, note: zero };
        let [context, environment, nullifier, note] =
            claim.public_inputs().unwrap_or(none).to_array().map(|value| cs.public(value));
        let public = Public { context, environment, nullifier, note };
        let witness = cs.scoped("inputs", |cs| Witness::allocate(cs, claim));
        cs.scoped("signer", |cs| clauses::signer(cs, &witness));
        cs.scoped("signature", |cs| clauses::signature(cs, &witness));
        cs.scoped("terms", |cs| clauses::terms(cs, &witness));
        cs.scoped("nullifier", |cs| clauses::nullifier(cs, &witness, &public));
        cs.scoped("note", |cs| clauses::note(cs, &witness, &public));
        cs.scoped("consent", |cs| clauses::consent(cs, &witness, &public));
    }
}
