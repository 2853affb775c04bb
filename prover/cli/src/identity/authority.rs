//! A home's own certificate authority: for trying things out, and for institutions that have none. Its key lies beside the service's; whoever has it can be any tenant.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use covenant_statements::Day;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, SanType, date_time_ymd,
};
use zeroize::Zeroizing;

use crate::clock;
use crate::failure::{Exit, Failure, Result};
use crate::files::{self, Mode};

/// The authority's name, in every certificate that it issues.
const NAME: &str = "Covenant development authority";
/// How long certificates hold.
const DAYS: u32 = 365;
/// How long the authority's own does.
const AUTHORITY_DAYS: u32 = 3650;
/// A key in PEM has 241 bytes.
const LONGEST_KEY: usize = 4096;

/// An authority that issues.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pem: String,
}

/// A certificate with its key, and the root that it is under; PEM.
pub(crate) struct Issued {
    root: String,
    certificate: String,
    key: Zeroizing<String>,
}

impl Authority {
    /// The authority in a folder, made where there is none.
    pub(crate) fn open_or_make(folder: &Path) -> Result<Self> {
        if folder.join("authority.key").exists() { Self::open(folder) } else { Self::make(folder) }
    }

    /// The authority in a folder.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("authority.key");
        if !path.exists() {
            let message =
                format!("{} holds no authority; `covenant identity make` makes one", folder.display());
            return Err(Failure::input("identity/no-authority", message).at("home"));
        }
        let pem = files::read(&path, LONGEST_KEY, "authority.key")?;
        let wrong =
            || Failure::input("identity/authority", format!("{}: no such key", path.display())).at("home");
        let pem = std::str::from_utf8(&pem).map_err(|_| wrong())?;
        let key = KeyPair::from_pem(pem).map_err(|_| wrong())?;
        let root = folder.join("authority.pem");
        if !root.exists() {
            // The key was written and its certificate was not.
            return Self::with_key(folder, key);
        }
        let root = files::read(&root, 1 << 20, "authority.pem")?;
        let pem = String::from_utf8(root.to_vec()).map_err(|_| wrong())?;
        Ok(Self { issuer: Issuer::new(of_authority()?, key), pem })
    }

    fn make(folder: &Path) -> Result<Self> {
        let key = generate()?;
        let secret = Zeroizing::new(key.serialize_pem());
        files::create(&folder.join("authority.key"), secret.as_bytes(), Mode::Secret)?;
        Self::with_key(folder, key)
    }

    fn with_key(folder: &Path, key: KeyPair) -> Result<Self> {
        let params = of_authority()?;
        let pem = params.self_signed(&key).map_err(|_| failed())?.pem();
        files::replace(&folder.join("authority.pem"), pem.as_bytes(), Mode::Public)?;
        Ok(Self { issuer: Issuer::new(params, key), pem })
    }

    /// A certificate for a service on these hosts, names or addresses.
    pub(crate) fn serve(&self, hosts: &[String]) -> Result<Issued> {
        let name = |host: &String| {
            if let Ok(address) = host.parse() {
                return Ok(SanType::IpAddress(address));
            }
            let wrong = |_| Failure::usage("usage/host", format!("{host} is no host")).at("host");
            host.as_str().try_into().map(SanType::DnsName).map_err(wrong)
        };
        let names = hosts.iter().map(name).collect::<Result<_>>()?;
        self.issue("Covenant service", names, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A certificate for a tenant, with that URI.
    pub(crate) fn call(&self, tenant: &str, uri: &str) -> Result<Issued> {
        let wrong = |_| {
            Failure::input("tenant/name", "a tenant's name is of letters, digits and hyphens").at("tenant")
        };
        let uri = SanType::URI(uri.try_into().map_err(wrong)?);
        self.issue(tenant, vec![uri], ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn issue(&self, name: &str, names: Vec<SanType>, usage: ExtendedKeyUsagePurpose) -> Result<Issued> {
        let mut params = of_name(name, DAYS)?;
        params.subject_alt_names = names;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        params.use_authority_key_identifier_extension = true;
        let key = generate()?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(|_| failed())?;
        let secret = Zeroizing::new(key.serialize_pem());
        Ok(Issued { root: self.pem.clone(), certificate: certificate.pem(), key: secret })
    }
}

impl Issued {
    /// Writes certificate and key as a service's, over those that are there.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        files::replace(&folder.join("key.pem"), self.key.as_bytes(), Mode::Secret)?;
        files::replace(&folder.join("certificate.pem"), self.certificate.as_bytes(), Mode::Public)
    }

    /// Writes them with the root as a caller's, into a folder in which there are none.
    pub(crate) fn write_for_caller(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        make_folder(folder)?;
        let parts = [
            ("roots.pem", &self.root, Mode::Public),
            ("certificate.pem", &self.certificate, Mode::Public),
            ("key.pem", &self.key, Mode::Secret),
        ];
        let mut written = Vec::new();
        for (name, text, mode) in parts {
            let path = folder.join(name);
            files::create(&path, text.as_bytes(), mode)?;
            written.push(path);
        }
        Ok(written)
    }
}

/// Makes a folder that only its owner can read.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| {
        let message = format!("{}: {}", folder.display(), files::reason(&error));
        Failure::input("file/unwritable", message).at("output")
    })
}

fn generate() -> Result<KeyPair> {
    KeyPair::generate().map_err(|_| failed())
}

fn failed() -> Failure {
    Failure::new(Exit::Other, "identity/failed", "the certificate could not be made")
}

fn of_authority() -> Result<CertificateParams> {
    let mut params = of_name(NAME, AUTHORITY_DAYS)?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

/// From yesterday on, since clocks differ.
fn of_name(name: &str, days: u32) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    params.distinguished_name = distinguished;
    let today = clock::today().get();
    params.not_before = date(today.saturating_sub(1))?;
    params.not_after = date(today.saturating_add(days))?;
    Ok(params)
}

/// The beginning of a day, by how a day is written: `2026-11-30`.
fn date(days: u32) -> Result<time::OffsetDateTime> {
    let day = Day::new(days).map_err(|_| failed())?.to_string();
    let mut parts = day.split('-').map(|part| part.parse::<u16>());
    let mut next = || parts.next().and_then(std::result::Result::ok).ok_or_else(failed);
    let (year, month, day) = (next()?, next()?, next()?);
    Ok(date_time_ymd(i32::from(year), u8::try_from(month).unwrap_or(1), u8::try_from(day).unwrap_or(1)))
}
