//! Exit codes and stable codes: what each refusal is called.

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

#[test]
fn usage_is_2() {
    let world = World::new();
    world.run(&["frobnicate"]).refused(2, "usage/command");
    world.run(&["keygen"]).refused(2, "usage/missing-argument");
    world.run(&["verify", "a", "--at", "yesterday"]).refused(2, "usage/value");
    world.run(&["init", "--home", "x"]).refused(2, "usage/missing-argument");
    world.run(&["circuit", "cost", "no-such-circuit"]).refused(2, "circuit/unknown");
    world.run(&["circuit", "trace", "no-such-circuit"]).refused(2, "usage/command");
    world.home(&["export", "evm", "--circuit", "no-such-circuit", "-o", "x"]).refused(2, "circuit/unknown");
    let plain = world.plain(&["keygen"]);
    assert_eq!(plain.code, Some(2));
    assert!(plain.out.is_empty() && plain.err.contains("--output"));
}

#[test]
fn unreadable_or_refused_inputs_are_3() {
    let world = World::new();
    let document = sample(INVOICE);
    world.run(&["invoice", "show", "nowhere.xml"]).refused(3, "file/unreadable");
    let text = std::fs::read_to_string(&document).unwrap();
    world.write("digit.xml", text.replacen(">9065.36<", ">9965.36<", 1));
    let refusal = world.acknowledge("digit.xml", "de.debtor.key", "a.json", &[]).refused(3, "BR-CO-15");
    assert!(!refusal.to_string().contains("9965"), "no value in a refusal");
    world.write("precise.xml", text.replacen(">9065.36<", ">9065.361<", 1));
    assert_eq!(world.run(&["invoice", "show", "precise.xml"]).code, Some(3));
    let unknown = sample("invoice-nl-peppol.xml");
    let refusal = world.acknowledge(&unknown, "de.debtor.key", "a.json", &[]).refused(3, "party/unknown");
    assert_eq!(refusal["field"], "seller.identifiers");
    let add = ["party", "add", "--role", "seller", "--key-out", "x.key", "--id", "VAT:DE299000015"];
    let taken = world.home(&[&add[..], &["--id", "VAT:DE299000023"]].concat());
    taken.refused(3, "party/identifier-taken");
    assert!(!world.path("x.key").exists(), "nothing is registered, and no key is left");
    world.run(&["party", "list", "--home", "nowhere"]).refused(3, "home/not-a-home");
    world.run(&["keygen", "-o", "de.seller.key"]).refused(3, "file/exists");
    for (more, code) in [
        (["--accepted-amount", "1e3"], "amount/format"),
        (["--accepted-amount", "1.005"], "amount/precision"),
        (["--accepted-amount", "-1"], "amount/negative"),
    ] {
        world.acknowledge(&document, "de.debtor.key", "a.json", &more).refused(3, code);
    }
}

#[test]
fn conditions_that_do_not_hold_are_4() {
    let world = World::new();
    let document = sample(INVOICE);
    let check = |ack: &str, code: &str| world.check(&document, ack, DAY).refused(4, code);
    let signed = |name: &str, key: &str, more: &[&str]| {
        world.acknowledge(&document, key, name, more).done();
    };
    let refusal = world.check(&document, "ack.json", "2026-12-04").refused(4, "invoice/overdue");
    assert_eq!(refusal["field"], "acknowledgement.due");
    world.check(&document, "ack.json", "2026-11-21").refused(4, "invoice/acknowledged-in-future");
    for (more, code) in [
        (&["--code", "RE"][..], "invoice/response-not-final"),
        (&["--valid-until", "2026-11-21"], "invoice/acknowledgement-lapsed"),
        (&["--due", "2028-01-01"], "invoice/tenor"),
        (&["--accepted-amount", "0"], "invoice/zero-amount"),
        (&["--capacity", "agent"], "invoice/signer-role"),
        (&["--terms", &document], "invoice/terms"),
    ] {
        signed("a.json", "de.debtor.key", more);
        check("a.json", code);
    }
    world
        .acknowledge(&document, "de.debtor.key", "a.json", &["--accepted-amount", "9065.37"])
        .refused(4, "invoice/accepted-over-payable");
    world.run(&["keygen", "-o", "stranger.key"]).done();
    signed("a.json", "stranger.key", &[]);
    check("a.json", "invoice/signer-not-registered");
    signed("a.json", "de.seller.key", &[]);
    check("a.json", "invoice/signer-role");
    world.home(&["party", "add", "--id", "VAT:ZZ1", "--role", "debtor", "--key-out", "zz.key"]).done();
    signed("a.json", "zz.key", &[]);
    check("a.json", "invoice/signer-not-the-debtor");
    let agent = ["party", "add", "--id", "VAT:ZZ2", "--role", "agent", "--key-out", "agent.key"];
    world.home(&[&agent[..], &["--principal", "VAT:ZZ1"]].concat()).done();
    signed("a.json", "agent.key", &["--capacity", "agent"]);
    check("a.json", "invoice/agent-without-mandate");
    let own = ["party", "add", "--id", "VAT:DE299000015", "--role", "agent", "--key-out", "own.key"];
    world.home(&[&own[..], &["--principal", "VAT:DE299000023"]].concat()).done();
    signed("a.json", "own.key", &["--capacity", "agent"]);
    check("a.json", "invoice/signer-is-seller");
    let changed = world.read("ack.json").replace("\"906536\"", "\"906537\"");
    world.write("a.json", &changed);
    world.check(&document, "a.json", DAY).refused(4, "invoice/accepted-over-payable");
    world.write("a.json", changed.replace("\"906537\"", "\"906535\""));
    check("a.json", "invoice/acknowledgement-signature");
}

