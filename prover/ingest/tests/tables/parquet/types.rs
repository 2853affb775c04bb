//! Types of columns: what says exactly the same is read, and nothing else.

use super::write::*;
use crate::support::{euro, note, refusals};
use covenant_ingest::tables::{
    DebtorRow, LedgerRow, PriceRow, PropertyRow, Row, TableError, TapeRow, read_parquet,
};
use covenant_statements::Amount;
use parquet::basic::{Compression, ConvertedType, LogicalType, TimeUnit, ZstdLevel};
use parquet::file::properties::WriterProperties;

fn read<R: Row>(columns: &[Column]) -> Result<Vec<R>, TableError> {
    read_parquet("t.csv", plain(columns), &euro())
}

/// A lot whose value stands in this column.
fn value(column: Column) -> Result<u64, String> {
    let columns = [Column::text("lot", &["1"]), column, Column::text("class", &["equipment"])];
    match read::<PropertyRow>(&columns) {
        Ok(rows) => Ok(rows[0].value.0),
        Err(error) => Err(refusals::<PropertyRow>(Err(error)).join("\n")),
    }
}

fn long(number: i64) -> Values {
    Values::Long(vec![Some(number)])
}

fn bytes(bytes: &[u8]) -> Values {
    Values::Bytes(vec![Some(bytes.to_vec())])
}

#[test]
fn amounts_are_decimals_or_text() {
    let column = |values| Column::new("value", values);
    assert_eq!(value(Column::text("value", &["12.34"])), Ok(1234));
    assert_eq!(value(column(long(1234)).decimal(18, 2)), Ok(1234));
    assert_eq!(value(column(long(123_400)).decimal(18, 4)), Ok(1234));
    assert_eq!(value(column(Values::Short(vec![Some(12)])).decimal(9, 0)), Ok(1200));
    assert_eq!(value(column(bytes(&[0, 255])).decimal(9, 2)), Ok(255));
    let fixed =
        Column { length: 16, ..column(Values::Fixed(vec![Some(u128::from(u64::MAX).to_be_bytes().into())])) };
    assert_eq!(value(fixed.clone().decimal(38, 2)), Ok(u64::MAX));
    // As older writers say it.
    let older =
        |scale| Column { converted: ConvertedType::DECIMAL, precision: 18, scale, ..column(long(150)) };
    assert_eq!(value(older(1)), Ok(1500));

    let refused = |code: &str| Err(format!("row 1, value: {code}"));
    assert_eq!(value(column(long(-1)).decimal(18, 2)), refused("amount/negative"));
    assert_eq!(value(column(bytes(&[255])).decimal(9, 2)), refused("amount/negative"));
    assert_eq!(value(column(long(123_401)).decimal(18, 4)), refused("amount/precision"));
    assert_eq!(value(fixed.decimal(38, 1)), refused("amount/too-large"));
    assert_eq!(value(column(bytes(&[0; 17])).decimal(38, 2)), refused("table/cell-too-long"));
    assert_eq!(value(column(long(i64::MAX)).decimal(18, 0)), refused("amount/too-large"));
}

#[test]
fn nothing_else_is_an_amount() {
    let refused = Err("value: parquet/type".to_owned());
    for values in [
        Values::Double(vec![Some(1.0)]),
        Values::Float(vec![Some(1.0)]),
        Values::Double(vec![Some(f64::NAN)]),
        Values::Flags(vec![Some(true)]),
        // In which unit?
        long(1234),
        Values::Short(vec![Some(1234)]),
        // In which character set?
        bytes(b"12.34"),
    ] {
        assert_eq!(value(Column::new("value", values)), refused);
    }
    assert_eq!(value(Column::new("value", bytes(b"1")).of(LogicalType::Json)), refused);
    assert_eq!(
        value(
            Column { length: 17, ..Column::new("value", Values::Fixed(vec![Some(vec![0; 17])])) }
                .decimal(38, 2)
        ),
        refused
    );
}

