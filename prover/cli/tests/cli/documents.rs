//! Documents that once were read wrongly: what `invoice show` says of each, and that `acknowledge` signs none that it should not.
//! `prover/ingest/tests/cases/README.md` says what is right and why.

use std::fs;

use crate::world::{DAY, World, sample};

/// A case's path.
fn case(file: &str) -> String {
    format!("{}/../ingest/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"))
}

const REFUSED: [(&str, &str); 27] = [
    ("a11-ns-charref-hides-duplicate.xml", "xml/duplicate"),
    ("a11b-ns-charref-hides-prepaid.xml", "BR-CO-16"),
    ("a11e-ns-charref-typecode.xml", "xml/duplicate"),
    ("a12-xsi-not-declared.xml", "xml/namespace"),
    ("a12c-same-attribute-twice.xml", "xml/namespace"),
    ("a12d-xmlns-empty-prefix.xml", "xml/namespace"),
    ("a12e-attr-prefix-currency.xml", "xml/namespace"),
    ("a13-amp-in-filename.xml", "xml/malformed"),
    ("a13b-entity-in-filename.xml", "xml/entity"),
    ("a13c-charref-nul-in-attr.xml", "xml/malformed"),
    ("a15b-utf16le-bom.xml", "xml/encoding"),
    ("a15c-utf16be-bom.xml", "xml/encoding"),
    ("a15d-utf16le-nobom.xml", "xml/encoding"),
    ("a20j-vat-no-prefix.xml", "BR-CO-09"),
    ("wf-attr-amp-only.xml", "xml/malformed"),
    ("wf-attr-no-space.xml", "xml/malformed"),
    ("wf-attr-nul.xml", "xml/malformed"),
    ("wf-attr-ref-ffff.xml", "xml/malformed"),
    ("wf-attr-unknown-prefix.xml", "xml/namespace"),
    ("wf-bad-name-char.xml", "xml/malformed"),
    ("wf-decl-extra.xml", "xml/malformed"),
    ("wf-decl-standalone-bad.xml", "xml/malformed"),
    ("wf-elem-xmlns-prefix.xml", "xml/namespace"),
    ("wf-name-u0300-start.xml", "xml/malformed"),
    ("wf-pi-XML-target.xml", "xml/malformed"),
    ("wf-pi-no-target.xml", "xml/malformed"),
    ("x-hidden-prepaid.xml", "xml/duplicate"),
];

const READ: [&str; 11] = [
    "a11c-ns-charref-hides-duedate.xml",
    "a11d-ns-charref-root.xml",
    "a18-long-line-note.xml",
    "a22-price-29-digits.xml",
    "a22c-factor-30-digits.xml",
    "a27b-line-taxtotal-twice.xml",
    "a27c-line-billingref-twice.xml",
    "a27d-line-paymentterms-twice.xml",
    "a29f-c1.xml",
    "loan-bom.json",
    "loan-esc.json",
];

/// The one that is acknowledged under a condition.
const FACTOR: &str = "a21-payee-factor.xml";

/// A home in which the parties of the cases are registered, their keys `case.…` and `loan.…`.
fn world() -> World {
    let world = World::empty();
    world.home(&["init", "--development"]).done();
    world.register(&case("a11d-ns-charref-root.xml"), "case");
    world.register(&sample("loan-agreement.json"), "loan");
    world
}

