//! A home's parameters and keys for chunks of liabilities.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use covenant_files::{Mode, Pending};
use covenant_halo2_verifier::key_entry;
use covenant_liabilities::inclusion::{self, CosetKey, KeyOrigin, kept_coset_key};
use covenant_liabilities::srs::Origin;
use covenant_liabilities::{ProvingKey, Shape, Srs, VerifyingKey, kept_proving_key};
use covenant_parties::Store as _;
use covenant_statements::Network;
use covenant_verifier::wire::Sha256;
use rand::rngs::OsRng;

use super::args::ParametersArgs;
use crate::failure::{Exit, Failure, Result};
use crate::home::Home;
use crate::output::Reply;

fn path(home: &Home, k: u32) -> PathBuf {
    home.folder().join("liabilities").join(format!("srs-{k}"))
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("{}: {}", path.display(), covenant_files::reason(error));
    Failure::new(Exit::Input, "file/unwritable", message).at("home.liabilities")
}

/// The home's parameters for 2^k rows. A development home that has none makes them, and whoever makes them this way can forge.
pub(super) fn srs(home: &Home, k: u32) -> Result<Srs> {
    if path(home, k).exists() {
        return existing_srs(home, k);
    }
    if !home.config().is_development() {
        let message = format!(
            "this home has no parameters for 2^{k} rows: take a ceremony's with `solvency parameters`"
        );
        return Err(Failure::refused("srs/missing", message).at("home.liabilities"));
    }
    let srs = Srs::development(k, &mut OsRng)?;
    keep(home, &srs)?;
    Ok(srs)
}

/// The home's parameters, where it has them.
pub(super) fn existing_srs(home: &Home, k: u32) -> Result<Srs> {
    let path = path(home, k);
    let file = File::open(&path).map_err(|error| unusable(&path, &error))?;
    let srs = Srs::read(k, BufReader::new(file))?;
    if srs.origin() == Origin::Development && !home.config().is_development() {
        let message = "these parameters were made on one machine: whoever made them can forge";
        return Err(Failure::refused("srs/development", message).at("home.liabilities"));
    }
    Ok(srs)
}

/// The home's parameters and verifying key as a statement was proved with them: nothing is made, and nothing trusted anew.
pub(super) fn existing(home: &Home, shape: Shape) -> Result<(Srs, VerifyingKey)> {
    let srs = existing_srs(home, shape.k())?;
    let (circuit, digest) = (shape.key_name(), Sha256(srs.verifier().digest()));
    let entities = home.entities()?;
    let entry = entities.keys().iter().find(|key| key.circuit == circuit && key.srs == Some(digest));
    let entry = entry.ok_or_else(|| {
        let message = format!("this home trusts no key of {circuit} under its parameters");
        Failure::refused("key/unknown", message).at("home.liabilities")
    })?;
    let key = VerifyingKey::from_bytes(&entry.verifying_key)?;
    Ok((srs, key))
}

/// What all inclusion proofs of a chunk need of the home's parameters, made once and kept beside them.
pub(super) fn coset_key(home: &Home, srs: &Srs, size: usize) -> Result<(CosetKey, KeyOrigin)> {
    Ok(kept_coset_key(srs, size, &coset_path(home, srs, size))?)
}

/// The same, made anew and in the kept one's place.
pub(super) fn replaced_coset_key(home: &Home, srs: &Srs, size: usize) -> Result<CosetKey> {
    Ok(inclusion::replaced_coset_key(srs, size, &coset_path(home, srs, size))?)
}

fn coset_path(home: &Home, srs: &Srs, size: usize) -> PathBuf {
    path(home, srs.k()).with_extension(format!("cosets-{size}"))
}

/// Writes parameters into the home, whole or not at all.
fn keep(home: &Home, srs: &Srs) -> Result<()> {
    let path = path(home, srs.k());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    }
    let unusable = |error: std::io::Error| unusable(&path, &error);
    let mut file = Pending::new(&path, Mode::Public).map_err(unusable)?;
    srs.write(BufWriter::new(&mut file))?;
    file.replace().map_err(unusable)
}

/// The proving key of a shape, made once and kept beside the parameters.
pub(super) fn kept_key(home: &Home, srs: &Srs, shape: Shape) -> Result<ProvingKey> {
    let path = path(home, srs.k()).with_file_name(format!("key-{}-{}", shape.k(), shape.assets()));
    Ok(kept_proving_key(srs, shape, &path)?)
}

/// The proving key of a shape. The home trusts its verifying key from then on.
pub(super) fn proving_key(home: &Home, srs: &Srs, shape: Shape) -> Result<ProvingKey> {
    let key = kept_key(home, srs, shape)?;
    let entry = key_entry(key.verifying(), home.network() == Network::Development);
    let known = home.entities()?.keys().contains(&entry);
    if !known {
        home.change_entities(|entities| {
            entities.trust_key(entry);
            Ok(())
        })?;
    }
    Ok(key)
}

/// `solvency parameters`.
pub(crate) fn parameters(home: Option<&Path>, args: &ParametersArgs) -> Result<Reply> {
    let home = Home::open(home)?;
    let file = File::open(&args.ptau).map_err(|error| {
        let message = format!("{}: {}", args.ptau.display(), covenant_files::reason(&error));
        Failure::input("file/unreadable", message).at("ptau")
    })?;
    let srs = Srs::from_ptau(args.k, BufReader::new(file), &mut OsRng)?;
    keep(&home, &srs)?;
    let digest = hex::encode(srs.verifier().digest());
    let text = format!("parameters for 2^{} rows, SHA-256 {digest}", args.k);
    Ok(Reply::new(serde_json::json!({ "k": args.k, "srs": digest }), text))
}
