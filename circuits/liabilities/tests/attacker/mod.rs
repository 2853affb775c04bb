//! A prover with another program: it changes one thing, and whatever follows from it follows, down to the output. So each of its witnesses
//! breaks one constraint and no other, and shows what that constraint is for.

use covenant_liabilities::{
    Columns, F, Layout,
    circuit::{
        permutation::{Block, WIDTH, schedule},
        wiring::{self, Place, Source},
    },
    columns::{ACTIVE, LIMB, SUM},
};
use halo2_axiom::halo2curves::ff::{Field, PrimeField};

/// What is changed where the output is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    /// Nothing.
    None,
    /// Input i of permutation h is not the cell that it is a copy of.
    Input(usize, usize),
    /// Element i of the state that permutation h begins with.
    Load(usize, usize),
    /// Helper i of block b of permutation h.
    Helper(usize, usize, usize),
    /// Element i of the state after block b of permutation h.
    State(usize, usize, usize),
}

/// The lowest 128 bits.
pub(crate) fn low(x: F) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&x.to_repr().as_ref()[..16]);
    u128::from_le_bytes(bytes)
}

pub(crate) fn balance(columns: &Columns, layout: Layout, row: usize) -> F {
    let bits = layout.shape().limb_bits();
    let limbs = columns.values()[LIMB..].iter().enumerate();
    limbs.map(|(i, limb)| limb[row] * F::from_u128(1 << (bits * i))).sum()
}

/// Running sums, from what stands in the first rows.
pub(crate) fn sums(columns: &mut Columns, layout: Layout) {
    let assets = layout.shape().assets();
    for row in 0..layout.account_rows() {
        let [sum, active] = [SUM, ACTIVE].map(|column| columns.values()[column][row]);
        columns.values_mut()[SUM][row + assets] =
            sum + balance(columns, layout, row) * F::from_u128(1 << 32) + active;
    }
}

/// The three rows of an asset, from a sum.
pub(crate) fn unpack(columns: &mut Columns, layout: Layout, asset: usize, sum: F) {
    let row = layout.unpack(asset);
    limbs(columns, layout, row, low(sum) as u64);
    limbs(columns, layout, row + 1, (low(sum) >> 64) as u64);
    let values = [sum, F::from_u128(low(sum) >> 32), F::from_u128(low(sum) & 0xffff_ffff)];
    columns.values_mut()[SUM][row..row + 3].copy_from_slice(&values);
}

/// A number by its limbs.
pub(crate) fn limbs(columns: &mut Columns, layout: Layout, row: usize, value: u64) {
    let bits = layout.shape().limb_bits();
    for (i, limb) in columns.values_mut()[LIMB..].iter_mut().enumerate() {
        limb[row] = F::from(value >> (bits * i) & ((1 << bits) - 1));
    }
}

/// All that follows from the accounts. Gives the output.
pub(crate) fn follow(columns: &mut Columns, layout: Layout) -> F {
    sums(columns, layout);
    for asset in 0..layout.shape().assets() {
        let sum = columns.values()[SUM][layout.sum(asset)];
        unpack(columns, layout, asset, sum);
    }
    hash(columns, layout, Lie::None)
}

/// The output's rows, from constants, totals and count as they stand; environment, index and blinding stay. Gives the output.
pub(crate) fn hash(columns: &mut Columns, layout: Layout, lie: Lie) -> F {
    let more = |is: bool, x: F| if is { x + F::ONE } else { x };
    let mut output = F::ZERO;
    for (h, sources) in wiring::inputs(layout).into_iter().enumerate() {
        let mut state = [F::ZERO; WIDTH];
        for (i, source) in sources.into_iter().enumerate() {
            let (place, row) = wiring::input_cell(layout, h, i);
            let column = if place == Place::Sum { SUM } else { LIMB };
            let from = match source {
                Source::Constant(index) => columns.values()[SUM][layout.constant(index)],
                Source::State => output,
                Source::Count => columns.values()[SUM][layout.unpack(0) + 2],
                Source::Total(asset) => columns.values()[SUM][layout.unpack(asset) + 1],
                Source::Environment | Source::Index | Source::Blinding => columns.values()[column][row],
            };
            let input = more(lie == Lie::Input(h, i), from);
            columns.values_mut()[column][row] = input;
            state[i + 1] = input;
        }
        for (i, x) in state.iter_mut().enumerate() {
            *x = more(lie == Lie::Load(h, i), *x);
        }
        let mut row = layout.hash(h) + 3;
        for (b, block) in schedule().blocks.iter().enumerate() {
            let lied = |i: usize, x: F| more(lie == Lie::Helper(h, b, i), x);
            let (helpers, next) = step(block, &state, lied);
            place(columns, row, state.iter().chain(&helpers));
            state = std::array::from_fn(|i| more(lie == Lie::State(h, b, i), next[i]));
            row += 3;
        }
        place(columns, row, &state);
        output = state[0];
    }
    output
}

/// A block from the book's equations, helper by helper.
fn step(block: &Block, state: &[F; WIDTH], lied: impl Fn(usize, F) -> F) -> ([F; WIDTH], [F; WIDTH]) {
    let mix = |x: &[F; WIDTH]| -> [F; WIDTH] {
        std::array::from_fn(|i| schedule().mds[i].iter().zip(x).map(|(m, x)| *m * x).sum())
    };
    let mut helpers = [F::ZERO; WIDTH];
    match block {
        Block::Full(constants) => {
            let x: [F; WIDTH] = std::array::from_fn(|i| state[i] + constants[i]);
            helpers = std::array::from_fn(|i| lied(i, x[i].square()));
            (helpers, mix(&std::array::from_fn(|i| helpers[i].square() * x[i])))
        }
        Block::Partial(constants) => {
            let mut state = *state;
            for (round, constant) in constants.iter().enumerate() {
                let mut x = state[0] + constant;
                if round > 0 {
                    x = lied(2 * round - 1, x);
                    helpers[2 * round - 1] = x;
                }
                helpers[2 * round] = lied(2 * round, x.square());
                state[0] = helpers[2 * round].square() * x;
                state = mix(&state);
            }
            (helpers, state)
        }
    }
}

fn place<'a>(columns: &mut Columns, row: usize, values: impl IntoIterator<Item = &'a F>) {
    const ORDER: [usize; 6] = [SUM, LIMB, LIMB + 1, LIMB + 2, LIMB + 3, ACTIVE];
    for (i, value) in values.into_iter().enumerate() {
        columns.values_mut()[ORDER[i % 6]][row + i / 6] = *value;
    }
}
