//! The folder's key, from which all that is secret of its statement follows.

use crate::Error;
use covenant_files::Mode;
use covenant_statements::{Fr, field};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};
use zeroize::{Zeroize as _, ZeroizeOnDrop};

const BYTES: usize = 32;

/// 32 uniform bytes.
#[derive(Clone, ZeroizeOnDrop)]
pub(crate) struct Kept([u8; BYTES]);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept([redacted])")
    }
}

impl Kept {
    /// The key in a file, mode 0600; made if there is none.
    pub(crate) fn open_or_make(path: &Path) -> Result<Self, Error> {
        match Self::open(path) {
            Err(Error::Io(io::ErrorKind::NotFound)) => {}
            other => return other,
        }
        let mut key = Self([0; BYTES]);
        getrandom::fill(&mut key.0).map_err(|_| io::Error::other("the system gives no randomness"))?;
        match covenant_files::create(path, &key.0, Mode::Secret) {
            // Another process was first: its key it is.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::open(path),
            made => made.map(|()| key).map_err(Error::from),
        }
    }

    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path)?;
        if !is_private(&file)? {
            return Err(Error::Key);
        }
        let mut key = Self([0; BYTES]);
        let mut more = [0];
        file.read_exact(&mut key.0).map_err(|_| Error::Key)?;
        if file.read(&mut more)? == 0 {
            Ok(key)
        } else {
            more.zeroize();
            Err(Error::Key)
        }
    }

    /// A secret for one use.
    pub(crate) fn derive(&self, label: &str) -> [u8; BYTES] {
        self.mac(label).finalize().into_bytes().into()
    }

    /// Where an account stands among those of its chunk. The order of the file could be one by balance, and a holder learns its row.
    pub(crate) fn order(&self, environment: &Fr) -> impl Fn(&Fr) -> [u8; BYTES] + use<> {
        let mut mac = self.mac("covenant/solvency/order");
        mac.update(&field::to_be_bytes(environment));
        move |identifier_hash| {
            let mut mac = mac.clone();
            mac.update(&field::to_be_bytes(identifier_hash));
            mac.finalize().into_bytes().into()
        }
    }

    /// A keyed hash that begins with a label.
    pub(crate) fn mac(&self, label: &str) -> Hmac<Sha256> {
        // HMAC pads a key to a block with zeros itself (RFC 2104).
        let mut block = [0; 64];
        block[..BYTES].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        block.zeroize();
        mac.update(label.as_bytes());
        mac
    }
}

#[cfg(unix)]
fn is_private(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = file.metadata()?;
    Ok(metadata.is_file() && metadata.mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(file: &File) -> io::Result<bool> {
    Ok(file.metadata()?.is_file())
}
