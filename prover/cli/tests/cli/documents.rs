//! Documents that once were read wrongly: what `invoice show` says of each, and that `acknowledge` signs none that it should not.
//! They lie in `prover/ingest/tests/cases`: `cases.json` says what is right for each, the README why.

use std::collections::BTreeMap;
use std::fs;

use crate::world::{DAY, INVOICE, World, sample};

/// A case's path.
fn case(file: &str) -> String {
    format!("{}/../ingest/tests/cases/{file}", env!("CARGO_MANIFEST_DIR"))
}

/// What is right for each file: the code of the refusal, `read`, or `payee` for the one that is acknowledged under a condition.
fn cases() -> BTreeMap<String, String> {
    serde_json::from_slice(&fs::read(case("cases.json")).expect("the table")).expect("JSON")
}

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
fn what_is_refused_is_never_signed() {
    let world = world();
    let cases = cases();
    let refused = cases.iter().filter(|(_, right)| !["read", "payee"].contains(&right.as_str()));
    for (name, code) in refused {
        world.run(&["invoice", "show", &case(name)]).refused(3, code);
        world.acknowledge(&case(name), "case.debtor.key", "signed.json", &[]).refused(3, code);
        assert!(!world.path("signed.json").exists(), "{name}");
    }
}

#[test]
fn what_is_read_is_shown_and_signed() {
    let world = world();
    let cases = cases();
    for (name, _) in cases.iter().filter(|(_, right)| *right == "read") {
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
    let with_payee: Vec<String> =
        cases().into_iter().filter(|(_, right)| right == "payee").map(|(name, _)| name).collect();
    assert_eq!(with_payee, [FACTOR]);
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

/// The invoice of the world, in the other syntax.
const CII: &str = "invoice-de-machinery-cii.xml";

/// A file is what its content says, whatever its name; and one invoice in two syntaxes has one nullifier.
#[test]
fn one_invoice_in_two_syntaxes_is_financed_once() {
    let world = World::new();
    world.write("statement.json", fs::read(sample(CII)).unwrap());
    let shown = |document: &str| world.run(&["invoice", "show", document]).done();
    assert_eq!(shown("statement.json"), shown(&sample(INVOICE)));
    world.acknowledge("statement.json", "de.debtor.key", "cii.json", &[]).done();
    world.check("statement.json", "cii.json", DAY).done();
    let nullifier = |document: &str, ack: &str, output: &str| {
        world.consent(document, ack, "de.seller.key", output).done()["nullifier"].clone()
    };
    let ubl = nullifier(&sample(INVOICE), "ack.json", "of-ubl.json");
    assert!(ubl.is_string());
    assert_eq!(ubl, nullifier("statement.json", "cii.json", "of-cii.json"));
}

/// A PDF of one attachment, which is named as Factur-X does.
fn pdf(content: &[u8]) -> Vec<u8> {
    let stream = [
        format!("<</Type/EmbeddedFile/Length {}>>stream\n", content.len()).as_bytes(),
        content,
        b"\nendstream",
    ]
    .concat();
    let objects: [&[u8]; 3] = [
        b"<</Type/Catalog/AF[2 0 R]>>",
        b"<</Type/Filespec/F(factur-x.xml)/AFRelationship/Alternative/EF<</F 3 0 R>>>>",
        &stream,
    ];
    let (mut bytes, mut table) = (b"%PDF-1.7\n".to_vec(), "0000000000 65535 f \n".to_owned());
    for (number, object) in (1..).zip(objects) {
        table += &format!("{:010} 00000 n \n", bytes.len());
        bytes.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let end =
        format!("xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", bytes.len());
    bytes.extend(end.into_bytes());
    bytes
}

#[test]
fn a_pdf_is_read_where_that_is_built_in_and_refused_by_name_elsewhere() {
    let world = World::empty();
    world.write("invoice.xml", pdf(&fs::read(sample(CII)).unwrap()));
    let run = world.run(&["invoice", "show", "invoice.xml"]);
    if cfg!(feature = "pdf") {
        assert_eq!(run.done(), world.run(&["invoice", "show", &sample(INVOICE)]).done());
        world.write("invoice.xml", b"%PDF-1.7\n");
        world.run(&["invoice", "show", "invoice.xml"]).refused(3, "pdf/malformed");
    } else {
        let refusal = run.refused(3, "document/pdf-not-built");
        assert!(refusal.to_string().contains("--features pdf"), "{refusal}");
    }
}
