//! The signer's and the seller's entries.

use super::{
    Edits,
    values::{day, day_near, parties, party},
    world,
};
use covenant_statements::arb::{arb_capacity, arb_element, arb_fiscal_rule, arb_role};
use proptest::option;

pub(super) fn edits() -> Vec<Edits> {
    vec![
        world("signer", (0..4usize, arb_capacity()), |w, (x, capacity)| {
            std::mem::swap(&mut w.signer, &mut w.others[x]);
            w.acknowledgement.capacity = capacity;
        }),
        world("signer by its role", 0..3usize, |w, x| {
            let capacities = covenant_statements::Capacity::ALL;
            std::mem::swap(&mut w.signer, &mut w.others[x]);
            w.acknowledgement.capacity =
                capacities.into_iter().find(|c| *c as u8 == w.signer.leaf.role as u8).unwrap();
        }),
        world("signer's party", parties(), |w, x| w.signer.leaf.party = party(w, x)),
        world("signer's principal", option::of(parties()), |w, x| {
            w.signer.leaf.principal = x.map(|x| party(w, x));
        }),
        world("signer's role", arb_role(), |w, x| w.signer.leaf.role = x),
        world("signer's first day", day_near(), |w, x| w.signer.leaf.valid_from = day(w, x)),
        world("signer's last day", day_near(), |w, x| w.signer.leaf.valid_until = day(w, x)),
        world("signer's rule", option::of(arb_fiscal_rule()), |w, x| w.signer.leaf.fiscal_rule = x),
        world("seller's party", parties(), |w, x| w.seller.leaf.party = party(w, x)),
        world("seller's role", arb_role(), |w, x| w.seller.leaf.role = x),
        world("seller's first day", day_near(), |w, x| w.seller.leaf.valid_from = day(w, x)),
        world("seller's last day", day_near(), |w, x| w.seller.leaf.valid_until = day(w, x)),
        world("seller's rule", option::of(arb_fiscal_rule()), |w, x| w.seller.leaf.fiscal_rule = x),
        world("seller's salt", arb_element(), |w, x| w.seller.leaf.salt = x),
    ]
}
