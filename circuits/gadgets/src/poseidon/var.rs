//! Poseidon's constraints: three for each S-box, none for the linear layers.

use super::{
    MAX_INPUTS, permute,
    schedule::{Row, schedule},
};
use crate::{
    Fr,
    cs::{Cs, Mode, Num, Var},
    field::ascii,
};
use ark_ff::AdditiveGroup;

/// `Poseidon(inputs)`; see [`super::poseidon`]. 3·(8·t + R_P) constraints less three for each constant input.
pub fn poseidon(cs: &mut Cs, inputs: &[Num]) -> Num {
    assert!((1..=MAX_INPUTS).contains(&inputs.len()), "Poseidon takes 1 to 12 inputs");
    let t = inputs.len() + 1;
    let mut state: Vec<Fr> = std::iter::once(Fr::ZERO).chain(inputs.iter().map(Num::value)).collect();
    if cs.mode() == Mode::Assignment && !cs.is_forged() {
        return assigned(cs, inputs, &mut state);
    }
    let schedule = schedule(t);
    let mut outputs = Vec::with_capacity(t + schedule.rows.len());
    for (i, constant) in schedule.first.iter().enumerate() {
        let element = if i == 0 { Num::zero() } else { inputs[i - 1].clone() };
        outputs.push(sbox(cs, &element.plus(*constant)));
    }
    for row in &schedule.rows {
        let input = combination(cs.mode(), row, &outputs);
        outputs.push(sbox(cs, &input));
    }
    combination(cs.mode(), &schedule.output, &outputs)
}

/// The same variables where nobody asks for constraints: from the native permutation, which needs no schedule.
fn assigned(cs: &mut Cs, inputs: &[Num], state: &mut [Fr]) -> Num {
    let mut position = 0;
    permute(state, |input| {
        // The first round's S-boxes of constants have no variables.
        let constant = match position {
            0 => true,
            i => inputs.get(i - 1).is_some_and(|input| input.as_constant().is_some()),
        };
        position += 1;
        if !constant {
            sbox(cs, &Num::from_parts(input, false, Vec::new()));
        }
    });
    Num::from_parts(state[0], false, Vec::new())
}

/// x⁵.
fn sbox(cs: &mut Cs, x: &Num) -> Num {
    let square = cs.mul("poseidon/square", x, x);
    let fourth = cs.mul("poseidon/fourth", &square, &square);
    cs.mul("poseidon/fifth", &fourth, x)
}

/// A row over the S-boxes' outputs, which are single variables or constants, in ascending order.
fn combination(mode: Mode, row: &Row, outputs: &[Num]) -> Num {
    let value = row.constant + row.terms.iter().map(|(i, k)| outputs[*i].value() * k).sum::<Fr>();
    if mode == Mode::Assignment {
        return Num::from_parts(value, false, Vec::new());
    }
    let mut constant = row.constant;
    let mut terms = vec![(Var::ONE, Fr::ZERO)];
    for (i, k) in &row.terms {
        match outputs[*i].as_constant() {
            Some(c) => constant += c * k,
            None => terms.extend(outputs[*i].terms().iter().map(|(v, c)| (*v, *c * k))),
        }
    }
    terms[0].1 = constant;
    terms.retain(|(_, c)| *c != Fr::ZERO);
    Num::from_parts(value, false, terms)
}

/// `H(tag, values…)`; see [`super::hash`].
pub fn hash(cs: &mut Cs, tag: &str, values: &[Num]) -> Num {
    let tag = Num::constant(ascii(tag));
    if values.len() < MAX_INPUTS {
        let inputs: Vec<Num> = std::iter::once(tag).chain(values.iter().cloned()).collect();
        return poseidon(cs, &inputs);
    }
    let count = Num::constant(Fr::from(values.len() as u64));
    let first: Vec<Num> = [tag, count].into_iter().chain(values[..4].iter().cloned()).collect();
    let mut state = poseidon(cs, &first);
    for chunk in values[4..].chunks(5) {
        let mut inputs = vec![Num::zero(); 6];
        inputs[0] = state;
        inputs[1..=chunk.len()].clone_from_slice(chunk);
        state = poseidon(cs, &inputs);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::SeedableRng;

    #[test]
    fn agrees_with_the_native_hash_and_costs_what_it_says() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(6);
        for n in (1..=MAX_INPUTS).chain([13, 28]) {
            let values: Vec<Fr> = (0..n).map(|_| Fr::rand(&mut rng)).collect();
            for mode in [Mode::Full, Mode::Assignment] {
                let mut cs = Cs::new(mode);
                let inputs: Vec<Num> = values.iter().map(|v| cs.input("test", *v)).collect();
                assert_eq!(hash(&mut cs, "tag", &inputs).value(), super::super::hash("tag", &values));
                cs.is_satisfied().unwrap();
                if n < MAX_INPUTS && mode == Mode::Full {
                    let t = n + 2;
                    let boxes = 8 * t + super::super::PARTIAL_ROUNDS[t - 2] - 2;
                    assert_eq!(cs.constraints().len(), 3 * boxes);
                }
            }
        }
    }

    #[test]
    fn both_modes_assign_the_same_with_constants_among_the_inputs() {
        let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
        for n in 1..=MAX_INPUTS {
            for constants in [0, 1, 0b101, 0b10] {
                let values: Vec<Fr> = (0..n).map(|_| Fr::rand(&mut rng)).collect();
                let of = |mode| {
                    let mut cs = Cs::new(mode);
                    let input = |(i, value): (usize, &Fr)| match constants >> i & 1 {
                        1 => Num::constant(*value),
                        _ => cs.input("test", *value),
                    };
                    let inputs: Vec<Num> = values.iter().enumerate().map(input).collect();
                    let hash = poseidon(&mut cs, &inputs);
                    (cs.assignment(), hash.value(), hash.as_constant().is_some())
                };
                assert_eq!(of(Mode::Full), of(Mode::Assignment), "{n} inputs, constants {constants:b}");
            }
        }
    }

    #[test]
    fn recorded_combinations_have_the_recorded_values() {
        let mut cs = Cs::new(Mode::Full);
        let inputs: Vec<Num> = (1..4u64).map(|v| cs.input("test", Fr::from(v))).collect();
        let out = hash(&mut cs, "tag", &inputs);
        cs.enforce_equal("same", &out, &Num::constant(out.value()));
        cs.is_satisfied().unwrap();
    }
}
