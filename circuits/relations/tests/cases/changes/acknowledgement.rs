//! What is signed.

use super::{
    Edits,
    values::{day, day_near, digests, parties, party},
    world,
};
use covenant_statements::{
    Amount, Bps,
    arb::{
        arb_amount, arb_capacity, arb_currency, arb_document_type, arb_network, arb_number, arb_response_code,
    },
};
use proptest::{prelude::*, sample::select};

pub(super) fn edits() -> Vec<Edits> {
    vec![
        world("amount", prop_oneof![arb_amount(), (99_999_999..=100_000_001u64).prop_map(Amount)], |w, x| {
            w.acknowledgement.amount = x;
        }),
        world("issue", day_near(), |w, x| w.acknowledgement.issue = day(w, x)),
        world("due", day_near(), |w, x| w.acknowledgement.due = day(w, x)),
        world("acknowledged on", day_near(), |w, x| w.acknowledgement.acknowledged_on = day(w, x)),
        world("last valid", day_near(), |w, x| w.acknowledgement.last_valid = day(w, x)),
        world("rate", select(vec![0, 1, u32::MAX]), |w, x| w.acknowledgement.rate = Bps(x)),
        world("type", arb_document_type(), |w, x| w.acknowledgement.document_type = x),
        world("number", arb_number(), |w, x| w.acknowledgement.number = x),
        world("code", arb_response_code(), |w, x| w.acknowledgement.code = x),
        world("signed for", arb_network(), |w, x| w.acknowledgement.network = x),
        world("currency", prop_oneof![select(vec!["EUR".parse().unwrap()]), arb_currency()], |w, x| {
            w.acknowledgement.currency = x;
        }),
        world("terms", digests(), |w, x| w.acknowledgement.terms = x),
        world("payee", digests(), |w, x| w.acknowledgement.payee = x),
        world("capacity", arb_capacity(), |w, x| w.acknowledgement.capacity = x),
        world("debtor", parties(), |w, x| w.acknowledgement.debtor = party(w, x)),
        world("seller", parties(), |w, x| w.acknowledgement.seller = party(w, x)),
    ]
}
