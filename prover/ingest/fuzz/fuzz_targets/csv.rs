//! Any bytes are refused with a code, as each of the tables, or are rows within the limit.
#![no_main]

use covenant_ingest::{
    accounts::{self, IdentifierScheme, Key, LedgerForm},
    currency,
    tables::{
        CommodityRow, DebtorRow, InventoryRow, LISTED, LedgerRow, ObligorRow, Options, PriceRow, PropertyRow,
        Row, TapeRow, read_csv,
    },
};
use libfuzzer_sys::fuzz_target;

const MOST: u64 = 8;

fn read<R: Row>(bytes: &[u8]) {
    let options = Options { currency: currency::parse("EUR"), max_rows: MOST };
    match read_csv::<R>("t.csv", bytes, &options) {
        Ok(rows) => assert!(rows.len() as u64 <= MOST),
        Err(error) => {
            assert!((1..=LISTED).contains(&error.refusals.len()));
            assert!(error.more == 0 || error.refusals.len() == LISTED);
        }
    }
}

fn read_accounts(bytes: &[u8]) {
    let form =
        LedgerForm::new(IdentifierScheme::Email, vec!["A".parse().expect("a symbol")]).expect("a form");
    let scratch = std::env::temp_dir();
    let options = accounts::Options { most: MOST, scratch: &scratch };
    match accounts::check_csv("t.csv", bytes, &form, &Key([0; 32]), &options) {
        Ok(checked) => assert!((1..=MOST).contains(&checked.accounts) && checked.blocks.len() == 1),
        Err(error) => assert!((1..=LISTED).contains(&error.refusals.len())),
    }
}

fuzz_target!(|bytes: &[u8]| {
    read::<LedgerRow>(bytes);
    read::<DebtorRow>(bytes);
    read::<InventoryRow>(bytes);
    read::<PropertyRow>(bytes);
    read::<CommodityRow>(bytes);
    read::<PriceRow>(bytes);
    read::<TapeRow>(bytes);
    read::<ObligorRow>(bytes);
    read_accounts(bytes);
});