#[test]
fn documents_of_other_types_and_other_documents_are_4() {
    let world = World::new();
    let note = sample("credit-note-de.xml");
    world.run(&["invoice", "show", &note]).done();
    world.acknowledge(&note, "de.debtor.key", "note-ack.json", &[]).done();
    for ack in ["note-ack.json", "ack.json"] {
        world.check(&note, ack, DAY).refused(4, "invoice/document-type");
    }
    let other = sample("invoice-nl-peppol.xml");
    world.register(&other, "nl");
    let refusal = world.check(&other, "ack.json", DAY).refused(4, "invoice/acknowledgement-of-another");
    assert_eq!(refusal["field"], "acknowledgement.seller");
    // A document without a due date: the debtor says it.
    let untidy = sample("invoice-at-untidy.xml");
    world.register(&untidy, "at");
    world.acknowledge(&untidy, "at.debtor.key", "at.json", &[]).refused(3, "acknowledge/due-missing");
    world.acknowledge(&untidy, "at.debtor.key", "at.json", &["--due", "2026-12-09"]).done();
    world.check(&untidy, "at.json", DAY).done();
}

#[test]
fn a_consent_is_for_one_context_policy_and_day() {
    let world = World::new();
    let document = sample(INVOICE);
    let prove = |as_of: &str, context: &[&str], more: &[&str]| {
        let args =
            ["prove", "invoice", "--document", &document, "--acknowledgement", "ack.json", "--as-of", as_of];
        world.home(&[&args[..], &["--consent", "consent.json", "-o", "o.json"], context, more].concat())
    };
    for (at, value, field) in [
        (1, "eip155:1", "context.chain"),
        (3, "0x00000000000000000000000000000000000000ab", "context.contract"),
        (5, "0x00000000000000000000000000000000000000bc", "context.beneficiary"),
        (7, "2026-12-30", "context.expires"),
    ] {
        let mut context = CONTEXT;
        context[at] = value;
        let refusal = prove(DAY, &context, &[]).refused(4, "consent/other-context");
        assert_eq!(refusal["field"], field);
    }
    let refusal = prove(DAY, &CONTEXT, &["--sequence", "1"]).refused(4, "consent/other-context");
    assert_eq!(refusal["field"], "context.sequence");
    prove("2026-11-23", &CONTEXT, &[]).refused(4, "consent/other-as-of");
    let policy = world.read("h/policies/default.json").replace("366", "365");
    world.write("policy.json", policy);
    prove(DAY, &CONTEXT, &["--policy", "policy.json"]).refused(4, "consent/other-policy");
    assert!(!world.path("o.json").exists());
    let consent = world.read("consent.json");
    world.write(
        "consent.json",
        consent
            .replace("00000000000000000000000000000000000000bb", "00000000000000000000000000000000000000bc"),
    );
    let mut context = CONTEXT;
    context[5] = "0x00000000000000000000000000000000000000bc";
    prove(DAY, &context, &[]).refused(4, "invoice/consent-signature");
    // What was signed for the second registration does not serve the first.
    let args =
        ["consent", &document, "--acknowledgement", "ack.json", "--key", "de.seller.key", "--as-of", DAY];
    let more = ["--sequence", "1", "-o", "consent.json"];
    world.home(&[&args[..], &CONTEXT, &more].concat()).done();
    prove(DAY, &CONTEXT, &[]).refused(4, "consent/other-context");
    let consent = world.read("consent.json");
    let first = consent.replace("\"sequence\": 1", "\"sequence\": 0");
    assert_ne!(first, consent);
    world.write("consent.json", first);
    prove(DAY, &CONTEXT, &[]).refused(4, "invoice/consent-signature");
}

