//! Policy and roles are of their form.

use super::{Change::World as W, Mutation};
use covenant_statements::{Bps, Fr, PartyId, collateral::Rule::*, roles::Quorum};

fn party(id: u64) -> PartyId {
    PartyId(Fr::from(id))
}

pub(crate) fn table() -> Vec<Mutation> {
    vec![
        ("a policy of another version", W(|w| w.policy.version = 2), PolicyForm, None, None),
        ("no note policy", W(|w| w.policy.note_policies.clear()), PolicyForm, None, None),
        (
            "a fifth note policy",
            W(|w| w.policy.note_policies = vec![w.policy.note_policies[0]; 5]),
            PolicyForm,
            None,
            None,
        ),
        (
            "a fifth commodity",
            W(|w| {
                for symbol in ["TIN", "ZINC", "LEAD"] {
                    let mut terms = w.policy.commodities[1].clone();
                    terms.symbol = symbol.parse().unwrap();
                    w.policy.commodities.push(terms);
                }
            }),
            PolicyForm,
            None,
            None,
        ),
        (
            "a commodity twice",
            W(|w| w.policy.commodities[1].symbol = w.policy.commodities[0].symbol.clone()),
            PolicyForm,
            None,
            None,
        ),
        ("a unit of nothing", W(|w| w.policy.commodities[0].unit = 0), PolicyForm, None, None),
        ("a unit over 10⁹", W(|w| w.policy.commodities[1].unit = 1_000_000_001), PolicyForm, None, None),
        ("an advance over the whole", W(|w| w.policy.advance = Bps(10_001)), PolicyForm, None, None),
        (
            "a cross-ageing limit over the whole",
            W(|w| w.policy.cross_ageing = Bps(10_001)),
            PolicyForm,
            None,
            None,
        ),
        ("a cap over the whole", W(|w| w.policy.concentration = Bps(u32::MAX)), PolicyForm, None, None),
        (
            "a cost advance over the whole",
            W(|w| w.policy.inventory[2].cost_advance = Bps(10_001)),
            PolicyForm,
            None,
            None,
        ),
        (
            "a NOLV advance over the whole",
            W(|w| w.policy.inventory[0].nolv_advance = Bps(16_384)),
            PolicyForm,
            None,
            None,
        ),
        (
            "a property advance over the whole",
            W(|w| w.policy.property[1] = Bps(10_001)),
            PolicyForm,
            None,
            None,
        ),
        (
            "a commodity advance over the whole",
            W(|w| w.policy.commodities[0].advance = Bps(10_001)),
            PolicyForm,
            None,
            None,
        ),
        ("an age of 65536 days", W(|w| w.policy.max_age_days = 65_536), PolicyForm, None, None),
        ("65536 days past due", W(|w| w.policy.max_past_due_days = 65_536), PolicyForm, None, None),
        (
            "appraisals of 65536 days",
            W(|w| w.policy.max_appraisal_age_days = u32::MAX),
            PolicyForm,
            None,
            None,
        ),
        ("a fifth appraiser", W(|w| w.roles.appraisers.extend([1, 2, 3].map(party))), RolesForm, None, None),
        ("an appraiser twice", W(|w| w.roles.appraisers.push(w.roles.appraisers[0])), RolesForm, None, None),
        (
            "a sixth authority",
            W(|w| w.roles.quorum.authorities.extend([1, 2, 3].map(party))),
            RolesForm,
            None,
            None,
        ),
        (
            "an authority twice",
            W(|w| w.roles.quorum.authorities.push(w.roles.quorum.authorities[0])),
            RolesForm,
            None,
            None,
        ),
        (
            "a quorum of four",
            W(|w| {
                w.roles.quorum.authorities.push(party(1));
                w.roles.quorum.needed = 4;
            }),
            RolesForm,
            None,
            None,
        ),
        ("a quorum of two of one", W(|w| w.roles.quorum.authorities.truncate(1)), RolesForm, None, None),
        ("a quorum of none of three", W(|w| w.roles.quorum.needed = 0), RolesForm, None, None),
        (
            "a quorum of one of nobody",
            W(|w| w.roles.quorum = Quorum { needed: 1, authorities: Vec::new() }),
            RolesForm,
            None,
            None,
        ),
    ]
}
