//! Poseidon of width seven as blocks of three rows: a full round, or three partial ones. The one width that both forms of the output
//! use: six inputs at once, or five after a state.
//!
//! A block reads seven elements and seven cells that help, and writes the next seven elements, at the same 21 places for both kinds:
//!
//! ```text
//! row      sum    limb 0  limb 1  limb 2  limb 3  active
//! 0        s₀     s₁      s₂      s₃      s₄      s₅
//! 1        s₆     h₀      h₁      h₂      h₃      h₄
//! 2        h₅     h₆
//! 3        s₀'    s₁'     …
//! ```
//!
//! An S-box is h²·x with h = x², so that no gate is of a degree above four. The constants that a partial round adds to elements without
//! an S-box are carried through the mixing matrix to where there is one: a partial round has one constant.

use crate::{F, from_ark};
use covenant_gadgets::poseidon::{FULL_ROUNDS, PARTIAL_ROUNDS, constants::Parameters};
use halo2_axiom::halo2curves::ff::Field;
use std::sync::OnceLock;

/// The width: six inputs and the capacity.
pub const WIDTH: usize = 7;
const PARTIAL: usize = PARTIAL_ROUNDS[WIDTH - 2];

/// A block's constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A full round: what is added to each element.
    Full([F; WIDTH]),
    /// Three partial rounds: what is added to the first element in each.
    Partial([F; 3]),
}

/// The mixing matrix and the blocks.
#[derive(Debug)]
pub struct Schedule {
    /// Row by row.
    pub mds: [[F; WIDTH]; WIDTH],
    /// In order.
    pub blocks: Vec<Block>,
}

/// A block's cells: its state, and what helps.
pub type Cells = ([F; WIDTH], [F; WIDTH]);

/// The schedule, worked out once.
#[must_use]
pub fn schedule() -> &'static Schedule {
    static SCHEDULE: OnceLock<Schedule> = OnceLock::new();
    SCHEDULE.get_or_init(build)
}

fn build() -> Schedule {
    let parameters = Parameters::of_width(WIDTH);
    let mds: [[F; WIDTH]; WIDTH] =
        std::array::from_fn(|i| std::array::from_fn(|j| from_ark(&parameters.mds(i, j))));
    let mut carried = [F::ZERO; WIDTH];
    let mut blocks = Vec::new();
    let mut partial = Vec::new();
    for round in 0..FULL_ROUNDS + PARTIAL {
        let constants: [F; WIDTH] =
            std::array::from_fn(|i| from_ark(&parameters.round_constant(round, i)) + carried[i]);
        if (FULL_ROUNDS / 2..FULL_ROUNDS / 2 + PARTIAL).contains(&round) {
            let rest: [F; WIDTH] = std::array::from_fn(|i| if i == 0 { F::ZERO } else { constants[i] });
            carried = mix(&mds, &rest);
            partial.push(constants[0]);
        } else {
            carried = [F::ZERO; WIDTH];
            blocks.push(Block::Full(constants));
        }
    }
    let triples = partial.chunks(3).map(|c| Block::Partial([c[0], c[1], c[2]]));
    blocks.splice(FULL_ROUNDS / 2..FULL_ROUNDS / 2, triples);
    Schedule { mds, blocks }
}

fn mix(mds: &[[F; WIDTH]; WIDTH], state: &[F; WIDTH]) -> [F; WIDTH] {
    std::array::from_fn(|i| mds[i].iter().zip(state).map(|(m, s)| *m * s).sum())
}

fn fifth(square: F, x: F) -> F {
    square.square() * x
}

impl Schedule {
    /// The cells of each block, and the state that the last one leaves.
    #[must_use]
    pub fn run(&self, inputs: &[F; WIDTH - 1]) -> (Vec<Cells>, [F; WIDTH]) {
        let mut state = [F::ZERO; WIDTH];
        state[1..].copy_from_slice(inputs);
        let cells = self.blocks.iter().map(|block| {
            let before = state;
            let (helpers, after) = self.step(block, &before);
            state = after;
            (before, helpers)
        });
        let cells = cells.collect();
        (cells, state)
    }

