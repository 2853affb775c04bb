//! Reading files of a format.

use std::path::Path;

use covenant_parties::{Error, Format};

use crate::failure::Result;
use crate::files;

/// Reads a file; `file` names it in errors.
pub(crate) fn read<T: Format>(path: &Path, file: &'static str) -> Result<T> {
    let bytes = files::read(path, T::MAX_BYTES, file)?;
    Ok(T::from_json(&bytes, file).map_err(Error::from)?)
}
