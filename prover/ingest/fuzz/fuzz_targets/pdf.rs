//! Any bytes are refused with a code, or are a file with one invoice attached, which is read as it would be by itself.
#![no_main]

use covenant_ingest::{Document, pdf};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = [b"%PDF-", bytes.strip_prefix(b"%PDF-").unwrap_or(bytes)].concat();
    match (pdf::invoice_in(&file), Document::read(&file)) {
        (Err(file), Err(document)) => assert!(file == document && file.code.as_str().starts_with("pdf/")),
        (Ok(_), Err(document)) => assert!(!document.code.as_str().starts_with("pdf/")),
        (Ok(xml), Ok(document)) => assert!(Document::read(&xml) == Ok(document)),
        (Err(_), Ok(_)) => panic!("a document out of no file"),
    }
});
