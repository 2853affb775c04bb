//! Parties and their entries in the registry.

use crate::{Day, Fr, Network, Point, ValueError, redact::redacted};
use core::{fmt, str::FromStr};
use covenant_gadgets::{
    merkle::{Path, Tree},
    optional::optional,
    poseidon::hash,
};
use zeroize::Zeroize;

/// Levels of the registry's 4-ary tree.
pub const REGISTRY_DEPTH: usize = 12;
/// The tag of the registry's nodes.
pub const REGISTRY_NODE: &str = "covenant/party-node";

/// The hash of a party's one primary identifier; see [`crate::Identifier::party_id`].
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Zeroize)]
pub struct PartyId(pub Fr);

impl fmt::Debug for PartyId {
    /// Identifiers can be guessed, and so can their hashes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartyId([redacted])")
    }
}

/// What a key may do; never interchangeable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// Acknowledges what it owes.
    Debtor = 1,
    /// Signs for its principal, a debtor.
    Agent = 2,
    /// The lender's verification agent.
    VerificationAgent = 3,
    /// Consents to the financing of its invoices.
    Seller = 4,
    /// Signs ledgers and tapes.
    Servicer = 5,
    /// Signs the value of inventory and property.
    Appraiser = 6,
    /// States reserves.
    Custodian = 7,
    /// Signs prices.
    PriceAuthority = 8,
    /// Signs e-invoices.
    TaxAuthority = 9,
}

impl Role {
    /// All roles with their names on the command line and in JSON.
    pub const ALL: [(Self, &'static str); 9] = [
        (Self::Debtor, "debtor"),
        (Self::Agent, "agent"),
        (Self::VerificationAgent, "verification-agent"),
        (Self::Seller, "seller"),
        (Self::Servicer, "servicer"),
        (Self::Appraiser, "appraiser"),
        (Self::Custodian, "custodian"),
        (Self::PriceAuthority, "price-authority"),
        (Self::TaxAuthority, "tax-authority"),
    ];

    /// The name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(r, _)| *r == self).map_or("", |(_, s)| s)
    }
}

impl FromStr for Role {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("role", "one of the registry's roles");
        Self::ALL.iter().find(|(_, s)| *s == text).map(|(r, _)| *r).ok_or(error)
    }
}

/// The month, 1 to 12, on whose first day the fiscal year starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalRule(u8);

impl FiscalRule {
    /// The calendar year.
    pub const CALENDAR: Self = Self(1);

    /// The fiscal year that starts on the first of `month`.
    pub const fn from_month(month: u8) -> Result<Self, ValueError> {
        if month == 0 || month > 12 {
            return Err(ValueError::new("fiscal rule", "a month from 1 to 12"));
        }
        Ok(Self(month))
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u32 {
        self.0 as u32
    }
}

/// An entry of the registry. The salt hides it from those who see the leaf only.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Leaf {
    /// What the key may do.
    pub role: Role,
    /// Whose key it is.
    pub party: PartyId,
    /// For an agent the debtor that mandated it, else `None`.
    pub principal: Option<PartyId>,
    /// For a seller its fiscal rule, else `None`.
    pub fiscal_rule: Option<FiscalRule>,
    /// The public key.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::point_hex"))]
    pub key: Point,
    /// First valid day.
    pub valid_from: Day,
    /// Last valid day.
    pub valid_until: Day,
    /// Uniform.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::field_hex"))]
    pub salt: Fr,
}

redacted!(Leaf Member);

impl Leaf {
    /// The tag of the hash.
    pub const TAG: &'static str = "covenant/party-leaf";

