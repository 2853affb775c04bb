//! The values of a column, some rows at a time.

use super::{
    super::{TableFault, value::Cell},
    schema::Form,
};
use ::parquet::{
    column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader},
    data_type::{ByteArray, DataType, FixedLenByteArray},
    file::{metadata::ColumnChunkMetaData, reader::ChunkReader, serialized_reader::SerializedPageReader},
};
use std::sync::Arc;

/// A column of a group of rows.
pub(super) struct Column {
    form: Form,
    reader: ColumnReader,
    /// For each row of the batch, where its value stands; `None` where it has none.
    slots: Vec<Option<usize>>,
    values: Values,
}

enum Values {
    Flags(Vec<bool>),
    Short(Vec<i32>),
    Long(Vec<i64>),
    Bytes(Vec<ByteArray>),
    Fixed(Vec<FixedLenByteArray>),
}

impl Column {
    /// A chunk whose pages were checked.
    pub(super) fn new(
        file: &Arc<impl ChunkReader + 'static>,
        chunk: &ColumnChunkMetaData,
        form: Option<Form>,
        rows: u64,
    ) -> Result<Self, TableFault> {
        let malformed = TableFault::ParquetMalformed;
        let rows = usize::try_from(rows).map_err(|_| malformed)?;
        let pages = SerializedPageReader::new(file.clone(), chunk, rows, None).map_err(|_| malformed)?;
        let reader = get_column_reader(chunk.column_descr_ptr(), Box::new(pages));
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Flags(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Short(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Long(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Bytes(Vec::new()),
            ColumnReader::FixedLenByteArrayColumnReader(_) => Values::Fixed(Vec::new()),
            _ => return Err(TableFault::ParquetType),
        };
        Ok(Self { form: form.ok_or(TableFault::ParquetType)?, reader, slots: Vec::new(), values })
    }

    /// Passes over so many rows.
    pub(super) fn skip(&mut self, rows: u64) -> Result<(), TableFault> {
        let rows = usize::try_from(rows).map_err(|_| TableFault::ParquetMalformed)?;
        let skipped = match &mut self.reader {
            _ if rows == 0 => return Ok(()),
            ColumnReader::BoolColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::Int32ColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::Int64ColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::ByteArrayColumnReader(reader) => reader.skip_records(rows),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => reader.skip_records(rows),
            _ => return Err(TableFault::ParquetType),
        };
        if skipped.is_ok_and(|skipped| skipped == rows) { Ok(()) } else { Err(TableFault::ParquetMalformed) }
    }

    /// Reads the next rows in the place of those before.
    pub(super) fn fill(&mut self, rows: u64) -> Result<(), TableFault> {
        let rows = rows as usize;
        let slots = match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(reader), Values::Flags(values)) => fill(reader, rows, values),
            (ColumnReader::Int32ColumnReader(reader), Values::Short(values)) => fill(reader, rows, values),
            (ColumnReader::Int64ColumnReader(reader), Values::Long(values)) => fill(reader, rows, values),
            (ColumnReader::ByteArrayColumnReader(reader), Values::Bytes(values)) => {
                fill(reader, rows, values)
            }
            (ColumnReader::FixedLenByteArrayColumnReader(reader), Values::Fixed(values)) => {
                fill(reader, rows, values)
            }
            _ => None,
        };
        self.slots = slots.ok_or(TableFault::ParquetMalformed)?;
        Ok(())
    }

    /// A row of those that were read.
    pub(super) fn cell(&self, row: usize) -> Cell<'_> {
        let Some(slot) = self.slots.get(row).copied().flatten() else { return Cell::Empty };
        let cell = match &self.values {
            Values::Flags(values) => values.get(slot).map(|flag| Cell::Flag(*flag)),
            Values::Short(values) => values.get(slot).map(|number| {
                let unsigned = self.form == Form::Unsigned;
                self.number(if unsigned { (*number as u32).into() } else { (*number).into() })
            }),
            Values::Long(values) => values.get(slot).map(|number| match self.form {
                Form::Unsigned => self.number((*number as u64).into()),
                Form::Ticks { per_second } => Cell::Ticks { ticks: *number, per_second },
                _ => self.number((*number).into()),
            }),
            Values::Bytes(values) => values.get(slot).map(|bytes| self.bytes(bytes.data())),
            Values::Fixed(values) => values.get(slot).map(|bytes| self.bytes(bytes.data())),
        };
        cell.unwrap_or(Cell::Refused(TableFault::ParquetMalformed))
    }

    fn number(&self, number: i128) -> Cell<'_> {
        match self.form {
            Form::Decimal { scale } => Cell::Decimal { mantissa: number, scale },
            _ => Cell::Integer(number),
        }
    }

    /// A text, or a decimal's mantissa: two's complement, the most significant byte first.
    fn bytes<'a>(&self, bytes: &'a [u8]) -> Cell<'a> {
        match self.form {
            Form::Decimal { scale } if (1..=16).contains(&bytes.len()) => {
                let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { -1 } else { 0 };
                let mantissa = bytes.iter().fold(sign, |number: i128, byte| number << 8 | i128::from(*byte));
                Cell::Decimal { mantissa, scale }
            }
            Form::Decimal { .. } => Cell::Refused(TableFault::CellTooLong),
            _ => match core::str::from_utf8(bytes) {
                Ok(text) => Cell::of_text(text),
                Err(_) => Cell::Refused(TableFault::Encoding),
            },
        }
    }
}

/// Reads so many rows; where their values stand, or `None` if there are not as many.
fn fill<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    rows: usize,
    values: &mut Vec<T::T>,
) -> Option<Vec<Option<usize>>> {
    values.clear();
    let mut levels = Vec::with_capacity(rows);
    let mut read = 0;
    while read < rows {
        let (records, ..) = reader.read_records(rows - read, Some(&mut levels), None, values).ok()?;
        if records == 0 {
            return None;
        }
        read += records;
    }
    if levels.is_empty() {
        // A column in which nothing can be missing has no levels.
        return (values.len() == rows).then(|| (0..rows).map(Some).collect());
    }
    let mut next = 0..values.len();
    let slots: Option<Vec<_>> =
        levels.iter().map(|level| if *level == 0 { Some(None) } else { next.next().map(Some) }).collect();
    slots.filter(|slots| slots.len() == rows && next.next().is_none())
}
