//! A home's keys: which there are, which are trusted, and the one that is asked for.

use super::{
    CircuitKey,
    checked::Checked,
    circuits,
    error::{KeyRefusal, StoreError, cannot},
    files::{self, KeyFiles},
    full,
    header::Entry,
    making::MakingProgress,
    pins::{LIST, Pins},
};
use covenant_files::Mode;
use covenant_statements::{Network, Selector, field};
use covenant_verifier::wire::Sha256;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// The folder of keys, and one of those in it, as errors name them.
const FOLDER: &str = "the folder of keys";
const KEY: &str = "a key's folder";

/// The keys of a home.
#[derive(Clone, Debug)]
pub struct KeyStore {
    keys: PathBuf,
    pins: PathBuf,
    checked: Checked,
}

/// What a key's header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySummary {
    /// The circuit's name and version.
    pub circuit: &'static str,
    /// The network.
    pub network: Network,
    /// SHA-256 of the verifying key's bytes, in hexadecimal.
    pub digest: String,
    /// The selector.
    pub selector: Selector,
    /// The verifying key's bytes.
    pub verifying_key: Vec<u8>,
    /// Bytes of the parts that travel.
    pub file_bytes: u64,
    /// Whether the home trusts the key. Another proves nothing here, is in no trust file and in no contract.
    pub is_trusted: bool,
}

/// What lies in the folder of keys.
#[derive(Debug)]
pub struct Listing {
    /// Keys of circuits as this program has them, by name.
    pub keys: Vec<KeySummary>,
    /// What is left aside.
    pub skipped: Vec<Skipped>,
}

/// Something in the folder of keys that is of no use to this program, and no hindrance.
#[derive(Debug)]
pub struct Skipped {
    /// Its name in the folder.
    pub name: String,
    /// Whether it is on the list of trusted keys.
    pub is_trusted: bool,
    /// Why.
    pub refusal: KeyRefusal,
}

/// A trusted key's name, and what a full check says of it.
pub type CheckedKey = (String, Result<KeySummary, StoreError>);

