//! Any bytes are refused with a code, or are a loan agreement that states an obligation or says why not.
#![no_main]

use covenant_ingest::{Document, Summary, loan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = loan::read(bytes) else { return };
    let document = Document::Loan(read);
    if let Ok(draft) = document.obligation() {
        assert!(draft.due.is_some());
    }
    serde_json::to_string(&Summary::of(&document)).expect("a summary has a JSON form");
});
