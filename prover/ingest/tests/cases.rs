//! Documents that once were read wrongly, in `tests/cases`; its README says what is right and why.

use covenant_ingest::{Document, IngestError, Summary};
use std::{fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn read(name: &str) -> Result<Document, IngestError> {
    Document::read(&fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

const REFUSED: &[(&str, &str)] = &[
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

const READ: &[&str] = &[
    "a11c-ns-charref-hides-duedate.xml",
    "a11d-ns-charref-root.xml",
    "a18-long-line-note.xml",
    "a21-payee-factor.xml",
    "a22-price-29-digits.xml",
    "a22c-factor-30-digits.xml",
    "a27b-line-taxtotal-twice.xml",
    "a27c-line-billingref-twice.xml",
    "a27d-line-paymentterms-twice.xml",
    "a29f-c1.xml",
    "loan-bom.json",
    "loan-esc.json",
];

#[test]
fn refused() {
    for (name, code) in REFUSED {
        assert_eq!(read(name).expect_err(name).code.as_str(), *code, "{name}");
    }
}

#[test]
fn accepted() {
    for name in READ {
        let document = read(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let draft = document.obligation().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(draft.due.is_some(), "{name}");
    }
}

#[test]
fn every_file_of_the_folder_is_tested() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = REFUSED.iter().any(|(known, _)| *known == name) || READ.contains(&name.as_str());
        assert!(known || name == "README.md", "{name}");
    }
}

fn shown(name: &str) -> serde_json::Value {
    serde_json::to_value(Summary::of(&read(name).expect(name))).expect("JSON")
}

#[test]
fn what_was_hidden_is_seen() {
    assert_eq!(shown("a11c-ns-charref-hides-duedate.xml")["due"], "2026-12-04");
    assert_eq!(shown("a11d-ns-charref-root.xml")["payable"], "119.00");
    assert_eq!(shown("a22-price-29-digits.xml")["lines"][0]["price"], "14.285714285714285714285714286");
}

#[test]
fn a_payee_that_is_not_the_seller_is_shown() {
    let json = shown("a21-payee-factor.xml");
    assert_eq!(json["payee"]["name"], "Beispiel Factoring GmbH");
    assert_eq!(json["payee"]["identifiers"], serde_json::json!(["REG:HRB99001", "0088:9521000000994"]));
    assert!(json["notes"].as_array().unwrap().iter().any(|note| note.as_str().unwrap().contains("BG-10")));
    assert!(shown("a18-long-line-note.xml").get("payee").is_none());
}

/// The factor of `a21`, changed into somebody else.
fn with_payee(payee: &str) -> Document {
    let text = fs::read_to_string(folder().join("a21-payee-factor.xml")).unwrap();
    let (start, end) = (text.find("<cac:PayeeParty>").unwrap(), text.find("</cac:PayeeParty>").unwrap());
    let text = format!("{}<cac:PayeeParty>{payee}{}", &text[..start], &text[end..]);
    Document::read(text.as_bytes()).expect("a document")
}

#[test]
fn a_payee_is_the_seller_if_all_that_it_says_is_the_sellers() {
    let name = |name: &str| format!("<cac:PartyName><cbc:Name>{name}</cbc:Name></cac:PartyName>");
    let register = |id: &str| {
        format!("<cac:PartyLegalEntity><cbc:CompanyID>{id}</cbc:CompanyID></cac:PartyLegalEntity>")
    };
    let id = |scheme: &str, id: &str| {
        format!(
            "<cac:PartyIdentification><cbc:ID schemeID=\"{scheme}\">{id}</cbc:ID></cac:PartyIdentification>"
        )
    };
    let seller = "Muster Kupferwerk GmbH";
    for payee in [
        String::new(),
        name(seller),
        name(&format!("  {}", seller.to_uppercase())),
        register("HRB 77001"),
        name(seller) + &register("HRB 77001"),
        // The creditor's identifier for direct debits, which UBL writes here too.
        id("SEPA", "DE98ZZZ09999999999"),
        id("sepa", "DE98ZZZ09999999999") + &name(seller),
    ] {
        assert!(with_payee(&payee).other_payee().is_none(), "{payee}");
    }
    for payee in [
        name("Beispiel Factoring GmbH"),
        register("HRB 99001"),
        id("0088", "9521000000994"),
        // One thing of another's among the seller's is enough.
        name(seller) + &register("HRB 99001"),
        name("Beispiel Factoring GmbH") + &register("HRB 77001"),
        id("0088", "9521000000994") + &name(seller),
        id("0088", "Ж") + &name(seller),
    ] {
        let other = with_payee(&payee);
        assert!(other.other_payee().is_some(), "{payee}");
    }
}
