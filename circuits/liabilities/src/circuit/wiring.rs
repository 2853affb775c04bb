//! Where the output's inputs come from, and which cells are copies of each other. Read by the circuit, and by what fills the columns.

use crate::{F, Layout, from_ark};
use covenant_statements::{field, solvency::Chunk};
use halo2_axiom::halo2curves::ff::Field;

/// A column that copies are made in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The column of running sums.
    Sum,
    /// The lowest limb's.
    Limb,
}

/// A cell by column and row.
pub type Cell = (Place, usize);

/// What a permutation's input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A constant: 0 the tag, 1 the number of values, 2 zero.
    Constant(usize),
    /// What the permutation before left.
    State,
    /// The environment. The prover's, like the next and the last: what they are is opened elsewhere.
    Environment,
    /// The chunk's index.
    Index,
    /// The count of accounts.
    Count,
    /// An asset's total.
    Total(usize),
    /// The blinding.
    Blinding,
}

/// Tag, number of values, zero.
pub(crate) fn constants(layout: Layout) -> [F; 3] {
    let values = layout.shape().assets() + 4;
    [from_ark(&field::ascii(Chunk::TAG)), F::from(values as u64), F::ZERO]
}

/// The six inputs of each permutation: `H(tag, environment, index, count, totals …, blinding)` in its short or its long form.
#[must_use]
pub fn inputs(layout: Layout) -> Vec<[Source; 6]> {
    let assets = layout.shape().assets();
    let mut values = vec![Source::Environment, Source::Index, Source::Count];
    values.extend((0..assets).map(Source::Total));
    values.push(Source::Blinding);
    if assets == 1 {
        return vec![std::array::from_fn(|i| if i == 0 { Source::Constant(0) } else { values[i - 1] })];
    }
    let first = std::array::from_fn(|i| if i < 2 { Source::Constant(i) } else { values[i - 2] });
    let rest = values[4..].chunks(5).map(|chunk| {
        std::array::from_fn(|i| match i {
            0 => Source::State,
            i => chunk.get(i - 1).copied().unwrap_or(Source::Constant(2)),
        })
    });
    std::iter::once(first).chain(rest).collect()
}

/// The cell of a permutation's input, 0 to 5.
#[must_use]
pub fn input_cell(layout: Layout, hash: usize, input: usize) -> Cell {
    let place = if input.is_multiple_of(2) { Place::Sum } else { Place::Limb };
    (place, layout.hash(hash) + input / 2)
}

/// The pairs of cells that are equal.
pub(crate) fn copies(layout: Layout) -> Vec<(Cell, Cell)> {
    let sum = |row| (Place::Sum, row);
    let mut pairs = Vec::new();
    for asset in 0..layout.shape().assets() {
        pairs.push((sum(layout.sum(asset)), sum(layout.unpack(asset))));
        if asset > 0 {
            pairs.push((sum(layout.unpack(0) + 2), sum(layout.unpack(asset) + 2)));
        }
    }
    for (hash, sources) in inputs(layout).into_iter().enumerate() {
        for (input, source) in sources.into_iter().enumerate() {
            let from = match source {
                Source::Constant(index) => layout.constant(index),
                Source::State => layout.hashed(hash - 1),
                Source::Count => layout.unpack(0) + 2,
                Source::Total(asset) => layout.unpack(asset) + 1,
                Source::Environment | Source::Index | Source::Blinding => continue,
            };
            pairs.push((sum(from), input_cell(layout, hash, input)));
        }
    }
    pairs
}