impl KeyStore {
    /// The keys of the home at this folder; `keys/` is made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn open(home: impl AsRef<Path>) -> Result<Self, StoreError> {
        let home = home.as_ref();
        let keys = home.join("keys");
        fs::create_dir_all(&keys).map_err(cannot("make", FOLDER))?;
        let checked = Checked::at(home.join("checked-keys.json"));
        Ok(Self { keys, pins: home.join(LIST), checked })
    }

    /// The circuits that this program knows.
    #[must_use]
    pub fn circuits() -> Vec<&'static str> {
        circuits::ids().collect()
    }

    /// Everything in the folder, by headers alone.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::TrustedList`]. What is wrong with one key is in the listing.
    pub fn list(&self) -> Result<Listing, StoreError> {
        let pins = self.pins()?;
        let (mut keys, mut skipped) = (Vec::new(), Vec::new());
        let names = self.names()?;
        for name in &names {
            let summary = self.read(name).and_then(|read| self.summary_by(&read, &pins));
            match summary {
                Ok(summary) => keys.push(summary),
                Err(refusal) => {
                    let is_trusted = parse_digest(name).is_some_and(|digest| pins.of(digest).is_some());
                    skipped.push(Skipped { name: name.clone(), is_trusted, refusal });
                }
            }
        }
        let pinned = pins.keys.iter().map(|pin| pin.verifying_key.to_string());
        let missing = pinned.filter(|name| !names.contains(name));
        skipped.extend(missing.map(|name| Skipped { name, is_trusted: true, refusal: KeyRefusal::Missing }));
        Ok(Listing { keys, skipped })
    }

    /// The keys that the home trusts, the one trusted last first. What cannot be used is left out; [`Self::list`] says why.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::TrustedList`].
    pub fn trusted(&self) -> Result<Vec<KeySummary>, StoreError> {
        let pins = self.pins()?;
        let latest = pins.keys.iter().rev();
        let summary = |name: String| self.summary_by(&self.read(&name).ok()?, &pins).ok();
        Ok(latest.filter_map(|pin| summary(pin.verifying_key.to_string())).collect())
    }

    /// The key that new proofs of a circuit are made with: of the trusted ones, the one trusted last.
    ///
    /// # Errors
    /// As [`Self::trusted`].
    pub fn current(&self, circuit: &str, network: Network) -> Result<Option<KeySummary>, StoreError> {
        Ok(self.trusted()?.into_iter().find(|key| key.circuit == circuit && key.network == network))
    }

    /// The trusted key of a selector.
    ///
    /// # Errors
    /// As [`Self::trusted`].
    pub fn of_selector(&self, selector: Selector) -> Result<Option<KeySummary>, StoreError> {
        Ok(self.trusted()?.into_iter().find(|key| key.selector == selector))
    }

    /// Opens the trusted key whose verifying key has this SHA-256 digest, in hexadecimal: maps it in the form that this
    /// processor's best backend needs. Milliseconds, but for the first time on a machine, which hashes the parts and may
    /// make that form.
    ///
    /// # Errors
    /// [`StoreError::NotTrusted`] for a key that nobody imported, [`StoreError::NotFound`], [`StoreError::Key`].
    pub fn open_key(&self, digest: &str) -> Result<CircuitKey, StoreError> {
        let (folder, name) = self.named(digest)?;
        let pins = self.pins()?;
        let refused = |source| StoreError::Key { name: digest.to_owned(), source };
        let read = self.read(digest).map_err(refused)?;
        let pin = pins.of(name).ok_or(StoreError::NotTrusted)?;
        if pin.header != read.header_digest {
            return Err(refused(KeyRefusal::Digest(files::HEADER)));
        }
        CircuitKey::open(self.files_in(&folder, name), &read).map_err(refused)
    }

    /// The development key of a circuit; a setup on this machine makes it, and the home trusts it, if there is none. Two processes
    /// that ask at once get the same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ensure_development(&self, circuit: &str) -> Result<CircuitKey, StoreError> {
        self.ensure_development_with(circuit, &mut |_, _, _| {})
    }

    /// The same, telling how far the making is, if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ensure_development_with(
        &self,
        circuit: &str,
        progress: &mut MakingProgress<'_>,
    ) -> Result<CircuitKey, StoreError> {
        let circuit = circuits::find(circuit).ok_or(StoreError::UnknownCircuit)?;
        let digest = match self.current(circuit, Network::Development)? {
            Some(key) => key.digest,
            None => self.make_development(circuit, progress)?,
        };
        self.open_key(&digest)
    }

    /// Checks every trusted key of a circuit that this program has, in full: digests, matrices, consistency, a proof.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::TrustedList`].
    pub fn verify(&self) -> Result<Vec<CheckedKey>, StoreError> {
        let pins = self.pins()?;
        let mut results = Vec::new();
        for pin in &pins.keys {
            let name = pin.verifying_key.to_string();
            let files = self.files_in(&self.folder_of(pin.verifying_key), pin.verifying_key);
            let check = || -> Result<KeySummary, KeyRefusal> {
                let read = self.read(&name)?;
                let summary = self.summary_by(&read, &pins)?;
                full::check(&files, &read)?;
                full::check_made(&files)?;
                Ok(summary)
            };
            match check() {
                Err(refusal) if refusal.is_of_another_program() => {}
                result => {
                    let named = |source| StoreError::Key { name: name.clone(), source };
                    results.push((name.clone(), result.map_err(named)));
                }
            }
        }
        Ok(results)
    }

    /// Fills a folder beside a key's, and puts it in the key's place when it is whole.
    pub(super) fn place<T>(
        &self,
        digest: Sha256,
        fill: impl FnOnce(&Path) -> Result<T, KeyRefusal>,
    ) -> Result<T, StoreError> {
        self.remove_leftovers()?;
        let target = self.folder_of(digest);
        let neighbour = || covenant_files::neighbour(&target).map_err(cannot("name", KEY));
        let partial = neighbour()?;
        fs::create_dir(&partial).map_err(cannot("make", KEY))?;
        let filled = match fill(&partial) {
            Ok(filled) => filled,
            Err(source) => {
                let _ = fs::remove_dir_all(&partial);
                return Err(StoreError::Key { name: digest.to_string(), source });
            }
        };
        if target.exists() {
            fs::rename(&target, neighbour()?).map_err(cannot("move away", KEY))?;
        }
        fs::rename(&partial, &target).map_err(cannot("put in place", KEY))?;
        covenant_files::sync_folder(&target);
        self.remove_leftovers()?;
        Ok(filled)
    }

    /// Folders that a process left half-filled when it was killed; under the lock they are nobody's.
    fn remove_leftovers(&self) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.keys).map_err(cannot("list", FOLDER))? {
            let entry = entry.map_err(cannot("list", FOLDER))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_leftover = name.starts_with('.') && name.ends_with(".part");
            if is_leftover && entry.file_type().map_err(cannot("look at", KEY))?.is_dir() {
                fs::remove_dir_all(entry.path()).map_err(cannot("remove", KEY))?;
            }
        }
        Ok(())
    }

    /// Held while a key is made or trusted.
    pub(super) fn lock(&self) -> Result<File, StoreError> {
        Ok(covenant_files::lock(&self.keys.join(".lock"), Mode::Public).map_err(cannot("lock", FOLDER))?)
    }

    pub(super) fn pins(&self) -> Result<Pins, StoreError> {
        Pins::read(&self.pins)
    }

    pub(super) fn pins_path(&self) -> &Path {
        &self.pins
    }

    pub(super) fn folder_of(&self, digest: Sha256) -> PathBuf {
        self.keys.join(digest.to_string())
    }

    pub(super) fn files_in(&self, folder: &Path, digest: Sha256) -> KeyFiles {
        KeyFiles::new(folder.to_owned(), digest, self.checked.clone())
    }

    /// A key's folder, by its digest.
    pub(super) fn named(&self, digest: &str) -> Result<(PathBuf, Sha256), StoreError> {
        let name = parse_digest(digest).ok_or(StoreError::NotFound)?;
        let folder = self.folder_of(name);
        if folder.is_dir() { Ok((folder, name)) } else { Err(StoreError::NotFound) }
    }

    /// The header of what has this name in the folder.
    pub(super) fn read(&self, name: &str) -> Result<Entry, KeyRefusal> {
        let path = self.keys.join(name);
        if path.is_file() {
            let is_earlier = path.extension().is_some_and(|extension| extension == "key");
            return Err(if is_earlier {
                KeyRefusal::EarlierForm
            } else {
                KeyRefusal::Malformed("no folder")
            });
        }
        if !path.exists() {
            return Err(KeyRefusal::Missing);
        }
        let read = Entry::from_folder(&path)?;
        if read.digest.to_string() == name { Ok(read) } else { Err(KeyRefusal::Name) }
    }

    pub(super) fn summary(&self, read: &Entry) -> Result<KeySummary, KeyRefusal> {
        let pins = self.pins().map_err(|_| KeyRefusal::Malformed("list of trusted keys"))?;
        self.summary_by(read, &pins)
    }

    fn summary_by(&self, read: &Entry, pins: &Pins) -> Result<KeySummary, KeyRefusal> {
        let circuit = read.header.circuit()?;
        let pin = pins.of(read.digest);
        if pin.is_some_and(|pin| pin.header != read.header_digest) {
            return Err(KeyRefusal::Digest(files::HEADER));
        }
        Ok(KeySummary {
            circuit,
            network: read.header.network,
            digest: read.digest.to_string(),
            selector: read.selector(circuit),
            verifying_key: read.verifying_key.clone(),
            file_bytes: read.header.proving_key.bytes + read.header.matrices.bytes,
            is_trusted: pin.is_some(),
        })
    }

    /// What lies in the folder, by name.
    fn names(&self) -> Result<Vec<String>, StoreError> {
        let entries = fs::read_dir(&self.keys).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = entries.map_err(cannot("list", FOLDER))?;
        let names = entries.into_iter().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        Ok(names)
    }
}

/// 64 hexadecimal digits.
pub(super) fn parse_digest(text: &str) -> Option<Sha256> {
    let bytes: [u8; 32] = field::hex_bytes(text).ok()?.try_into().ok()?;
    let digest = Sha256(bytes);
    (digest.to_string() == text).then_some(digest)
}
