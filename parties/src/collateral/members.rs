//! Which registration a servicer or an appraiser signs by.

use covenant_statements::{Day, PartyId, Point, Role};

use crate::Registry;

impl Registry {
    /// The leaf that a servicer signs a ledger by: of this key and this party, as a servicer, on the ledger's day; else the nearest, for
    /// the rules to refuse.
    #[must_use]
    pub fn servicer(&self, key: &Point, party: PartyId, on: Day) -> Option<usize> {
        self.best_leaf(key, |leaf| {
            [leaf.role == Role::Servicer, leaf.party == party, leaf.valid_from <= on, leaf.valid_until >= on]
        })
    }

    /// The leaf that an appraiser signs by: of this key, as one of these appraisers, valid from the appraisal's day to the day of
    /// judgement; else the nearest.
    #[must_use]
    pub fn appraiser(&self, key: &Point, parties: &[PartyId], on: Day, as_of: Day) -> Option<usize> {
        self.best_leaf(key, |leaf| {
            [
                leaf.role == Role::Appraiser,
                parties.contains(&leaf.party),
                leaf.valid_from <= on,
                leaf.valid_until >= as_of,
            ]
        })
    }
}
