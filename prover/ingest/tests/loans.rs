//! Loan agreements: one change, one code.

mod common;

use common::{LOAN, altered, replace_one, sample};
use covenant_ingest::{Document, json};
use proptest::prelude::*;

#[track_caller]
fn refused(text: &str, code: &str, path: &str) {
    let error = Document::read(text.as_bytes()).expect_err("a refusal");
    assert_eq!((error.code.as_str(), error.field.path.as_str()), (code, path));
}

#[test]
fn every_field_is_needed_and_no_other_is_known() {
    for key in
        ["document", "number", "issued", "due", "currency", "principal", "rate_bps", "creditor", "debtor"]
    {
        refused(&altered(LOAN, &format!("\"{key}\":"), "\"other\":"), "json/missing", key);
    }
    refused(&altered(LOAN, "\"number\"", "\"memo\": \"\", \"number\""), "json/unknown-key", "");
    refused(
        &altered(LOAN, "{\n    \"name\": \"Werk", "{ \"memo\": 1, \"name\": \"Werk"),
        "json/unknown-key",
        "creditor",
    );
    let text = altered(LOAN, "\"name\": \"Scheldebouw Exemple NV\",", "");
    refused(&text, "json/missing", "debtor.name");
}

#[test]
fn a_key_may_not_occur_twice() {
    refused(&altered(LOAN, "\"due\"", "\"principal\": \"1.00\", \"due\""), "json/duplicate-key", "");
    refused(&altered(LOAN, "\"due\"", "\"\\u0070rincipal\": \"1.00\", \"due\""), "json/duplicate-key", "");
    refused(
        &altered(LOAN, "\"name\": \"Werk", "\"name\": \"X\", \"name\": \"Werk"),
        "json/duplicate-key",
        "",
    );
}

#[test]
fn values() {
    for (from, to, code, path) in [
        ("loan-agreement/1", "loan-agreement/2", "json/version", "document"),
        ("\"LA-2026-0042\"", "\" \"", "text/empty", "number"),
        ("\"LA-2026-0042\"", "42", "json/type", "number"),
        ("2026-10-01", "2026-10-1", "date/format", "issued"),
        ("2027-02-26", "2027-02-29", "date/format", "due"),
        ("\"EUR\"", "\"eur\"", "BR-CL-04", "currency"),
        ("\"EUR\"", "\"BGN\"", "BR-CL-04", "currency"),
        ("\"50000.00\"", "50000.00", "json/type", "principal"),
        ("50000.00", "5e4", "amount/format", "principal"),
        ("50000.00", "50000.000", "amount/precision", "principal"),
        ("650", "6.5", "json/type", "rate_bps"),
        ("650", "-650", "json/type", "rate_bps"),
        ("650", "\"650\"", "json/type", "rate_bps"),
        ("650", "4294967296", "rate/format", "rate_bps"),
        ("650", "99999999999999999999999", "json/type", "rate_bps"),
        ("\"Scheldebouw Exemple NV\"", "\"\"", "text/empty", "debtor.name"),
        ("\"0208:0999000022\"", "\"0999000022\"", "identifier/format", "debtor.identifiers[2]"),
        ("\"0208:0999000022\"", "7", "json/type", "debtor.identifiers"),
        ("[\"VAT:NL800000465B01\", \"0106:90000046\"]", "null", "json/type", "creditor.identifiers"),
    ] {
        refused(&altered(LOAN, from, to), code, path);
    }
}

#[test]
fn what_is_no_obligation() {
    let go = |from, to| {
        let text = altered(LOAN, from, to);
        let document = Document::read(text.as_bytes()).expect("a loan");
        document.obligation().expect_err("no obligation").code.to_string()
    };
    assert_eq!(go("50000.00", "-0.01"), "amount/negative");
    assert_eq!(go("50000.00", "184467440737095516.16"), "amount/too-large");
    assert_eq!(go("LA-2026-0042", "ЛА-1"), "number/format");
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    assert!(Document::read(format!("\u{feff}{}", sample(LOAN)).as_bytes()).is_ok());
    refused(
        &format!("\u{feff}{}", altered(LOAN, "\"number\"", "\"\u{feff}number\"")),
        "json/missing",
        "number",
    );
}

#[test]
fn bombs() {
    let open = sample(LOAN).replace("\"LA-2026-0042\"", &"[".repeat(50_000));
    refused(&open, "json/too-deep", "");
    refused(&(sample(LOAN) + &" ".repeat(json::MAX_BYTES)), "json/too-large", "");
    refused(&altered(LOAN, "LA-2026-0042", &"9".repeat(json::MAX_TEXT_BYTES + 1)), "json/text-too-long", "");
    let many = "\"EM:a@b\",".repeat(json::MAX_ITEMS);
    refused(&altered(LOAN, "\"0208:", &format!("{many}\"0208:")), "json/too-many-items", "");
    refused(&(sample(LOAN) + "{}"), "json/malformed", "");
    refused(&altered(LOAN, "50000.00", "\\ud800"), "json/malformed", "");
    refused("{", "json/malformed", "");
}

#[test]
fn truncated_and_changed_anywhere() {
    let text = sample(LOAN);
    let whole = text.trim_end().len();
    for end in 0..whole {
        assert!(Document::read(&text.as_bytes()[..end]).is_err());
    }
    for index in 0..whole {
        for byte in [0x00, b'"', b'{', b'}', b'\\', b'9', 0xff] {
            let mut changed = text.clone().into_bytes();
            changed[index] = byte;
            let _ = Document::read(&changed).map(|document| document.obligation());
        }
    }
}

#[test]
fn errors_hold_no_value() {
    let text = replace_one(&sample(LOAN), "\"rate_bps\": 650", "\"rate_bps\": \"secret\"");
    let error = Document::read(text.as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"));
}

proptest! {
    #[test]
    fn random_json(text in "\\{[\\{\\}\\[\\]\":,0-9a-z\\\\ .]{0,200}") {
        prop_assert!(Document::read(text.as_bytes()).is_err());
    }
}