    /// The eleven values that are hashed, in order, after the tag. What may be missing is a flag and a value, since a party id can
    /// be any element, zero too.
    #[must_use]
    pub fn values(&self) -> [Fr; 11] {
        let [has_principal, principal] = optional(self.principal.map(|p| p.0));
        let [has_fiscal_rule, fiscal_rule] = optional(self.fiscal_rule.map(|r| Fr::from(r.month())));
        [
            Fr::from(self.role as u64),
            self.party.0,
            has_principal,
            principal,
            has_fiscal_rule,
            fiscal_rule,
            self.key.x,
            self.key.y,
            Fr::from(self.valid_from.get()),
            Fr::from(self.valid_until.get()),
            self.salt,
        ]
    }

    /// H(`covenant/party-leaf`, …).
    #[must_use]
    pub fn hash(&self) -> Fr {
        hash(Self::TAG, &self.values())
    }
}

/// A registered key: its leaf and the way to the root.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Member {
    /// The entry.
    pub leaf: Leaf,
    /// Its place in the registry.
    #[cfg_attr(feature = "serde", serde(with = "crate::serde_forms::path_form"))]
    pub path: Path,
}

impl Member {
    /// The root that leaf and path give.
    #[must_use]
    pub fn root(&self) -> Fr {
        self.path.root(REGISTRY_NODE, self.leaf.hash())
    }

    /// Whether the leaf is in the registry of this root.
    #[must_use]
    pub fn is_of(&self, registry_root: Fr) -> bool {
        self.path.siblings.len() == REGISTRY_DEPTH && self.root() == registry_root
    }
}

/// The registry's tree over leaves in their order; `None` beyond 4¹² of them.
#[must_use]
pub fn registry_tree(leaves: alloc::vec::Vec<Fr>) -> Option<Tree> {
    Tree::new(REGISTRY_NODE, REGISTRY_DEPTH, leaves)
}

/// The message of a proof of possession: for this party and these roles only, so that nobody registers another's key, with the
/// proof that it handed in, as one's own or in a role that its holder never took.
#[must_use]
pub fn possession_message(network: Network, party: PartyId, roles: &[Role], key: &Point) -> Fr {
    hash("covenant/possession", &[network.to_field(), party.0, roles_mask(roles), key.x, key.y])
}

/// Bit r for role r.
#[must_use]
pub fn roles_mask(roles: &[Role]) -> Fr {
    Fr::from(roles.iter().fold(0u64, |mask, role| mask | 1 << *role as u8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::AdditiveGroup;
    use covenant_gadgets::babyjubjub::generator;

    fn leaf() -> Leaf {
        Leaf {
            role: Role::Agent,
            party: PartyId(Fr::from(5u64)),
            principal: None,
            fiscal_rule: None,
            key: generator(),
            valid_from: Day::MIN,
            valid_until: Day::MAX,
            salt: Fr::from(7u64),
        }
    }

    #[test]
    fn no_value_of_a_principal_is_none() {
        let none = leaf().hash();
        for principal in [Fr::ZERO, Fr::from(1u64), -Fr::from(1u64)] {
            assert_ne!(Leaf { principal: Some(PartyId(principal)), ..leaf() }.hash(), none);
        }
        assert_ne!(Leaf { fiscal_rule: Some(FiscalRule::CALENDAR), ..leaf() }.hash(), none);
    }

    #[test]
    fn possession_is_of_one_key_by_one_party_in_these_roles() {
        let of = |network, party: u64, roles: &[Role], key: &Point| {
            possession_message(network, PartyId(Fr::from(party)), roles, key)
        };
        let (key, other) = (generator(), -generator());
        let message = of(Network::Development, 1, &[Role::Seller, Role::Debtor], &key);
        assert_eq!(of(Network::Development, 1, &[Role::Debtor, Role::Seller], &key), message);
        for changed in [
            of(Network::Production, 1, &[Role::Seller, Role::Debtor], &key),
            of(Network::Development, 2, &[Role::Seller, Role::Debtor], &key),
            of(Network::Development, 1, &[Role::Seller], &key),
            of(Network::Development, 1, &[Role::Seller, Role::Agent], &key),
            of(Network::Development, 1, &[Role::Seller, Role::Debtor], &other),
        ] {
            assert_ne!(changed, message);
        }
    }
}
