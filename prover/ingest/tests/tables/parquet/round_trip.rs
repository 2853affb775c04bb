//! The same table in CSV and in Parquet gives the same rows, in whatever types and pages it is written.

use super::write::*;
use crate::support::{euro, note};
use covenant_ingest::tables::{
    CommodityRow, DebtorRow, InventoryRow, Kind, LedgerRow, ObligorRow, Options, PriceRow, PropertyRow, Row,
    TapeRow, read_csv, read_parquet,
};
use parquet::{
    basic::{Compression, LogicalType, TimeUnit},
    file::properties::{WriterProperties, WriterVersion},
};
use proptest::prelude::*;

/// Random numbers from a seed (splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// A cell that is read, in a row that is consistent.
fn cell(name: &str, kind: Kind, row: u64, random: &mut Random) -> String {
    match kind {
        Kind::Note => note(row),
        Kind::Amount => match name {
            "aged" | "confidence" => format!("0.{:02}", random.below(100)),
            "gross" | "price" => format!("{}.{:02}", 1 + random.below(1 << 40), random.below(100)),
            _ => format!("{}.{:02}", random.below(1 << 40), random.below(100)),
        },
        Kind::Flag => (random.below(2) == 1).to_string(),
        Kind::Unsigned(7) => random.below(8).to_string(),
        Kind::Unsigned(most) if most < u64::MAX => random.below(most).to_string(),
        Kind::Unsigned(_) => row.to_string(),
        Kind::Debtor if random.below(2) == 0 => note(row),
        Kind::Debtor => format!("VAT:DE{row}"),
        Kind::Group => ["", "a", "A, \"b\"", "c;d"][random.below(4) as usize].to_owned(),
        Kind::Choice(words) => words[random.below(words.len() as u64) as usize].to_owned(),
        Kind::Asset => format!("A-{row}"),
        Kind::Currency => "EUR".to_owned(),
        Kind::Moment => format!("2026-11-{:02}T{:02}:00:59Z", 1 + random.below(30), random.below(24)),
        other => panic!("{other:?}"),
    }
}

/// A column in one of the types that say the same.
fn column(name: &'static str, kind: Kind, cells: &[String], random: &mut Random) -> Column {
    let optional = random.below(2) == 0 || cells.iter().any(String::is_empty);
    let column = |values| Column { optional, ..Column::new(name, values) };
    if random.below(3) == 0 || !matches!(kind, Kind::Amount | Kind::Flag | Kind::Unsigned(_)) {
        let text = |cell: &String| if cell.is_empty() { None } else { Some(cell.clone().into_bytes()) };
        return column(Values::Bytes(cells.iter().map(text).collect())).of(LogicalType::String);
    }
    match kind {
        Kind::Amount => {
            let zeros = random.below(3) as u32;
            let units =
                |cell: &String| Some(cell.replace('.', "").parse::<i64>().unwrap() * 10i64.pow(zeros));
            let bytes = |cell: &String| units(cell).map(|units| units.to_be_bytes().to_vec());
            let scale = 2 + zeros as i32;
            match random.below(3) {
                0 => column(Values::Bytes(cells.iter().map(bytes).collect())).decimal(30, scale),
                1 => Column { length: 8, ..column(Values::Fixed(cells.iter().map(bytes).collect())) }
                    .decimal(18, scale),
                _ => column(Values::Long(cells.iter().map(units).collect())).decimal(18, scale),
            }
        }
        Kind::Flag => column(Values::Flags(cells.iter().map(|cell| Some(cell == "true")).collect())),
        _ => {
            let number = |cell: &String| Some(cell.parse::<i64>().unwrap());
            column(Values::Long(cells.iter().map(number).collect()))
        }
    }
}

fn properties(random: &mut Random) -> WriterProperties {
    let versions = [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0];
    let compressions = [Compression::UNCOMPRESSED, Compression::SNAPPY];
    let builder = WriterProperties::builder()
        .set_compression(compressions[random.below(2) as usize])
        .set_data_page_row_count_limit(1 + random.below(40) as usize)
        .set_write_batch_size(1 + random.below(20) as usize);
    // The second version writes differences where it may; a dictionary it writes as the first does.
    if random.below(2) == 0 {
        builder.set_writer_version(versions[random.below(2) as usize]).set_dictionary_enabled(true).build()
    } else {
        builder.set_writer_version(versions[0]).set_dictionary_enabled(false).build()
    }
}

