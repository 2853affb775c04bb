//! Statement 1, obligation validity: the circuit `invoice/1`. Namespaces are the clauses of
//! [`covenant_statements::invoice::check`].

mod clauses;
mod witness;

use crate::{Circuit, Cs};
use covenant_gadgets::cs::Num;
use covenant_statements::{
    field,
    invoice::{CIRCUIT_ID, Claim, PublicInputs},
};
use witness::Witness;

/// The circuit with a claim as its witness.
pub struct InvoiceCircuit<'a>(pub &'a Claim);

/// The public inputs as variables.
struct Public {
    context: Num,
    environment: Num,
    nullifier: Num,
    note: Num,
}

impl Circuit for InvoiceCircuit<'_> {
    const ID: &'static str = CIRCUIT_ID;

    fn synthesize(&self, cs: &mut Cs) {
        let zero = field::ascii("");
        let none = PublicInputs { context: zero, environment: zero, nullifier: zero, note: zero };
        let [context, environment, nullifier, note] =
            self.0.public_inputs().unwrap_or(none).to_array().map(|value| cs.public(value));
        let public = Public { context, environment, nullifier, note };
        let witness = cs.scoped("inputs", |cs| Witness::allocate(cs, self.0));
        cs.scoped("signer", |cs| clauses::signer(cs, &witness));
        cs.scoped("signature", |cs| clauses::signature(cs, &witness));
        cs.scoped("terms", |cs| clauses::terms(cs, &witness));
        cs.scoped("nullifier", |cs| clauses::nullifier(cs, &witness, &public));
        cs.scoped("note", |cs| clauses::note(cs, &witness, &public));
        cs.scoped("consent", |cs| clauses::consent(cs, &witness, &public));
    }
}
