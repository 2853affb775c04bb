//! What a pool states at a cut-off and nobody signs: tranches, cash, and how high the bounds of hidden figures are.

use alloc::vec::Vec;

use covenant_statements::pool::{FIGURES, Figure, PoolPolicy, TRANCHES};
use covenant_statements::{Amount, serde_forms};
use serde::{Deserialize, Serialize};

use super::PoolError;
use crate::Format;

/// What a figure that the policy hides is at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The figure.
    pub figure: Figure,
    /// In the figure's unit, amounts in minor units.
    #[serde(with = "serde_forms::decimal")]
    pub at_most: u64,
}

/// A pool's structure. All of it is shown by the proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Structure {
    tranches: Vec<Amount>,
    reserve: Amount,
    bounds: Vec<Bound>,
}

impl Format for Structure {
    const KIND: &'static str = "covenant/pool-structure";
    const MALFORMED: &'static str = "structure/malformed";
}

impl Structure {
    /// A structure: tranches, the most senior first, cash, and bounds in any order.
    ///
    /// # Errors
    /// No tranche or more than four; a figure that is bounded twice, or that pools state.
    pub fn new(tranches: Vec<Amount>, reserve: Amount, mut bounds: Vec<Bound>) -> Result<Self, PoolError> {
        bounds.sort_by_key(|bound| bound.figure);
        Self::in_form(Form { tranches, reserve, bounds })
    }

    fn in_form(form: Form) -> Result<Self, PoolError> {
        let error = |why| Err(PoolError::Structure(why));
        let Form { tranches, reserve, bounds } = form;
        match () {
            () if !(1..=TRANCHES).contains(&tranches.len()) => error("1 to 4 tranches"),
            () if !bounds.is_sorted_by(|a, b| a.figure < b.figure) => {
                error("bounds of figures, once each and in their order")
            }
            () if bounds.iter().any(|bound| bound.figure.is_stated()) => {
                error("no bound of a figure that the pool states")
            }
            () => Ok(Self { tranches, reserve, bounds }),
        }
    }

    /// The tranches' balances in the places of a claim; zero where the pool has none.
    ///
    /// # Errors
    /// Another number of tranches than the policy's.
    pub fn tranches(&self, policy: &PoolPolicy) -> Result<[Amount; TRANCHES], PoolError> {
        if self.tranches.len() != policy.tranches as usize {
            return Err(PoolError::Tranches);
        }
        Ok(core::array::from_fn(|k| self.tranches.get(k).copied().unwrap_or(Amount(0))))
    }

    /// The cash reserve.
    #[must_use]
    pub fn reserve(&self) -> Amount {
        self.reserve
    }

    /// The bounds in the places of a claim; zero for figures that are shown.
    ///
    /// # Errors
    /// A hidden figure without a bound, a bound of a figure that the policy shows.
    pub fn bounds(&self, policy: &PoolPolicy) -> Result<[Amount; FIGURES], PoolError> {
        let bounded = self.bounds.iter().map(|bound| bound.figure);
        if let Some(figure) = policy.bounded.iter().find(|figure| !bounded.clone().any(|own| own == **figure))
        {
            return Err(PoolError::BoundMissing { figure: *figure });
        }
        if let Some(figure) = bounded.clone().find(|figure| !policy.bounded.contains(figure)) {
            return Err(PoolError::BoundOfShown { figure });
        }
        let mut bounds = [Amount(0); FIGURES];
        for Bound { figure, at_most } in &self.bounds {
            bounds[*figure as usize] = Amount(*at_most);
        }
        Ok(bounds)
    }
}

/// The file's own form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    tranches: Vec<Amount>,
    reserve: Amount,
    bounds: Vec<Bound>,
}

impl TryFrom<Form> for Structure {
    type Error = PoolError;

    fn try_from(form: Form) -> Result<Self, PoolError> {
        Self::in_form(form)
    }
}

impl From<Structure> for Form {
    fn from(structure: Structure) -> Self {
        let Structure { tranches, reserve, bounds } = structure;
        Self { tranches, reserve, bounds }
    }
}
