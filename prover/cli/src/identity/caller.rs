//! Who a command calls as.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use covenant_client::{Client, Identity, Secret};

use crate::failure::{Failure, Result};
use crate::files;

/// The longest file of an identity.
const LONGEST: usize = 1 << 20;

/// The folder of the identity that the command line or the home names; set once, before anything is called.
static FOLDER: OnceLock<CallerFolder> = OnceLock::new();

/// Where a caller's roots, certificate and key lie.
#[derive(Clone, Debug)]
pub(crate) enum CallerFolder {
    /// The one that was named.
    Named(PathBuf),
    /// The home's own, where there is one.
    OfHome(PathBuf),
    /// There is neither.
    None,
}

/// Says whom the command calls as.
pub(crate) fn set_folder(identity: Option<PathBuf>, home: Option<&Path>) {
    let folder = match (identity, home) {
        (Some(folder), _) => CallerFolder::Named(folder),
        (None, Some(home)) => CallerFolder::OfHome(home.join("caller")),
        (None, None) => CallerFolder::None,
    };
    let _ = FOLDER.set(folder);
}

/// The folder that the command line names, if it does.
pub(crate) fn named() -> Option<&'static Path> {
    match FOLDER.get() {
        Some(CallerFolder::Named(folder)) => Some(folder),
        _ => None,
    }
}

/// Connects to a service: with the command's identity where the address is `https://`.
pub(crate) async fn connect(url: &str) -> Result<Client> {
    connect_with(url, None).await
}

/// The same of a service for which the home has an identity configured: each service knows a caller by another certificate.
pub(crate) async fn connect_with(url: &str, configured: Option<&Path>) -> Result<Client> {
    if !url.starts_with("https:") {
        return Ok(Client::connect(url).await?);
    }
    Ok(Client::connect_as(url, &identity(configured)?).await?)
}

fn identity(configured: Option<&Path>) -> Result<Identity> {
    let folder = match (FOLDER.get(), configured) {
        (Some(CallerFolder::Named(folder)), _) => folder.as_path(),
        (_, Some(folder)) => folder,
        (Some(CallerFolder::OfHome(folder)), None) if folder.exists() => folder,
        _ => {
            let message = "an https:// service asks who calls: --identity DIR, with roots.pem, certificate.pem and key.pem";
            return Err(Failure::usage("usage/identity", message).at("identity"));
        }
    };
    let read = |name: &str| files::read(&folder.join(name), LONGEST, "identity");
    let (roots, certificate, mut key) = (read("roots.pem")?, read("certificate.pem")?, read("key.pem")?);
    Ok(Identity::from_pem(roots.to_vec(), certificate.to_vec(), Secret::new(std::mem::take(&mut *key))))
}
