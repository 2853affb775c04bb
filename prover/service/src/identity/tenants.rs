//! The tenants' file.
//!
//! ```toml
//! version = 1
//!
//! [tenants.acme]
//! names = ["covenant://tenant/acme"]
//! scopes = ["prove", "nullifier"]
//! queued_jobs = 64
//! evaluations = { burst = 20, per_minute = 120 }
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest name of a tenant.
const LONGEST_NAME: usize = 32;
/// The most tenants of a service.
const MOST: usize = 10_000;

/// What a tenant may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Scope {
    /// Call the prover: check, submit, follow and cancel its own jobs.
    Prove,
    /// Have points evaluated by the nullifier registry.
    Nullifier,
    /// Ask for holders' inclusion proofs, of any account.
    Holders,
    /// Read the published registry of parties, as a member.
    Registry,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] = [Self::Prove, Self::Nullifier, Self::Holders, Self::Registry];

    /// Its name in the file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prove => "prove",
            Self::Nullifier => "nullifier",
            Self::Holders => "holders",
            Self::Registry => "registry",
        }
    }
}

/// How often somebody may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowance {
    /// Calls at once.
    pub burst: u32,
    /// Calls a minute after that.
    pub per_minute: u32,
}

/// A tenant: whose jobs are seen by nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenant {
    /// URIs and DNS names that its certificates have, each exactly as it is there.
    pub names: BTreeSet<String>,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// How many of its jobs may wait; else the service's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued_jobs: Option<usize>,
    /// How often it may ask the nullifier registry; else the service's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluations: Option<Allowance>,
    /// How often it may ask for inclusion proofs; else the service's own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inclusions: Option<Allowance>,
}

/// A service's tenants by their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenants {
    /// The version of this form: 1.
    pub version: u32,
    /// Names that were tenants': they are nobody's again, since jobs stay under them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub former: BTreeSet<String>,
    /// The tenants.
    #[serde(default)]
    pub tenants: BTreeMap<String, Tenant>,
}

impl Default for Tenants {
    fn default() -> Self {
        Self { version: 1, former: BTreeSet::new(), tenants: BTreeMap::new() }
    }
}

/// What is wrong with a tenants' file. It names a tenant and never what the file says beside that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TenantsError {
    /// Not the TOML of this form.
    #[error("not the TOML of tenants, version 1")]
    Form,
    /// A tenant's own name is not one: 1 to 32 lower-case letters, digits and inner hyphens; `local` is taken.
    #[error("a tenant's name is not of lower-case letters, digits and inner hyphens, or is taken")]
    Name,
    /// A name of certificates belongs to two tenants.
    #[error("two tenants share a name of certificates, {0} among them")]
    Shared(String),
    /// A tenant has a former tenant's name.
    #[error("{0} is a former tenant's name, under which there may be jobs")]
    Former(String),
    /// More tenants than there may be.
    #[error("more than {MOST} tenants")]
    TooMany,
}

impl Tenants {
    /// Reads the file's text.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn from_toml(text: &str) -> Result<Self, TenantsError> {
        let tenants: Self = toml::from_str(text).map_err(|_| TenantsError::Form)?;
        tenants.by_name()?;
        Ok(tenants)
    }

    /// The file's text.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn to_toml(&self) -> Result<String, TenantsError> {
        self.by_name()?;
        toml::to_string(self).map_err(|_| TenantsError::Form)
    }

    /// Tenants by the names that certificates have.
    pub(super) fn by_name(&self) -> Result<HashMap<&str, &str>, TenantsError> {
        if self.version != 1 {
            return Err(TenantsError::Form);
        }
        if self.tenants.len() > MOST {
            return Err(TenantsError::TooMany);
        }
        let mut by_name = HashMap::new();
        for (tenant, Tenant { names, .. }) in &self.tenants {
            if !is_name(tenant) {
                return Err(TenantsError::Name);
            }
            if self.former.contains(tenant) {
                return Err(TenantsError::Former(tenant.clone()));
            }
            for name in names {
                if by_name.insert(name.as_str(), tenant.as_str()).is_some() {
                    return Err(TenantsError::Shared(tenant.clone()));
                }
            }
        }
        Ok(by_name)
    }
}

