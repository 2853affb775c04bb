//! A root, and whom it vouches for.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use covenant_client::{Client, Identity, Secret};
use covenant_service::{Scope, Tenant, Tenants};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};

/// A root, and whom it vouches for.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    /// A certificate of these names, and its key.
    pub(crate) fn issue(&self, names: Vec<SanType>) -> (Vec<u8>, Vec<u8>) {
        let mut params = CertificateParams::default();
        params.subject_alt_names = names;
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (certificate.pem().into_bytes(), key.serialize_pem().into_bytes())
    }

    /// The certificate of somebody of that URI, and its key.
    pub(crate) fn named(&self, uri: &str) -> (Vec<u8>, Vec<u8>) {
        self.issue(vec![SanType::URI(uri.try_into().unwrap())])
    }

    /// Somebody of that URI.
    pub(crate) fn caller(&self, uri: &str) -> Identity {
        let (certificate, key) = self.named(uri);
        Identity::from_pem(self.pem(), certificate, Secret::new(key))
    }
}

/// The name of a tenant.
pub(crate) fn uri(tenant: &str) -> String {
    format!("covenant://tenant/{tenant}")
}

/// A tenant of that name and these scopes.
pub(crate) fn tenant(name: &str, scopes: &[Scope]) -> Tenant {
    Tenant {
        names: [uri(name)].into(),
        scopes: scopes.iter().copied().collect(),
        queued_jobs: None,
        evaluations: None,
        inclusions: None,
    }
}

/// An identity for services in processes of their own, and tenants that may do everything.
pub(crate) struct World {
    folder: tempfile::TempDir,
    pub(crate) authority: Authority,
}

impl World {
    pub(crate) fn new(names: &[&str]) -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap(), authority: Authority::new() };
        let mut tenants = Tenants::default();
        for name in names {
            tenants.tenants.insert((*name).into(), tenant(name, &Scope::ALL));
        }
        let (certificate, key) = world.authority.issue(vec![SanType::IpAddress([127, 0, 0, 1].into())]);
        fs::write(world.path("server.pem"), certificate).unwrap();
        fs::write(world.path("server.key"), key).unwrap();
        fs::set_permissions(world.path("server.key"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(world.path("callers.pem"), world.authority.pem()).unwrap();
        fs::write(world.path("tenants.toml"), tenants.to_toml().unwrap()).unwrap();
        world
    }

    /// Where its files are: what a service is told as its `identity`.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A client of a tenant's, over a connection of its own.
    pub(crate) async fn client(&self, url: &str, tenant: &str) -> Client {
        self.connect(url, tenant).await.unwrap()
    }

    /// The same, if it is let in.
    pub(crate) async fn connect(&self, url: &str, tenant: &str) -> Option<Client> {
        Client::connect_as(url, &self.authority.caller(&uri(tenant))).await.ok()
    }
}
