//! A home: the folder of one operator. In a development home that is registrar, nullifier registry, prover and verifier at
//! once.
//!
//! | path | what |
//! |---|---|
//! | `config.toml` | the network, the services, the home registry |
//! | `parties.json` | the registry of parties, and its roots with their days |
//! | `nullifier.key` | the nullifier registry's key (0600) |
//! | `prover.key` | the prover's Ed25519 key (0600) |
//! | `policies/` | the policies that are trusted; `default.json` is used when none is named |
//! | `keys/` | proving and verifying keys, by digest |
//! | `service/` | the service's store and its key |
//! | `attestations/` | what `quickstart` leaves |

pub(crate) mod config;
pub(crate) mod nullifier;
pub(crate) mod policies;
pub(crate) mod registry;
pub(crate) mod roots;
pub(crate) mod trust;

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::Network;
use rand::rngs::OsRng;

use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::formats::key_file::{self, Purpose};
use config::Config;
use registry::Registry;

/// An open home.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    config: Config,
}

/// Held while a home is changed.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::input("home/unwritable", format!("{}: {}", path.display(), error.kind())).at("home")
}

impl Home {
    /// Opens a home that was named.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self> {
        let folder = folder.ok_or_else(|| {
            Failure::usage("usage/home", "name a home: --home DIR, or the variable COVENANT_HOME").at("home")
        })?;
        let config = folder.join("config.toml");
        if !config.is_file() {
            let message = format!("{} is not a home; `covenant init` makes one", folder.display());
            return Err(Failure::input("home/not-a-home", message).at("home"));
        }
        Ok(Self { folder: folder.to_owned(), config: Config::read(&config)? })
    }

    /// Makes a development home in a folder that is empty or missing.
    pub(crate) fn init(folder: &Path, config: Config, nullifier_key: Option<SecretKey>) -> Result<Self> {
        if folder.join("config.toml").exists() {
            let message = format!("{} is a home already", folder.display());
            return Err(Failure::input("home/exists", message).at("home"));
        }
        let occupied = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        if occupied {
            let message = format!("{} holds other files", folder.display());
            return Err(Failure::input("home/not-empty", message).at("home"));
        }
        for part in ["", "policies", "keys", "attestations"] {
            let path = folder.join(part);
            let made = DirBuilder::new().recursive(true).mode(0o700).create(&path);
            made.map_err(|error| io_failure(&path, &error))?;
        }
        let home = Self { folder: folder.to_owned(), config };
        let key = nullifier_key.unwrap_or_else(|| SecretKey::generate(&mut OsRng));
        key_file::write_curve_key(&home.nullifier_key_path(), &key, Purpose::Nullifier)?;
        key_file::write_prover_key(&home.prover_key_path(), &new_prover_key())?;
        policies::write_default(&home)?;
        files::create(&home.registry_path(), &Registry::default().to_json(), Mode::Secret)?;
        // Last, since it is what makes the folder a home.
        files::create(&home.config_path(), home.config.to_toml()?.as_bytes(), Mode::Public)?;
        Ok(home)
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The configuration.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// The network.
    pub(crate) fn network(&self) -> Network {
        self.config.network
    }

    /// Writes another configuration.
    pub(crate) fn set_config(&mut self, config: Config) -> Result<()> {
        files::replace(&self.config_path(), config.to_toml()?.as_bytes(), Mode::Public)?;
        self.config = config;
        Ok(())
    }

    /// Waits until no other process changes this home.
    pub(crate) fn lock(&self) -> Result<Lock> {
        let path = self.folder.join("home.lock");
        let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.and_then(|file| file.lock().map(|()| file));
        file.map(|file| Lock { _file: file }).map_err(|error| io_failure(&path, &error))
    }

    /// The registry of parties.
    pub(crate) fn registry(&self) -> Result<Registry> {
        let bytes = files::read(&self.registry_path(), registry::MAX_BYTES, "home.parties")?;
        Registry::from_json(&bytes)
    }

    /// Writes the registry of parties; to be called under [`Home::lock`], on a registry that was read under it.
    pub(crate) fn set_registry(&self, registry: &Registry) -> Result<()> {
        files::replace(&self.registry_path(), &registry.to_json(), Mode::Secret)
    }

    /// The nullifier registry's key, where this home has one.
    pub(crate) fn nullifier_key(&self) -> Result<SecretKey> {
        let path = self.nullifier_key_path();
        if !path.exists() {
            return Err(Failure::new(
                Exit::Refused,
                "home/no-nullifier-key",
                "this home is no nullifier registry",
            ));
        }
        key_file::read_curve_key(&path, Purpose::Nullifier, "home.nullifier_key")
    }

    /// The prover's signing key.
    pub(crate) fn prover_key(&self) -> Result<ed25519_dalek::SigningKey> {
        key_file::read_prover_key(&self.prover_key_path(), "home.prover_key")
    }

    pub(crate) fn config_path(&self) -> PathBuf {
        self.folder.join("config.toml")
    }

    pub(crate) fn registry_path(&self) -> PathBuf {
        self.folder.join("parties.json")
    }

    pub(crate) fn nullifier_key_path(&self) -> PathBuf {
        self.folder.join("nullifier.key")
    }

    pub(crate) fn prover_key_path(&self) -> PathBuf {
        self.folder.join("prover.key")
    }

    pub(crate) fn policies_path(&self) -> PathBuf {
        self.folder.join("policies")
    }
}

fn new_prover_key() -> ed25519_dalek::SigningKey {
    use rand::RngCore as _;
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    OsRng.fill_bytes(&mut *seed);
    ed25519_dalek::SigningKey::from_bytes(&seed)
}