#[test]
fn texts() {
    let refused = |code: &str| Err(format!("row 1, value: {code}"));
    assert_eq!(
        value(Column { converted: ConvertedType::UTF8, ..Column::new("value", bytes(b"5")) }),
        Ok(500)
    );
    assert_eq!(value(Column::new("value", bytes(b"5")).of(LogicalType::Enum)), Ok(500));
    assert_eq!(value(Column { optional: false, ..Column::text("value", &["5"]) }), Ok(500));
    assert_eq!(
        value(Column::new("value", bytes(b"\xff")).of(LogicalType::String)),
        refused("table/encoding")
    );
    assert_eq!(value(Column::text("value", &["1\0"])), refused("table/control"));
    assert_eq!(value(Column::text("value", &["NaN"])), refused("amount/format"));
    assert_eq!(value(Column::text("value", &[""])), refused("table/cell-empty"));
    assert_eq!(
        value(Column::new("value", Values::Bytes(vec![None])).of(LogicalType::String)),
        refused("table/cell-empty")
    );
    assert_eq!(value(Column::text("value", &[&"1".repeat(257)])), refused("table/cell-too-long"));
}

#[test]
fn flags_and_whole_numbers() {
    let row = |days: Column, grade: Column, default: Column| {
        let columns = [
            Column::text("note", &[&note(1)]),
            Column::text("current_principal_balance", &["1"]),
            days,
            default,
            grade,
        ];
        read::<TapeRow>(&columns)
    };
    let days = |values| Column::new("number_of_days_in_principal_arrears", values);
    let grade = |values| Column::new("internal_rating", values);
    let yes = Column::new("default", Values::Flags(vec![Some(true)]));
    let read = row(days(long(42)), grade(Values::Short(vec![Some(7)])), yes.clone()).unwrap();
    assert_eq!(
        (read[0].number_of_days_in_principal_arrears, read[0].internal_rating.0, read[0].default),
        (42, 7, true)
    );
    // Unsigned columns: all bits set is the largest number and not −1.
    let most = days(Values::Short(vec![Some(-1)])).of(LogicalType::integer(32, false));
    let byte = Column { converted: ConvertedType::UINT_8, ..grade(Values::Short(vec![Some(3)])) };
    let read = row(most, byte, yes.clone()).unwrap();
    assert_eq!((read[0].number_of_days_in_principal_arrears, read[0].internal_rating.0), (u32::MAX, 3));
    let read = row(days(long(-1)), grade(long(8)), Column::text("default", &["yes"]));
    assert_eq!(
        refusals(read),
        [
            "row 1, number_of_days_in_principal_arrears: integer/format",
            "row 1, default: flag/format",
            "row 1, internal_rating: integer/format"
        ]
    );
    let read = row(
        days(Values::Double(vec![Some(1.0)])),
        grade(Values::Flags(vec![Some(true)])),
        Column::new("default", long(1)),
    );
    assert_eq!(
        refusals(read),
        [
            "number_of_days_in_principal_arrears: parquet/type",
            "default: parquet/type",
            "internal_rating: parquet/type"
        ]
    );
}

#[test]
fn moments_are_of_utc_and_whole() {
    let price = |moment: Column| {
        let columns = [
            Column::text("asset", &["XAU"]),
            Column::text("currency", &["EUR"]),
            Column::text("price", &["1.00"]),
            Column::text("confidence", &["0.01"]),
            moment,
        ];
        read::<PriceRow>(&columns).map(|rows| (rows[0].published_at.0, rows[0].price))
    };
    let column = |number| Column::new("published_at", long(number));
    let utc = |unit| LogicalType::timestamp(true, unit);
    for (unit, per_second) in
        [(TimeUnit::MILLIS, 1_000), (TimeUnit::MICROS, 1_000_000), (TimeUnit::NANOS, 1_000_000_000)]
    {
        assert_eq!(price(column(7 * per_second).of(utc(unit))), Ok((7, Amount(100))));
        for bad in [7 * per_second + 1, -per_second] {
            let read = price(column(bad).of(utc(unit))).map(|_| Vec::<PriceRow>::new());
            assert_eq!(refusals(read), ["row 1, published_at: moment/format"]);
        }
    }
    let older = Column { converted: ConvertedType::TIMESTAMP_MILLIS, ..column(9_000) };
    assert_eq!(price(older).map(|(moment, _)| moment), Ok(9));
    let late =
        price(column(i64::MAX / 1000 * 1000).of(utc(TimeUnit::MILLIS))).map(|_| Vec::<PriceRow>::new());
    assert_eq!(refusals(late), ["row 1, published_at: moment/format"]);
    for no_moment in [column(7), column(7).of(LogicalType::timestamp(false, TimeUnit::MILLIS))] {
        let read = price(no_moment).map(|_| Vec::<PriceRow>::new());
        assert_eq!(refusals(read), ["published_at: parquet/type"]);
    }
}

