//! The JSON form: keys packed, figures by name in the statement's order, the ciphertext's elements.

use super::{Disclosure, DisclosureError, FigureError, FigureNames, mask, names};
use crate::{
    Fr, Point,
    serde_forms::{field_hex, point_hex},
};
use alloc::{string::String, vec::Vec};
use serde::{Deserialize, Serialize};

/// A disclosure beside a proof. In one form for each disclosure: whoever reads it knows what the hash was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisclosureForm {
    /// A, packed: to whom.
    #[serde(with = "point_hex")]
    pub auditor_key: Point,
    /// E, packed.
    #[serde(with = "point_hex")]
    pub ephemeral_key: Point,
    /// The names of the disclosed figures, in the statement's order.
    pub figures: Vec<String>,
    /// c₀ …
    #[serde(with = "elements")]
    pub ciphertext: Vec<Fr>,
}

/// Why a form is not the disclosure that a proof states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Names that are no choice of the statement's figures, or not in its order.
    #[error(transparent)]
    Figures(#[from] FigureError),
    /// Parts that are not well-formed, or not the proof's.
    #[error(transparent)]
    Disclosure(#[from] DisclosureError),
}

impl FormError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Figures(_) | Self::Disclosure(DisclosureError::Mask) => "disclosure/figures",
            Self::Disclosure(DisclosureError::Auditor) => "disclosure/auditor-key",
            Self::Disclosure(DisclosureError::Ephemeral) => "disclosure/ephemeral-key",
            Self::Disclosure(DisclosureError::Length) => "disclosure/length",
            Self::Disclosure(DisclosureError::TooLarge(_)) => "disclosure/too-large",
            Self::Disclosure(DisclosureError::NotTheProofs) => "disclosure/not-the-proofs",
            Self::Disclosure(DisclosureError::WrongKey) => "disclosure/wrong-key",
            Self::Disclosure(_) => "disclosure/content",
        }
    }
}

impl DisclosureForm {
    /// The form of a disclosure of a statement's figures.
    #[must_use]
    pub fn new(disclosure: &Disclosure, figures: FigureNames) -> Self {
        let Disclosure { auditor, ephemeral, mask, ciphertext } = disclosure;
        let figures = names(figures, *mask).into_iter().map(String::from).collect();
        Self { auditor_key: *auditor, ephemeral_key: *ephemeral, figures, ciphertext: ciphertext.clone() }
    }

    /// The disclosure, well-formed for a statement of these figures.
    ///
    /// # Errors
    /// Names that are unknown, repeated, in another order, or none; a key outside the subgroup; another number of elements.
    pub fn disclosure(&self, figures: FigureNames) -> Result<Disclosure, FormError> {
        let mask = mask(figures, self.figures.iter().map(String::as_str))?;
        let ordered = names(figures, mask);
        if let Some(position) = self.figures.iter().zip(&ordered).position(|(given, own)| given != own) {
            return Err(FigureError::Order(position).into());
        }
        let disclosure = Disclosure {
            auditor: self.auditor_key,
            ephemeral: self.ephemeral_key,
            mask,
            ciphertext: self.ciphertext.clone(),
        };
        disclosure.validate(figures.len())?;
        Ok(disclosure)
    }

    /// The disclosure, if the public input of a proof of this context is its hash: what a verifier of the proof checks of it. Where
    /// there is no form, the public input is 0.
    ///
    /// # Errors
    /// As [`Self::disclosure`]; [`DisclosureError::NotTheProofs`].
    pub fn stated(
        form: Option<&Self>,
        figures: FigureNames,
        context: Fr,
        public_input: Fr,
    ) -> Result<Option<Disclosure>, FormError> {
        let disclosure = form.map(|form| form.disclosure(figures)).transpose()?;
        if super::public_input(disclosure.as_ref(), context) == public_input {
            Ok(disclosure)
        } else {
            Err(DisclosureError::NotTheProofs.into())
        }
    }
}

