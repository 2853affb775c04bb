//! `covenant export evm`: the sources of a key's verifier as files.

use super::{VerifierSource, interface_source};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Writes `ICovenantVerifier.sol` and the verifier, `<contract>.sol`, into `folder`, which is made if it is not there. The source's
/// `interface` must be `./ICovenantVerifier.sol`.
///
/// # Errors
/// What the file system says; an `interface` that would not be found is [`io::ErrorKind::InvalidInput`].
pub fn write_sources(folder: &Path, source: &VerifierSource<'_>) -> io::Result<[PathBuf; 2]> {
    if source.interface != "./ICovenantVerifier.sol" {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the interface lies beside the verifier"));
    }
    fs::create_dir_all(folder)?;
    let paths = [folder.join("ICovenantVerifier.sol"), folder.join(format!("{}.sol", source.contract))];
    fs::write(&paths[0], interface_source())?;
    fs::write(&paths[1], source.render())?;
    Ok(paths)
}
