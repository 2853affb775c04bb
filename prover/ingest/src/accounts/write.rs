//! Ledgers written in Parquet, row by row: for samples, and for who keeps a ledger in a program of its own.

use super::LedgerForm;
use parquet::{
    basic::{LogicalType, Repetition, Type as Physical},
    data_type::{ByteArray, ByteArrayType, DataType, Int64Type},
    errors::ParquetError,
    file::{
        properties::WriterProperties,
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::Type,
};
use std::{io, io::Write, sync::Arc};

/// Rows that are held until they are written.
const GROUP: usize = 65_536;

/// Writes a ledger.
pub struct ParquetWriter<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    accounts: Vec<ByteArray>,
    balances: Vec<Vec<i64>>,
}

impl<W: Write + Send> std::fmt::Debug for ParquetWriter<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ParquetWriter([redacted])")
    }
}

impl<W: Write + Send> ParquetWriter<W> {
    /// A ledger of these columns.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn new(form: &LedgerForm, to: W) -> io::Result<Self> {
        let mut fields = Vec::new();
        for name in form.columns() {
            let (physical, logical) = if fields.is_empty() {
                (Physical::BYTE_ARRAY, LogicalType::String)
            } else {
                // The bits of a u64, as readers of unsigned integers take them.
                (Physical::INT64, LogicalType::integer(64, false))
            };
            let column = Type::primitive_type_builder(&name, physical).with_logical_type(Some(logical));
            fields.push(Arc::new(column.with_repetition(Repetition::REQUIRED).build().map_err(other)?));
        }
        let balances = vec![Vec::new(); fields.len() - 1];
        let schema = Type::group_type_builder("ledger").with_fields(fields).build().map_err(other)?;
        // Accounts and balances repeat too little for dictionaries.
        let properties = WriterProperties::builder().set_dictionary_enabled(false).build();
        let writer = SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties)).map_err(other)?;
        Ok(Self { writer, accounts: Vec::new(), balances })
    }

    /// One more account: its identifier, and credit and debit of each asset in turn.
    ///
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] for another number of balances; what the writer underneath says.
    pub fn push(&mut self, account: &str, balances: &[u64]) -> io::Result<()> {
        if balances.len() != self.balances.len() {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.accounts.push(account.as_bytes().to_vec().into());
        for (column, balance) in self.balances.iter_mut().zip(balances) {
            column.push(balance.cast_signed());
        }
        if self.accounts.len() == GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(other)?;
        column::<ByteArrayType, W>(&mut group, &self.accounts)?;
        self.accounts.clear();
        for balances in &mut self.balances {
            column::<Int64Type, W>(&mut group, balances)?;
            balances.clear();
        }
        group.close().map(drop).map_err(other)
    }

    /// Writes what is held, and the file's end.
    ///
    /// # Errors
    /// What the writer underneath says.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.accounts.is_empty() {
            self.flush()?;
        }
        self.writer.close().map(drop).map_err(other)
    }
}

fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
) -> io::Result<()> {
    let missing = || io::Error::from(io::ErrorKind::InvalidData);
    let mut writer = group.next_column().map_err(other)?.ok_or_else(missing)?;
    writer.typed::<T>().write_batch(values, None, None).map_err(other)?;
    writer.close().map_err(other)
}

/// The system's own error, where there is one; nothing that the writer says of values.
fn other(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(_) => io::ErrorKind::Other.into(),
        },
        _ => io::ErrorKind::Other.into(),
    }
}