/// Whether a tenant can have that name. Whoever calls over loopback, without a certificate, is `local`.
fn is_name(name: &str) -> bool {
    let of_letters = name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let inner = !name.starts_with('-') && !name.ends_with('-');
    (1..=LONGEST_NAME).contains(&name.len()) && of_letters && inner && name != super::caller::LOCAL
}

/// Tenants that are looked up.
#[derive(Debug)]
pub(crate) struct Index {
    by_name: HashMap<String, Arc<str>>,
    tenants: HashMap<Arc<str>, Arc<Tenant>>,
}

impl Index {
    pub(crate) fn new(tenants: Tenants) -> Result<Self, TenantsError> {
        let own = |tenant: &str| Arc::<str>::from(tenant);
        let by_name =
            tenants.by_name()?.into_iter().map(|(name, tenant)| (name.to_owned(), own(tenant))).collect();
        let tenants = tenants.tenants.into_iter().map(|(name, tenant)| (own(&name), Arc::new(tenant)));
        Ok(Self { by_name, tenants: tenants.collect() })
    }

    pub(crate) fn provers(&self) -> usize {
        self.tenants.values().filter(|tenant| tenant.scopes.contains(&Scope::Prove)).count()
    }

    pub(crate) fn knows(&self, tenant: &str) -> bool {
        self.tenants.contains_key(tenant)
    }

    /// The one tenant that a certificate of these names belongs to. None where there is none, or two.
    pub(crate) fn find(&self, names: &[String]) -> Option<(Arc<str>, Arc<Tenant>)> {
        let mut found = names.iter().filter_map(|name| self.by_name.get(name));
        let tenant = found.next()?;
        if found.any(|other| other != tenant) {
            return None;
        }
        Some((Arc::clone(tenant), Arc::clone(self.tenants.get(tenant)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "version = 1\n[tenants.a]\nnames = [\"covenant://tenant/a\", \"a.example\"]\nscopes = [\"prove\"]\n\
                       [tenants.b-2]\nnames = [\"b.example\"]\nscopes = []\nevaluations = { burst = 1, per_minute = 2 }\n";

    #[test]
    fn a_file_comes_back() {
        let tenants = Tenants::from_toml(TWO).unwrap();
        assert_eq!(Tenants::from_toml(&tenants.to_toml().unwrap()).unwrap(), tenants);
        assert_eq!(Tenants::from_toml("version = 1").unwrap(), Tenants::default());
    }

    #[test]
    fn what_is_not_tenants_is_refused() {
        for (from, to, expected) in [
            ("version = 1", "version = 2", TenantsError::Form),
            ("scopes = []", "scopes = [\"everything\"]", TenantsError::Form),
            ("burst = 1", "bursts = 1", TenantsError::Form),
            ("tenants.b-2", "tenants.B", TenantsError::Name),
            ("tenants.b-2", "tenants.b-", TenantsError::Name),
            ("tenants.b-2", "tenants.local", TenantsError::Name),
            ("b.example", "a.example", TenantsError::Shared("b-2".into())),
        ] {
            assert_eq!(Tenants::from_toml(&TWO.replacen(from, to, 1)), Err(expected), "{to}");
        }
    }

    #[test]
    fn a_certificate_belongs_to_one_tenant() {
        let index = Index::new(Tenants::from_toml(TWO).unwrap()).unwrap();
        let find = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            index.find(&names).map(|(tenant, _)| tenant.to_string())
        };
        assert_eq!(find(&["other", "covenant://tenant/a", "a.example"]), Some("a".into()));
        assert_eq!(find(&["b.example"]), Some("b-2".into()));
        assert_eq!(find(&["a.example", "b.example"]), None, "two tenants are none");
        assert_eq!(find(&["A.example"]), None);
        assert_eq!(find(&[]), None);
    }
}
