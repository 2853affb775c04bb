//! Sums over places and groups.

use covenant_soundness::deletion::Shown;

use super::gates::Gates;

/// Of the forged values.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    pub(super) variables: usize,
    pub(super) caught_at_once: usize,
    pub(super) replayed: usize,
}

/// Of the groups of constraints.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ShownBy {
    pub(super) case: usize,
    pub(super) witness: usize,
    pub(super) gadget: usize,
    pub(super) reason: usize,
}

impl Gates {
    /// Sums over all places.
    pub(super) fn forged_totals(&self) -> Totals {
        self.forged.places.iter().fold(Totals::default(), |total, place| Totals {
            variables: total.variables + place.variables,
            caught_at_once: total.caught_at_once + place.caught_at_once,
            replayed: total.replayed + place.replayed,
        })
    }

    /// How many groups are shown by what.
    pub(super) fn shown(&self) -> ShownBy {
        let mut by = ShownBy::default();
        for shown in self.deletion.groups.iter().filter_map(|group| group.shown.as_ref()) {
            *match shown {
                Shown::Case { .. } => &mut by.case,
                Shown::Witness { .. } => &mut by.witness,
                Shown::Gadget { .. } => &mut by.gadget,
                Shown::Reason { .. } => &mut by.reason,
            } += 1;
        }
        by
    }
}
