//! What the circuit takes though no native type has it. All of it is public through the environment, whose parts the verifying side opens with native
//! types: the policy, the network, and the registry's root, under which the registrar registers native entries.

use super::{
    Raw,
    kinds::{KINDS, Kind},
    one, two_to,
};
use covenant_gadgets::Fr;

/// Accepted, and in another environment.
fn accepted_elsewhere(name: &str, change: impl Fn(&mut Raw)) {
    let mut raw = Raw::sample();
    change(&mut raw);
    raw.follow();
    assert!(raw.broken().is_empty(), "{name}: {:?}", raw.broken());
    assert_ne!(raw.get("public/environment"), Raw::sample().get("public/environment"), "{name}");
}

#[test]
fn values_that_no_rule_reads_are_any_element() {
    for (name, _) in KINDS.iter().filter(|(_, kind)| *kind == Kind::Opened) {
        for value in [two_to(32), two_to(253), -one()] {
            accepted_elsewhere(name, |raw| raw.set(name, value));
        }
    }
    accepted_elsewhere("a debtor's fiscal rule that is no month", |raw| {
        raw.set("signer/fiscal-rule/is-some", one());
        raw.set("signer/fiscal-rule/value", -one());
    });
}

#[test]
fn masks_and_currencies_of_no_name_are_taken() {
    accepted_elsewhere("a capacity of number 0", |raw| raw.set("policy/capacities", Fr::from(0b1111u64)));
    accepted_elsewhere("a lane of number 0", |raw| raw.set("policy/lanes", Fr::from(0b011u64)));
    accepted_elsewhere("another currency in the list, of 254 bits", |raw| {
        raw.set_at("policy/currencies", 0, Fr::from(2u64));
        raw.set_at("policy/currencies", 2, -one());
    });
    accepted_elsewhere("a currency of no letters, signed and listed", |raw| {
        raw.set("terms/currency", Fr::from(7u64));
        raw.set_at("policy/currencies", 1, Fr::from(7u64));
    });
}
