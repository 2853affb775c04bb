//! Any bytes are refused with a code, or are an invoice whose accepted arithmetic holds and that can be shown.
#![no_main]

use covenant_ingest::{Document, Summary, cii, rules};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = cii::read(bytes) else { return };
    let violations = rules::violations(&read.invoice);
    match Document::read(bytes) {
        Ok(document) => {
            assert!(violations.is_empty());
            assert_eq!(matches!(document, Document::CreditNote(_)), read.invoice.is_credit_note);
            let _ = document.obligation();
            serde_json::to_string(&Summary::of(&document)).expect("a summary has a JSON form");
        }
        Err(error) => {
            assert!(!error.code.as_str().is_empty() && violations.first().map(|v| v.code) == Some(error.code))
        }
    }
});
