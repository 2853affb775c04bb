//! Private files of a folder: XChaCha20-Poly1305 under a key that follows from the folder's, nonce ‖ ciphertext ‖ tag, bound to what the
//! file is, so that no two change places.

use crate::{Error, key::Kept};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use covenant_files::Mode;
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

const NONCE: usize = 24;

/// Seals and opens.
pub(crate) struct Sealer(XChaCha20Poly1305);

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer([redacted])")
    }
}

impl Sealer {
    pub(crate) fn new(key: &Kept) -> Self {
        let key = Zeroizing::new(key.derive("covenant/solvency/seal"));
        Self(XChaCha20Poly1305::new(&(*key).into()))
    }

    /// Writes a file that replaces what is there.
    pub(crate) fn write(&self, path: &Path, what: &[u8], bytes: &[u8]) -> Result<(), Error> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| io::Error::other("the system gives no randomness"))?;
        let sealed = self.0.encrypt(&XNonce::from(nonce), Payload { msg: bytes, aad: what });
        let sealed = sealed.map_err(|_| Error::Sealed)?;
        Ok(covenant_files::replace(path, &[&nonce[..], &sealed].concat(), Mode::Secret)?)
    }

    /// Reads a file; `None` where none is.
    pub(crate) fn read(&self, path: &Path, what: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            bytes => bytes?,
        };
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(Error::Sealed)?;
        let opened = self.0.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: what });
        opened.map(|bytes| Some(Zeroizing::new(bytes))).map_err(|_| Error::Sealed)
    }
}
