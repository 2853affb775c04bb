//! What both sides are worth, and that the one covers the other. Nothing wraps: a total of reserves has 84 bits and of liabilities 90, a
//! price 64, a scale 31, the sum over assets 5 more, so that a value has 190 bits at most before it is held below 2¹¹⁰.

use super::{super::witness::Witness, documents::Documents};
use crate::Cs;
use covenant_gadgets::{
    compare::{Uint, less_or_equal},
    division,
};
use covenant_statements::solvency::coverage::{VALUE_BITS, figures::PARTS};

/// Bits of a value in 10⁻⁹ of a minor unit: those of 2⁸⁰·10⁹.
const EXACT_BITS: usize = 110;

/// The whole.
const WHOLE: u64 = 10_000;

/// The figures: both sides in minor units, the reserves rounded down and the liabilities up.
pub(super) fn enforce(cs: &mut Cs, w: &Witness, documents: &Documents, owed: &[Uint]) -> [Uint; 2] {
    let (mut reserves, mut liabilities) = (Vec::new(), Vec::new());
    for (j, scale) in documents.scales.iter().enumerate() {
        let unit = Uint::product(cs, "coverage/unit", &w.prices.members[j].price, scale);
        // The entity's own tokens are no reserve.
        let counts = w.scope.attributes[j].own.not();
        let counted = Uint::only_if(cs, "coverage/counted", &counts, &w.reserves[j]);
        reserves.push(Uint::product(cs, "coverage/reserve", &counted, &unit));
        liabilities.push(Uint::product(cs, "coverage/liability", &owed[j], &unit));
    }
    let value = |cs: &mut Cs, parts: &[Uint]| {
        let value = Uint::sum(parts.iter().map(|part| (1, part)));
        Uint::range(cs, value.num().clone(), EXACT_BITS)
    };
    let reserves = cs.scoped("reserves", |cs| value(cs, &reserves));
    let liabilities = cs.scoped("liabilities", |cs| value(cs, &liabilities));
    let figures = [
        cs.scoped("reserves-figure", |cs| minor_units(cs, &reserves)),
        cs.scoped("liabilities-figure", |cs| {
            minor_units(cs, &liabilities.plus(&Uint::constant(PARTS as u64 - 1)))
        }),
    ];
    let covered = Uint::sum([(WHOLE, &reserves)]);
    let needed = Uint::product(cs, "coverage/needed", &w.threshold, &liabilities);
    cs.scoped("covers", |cs| less_or_equal(cs, &needed, &covered));
    figures
}

fn minor_units(cs: &mut Cs, value: &Uint) -> Uint {
    division::floor(cs, value, &Uint::constant(PARTS as u64), VALUE_BITS).0
}
