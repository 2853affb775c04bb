//! Programs on any processor, a tile of rows at a time.

use ark_bn254::Fr;
use ark_ff::AdditiveGroup;
use zeroize::Zeroizing;

use super::{Place, Program, Step, rotated};

/// Rows of a tile.
const TILE: usize = 32;

type Tile = [Fr; TILE];

/// The rows from `first` on.
pub(crate) fn evaluate(program: &Program, columns: &[&[Fr]], first: usize, out: &mut [Fr]) {
    let mut slots = Zeroizing::new(vec![[Fr::ZERO; TILE]; program.slots]);
    for (tile, out) in out.chunks_mut(TILE).enumerate() {
        for step in &program.steps {
            run(step, program, columns, first + tile * TILE, &mut slots);
        }
        for (out, value) in out.iter_mut().zip(&slots[program.output as usize]) {
            *out = *value * program.scale;
        }
    }
}

fn run(step: &Step, program: &Program, columns: &[&[Fr]], row: usize, slots: &mut [Tile]) {
    let value = |slots: &[Tile], place: Place, i: usize| match place {
        Place::Slot(slot) => slots[slot as usize][i],
        Place::Constant(constant) => program.constants[constant as usize],
    };
    match step {
        Step::Load { to, column, rotation } => {
            let column = columns[*column as usize];
            let start = rotated(row, *rotation, column.len());
            for (i, value) in slots[*to as usize].iter_mut().enumerate() {
                *value = column[(start + i) % column.len()];
            }
        }
        Step::Sum { to, products, plus, minus } => {
            let mut sum = [Fr::ZERO; TILE];
            for [a, b] in products {
                for (i, sum) in sum.iter_mut().enumerate() {
                    *sum += value(slots, *a, i) * value(slots, *b, i);
                }
            }
            for place in plus {
                sum.iter_mut().enumerate().for_each(|(i, sum)| *sum += value(slots, *place, i));
            }
            for place in minus {
                sum.iter_mut().enumerate().for_each(|(i, sum)| *sum -= value(slots, *place, i));
            }
            slots[*to as usize] = sum;
        }
    }
}
