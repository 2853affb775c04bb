//! The pages of a column chunk, by their headers: every size and count is held against the file and the rows.

use super::{
    super::TableFault,
    schema::Field,
    thrift::{Compact, Read, kind},
};
use ::parquet::{
    basic::Compression,
    file::{metadata::ColumnChunkMetaData, reader::ChunkReader},
};
use std::collections::BTreeMap;

/// Bytes of a page's header that is read.
const HEADER: u64 = 1 << 14;
/// Bytes of a page.
const PAGE: u64 = 1 << 24;
/// Bytes that a value may take: a cell, its length, its level.
const VALUE: u64 = 264;
/// Bytes that a page may have beside its values, and entries of a dictionary beside one for each row.
const SLACK: u64 = 4096;

/// The first bytes of a file, which are no column's.
const MARK: u64 = 4;

/// PLAIN, PLAIN_DICTIONARY, RLE, BIT_PACKED and RLE_DICTIONARY: no differences, no streams of bytes.
const ENCODINGS: [i64; 5] = [0, 2, 3, 4, 8];

/// Checks a column chunk of a group of so many rows. Columns end where the description begins.
pub(super) fn check(
    file: &impl ChunkReader,
    chunk: &ColumnChunkMetaData,
    field: &Field,
    rows: u64,
    end: u64,
) -> Result<(), TableFault> {
    let malformed = TableFault::ParquetMalformed;
    let is_compressed = match chunk.compression() {
        Compression::UNCOMPRESSED => false,
        Compression::SNAPPY => true,
        _ => return Err(TableFault::ParquetCompression),
    };
    if chunk.file_path().is_some() || u64::try_from(chunk.num_values()) != Ok(rows) {
        return Err(malformed);
    }
    let begins = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let mut at = u64::try_from(begins).map_err(|_| malformed)?;
    let length = u64::try_from(chunk.compressed_size()).map_err(|_| malformed)?;
    let end = at.checked_add(length).filter(|chunk_end| at >= MARK && *chunk_end <= end).ok_or(malformed)?;
    let mut pages =
        Pages { rows, is_compressed, values: 0, has_dictionary: false, has_levels: field.optional };
    while at < end {
        let bytes = file.get_bytes(at, (end - at).min(HEADER) as usize).map_err(|_| malformed)?;
        let (header, length) = Header::read(&bytes).ok_or(malformed)?;
        at += length;
        at = at.checked_add(pages.take(&header)?).filter(|at| *at <= end).ok_or(malformed)?;
    }
    if pages.values == rows { Ok(()) } else { Err(malformed) }
}

/// The numbers of a page's header, by the structure that they stand in (0: the header itself) and their field.
struct Header(BTreeMap<(i16, i16), i64>);

impl Header {
    /// Reads a header, and says how long it is.
    fn read(bytes: &[u8]) -> Option<(Self, u64)> {
        let mut input = Compact(bytes);
        let mut numbers = BTreeMap::new();
        input.structure(|input, outer, kind| match (outer, kind) {
            (1..=4, kind::I32) => number(input, (0, outer), &mut numbers),
            (5 | 7 | 8, kind::STRUCT) => {
                input.structure(|input, id, kind| match (id, kind) {
                    (_, kind::I32) => number(input, (outer, id), &mut numbers),
                    (_, kind::TRUE | kind::FALSE) => {
                        numbers.insert((outer, id), i64::from(kind == kind::TRUE));
                        Some(Read::Yes)
                    }
                    (_, kind::STRUCT) => Some(Read::No),
                    _ => None,
                })?;
                Some(Read::Yes)
            }
            _ => None,
        })?;
        Some((Self(numbers), (bytes.len() - input.0.len()) as u64))
    }

    fn number(&self, structure: i16, id: i16) -> Option<i64> {
        self.0.get(&(structure, id)).copied()
    }

    fn size(&self, structure: i16, id: i16) -> Result<u64, TableFault> {
        self.number(structure, id)
            .and_then(|number| u64::try_from(number).ok())
            .ok_or(TableFault::ParquetMalformed)
    }
}

fn number(input: &mut Compact<'_>, key: (i16, i16), into: &mut BTreeMap<(i16, i16), i64>) -> Option<Read> {
    into.insert(key, input.integer()?);
    Some(Read::Yes)
}

/// What the pages of a chunk said so far.
struct Pages {
    rows: u64,
    is_compressed: bool,
    has_levels: bool,
    values: u64,
    has_dictionary: bool,
}

impl Pages {
    /// Takes the next page, and says how many bytes follow its header.
    fn take(&mut self, header: &Header) -> Result<u64, TableFault> {
        let (plain, stored) = (header.size(0, 2)?, header.size(0, 3)?);
        let (values, encoding, is_compressed) = match header.number(0, 1) {
            Some(0) => (self.data(header, 5)?, header.number(5, 2), self.is_compressed),
            Some(2) => (self.dictionary(header, plain)?, header.number(7, 2), self.is_compressed),
            Some(3) => {
                let is_compressed = self.is_compressed && header.number(8, 7) != Some(0);
                self.levels(header, plain, stored)?;
                (self.data(header, 8)?, header.number(8, 4), is_compressed)
            }
            _ => return Err(TableFault::ParquetMalformed),
        };
        if !encoding.is_some_and(|encoding| ENCODINGS.contains(&encoding)) {
            return Err(TableFault::ParquetEncoding);
        }
        if plain > PAGE.min(values * VALUE + SLACK) {
            return Err(TableFault::ParquetTooLarge);
        }
        // What is compressed may have grown, by a sixth at most.
        if stored > if is_compressed { plain + plain / 6 + SLACK } else { plain } {
            return Err(TableFault::ParquetMalformed);
        }
        if !is_compressed && stored != plain {
            return Err(TableFault::ParquetMalformed);
        }
        Ok(stored)
    }

    /// Values of a data page, missing ones too.
    fn data(&mut self, header: &Header, structure: i16) -> Result<u64, TableFault> {
        let values = header.size(structure, 1)?;
        self.values += values;
        let fits = self.values <= self.rows && (values > 0 || self.rows == 0);
        if fits { Ok(values) } else { Err(TableFault::ParquetMalformed) }
    }

    /// A dictionary is the first page. Its entries are plain, and have a byte each at least.
    fn dictionary(&mut self, header: &Header, plain: u64) -> Result<u64, TableFault> {
        let entries = header.size(7, 1)?;
        let plainly = matches!(header.number(7, 2), Some(0 | 2));
        if self.has_dictionary || self.values > 0 || !plainly || entries > plain {
            return Err(TableFault::ParquetMalformed);
        }
        if entries > self.rows + SLACK {
            return Err(TableFault::ParquetTooLarge);
        }
        self.has_dictionary = true;
        Ok(entries)
    }

    /// The levels of a page of the second version stand before its values and are not compressed.
    fn levels(&self, header: &Header, plain: u64, stored: u64) -> Result<(), TableFault> {
        let (values, nulls, rows) = (header.size(8, 1)?, header.size(8, 2)?, header.size(8, 3)?);
        let (definition, repetition) = (header.size(8, 5)?, header.size(8, 6)?);
        let levels = definition.saturating_add(repetition);
        let fits = levels <= plain && levels <= stored && rows == values && nulls <= values;
        let flat = repetition == 0 && (self.has_levels || (definition == 0 && nulls == 0));
        if fits && flat { Ok(()) } else { Err(TableFault::ParquetMalformed) }
    }
}
