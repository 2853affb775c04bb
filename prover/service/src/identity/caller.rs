//! Callers: what a connection shows, and whom that makes of it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::tenants::Tenant;

/// The tenant of all who call over loopback without a certificate.
pub(crate) const LOCAL: &str = "local";

/// The other end of a connection, in its requests' extensions.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) address: Option<SocketAddr>,
    /// The names in the certificate that it showed; none over a connection without TLS.
    pub(crate) names: Option<Arc<[String]>>,
}

/// Who makes a call.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) tenant: Arc<str>,
    /// What is counted and limited: the tenant, or without one the address.
    pub(crate) counted: String,
    /// What the tenants' file says of it; nothing of loopback's.
    pub(crate) granted: Option<Arc<Tenant>>,
}

impl Caller {
    /// Whoever can reach loopback.
    pub(crate) fn local(address: IpAddr) -> Self {
        Self { tenant: LOCAL.into(), counted: address.to_string(), granted: None }
    }

    /// A tenant.
    pub(crate) fn of(tenant: Arc<str>, granted: Arc<Tenant>) -> Self {
        Self { counted: tenant.to_string(), tenant, granted: Some(granted) }
    }
}
