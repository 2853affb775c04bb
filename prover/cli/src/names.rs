//! Parties by their names, in reports.

use covenant_parties::Registry;
use covenant_parties::registry::party_hex;
use covenant_statements::PartyId;

use crate::output::one_line;

/// What the registry calls a party, else its id.
pub(crate) fn party(registry: &Registry, id: PartyId) -> String {
    let party = registry.parties().iter().find(|party| party.id() == id);
    party.map_or_else(|| party_hex(id), |party| party.primary.to_string())
}

/// A name in 24 characters at most: a party id in so many digits as tell parties apart.
pub(crate) fn shortened(name: &str) -> String {
    let name = one_line(name);
    if name.chars().count() <= 24 { name } else { name.chars().take(23).chain(['…']).collect() }
}
