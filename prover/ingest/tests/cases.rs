//! Documents that once were read wrongly, in `tests/cases`: `cases.json` says what is right for each, the README why.

use covenant_ingest::{Document, IngestError, Summary};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn read(name: &str) -> Result<Document, IngestError> {
    Document::read(&fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// What is right for each file: the code of the refusal, `read`, or `payee` for what is read and names another payee.
fn cases() -> BTreeMap<String, String> {
    serde_json::from_slice(&fs::read(folder().join("cases.json")).expect("the table")).expect("JSON")
}

#[test]
fn each_is_read_or_refused_as_is_right() {
    let cases = cases();
    assert!(cases.len() >= 39);
    for (name, right) in &cases {
        match right.as_str() {
            "read" | "payee" => {
                let document = read(name).unwrap_or_else(|error| panic!("{name}: {error}"));
                let draft = document.obligation().unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(draft.due.is_some(), "{name}");
                assert_eq!(document.other_payee().is_some(), right == "payee", "{name}");
            }
            code => assert_eq!(read(name).expect_err(name).code.as_str(), code, "{name}"),
        }
    }
}

#[test]
fn every_file_of_the_folder_is_a_case() {
    let files =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> =
        files.filter(|name| !["README.md", "cases.json"].contains(&name.as_str())).collect();
    assert_eq!(files, cases().into_keys().collect());
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
