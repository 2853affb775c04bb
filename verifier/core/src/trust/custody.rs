//! Entries of a trust file about what a verifier follows over time: vaults, pools, and entities with their scope.

use alloc::string::String;

use covenant_statements::serde_forms::field_hex;
use covenant_statements::{Fr, PartyId};
use serde::{Deserialize, Serialize};

/// Where notes are held: the vault of a facility, or a pool's custody. An attestation of an earlier state than the last one that the
/// verifier accepted is refused by its counter and its sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodyEntry {
    /// A name for reports.
    pub id: String,
    /// d₀, the digest of the empty custody: chain, contract, lender and number.
    #[serde(with = "field_hex")]
    pub d0: Fr,
    /// The digest of the policy that it is judged by, one of the file's.
    #[serde(with = "field_hex")]
    pub policy: Fr,
    /// The digest of who signs for it: servicer, appraisers, price quorum, owner of the book.
    #[serde(with = "field_hex")]
    pub roles: Fr,
    /// The servicer's epoch; sequences start again in each.
    pub epoch: u64,
    /// The counter of its changes, as it was last seen.
    pub counter: u64,
    /// The sequence of the servicer's ledger or tape, as it was last seen in this epoch.
    pub sequence: u64,
}

/// An entity whose coverage is judged, and the scope that it has to be stated in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntityEntry {
    /// A name for reports.
    pub name: String,
    /// Its party id.
    pub party: PartyId,
    /// The scope's hash.
    #[serde(with = "field_hex")]
    pub scope: Fr,
}
