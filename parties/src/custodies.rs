//! The vaults and pools that an operator follows: whose they are, and the state in which each was last seen.

use alloc::vec::Vec;

use covenant_verifier::trust::{CustodyEntry, CustodyError};
use serde::{Deserialize, Serialize};

use crate::Format;
use crate::collateral::Vault;

/// What holds the notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custody {
    /// The vault of a facility.
    Facility,
    /// The custody of a pool.
    Pool,
}

/// The vaults and pools that an operator follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowedCustodies {
    facilities: Vec<CustodyEntry>,
    pools: Vec<CustodyEntry>,
}

impl Format for FollowedCustodies {
    const KIND: &'static str = "covenant/followed-custodies";
    const MAX_BYTES: usize = 1024 * 1024;
    const MALFORMED: &'static str = "home/custodies-damaged";
}

/// A vault, or a pool's custody, as it stands: what an operator follows under this name from the ledger or tape of this number on.
#[must_use]
pub fn entry(id: &str, vault: &Vault, sequence: u64) -> CustodyEntry {
    let facility = vault.facility();
    CustodyEntry {
        id: id.into(),
        d0: vault.start(),
        policy: facility.policy(),
        roles: facility.roles().digest(),
        epoch: facility.epoch.into(),
        counter: facility.counter,
        sequence,
    }
}

impl FollowedCustodies {
    /// The vaults of facilities.
    #[must_use]
    pub fn facilities(&self) -> &[CustodyEntry] {
        &self.facilities
    }

    /// The pools.
    #[must_use]
    pub fn pools(&self) -> &[CustodyEntry] {
        &self.pools
    }

    /// Follows a custody from this state on, or, where one with its d₀ is followed, takes the state as the one that was last seen.
    /// Whether two entries contradict each other is the trust store's to say.
    ///
    /// # Errors
    /// A state before the one that is known.
    pub fn follow(&mut self, custody: Custody, entry: CustodyEntry) -> Result<(), CustodyError> {
        let entries = self.entries(custody);
        let Some(known) = entries.iter_mut().find(|known| known.d0 == entry.d0) else {
            entries.push(entry);
            return Ok(());
        };
        match () {
            () if entry.epoch < known.epoch => return Err(CustodyError::Epoch),
            () if entry.counter < known.counter => return Err(CustodyError::Counter),
            () if entry.epoch == known.epoch && entry.sequence < known.sequence => {
                return Err(CustodyError::Sequence);
            }
            () => *known = entry,
        }
        Ok(())
    }

    /// Follows a custody of this name no more. Whether there was one.
    pub fn forget(&mut self, custody: Custody, id: &str) -> bool {
        let entries = self.entries(custody);
        let before = entries.len();
        entries.retain(|known| known.id != id);
        entries.len() != before
    }

    fn entries(&mut self, custody: Custody) -> &mut Vec<CustodyEntry> {
        match custody {
            Custody::Facility => &mut self.facilities,
            Custody::Pool => &mut self.pools,
        }
    }
}

#[cfg(test)]
mod tests {
    use covenant_statements::Fr;

    use super::*;

    #[test]
    fn a_state_goes_forward_only() {
        let entry = |epoch, counter, sequence| CustodyEntry {
            id: "facility 7".into(),
            d0: Fr::from(1u64),
            policy: Fr::from(2u64),
            roles: Fr::from(3u64),
            epoch,
            counter,
            sequence,
        };
        let mut followed = FollowedCustodies::default();
        let mut follow = |entry| followed.follow(Custody::Facility, entry);
        assert_eq!(follow(entry(1, 12, 40)), Ok(()));
        assert_eq!(follow(entry(0, 12, 40)), Err(CustodyError::Epoch));
        assert_eq!(follow(entry(1, 11, 40)), Err(CustodyError::Counter));
        assert_eq!(follow(entry(2, 11, 0)), Err(CustodyError::Counter));
        assert_eq!(follow(entry(1, 12, 39)), Err(CustodyError::Sequence));
        assert_eq!(follow(entry(1, 12, 40)), Ok(()));
        // Sequences start again in each epoch, the counter does not.
        assert_eq!(follow(entry(2, 12, 0)), Ok(()));
        assert_eq!(followed.facilities(), [entry(2, 12, 0)]);
        assert!(followed.pools().is_empty() && !followed.forget(Custody::Pool, "facility 7"));
        assert!(followed.forget(Custody::Facility, "facility 7"));
        assert_eq!(followed, FollowedCustodies::default());
    }
}
