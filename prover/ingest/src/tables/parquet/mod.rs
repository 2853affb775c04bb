//! Tables as Apache Parquet: flat columns, plain or from a dictionary, uncompressed or with Snappy.
//!
//! The library decodes values. It is written for files that a writer made, and takes sizes and counts as the file says
//! them; what it is given is therefore checked before, by code that takes nothing on trust: the length of the
//! description, the schema (which is read here and handed over), where column chunks lie, and the header of each page,
//! with every size and count held against the file and the rows that are taken. What panics nevertheless is a refusal.

mod column;
mod description;
mod footer;
mod pages;
mod schema;
mod thrift;

use super::{
    Place, Refusal, TableFault, header,
    refusal::At,
    sink::{Form, Sink},
    value::Cell,
};
use ::parquet::file::{metadata::RowGroupMetaData, reader::ChunkReader};
use column::Column;
use schema::Field;
use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

/// Rows that are decoded at a time.
const BATCH: u64 = 1024;

/// A column of the file: its place in the table, and its type.
struct Source {
    place: usize,
    name: Cow<'static, str>,
    field: Field,
}

/// Reads a table; what is wrong goes to the collector.
pub(crate) fn read(file: impl ChunkReader + 'static, collector: &mut impl Sink) {
    if let Err(refusals) = table(&Arc::new(file), collector) {
        refusals.into_iter().for_each(|refusal| collector.refuse(refusal));
    }
}

/// Calls the library: where it panics, the file is not of the form.
fn guarded<T>(call: impl FnOnce() -> Result<T, TableFault>) -> Result<T, TableFault> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(TableFault::ParquetMalformed))
}

fn table(file: &Arc<impl ChunkReader + 'static>, collector: &mut impl Sink) -> Result<(), Vec<Refusal>> {
    let whole = |fault| vec![Refusal::of(fault)];
    let footer = guarded(|| footer::read(&**file)).map_err(whole)?;
    let sources = sources(collector.form(), footer.fields)?;
    let groups = footer.metadata.row_groups();
    let rows = footer::rows(&footer.metadata).map_err(whole)?;
    if !collector.counts(rows) {
        return Ok(());
    }
    let mut row = 0;
    for group in groups {
        if collector.has_all() {
            break;
        }
        row = self::rows(file, group, footer.start, &sources, row, collector)
            .map_err(|refusal| vec![refusal])?;
    }
    Ok(())
}

/// The file's columns, each once and of a type that says exactly what the table's column is.
fn sources(form: &Form, fields: Vec<Field>) -> Result<Vec<Source>, Vec<Refusal>> {
    let places = header::places(form, fields.iter().map(|field| &*field.name))?;
    let mut sources = Vec::new();
    let mut refusals = Vec::new();
    for (place, field) in places.into_iter().zip(fields) {
        let Some(column) = form.columns().get(place) else { continue };
        if field.says(column.kind) {
            sources.push(Source { place, name: column.name.clone(), field });
        } else {
            refusals.push(Refusal::of(TableFault::ParquetType).column(Place::Name(column.name.clone())));
        }
    }
    if refusals.is_empty() { Ok(sources) } else { Err(refusals) }
}

/// Reads the rows of a group; `row` of them are read before it. Gives how many are read after it.
fn rows(
    file: &Arc<impl ChunkReader + 'static>,
    group: &RowGroupMetaData,
    end: u64,
    sources: &[Source],
    mut row: u64,
    collector: &mut impl Sink,
) -> Result<u64, Refusal> {
    let count = u64::try_from(group.num_rows()).map_err(|_| Refusal::of(TableFault::ParquetMalformed))?;
    let over = collector.passed_over().saturating_sub(row).min(count);
    if over > 0 && over == count {
        return Ok(row + count);
    }
    let mut columns = Vec::new();
    for (source, chunk) in sources.iter().zip(group.columns()) {
        let column = guarded(|| {
            pages::check(&**file, chunk, &source.field, count, end)?;
            Column::new(file, chunk, source.field.form, count)
        });
        columns.push(column.map_err(|fault| refused(source, fault))?);
    }
    for (source, column) in sources.iter().zip(&mut columns) {
        guarded(|| column.skip(over)).map_err(|fault| refused(source, fault))?;
    }
    row += over;
    let mut left = count - over;
    while left > 0 && !collector.has_all() {
        let batch = left.min(BATCH);
        for (source, column) in sources.iter().zip(&mut columns) {
            guarded(|| column.fill(batch)).map_err(|fault| refused(source, fault))?;
        }
        for index in 0..batch as usize {
            let mut cells = vec![Cell::Empty; collector.form().columns().len()];
            for (source, column) in sources.iter().zip(&columns) {
                if let Some(cell) = cells.get_mut(source.place) {
                    *cell = column.cell(index);
                }
            }
            row += 1;
            collector.row(At { row, line: None }, &cells);
        }
        left -= batch;
    }
    Ok(row)
}

fn refused(source: &Source, fault: TableFault) -> Refusal {
    Refusal::of(fault).column(Place::Name(source.name.clone()))
}
