//! Financing twice, parts of an invoice, agents, loans, fiscal years, rotation.

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

#[test]
fn a_second_financing_has_the_same_nullifier_and_another_note() {
    let world = World::new();
    let document = sample(INVOICE);
    let attested = world.verify("attestation.json").done();
    let again = world.consent(&document, "ack.json", "de.seller.key", "again.json").done();
    assert_eq!(again["nullifier"], attested["nullifier"]);
    assert_ne!(again["note"], attested["note"]);
    // Part of the amount, acknowledged anew, is the same obligation.
    world.acknowledge(&document, "de.debtor.key", "part.json", &["--accepted-amount", "5000.00"]).done();
    let part = world.consent(&document, "part.json", "de.seller.key", "part-consent.json").done();
    assert_eq!(part["nullifier"], attested["nullifier"]);
}

#[test]
fn an_agent_with_its_debtors_mandate_may_sign() {
    let world = World::new();
    let document = sample(INVOICE);
    let agent = ["party", "add", "--id", "VAT:ZZ2", "--role", "agent", "--key-out", "agent.key"];
    world.home(&[&agent[..], &["--principal", "VAT:DE299000023"]].concat()).done();
    world.acknowledge(&document, "agent.key", "a.json", &["--capacity", "agent"]).done();
    world.check(&document, "a.json", DAY).done();
}

#[test]
fn a_loan_is_proved_as_an_invoice_is() {
    let world = World::new();
    let loan = sample("loan-agreement.json");
    world.register(&loan, "loan");
    world.acknowledge(&loan, "loan.debtor.key", "a.json", &[]).done();
    world.consent(&loan, "a.json", "loan.seller.key", "c.json").done();
    let args = ["prove", "invoice", "--document", &loan, "--acknowledgement", "a.json", "--as-of", DAY];
    let more = ["--consent", "c.json", "-o", "loan.json", "--note-out", "loan-note.json"];
    world.home(&[&args[..], &more, &CONTEXT].concat()).done();
    world.verify("loan.json").done();
    let note: serde_json::Value = serde_json::from_str(&world.read("loan-note.json")).unwrap();
    assert_eq!(
        (note["content"]["note"]["kind"].as_str(), note["content"]["note"]["rate"].as_u64()),
        (Some("loan"), Some(650))
    );
}

#[test]
fn keys_rotate_by_date() {
    let world = World::new();
    let document = sample(INVOICE);
    let rotate = ["party", "add", "--id", "VAT:DE299000023", "--role", "debtor", "--key-out", "new.key"];
    // Not from a day that is over: that is a revocation.
    let refusal = world.home(&[&rotate[..], &["--valid-from", DAY]].concat());
    refusal.refused(3, "party/rotation-backdated");
    world.home(&[&rotate[..], &["--valid-from", "9000-01-01"]].concat()).done();
    world.check(&document, "ack.json", DAY).done();
    let listed = world.home(&["party", "list"]).done();
    let ends = |key: &serde_json::Value| key["valid_until"] == "8999-12-31";
    let keys =
        listed["parties"].as_array().unwrap().iter().flat_map(|party| party["keys"].as_array().unwrap());
    assert_eq!(keys.filter(|key| ends(key)).count(), 1, "the earlier key ends the day before");
    // The attestation of the day was made under a root that lives on for a day.
    world.verify("attestation.json").done();
}

#[test]
fn the_fiscal_year_is_the_registrars() {
    let nullifier = |start: &str| {
        let world = World::new();
        let document = sample("invoice-fr-siret.xml");
        let shown = world.run(&["invoice", "show", &document]).done();
        let seller = ["party", "add", "--role", "seller", "--key-out", "s.key", "--fiscal-year-start", start];
        let id = |side: &str| shown[side]["identifiers"][0].as_str().unwrap().to_owned();
        world.home(&[&seller[..], &["--id", &id("seller")]].concat()).done();
        world.home(&["party", "add", "--role", "debtor", "--key-out", "d.key", "--id", &id("debtor")]).done();
        world.acknowledge(&document, "d.key", "a.json", &[]).done();
        world.consent(&document, "a.json", "s.key", "c.json").done()["nullifier"].clone()
    };
    // Issued on 2026-09-28: in the year that started in 2026 by the calendar and from September, in 2025's from November.
    let (calendar, september, november) = (nullifier("1"), nullifier("9"), nullifier("11"));
    assert_eq!(calendar, september);
    assert_ne!(calendar, november);
}

#[test]
fn a_trace_names_the_rule_and_the_constraint() {
    let world = World::new();
    let document = sample(INVOICE);
    let args = ["circuit", "trace", "invoice", "--document", &document, "--as-of", DAY];
    let more = ["--acknowledgement", "a.json", "--consent", "consent.json"];
    world.write("a.json", world.read("ack.json").replace("\"906536\"", "\"906535\""));
    let refusal = world.home(&[&args[..], &more].concat()).refused(4, "invoice/acknowledgement-signature");
    assert!(refusal["constraint"].as_str().unwrap().contains("(signature"), "{refusal}");
    assert!(!refusal.to_string().contains("906535"));
}
