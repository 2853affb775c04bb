//! What is shown: the figures, or bounds on them.

use super::{
    super::{Public, witness::Witness},
    figures::{FIGURE_BITS, Figures},
};
use crate::Cs;
use covenant_gadgets::{compare::Uint, cs::Num, poseidon::var::hash};
use covenant_statements::{
    Fr,
    pool::{
        Figure,
        figure::{FIGURES_PER_ELEMENT, TAG},
    },
};

pub(super) fn enforce(cs: &mut Cs, w: &Witness, figures: &Figures, public: &Public) {
    let shown: Vec<Uint> =
        (0..figures.in_order().len()).map(|i| cs.scoped("figure", |cs| show(cs, w, figures, i))).collect();
    let element = |figures: &[Uint]| {
        Uint::pack(&figures.iter().map(|figure| (figure, FIGURE_BITS as u32)).collect::<Vec<_>>())
            .num()
            .clone()
    };
    let nav = Figure::NetAssetValue as usize;
    let mut values = vec![w.policy.fields.bounded.clone()];
    values.extend(shown[..nav].chunks(FIGURES_PER_ELEMENT).map(element));
    let digest = cs.scoped("digest", |cs| hash(cs, TAG, &values));
    cs.enforce_equal("figures/public", &digest, &public.figures);
    let is_bound = Uint::from(&w.policy.bounded[nav]);
    let nav = Uint::pack(&[(&shown[nav], FIGURE_BITS as u32), (&is_bound, 1)]);
    cs.enforce_equal("nav/public", nav.num(), &public.nav);
}

/// The figure where it is not hidden, else something of 64 bits that is not below it.
fn show(cs: &mut Cs, w: &Witness, figures: &Figures, i: usize) -> Uint {
    let (figure, hidden) = (&figures.in_order()[i], &w.policy.bounded[i]);
    if Figure::STATED.contains(&i) {
        return figure.clone();
    }
    let room = if hidden.value() { Fr::from(w.bounds[i].0) - figure.num().value() } else { Fr::from(0u64) };
    let room = cs.input("room", room);
    cs.enforce("bounds/shown", hidden.not().num(), &room, &Num::zero());
    let room = Uint::range(cs, room, FIGURE_BITS);
    Uint::range(cs, figure.num() + room.num(), FIGURE_BITS)
}
