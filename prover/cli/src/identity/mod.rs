//! Identities over TLS: a home's own authority and what it issues, and who a command calls as.

mod authority;
mod caller;

use std::path::{Path, PathBuf};

use covenant_service::{IdentityFiles, Tenants};

pub(crate) use authority::{Authority, Issued, make_folder};
pub(crate) use caller::{connect, connect_with, named, set_folder};

use rand::{RngCore as _, rngs::OsRng};

use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};
use crate::home::Home;

/// The longest tenants' file.
const LONGEST: usize = 4 << 20;

/// Where a home keeps its service's identity, where the configuration names no other files.
pub(crate) fn folder(home: &Home) -> PathBuf {
    home.folder().join("identity")
}

/// The service's files: those that the configuration names, else the home's own.
pub(crate) fn files(home: &Home) -> IdentityFiles {
    let own = Path::new("identity");
    let named = home.config().identity.clone();
    named
        .unwrap_or_else(|| crate::home::config::Identity {
            certificate: own.join("certificate.pem"),
            key: own.join("key.pem"),
            callers: own.join("authority.pem"),
            tenants: own.join("tenants.toml"),
        })
        .files(home.folder())
}

/// A home's tenants.
pub(crate) fn tenants(home: &Home) -> Result<Tenants> {
    let path = files(home).tenants;
    let bytes = files::read(&path, LONGEST, "tenants")?;
    let wrong = |message: String| Failure::input("tenant/file", message).at("tenants");
    let text = std::str::from_utf8(&bytes).map_err(|_| wrong(format!("{}: not UTF-8", path.display())))?;
    Tenants::from_toml(text).map_err(|error| wrong(format!("{}: {error}", path.display())))
}

/// Writes a home's tenants: a service that runs takes them within seconds.
pub(crate) fn write_tenants(home: &Home, tenants: &Tenants) -> Result<()> {
    let text =
        tenants.to_toml().map_err(|error| Failure::input("tenant/name", error.to_string()).at("tenant"))?;
    files::replace(&files(home).tenants, text.as_bytes(), Mode::Public)
}

/// What certificates of a tenant begin with as their name, where a home issues them.
fn issued_names(tenant: &str) -> String {
    format!("covenant://tenant/{tenant}/")
}

/// A name for a tenant's next certificate, which no certificate before it has: one that was taken back is not taken again.
pub(crate) fn new_uri(tenant: &str) -> Result<String> {
    let mut bytes = [0; 16];
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| Failure::new(Exit::Other, "system/randomness", "no randomness"))?;
    Ok(issued_names(tenant) + &hex::encode(bytes))
}

/// Whether a home issued a certificate of that name to a tenant.
pub(crate) fn is_issued(tenant: &str, name: &str) -> bool {
    name.starts_with(&issued_names(tenant))
}

/// Held while tenants are changed, so that of two changes at once none is lost.
pub(crate) fn lock(home: &Home) -> Result<std::fs::File> {
    let path = files(home).tenants.with_extension("lock");
    covenant_files::lock(&path, Mode::Secret).map_err(|error| {
        let message = format!("{}: {}", path.display(), files::reason(&error));
        Failure::input("file/unwritable", message).at("tenants")
    })
}

/// Refuses where the service takes certificates of other roots than the home's own.
pub(crate) fn require_own_callers(home: &Home) -> Result<()> {
    let read = |path: &Path| files::read(path, LONGEST, "callers");
    if *read(&files(home).callers)? == *read(&folder(home).join("authority.pem"))? {
        return Ok(());
    }
    let message = "the service takes certificates of other roots than the home's own authority; name one of theirs with --name";
    Err(Failure::input("identity/other-roots", message).at("home"))
}

/// Makes the home's own authority, the service's certificate for these hosts, and a file of no tenants.
pub(crate) fn make(home: &Home, hosts: &[String]) -> Result<()> {
    let folder = folder(home);
    make_folder(&folder)?;
    let authority = Authority::open_or_make(&folder)?;
    authority.serve(hosts)?.write(&folder)?;
    let tenants = folder.join("tenants.toml");
    if !tenants.exists() {
        let none =
            Tenants::default().to_toml().map_err(|error| Failure::input("tenant/file", error.to_string()))?;
        files::create(&tenants, none.as_bytes(), Mode::Public)?;
    }
    Ok(())
}

/// Whether there is an identity to serve with.
pub(crate) fn is_there(files: &IdentityFiles) -> bool {
    let all: [&Path; 4] = [&files.certificate, &files.key, &files.callers, &files.tenants];
    all.into_iter().all(Path::exists)
}
