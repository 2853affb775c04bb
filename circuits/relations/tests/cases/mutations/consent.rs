//! Clause 6: the seller's days and its signature over context and note.

use super::{
    Change::{Claim as C, World as W},
    Mutation, one, other_number, shift,
};
use covenant_statements::invoice::Rule;

pub(crate) fn table() -> Vec<Mutation> {
    use Rule::*;
    vec![
        (
            "a seller from tomorrow",
            W(|w| {
                w.seller.leaf.valid_from = w.as_of;
                shift(&mut w.seller.leaf.valid_from, 1);
            }),
            SellerNotYetValid,
            None,
        ),
        (
            "a seller revoked yesterday",
            W(|w| {
                w.seller.leaf.valid_until = w.as_of;
                shift(&mut w.seller.leaf.valid_until, -1);
            }),
            SellerExpired,
            None,
        ),
        ("another payee or chain", C(|_, c| c.consent.context += one()), ConsentSignature, None),
        ("another note", C(|_, c| c.consent.blinding += one()), ConsentSignature, None),
        (
            "the consent of another obligation",
            C(|w, c| {
                let mut other = w.clone();
                other.acknowledgement.number = other_number();
                c.consent.signature = other.claim().consent.signature;
            }),
            ConsentSignature,
            None,
        ),
        (
            "a financing without its seller",
            C(|w, c| {
                let mut other = w.clone();
                other.seller.key = w.signer.key.clone();
                c.consent.signature = other.claim().consent.signature;
            }),
            ConsentSignature,
            None,
        ),
    ]
}
