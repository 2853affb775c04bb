//! Files that say of themselves what is not so.

use super::write::*;
use crate::support::{euro, ledger, note, refusals};
use covenant_ingest::tables::{LedgerRow, read_parquet};
use parquet::file::metadata::{
    ColumnChunkMetaDataBuilder, ParquetMetaDataReader, ParquetMetaDataWriter, RowGroupMetaData,
};

/// A ledger of two lines.
pub(crate) fn good() -> Vec<u8> {
    plain(&columns())
}

fn columns() -> [Column; 4] {
    let flags = || Values::Flags(vec![Some(true), Some(false)]);
    [
        Column::text("note", &[&note(1), &note(2)]),
        Column::text("open_balance", &["1.00", "2.00"]),
        Column::new("disputed", flags()),
        Column { optional: false, ..Column::new("bill_and_hold", flags()) },
    ]
}

fn read(file: Vec<u8>) -> Vec<String> {
    refusals(read_parquet::<LedgerRow>("t.csv", file, &euro()))
}

/// The bytes before the description.
fn body(file: &[u8]) -> &[u8] {
    let size = u32::from_le_bytes(file[file.len() - 8..file.len() - 4].try_into().unwrap());
    &file[..file.len() - 8 - size as usize]
}

/// A file with another description: what is said of each chunk goes through `change`.
pub(crate) fn with_metadata(
    file: &[u8],
    change: impl Fn(ColumnChunkMetaDataBuilder) -> ColumnChunkMetaDataBuilder,
) -> Vec<u8> {
    with_groups(file, |group| {
        let columns = group.columns().iter();
        let columns = columns.map(|chunk| change(chunk.clone().into_builder()).build().unwrap()).collect();
        group.into_builder().set_column_metadata(columns).build().unwrap()
    })
}

fn with_groups(file: &[u8], change: impl Fn(RowGroupMetaData) -> RowGroupMetaData) -> Vec<u8> {
    let metadata =
        ParquetMetaDataReader::new().parse_and_finish(&bytes::Bytes::copy_from_slice(file)).unwrap();
    let groups = metadata.row_groups().iter().cloned().map(change).collect();
    let metadata = metadata.into_builder().set_row_groups(groups).build();
    described(file, &metadata)
}

fn described(file: &[u8], metadata: &parquet::file::metadata::ParquetMetaData) -> Vec<u8> {
    let mut out = Vec::new();
    ParquetMetaDataWriter::new(&mut out, metadata).finish().unwrap();
    [body(file), &out].concat()
}

#[test]
fn the_file_itself_is_good() {
    assert_eq!(read_parquet::<LedgerRow>("t", good(), &euro()).unwrap().len(), 2);
    assert_eq!(
        read_parquet::<LedgerRow>("t", with_metadata(&good(), |chunk| chunk), &euro()).unwrap().len(),
        2
    );
}

#[test]
fn footers() {
    let good = good();
    let with_size = |size: u32| {
        let mut file = good.clone();
        let at = file.len() - 8;
        file[at..at + 4].copy_from_slice(&size.to_le_bytes());
        file
    };
    for size in [u32::MAX, i32::MAX as u32, good.len() as u32, good.len() as u32 - 11] {
        assert_eq!(read(with_size(size)), ["parquet/footer"]);
    }
    for size in [0, 1, 7] {
        assert_eq!(read(with_size(size)), ["parquet/malformed"]);
    }
    let mut encrypted = good.clone();
    let at = encrypted.len() - 1;
    encrypted[at] = b'E';
    for file in [encrypted, Vec::new(), b"PAR1".to_vec(), b"PAR1PAR1".to_vec(), ledger(2).into_bytes()] {
        assert_eq!(read(file), ["parquet/footer"]);
    }
    // A description of more than a mebibyte, all of it there.
    let large = [&b"PAR1"[..], &[0; 1 << 21], &(1u32 << 21).to_le_bytes(), b"PAR1"].concat();
    assert_eq!(read(large), ["parquet/too-large"]);
}

/// A description of this many elements of a schema, the last of them these bytes.
fn schema(elements: u32, element: &[u8]) -> Vec<u8> {
    // version: i32 = 1; schema: a list of structures.
    let mut out = vec![0x15, 0x02, 0x19, 0xfc];
    let mut count = elements;
    while count >= 0x80 {
        out.push(count as u8 | 0x80);
        count >>= 7;
    }
    out.push(count as u8);
    for _ in 0..elements.min(100_000) {
        out.extend_from_slice(element);
    }
    [&b"PAR1"[..], &out, &(out.len() as u32).to_le_bytes(), b"PAR1"].concat()
}

/// An element called `a`, with this many children.
fn group(children: u32) -> Vec<u8> {
    let mut out = vec![0x48, 0x01, b'a', 0x15];
    let mut number = u64::from(children) << 1;
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.extend([number as u8, 0]);
    out
}

