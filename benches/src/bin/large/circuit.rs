//! A circuit of any size.

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use covenant_gadgets::{
    cs::{Cs, Num},
    poseidon::var::poseidon,
};

/// Bits of each link.
const BITS: u32 = 64;

/// What a link costs: a Poseidon of three inputs, the bits, and their sum's equation.
const LINK: usize = 3 * (8 * 4 + 56) + BITS as usize + 1 - 3;

/// A chain of hashes over values that are cut into bits; its end is public.
pub(crate) fn synthesize(cs: &mut Cs, constraints: usize) {
    let links = constraints / LINK;
    let mut state = cs.input("start", Fr::from(7u64));
    for link in 0..links {
        let value = (link as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let value_num = cs.input("value", Fr::from(value));
        let bits: Vec<Num> =
            (0..BITS).map(|bit| cs.hint_bit("bit", || value >> bit & 1 == 1).num().clone()).collect();
        let weights = (0..BITS).map(|bit| Fr::from(1u64 << bit));
        let sum = Num::sum(weights.zip(&bits));
        cs.enforce_equal("sum", &sum, &value_num);
        state = poseidon(cs, &[state, value_num, Num::constant(Fr::ZERO)]);
    }
    let end = cs.public(state.value());
    cs.enforce_equal("end", &state, &end);
}
