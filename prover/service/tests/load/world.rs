//! A service behind TLS in a process of its own, with a tenant that means well and one that floods.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use covenant_client::Client;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::common::authority::{Authority, World as Identity, uri};
use crate::common::oracle::Process;

/// The one that means well, and the one that floods.
pub(crate) const HONEST: &str = "honest";
pub(crate) const FLOOD: &str = "flood";
/// The longest claim: that of the circuit `invoice`.
pub(crate) const CLAIM_BYTES: usize = 1 << 20;

pub(crate) struct World {
    identity: Identity,
    pub(crate) process: Process,
    tls: Arc<ClientConfig>,
}

impl World {
    pub(crate) fn new() -> Self {
        let identity = Identity::new(&[HONEST, FLOOD]);
        let (folder, longest) = (identity.folder().to_str().unwrap(), CLAIM_BYTES.to_string());
        let settings = ["workers", "2", "identity", folder, "claim-bytes", &longest];
        let process = Process::start("serve", &identity.path("service"), &settings);
        let tls = tls(&identity.authority, FLOOD);
        Self { identity, process, tls }
    }

    /// A client of a tenant's, over a connection of its own.
    pub(crate) async fn client(&self, tenant: &str) -> Client {
        self.connect(tenant).await.unwrap()
    }

    /// The same, if it is let in.
    pub(crate) async fn connect(&self, tenant: &str) -> Option<Client> {
        self.identity.connect(&self.process.said, tenant).await
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.process.said.trim_start_matches("https://").parse().unwrap()
    }

    /// How the one that floods speaks TLS.
    pub(crate) fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.tls)
    }

    /// Forgets the most memory that the service has had, so that it is counted anew.
    pub(crate) fn forget_peak(&self) {
        fs::write(self.proc("clear_refs"), "5").unwrap();
    }

    /// The service's resident memory, now and at most since [`Self::forget_peak`]; bytes. Its workers are processes of their own.
    pub(crate) fn memory(&self) -> (u64, u64) {
        let status = fs::read_to_string(self.proc("status")).unwrap();
        let kilobytes = |name: &str| -> u64 {
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().parse().unwrap()
        };
        (kilobytes("VmRSS:") << 10, kilobytes("VmHWM:") << 10)
    }

    fn proc(&self, name: &str) -> PathBuf {
        Path::new("/proc").join(self.process.id().to_string()).join(name)
    }
}

fn tls(authority: &Authority, tenant: &str) -> Arc<ClientConfig> {
    let (certificate, key) = authority.named(&uri(tenant));
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(&authority.pem()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config =
        ClientConfig::builder_with_provider(provider).with_protocol_versions(&[&rustls::version::TLS13]);
    let certificate = CertificateDer::from_pem_slice(&certificate).unwrap();
    let key = PrivateKeyDer::from_pem_slice(&key).unwrap();
    let mut config =
        config.unwrap().with_root_certificates(roots).with_client_auth_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Arc::new(config)
}
