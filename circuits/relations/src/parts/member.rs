//! A registered key: the twin of [`covenant_statements::Member`].

use super::input::{WORD_BITS, ranged};
use crate::Cs;
use covenant_gadgets::{babyjubjub::var::PointVar, cs::Num, merkle::var::PathVar, poseidon::var::hash};
use covenant_statements::{
    FiscalRule, Fr, Leaf, Member, PartyId, field,
    party::{REGISTRY_DEPTH, REGISTRY_NODE},
};

/// A registry entry but for its role, which the clause fixes, and its path.
pub struct MemberVar {
    /// Whose key it is.
    pub party: Num,
    /// The debtor that mandated an agent.
    pub principal: Num,
    /// A seller's fiscal rule.
    pub fiscal_rule: Num,
    /// The key.
    pub key: PointVar,
    /// First valid day.
    pub valid_from: Num,
    /// Last valid day.
    pub valid_until: Num,
    /// Uniform.
    pub salt: Num,
    /// Its place in the registry.
    pub path: PathVar,
}

impl MemberVar {
    /// The entry as private inputs.
    pub fn allocate(cs: &mut Cs, member: &Member) -> Self {
        let leaf = &member.leaf;
        let zero = field::ascii("");
        Self {
            party: cs.input(leaf.party.0),
            principal: cs.input(leaf.principal.map_or(zero, |PartyId(p)| p)),
            fiscal_rule: cs.input(leaf.fiscal_rule.map_or(zero, |rule: FiscalRule| Fr::from(rule.month()))),
            key: PointVar::input(cs, &leaf.key),
            valid_from: ranged(cs, leaf.valid_from.get(), WORD_BITS),
            valid_until: ranged(cs, leaf.valid_until.get(), WORD_BITS),
            salt: cs.input(leaf.salt),
            path: PathVar::input(cs, &member.path, REGISTRY_DEPTH),
        }
    }

    /// The leaf with this role is in the registry of this root.
    pub fn enforce_registered(&self, cs: &mut Cs, role: &Num, registry_root: &Num) {
        let leaf = cs.scoped("leaf", |cs| {
            let values = [
                role,
                &self.party,
                &self.principal,
                &self.fiscal_rule,
                &self.key.x,
                &self.key.y,
                &self.valid_from,
                &self.valid_until,
                &self.salt,
            ];
            hash(cs, Leaf::TAG, &values.map(Clone::clone))
        });
        let root = cs.scoped("path", |cs| self.path.root(cs, REGISTRY_NODE, &leaf));
        cs.enforce_equal("registry/root", &root, registry_root);
    }
}
