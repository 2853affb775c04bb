//! The files of one key, and how they are opened.

use super::{
    checked::{Checked, Fault},
    error::{FileFault, KeyRefusal, cannot},
    header::{Entry, Header, Part},
};
use covenant_engine::{
    EngineError, Form, PreparedProvingKey,
    groth16::{R1cs, Setup, SetupProgress},
};
use covenant_statements::Network;
use covenant_verifier::{groth16::VerifyingKey, wire::Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The header.
pub(super) const HEADER: &str = "key.json";
/// The proving key in the form that travels.
pub(super) const PORTABLE: &str = "portable.pk";
/// The same for AVX-512 IFMA, made where it is needed.
pub(super) const AVX512: &str = "avx512.pk";
/// The matrices.
pub(super) const MATRICES: &str = "circuit.r1cs";

/// The files of a key in a home.
#[derive(Clone, Debug)]
pub(super) struct KeyFiles {
    folder: PathBuf,
    /// The key's digest in hexadecimal, by which the list of checked files names them.
    name: String,
    checked: Checked,
}

impl KeyFiles {
    pub(super) fn new(folder: PathBuf, digest: Sha256, checked: Checked) -> Self {
        Self { folder, name: digest.to_string(), checked }
    }

    pub(super) fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    fn listed(&self, file: &str) -> String {
        format!("{}/{file}", self.name)
    }

    /// The matrices, mapped.
    pub(super) fn matrices(&self, part: Part) -> Result<R1cs, EngineError> {
        self.require(MATRICES, part.sha256)?;
        R1cs::open_unhashed(&self.path(MATRICES))
    }

    /// The proving key in a backend's form, mapped. The first time on a machine, AVX-512's form is made.
    pub(super) fn proving_key(&self, part: Part, form: Form) -> Result<PreparedProvingKey, EngineError> {
        match form {
            Form::R256 => {
                self.require(PORTABLE, part.sha256)?;
                PreparedProvingKey::open_unhashed(&self.path(PORTABLE), form)
            }
            Form::R260 => match self.made_before(form) {
                Some(key) => Ok(key),
                None => self.make_form(part, form),
            },
        }
    }

    /// What an earlier call has made, if it is as it was left.
    fn made_before(&self, form: Form) -> Option<PreparedProvingKey> {
        let (path, listed) = (self.path(AVX512), self.listed(AVX512));
        let noted = self.checked.noted(&listed)?;
        let holds = self.checked.has_digest(&listed, &path, noted).ok()?;
        if holds { PreparedProvingKey::open_unhashed(&path, form).ok() } else { None }
    }

    fn make_form(&self, part: Part, form: Form) -> Result<PreparedProvingKey, EngineError> {
        let key = self.proving_key(part, Form::R256)?;
        let path = self.path(AVX512);
        // A folder that cannot be written: this process has its own copy.
        let Ok(digest) = key.write_in_form(&path, form) else { return Ok(key.in_form(form)) };
        self.checked.wrote(&self.listed(AVX512), &path, Sha256(digest));
        drop(key);
        PreparedProvingKey::open_unhashed(&path, form)
    }

    /// Refuses a file that has another digest.
    fn require(&self, file: &str, sha256: Sha256) -> Result<(), EngineError> {
        let path = self.path(file);
        match self.checked.has_digest(&self.listed(file), &path, sha256) {
            Ok(true) => Ok(()),
            Ok(false) => Err(EngineError::WrongDigest { path }),
            Err(Fault(operation, source)) => Err(EngineError::Io { operation, path, source }),
        }
    }
}

/// Writes a circuit's matrices, which are not needed in memory any more.
pub(super) fn write_matrices(folder: &Path, matrices: R1cs) -> Result<Part, KeyRefusal> {
    let path = folder.join(MATRICES);
    let digest = matrices.write(&path)?;
    Ok(part(&path, MATRICES, digest)?)
}

/// Makes the points of a key and writes them.
pub(super) fn write_proving_key(
    folder: &Path,
    setup: &Setup,
    progress: &mut SetupProgress<'_>,
) -> Result<Part, KeyRefusal> {
    let path = folder.join(PORTABLE);
    let digest = setup.write(&path, progress)?;
    Ok(part(&path, PORTABLE, digest)?)
}

/// Writes the header of the parts that are there, and returns it.
pub(super) fn write_header(
    folder: &Path,
    circuit: &str,
    network: Network,
    constraints: [u8; 32],
    verifying_key: &VerifyingKey,
    parts: [Part; 2],
) -> Result<Entry, KeyRefusal> {
    let header = Header::new(circuit, network, constraints, &verifying_key.to_bytes(), parts);
    let json = header.to_json()?;
    covenant_files::create(&folder.join(HEADER), &json, covenant_files::Mode::Public)
        .map_err(cannot("write", HEADER))?;
    Entry::from_json(&json)
}

fn part(path: &Path, file: &'static str, digest: [u8; 32]) -> Result<Part, FileFault> {
    let bytes = fs::metadata(path).map_err(cannot("look at", file))?.len();
    Ok(Part { bytes, sha256: Sha256(digest) })
}
