//! After the signatures.

use super::{
    Edits, after,
    values::{digests, lists_of_digests},
};
use covenant_gadgets::{Fr, babyjubjub::Scalar};
use covenant_statements::arb::arb_element;
use proptest::{prelude::*, sample::select};

/// Changes after the signatures; adding zero leaves the claim as it was.
pub(super) fn edits() -> Vec<Edits> {
    let by = || prop_oneof![select(vec![Fr::from(0u64)]), arb_element()];
    vec![
        after("context +", by(), |c, x| c.consent.context += x),
        after("blinding +", by(), |c, x| c.consent.blinding += x),
        after("root +", by(), |c, x| c.acknowledged.registry_root += x),
        after("signer's salt +", by(), |c, x| c.acknowledged.signer.leaf.salt += x),
        after("a sibling +", (0..12usize, 0..3usize, by()), |c, (level, i, x)| {
            c.consent.seller.path.siblings[level][i] += x;
        }),
        after("position", any::<u32>(), |c, x| c.acknowledged.signer.path.index ^= x & (x >> 3)),
        after("S +", 0..2u64, |c, x| c.acknowledged.signature.s += Scalar::from(x)),
        after("consent's S +", 0..2u64, |c, x| c.consent.signature.s += Scalar::from(x)),
        after("c +", by(), |c, x| c.consent.transcript.evaluation.c += x),
        after("s +", 0..2u64, |c, x| c.consent.transcript.evaluation.s += Scalar::from(x)),
        after("blind +", 0..2u64, |c, x| c.consent.transcript.blind += Scalar::from(x)),
        after("amount +", 0..2u64, |c, x| {
            c.acknowledged.acknowledgement.amount.0 = c.acknowledged.acknowledgement.amount.0.wrapping_add(x);
        }),
        after("payee", digests(), |c, x| c.acknowledged.acknowledgement.payee = x),
        after("terms", digests(), |c, x| c.acknowledged.acknowledgement.terms = x),
        after("the policy's payees", lists_of_digests(), |c, x| c.acknowledged.policy.payees = x),
    ]
}
