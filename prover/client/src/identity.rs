//! What a caller shows of itself, and whom it believes.

use tonic::transport::{Certificate, ClientTlsConfig};

use crate::{Error, ErrorKind, Secret};

/// A caller's certificate with its key, and the roots under which services have theirs. All in PEM.
#[derive(Clone, Debug)]
pub struct Identity {
    roots: Vec<u8>,
    certificate: Vec<u8>,
    key: Secret,
}

impl Identity {
    /// From PEM: the roots, the certificate with those between it and a root, its private key. They are judged when a connection is made.
    #[must_use]
    pub fn from_pem(roots: Vec<u8>, certificate: Vec<u8>, key: Secret) -> Self {
        Self { roots, certificate, key }
    }

    pub(crate) fn tls(&self) -> ClientTlsConfig {
        let own = tonic::transport::Identity::from_pem(&self.certificate, self.key.expose());
        ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&self.roots)).identity(own)
    }

    pub(crate) fn unusable() -> Error {
        let message = "roots, certificate and key are not such as TLS takes";
        Error::new(ErrorKind::Unreadable, "transport/identity", message)
    }
}
