//! Poseidon and `H(tag, …)`, as the book's chapter "Encodings" defines them.

use crate::{Element, Made};
use ark_r1cs_std::fields::FieldVar;
use covenant_gadgets::{
    field::ascii,
    poseidon::{FULL_ROUNDS, PARTIAL_ROUNDS, constants::Parameters},
};

/// t = inputs + 1, the capacity first; constants, x⁵ and the matrix in every round, one S-box in a partial one.
pub(crate) fn poseidon(inputs: &[Element]) -> Made<Element> {
    let t = inputs.len() + 1;
    let parameters = Parameters::of_width(t);
    let partial = FULL_ROUNDS / 2..FULL_ROUNDS / 2 + PARTIAL_ROUNDS[t - 2];
    let mut state = [&[Element::zero()], inputs].concat();
    for round in 0..FULL_ROUNDS + PARTIAL_ROUNDS[t - 2] {
        for (i, x) in state.iter_mut().enumerate() {
            *x += parameters.round_constant(round, i);
        }
        let boxes = if partial.contains(&round) { 1 } else { t };
        for x in &mut state[..boxes] {
            *x = x.square()?.square()? * &*x;
        }
        let row = |i| -> Vec<Element> { (0..t).map(|j| Element::constant(parameters.mds(i, j))).collect() };
        state = (0..t).map(|i| Element::inner_product(&row(i), &state)).collect::<Made<_>>()?;
    }
    Ok(state.swap_remove(0))
}

/// Up to twelve inputs at once, the tag among them; otherwise s = Poseidon(tag, n, x₁ … x₄), then s = Poseidon(s, next five).
pub(crate) fn hash(tag: &str, values: &[Element]) -> Made<Element> {
    let tag = Element::constant(ascii(tag));
    if values.len() < 12 {
        return poseidon(&[&[tag], values].concat());
    }
    let count = Element::constant((values.len() as u64).into());
    let mut s = poseidon(&[&[tag, count], &values[..4]].concat())?;
    for next in values[4..].chunks(5) {
        let mut inputs = [&[s], next].concat();
        inputs.resize(6, Element::zero());
        s = poseidon(&inputs)?;
    }
    Ok(s)
}

/// s₀ = H(tag, length), then s = Poseidon(s, eleven elements), the last block padded with zeros.
pub(crate) fn sequence(tag: &str, length: &Element, elements: &[Element]) -> Made<Element> {
    let mut s = hash(tag, std::slice::from_ref(length))?;
    for block in elements.chunks(11) {
        let mut inputs = [&[s], block].concat();
        inputs.resize(12, Element::zero());
        s = poseidon(&inputs)?;
    }
    Ok(s)
}