#[test]
fn every_case_is_here() {
    for entry in fs::read_dir(case("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = REFUSED.iter().any(|(known, _)| *known == name) || READ.contains(&name.as_str());
        assert!(known || name == FACTOR || name == "README.md", "{name}");
    }
}

#[test]
fn what_is_refused_is_never_signed() {
    let world = world();
    for (name, code) in REFUSED {
        world.run(&["invoice", "show", &case(name)]).refused(3, code);
        world.acknowledge(&case(name), "case.debtor.key", "signed.json", &[]).refused(3, code);
        assert!(!world.path("signed.json").exists(), "{name}");
    }
}

#[test]
fn what_is_read_is_shown_and_signed() {
    let world = world();
    for name in READ {
        world.run(&["invoice", "show", &case(name)]).done();
        let key = if name.starts_with("loan") { "loan.debtor.key" } else { "case.debtor.key" };
        world.acknowledge(&case(name), key, "signed.json", &[]).done();
    }
    let shown = world.run(&["invoice", "show", &case("a11c-ns-charref-hides-duedate.xml")]).done();
    assert_eq!(shown["due"], "2026-12-04");
}

#[test]
fn a_payee_that_is_not_the_seller_is_shown_and_has_to_be_named() {
    let world = world();
    let factor = case(FACTOR);
    assert_eq!(world.run(&["invoice", "show", &factor]).done()["payee"]["name"], "Beispiel Factoring GmbH");
    let text = world.plain(&["invoice", "show", &factor]).out;
    assert!(
        text.contains("\npayee       Beispiel Factoring GmbH  REG:HRB99001  0088:9521000000994\n"),
        "{text}"
    );
    let refusal = world.acknowledge(&factor, "case.debtor.key", "a.json", &[]);
    assert_eq!(refusal.refused(3, "acknowledge/payee-missing")["field"], "payee");
    assert!(!world.path("a.json").exists());
    world.write("account.txt", "DE89 3704 0044 0532 0130 00, Beispiel Factoring GmbH");
    world.acknowledge(&factor, "case.debtor.key", "a.json", &["--payee", "account.txt"]).done();
    world.check(&factor, "a.json", DAY).done();
    // Nor is an acknowledgement taken that leaves it open, whoever made it.
    world.acknowledge(&case("a11d-ns-charref-root.xml"), "case.debtor.key", "b.json", &[]).done();
    world.check(&case("a11d-ns-charref-root.xml"), "b.json", DAY).done();
    world.check(&factor, "b.json", DAY).refused(3, "acknowledge/payee-missing");
}

#[test]
fn no_name_writes_lines_of_its_own() {
    let world = world();
    let loan = world.plain(&["invoice", "show", &case("loan-esc.json")]).out;
    let invoice = world.plain(&["invoice", "show", &case("a29f-c1.xml")]).out;
    let lines = |text: &str, start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((lines(&loan, "debtor"), lines(&loan, "principal")), (1, 0), "{loan}");
    assert_eq!((lines(&invoice, "payable"), lines(&invoice, "seller")), (1, 1), "{invoice}");
    assert!(
        loan.contains("\\u{1b}[2J") && invoice.contains("\\u{9b}31m\\u{202e}\\npayable"),
        "{loan}{invoice}"
    );
    let json = world.run(&["invoice", "show", &case("a29f-c1.xml")]);
    assert!(json.done()["seller"]["name"].as_str().unwrap().contains("\u{9b}31m\u{202e}\n"));
    for text in [&loan, &invoice, &json.out] {
        let hidden = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
        assert!(!text.contains(hidden), "{text:?}");
    }
    // A refusal repeats a path, and no more of it than can be seen.
    let refusal = world.plain(&["invoice", "show", "no\u{9b}31m\u{202e}\nfile.xml"]);
    assert_eq!((refusal.code, refusal.err.lines().count()), (Some(3), 1), "{:?}", refusal.err);
    assert!(refusal.err.contains("no\\u{9b}31m\\u{202e}\\nfile.xml"), "{:?}", refusal.err);
    let usage = world.plain(&["verify", "a", "--at", "\u{1b}[2J\u{202e}"]);
    assert_eq!(usage.code, Some(2));
    assert!(
        usage.err.contains("\\u{202e}") && !usage.err.contains(['\u{1b}', '\u{202e}']),
        "{:?}",
        usage.err
    );
}

#[test]
fn attachments_do_not_count_but_as_bytes() {
    let world = World::empty();
    let text = fs::read_to_string(case("a11d-ns-charref-root.xml")).unwrap();
    let attached = |bytes: usize| {
        let picture = "QUJD".repeat(bytes / 4);
        let attachment = format!(
            "<cbc:EmbeddedDocumentBinaryObject mimeCode=\"application/pdf\">{picture}</cbc:EmbeddedDocumentBinaryObject>"
        );
        let reference = format!(
            "<cac:AdditionalDocumentReference><cac:Attachment>{attachment}</cac:Attachment></cac:AdditionalDocumentReference>"
        );
        text.replacen(
            "<cac:AccountingSupplierParty>",
            &format!("{reference}<cac:AccountingSupplierParty>"),
            1,
        )
    };
    world.write("large.xml", attached(31 << 20));
    assert_eq!(world.run(&["invoice", "show", "large.xml"]).done()["payable"], "119.00");
    world.write("larger.xml", attached(32 << 20));
    world.run(&["invoice", "show", "larger.xml"]).refused(3, "file/too-large");
}
