//! Values that mean something in this world, and their neighbours.

use covenant_gadgets::Fr;
use covenant_statements::{
    Day, PartyId, TextDigest,
    arb::{arb_digest, arb_list},
    invoice::sample::World,
};
use proptest::{option, prelude::*, sample::select};

/// Days around the limits of this world, and some far away.
pub(super) fn day_near() -> impl Strategy<Value = (usize, i64)> {
    (0..7usize, prop_oneof![4 => -1..=1i64, 1 => -400..400i64])
}

pub(super) fn day(w: &World, (anchor, shift): (usize, i64)) -> Day {
    let (ack, signer, seller) = (&w.acknowledgement, &w.signer.leaf, &w.seller.leaf);
    let anchors = [
        w.as_of,
        ack.issue,
        ack.due,
        ack.acknowledged_on,
        ack.last_valid,
        signer.valid_from.max(seller.valid_from),
        signer.valid_until.min(seller.valid_until),
    ];
    Day::new((i64::from(anchors[anchor].get()) + shift).max(0) as u32).unwrap_or(Day::MAX)
}

/// One of the parties of this world, or an element that means something elsewhere.
pub(super) fn party(w: &World, index: usize) -> PartyId {
    let own = [w.signer.leaf.party, w.seller.leaf.party, w.acknowledgement.seller, w.acknowledgement.debtor];
    let others = w.others.iter().map(|other| other.leaf.party);
    let raw = [Fr::from(0u64), -Fr::from(1u64)].map(PartyId);
    let all: Vec<PartyId> = own.into_iter().chain(others).chain(raw).collect();
    all[index % all.len()]
}

pub(super) fn parties() -> impl Strategy<Value = usize> {
    0..10usize
}

/// A digest of this world, zero, p − 1, none, or another.
pub(super) fn digests() -> impl Strategy<Value = Option<TextDigest>> {
    let own = [Fr::from(0u64), -Fr::from(1u64)].map(TextDigest);
    let known = [TextDigest::of(b"no set-off"), TextDigest::of(b"DE89370400440532013000")];
    option::of(prop_oneof![select([own, known].concat()), arb_digest()])
}

pub(super) fn lists_of_digests() -> impl Strategy<Value = Vec<TextDigest>> {
    arb_list(digests().prop_filter_map("a digest", |digest| digest), 5)
}
