//! `config.toml`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use covenant_service::IdentityFiles;
use covenant_statements::Network;
use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Result};
use crate::files;

const MAX_BYTES: usize = 64 * 1024;

/// What a home is set up for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The version of this form: 1.
    pub(crate) version: u32,
    /// The network. A development home makes its own proving keys.
    pub(crate) network: Network,
    /// The contract that spends the nullifiers of this home's nullifier registry, by CAIP-10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) home_registry: Option<String>,
    /// Where points are evaluated: `in-process`, or a service whose key is pinned.
    pub(crate) nullifier_registry: NullifierRegistry,
    /// Where `serve` listens.
    pub(crate) listen: SocketAddr,
    /// The service's certificate and who may call it, brought along; else those in the home's `identity`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<Identity>,
    /// Whether attestations that this home makes go through its log; they do if it is not there.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub(crate) log: bool,
    /// For how many days the service keeps jobs after their end, with their results; for ever if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) keep_jobs_days: Option<u32>,
    /// How often one caller may ask this home's nullifier registry; the service's own limits if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) evaluations: Option<Allowance>,
    /// How often one caller may ask for a holder's inclusion proof; the service's own limits if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) inclusions: Option<Allowance>,
    /// The registry of parties that this home follows; it keeps its own if it is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) registry: Option<FollowedRegistry>,
}

/// A registry of parties that somebody else keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowedRegistry {
    /// The registrar's public key, as a signed note has it: `name+id+base64`.
    pub(crate) registrar: String,
    /// The registrar's service; none where its list comes as a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) server: Option<String>,
    /// The folder of the identity that this home calls it as; else the home's `caller`. From the home's folder, if it is not absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<PathBuf>,
}

/// A caller's allowance: who can call the nullifier registry can guess documents, and who can ask for inclusion proofs can guess accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allowance {
    /// Calls at once.
    pub(crate) burst: u32,
    /// Calls a minute after that.
    pub(crate) per_minute: u32,
}

/// Files of an identity that was brought along; paths are from the home's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// The service's certificate, and those between it and a root; PEM.
    pub(crate) certificate: PathBuf,
    /// Its private key; PEM.
    pub(crate) key: PathBuf,
    /// The roots under which callers have their certificates; PEM.
    pub(crate) callers: PathBuf,
    /// The tenants.
    pub(crate) tenants: PathBuf,
}

impl Identity {
    /// The files as the service takes them.
    pub(crate) fn files(self, home: &Path) -> IdentityFiles {
        IdentityFiles {
            certificate: home.join(self.certificate),
            key: home.join(self.key),
            callers: home.join(self.callers),
            tenants: home.join(self.tenants),
        }
    }
}

/// Where the nullifier registry is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", untagged)]
pub(crate) enum NullifierRegistry {
    /// In this process, with this home's key: `in-process`.
    InProcess(InProcess),
    /// A service whose key is pinned.
    Pinned(PinnedRegistry),
    /// A service alone, as homes were once configured: nothing says whose answers are to be believed, and it is not asked.
    Url(String),
}

/// A nullifier registry on a host of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PinnedRegistry {
    /// The service.
    pub(crate) url: String,
    /// Its public key, packed, in hexadecimal: answers are proved to be made with it, and with no other.
    pub(crate) key: String,
    /// The folder of the identity that this home calls it as; else the home's `caller`. From the home's folder, if it is not absolute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) identity: Option<PathBuf>,
}

/// The word `in-process`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum InProcess {
    /// The one word.
    #[serde(rename = "in-process")]
    Word,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_yes(value: &bool) -> bool {
    *value
}

impl Config {
    /// What `init --development` writes.
    pub(crate) fn development(home_registry: Option<String>) -> Self {
        Self {
            version: 1,
            network: Network::Development,
            home_registry,
            nullifier_registry: NullifierRegistry::InProcess(InProcess::Word),
            listen: SocketAddr::from(([127, 0, 0, 1], 7420)),
            identity: None,
            log: true,
            keep_jobs_days: None,
            evaluations: None,
            inclusions: None,
            registry: None,
        }
    }

    /// Whether the home makes its own keys.
    pub(crate) fn is_development(&self) -> bool {
        self.network == Network::Development
    }

    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bad = |message: &str| Failure::input("home/config", message).at("home.config");
        let bytes = files::read(path, MAX_BYTES, "home.config")?;
        let text = std::str::from_utf8(&bytes).map_err(|_| bad("not UTF-8"))?;
        // The parser's own message quotes the file.
        let config: Self = toml::from_str(text).map_err(|_| bad("not the TOML of a home's configuration"))?;
        if config.version == 1 { Ok(config) } else { Err(bad("not of version 1")) }
    }

    /// The file's text.
    pub(crate) fn to_toml(&self) -> Result<String> {
        toml::to_string(self)
            .map_err(|_| Failure::input("home/config", "cannot be written").at("home.config"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations_come_back() {
        let mut config = Config::development(None);
        let text = config.to_toml().unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), config);
        assert!(text.contains("nullifier_registry = \"in-process\""));
        config.nullifier_registry = NullifierRegistry::Url("http://127.0.0.1:7420".into());
        assert_eq!(toml::from_str::<Config>(&config.to_toml().unwrap()).unwrap(), config);
        assert!(!text.contains("log"));
        config.log = false;
        assert_eq!(toml::from_str::<Config>(&config.to_toml().unwrap()).unwrap(), config);
        assert!(toml::from_str::<Config>(&(text + "other = 1\n")).is_err());
        let (url, key) = ("https://nullifier.example:7420".to_owned(), "00".repeat(32));
        let pinned = PinnedRegistry { url, key, identity: Some("callers/nullifier".into()) };
        config.nullifier_registry = NullifierRegistry::Pinned(pinned);
        config.registry =
            Some(FollowedRegistry { registrar: "a+00000000+AA==".into(), server: None, identity: None });
        assert_eq!(toml::from_str::<Config>(&config.to_toml().unwrap()).unwrap(), config);
    }
}