#[test]
fn schemas() {
    // A root that has two thousand million children, of which none is there.
    assert_eq!(read(schema(1, &group(i32::MAX as u32))), ["parquet/type"]);
    // Groups in groups, as deep as a description is long.
    assert_eq!(read(schema(100_000, &group(1))), ["table/too-many-columns"]);
    assert_eq!(read(schema(60, &group(1))), ["parquet/type"]);
    // Elements that are not there.
    assert_eq!(read(schema(u32::MAX, &group(0))), ["parquet/malformed"]);
    assert_eq!(read(schema(0, &[])), ["parquet/malformed"]);
}

#[test]
fn counts() {
    let good = good();
    // The description's third field, 2 rows, and its fourth, a list of one group.
    let at = good.windows(4).rposition(|bytes| bytes == [0x16, 4, 0x19, 0x1c]).unwrap() + 1;
    for rows in [0, 2, 6, 3] {
        let mut file = good.clone();
        file[at] = rows;
        assert_eq!(read(file), ["parquet/malformed"], "{rows} in the file");
    }
    for (rows, want) in [
        (0, "note: parquet/malformed"),
        (1, "note: parquet/malformed"),
        (3, "note: parquet/malformed"),
        (1000, "note: parquet/malformed"),
        (1001, "table/too-many-rows"),
        (i64::MAX, "table/too-many-rows"),
        (-1, "parquet/malformed"),
    ] {
        let of_group = with_groups(&good, |group| group.into_builder().set_num_rows(rows).build().unwrap());
        assert_eq!(read(of_group), [want], "{rows} rows");
        let values = with_metadata(&good, |chunk| chunk.set_num_values(rows));
        assert_eq!(read(values), ["note: parquet/malformed"], "{rows} values");
        let both = with_groups(&good, |group| {
            let columns =
                group.columns().iter().map(|chunk| chunk.clone().into_builder().set_num_values(rows));
            let columns = columns.map(|chunk| chunk.build().unwrap()).collect();
            group.into_builder().set_num_rows(rows).set_column_metadata(columns).build().unwrap()
        });
        assert_eq!(read(both), [want], "{rows} rows and values");
    }
}

#[test]
fn places_and_sizes() {
    let good = good();
    let length = good.len() as i64;
    for place in [-1, 0, 3, length, length - 8, i64::MAX, i64::MIN] {
        let file =
            with_metadata(&good, |chunk| chunk.set_dictionary_page_offset(None).set_data_page_offset(place));
        assert_eq!(read(file), ["note: parquet/malformed"], "data at {place}");
        let file = with_metadata(&good, |chunk| chunk.set_dictionary_page_offset(Some(place)));
        assert_eq!(read(file), ["note: parquet/malformed"], "dictionary at {place}");
        let file = with_metadata(&good, |chunk| chunk.set_total_compressed_size(place));
        assert_eq!(read(file), ["note: parquet/malformed"], "a chunk of {place} bytes");
    }
    let elsewhere = with_metadata(&good, |chunk| chunk.set_file_path("/etc/passwd".into()));
    assert_eq!(read(elsewhere), ["note: parquet/malformed"]);
}

/// A number as Thrift has it in a field of 32 bits.
fn number(out: &mut Vec<u8>, number: i32) {
    let mut zigzag = ((number << 1) ^ (number >> 31)) as u32;
    while zigzag >= 0x80 {
        out.push(zigzag as u8 | 0x80);
        zigzag >>= 7;
    }
    out.push(zigzag as u8);
}

/// The header of a page: its type, its sizes, and the fields of the structure of that type, from 1 on.
fn page(kind: i32, plain: i32, stored: i32, fields: &[i32]) -> Vec<u8> {
    let mut out = Vec::new();
    for field in [kind, plain, stored] {
        out.push(0x15);
        number(&mut out, field);
    }
    // From field 3 to 5, 7 or 8.
    out.push(match kind {
        0 => 0x2c,
        2 => 0x4c,
        _ => 0x5c,
    });
    for field in fields {
        out.push(0x15);
        number(&mut out, *field);
    }
    out.extend([0, 0]);
    out
}

/// The good ledger, with these bytes as its first column.
fn first_column(chunk: &[u8]) -> Vec<u8> {
    let good = good();
    let metadata = ParquetMetaDataReader::new().parse_and_finish(&bytes::Bytes::from(good.clone())).unwrap();
    let group = metadata.row_group(0).clone();
    let mut columns = group.columns().to_vec();
    columns[0] = columns[0]
        .clone()
        .into_builder()
        .set_dictionary_page_offset(None)
        .set_data_page_offset(body(&good).len() as i64)
        .set_total_compressed_size(chunk.len() as i64)
        .build()
        .unwrap();
    let group = group.into_builder().set_column_metadata(columns).build().unwrap();
    let metadata = metadata.into_builder().set_row_groups(vec![group]).build();
    let mut out = Vec::new();
    ParquetMetaDataWriter::new(&mut out, &metadata).finish().unwrap();
    [body(&good), chunk, &out].concat()
}

