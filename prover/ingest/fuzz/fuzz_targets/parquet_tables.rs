//! Any bytes are refused with a code, as tables of each kind of column, or are rows within the limit.
#![no_main]

use covenant_ingest::{
    currency,
    tables::{
        DebtorRow, LISTED, LedgerRow, ObligorRow, Options, PriceRow, PropertyRow, Row, TapeRow, read_parquet,
    },
};
use libfuzzer_sys::fuzz_target;

const MOST: u64 = 8;

fn read<R: Row>(bytes: &[u8]) {
    let options = Options { currency: currency::parse("EUR"), max_rows: MOST };
    match read_parquet::<R>("t.parquet", bytes.to_vec(), &options) {
        Ok(rows) => assert!(rows.len() as u64 <= MOST),
        Err(error) => {
            assert!((1..=LISTED).contains(&error.refusals.len()));
            assert!(error.more == 0 || error.refusals.len() == LISTED);
        }
    }
}

fuzz_target!(
    // What panics in the library is a refusal; what panics outside of it is still found.
    init: std::panic::set_hook(Box::new(|_| {})),
    |bytes: &[u8]| {
        read::<LedgerRow>(bytes);
        read::<DebtorRow>(bytes);
        read::<PropertyRow>(bytes);
        read::<PriceRow>(bytes);
        read::<TapeRow>(bytes);
        read::<ObligorRow>(bytes);
    }
);
