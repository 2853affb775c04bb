//! Key files on disk.

use std::path::Path;

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::key_file::{self, Purpose};

use crate::failure::Result;
use crate::files::{self, Mode};

/// The most bytes of a key file.
const MAX_BYTES: usize = 64 * 1024;

/// Writes a key over Baby Jubjub (mode 0600); refuses a path that is taken.
pub(crate) fn create(path: &Path, key: &SecretKey, purpose: Purpose) -> Result<()> {
    files::create(path, &key_file::curve_key_to_json(key, purpose), Mode::Secret)
}

/// Reads a key over Baby Jubjub; `file` names the file in errors.
pub(crate) fn read(path: &Path, purpose: Purpose, file: &'static str) -> Result<SecretKey> {
    let bytes = files::read(path, MAX_BYTES, file)?;
    Ok(key_file::curve_key_from_json(&bytes, purpose, file)?)
}
