//! A pool's figures as an attestation shows them, each by its name.

use alloc::format;
use alloc::vec::Vec;

use covenant_statements::pool::figure::{self, Unit};
use covenant_statements::pool::{FIGURES, Figure};
use covenant_statements::serde_forms::decimal;
use covenant_statements::{Currency, Fr};
use serde::{Deserialize, Serialize};

use crate::attestation::{Fact, FactValue};

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShownFigure {
    /// Its name.
    #[cfg_attr(feature = "schema", schemars(with = "super::schema::FigureName"))]
    pub figure: Figure,
    /// Minor units of the policy's currency, a count, days or basis points, as its name says; or a bound.
    #[serde(with = "decimal")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Amount"))]
    pub shown: u64,
    /// Whether the figure is hidden, and at most what is shown.
    pub bound: bool,
}

/// All figures in their order; bit i of `bounded` is set where figure i is hidden behind a bound.
pub(super) fn shown(bounded: u32, values: &[u64; FIGURES]) -> Vec<ShownFigure> {
    let figure = |((figure, _), shown): ((Figure, &str), &u64)| ShownFigure {
        figure,
        shown: *shown,
        bound: bounded >> figure as u32 & 1 == 1,
    };
    Figure::ALL.into_iter().zip(values).map(figure).collect()
}

/// The public inputs `nav` and `figures` that these figures make under a policy that hides those of `bounded`; `None` where they are not all
/// figures, each once and in order, bounded just where the policy says so.
pub(super) fn public_inputs(figures: &[ShownFigure], bounded: u32) -> Option<(Fr, Fr)> {
    let values: Vec<u64> = figures.iter().map(|figure| figure.shown).collect();
    let values: [u64; FIGURES] = values.try_into().ok()?;
    let of_its_form = shown(bounded, &values) == figures;
    of_its_form.then(|| (figure::nav(bounded, &values), figure::digest(bounded, &values)))
}

impl ShownFigure {
    /// The figure in a report: with its unit, amounts in minor units.
    pub(super) fn fact(&self, currency: Currency) -> Fact {
        let most = if self.bound { "at most " } else { "" };
        let text = |unit: &str| FactValue::Text(format!("{most}{}{unit}", self.shown));
        let value = match self.figure.unit() {
            Unit::Amount => FactValue::Amount { at_most: self.bound, minor: self.shown, currency },
            Unit::BasisPoints => text(" bps"),
            Unit::Days => text(" days"),
            Unit::Count => text(""),
        };
        let name = self.figure.name();
        Fact { name, label: Some(name), value }
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that panics says what is wrong")]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_form() {
        let values: [u64; FIGURES] = core::array::from_fn(|i| 10 + i as u64);
        let bounded = 1 << 5 | 1 << 27;
        let honest = shown(bounded, &values);
        assert!(public_inputs(&honest, bounded).is_some());
        assert_eq!(public_inputs(&honest, bounded | 1), None);
        let changes: [fn(&mut Vec<ShownFigure>); 5] = [
            |f| f.swap(0, 1),
            |f| f[5].bound = false,
            |f| f[6].bound = true,
            |f| f.truncate(FIGURES - 1),
            |f| f.push(f[27]),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = honest.clone();
            change(&mut changed);
            assert_eq!(public_inputs(&changed, bounded), None, "change {i}");
        }
        // Every figure is under one of the two.
        for i in 0..FIGURES {
            let mut changed = honest.clone();
            changed[i].shown += 1;
            assert_ne!(public_inputs(&changed, bounded), public_inputs(&honest, bounded), "figure {i}");
        }
    }

    #[test]
    fn a_bound_is_said_to_be_one() {
        let euro: Currency = "EUR".parse().unwrap();
        let text = |figure, bound| ShownFigure { figure, shown: 7, bound }.fact(euro).value;
        let amount = text(Figure::NetAssetValue, true);
        assert_eq!(amount, FactValue::Amount { at_most: true, minor: 7, currency: euro });
        assert_eq!(format!("{amount}"), "at most 7 minor units of EUR");
        assert_eq!(text(Figure::Coupon, false), FactValue::Text("7 bps".into()));
        assert_eq!(text(Figure::Maturity, false), FactValue::Text("7 days".into()));
        assert_eq!(text(Figure::Lines, false), FactValue::Text("7".into()));
    }
}