    fn step(&self, block: &Block, state: &[F; WIDTH]) -> ([F; WIDTH], [F; WIDTH]) {
        match block {
            Block::Full(constants) => {
                let inputs: [F; WIDTH] = std::array::from_fn(|i| state[i] + constants[i]);
                let squares = inputs.map(|x| x.square());
                let outputs = std::array::from_fn(|i| fifth(squares[i], inputs[i]));
                (squares, mix(&self.mds, &outputs))
            }
            Block::Partial(constants) => {
                let mut helpers = [F::ZERO; WIDTH];
                let mut state = *state;
                for (round, constant) in constants.iter().enumerate() {
                    let x = state[0] + constant;
                    if round > 0 {
                        helpers[2 * round - 1] = x;
                    }
                    helpers[2 * round] = x.square();
                    state[0] = fifth(helpers[2 * round], x);
                    state = mix(&self.mds, &state);
                }
                (helpers, state)
            }
        }
    }

    /// Three partial rounds as linear forms over (y₀, y₁, y₂, s₁ … s₆), y the S-boxes' outputs: the inputs of the second and the third
    /// S-box without their constants, and the state afterwards.
    #[must_use]
    pub fn forms(&self) -> ([Form; 2], [Form; WIDTH]) {
        let unit = |i: usize| Form(std::array::from_fn(|j| if i == j { F::ONE } else { F::ZERO }));
        let mut lanes: [Form; WIDTH] = std::array::from_fn(|i| if i == 0 { unit(0) } else { unit(2 + i) });
        let mut inputs = [unit(0); 2];
        for round in 0..3 {
            lanes[0] = unit(round);
            lanes = std::array::from_fn(|i| Form::combine(&self.mds[i], &lanes));
            if let Some(input) = inputs.get_mut(round) {
                *input = lanes[0];
            }
        }
        (inputs, lanes)
    }
}

/// Coefficients of (y₀, y₁, y₂, s₁ … s₆).
#[derive(Clone, Copy, Debug)]
pub struct Form(pub [F; WIDTH + 2]);

impl Form {
    fn combine(row: &[F; WIDTH], forms: &[Self; WIDTH]) -> Self {
        Self(std::array::from_fn(|j| row.iter().zip(forms).map(|(m, form)| *m * form.0[j]).sum()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::to_ark;
    use rand::SeedableRng;

    #[test]
    fn blocks_hash_as_the_book_does() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(2);
        for _ in 0..20 {
            let inputs: [F; 6] = std::array::from_fn(|_| F::random(&mut rng));
            let (cells, state) = schedule().run(&inputs);
            assert_eq!(cells.len(), crate::layout::BLOCKS);
            assert_eq!(to_ark(&state[0]), covenant_gadgets::poseidon::poseidon(&inputs.map(|x| to_ark(&x))));
        }
    }

    #[test]
    fn forms_say_what_three_rounds_do() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(3);
        let state: [F; 7] = std::array::from_fn(|_| F::random(&mut rng));
        let constants: [F; 3] = std::array::from_fn(|_| F::random(&mut rng));
        let (h, after) = schedule().step(&Block::Partial(constants), &state);
        let outputs = [fifth(h[0], state[0] + constants[0]), fifth(h[2], h[1]), fifth(h[4], h[3])];
        let basis: Vec<F> = outputs.into_iter().chain(state[1..].iter().copied()).collect();
        let value = |form: &Form| form.0.iter().zip(&basis).map(|(c, b)| *c * b).sum::<F>();
        let (inputs, lanes) = schedule().forms();
        assert_eq!([value(&inputs[0]) + constants[1], value(&inputs[1]) + constants[2]], [h[1], h[3]]);
        assert_eq!(lanes.map(|form| value(&form)), after);
    }
}
