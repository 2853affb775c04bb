//! The end of a file: what it says of itself.

use super::{
    super::TableFault,
    description,
    schema::{self, Field},
    thrift::{Compact, Read, kind},
};
use ::parquet::file::{
    metadata::{ParquetMetaData, ParquetMetaDataOptions, ParquetMetaDataReader},
    reader::ChunkReader,
};
use std::sync::Arc;

/// Bytes of a description that is read.
const DESCRIPTION: u64 = 1 << 20;
/// What a file begins and ends with.
const MARK: &[u8] = b"PAR1";
/// Bytes after the description: its length and the mark.
const TAIL: u64 = 8;

/// What a file says of itself.
pub(super) struct Footer {
    pub(super) fields: Vec<Field>,
    pub(super) metadata: ParquetMetaData,
    /// Where the description begins and the columns end.
    pub(super) start: u64,
}

pub(super) fn read(file: &impl ChunkReader) -> Result<Footer, TableFault> {
    let no_footer = |_| TableFault::ParquetFooter;
    let length = file.len().checked_sub(TAIL).ok_or(TableFault::ParquetFooter)?;
    let tail = file.get_bytes(length, TAIL as usize).map_err(no_footer)?;
    let (size, mark) = tail.split_at_checked(4).ok_or(TableFault::ParquetFooter)?;
    let size = size.try_into().map(u32::from_le_bytes).map_err(|_| TableFault::ParquetFooter)?;
    let start = length.checked_sub(size.into()).filter(|start| *start >= MARK.len() as u64);
    let start = start.filter(|_| mark == MARK).ok_or(TableFault::ParquetFooter)?;
    if u64::from(size) > DESCRIPTION {
        return Err(TableFault::ParquetTooLarge);
    }
    let description = file.get_bytes(start, size as usize).map_err(no_footer)?;
    let fields = fields(&description)?;
    if !description::is_well_formed(&description) {
        return Err(TableFault::ParquetMalformed);
    }
    let schema = Arc::new(schema::descriptor(&fields)?);
    let options = ParquetMetaDataOptions::new().with_schema(schema);
    let metadata = ParquetMetaDataReader::decode_metadata_with_options(&description, Some(&options))
        .map_err(|_| TableFault::ParquetMalformed)?;
    Ok(Footer { fields, metadata, start })
}

/// The schema is the second field of the description, and the library is told to pass over it.
fn fields(description: &[u8]) -> Result<Vec<Field>, TableFault> {
    let mut fields = Err(TableFault::ParquetMalformed);
    // What follows the schema is the library's to read.
    let _ = Compact(description).structure(|input, id, kind| match (id, kind) {
        (1, kind::I32) => Some(Read::No),
        (2, kind::LIST) => {
            fields = schema::read(input);
            None
        }
        _ => None,
    });
    fields
}

/// How many rows there are: the groups' together, and the file's.
pub(super) fn rows(metadata: &ParquetMetaData) -> Result<u64, TableFault> {
    let mut rows = 0u64;
    for group in metadata.row_groups() {
        let of_group = u64::try_from(group.num_rows()).ok();
        rows = of_group.and_then(|count| rows.checked_add(count)).ok_or(TableFault::ParquetMalformed)?;
    }
    let said = u64::try_from(metadata.file_metadata().num_rows());
    if said == Ok(rows) { Ok(rows) } else { Err(TableFault::ParquetMalformed) }
}
