//! The folder of a sample: a development home of its own, with the sample's files beside the home's.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use covenant_gadgets::eddsa::SecretKey;
use covenant_parties::key_file::Purpose;
use covenant_parties::obligation::NoteOpening;
use covenant_parties::{Format as _, Store as _};
use covenant_statements::{Note, field};
use serde_json::Value;
use zeroize::Zeroizing;

use super::draw::Draw;
use super::parties::Parties;
use crate::failure::Result;
use crate::files::{self, Mode};
use crate::home::config::Config;
use crate::home::{Home, io_failure};
use crate::key_files;

/// The contract that a sample's notes are registered with.
pub(super) const CHAIN: &str = "eip155:31337";
pub(super) const CONTRACT: &str = "0x00000000000000000000000000000000000c0de1";

/// A sample's folder.
pub(super) struct Folder {
    /// The home that it is.
    pub(super) home: Home,
}

impl Folder {
    /// Makes the home in a folder that is empty or missing; the nullifier registry's key is the seed's.
    pub(super) fn make(path: &Path, draw: &mut Draw) -> Result<Self> {
        let config = Config::development(Some(format!("{CHAIN}:{CONTRACT}")));
        Ok(Self { home: Home::init(path, config, Some(SecretKey::generate(draw.rng())))? })
    }

    /// Where a file of this name lies.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.home.folder().join(name)
    }

    /// Keeps the registry, and each party's key in `actors/`.
    pub(super) fn keep(&self, parties: &Parties) -> Result<()> {
        self.inner("actors")?;
        let actors = self.path("actors");
        for party in &parties.all {
            key_files::create(&actors.join(format!("{}.key", party.part)), &party.key, Purpose::Signing)?;
        }
        self.home.change_registry(|registry| {
            *registry = parties.registry.clone();
            Ok(())
        })
    }

    /// Makes a folder in it.
    pub(super) fn inner(&self, name: &str) -> Result<()> {
        let path = self.path(name);
        DirBuilder::new().mode(0o700).create(&path).map_err(|error| io_failure("make", &path, &error))
    }

    /// A file for everybody to read.
    pub(super) fn public(&self, name: &str, bytes: &[u8]) -> Result<()> {
        files::create(&self.path(name), bytes, Mode::Public)
    }

    /// A file for its owner.
    pub(super) fn secret(&self, name: &str, bytes: &[u8]) -> Result<()> {
        files::create(&self.path(name), bytes, Mode::Secret)
    }

    /// The notes' openings in a folder of it, by commitment.
    pub(super) fn openings(&self, name: &str, notes: &[Note]) -> Result<()> {
        self.inner(name)?;
        for note in notes {
            let opening = NoteOpening::from(note.clone());
            let file = field::bytes_hex(&field::to_be_bytes(&opening.commitment));
            self.secret(&format!("{name}/{file}.json"), &Zeroizing::new(opening.to_json()))?;
        }
        Ok(())
    }

    /// What the sample's figures must be.
    pub(super) fn expected(&self, figures: &Value) -> Result<()> {
        self.secret("expected.json", format!("{figures:#}\n").as_bytes())
    }
}
