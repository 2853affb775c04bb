//! A folder of key files.

use super::{
    CircuitKey, circuits, consistency,
    file::{self, KeyFile, KeyFileError},
};
use covenant_engine::groth16::R1cs;
use covenant_relations::{digest, matrices};
use covenant_statements::{Network, Selector, field};
use covenant_verifier::groth16::PreparedVerifyingKey;
use rand::rngs::OsRng;
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::OnceLock,
};

/// A folder of key files, `<digest of the verifying key>.key`.
#[derive(Clone, Debug)]
pub struct KeyStore {
    folder: PathBuf,
}

/// What a key file says of itself, after its digest was checked.
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
    /// The file's size in bytes.
    pub file_bytes: u64,
    /// Whether the key was made for the circuit as this program has it; another is of no use to it.
    pub is_current: bool,
}

/// A key file's name, and what a full check says of it.
pub type CheckedFile = (String, Result<KeySummary, StoreError>);

/// Why a store cannot give a key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder cannot be used.
    #[error("the key folder cannot be read or written")]
    Io(#[from] std::io::Error),
    /// A key file is refused.
    #[error("key file {name}: {source}")]
    File {
        /// The file's name.
        name: String,
        /// Why.
        source: KeyFileError,
    },
    /// There is no such circuit.
    #[error("no circuit of this name")]
    UnknownCircuit,
    /// No key of that digest.
    #[error("no key with this digest")]
    NotFound,
    /// The set-up failed.
    #[error("the set-up failed")]
    Setup,
    /// The parts of the proving key do not belong together: its proofs might not hide what they prove.
    #[error("the proving key's parts do not belong together")]
    Inconsistent,
    /// The key is not one of this program's circuit.
    #[error("the key does not fit the circuit")]
    Mismatch,
}

impl StoreError {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "key/io",
            Self::File { source, .. } => source.code(),
            Self::UnknownCircuit => "key/unknown-circuit",
            Self::NotFound => "key/not-found",
            Self::Setup => "key/setup",
            Self::Inconsistent => "key/inconsistent",
            Self::Mismatch => "key/other-circuit",
        }
    }
}

impl KeyStore {
    /// Opens a folder, made if it is not there.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        Ok(Self { folder })
    }

    /// The circuits that this program knows.
    #[must_use]
    pub fn circuits() -> Vec<&'static str> {
        circuits::ids().collect()
    }

    /// The development key of a circuit; a set-up makes it if the folder has none. Two processes that ask at once get the
    /// same.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn ensure_development(&self, circuit: &str) -> Result<CircuitKey, StoreError> {
        let circuit = circuits::find(circuit).ok_or(StoreError::UnknownCircuit)?;
        let lock = File::create(self.folder.join(".lock"))?;
        lock.lock()?;
        // A key that an earlier state of this version was set up for stays where it is, and is not used.
        let constraints = circuits::shape(circuit).map(|cs| digest(&cs)).ok_or(StoreError::UnknownCircuit)?;
        for path in self.files()? {
            let key = read(&path)?;
            if key.circuit == circuit && key.network == Network::Development && key.constraints == constraints
            {
                return complete(key);
            }
        }
        let proving_key = circuits::setup(circuit, &mut OsRng).ok_or(StoreError::Setup)?;
        let verifying_key = file::verifying_key(&proving_key).map_err(|_| StoreError::Setup)?;
        let key = KeyFile { circuit, network: Network::Development, constraints, verifying_key, proving_key };
        self.write(&key)?;
        complete(key)
    }

    /// The key whose verifying key has this SHA-256 digest, in hexadecimal.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load(&self, digest: &str) -> Result<CircuitKey, StoreError> {
        let named = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == digest);
        let files = self.files()?;
        let path = files.iter().find(named).ok_or(StoreError::NotFound)?;
        complete(read(path)?)
    }

    /// Every key file, each checked in full.
    ///
    /// # Errors
    /// The first file that is refused.
    pub fn list(&self) -> Result<Vec<KeySummary>, StoreError> {
        let shapes = Shapes::new();
        self.files()?.iter().map(|path| Ok(shapes.summary(&read(path)?, fs::metadata(path)?.len()))).collect()
    }

    /// Every key file with what a full check says of it: digest, circuit, and whether the proving key's parts belong
    /// together.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the folder cannot be read.
    pub fn verify(&self) -> Result<Vec<CheckedFile>, StoreError> {
        let shapes = Shapes::new();
        let check = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let result = read(path).and_then(|key| {
                let summary = shapes.summary(&key, fs::metadata(path)?.len());
                let consistent = consistency::is_consistent(&key.proving_key);
                complete(key)?;
                if consistent { Ok(summary) } else { Err(StoreError::Inconsistent) }
            });
            (name, result)
        };
        Ok(self.files()?.iter().map(check).collect())
    }

    fn files(&self) -> Result<Vec<PathBuf>, StoreError> {
        let entries = fs::read_dir(&self.folder)?.collect::<Result<Vec<_>, _>>()?;
        let mut files: Vec<PathBuf> = entries.into_iter().map(|e| e.path()).collect();
        files.retain(|path| path.extension().is_some_and(|e| e == "key"));
        files.sort();
        Ok(files)
    }

    /// Writes the file so that it appears whole or not at all.
    fn write(&self, key: &KeyFile) -> Result<(), StoreError> {
        let name = format!("{}.key", field::bytes_hex(&file::digest(&key.verifying_key)));
        let bytes = key.encode().map_err(|source| StoreError::File { name: name.clone(), source })?;
        let partial = self.folder.join(format!("{name}.partial"));
        let mut out = File::create(&partial)?;
        out.write_all(&bytes)?;
        out.sync_all()?;
        fs::rename(&partial, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }
}