#[test]
fn headers_and_rows_are_told_as_in_csv() {
    let good = [
        Column::text("note", &[&note(1), &note(1)]),
        Column::text("open_balance", &["1", "-1"]),
        Column::text("disputed", &["true", "true"]),
    ];
    let with = |column: Column| [&good[..], &[column]].concat();
    assert_eq!(refusals(read::<LedgerRow>(&good)), ["bill_and_hold: table/column-missing"]);
    let read_with = |column| refusals(read::<LedgerRow>(&with(column)));
    assert_eq!(
        read_with(Column::text("Bill", &["true", "true"])),
        ["column 4: table/column-unknown", "bill_and_hold: table/column-missing"]
    );
    assert_eq!(
        read_with(Column::text("disputed", &["true", "true"])),
        ["disputed: table/column-twice", "bill_and_hold: table/column-missing"]
    );
    assert_eq!(
        read_with(Column::text("bill_and_hold", &["true", ""])),
        ["row 2, open_balance: amount/negative", "row 2, bill_and_hold: table/cell-empty"]
    );
    let rows = with(Column::text("bill_and_hold", &["true", "true"]));
    let rows: Vec<Column> =
        rows.into_iter()
            .map(|column| {
                if column.name == "open_balance" { Column::text("open_balance", &["1", "1"]) } else { column }
            })
            .collect();
    assert_eq!(
        read::<LedgerRow>(&rows).unwrap_err().to_string(),
        "t.csv: row 2, note: table/duplicate: another row has the same (row 1)"
    );
    let options = covenant_ingest::tables::Options { max_rows: 1, ..euro() };
    assert_eq!(
        read_parquet::<LedgerRow>("t", plain(&rows), &options).unwrap_err().to_string(),
        "t: table/too-many-rows: the table has more rows than are taken (2; at most 1)"
    );
}

#[test]
fn without_rows() {
    let columns = ["note", "open_balance", "disputed", "bill_and_hold"].map(|name| Column::text(name, &[]));
    assert_eq!(read::<LedgerRow>(&columns).unwrap().len(), 0);
    let columns =
        ["asset", "currency", "price", "confidence", "published_at"].map(|name| Column::text(name, &[]));
    assert_eq!(refusals(read::<PriceRow>(&columns)), ["table/no-rows"]);
}

#[test]
fn a_group_may_be_missing() {
    let text = |name| Column::text(name, &["1"]);
    let flag = |name| Column::new(name, Values::Flags(vec![Some(false)]));
    let columns = [
        Column::text("debtor", &["VAT:DE1"]),
        Column::new("group", Values::Bytes(vec![None])).of(LogicalType::String),
        text("gross"),
        text("aged"),
        text("unapplied_credits"),
        text("payables"),
        flag("affiliate"),
        flag("foreign_uninsured"),
        flag("government_unassigned"),
    ];
    assert!(read::<DebtorRow>(&columns).unwrap()[0].group.0.is_none());
}

#[test]
fn other_compressions_and_encodings() {
    let columns = [
        Column::text("lot", &["1"]),
        Column::text("class", &["equipment"]),
        Column::text("value", &["1.00"]),
    ];
    let read = |properties| read_parquet::<PropertyRow>("t.csv", file(&columns, properties, 10), &euro());
    assert_eq!(read(snappy()).unwrap().len(), 1);
    let builder = || WriterProperties::builder().set_dictionary_enabled(false);
    let deltas = builder().set_encoding(parquet::basic::Encoding::DELTA_BYTE_ARRAY).build();
    assert_eq!(refusals(read(deltas)), ["lot: parquet/encoding"]);
    // The library writes no other compression as it is built here: the description is changed.
    let zstd = super::lies::with_metadata(&file(&columns, builder().build(), 10), |chunk| {
        chunk.set_compression(Compression::ZSTD(ZstdLevel::default()))
    });
    assert_eq!(refusals(read_parquet::<PropertyRow>("t.csv", zstd, &euro())), ["lot: parquet/compression"]);
}
