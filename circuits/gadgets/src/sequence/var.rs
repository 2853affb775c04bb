//! Sequences in circuits with room for more than there is: an active prefix, and a state that padding does not move.

use super::BLOCK;
use crate::{
    Fr,
    cs::{Bit, Cs, Num},
    poseidon::var::{hash, poseidon},
};
use ark_ff::Field;

/// Which of the places are used: the first ones.
pub struct Prefix(Vec<Bit>);

impl Prefix {
    /// `length` of `room` places as private inputs: 2·room − 1 constraints.
    pub fn input(cs: &mut Cs, name: &'static str, length: usize, room: usize) -> Self {
        let used: Vec<Bit> = (0..room)
            .map(|i| {
                let num = cs.input(name, Fr::from(i < length));
                cs.boolean("prefix/bit", num)
            })
            .collect();
        for pair in used.windows(2) {
            cs.enforce("prefix/order", pair[1].num(), pair[0].not().num(), &Num::zero());
        }
        Self(used)
    }

    /// Whether each place is used.
    #[must_use]
    pub fn bits(&self) -> &[Bit] {
        &self.0
    }

    /// How many are.
    #[must_use]
    pub fn length(&self) -> Num {
        Num::sum(self.0.iter().map(|bit| (Fr::ONE, bit.num())))
    }
}

/// The state where the bit is 0, else the next one. One constraint.
pub fn advance(cs: &mut Cs, used: &Bit, state: &Num, next: &Num) -> Num {
    // A variable of its own, and not a sum that grows by a term with each step.
    let moved = cs.hint("sequence/state", || if used.value() { next.value() } else { state.value() });
    cs.enforce("sequence/state", used.num(), &(next - state), &(&moved - state));
    moved
}

/// [`super::digest`] of the used items, of `per_item` elements each, or `1/per_element` items to an element: element e is there if
/// item `first_item(e)` is. 507 constraints for eleven elements.
pub fn digest(
    cs: &mut Cs,
    tag: &str,
    used: &Prefix,
    elements: &[Num],
    first_item: impl Fn(usize) -> usize,
) -> Num {
    let start = hash(cs, tag, &[used.length()]);
    elements.chunks(BLOCK).enumerate().fold(start, |state, (i, block)| {
        let mut inputs = vec![Num::zero(); BLOCK + 1];
        inputs[0] = state.clone();
        inputs[1..=block.len()].clone_from_slice(block);
        let next = poseidon(cs, &inputs);
        advance(cs, &used.bits()[first_item(i * BLOCK)], &state, &next)
    })
}

/// The digest of a sequence that fills its room.
pub fn full_digest(cs: &mut Cs, tag: &str, elements: &[Num]) -> Num {
    let start = hash(cs, tag, &[Num::constant(Fr::from(elements.len() as u64))]);
    elements.chunks(BLOCK).fold(start, |state, block| {
        let mut inputs = vec![Num::zero(); BLOCK + 1];
        inputs[0] = state;
        inputs[1..=block.len()].clone_from_slice(block);
        poseidon(cs, &inputs)
    })
}

/// [`super::extend`] by the used items: 244 constraints each.
pub fn chain(cs: &mut Cs, start: &Num, used: &Prefix, items: &[Num]) -> Num {
    items.iter().zip(used.bits()).fold(start.clone(), |state, (item, used)| {
        let next = poseidon(cs, &[state.clone(), item.clone()]);
        advance(cs, used, &state, &next)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cs::{Forgery, Mode};

    fn run(length: usize, room: usize, forgery: Option<Forgery>) -> (Cs, Fr, Fr) {
        let mut cs = match forgery {
            None => Cs::new(Mode::Full),
            Some(forgery) => Cs::with_forgeries(Mode::Full, [forgery]),
        };
        let used = Prefix::input(&mut cs, "used", length, room);
        let items: Vec<Num> = (0..room)
            .map(|i| cs.input("item", Fr::from(if i < length { i as u64 + 5 } else { 0 })))
            .collect();
        let digest = digest(&mut cs, "t", &used, &items, |element| element);
        let start = Num::constant(Fr::from(3u64));
        let chain = chain(&mut cs, &start, &used, &items);
        let values = (digest.value(), chain.value());
        cs.enforce_equal("same", &digest, &Num::constant(values.0));
        (cs, values.0, values.1)
    }

    #[test]
    fn room_does_not_move_the_digest() {
        for length in [0usize, 1, 10, 11, 12, 22, 23] {
            let items: Vec<Fr> = (0..length as u64).map(|i| Fr::from(i + 5)).collect();
            let chained = items.iter().fold(Fr::from(3u64), |state, item| super::super::extend(state, *item));
            for room in [23, 24, 40] {
                let (cs, digest, chain) = run(length, room, None);
                cs.is_satisfied().unwrap();
                assert_eq!(digest, super::super::digest("t", length as u64, &items), "{length} of {room}");
                assert_eq!(chain, chained);
            }
        }
    }

    #[test]
    fn a_full_sequence_has_the_native_digest() {
        let mut cs = Cs::new(Mode::Full);
        let items: Vec<Num> = (0..14u64).map(|i| cs.input("item", Fr::from(i))).collect();
        let native: Vec<Fr> = items.iter().map(Num::value).collect();
        assert_eq!(full_digest(&mut cs, "t", &items).value(), super::super::digest("t", 14, &native));
        cs.is_satisfied().unwrap();
    }

    #[test]
    fn used_places_come_first_and_are_bits() {
        let label = |index: usize, value: u64| {
            let (cs, ..) = run(2, 4, None);
            let mut z = cs.assignment();
            z[1 + index] = Fr::from(value);
            cs.is_satisfied_by(&z).unwrap_err().label
        };
        assert_eq!(label(0, 2), "prefix/bit");
        assert_eq!(label(0, 0), "prefix/order");
        assert_eq!(label(3, 1), "prefix/order");
    }

    #[test]
    fn a_forged_state_is_caught() {
        let (honest, ..) = run(12, 24, None);
        for hint in honest.hints().into_iter().filter(|hint| hint.name == "sequence/state") {
            let forgery = Forgery { var: hint.var, replace: Box::new(|v| v + Fr::ONE) };
            let (forged, ..) = run(12, 24, Some(forgery));
            assert_eq!(forged.is_satisfied().unwrap_err().label, "sequence/state");
        }
    }
}