/// Two notes as a page has them: levels of one run, then lengths and texts.
fn two_notes() -> Vec<u8> {
    let mut out = vec![2, 0, 0, 0, 4, 1];
    for text in [note(1), note(2)] {
        out.extend((text.len() as u32).to_le_bytes());
        out.extend(text.as_bytes());
    }
    out
}

#[test]
fn pages() {
    let values = two_notes();
    let size = values.len() as i32;
    let of = |header: Vec<u8>| first_column(&[header, values.clone()].concat());
    let data = |fields: &[i32]| of(page(0, size, size, fields));
    assert_eq!(read_parquet::<LedgerRow>("t", data(&[2, 0, 3, 3]), &euro()).unwrap().len(), 2);
    let malformed = ["note: parquet/malformed"];
    for count in [-1, 0, 1, 3, i32::MAX, i32::MIN] {
        assert_eq!(read(data(&[count, 0, 3, 3])), malformed, "{count} values");
    }
    for encoding in [1, 5, 6, 7, 9, -1, i32::MAX] {
        assert_eq!(read(data(&[2, encoding, 3, 3])), ["note: parquet/encoding"], "encoding {encoding}");
    }
    for (plain, stored, want) in [
        (i32::MAX, size, "too-large"),
        (1 << 20, size, "too-large"),
        (size + 1, size, "malformed"),
        (size - 1, size, "malformed"),
        (-1, size, "malformed"),
        (size, i32::MAX, "malformed"),
        (size, size + 1, "malformed"),
        (size, size - 1, "malformed"),
        (size, -1, "malformed"),
    ] {
        let file = of(page(0, plain, stored, &[2, 0, 3, 3]));
        assert_eq!(read(file), [format!("note: parquet/{want}")], "{plain} in {stored}");
    }
    for kind in [1, 4, -1] {
        assert_eq!(read(of(page(kind, size, size, &[2, 0, 3, 3]))), malformed, "pages of type {kind}");
    }
}

#[test]
fn dictionaries() {
    let good = two_notes();
    let entries = &good[6..];
    let chunk = |count: i32, encoding: i32| {
        let size = entries.len() as i32;
        // Indices of one bit in a run of one bit-packed group: 0 and 1.
        let data = [2, 0, 0, 0, 4, 1, 1, 3, 2];
        let dictionary = page(2, size, size, &[count, encoding]);
        let indices = page(0, data.len() as i32, data.len() as i32, &[2, 8, 3, 3]);
        first_column(&[&dictionary[..], entries, &indices, &data].concat())
    };
    assert_eq!(read_parquet::<LedgerRow>("t", chunk(2, 0), &euro()).unwrap().len(), 2);
    for count in [-1, i32::MAX, 1 << 20] {
        assert_eq!(read(chunk(count, 0)), ["note: parquet/malformed"], "{count} entries");
    }
    assert_eq!(read(chunk(2, 8)), ["note: parquet/malformed"]);
    // An index that no entry has, and entries that are not there.
    for count in [0, 1, 3, 100] {
        assert_eq!(read(chunk(count, 0)), ["note: parquet/malformed"], "{count} entries");
    }
}

#[test]
fn pages_of_the_second_version() {
    let values = &two_notes()[4..];
    let size = values.len() as i32;
    let of = |fields: &[i32]| first_column(&[&page(3, size, size, fields)[..], values].concat());
    assert_eq!(read_parquet::<LedgerRow>("t", of(&[2, 0, 2, 0, 2, 0]), &euro()).unwrap().len(), 2);
    for fields in [
        [2, -1, 2, 0, 2, 0],
        [2, 3, 2, 0, 2, 0],
        [2, 0, 1, 0, 2, 0],
        [2, 0, 2, 0, -1, 0],
        [2, 0, 2, 0, i32::MAX, 0],
        [2, 0, 2, 0, i32::MAX, i32::MAX],
        [2, 0, 2, 0, 2, 1],
        [2, 0, 2, 0, size + 1, 0],
    ] {
        assert_eq!(read(of(&fields)), ["note: parquet/malformed"], "{fields:?}");
    }
}

#[test]
fn lists_of_flags_that_take_no_byte() {
    // Where the file has the path of its first column, a list of one text, it says a list of 2³¹ − 1 flags. The library would
    // pass over them one by one.
    let good = good();
    let start = body(&good).len();
    let at = start + good[start..].windows(4).position(|bytes| bytes == [0x19, 0x18, 4, b'n']).unwrap();
    let mut file = [&good[..at], &[0x19, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x07], &good[at + 2..]].concat();
    let end = file.len() - 8;
    let size = (end - start) as u32;
    file[end..end + 4].copy_from_slice(&size.to_le_bytes());
    let begun = std::time::Instant::now();
    assert_eq!(read(file), ["parquet/malformed"]);
    assert!(begun.elapsed().as_millis() < 500);
}
