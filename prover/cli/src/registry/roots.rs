//! What a prover that follows a registry proves under: roots that the registry has for the day.

use std::sync::{Mutex, PoisonError};

use covenant_parties::Store as _;
use covenant_statements::{Day, Fr};

use super::served::Stamp;
use crate::failure::{Failure, Result};
use crate::home::Home;

/// The roots of a home's registry of parties, read anew after each pull.
pub(crate) struct FollowedRoots {
    home: Home,
    read: Mutex<Option<(Stamp, Roots)>>,
}

#[derive(Clone)]
struct Roots {
    not_before: Day,
    roots: Vec<(Fr, Day)>,
}

impl FollowedRoots {
    /// Of a home, which may begin to follow a registry later.
    pub(crate) fn of(home: &Home) -> Self {
        Self { home: home.clone(), read: Mutex::default() }
    }

    /// Whether the home follows a registry by now. Of one that keeps its own every claim is taken.
    pub(crate) fn are_followed(&self) -> Result<bool> {
        Ok(Home::open(Some(self.home.folder()))?.config().registry.is_some())
    }

    /// Refuses a claim under a root that the registry does not have, or not for the day. Verifiers do too; here it costs no proof.
    pub(crate) fn require(&self, roots: &[Fr], as_of: Day) -> Result<()> {
        let known = self.roots()?;
        let is_good = |root: &Fr| known.roots.iter().any(|(known, until)| known == root && as_of <= *until);
        if as_of >= known.not_before && roots.iter().all(is_good) {
            return Ok(());
        }
        let message = "the registry of parties that this prover follows has no such root for that day; pull it, and make the claim anew";
        Err(Failure::refused("registry/root", message).at("registry_root"))
    }

    fn roots(&self) -> Result<Roots> {
        let unreadable = |error: std::io::Error| {
            Failure::input("file/unreadable", covenant_files::reason(&error)).at("home.parties")
        };
        let stamp = std::fs::metadata(self.home.registry_path()).map(Stamp::from).map_err(unreadable)?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, roots)) = &*read
            && *known == stamp
        {
            return Ok(roots.clone());
        }
        let registry = self.home.registry()?;
        let all = registry.roots().iter().map(|root| (root.root, root.until.unwrap_or(Day::MAX)));
        let roots = Roots { not_before: registry.not_before(), roots: all.collect() };
        *read = Some((stamp, roots.clone()));
        Ok(roots)
    }
}
