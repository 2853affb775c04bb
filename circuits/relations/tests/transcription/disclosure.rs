//! The page "Disclosure to an auditor": figures, encrypted to a key, or 0.

use crate::{
    Bit, Cs, Element, Made,
    curve::{Point, generator, mul, on_curve, scalar, times8},
    integers::{constant, of_bits, packed},
    poseidon::hash,
};
use ark_r1cs_std::{alloc::AllocVar, eq::EqGadget};
use covenant_gadgets::babyjubjub;
use covenant_statements::disclosure::Seal as Native;

/// For whom, with which secret, which figures; whether anything.
pub(crate) struct Seal {
    is: Bit,
    auditor: Point,
    secret: Vec<Bit>,
    mask: (Element, Vec<Bit>),
}

impl Seal {
    /// Of a statement of so many figures.
    pub(crate) fn new(cs: &Cs, seal: Option<&Native>, figures: usize) -> Made<Self> {
        let auditor = seal.map_or_else(babyjubjub::generator, |seal| seal.auditor);
        let secret = seal.map_or(babyjubjub::Scalar::from(1u64), |seal| *seal.ephemeral.scalar());
        Ok(Self {
            is: Bit::new_witness(cs.clone(), || Ok(seal.is_some()))?,
            auditor: on_curve(cs, &auditor)?,
            secret: scalar(cs, &secret)?,
            mask: of_bits(cs, seal.map_or(0, |seal| seal.mask), figures)?,
        })
    }

    /// disclosure = H(covenant/disclosure, A, E, context, mask, c₀ …), or 0 where no figure is disclosed.
    pub(crate) fn value(&self, context: &Element, figures: &[Element]) -> Made<Element> {
        let (mask, bits) = &self.mask;
        assert_eq!(bits.len(), figures.len());
        self.is.enforce_equal(&mask.is_neq(&constant(0))?)?;
        let ephemeral = mul(&generator(), &self.secret)?;
        let shared = mul(&times8(&self.auditor)?, &self.secret)?;
        let keys = [&self.auditor, &ephemeral];
        let mut values: Vec<Element> = keys.iter().flat_map(|key| [key.x.clone(), key.y.clone()]).collect();
        values.extend([context.clone(), mask.clone()]);
        for (i, (three, chosen)) in (0..).zip(figures.chunks(3).zip(bits.chunks(3))) {
            let places = three.iter().zip(chosen).zip((0..).step_by(80));
            let message: Vec<(Element, u64)> =
                places.map(|((f, bit), shift)| (f * Element::from(bit.clone()), shift)).collect();
            let inputs = [shared.x.clone(), shared.y.clone(), context.clone(), constant(i)];
            values.push(packed(&message) + hash("covenant/disclosure-stream", &inputs)?);
        }
        Ok(Element::from(self.is.clone()) * hash("covenant/disclosure", &values)?)
    }
}
