//! The policy is of its form; lengths and ranges were checked where it entered.

use super::super::witness::{PolicyVar, Witness};
use crate::{Cs, pool::witness::WHOLE};
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::Num,
};
use covenant_statements::Fr;

/// Bits of one less than a number of obligors from 1 to 64.
const TOP_BITS: usize = 6;

pub(super) fn enforce(cs: &mut Cs, w: &Witness) {
    let PolicyVar { fields, loss, min_senior, max_senior, tranches, .. } = &w.policy;
    cs.enforce_equal("policy/version", &fields.version, &Num::one());
    for row in loss {
        for pair in row.windows(2) {
            cs.scoped("loss", |cs| less_or_equal(cs, &pair[0], &pair[1]));
        }
    }
    cs.scoped("top-obligors", |cs| {
        Uint::range(cs, fields.top_obligors.plus(-Fr::from(1u64)), TOP_BITS);
    });
    cs.enforce_equal("policy/one-tranche", tranches.bits()[0].num(), &Num::one());
    cs.scoped("senior", |cs| {
        less_or_equal(cs, min_senior, max_senior);
        less_or_equal(cs, max_senior, &Uint::constant(WHOLE));
    });
}
