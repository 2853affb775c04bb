//! What each group owes, and the largest of them.

use super::super::witness::Witness;
use crate::{Cs, parts::nonzero::is_nonzero};
use ark_ff::PrimeField;
use covenant_gadgets::{
    compare::{Uint, bits},
    cs::{Bit, Num},
};
use covenant_statements::Fr;

/// Bits of what a group owes: the balance has no more.
const OWED_BITS: usize = 64;

/// In each group's last row what the group owes, elsewhere zero.
pub(super) fn totals(cs: &mut Cs, w: &Witness, owed: &[Uint]) -> Vec<Uint> {
    let mut running = Uint::constant(0);
    let mut totals = Vec::with_capacity(owed.len());
    for (j, owed) in owed.iter().enumerate() {
        let above = Uint::only_if(cs, "groups/running", &w.obligors[j].same_group, &running);
        running = owed.plus(&above);
        // Of its group's rows the last one is followed by no mark.
        let marked = w.obligors.get(j + 1).map_or_else(Bit::zero, |row| row.same_group.clone());
        totals.push(Uint::only_if(cs, "groups/last", &marked.not(), &running));
    }
    totals
}

/// How many groups owe something.
pub(super) fn count(cs: &mut Cs, totals: &[Uint]) -> Uint {
    let owing: Vec<Uint> = totals.iter().map(|total| Uint::from(&is_nonzero(cs, total.num()))).collect();
    Uint::sum(owing.iter().map(|owing| (1, owing)))
}

/// The largest total: no other is above it, and it is one of them.
pub(super) fn largest(cs: &mut Cs, totals: &[Uint]) -> Uint {
    let most = totals.iter().map(|total| total.num().value().into_bigint()).max().unwrap_or_default();
    let most = cs.hint("groups/largest", || Fr::from_bigint(most).unwrap_or_default());
    let most = Uint::range(cs, most, OWED_BITS);
    let mut product = Num::one();
    for total in totals {
        let distance = most.num() - total.num();
        bits(cs, &distance, OWED_BITS);
        product = cs.mul("groups/is-one", &product, &distance);
    }
    cs.enforce_zero("groups/is-one", &product);
    most
}

/// The sum of the n largest totals: n rows are marked, those are at least a threshold, the others at most it.
pub(super) fn largest_together(cs: &mut Cs, totals: &[Uint], n: &Num) -> Uint {
    let wanted = n.value().into_bigint().0[0] as usize;
    let mut order: Vec<usize> = (0..totals.len()).collect();
    order.sort_by_key(|j| std::cmp::Reverse(totals[*j].num().value().into_bigint()));
    order.truncate(wanted);
    let least = order.last().map_or(Fr::from(0u64), |j| totals[*j].num().value());
    let threshold = cs.hint("groups/threshold", || least);
    let mut marks = Vec::with_capacity(totals.len());
    let mut parts = Vec::with_capacity(totals.len());
    for (j, total) in totals.iter().enumerate() {
        let mark = cs.hint_bit("groups/mark", || order.contains(&j));
        let above = cs.mul("groups/distance", &mark.sign(), &(total.num() - &threshold));
        bits(cs, &above, OWED_BITS);
        parts.push(Uint::only_if(cs, "groups/marked", &mark, total));
        marks.push(mark);
    }
    let marked = Num::sum(marks.iter().map(|mark| (Fr::from(1u64), mark.num())));
    cs.enforce_equal("groups/marks", &marked, n);
    Uint::sum(parts.iter().map(|part| (1, part)))
}
