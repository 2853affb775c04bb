//! A home as the store of an operator's records: each is a file.

use std::fs;
use std::path::PathBuf;

use covenant_parties::store::MAX_POLICIES;
use covenant_parties::{Record, Store};
use zeroize::Zeroizing;

use super::{Home, Lock, io_failure};
use crate::failure::{Failure, Result};
use crate::files::{self, Mode};

impl Home {
    fn record_path(&self, record: Record<'_>) -> PathBuf {
        match record {
            Record::Registry => self.registry_path(),
            Record::NullifierKey => self.nullifier_key_path(),
            Record::ProverKey => self.prover_key_path(),
            Record::RegistrarKey => self.registrar_key_path(),
            Record::Policy(name) => self.policies_path().join(format!("{name}.json")),
            Record::Custodies => self.folder.join("custodies.json"),
            Record::Entities => self.folder.join("entities.json"),
            Record::Prices => self.folder.join("prices.json"),
        }
    }
}

impl Store for Home {
    type Error = Failure;
    type Lock = Lock;

    /// Waits until no other process changes this home.
    fn lock(&self) -> Result<Lock> {
        let path = self.folder.join("home.lock");
        let file = covenant_files::lock(&path, Mode::Secret);
        file.map(|file| Lock { _file: file }).map_err(|error| io_failure("lock", &path, &error))
    }

    fn has(&self, record: Record<'_>) -> Result<bool> {
        Ok(self.record_path(record).exists())
    }

    fn read(&self, record: Record<'_>) -> Result<Zeroizing<Vec<u8>>> {
        files::read(&self.record_path(record), record.max_bytes(), record.field())
    }

    fn write(&self, record: Record<'_>, bytes: &[u8]) -> Result<()> {
        let mode = if record.is_private() { Mode::Secret } else { Mode::Public };
        files::replace(&self.record_path(record), bytes, mode)
    }

    fn require_own_registry(&self) -> Result<()> {
        // Another process may have begun to follow one.
        if Self::open(Some(&self.folder))?.config.registry.is_none() {
            return Ok(());
        }
        let message = "this home follows another's registry of parties: its registrar registers and revokes, and `registry pull` brings that here";
        Err(Failure::refused("registry/followed", message).at("home"))
    }

    fn policy_names(&self) -> Result<Vec<String>> {
        let folder = self.policies_path();
        let unreadable = |error: std::io::Error| {
            let message = format!("cannot list {}: {}", folder.display(), files::reason(&error));
            Failure::input("home/policies", message).at("home.policies")
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            // No policy is written under a name that is not text.
            names.extend(name.to_str().and_then(|name| name.strip_suffix(".json")).map(str::to_owned));
        }
        if names.len() > MAX_POLICIES {
            return Err(Failure::input("home/policies", format!("more than {MAX_POLICIES} policies")));
        }
        names.sort();
        Ok(names)
    }
}
