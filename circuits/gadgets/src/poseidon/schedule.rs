//! The permutation as a list of S-boxes: the input of each is a constant plus a combination of the outputs of earlier
//! ones. A width's list is worked out once, so that synthesis copies coefficients and multiplies nothing: the linear
//! layers cost no constraint, and through the partial rounds a row holds only the width's own terms and one for each
//! partial S-box before it.

use super::{FULL_ROUNDS, PARTIAL_ROUNDS, constants::Parameters};
use crate::Fr;
use ark_ff::AdditiveGroup;
use std::sync::OnceLock;

/// A constant and coefficients of S-box outputs, by the position of the S-box.
#[derive(Clone, Default)]
pub(crate) struct Row {
    pub(crate) constant: Fr,
    pub(crate) terms: Vec<(usize, Fr)>,
}

/// The rows of all S-boxes after the first round's, and that of the output.
pub(crate) struct Schedule {
    /// Round constants of the first round: the inputs of the first t S-boxes are the state plus these.
    pub(crate) first: Vec<Fr>,
    /// Inputs of the S-boxes from number t on.
    pub(crate) rows: Vec<Row>,
    /// The first element of the final state.
    pub(crate) output: Row,
}

/// The schedule of width t.
pub(crate) fn schedule(t: usize) -> &'static Schedule {
    static SCHEDULES: [OnceLock<Schedule>; 12] = [const { OnceLock::new() }; 12];
    SCHEDULES[t - 2].get_or_init(|| build(t))
}

fn build(t: usize) -> Schedule {
    let parameters = Parameters::of_width(t);
    let partial = PARTIAL_ROUNDS[t - 2];
    let first = (0..t).map(|i| parameters.round_constant(0, i)).collect();
    let mut boxes = t;
    let mut rows = Vec::new();
    let output_of = |position| Row { constant: Fr::ZERO, terms: vec![(position, Fr::from(1u64))] };
    let mut state: Vec<Row> = (0..t).map(output_of).collect();
    for round in 1..FULL_ROUNDS + partial {
        state = mix(&parameters, &state);
        for (i, row) in state.iter_mut().enumerate() {
            row.constant += parameters.round_constant(round, i);
        }
        let full = !(FULL_ROUNDS / 2..FULL_ROUNDS / 2 + partial).contains(&round);
        for row in state.iter_mut().take(if full { t } else { 1 }) {
            rows.push(std::mem::replace(row, output_of(boxes)));
            boxes += 1;
        }
    }
    let output = mix(&parameters, &state).swap_remove(0);
    Schedule { first, rows, output }
}

fn mix(parameters: &Parameters, state: &[Row]) -> Vec<Row> {
    (0..state.len())
        .map(|i| combine(state.iter().enumerate().map(|(j, row)| (parameters.mds(i, j), row))))
        .collect()
}

fn combine<'a>(parts: impl Iterator<Item = (Fr, &'a Row)>) -> Row {
    let mut dense = std::collections::BTreeMap::<usize, Fr>::new();
    let mut constant = Fr::ZERO;
    for (k, row) in parts {
        constant += k * row.constant;
        for (position, c) in &row.terms {
            *dense.entry(*position).or_default() += k * c;
        }
    }
    Row { constant, terms: dense.into_iter().collect() }
}
