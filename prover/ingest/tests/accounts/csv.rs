//! Ledgers in CSV.

use crate::support::*;
use covenant_ingest::{accounts::LedgerForm, tables::LISTED};
use covenant_statements::solvency::IdentifierScheme;

const HEADER: &str = "account,credit_BTC,debit_BTC,credit_USDC-ETH,debit_USDC-ETH\n";

fn two() -> LedgerForm {
    form(&["BTC", "USDC-ETH"])
}

#[test]
fn sums_are_of_each_column_and_nothing_is_netted() {
    let text = format!("{HEADER}a@b.example,5,7,18446744073709551615,0\nc@b.example,0,0,1,3\n");
    let checked = check(&two(), text).unwrap();
    assert_eq!(checked.accounts, 2);
    assert_eq!(checked.credits, [5, 1 << 64]);
    assert_eq!(checked.debits, [7, 3]);
    assert_eq!(format!("{checked:?}"), "Checked([redacted])");
}

#[test]
fn columns_and_rows_come_in_any_order() {
    let one = check(&form(&["A"]), "account,credit_A,debit_A\nx@b.example,1,2\ny@b.example,3,4\n").unwrap();
    let text = "\u{feff}debit_A;credit_A;account\r\n2;1;\" X@b.example\"\r\n4;3;y@B.example\r\n";
    assert!(check(&form(&["A"]), text).unwrap() == one, "the same in another form");
    let swapped =
        check(&form(&["A"]), "account,credit_A,debit_A\ny@b.example,3,4\nx@b.example,1,2\n").unwrap();
    assert_eq!((swapped.credits, swapped.debits), (one.credits, one.debits));
    assert_ne!(swapped.blocks, one.blocks, "which account is in which row is part of what was read");
}

#[test]
fn a_balance_is_a_whole_number_below_2_to_the_64() {
    let bad = [
        "1.0",
        "0.5",
        "1,5",
        "-1",
        "+1",
        "18446744073709551616",
        "1e3",
        "0x1",
        " 1",
        "NaN",
        "99999999999999999999999",
    ];
    for balance in bad {
        for (credit, debit, column) in [(balance, "0", "credit_A"), ("0", balance, "debit_A")] {
            let text =
                format!("account,credit_A,debit_A\na@b.example,1,1\nc@b.example,\"{credit}\",\"{debit}\"\n");
            let want = format!(
                "row 2 (line 3), {column}: integer/format: the text is no whole number, or one larger than the column takes"
            );
            assert_eq!(refusals(&form(&["A"]), text), [want], "{balance}");
        }
    }
    let text = "account,credit_A,debit_A\na@b.example,,1\n";
    assert_eq!(
        refusals(&form(&["A"]), text),
        ["row 1 (line 2), credit_A: table/cell-empty: the cell is empty"]
    );
}

#[test]
fn every_column_of_the_scope_is_there_and_no_other() {
    let refused = |header: &str| {
        let refusals = refusals(&two(), format!("{header}\n"));
        refusals.iter().map(|refusal| refusal.split(": ").take(2).collect::<Vec<_>>().join(": ")).collect()
    };
    let say = |header: &str, want: &[&str]| {
        let said: Vec<String> = refused(header);
        assert_eq!(said, want, "{header}");
    };
    say("account,credit_BTC,debit_BTC,credit_USDC-ETH", &["line 1, debit_USDC-ETH: table/column-missing"]);
    say("credit_BTC,debit_BTC,credit_USDC-ETH,debit_USDC-ETH", &["line 1, account: table/column-missing"]);
    say(
        "account,credit_BTC,debit_BTC,credit_USDC-ETH,debit_USDC-ETH,credit_ETH",
        &["line 1, column 6: table/column-unknown"],
    );
    say(
        "account,credit_btc,debit_BTC,credit_USDC-ETH,debit_USDC-ETH",
        &["line 1, column 2: table/column-unknown", "line 1, credit_BTC: table/column-missing"],
    );
    say(
        "account,credit_BTC,credit_BTC,debit_BTC,credit_USDC-ETH,debit_USDC-ETH",
        &["line 1, credit_BTC: table/column-twice"],
    );
}

#[test]
fn an_identifier_is_of_the_scopes_kind() {
    let text = "account,credit_A,debit_A\n+442079460958,0,0\nalice,0,0\n";
    let said = refusals(&form(&["A"]), text);
    assert_eq!(said.len(), 2);
    assert!(said[0].starts_with("row 1 (line 2), account: account/format: "), "{}", said[0]);
    assert!(!said.concat().contains("alice"), "no value is repeated");
    let telephone = LedgerForm::new(IdentifierScheme::Telephone, vec!["A".parse().unwrap()]).unwrap();
    assert_eq!(refusals(&telephone, text).len(), 1);
}

#[test]
fn an_account_is_there_once_in_whatever_form_it_is_written() {
    let text = "account,credit_A,debit_A\na@b.example,1,0\nc@b.example,1,0\n\"A@B.example \",2,0\nc@b.example,x,0\na@b.example,1,0\n";
    assert_eq!(
        refusals(&form(&["A"]), text),
        [
            "row 4 (line 5), credit_A: integer/format: the text is no whole number, or one larger than the column takes",
            "row 3, account: table/duplicate: another row has the same (row 1)",
            "row 4, account: table/duplicate: another row has the same (row 2)",
            "row 5, account: table/duplicate: another row has the same (row 1)",
        ]
    );
}

#[test]
fn the_first_hundred_are_listed_and_the_rest_counted() {
    let rows: String = (0..250).map(|row| format!("a@b.example,{},0\n", row as f64 / 2.0)).collect();
    let error = check(&form(&["A"]), format!("account,credit_A,debit_A\n{rows}")).unwrap_err();
    // Every second balance is fractional, and all accounts are the first one again.
    assert_eq!((error.refusals.len(), error.more), (LISTED, 125 - 100 + 249));
}

#[test]
fn too_many_or_none() {
    let rows: String = (0..1001).map(|row| format!("a{row}@b.example,1,0\n")).collect();
    let said = refusals(&form(&["A"]), format!("account,credit_A,debit_A\n{rows}"));
    assert_eq!(said, ["table/too-many-rows: the table has more rows than are taken (1001; at most 1000)"]);
    assert_eq!(
        refusals(&form(&["A"]), "account,credit_A,debit_A\n"),
        ["table/no-rows: the table has no rows"]
    );
    let said = refusals(&form(&["A"]), "account,credit_A,debit_A\na@b.example,1,0\nb@b.example,1");
    assert!(said[0].starts_with("row 2 (line 3), table/truncated"), "{said:?}");
}

#[test]
fn all_assets_of_the_largest_scope_are_read() {
    let symbols: Vec<String> = (0..32).map(|asset| format!("ASSET-{asset:026}")).collect();
    let form = form(&symbols.iter().map(String::as_str).collect::<Vec<_>>());
    let header = form.columns().collect::<Vec<_>>().join(",");
    let cells = vec![u64::MAX.to_string(); 64].join(",");
    let checked = check(&form, format!("{header}\na@b.example,{cells}\n")).unwrap();
    assert!(checked.credits == vec![u128::from(u64::MAX); 32] && checked.debits == checked.credits);
    let of = |n: usize| LedgerForm::new(IdentifierScheme::Email, vec!["A".parse().unwrap(); n]);
    assert!(of(0).is_err() && of(1).is_ok() && of(2).is_err());
}
