//! What is read.

use crate::support::*;
use covenant_ingest::{
    currency,
    tables::{
        CommodityRow, DebtorRow, InventoryClass, InventoryRow, LedgerRow, ObligorRow, Options, PriceRow,
        PropertyClass, PropertyRow, TapeRow, read_csv,
    },
};
use covenant_statements::{Amount, Fr, Identifier, collateral::LotClass};

#[test]
fn a_ledger() {
    let rows = csv::<LedgerRow>(ledger(3)).unwrap();
    let figures: Vec<_> =
        rows.iter().map(|r| (r.note.0, r.open_balance, r.disputed, r.bill_and_hold)).collect();
    let line = |n: u64| (Fr::from(n), Amount(n), false, true);
    assert_eq!(figures, [line(1), line(2), line(3)]);
}

#[test]
fn a_ledger_without_lines_is_an_empty_portfolio() {
    assert_eq!(csv::<LedgerRow>(LEDGER).unwrap().len(), 0);
}

#[test]
fn columns_in_any_order_quotes_semicolons_line_breaks_and_a_byte_order_mark() {
    let rows = csv::<LedgerRow>(ledger(1)).unwrap();
    let note = note(1);
    for text in [
        format!("disputed,note,bill_and_hold,open_balance\nfalse,{note},true,0.01\n"),
        format!("\"note\",open_balance,disputed,\"bill_and_hold\"\n\"{note}\",\"0.01\",false,\"true\"\n"),
        format!("note;open_balance;disputed;bill_and_hold\r\n{note};0.01;FALSE;TRUE\r\n"),
        format!("\u{feff}note,open_balance,disputed,bill_and_hold\r\n{note},.01,false,true\r\n\r\n\r\n"),
    ] {
        assert!(csv::<LedgerRow>(&text).unwrap() == rows, "{text}");
    }
}

#[test]
fn debtors() {
    let id = format!("0x{:064x}", 7);
    let text = format!(
        "{DEBTORS}VAT:DE 123.456.789,Acme Holding,1000.00,999.99,0,0.5,false,true,false\n\
         {id},,184467440737095516.15,184467440737095516.15,1,2,true,false,true\n\
         GSTIN:29AAGCB7383J1Z4,\"ACME holding\",0,0,0,0,false,false,false\n"
    );
    let rows = csv::<DebtorRow>(text).unwrap();
    let identifier = Identifier::new("VAT", "DE123456789").unwrap();
    let [a, b, c] = &rows[..] else { panic!("three rows") };
    assert_eq!(a.debtor.party, identifier.party_id());
    assert_eq!(a.debtor.identifier, Some(identifier));
    assert_eq!((a.gross, a.aged, a.payables), (Amount(100_000), Amount(99_999), Amount(50)));
    assert_eq!((a.affiliate, a.foreign_uninsured, a.government_unassigned), (false, true, false));
    assert_eq!((b.debtor.party.0, b.debtor.identifier.clone()), (Fr::from(7u64), None));
    assert_eq!((b.gross, b.aged, b.group.0.as_deref()), (Amount(u64::MAX), Amount(u64::MAX), None));
    assert_eq!(a.group.0.as_deref(), Some("ACME HOLDING"));
    assert!(a.group == c.group);
}

#[test]
fn lots() {
    let rows = csv::<InventoryRow>(
        "lot,class,cost,market,nolv,eligible\n1,raw-materials,1,2,3,true\n18446744073709551615,finished-goods,0,0,0,false\n",
    )
    .unwrap();
    assert!(rows[0].class == InventoryClass::RawMaterials && rows[1].class == InventoryClass::FinishedGoods);
    assert_eq!((rows[0].nolv, rows[1].lot, rows[1].eligible), (Amount(300), u64::MAX, false));
    let rows = csv::<PropertyRow>("lot,class,value\n4,real-estate,10.00\n5,equipment,0.01\n").unwrap();
    assert!(rows[0].class == PropertyClass::RealEstate && rows[1].class == PropertyClass::Equipment);
    assert!(LotClass::from(rows[1].class) == LotClass::Equipment);
    let rows = csv::<CommodityRow>("lot,asset,quantity\n9,XAU,12\n").unwrap();
    assert_eq!((rows[0].asset.as_str(), rows[0].quantity), ("XAU", 12));
}

#[test]
fn prices_are_in_the_currency_of_their_row_wherever_its_column_stands() {
    let text = "price,asset,confidence,published_at,currency\n\
        1234.56,XAU,0.01,2026-11-30T23:59:59Z,EUR\n\
        1234,XAU,1,1970-01-01T00:00:01Z,JPY\n\
        1234.567,CU-A,0,2026-11-30T00:00:00Z,KWD\n";
    let rows =
        read_csv::<PriceRow>("p.csv", text.as_bytes(), &Options { currency: None, max_rows: 9 }).unwrap();
    let figures: Vec<_> =
        rows.iter().map(|row| (row.price.0, row.confidence.0, row.published_at.0)).collect();
    assert_eq!(
        figures,
        [(123_456, 1, 20_787 * 86_400 + 86_399), (1234, 1, 1), (1_234_567, 0, 20_787 * 86_400)]
    );
}

#[test]
fn a_tape_and_its_obligors() {
    let text = format!(
        "note,current_principal_balance,number_of_days_in_principal_arrears,default,internal_rating\n{},99.00,4294967295,true,7\n",
        note(5)
    );
    let rows = csv::<TapeRow>(text).unwrap();
    let row = &rows[0];
    assert_eq!(row.current_principal_balance, Amount(9900));
    assert_eq!(
        (row.number_of_days_in_principal_arrears, row.default, row.internal_rating.0),
        (u32::MAX, true, 7)
    );
    let rows = csv::<ObligorRow>("debtor,group\nLEI:5299009DVZ6JJ52YFC05,\nVAT:FR1,Holding A\n").unwrap();
    assert_eq!(rows[1].group.0.as_deref(), Some("HOLDING A"));
}

#[test]
fn amounts_have_the_digits_of_their_currency() {
    let yen = Options { currency: currency::parse("JPY"), max_rows: 1 };
    let text = |amount: &str| format!("lot,class,value\n1,equipment,{amount}\n");
    let read = |amount: &str, options| read_csv::<PropertyRow>("t.csv", text(amount).as_bytes(), options);
    assert_eq!(read("5", &yen).unwrap()[0].value, Amount(5));
    assert_eq!(read("18446744073709551615", &yen).unwrap()[0].value, Amount(u64::MAX));
    assert_eq!(refusals(read("18446744073709551616", &yen)), ["row 1 (line 2), value: amount/too-large"]);
    assert_eq!(refusals(read("5.0", &yen)), ["row 1 (line 2), value: amount/precision"]);
    let none = Options { currency: None, max_rows: 1 };
    assert_eq!(refusals(read("5", &none)), ["row 1 (line 2), value: amount/currency"]);
}

#[test]
fn rows_show_no_figure() {
    let rows = csv::<LedgerRow>(ledger(1)).unwrap();
    assert_eq!(format!("{rows:?}"), "[LedgerRow([redacted])]");
    assert_eq!(format!("{:?}", rows[0].note), "NoteRef([redacted])");
}
