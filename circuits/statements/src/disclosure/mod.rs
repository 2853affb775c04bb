//! Disclosures as attestations carry them: which figures a statement offers, by name, and the parts behind the public input
//! `disclosure`. The protocol is [`covenant_gadgets::disclosure`]'s.

#[cfg(feature = "serde")]
mod form;
#[cfg(feature = "serde")]
pub mod seal_form;

#[cfg(feature = "serde")]
pub use form::{DisclosureForm, FormError};

pub use covenant_gadgets::disclosure::{
    Disclosure, DisclosureError, FIGURE_BITS, Figures, MAX_FIGURES, Seal,
};

use crate::{Fr, ValueError};
use alloc::vec::Vec;
use ark_ff::AdditiveGroup as _;

/// The figures that a statement can disclose, in its circuit's order: lower-case names, none twice, at most [`MAX_FIGURES`].
pub type FigureNames = &'static [&'static str];

/// Why names are not a choice of a statement's figures. A position counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FigureError {
    /// A name that the statement does not have.
    #[error("name {0} is no figure of the statement")]
    Unknown(usize),
    /// A name that stands there before.
    #[error("name {0} stands there twice")]
    Repeated(usize),
    /// A name that comes before the one in front of it.
    #[error("name {0} is not in the statement's order")]
    Order(usize),
    /// No name at all.
    #[error("no figure is named")]
    None,
}

/// The mask of the figures of these names, in any order.
///
/// # Errors
/// A name that is unknown or repeated; no name.
pub fn mask<'a>(figures: FigureNames, names: impl IntoIterator<Item = &'a str>) -> Result<u32, FigureError> {
    let mut mask = 0;
    for (position, name) in names.into_iter().enumerate() {
        let i = figures.iter().position(|figure| *figure == name).ok_or(FigureError::Unknown(position))?;
        if mask >> i & 1 == 1 {
            return Err(FigureError::Repeated(position));
        }
        mask |= 1 << i;
    }
    if mask == 0 { Err(FigureError::None) } else { Ok(mask) }
}

/// The names of a mask's figures, in the statement's order.
#[must_use]
pub fn names(figures: FigureNames, mask: u32) -> Vec<&'static str> {
    let chosen = figures.iter().enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    chosen.map(|(_, name)| *name).collect()
}

/// A claim's seal is one that verifiers take: a key in the subgroup, figures that the statement has. The circuit takes any point of the
/// curve for the key.
///
/// # Errors
/// A seal that is not.
pub fn validate(seal: Option<&Seal>, figures: FigureNames) -> Result<(), ValueError> {
    let error =
        ValueError::new("disclosure", "a key in the prime-order subgroup, and figures of the statement");
    seal.map_or(Ok(()), |seal| seal.validate(figures.len()).map_err(|_| error))
}

/// The public input: the disclosure's value, 0 where there is none.
#[must_use]
pub fn public_input(disclosure: Option<&Disclosure>, context: Fr) -> Fr {
    disclosure.map_or(Fr::ZERO, |disclosure| disclosure.value(context))
}

#[cfg(test)]
mod tests {
    use super::*;
    use covenant_gadgets::{babyjubjub::generator, eddsa::SecretKey};

    const FIGURES: FigureNames = &["gross", "eligible", "availability"];

    #[test]
    fn seals_of_claims_are_looked_at() {
        let ephemeral = SecretKey::from_bytes(&[1; 32]).unwrap();
        let good = Seal { auditor: generator(), ephemeral, mask: 0b101 };
        let identity = (generator() - generator()).into();
        assert_eq!(validate(None, FIGURES), Ok(()));
        assert_eq!(validate(Some(&good), FIGURES), Ok(()));
        assert!(validate(Some(&Seal { mask: 0b1000, ..good.clone() }), FIGURES).is_err());
        assert!(validate(Some(&Seal { auditor: identity, ..good }), FIGURES).is_err());
    }

    #[test]
    fn names_and_masks_are_the_same_choice() {
        for chosen in 1..8u32 {
            let named = names(FIGURES, chosen);
            assert_eq!(named.len(), chosen.count_ones() as usize);
            assert_eq!(mask(FIGURES, named.iter().copied()), Ok(chosen));
            assert_eq!(mask(FIGURES, named.into_iter().rev()), Ok(chosen), "in any order");
        }
        assert_eq!(names(FIGURES, 0), [""; 0]);
        assert_eq!(mask(FIGURES, []), Err(FigureError::None));
        assert_eq!(mask(FIGURES, ["eligible", "nav"]), Err(FigureError::Unknown(1)));
        assert_eq!(mask(FIGURES, ["eligible", "Gross"]), Err(FigureError::Unknown(1)));
        assert_eq!(mask(FIGURES, ["gross", "eligible", "gross"]), Err(FigureError::Repeated(2)));
    }
}
