//! The figures of a pool by name, and how they are shown.

use crate::{Fr, ValueError, pack::pack};
use alloc::vec::Vec;
use core::str::FromStr;
use covenant_gadgets::poseidon::hash;

/// How many figures there are.
pub const FIGURES: usize = 28;
/// Figures that share an element of the digest.
pub const FIGURES_PER_ELEMENT: usize = 3;
/// The tag of the digest.
pub const TAG: &str = "covenant/pool-figures";

/// A figure of a pool, each below 2⁶⁴. Its number is its place among the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Figure {
    /// The balances of all lines.
    Balance = 0,
    /// How many lines.
    Lines,
    /// How many obligors, a group counting once, that owe something.
    Obligors,
    /// Weighted by balance, in basis points, rounded down.
    Coupon,
    /// Weighted by balance, in days, rounded down.
    Maturity,
    /// What the largest obligor owes, in basis points of the balance, rounded up.
    TopObligor,
    /// What the policy's number of largest obligors owe, in the same way.
    TopObligors,
    /// The balance that is current.
    Current,
    /// The balance 1 to 29 days past due.
    Days1To29,
    /// The balance 30 to 59 days past due.
    Days30To59,
    /// The balance 60 to 89 days past due.
    Days60To89,
    /// The balance 90 days past due or more, or in default.
    Days90,
    /// How many lines are current.
    CurrentLines,
    /// How many are 1 to 29 days past due.
    Days1To29Lines,
    /// How many are 30 to 59 days past due.
    Days30To59Lines,
    /// How many are 60 to 89 days past due.
    Days60To89Lines,
    /// How many are 90 days past due or more, or in default.
    Days90Lines,
    /// The balance in default, part of the one before.
    Defaulted,
    /// The most senior tranche's balance, as the pool states it.
    Tranche1,
    /// The second tranche's.
    Tranche2,
    /// The third tranche's.
    Tranche3,
    /// The fourth tranche's.
    Tranche4,
    /// The cash reserve, as the pool states it.
    Reserve,
    /// Assets in basis points of the first tranche, rounded down.
    Overcollateralisation1,
    /// Assets in basis points of the first two tranches.
    Overcollateralisation2,
    /// Of the first three.
    Overcollateralisation3,
    /// Of all four.
    Overcollateralisation4,
    /// The net asset value of the lines, rounded down.
    NetAssetValue,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units of the policy's currency.
    Amount,
    /// How many.
    Count,
    /// Days.
    Days,
    /// Basis points.
    BasisPoints,
}

use Figure::*;

impl Figure {
    /// All figures in their order, with their names in policies and on the command line.
    pub const ALL: [(Self, &'static str); FIGURES] = [
        (Balance, "balance"),
        (Lines, "lines"),
        (Obligors, "obligors"),
        (Coupon, "coupon"),
        (Maturity, "maturity"),
        (TopObligor, "top-obligor"),
        (TopObligors, "top-obligors"),
        (Current, "current"),
        (Days1To29, "days-1-29"),
        (Days30To59, "days-30-59"),
        (Days60To89, "days-60-89"),
        (Days90, "days-90"),
        (CurrentLines, "current-lines"),
        (Days1To29Lines, "days-1-29-lines"),
        (Days30To59Lines, "days-30-59-lines"),
        (Days60To89Lines, "days-60-89-lines"),
        (Days90Lines, "days-90-lines"),
        (Defaulted, "defaulted"),
        (Tranche1, "tranche-1"),
        (Tranche2, "tranche-2"),
        (Tranche3, "tranche-3"),
        (Tranche4, "tranche-4"),
        (Reserve, "reserve"),
        (Overcollateralisation1, "overcollateralisation-1"),
        (Overcollateralisation2, "overcollateralisation-2"),
        (Overcollateralisation3, "overcollateralisation-3"),
        (Overcollateralisation4, "overcollateralisation-4"),
        (NetAssetValue, "nav"),
    ];
    /// The names alone: what can be disclosed to an auditor.
    pub const NAMES: [&'static str; FIGURES] = {
        let mut names = [""; FIGURES];
        let mut i = 0;
        while i < FIGURES {
            names[i] = Self::ALL[i].1;
            i += 1;
        }
        names
    };
    /// Figures that the pool states and nobody signs. They are always shown: a bound on what a prover may choose says nothing.
    pub const STATED: core::ops::RangeInclusive<usize> = Tranche1 as usize..=Reserve as usize;

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What it counts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Lines | Obligors | CurrentLines | Days1To29Lines | Days30To59Lines | Days60To89Lines
            | Days90Lines => Unit::Count,
            Coupon
            | TopObligor
            | TopObligors
            | Overcollateralisation1
            | Overcollateralisation2
            | Overcollateralisation3
            | Overcollateralisation4 => Unit::BasisPoints,
            Maturity => Unit::Days,
            Balance | Current | Days1To29 | Days30To59 | Days60To89 | Days90 | Defaulted | Tranche1
            | Tranche2 | Tranche3 | Tranche4 | Reserve | NetAssetValue => Unit::Amount,
        }
    }

    /// Whether the pool states it and nobody signs it.
    #[must_use]
    pub fn is_stated(self) -> bool {
        Self::STATED.contains(&(self as usize))
    }
}

