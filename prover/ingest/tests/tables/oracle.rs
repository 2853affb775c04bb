//! Against another reader of CSV: what is taken here is read there in the same way.

use covenant_ingest::tables::{DebtorRow, ObligorRow, Options, Row, TableError, read_csv};
use proptest::prelude::*;

fn read(text: &str) -> Result<Vec<ObligorRow>, TableError> {
    read_csv("t.csv", text.as_bytes(), &Options { currency: None, max_rows: 1000 })
}

/// The rows that the library `csv` reads.
fn by_library(text: &str) -> Vec<Vec<String>> {
    let separator = if text.lines().next().is_some_and(|header| header.contains(';')) { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Labels of signs that CSV gives a meaning to.
    #[test]
    fn cells_are_those_of_the_library(
        ids in proptest::collection::btree_set("[A-Z]{2}[0-9]{1,6}", 1..5),
        cells in proptest::collection::vec("\"?[a-z\",; ]{0,6}\"?", 5),
        separator in "[,;]",
        ending in "\r?\n",
    ) {
        let line = |(id, cell): (&String, &String)| format!("VAT:{id}{separator}{cell}{ending}");
        let text = format!("debtor{separator}group{ending}{}", ids.iter().zip(&cells).map(line).collect::<String>());
        if let Ok(rows) = read(&text) {
            let theirs: Vec<_> = by_library(&text).into_iter().map(|cells| cells[1].to_uppercase()).collect();
            let ours: Vec<_> = rows.into_iter().map(|row| row.group.0.unwrap_or_default()).collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    /// What the library writes is read, whatever has to be quoted.
    #[test]
    fn what_the_library_writes_is_read(
        rows in proptest::collection::btree_map("[A-Z]{2}[0-9]{1,6}", "([!-~]( [!-~])?){0,20}", 0..20)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["debtor", "group"]).unwrap();
        for (id, label) in &rows {
            writer.write_record([&format!("VAT:{id}"), label]).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let read = read(&text).unwrap();
        let labels: Vec<_> = read.into_iter().map(|row| row.group.0.unwrap_or_default()).collect();
        prop_assert_eq!(labels, rows.values().map(|label| label.to_uppercase()).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let header: Vec<_> = DebtorRow::TABLE.columns.iter().map(|column| column.name).collect();
        let options = Options { currency: None, max_rows: 10 };
        let _ = read_csv::<DebtorRow>("t.csv", &bytes[..], &options);
        let text = [header.join(",").as_bytes(), b"\n", &bytes].concat();
        let _ = read_csv::<DebtorRow>("t.csv", &text[..], &options);
    }
}

#[test]
fn the_comparison_is_of_many_tables() {
    // The strategy above has to give texts that are read, with marks in them.
    let text = "debtor,group\nVAT:DE1,\"a\"\"b,c\"\nVAT:DE2,\n";
    assert_eq!(by_library(text)[0][1], "a\"b,c");
    assert_eq!(read(text).unwrap()[0].group.0.as_deref(), Some("A\"B,C"));
}
