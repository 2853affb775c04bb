//! A registered key: the twin of [`covenant_statements::Member`].

use super::input::WORD_BITS;
use crate::Cs;
use covenant_gadgets::{
    babyjubjub::var::{PointVar, SubgroupVar},
    compare::Uint,
    cs::{Bit, Num},
    merkle::var::PathVar,
    optional::var::OptionVar,
    poseidon::var::hash,
};
use covenant_statements::{
    Fr, Leaf, Member,
    party::{REGISTRY_DEPTH, REGISTRY_NODE},
};

/// A registry entry but for its role, which the clause fixes, and its path.
pub struct MemberVar {
    /// Whose key it is.
    pub party: Num,
    /// The debtor that mandated an agent.
    pub principal: OptionVar,
    /// A seller's fiscal rule.
    pub fiscal_rule: OptionVar,
    /// The key, which the registrar took into the registry after it had checked the subgroup.
    pub key: SubgroupVar,
    /// First valid day.
    pub valid_from: Uint,
    /// Last valid day.
    pub valid_until: Uint,
    /// Uniform.
    pub salt: Num,
    /// Its place in the registry.
    pub path: PathVar,
}

impl MemberVar {
    /// The entry as private inputs.
    pub fn allocate(cs: &mut Cs, member: &Member) -> Self {
        let leaf = &member.leaf;
        Self {
            party: cs.input("party", leaf.party.0),
            principal: OptionVar::input(cs, "principal", leaf.principal.map(|p| p.0)),
            fiscal_rule: OptionVar::input(
                cs,
                "fiscal-rule",
                leaf.fiscal_rule.map(|rule| Fr::from(rule.month())),
            ),
            key: SubgroupVar::registered(PointVar::input(cs, "key", &leaf.key)),
            valid_from: Uint::input(cs, "valid-from", leaf.valid_from.get(), WORD_BITS),
            valid_until: Uint::input(cs, "valid-until", leaf.valid_until.get(), WORD_BITS),
            salt: cs.input("salt", leaf.salt),
            path: PathVar::input(cs, "path", &member.path, REGISTRY_DEPTH),
        }
    }

    /// The leaf with this role is in the registry of this root.
    pub fn enforce_registered(&self, cs: &mut Cs, role: &Num, registry_root: &Num) {
        let root = self.root(cs, role);
        cs.enforce_equal("registry/root", &root, registry_root);
    }

    /// [`Self::enforce_registered`] where the bit is 1.
    pub fn enforce_registered_if(&self, cs: &mut Cs, condition: &Bit, role: &Num, registry_root: &Num) {
        let root = self.root(cs, role);
        cs.enforce("registry/root", condition.num(), &(&root - registry_root), &Num::zero());
    }

    /// The root that the leaf with this role and the path give.
    fn root(&self, cs: &mut Cs, role: &Num) -> Num {
        let leaf = cs.scoped("leaf", |cs| {
            let ([has_principal, principal], [has_rule, rule]) =
                (self.principal.values(), self.fiscal_rule.values());
            let [x, y] = self.key.point().coordinates();
            let values = [
                role,
                &self.party,
                has_principal,
                principal,
                has_rule,
                rule,
                x,
                y,
                self.valid_from.num(),
                self.valid_until.num(),
                &self.salt,
            ];
            hash(cs, Leaf::TAG, &values.map(Clone::clone))
        });
        cs.scoped("path", |cs| self.path.root(cs, REGISTRY_NODE, &leaf))
    }
}
