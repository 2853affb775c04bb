//! The prover is right where there is nothing to refuse: what it makes of legal values is accepted, and public are the values that
//! native types make.

use super::{Raw, world};
use covenant_statements::{
    Amount, Bps, Capacity, DocumentType, FiscalRule, InvoiceNumber, invoice::sample::World,
};

/// A name and a change that keeps the world valid.
type Change = (&'static str, fn(&mut World));

#[test]
fn legal_values_are_accepted_and_make_public_what_native_types_do() {
    let changes: [Change; 9] = [
        ("nothing", |_| ()),
        ("amount", |w| w.acknowledgement.amount = Amount(1)),
        ("a loan", |w| {
            w.acknowledgement.document_type = DocumentType::LOAN;
            w.acknowledgement.rate = Bps(725);
        }),
        ("days", |w| {
            w.acknowledgement.issue = "2026-10-02".parse().unwrap();
            w.acknowledgement.due = "2027-01-31".parse().unwrap();
        }),
        ("another fiscal year", |w| w.seller.leaf.fiscal_rule = Some(FiscalRule::from_month(11).unwrap())),
        ("neither terms nor payee", |w| {
            (w.acknowledgement.terms, w.acknowledgement.payee, w.policy.any_payee) = (None, None, true);
        }),
        ("another number", |w| w.acknowledgement.number = InvoiceNumber::new(&"Z9".repeat(32)).unwrap()),
        ("an agent", |w| {
            std::mem::swap(&mut w.signer, &mut w.others[0]);
            w.acknowledgement.capacity = Capacity::Agent;
        }),
        ("another policy", |w| w.policy.max_tenor_days = 1000),
    ];
    for (name, change) in changes {
        let mut changed = world();
        change(&mut changed);
        let native = changed.claim();
        covenant_statements::invoice::check(&native).unwrap();
        let mut raw = Raw::sample();
        raw.take(&Raw::new(changed));
        raw.follow();
        let broken = raw.broken();
        assert!(broken.is_empty(), "{name}: {broken:?}");
        assert_eq!(raw.public(), native.public_inputs().unwrap().to_array(), "{name}");
    }
}
