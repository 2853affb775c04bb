//! What is stored.

use cosmwasm_std::Addr;
use covenant_statements::Network;
use cw_storage_plus::Item;
use serde::{Deserialize, Serialize};

use crate::word::Word;

/// What is fixed at instantiation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Fixed {
    /// The network, of every selector and environment.
    pub(crate) network: Network,
    /// The digest of the one nullifier key whose home this is. It never changes: another key would make every obligation fresh again.
    pub(crate) nullifier_key: Word,
}

/// Who decides and who stops.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Roles {
    /// Decides.
    pub(crate) owner: Addr,
    /// To whom ownership is offered.
    pub(crate) pending_owner: Option<Addr>,
    /// Stops.
    pub(crate) guardian: Option<Addr>,
    /// Publishes roots.
    pub(crate) registrar: Option<Addr>,
    /// Seconds from the scheduling of an owner's call to its execution; 0: no scheduling.
    pub(crate) delay: u64,
    /// Whether registering, financing and handing over are stopped.
    pub(crate) paused: bool,
}

pub(crate) const FIXED: Item<Fixed> = Item::new("fixed");
pub(crate) const ROLES: Item<Roles> = Item::new("roles");