impl FromStr for Figure {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let error = ValueError::new("figure", "the name of a pool's figure");
        Self::ALL.iter().find(|(_, name)| *name == text).map(|(figure, _)| *figure).ok_or(error)
    }
}

/// The public input `figures` = H(tag, bounded, nine elements): three figures of 64 bits each to an element, the first one lowest, all but the
/// net asset value, which is a public input of its own. `bounded` has bit i for figure i where what is shown is a bound.
#[must_use]
pub fn digest(bounded: u32, shown: &[u64; FIGURES]) -> Fr {
    let element = |figures: &[u64]| pack(&figures.iter().map(|f| (Fr::from(*f), 64)).collect::<Vec<_>>());
    let elements = shown[..NetAssetValue as usize].chunks(FIGURES_PER_ELEMENT).map(element);
    hash(TAG, &core::iter::once(Fr::from(bounded)).chain(elements).collect::<Vec<_>>())
}

/// The public input `nav`: the net asset value, or 2⁶⁴ + a bound.
#[must_use]
pub fn nav(bounded: u32, shown: &[u64; FIGURES]) -> Fr {
    let is_bound = bounded >> NetAssetValue as u32 & 1;
    pack(&[(Fr::from(shown[NetAssetValue as usize]), 64), (Fr::from(is_bound), 1)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::PrimeField;

    #[test]
    fn names_and_places() {
        for (i, (figure, name)) in Figure::ALL.into_iter().enumerate() {
            assert_eq!((figure as usize, figure.name()), (i, name));
            assert_eq!(name.parse(), Ok(figure));
        }
        assert!(Tranche1.is_stated() && Reserve.is_stated());
        assert!(!Defaulted.is_stated() && !Overcollateralisation1.is_stated());
        assert!("balances".parse::<Figure>().is_err());
    }

    #[test]
    fn the_digest_binds_every_figure_and_what_is_a_bound() {
        let shown: [u64; FIGURES] = core::array::from_fn(|i| i as u64 + 1);
        let base = digest(0, &shown);
        for i in 0..FIGURES {
            let mut changed = shown;
            changed[i] += 1;
            // The net asset value has its own input.
            assert_eq!(digest(0, &changed) == base, i == NetAssetValue as usize);
            assert_ne!(digest(1 << i, &shown), base);
        }
        let mut carried = shown;
        (carried[0], carried[1]) = (u64::MAX, 0);
        assert_ne!(digest(0, &carried), digest(0, &shown));
        assert!(nav(0, &shown).into_bigint() < nav(1 << 27, &shown).into_bigint());
    }
}