/// `#[serde(with)]` for field elements.
mod elements {
    use super::*;
    use serde::{Deserializer, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Element(#[serde(with = "field_hex")] Fr);

    pub(super) fn serialize<S: Serializer>(elements: &[Fr], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(elements.iter().map(|x| Element(*x)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Fr>, D::Error> {
        let elements = Vec::<Element>::deserialize(deserializer)?;
        Ok(elements.into_iter().map(|element| element.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Seal;
    use covenant_gadgets::eddsa::SecretKey;
    use rand::SeedableRng as _;
    use serde_json::{Value, json};

    const FIGURES: FigureNames = &["gross", "eligible", "concentration", "availability"];
    const CONTEXT: u64 = 9;

    fn disclosure() -> Disclosure {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let auditor = SecretKey::generate(&mut rng).public();
        let seal = Seal::new(auditor, 0b1010, &mut rng).unwrap();
        seal.disclosure(Fr::from(CONTEXT), &[1, 2, 3, 4]).unwrap()
    }

    fn judge(form: &Value) -> Result<Result<Option<Disclosure>, FormError>, serde_json::Error> {
        let form: DisclosureForm = serde_json::from_value(form.clone())?;
        let context = Fr::from(CONTEXT);
        Ok(DisclosureForm::stated(Some(&form), FIGURES, context, disclosure().value(context)))
    }

    #[test]
    fn a_disclosure_comes_back() {
        let disclosure = disclosure();
        let form = serde_json::to_value(DisclosureForm::new(&disclosure, FIGURES)).unwrap();
        assert_eq!(form["figures"], json!(["eligible", "availability"]));
        assert_eq!(judge(&form).unwrap(), Ok(Some(disclosure)));
    }

    #[test]
    fn any_other_form_is_refused() {
        let form = serde_json::to_value(DisclosureForm::new(&disclosure(), FIGURES)).unwrap();
        let with = |key: &str, value: Value| {
            let mut other = form.clone();
            other[key] = value;
            other
        };
        let figures = |names: &[&str]| judge(&with("figures", json!(names))).unwrap().unwrap_err();
        assert_eq!(figures(&["availability", "eligible"]), FigureError::Order(0).into());
        assert_eq!(figures(&["eligible", "eligible"]), FigureError::Repeated(1).into());
        assert_eq!(figures(&["eligible", "nav"]), FigureError::Unknown(1).into());
        assert_eq!(figures(&[]), FigureError::None.into());
        assert_eq!(figures(&["eligible"]), DisclosureError::NotTheProofs.into());
        let element = |i: usize| form["ciphertext"][i].clone();
        let ciphertext = |elements: Value| judge(&with("ciphertext", elements)).unwrap().unwrap_err();
        assert_eq!(ciphertext(json!([element(1), element(0)])), DisclosureError::NotTheProofs.into());
        assert_eq!(ciphertext(json!([element(0)])), DisclosureError::Length.into());
        let identity = format!("01{}", "00".repeat(31));
        for (key, error) in
            [("auditor_key", DisclosureError::Auditor), ("ephemeral_key", DisclosureError::Ephemeral)]
        {
            assert_eq!(judge(&with(key, json!(identity))).unwrap(), Err(error.into()));
        }
        // What is no form at all.
        let modulus = "0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001";
        assert!(judge(&with("ciphertext", json!([modulus, element(1)]))).is_err());
        assert!(judge(&with("auditor_key", json!("ff".repeat(32)))).is_err());
        assert!(judge(&with("mask", json!(10))).is_err());
        assert!(judge(&json!({ "figures": ["gross"] })).is_err());
    }

    #[test]
    fn nothing_disclosed_is_zero_and_something_is_not() {
        let (context, zero) = (Fr::from(CONTEXT), Fr::from(0u64));
        let form = DisclosureForm::new(&disclosure(), FIGURES);
        let not_the_proofs = Err(DisclosureError::NotTheProofs.into());
        assert_eq!(DisclosureForm::stated(None, FIGURES, context, zero), Ok(None));
        assert_eq!(DisclosureForm::stated(None, FIGURES, context, context), not_the_proofs);
        assert_eq!(DisclosureForm::stated(Some(&form), FIGURES, context, zero), not_the_proofs);
    }
}
