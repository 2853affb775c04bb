//! The permutation with its partial rounds in observer form.
//!
//! Let y be the elements other than the first, M = (m₀₀, row; column, N) the mixing matrix. A partial round takes x to
//! s = (x + c)⁵, then x ← m₀₀·s + row·y, y ← N·y + column·s. Constants added to y are linear and move forward into the next x and
//! the last full rounds. With N^(t−1) = Σ aᵢ·N^(t−1−i) and the basis t₁ = row, tᵢ₊₁ = tᵢ·N − aᵢ·row, u = T·y, this is
//! x ← m₀₀·s + u₁, uᵢ ← uᵢ₊₁ + aᵢ·u₁ + gᵢ·s with g = T·column.

use super::linear::{Matrix, apply, dot, identity, product, row_product, solve};
use ark_ff::AdditiveGroup;
use covenant_gadgets::poseidon::{PARTIAL_ROUNDS, constants::Parameters};
use covenant_statements::Fr;

/// Everything that the generated code inlines.
#[derive(Clone)]
pub(super) struct Schedule {
    /// The mixing matrix.
    pub(super) mix: Matrix,
    /// Constants of full rounds 1 to 4.
    pub(super) first: Vec<Vec<Fr>>,
    /// The fourth round's mixing into the basis of the partial rounds.
    pub(super) into_basis: Matrix,
    /// The constant of x in each partial round.
    pub(super) partial: Vec<Fr>,
    /// m₀₀.
    pub(super) direct: Fr,
    /// aᵢ.
    pub(super) feedback: Vec<Fr>,
    /// gᵢ.
    pub(super) input: Vec<Fr>,
    /// The last partial round's mixing out of that basis.
    pub(super) out_of_basis: Matrix,
    /// Constants of full rounds 5 to 8, what was moved forward included.
    pub(super) last: Vec<Vec<Fr>>,
}

impl Schedule {
    pub(super) fn new(t: usize) -> Self {
        let parameters = Parameters::of_width(t);
        let rounds = PARTIAL_ROUNDS[t - 2];
        let constants =
            |round: usize| -> Vec<Fr> { (0..t).map(|i| parameters.round_constant(round, i)).collect() };
        let mix: Matrix = (0..t).map(|i| (0..t).map(|j| parameters.mds(i, j)).collect()).collect();
        let row = mix[0][1..].to_vec();
        let column: Vec<Fr> = mix[1..].iter().map(|line| line[0]).collect();
        let rest: Matrix = mix[1..].iter().map(|line| line[1..].to_vec()).collect();

        let feedback = recurrence(&row, &rest);
        let mut basis = vec![row.clone()];
        for a in &feedback[..t - 2] {
            let last = basis.last().cloned().unwrap_or_default();
            let next = row_product(&last, &rest);
            basis.push(next.iter().zip(&row).map(|(x, r)| *x - *a * r).collect());
        }
        let inverse = solve(&basis, &identity(t - 1))
            .unwrap_or_else(|| unreachable!("Poseidon's matrices are observable"));

        // Constants of y move forward: `moved` is what x and y lack before a round.
        let mut moved = vec![Fr::ZERO; t];
        let mut partial = Vec::new();
        for round in 4..4 + rounds {
            let full: Vec<Fr> = constants(round).iter().zip(&moved).map(|(c, d)| *c + d).collect();
            partial.push(full[0]);
            moved = vec![dot(&row, &full[1..])];
            moved.extend(apply(&rest, &full[1..]));
        }
        let mut last: Vec<Vec<Fr>> = (4 + rounds..8 + rounds).map(constants).collect();
        last[0].iter_mut().zip(&moved).for_each(|(c, d)| *c += d);

        Self {
            first: (0..4).map(constants).collect(),
            into_basis: product(&beside_one(&basis), &mix),
            partial,
            direct: mix[0][0],
            input: apply(&basis, &column),
            feedback,
            out_of_basis: product(&mix, &beside_one(&inverse)),
            mix,
            last,
        }
    }
}

/// The aᵢ with row·N^m = Σ aᵢ·row·N^(m−i), m the dimension.
fn recurrence(row: &[Fr], n: &[Vec<Fr>]) -> Vec<Fr> {
    let m = row.len();
    let mut powers = vec![row.to_vec()];
    for i in 0..m {
        powers.push(row_product(&powers[i], n));
    }
    // Columns are row·N^(m−1) … row.
    let system: Matrix = (0..m).map(|i| (0..m).map(|j| powers[m - 1 - j][i]).collect()).collect();
    let right: Matrix = powers[m].iter().map(|x| vec![*x]).collect();
    let solution =
        solve(&system, &right).unwrap_or_else(|| unreachable!("Poseidon's matrices are observable"));
    solution.into_iter().flatten().collect()
}

/// The matrix (1, 0; 0, a).
fn beside_one(a: &[Vec<Fr>]) -> Matrix {
    let mut out = identity(a.len() + 1);
    for (line, values) in out[1..].iter_mut().zip(a) {
        line[1..].copy_from_slice(values);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::Field;
    use covenant_gadgets::poseidon::poseidon;

    fn sbox(x: Fr) -> Fr {
        x.square().square() * x
    }

    /// The schedule, run as the generated code runs it.
    fn run(schedule: &Schedule, inputs: &[Fr]) -> Fr {
        let mut state = vec![Fr::ZERO];
        state.extend_from_slice(inputs);
        let full = |state: &[Fr], constants: &[Fr]| -> Vec<Fr> {
            state.iter().zip(constants).map(|(s, c)| sbox(*s + c)).collect()
        };
        for (i, constants) in schedule.first.iter().enumerate() {
            state = full(&state, constants);
            state = apply(if i == 3 { &schedule.into_basis } else { &schedule.mix }, &state);
        }
        let (last, rest) = schedule.partial.split_last().unwrap();
        for c in rest {
            let (s, u) = (sbox(state[0] + c), state[1..].to_vec());
            state[0] = schedule.direct * s + u[0];
            for i in 0..u.len() {
                let above = u.get(i + 1).copied().unwrap_or_default();
                state[i + 1] = above + schedule.feedback[i] * u[0] + schedule.input[i] * s;
            }
        }
        state[0] = sbox(state[0] + last);
        state = apply(&schedule.out_of_basis, &state);
        for constants in &schedule.last {
            state = apply(&schedule.mix, &full(&state, constants));
        }
        state[0]
    }

    #[test]
    fn observer_form_is_poseidon_at_every_width() {
        for t in 3..=13 {
            let inputs: Vec<Fr> = (1..t as u64).map(|i| Fr::from(i * i + 7)).collect();
            assert_eq!(run(&Schedule::new(t), &inputs), poseidon(&inputs), "width {t}");
        }
    }
}
