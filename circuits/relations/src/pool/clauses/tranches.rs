//! The tranches as the pool states them, and their protection.

use super::{
    super::witness::{WHOLE, Witness},
    figures::{FIGURE_BITS, Figures},
};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    cs::Num,
    division,
};
use covenant_statements::pool::Figure;

pub(super) fn enforce(cs: &mut Cs, w: &Witness, figures: &mut Figures) {
    let policy = &w.policy;
    for (tranche, used) in w.tranches.iter().zip(policy.tranches.bits()) {
        cs.enforce("tranches/unused-is-zero", used.not().num(), tranche.num(), &Num::zero());
    }
    let senior = &w.tranches[0];
    cs.enforce_nonzero("tranches/senior", senior.num());
    let assets = figures.get(Figure::NetAssetValue).plus(&w.reserve);
    let scaled = Uint::sum([(WHOLE, senior)]);
    let least = Uint::product(cs, "tranches/least-senior", &policy.min_senior, &assets);
    let most = Uint::product(cs, "tranches/most-senior", &policy.max_senior, &assets);
    cs.scoped("least-senior", |cs| less_or_equal(cs, &least, &scaled));
    cs.scoped("most-senior", |cs| less_or_equal(cs, &scaled, &most));
    buffers(cs, w);
    let assets = Uint::sum([(WHOLE, &assets)]);
    for (k, used) in policy.tranches.bits().iter().enumerate() {
        let covered = sum(&w.tranches[..=k]);
        let ratio = cs.scoped("cover", |cs| division::floor(cs, &assets, &covered, FIGURE_BITS).0);
        let ratio = Uint::only_if(cs, "tranches/ratio", used, &ratio);
        figures.set(Figure::Overcollateralisation1 as usize + k, ratio);
        figures.set(Figure::Tranche1 as usize + k, w.tranches[k].clone());
    }
    figures.set(Figure::Reserve as usize, w.reserve.clone());
}

/// 10000·Σ (tranches below) ≥ buffer·Σ (all).
fn buffers(cs: &mut Cs, w: &Witness) {
    let all = sum(&w.tranches);
    for (k, buffer) in w.policy.buffers.iter().enumerate() {
        let below: Vec<(u64, &Uint)> = w.tranches[k + 1..].iter().map(|tranche| (WHOLE, tranche)).collect();
        let least = Uint::product(cs, "tranches/buffer", buffer, &all);
        cs.scoped("buffer", |cs| less_or_equal(cs, &least, &Uint::sum(below)));
    }
}

fn sum(parts: &[Uint]) -> Uint {
    Uint::sum(parts.iter().map(|part| (1, part)))
}
