//! Whether what a proof says of the custody of its notes is what the verifier follows.

use covenant_statements::Fr;

use super::custody::CustodyEntry;
use super::store::TrustStore;

/// What a proof about a vault or a pool says, in clear, of where its notes are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CustodyState {
    /// The digest of who signs for it.
    pub roles: Fr,
    /// The digest of the policy.
    pub policy: Fr,
    /// The servicer's epoch.
    pub epoch: u64,
    /// The counter of the custody's changes.
    pub counter: u64,
    /// The sequence of the servicer's ledger or tape.
    pub sequence: u64,
}

/// Why such a state is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CustodyError {
    /// Roles of no facility of the file, or of another pool: anybody could name a servicer of its own.
    #[error("who signs for it is not what the trust file says")]
    Roles,
    /// A pool that is not in the file.
    #[error("the pool is not in the trust file")]
    Pool,
    /// Another policy than the one that the custody is judged by.
    #[error("the policy is not the one that the trust file has for it")]
    Policy,
    /// Another epoch of the servicer: an earlier one is over, and a new one is the lender's to start.
    #[error("the servicer's epoch is not the one that the trust file has for it")]
    Epoch,
    /// A state before the last one that was seen.
    #[error("the custody has changed since: its counter is below the one that the trust file has for it")]
    Counter,
    /// A ledger or tape before the last one that was seen.
    #[error(
        "the servicer has signed a later one since: the sequence is below the one that the trust file has for it"
    )]
    Sequence,
}

impl CustodyError {
    /// The stable code, for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Roles => "trust/custody-roles",
            Self::Pool => "trust/custody-pool",
            Self::Policy => "trust/custody-policy",
            Self::Epoch => "trust/custody-epoch",
            Self::Counter => "trust/custody-counter",
            Self::Sequence => "trust/custody-sequence",
        }
    }
}

impl TrustStore {
    /// The facility of these roles, if the state is under its policy, in its epoch, and not before the last one that was seen.
    ///
    /// # Errors
    /// [`CustodyError`], the first that bears on it.
    pub fn judge_facility(&self, state: &CustodyState) -> Result<&CustodyEntry, CustodyError> {
        let facilities = &self.document().facilities;
        let entry = facilities.iter().find(|entry| entry.roles == state.roles);
        entry.ok_or(CustodyError::Roles)?.judge(state)
    }

    /// The pool whose custody starts from this digest, judged likewise.
    ///
    /// # Errors
    /// [`CustodyError`], the first that bears on it.
    pub fn judge_pool(&self, d0: &Fr, state: &CustodyState) -> Result<&CustodyEntry, CustodyError> {
        self.pool(d0).ok_or(CustodyError::Pool)?.judge(state)
    }
}

impl CustodyEntry {
    fn judge(&self, state: &CustodyState) -> Result<&Self, CustodyError> {
        match () {
            () if state.roles != self.roles => Err(CustodyError::Roles),
            () if state.policy != self.policy => Err(CustodyError::Policy),
            () if state.epoch != self.epoch => Err(CustodyError::Epoch),
            () if state.counter < self.counter => Err(CustodyError::Counter),
            () if state.sequence < self.sequence => Err(CustodyError::Sequence),
            () => Ok(self),
        }
    }
}