#[test]
fn only_the_seller_consents() {
    let world = World::new();
    let document = sample(INVOICE);
    world.run(&["keygen", "-o", "stranger.key"]).done();
    world
        .consent(&document, "ack.json", "stranger.key", "c.json")
        .refused(4, "invoice/seller-not-registered");
    world.consent(&document, "ack.json", "de.debtor.key", "c.json").refused(4, "invoice/seller-role");
    world.home(&["party", "add", "--id", "VAT:ZZ1", "--role", "seller", "--key-out", "zz.key"]).done();
    world.consent(&document, "ack.json", "zz.key", "c.json").refused(4, "invoice/seller-not-the-creditor");
    assert!(!world.path("c.json").exists());
}

#[test]
fn refused_proofs_keys_and_trust_are_5() {
    let world = World::new();
    let verify = |more: &[&str]| world.run(&[&["verify", "attestation.json"][..], more].concat());
    let allowed = ["--trust", "trust.json", "--at", DAY, "--allow-development-keys"];
    verify(&allowed).done();
    verify(&[]).refused(5, "trust/none");
    verify(&allowed[..4]).refused(5, "attestation/development-key");
    let at = |day: &'static str| ["--trust", "trust.json", "--allow-development-keys", "--at", day];
    verify(&at("2026-11-21")).refused(5, "attestation/future-as-of");
    world.home(&["trust", "export", "-o", "long.json", "--until", "2027-12-31"]).done();
    let late = ["--trust", "long.json", "--at", "2027-01-01", "--max-age", "60"];
    let expired =
        verify(&[&late[..], &["--allow-development-keys"]].concat()).refused(5, "attestation/expired");
    assert_eq!(expired["field"], "predicate.expiry");
    assert!(expired["procedures"].as_array().is_some_and(|list| !list.is_empty()));

    world.run(&["init", "--development", "--home", "other"]).done();
    world.run(&["trust", "export", "--home", "other", "-o", "other.json"]).done();
    verify(&["--trust", "other.json", "--at", DAY, "--allow-development-keys"])
        .refused(5, "attestation/untrusted-prover");
    let policy = world.read("h/policies/default.json").replace("366", "365");
    world.write("h/policies/default.json", policy);
    world.verify("attestation.json").refused(5, "attestation/untrusted-policy");

    // Made for another network, party or role, a proof of possession is of no use.
    for (i, (network, id, role)) in [
        ("covenant-production", "VAT:XX1", "seller"),
        ("covenant-development", "VAT:XX2", "seller"),
        ("covenant-development", "VAT:XX1", "debtor"),
    ]
    .into_iter()
    .enumerate()
    {
        let file = format!("a{i}.key");
        let made =
            world.run(&["keygen", "-o", &file, "--network", network, "--id", id, "--role", role]).done();
        let (key, shown) = (made["public_key"].as_str().unwrap(), made["possession"].as_str().unwrap());
        let add = [
            "party",
            "add",
            "--id",
            "VAT:XX1",
            "--role",
            "seller",
            "--public-key",
            key,
            "--possession",
            shown,
        ];
        world.home(&add).refused(5, "key/possession");
    }
    world.acknowledge(&sample(INVOICE), "h/prover.key", "a.json", &[]).refused(5, "key/purpose");
}

#[test]
fn a_revoked_party_is_refused_and_earlier_roots_end() {
    let world = World::new();
    world.verify("attestation.json").done();
    world.home(&["party", "revoke", "--id", "VAT:DE299000023", "--on", DAY]).done();
    world.check(&sample(INVOICE), "ack.json", DAY).refused(4, "invoice/signer-expired");
    world.prove("consent.json", "o.json", &[]).refused(4, "invoice/signer-expired");
    world.verify("attestation.json").refused(5, "attestation/not-before");
    world
        .home(&["party", "revoke", "--id", "VAT:DE299000023", "--on", DAY])
        .refused(3, "party/nothing-to-revoke");
}

#[test]
fn an_absent_service_is_8() {
    let world = World::new();
    let nobody = "http://127.0.0.1:9";
    world.prove("consent.json", "o.json", &["--server", nobody]).refused(8, "transport/unavailable");
    world.run(&["jobs", "list", "--server", nobody]).refused(8, "transport/unavailable");
    world.home(&["doctor", "--server", nobody]).refused(8, "transport/unavailable");
    world.home(&["doctor"]).done();
}
