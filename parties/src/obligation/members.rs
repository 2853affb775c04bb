//! Which registration somebody acts by.

use covenant_statements::invoice::Acknowledgement;
use covenant_statements::{Capacity, Day, Leaf, PartyId, Point, Role};

use crate::Registry;

impl Registry {
    /// The leaf that an acknowledgement's signer acts by: of this key, in the acknowledged capacity, for this debtor where
    /// there is one; else the nearest, for the rules to refuse.
    #[must_use]
    pub fn signer(&self, key: &Point, acknowledgement: &Acknowledgement) -> Option<usize> {
        let role_fits = |leaf: &Leaf| leaf.role as u8 == acknowledgement.capacity as u8;
        let mandate_fits = |leaf: &Leaf| match acknowledgement.capacity {
            Capacity::Debtor => leaf.party == acknowledgement.debtor,
            Capacity::Agent => leaf.principal == Some(acknowledgement.debtor),
            Capacity::VerificationAgent => true,
        };
        let on = acknowledgement.acknowledged_on;
        self.best_leaf(key, |leaf| {
            [role_fits(leaf), mandate_fits(leaf), leaf.valid_from <= on, leaf.valid_until >= on]
        })
    }

    /// The leaf that a seller consents by: of this key, as a seller, of this party; else the nearest.
    #[must_use]
    pub fn seller(&self, key: &Point, party: PartyId, as_of: Day) -> Option<usize> {
        self.best_leaf(key, |leaf| {
            [
                leaf.role == Role::Seller,
                leaf.party == party,
                leaf.valid_from <= as_of,
                leaf.valid_until >= as_of,
            ]
        })
    }
}
