//! Flat programs over columns of scalars: what a prover of polynomial identities evaluates at every row of a coset.
//!
//! A program has one output, a scalar for each row, made of sums of products. It is built once, as values that are never changed
//! ([`Builder`]); finishing it places them in as few slots as their lives allow, so that a tile of rows stays in a cache near the core.
//! All rows are the same work: the backends run a step over a whole tile, eight rows to a register where they can.

mod builder;
pub(crate) mod portable;

use ark_bn254::Fr;
use rayon::prelude::*;

pub use builder::{Builder, Operand};

use crate::EngineError;
use crate::error::same_length;

/// Rows in one piece of parallel work.
const CHUNK: usize = 1 << 12;

/// The most products of one step: what a sum of products may hold before it is reduced.
pub(crate) const PRODUCTS: usize = 16;
/// The most further terms of one step.
pub(crate) const TERMS: usize = 32;

/// Where a step finds a factor or a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Slot(u32),
    Constant(u32),
}

/// What is done to a tile of rows.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// `slots[to] ← columns[column]`, rotated: row `i` is the column's row `i + rotation`, around its end.
    Load { to: u32, column: u32, rotation: i32 },
    /// `slots[to] ← Σ a b + Σ plus - Σ minus`.
    Sum { to: u32, products: Vec<[Place; 2]>, plus: Vec<Place>, minus: Vec<Place> },
}

/// How columns hold the values of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Plain,
    /// Times [`Evaluate::column_scale`].
    Scaled,
    /// Plain, and the output is a linear form in them without a constant: a backend may take all times a factor for it.
    Linear,
}

/// A program; see the module's comment.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) constants: Vec<Fr>,
    pub(crate) slots: usize,
    /// The output's slot.
    pub(crate) output: u32,
    /// By what the output is multiplied.
    pub(crate) scale: Fr,
    /// How columns hold their values.
    pub(crate) held: Held,
    /// The columns it reads: one more than the last one's index.
    columns: usize,
}

impl Program {
    /// The same program, its output times `scale` instead of what it was multiplied by.
    #[must_use]
    pub fn scaled(mut self, scale: Fr) -> Self {
        self.scale = scale;
        self
    }

    /// The same program on columns whose values come times [`Evaluate::column_scale`], which costs whoever makes them nothing, and saves a reduction at every load.
    #[must_use]
    pub fn of_scaled_columns(mut self) -> Self {
        self.held = Held::Scaled;
        self
    }

    /// Steps that multiply or add, for one row.
    #[must_use]
    pub fn sums(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, Step::Sum { .. })).count()
    }

    /// Products, for one row.
    #[must_use]
    pub fn products(&self) -> usize {
        let of = |step: &Step| match step {
            Step::Load { .. } => 0,
            Step::Sum { products, .. } => products.len(),
        };
        self.steps.iter().map(of).sum()
    }

    /// Slots that a tile of rows takes.
    #[must_use]
    pub fn slots(&self) -> usize {
        self.slots
    }
}

/// Runs programs.
pub trait Evaluate {
    /// By what values are multiplied in the columns of [`Program::of_scaled_columns`]: the ratio of the backend's form to arkworks'.
    fn column_scale(&self) -> Fr;

    /// Runs `program` on the rows `0..out.len()` of `columns`. Parallel over rayon's current pool.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] where there are fewer columns than the program reads, or columns of several lengths, or fewer rows
    /// than are asked for.
    fn evaluate(&self, program: &Program, columns: &[&[Fr]], out: &mut [Fr]) -> Result<(), EngineError>;
}

/// Checks what a program is given, and has its rows evaluated by chunks.
pub(crate) fn over_chunks(
    program: &Program,
    columns: &[&[Fr]],
    out: &mut [Fr],
    evaluate: impl Fn(usize, &mut [Fr]) + Sync,
) -> Result<(), EngineError> {
    if columns.len() < program.columns {
        return same_length("columns", columns.len(), program.columns);
    }
    let rows = columns.first().map_or(out.len(), |column| column.len());
    columns.iter().try_for_each(|column| same_length("rows of a column", column.len(), rows))?;
    if out.len() > rows {
        return same_length("rows", rows, out.len());
    }
    out.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, out)| evaluate(chunk * CHUNK, out));
    Ok(())
}

/// The column's row that row `row` reads.
pub(crate) fn rotated(row: usize, rotation: i32, rows: usize) -> usize {
    (row as i64 + i64::from(rotation)).rem_euclid(rows as i64) as usize
}
