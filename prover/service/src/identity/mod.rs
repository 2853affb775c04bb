//! Who calls: certificates of callers, the tenants that their names belong to, and what those may do.
//!
//! A caller shows a certificate under one of the configured roots (TLS 1.3, both sides). A name in it, a URI or a DNS name, belongs to at most one
//! tenant of the tenants' file, and the tenant has scopes. All files are read again when they change: new certificates serve new connections, and a
//! tenant that is taken out of its file is unknown at its next call, over an open connection too.

mod caller;
mod files;
mod live;
mod tenants;

use std::path::PathBuf;

pub(crate) use caller::{Caller, Peer};
pub use files::IdentityError;
pub(crate) use live::{Live, follow};
pub use tenants::{Allowance, Scope, Tenant, Tenants, TenantsError};

/// The files that say who this service is and who may call it.
#[derive(Clone, Debug)]
pub struct IdentityFiles {
    /// The service's certificate, and those between it and a root; PEM.
    pub certificate: PathBuf,
    /// The certificate's private key; PEM. Refused where others can read it.
    pub key: PathBuf,
    /// The roots under which callers have their certificates; PEM.
    pub callers: PathBuf,
    /// The tenants, [`Tenants`] in TOML.
    pub tenants: PathBuf,
}
