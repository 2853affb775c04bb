//! Which keys a home trusts: `trusted-keys.json`. Outside the folder of keys, so that a folder that is copied from elsewhere,
//! or a file that somebody plants, brings no trust with it.

use super::error::{StoreError, cannot};
use covenant_files::Mode;
use covenant_verifier::wire::Sha256;
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The file's name in a home.
pub(super) const LIST: &str = "trusted-keys.json";
const VERSION: u32 = 1;
const MAX_BYTES: u64 = 1 << 20;

/// By which act a key came onto the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Act {
    /// This program made it, in this home.
    Made,
    /// Somebody imported or pinned it.
    Imported,
}

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pin {
    /// SHA-256 of the verifying key's bytes.
    pub(super) verifying_key: Sha256,
    /// SHA-256 of `key.json`, which ties the verifying key to circuit, network and parts.
    pub(super) header: Sha256,
    /// Why it is trusted.
    pub(super) by: Act,
}

/// The list, the latest act last.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pins {
    version: u32,
    pub(super) keys: Vec<Pin>,
}

impl Pins {
    /// No file is an empty list; a file that is no list is an error, since nobody knows what was to be trusted.
    pub(super) fn read(path: &Path) -> Result<Self, StoreError> {
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { version: VERSION, keys: Vec::new() });
            }
            Err(error) => return Err(cannot("look at", LIST)(error).into()),
            Ok(file) if file.len() > MAX_BYTES => return Err(StoreError::TrustedList),
            Ok(_) => {}
        }
        let bytes = fs::read(path).map_err(cannot("read", LIST))?;
        let pins: Self = serde_json::from_slice(&bytes).map_err(|_| StoreError::TrustedList)?;
        if pins.version == VERSION { Ok(pins) } else { Err(StoreError::TrustedList) }
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let mut bytes = serde_json::to_vec_pretty(self).map_err(|_| StoreError::TrustedList)?;
        bytes.push(b'\n');
        Ok(covenant_files::replace(path, &bytes, Mode::Public).map_err(cannot("write", LIST))?)
    }

    pub(super) fn of(&self, verifying_key: Sha256) -> Option<&Pin> {
        self.keys.iter().find(|pin| pin.verifying_key == verifying_key)
    }

    /// Adds a key, or moves it to the end.
    pub(super) fn add(&mut self, pin: Pin) {
        self.remove(pin.verifying_key);
        self.keys.push(pin);
    }

    /// Whether it was there.
    pub(super) fn remove(&mut self, verifying_key: Sha256) -> bool {
        let before = self.keys.len();
        self.keys.retain(|pin| pin.verifying_key != verifying_key);
        self.keys.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_and_a_bad_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.json");
        let mut pins = Pins::read(&path).unwrap();
        assert!(pins.keys.is_empty());
        let pin = |n: u8| Pin { verifying_key: Sha256([n; 32]), header: Sha256([n + 1; 32]), by: Act::Made };
        pins.add(pin(1));
        pins.add(pin(5));
        pins.add(pin(1));
        assert_eq!(pins.keys, [pin(5), pin(1)]);
        pins.write(&path).unwrap();
        assert_eq!(Pins::read(&path).unwrap().keys, pins.keys);
        assert!(pins.remove(Sha256([5; 32])) && !pins.remove(Sha256([5; 32])));
        for bad in [&b""[..], b"{}", b"{\"version\":2,\"keys\":[]}", b"{\"version\":1,\"keys\":[],\"x\":1}"] {
            fs::write(&path, bad).unwrap();
            assert_eq!(Pins::read(&path).unwrap_err().code(), "key/trusted-list");
        }
    }
}
