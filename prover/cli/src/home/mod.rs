//! A home: the folder of one operator. In a development home that is registrar, nullifier registry, prover and verifier at
//! once.
//!
//! | path | what |
//! |---|---|
//! | `config.toml` | the network, the services, the home registry |
//! | `parties.json` | the registry of parties, and its roots with their days: its own, or as it was last pulled |
//! | `registry/list.json` | the registry of parties as it was last published, or pulled |
//! | `registrar.key` | the key that a registrar publishes its registry under (0600) |
//! | `trust.json` | the trust file by which this home judges, if it has imported one |
//! | `nullifier.key` | the nullifier registry's key (0600) |
//! | `prover.key` | the prover's Ed25519 key (0600) |
//! | `policies/` | the policies that are trusted; `default.json` is used when none is named |
//! | `prices.json` | the price roots that are trusted, once there is one |
//! | `custodies.json` | the vaults and pools that are followed, once there is one |
//! | `entities.json` | whose coverage is followed, auditors, keys of liabilities, once there is one |
//! | `liabilities/` | parameters of chunks of liabilities |
//! | `keys/` | proving and verifying keys, by digest |
//! | `trusted-keys.json` | which of them are trusted |
//! | `checked-keys.json` | which of their files were hashed, and when; disposable |
//! | `log/`, `log.key` | the log of attestations, which may be published as it lies, and its key (0600) |
//! | `log.seen` | the newest checkpoint of that log, whoever of this home appended |
//! | `service/` | the service's store and its key |
//! | `attestations/` | what `quickstart` leaves |

pub(crate) mod config;
mod kinds;
pub(crate) mod nullifier;
pub(crate) mod policies;
mod store;
pub(crate) mod trust;

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::key_file::{Purpose, ed25519_key_to_json};
use covenant_parties::store::DEFAULT_POLICY;
use covenant_parties::{Record, Registry, Store as _, policies as policy_files};
use covenant_statements::Network;
use rand::rngs::OsRng;

use crate::failure::{Failure, Result};
use crate::files::{self, Mode};
use crate::key_files;
use config::Config;
pub(crate) use kinds::HomeKind;

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

/// A home that cannot be made or locked.
pub(crate) fn io_failure(operation: &str, path: &Path, error: &io::Error) -> Failure {
    let message = format!("cannot {operation} {}: {}", path.display(), files::reason(error));
    Failure::input("home/unwritable", message).at("home")
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

    /// Makes a development home in a folder that is empty or missing, for everything at once.
    pub(crate) fn init(folder: &Path, config: Config, nullifier_key: Option<SecretKey>) -> Result<Self> {
        Self::init_for(folder, config, &HomeKind::ALL, nullifier_key)
    }

    /// Makes a development home with the secret keys of these kinds and no others.
    pub(crate) fn init_for(
        folder: &Path,
        config: Config,
        kinds: &[HomeKind],
        nullifier_key: Option<SecretKey>,
    ) -> Result<Self> {
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
            made.map_err(|error| io_failure("make", &path, &error))?;
        }
        let home = Self { folder: folder.to_owned(), config };
        if kinds.contains(&HomeKind::NullifierRegistry) {
            let key = nullifier_key.unwrap_or_else(|| SecretKey::generate(&mut OsRng));
            key_files::create(&home.nullifier_key_path(), &key, Purpose::Nullifier)?;
        }
        if kinds.contains(&HomeKind::Prover) {
            let key = ed25519_key_to_json(&new_ed25519_key(), Purpose::Prover);
            files::create(&home.prover_key_path(), &key, Mode::Secret)?;
        }
        if kinds.contains(&HomeKind::Registrar) {
            home.make_registrar_key()?;
        }
        let policy = policy_files::to_json(&policy_files::development_default());
        home.write(Record::Policy(DEFAULT_POLICY), &policy)?;
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

    pub(crate) fn registrar_key_path(&self) -> PathBuf {
        self.folder.join("registrar.key")
    }

    /// The registry of parties as it was last published, or pulled.
    pub(crate) fn list_path(&self) -> PathBuf {
        self.folder.join("registry").join("list.json")
    }

    /// The trust file that was imported.
    pub(crate) fn trust_path(&self) -> PathBuf {
        self.folder.join("trust.json")
    }

    /// Whether it proves: whoever does signs attestations.
    pub(crate) fn is_prover(&self) -> bool {
        self.prover_key_path().exists()
    }

    /// Makes the key that a registrar publishes under; refused where there is one.
    pub(crate) fn make_registrar_key(&self) -> Result<()> {
        let key = ed25519_key_to_json(&new_ed25519_key(), Purpose::Registrar);
        files::create(&self.registrar_key_path(), &key, Mode::Secret)
    }

    pub(crate) fn policies_path(&self) -> PathBuf {
        self.folder.join("policies")
    }
}

fn new_ed25519_key() -> ed25519_dalek::SigningKey {
    use rand::RngCore as _;
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    OsRng.fill_bytes(&mut *seed);
    ed25519_dalek::SigningKey::from_bytes(&seed)
}
