//! Files of tables.

use super::{Collector, Detail, Options, Row, TableError, TableFault, csv, sink::Sink};
use std::{
    fs::File,
    io::{self, Read, Seek},
    path::Path,
};

/// Formats of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The format that a file's name says it is in.
    #[must_use]
    pub fn of_name(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?;
        if extension.eq_ignore_ascii_case("csv") {
            Some(Self::Csv)
        } else if extension.eq_ignore_ascii_case("parquet") {
            Some(Self::Parquet)
        } else {
            None
        }
    }
}

/// The first bytes of a file in Parquet.
const PARQUET: &[u8] = b"PAR1";

/// Reads a table from a file in CSV or Parquet. Its name says which, and its first bytes must agree.
///
/// # Errors
/// All that is wrong with the file: `table/…`; and with its cells: `note/…`, `amount/…`, `flag/…`, … with row and column.
pub fn read<R: Row>(path: &Path, options: &Options) -> Result<Vec<R>, TableError> {
    let mut collector = Collector::new(options);
    let name = path.display().to_string();
    into(path, &name, &mut collector)?;
    collector.finish(&name)
}

/// Gives what a file has to whom it is for; `name` is what errors call it.
pub(crate) fn into(path: &Path, name: &str, sink: &mut impl Sink) -> Result<(), TableError> {
    let system =
        |error: io::Error| TableError::file(name, TableFault::Unreadable, Some(Detail::System(error.kind())));
    let refuse = |fault| TableError::file(name, fault, None);
    let format = Format::of_name(path).ok_or_else(|| refuse(TableFault::Format))?;
    // Before it is opened: to open a pipe is to wait for whoever writes to it.
    if !std::fs::metadata(path).map_err(system)?.is_file() {
        return Err(refuse(TableFault::NotAFile));
    }
    let mut file = File::open(path).map_err(system)?;
    if !file.metadata().map_err(system)?.is_file() {
        return Err(refuse(TableFault::NotAFile));
    }
    let is_parquet = begins_as_parquet(&mut file).map_err(system)?;
    match (format, is_parquet) {
        (Format::Csv, false) => csv::read(file, sink),
        #[cfg(feature = "parquet")]
        (Format::Parquet, true) => super::parquet::read(file, sink),
        #[cfg(not(feature = "parquet"))]
        (Format::Parquet, true) => return Err(refuse(TableFault::NoParquet)),
        _ => return Err(refuse(TableFault::Format)),
    }
    Ok(())
}

fn begins_as_parquet(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::with_capacity(PARQUET.len());
    file.take(PARQUET.len() as u64).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(start == PARQUET)
}
