//! Poseidon over BN254's scalar field with circomlib's parameters (Grassi et al., eprint 2019/458): x⁵, eight full
//! rounds, width = inputs + 1, capacity first, one squeezed element.
//!
//! The constants are those of the paper's Grain generator; [`grain`] makes them anew and a test compares every one with
//! the committed table, and hashes with another implementation.

pub mod constants;
pub mod grain;
#[cfg(feature = "r1cs")]
mod schedule;
#[cfg(feature = "r1cs")]
pub mod var;

use crate::{Fr, field::ascii};
use alloc::vec;
use ark_ff::{AdditiveGroup, Field};
use constants::Parameters;

/// The most inputs that one permutation takes.
pub const MAX_INPUTS: usize = 12;
/// Full rounds, half before and half after the partial ones.
pub const FULL_ROUNDS: usize = 8;
/// Partial rounds by width, from t = 2.
pub const PARTIAL_ROUNDS: [usize; 12] = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65];

/// `Poseidon(inputs)`, as circomlib's `poseidon(n)`.
///
/// # Panics
/// If there are no inputs or more than [`MAX_INPUTS`]; arities are constants of the program.
#[must_use]
pub fn poseidon(inputs: &[Fr]) -> Fr {
    assert!((1..=MAX_INPUTS).contains(&inputs.len()), "Poseidon takes 1 to 12 inputs");
    let mut state = vec![Fr::ZERO];
    state.extend_from_slice(inputs);
    permute(&mut state, |_| ());
    state[0]
}

/// The permutation; `observe` sees the input of every S-box in order.
///
/// # Panics
/// If the width is not one from 2 to 13.
pub(crate) fn permute(state: &mut [Fr], observe: impl FnMut(Fr)) {
    macro_rules! of_width {
        ($($t:literal)*) => {
            match state.len() {
                $($t => permute_of_width::<$t>(state, observe),)*
                _ => unreachable!("widths from 2 to 13"),
            }
        };
    }
    of_width!(2 3 4 5 6 7 8 9 10 11 12 13);
}

/// Rows of the mixing matrix are multiplied whole: a sum of products is reduced once for several of them.
fn permute_of_width<const T: usize>(state: &mut [Fr], mut observe: impl FnMut(Fr)) {
    let parameters = Parameters::of_width(T);
    let partial = PARTIAL_ROUNDS[T - 2];
    let mds: [[Fr; T]; T] = core::array::from_fn(|i| core::array::from_fn(|j| parameters.mds(i, j)));
    let mut current: [Fr; T] = core::array::from_fn(|i| state[i]);
    for round in 0..FULL_ROUNDS + partial {
        for (i, s) in current.iter_mut().enumerate() {
            *s += parameters.round_constant(round, i);
        }
        let full = !(FULL_ROUNDS / 2..FULL_ROUNDS / 2 + partial).contains(&round);
        for s in current.iter_mut().take(if full { T } else { 1 }) {
            observe(*s);
            *s *= s.square().square();
        }
        current = core::array::from_fn(|i| Fr::sum_of_products(&mds[i], &current));
    }
    state.copy_from_slice(&current);
}

/// `H(tag, x₁ … xₙ)` of the book's chapter "Encodings": one permutation up to 11 values, a chain of five at a time beyond.
#[must_use]
pub fn hash(tag: &str, values: &[Fr]) -> Fr {
    if values.len() < MAX_INPUTS {
        let mut inputs = vec![ascii(tag)];
        inputs.extend_from_slice(values);
        return poseidon(&inputs);
    }
    let mut first = vec![ascii(tag), Fr::from(values.len() as u64)];
    first.extend_from_slice(&values[..4]);
    values[4..].chunks(5).fold(poseidon(&first), |state, chunk| {
        let mut inputs = [Fr::ZERO; 6];
        inputs[0] = state;
        inputs[1..=chunk.len()].copy_from_slice(chunk);
        poseidon(&inputs)
    })
}

/// The four elements (length, l₀, l₁, l₂) of at most 64 bytes: limbs of 31, 31 and 2 bytes, right-padded with zeros.
///
/// # Panics
/// If there are more than 64 bytes; callers' types bound them.
#[must_use]
pub fn limbs64(bytes: &[u8]) -> [Fr; 4] {
    use ark_ff::PrimeField;
    assert!(bytes.len() <= 64, "limbs64 takes at most 64 bytes");
    let mut padded = [0u8; 64];
    padded[..bytes.len()].copy_from_slice(bytes);
    [
        Fr::from(bytes.len() as u64),
        Fr::from_be_bytes_mod_order(&padded[..31]),
        Fr::from_be_bytes_mod_order(&padded[31..62]),
        Fr::from_be_bytes_mod_order(&padded[62..]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn agrees_with_another_implementation_at_every_arity() {
        use light_poseidon::PoseidonHasher;
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(1);
        for n in 1..=MAX_INPUTS {
            let inputs: Vec<Fr> = (0..n).map(|_| Fr::rand(&mut rng)).collect();
            let theirs = light_poseidon::Poseidon::<Fr>::new_circom(n).unwrap().hash(&inputs).unwrap();
            assert_eq!(poseidon(&inputs), theirs, "arity {n}");
        }
    }

    #[test]
    fn circomlib_vector() {
        let expected = "7853200120776062878684798364095072458815029376092732009249414926327459813530";
        assert_eq!(poseidon(&[Fr::from(1u64), Fr::from(2u64)]), expected.parse::<Fr>().unwrap());
    }

    #[test]
    fn long_inputs_bind_their_number() {
        let x = [Fr::from(1u64); 14];
        assert_ne!(hash("t", &x[..12]), hash("t", &x[..13]));
        let mut padded = [Fr::ZERO; 14];
        padded[..13].copy_from_slice(&x[..13]);
        assert_ne!(hash("t", &x[..13]), hash("t", &padded));
    }
}