/// Reads and checks one file.
fn read(path: &Path) -> Result<KeyFile, StoreError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let refused = |source: KeyFileError| StoreError::File { name: name.clone(), source };
    let bytes = read_bounded(path).map_err(|e| refused(e.into()))?;
    let key = KeyFile::decode(&bytes).map_err(refused)?;
    let expected = format!("{}.key", field::bytes_hex(&file::digest(&key.verifying_key)));
    if name == expected { Ok(key) } else { Err(refused(KeyFileError::Name)) }
}

fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(file::MAX_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The digests of the circuits' constraints.
struct Shapes(Vec<(&'static str, [u8; 32])>);

impl Shapes {
    fn new() -> Self {
        let shape = |id| Some((id, digest(&circuits::shape(id)?)));
        Self(circuits::ids().filter_map(shape).collect())
    }

    fn summary(&self, key: &KeyFile, file_bytes: u64) -> KeySummary {
        let verifying_key = key.verifying_key.to_bytes();
        KeySummary {
            circuit: key.circuit,
            network: key.network,
            digest: field::bytes_hex(&file::digest(&key.verifying_key)),
            selector: Selector::new(key.network, key.circuit, &verifying_key),
            verifying_key,
            file_bytes,
            is_current: self.0.contains(&(key.circuit, key.constraints)),
        }
    }
}

/// Adds the circuit's matrices, and checks that the key has the circuit's measures.
fn complete(key: KeyFile) -> Result<CircuitKey, StoreError> {
    let KeyFile { circuit, network, constraints, verifying_key, proving_key } = key;
    let cs = circuits::shape(circuit).ok_or(StoreError::UnknownCircuit)?;
    let [a, b, c] = matrices(&cs);
    let r1cs = R1cs::from_matrices([&a, &b, &c], cs.num_instance(), cs.num_witness())
        .map_err(|_| StoreError::Mismatch)?;
    let fits = constraints == digest(&cs)
        && verifying_key.public_inputs() + 1 == cs.num_instance()
        && proving_key.a_query.len() == cs.num_instance() + cs.num_witness()
        && proving_key.h_query.len() == r1cs.domain_size();
    if !fits {
        return Err(StoreError::Mismatch);
    }
    let digest = file::digest(&verifying_key);
    let verifier = PreparedVerifyingKey::new(&verifying_key);
    let prepared = OnceLock::new();
    Ok(CircuitKey { circuit, network, digest, verifying_key, verifier, proving_key, r1cs, prepared })
}
