//! What reading a ledger in Parquet needs in memory: pages, and not the file. A binary of its own: what is measured is the whole process.
#![cfg(all(target_os = "linux", feature = "parquet"))]
#![expect(clippy::print_stderr, reason = "the figure is what a measurement is for")]

use covenant_ingest::accounts::{Key, LedgerForm, Options, check, read};
use covenant_statements::solvency::IdentifierScheme;
use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DataType, Int64Type},
    file::{
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::Type,
};
use std::{fs::File, path::Path, sync::Arc};

/// Rows of a group.
const GROUP: u64 = 50_000;

/// The most memory that the process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

fn column<T: DataType>(group: &mut SerializedRowGroupWriter<'_, File>, values: &[T::T]) {
    let mut writer = group.next_column().unwrap().unwrap();
    writer.typed::<T>().write_batch(values, None, None).unwrap();
    writer.close().unwrap();
}

fn write(path: &Path, groups: u64) {
    let column_of = |name, physical, logical| {
        let column = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        Arc::new(column.with_repetition(Repetition::REQUIRED).build().unwrap())
    };
    let fields = vec![
        column_of("account", Physical::BYTE_ARRAY, Some(LogicalType::String)),
        column_of("credit_A", Physical::INT64, None),
        column_of("debit_A", Physical::INT64, None),
    ];
    let schema = Arc::new(Type::group_type_builder("ledger").with_fields(fields).build().unwrap());
    let properties = Arc::new(WriterProperties::builder().set_dictionary_enabled(false).build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    for group in 0..groups {
        let rows = group * GROUP..(group + 1) * GROUP;
        let mut writer = writer.next_row_group().unwrap();
        let names: Vec<ByteArray> = rows
            .clone()
            .map(|row| format!("the.holder.of.account{row}@mail.example").into_bytes().into())
            .collect();
        column::<ByteArrayType>(&mut writer, &names);
        column::<Int64Type>(&mut writer, &rows.map(|row| row as i64).collect::<Vec<_>>());
        column::<Int64Type>(&mut writer, &vec![0; GROUP as usize]);
        writer.close().unwrap();
    }
    writer.close().unwrap();
}

#[test]
fn a_file_is_read_by_its_pages() {
    let groups = if std::env::var_os("COVENANT_LARGE").is_some() { 200 } else { 12 };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("l.parquet");
    write(&path, groups);
    let size = std::fs::metadata(&path).unwrap().len() >> 10;
    let before = peak();
    let form = LedgerForm::new(IdentifierScheme::Email, vec!["A".parse().unwrap()]).unwrap();
    let rows = groups * GROUP;
    let checked =
        check(&path, &form, &Key([1; 32]), &Options { most: rows, scratch: folder.path() }).unwrap();
    assert_eq!(checked.credits, [u128::from(rows * (rows - 1) / 2)]);
    let last = rows - 2..rows;
    let mut given = Vec::new();
    read(&path, &form, &Key([1; 32]), &checked, last, |account| given.push(account.credits[0])).unwrap();
    assert_eq!(given, [rows - 2, rows - 1]);
    let more = peak() - before;
    eprintln!("{rows} rows, a file of {size} KiB: {more} KiB");
    assert!(more < 16 * 1024 && size > 2 * more, "{more} KiB of {size}");
}
