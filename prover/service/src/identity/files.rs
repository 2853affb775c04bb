//! The files of an identity: read, judged, and made into what TLS takes.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::IdentityFiles;
use super::tenants::{Index, Tenants, TenantsError};

/// The longest file.
const LONGEST: u64 = 4 << 20;
/// HTTP/2 and nothing else.
const ALPN: &[u8] = b"h2";

/// Why a service has no identity. Never with a file's contents.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// A file cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The private key can be read by others.
    #[error("{0} must be readable by its owner alone")]
    KeyMode(PathBuf),
    /// A file does not hold what it should, in PEM.
    #[error("{0} does not hold what it should, in PEM")]
    Pem(PathBuf),
    /// Certificate and key do not belong together, or are of a kind that is not taken.
    #[error("the certificate and its key do not belong together, or are not of a kind that is taken")]
    Certificate,
    /// The roots of callers are none that a certificate can be judged by.
    #[error("the callers' roots are none that a certificate can be judged by")]
    Roots,
    /// The tenants' file.
    #[error("{path}: {source}")]
    Tenants {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: TenantsError,
    },
}

/// The files' contents, together.
pub(super) struct Contents {
    certificate: Vec<u8>,
    key: Zeroizing<Vec<u8>>,
    callers: Vec<u8>,
    tenants: Vec<u8>,
}

/// What the files come to.
pub(super) struct Loaded {
    pub(super) tls: Arc<ServerConfig>,
    pub(super) tenants: Index,
}

impl Contents {
    pub(super) fn read(files: &IdentityFiles) -> Result<Self, IdentityError> {
        let key = Zeroizing::new(read(&files.key)?);
        let metadata = fs::metadata(&files.key).map_err(|source| io_error(&files.key, source))?;
        if metadata.mode() & 0o077 != 0 {
            return Err(IdentityError::KeyMode(files.key.clone()));
        }
        Ok(Self {
            certificate: read(&files.certificate)?,
            key,
            callers: read(&files.callers)?,
            tenants: read(&files.tenants)?,
        })
    }

    /// Tells one state of the files from another.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for part in [&self.certificate, &*self.key, &self.callers, &self.tenants] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    pub(super) fn load(&self, files: &IdentityFiles) -> Result<Loaded, IdentityError> {
        let certificates = certificates(&self.certificate, &files.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key);
        let key = key.map_err(|_| IdentityError::Pem(files.key.clone()))?;
        let mut roots = RootCertStore::empty();
        for root in self::certificates(&self.callers, &files.callers)? {
            roots.add(root).map_err(|_| IdentityError::Roots)?;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let callers = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let callers = callers.build().map_err(|_| IdentityError::Roots)?;
        let versions = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|_| IdentityError::Certificate)?;
        let mut tls = versions
            .with_client_cert_verifier(callers)
            .with_single_cert(certificates, key)
            .map_err(|_| IdentityError::Certificate)?;
        tls.alpn_protocols = vec![ALPN.to_vec()];
        // A session that is taken up again would bring back a certificate that is no longer taken.
        tls.send_tls13_tickets = 0;
        let wrong = |source| IdentityError::Tenants { path: files.tenants.clone(), source };
        let text = std::str::from_utf8(&self.tenants).map_err(|_| wrong(TenantsError::Form))?;
        let tenants = Tenants::from_toml(text).and_then(Index::new).map_err(wrong)?;
        Ok(Loaded { tls: Arc::new(tls), tenants })
    }
}

fn io_error(path: &Path, source: io::Error) -> IdentityError {
    IdentityError::Io { path: path.to_owned(), source }
}

fn read(path: &Path) -> Result<Vec<u8>, IdentityError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|source| io_error(path, source))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|source| io_error(path, source))?;
    if bytes.len() as u64 > LONGEST {
        return Err(IdentityError::Pem(path.to_owned()));
    }
    Ok(bytes)
}

fn certificates(pem: &[u8], path: &Path) -> Result<Vec<CertificateDer<'static>>, IdentityError> {
    let wrong = || IdentityError::Pem(path.to_owned());
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|_| wrong())?;
    if all.is_empty() { Err(wrong()) } else { Ok(all) }
}