fn same<R: Row + PartialEq>(seed: u64, rows: u64) {
    let mut random = Random(seed);
    let columns = R::TABLE.columns;
    let table: Vec<Vec<String>> = columns
        .iter()
        .map(|column| (1..=rows).map(|row| cell(column.name, column.kind, row, &mut random)).collect())
        .collect();
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(columns.iter().map(|column| column.name)).unwrap();
    for row in 0..rows as usize {
        csv.write_record(table.iter().map(|cells| &cells[row])).unwrap();
    }
    let from_csv = read_csv::<R>("t.csv", &csv.into_inner().unwrap()[..], &euro()).unwrap();
    let columns: Vec<_> = columns
        .iter()
        .zip(&table)
        .map(|(description, cells)| column(description.name, description.kind, cells, &mut random))
        .collect();
    let group = 1 + random.below(80) as usize;
    let written = file(&columns, properties(&mut random), group);
    let from_parquet = read_parquet::<R>("t.parquet", written, &Options { max_rows: rows.max(1), ..euro() });
    let from_parquet = from_parquet.unwrap_or_else(|error| panic!("{}, seed {seed}: {error}", R::TABLE.name));
    assert_eq!(from_csv.len() as u64, rows);
    assert!(from_csv == from_parquet, "{}, seed {seed}", R::TABLE.name);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn csv_and_parquet_give_the_same_rows(seed: u64, rows in 1u64..150) {
        same::<LedgerRow>(seed, rows);
        same::<DebtorRow>(seed, rows);
        same::<InventoryRow>(seed, rows);
        same::<PropertyRow>(seed, rows);
        same::<CommodityRow>(seed, rows);
        same::<PriceRow>(seed, rows);
        same::<TapeRow>(seed, rows);
        same::<ObligorRow>(seed, rows);
    }
}

#[test]
fn more_rows_than_are_decoded_at_a_time() {
    let rows = 2500;
    let notes: Vec<String> = (0..rows).map(note).collect();
    let columns = [
        Column::text("note", &notes.iter().map(String::as_str).collect::<Vec<_>>()),
        Column::new("open_balance", Values::Long((0..rows as i64).map(Some).collect())).decimal(18, 2),
        Column::new("disputed", Values::Flags((0..rows).map(|n| Some(n % 3 == 0)).collect())),
        Column::new("bill_and_hold", Values::Flags((0..rows).map(|n| Some(n % 7 == 0)).collect())),
    ];
    let options = Options { max_rows: rows, ..euro() };
    let read = read_parquet::<LedgerRow>("t", plain(&columns), &options).unwrap();
    let right = |(n, row): (usize, &LedgerRow)| {
        row.open_balance.0 == n as u64 && row.disputed == (n % 3 == 0) && row.bill_and_hold == (n % 7 == 0)
    };
    assert!(read.len() as u64 == rows && read.iter().enumerate().all(right));
}

#[test]
fn moments_are_the_same_in_any_unit() {
    let text = |name, text| Column::text(name, &[text]);
    let columns = |moment| {
        [text("asset", "A"), text("currency", "EUR"), text("price", "1"), text("confidence", "0"), moment]
    };
    let ticks = |unit, per_second: i64| {
        let values = Values::Long(vec![Some(1_795_996_799 * per_second)]);
        Column::new("published_at", values).of(LogicalType::timestamp(true, unit))
    };
    let read = |moment| read_parquet::<PriceRow>("t", plain(&columns(moment)), &euro()).unwrap();
    let want = read(text("published_at", "2026-11-29T23:59:59Z"));
    assert!(want == read(ticks(TimeUnit::MILLIS, 1000)));
    assert!(want == read(ticks(TimeUnit::NANOS, 1_000_000_000)));
}
