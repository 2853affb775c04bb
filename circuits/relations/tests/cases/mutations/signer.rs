//! Clause 1: the signer's entry, its role and its days.

use super::{
    Change::{Claim as C, World as W},
    Mutation, one, shift,
};
use covenant_statements::{Role, invoice::Rule};

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
        ("another registry", C(|_, c| c.acknowledged.registry_root += one()), SignerNotRegistered, None),
        ("an invented leaf", C(|_, c| c.acknowledged.signer.leaf.salt += one()), SignerNotRegistered, None),
        (
            "a validity stretched",
            C(|_, c| shift(&mut c.acknowledged.signer.leaf.valid_until, 1)),
            SignerNotRegistered,
            None,
        ),
        (
            "a sibling changed",
            C(|_, c| c.acknowledged.signer.path.siblings[3][1] += one()),
            SignerNotRegistered,
            None,
        ),
        ("another position", C(|_, c| c.acknowledged.signer.path.index ^= 1 << 5), SignerNotRegistered, None),
        (
            "a path too short",
            C(|_, c| c.acknowledged.signer.path.siblings.truncate(11)),
            SignerNotRegistered,
            None,
        ),
        (
            "a path too long",
            C(|_, c| c.acknowledged.signer.path.siblings.push(Default::default())),
            SignerNotRegistered,
            None,
        ),
        ("an agent's key as debtor's", W(|w| w.signer.leaf.role = Role::Agent), SignerRole, None),
        ("a seller's key as debtor's", W(|w| w.signer.leaf.role = Role::Seller), SignerRole, None),
        ("a servicer's key as debtor's", W(|w| w.signer.leaf.role = Role::Servicer), SignerRole, None),
        (
            "a key from tomorrow",
            W(|w| {
                w.signer.leaf.valid_from = w.acknowledgement.acknowledged_on;
                shift(&mut w.signer.leaf.valid_from, 1);
            }),
            SignerNotYetValid,
            None,
        ),
        (
            "a key expired yesterday",
            W(|w| {
                w.signer.leaf.valid_until = w.as_of;
                shift(&mut w.signer.leaf.valid_until, -1);
            }),
            SignerExpired,
            None,
        ),
    ]
}
