//! Poseidon of many rows at once, on the engine: `covenant_gadgets::poseidon::hash`, eight rows to a register where the processor can.
//!
//! In a partial round one element x of the state passes an S-box, y = x⁵, and the others, r, are only mixed: x ← m₀₀ y + v r and r ← w y + M̂ r. Since M̂ is
//! a root of its characteristic polynomial, tⁿ = Σ aᵢ tⁿ⁻ⁱ with n = t - 1, the inputs of the S-boxes follow from one another, and r is not needed:
//!
//! ```text
//! xₖ₊₁ = Σ aᵢ xₖ₊₁₋ᵢ + m₀₀ yₖ + Σ (bᵢ₋₁ - aᵢ m₀₀) yₖ₋ᵢ + a constant        bⱼ = hⱼ - Σ aᵢ hⱼ₋ᵢ,   hⱼ = v M̂ʲ w
//! ```
//!
//! That is one sum of 2n + 1 products a round under one reduction. The first n inputs come from the state before, and the state behind from the last
//! n inputs and outputs. (With sparse matrices, as in Grassi et al., eprint 2019/458, appendix B, it is as many products, and n reductions more.)

use ark_ff::{AdditiveGroup as _, Field as _};
use covenant_engine::program::{Builder, Operand, Program};
use covenant_engine::{Engine, Evaluate as _};
use covenant_gadgets::field::ascii;
use covenant_gadgets::poseidon::constants::Parameters;
use covenant_gadgets::poseidon::{FULL_ROUNDS, MAX_INPUTS, PARTIAL_ROUNDS};
use covenant_statements::Fr;

/// A value that is hashed.
#[derive(Clone, Copy)]
pub enum Input<'a> {
    /// The same in every row.
    Constant(Fr),
    /// One for each row.
    Column(&'a [Fr]),
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Input([redacted])")
    }
}

/// `hash(tag, values)` of each of so many rows. Parallel over rayon's current pool.
///
/// # Panics
/// If there are no values or more than 11, or a column has another number of rows.
#[must_use]
pub fn hash_rows(engine: &Engine, tag: &str, values: &[Input<'_>], rows: usize) -> Vec<Fr> {
    assert!((1..MAX_INPUTS).contains(&values.len()), "one permutation takes a tag and 1 to 11 values");
    let columns: Vec<&[Fr]> = values
        .iter()
        .filter_map(|value| match value {
            Input::Constant(_) => None,
            Input::Column(column) => Some(*column),
        })
        .collect();
    assert!(columns.iter().all(|column| column.len() == rows), "every column has as many rows");
    let mut out = vec![Fr::ZERO; rows];
    engine.evaluate(&program(tag, values), &columns, &mut out).expect("the program's own columns");
    out
}

/// The permutation of capacity, tag and values, as the columns among them give it.
fn program(tag: &str, values: &[Input<'_>]) -> Program {
    let mut builder = Builder::new();
    let mut state = vec![Fr::ZERO, ascii(tag)].into_iter().map(|x| builder.constant(x)).collect::<Vec<_>>();
    let mut column = 0;
    for value in values {
        state.push(match value {
            Input::Constant(value) => builder.constant(*value),
            Input::Column(_) => {
                column += 1;
                builder.column(column - 1, 0)
            }
        });
    }
    let mut rounds = Rounds::new(state.len());
    for (i, element) in state.iter_mut().enumerate() {
        let constant = builder.constant(rounds.constant(0, i));
        *element = builder.sum(&[], &[*element, constant], &[]);
    }
    let half = FULL_ROUNDS / 2;
    for round in 0..half - 1 {
        state = rounds.full(&mut builder, &state, Some(round + 1));
    }
    state = rounds.full(&mut builder, &state, None);
    state = rounds.partial(&mut builder, &state);
    let last = FULL_ROUNDS + rounds.partials - 1;
    for round in half + rounds.partials..last {
        state = rounds.full(&mut builder, &state, Some(round + 1));
    }
    let state: Vec<Operand> = state.iter().map(|x| sbox(&mut builder, *x)).collect();
    let output = rounds.row(&mut builder, 0, &state, None);
    builder.finish(output, Fr::ONE)
}

fn sbox(builder: &mut Builder, x: Operand) -> Operand {
    let square = builder.product(x, x);
    let fourth = builder.product(square, square);
    builder.product(fourth, x)
}

/// The rounds of one width.
struct Rounds {
    parameters: Parameters,
    t: usize,
    partials: usize,
}

impl Rounds {
    fn new(t: usize) -> Self {
        Self { parameters: Parameters::of_width(t), t, partials: PARTIAL_ROUNDS[t - 2] }
    }

    fn constant(&self, round: usize, i: usize) -> Fr {
        self.parameters.round_constant(round, i)
    }

    /// S-boxes and the mixing, with the constants of the round that follows, if they are to be added.
    fn full(&mut self, builder: &mut Builder, state: &[Operand], next: Option<usize>) -> Vec<Operand> {
        let state: Vec<Operand> = state.iter().map(|x| sbox(builder, *x)).collect();
        (0..self.t).map(|i| self.row(builder, i, &state, next.map(|round| self.constant(round, i)))).collect()
    }

    /// Row `i` of the mixing matrix times the state, plus a constant.
    fn row(&self, builder: &mut Builder, i: usize, state: &[Operand], constant: Option<Fr>) -> Operand {
        let products: Vec<_> = state
            .iter()
            .enumerate()
            .map(|(j, x)| (builder.constant(self.parameters.mds(i, j)), *x))
            .collect();
        let plus: Vec<Operand> = constant.map(|constant| builder.constant(constant)).into_iter().collect();
        builder.sum(&products, &plus, &[])
    }

    /// All partial rounds: from the state before their first constants to the state with the constants of the full round behind them.
    fn partial(&self, builder: &mut Builder, state: &[Operand]) -> Vec<Operand> {
        let line = Line::new(self);
        let (first, n, rounds) = (FULL_ROUNDS / 2, self.t - 1, self.partials);
        let (offsets, kept) = self.offsets(&line);
        let start = builder.constant(self.constant(first, 0));
        let mut inputs = vec![builder.sum(&[], &[state[0], start], &[])];
        let mut outputs = Vec::new();
        for k in 0..rounds {
            outputs.push(sbox(builder, inputs[k]));
            let (mut terms, mut constant) = (vec![(line.corner, outputs[k])], offsets[k + 1]);
            if k < n {
                terms.extend(line.rows[k].iter().copied().zip(state[1..].iter().copied()));
                terms.extend((0..k).map(|j| (line.impulse[k - 1 - j], outputs[j])));
            } else {
                for i in 1..=n {
                    let a = line.recurrence[i - 1];
                    terms.push((a, inputs[k + 1 - i]));
                    terms.push((line.moving[i - 1] - a * line.corner, outputs[k - i]));
                    constant -= a * offsets[k + 1 - i];
                }
            }
            inputs.push(combination(builder, &terms, constant));
        }
        let mut out = vec![inputs[rounds]];
        for (i, (of_inputs, of_outputs)) in line.behind().into_iter().enumerate() {
            let mut constant = kept[i] + self.constant(first + rounds, i + 1);
            let mut terms = Vec::new();
            for m in 0..n {
                terms.push((of_inputs[m], inputs[rounds - n + 1 + m]));
                terms.push((of_outputs[m], outputs[rounds - n + m]));
                constant -= of_inputs[m] * offsets[rounds - n + 1 + m];
            }
            out.push(combination(builder, &terms, constant));
        }
        out
    }

    /// What the constants alone come to: in the input of each S-box, and in the rest of the state behind the last.
    fn offsets(&self, line: &Line) -> (Vec<Fr>, Vec<Fr>) {
        let (first, n) = (FULL_ROUNDS / 2, self.t - 1);
        let (mut inputs, mut kept) = (vec![self.constant(first, 0)], vec![Fr::ZERO; n]);
        for k in 0..self.partials {
            let with_round: Vec<Fr> = (0..n).map(|i| kept[i] + self.constant(first + k, i + 1)).collect();
            inputs.push(dot(&line.rows[0], &with_round) + self.constant(first + k + 1, 0));
            kept = line.mixing.times(&with_round);
        }
        (inputs, kept)
    }
}

/// `Σ factor · value + constant`.
fn combination(builder: &mut Builder, terms: &[(Fr, Operand)], constant: Fr) -> Operand {
    let products: Vec<_> = terms.iter().map(|(factor, x)| (builder.constant(*factor), *x)).collect();
    let constant = builder.constant(constant);
    builder.sum(&products, &[constant], &[])
}

/// Partial rounds as a line of inputs and outputs of S-boxes; see the module's comment.
struct Line {
    /// m₀₀.
    corner: Fr,
    /// M̂.
    mixing: Square,
    /// w.
    column: Vec<Fr>,
    /// v M̂ᵏ for k below n.
    rows: Vec<Vec<Fr>>,
    /// hⱼ = v M̂ʲ w for j below n.
    impulse: Vec<Fr>,
    /// a₁ … aₙ.
    recurrence: Vec<Fr>,
    /// b₀ … bₙ₋₁.
    moving: Vec<Fr>,
}

impl Line {
    fn new(rounds: &Rounds) -> Self {
        let (n, mds) = (rounds.t - 1, |i, j| rounds.parameters.mds(i, j));
        let mixing = Square::new(n, |i, j| mds(i + 1, j + 1));
        let column: Vec<Fr> = (0..n).map(|i| mds(i + 1, 0)).collect();
        let mut rows = vec![(0..n).map(|j| mds(0, j + 1)).collect::<Vec<_>>()];
        (1..=n).for_each(|k| rows.push(mixing.times_left(&rows[k - 1])));
        let last = rows.pop().expect("one more than n");
        let impulse: Vec<Fr> = rows.iter().map(|row| dot(row, &column)).collect();
        // v M̂ⁿ as a combination of those below: the coefficients are the polynomial's, since v meets every part of the space.
        let mut recurrence = Square(rows.clone()).inverse().times_left(&last);
        recurrence.reverse();
        let moving = (0..n)
            .map(|j| impulse[j] - (1..=j).map(|i| recurrence[i - 1] * impulse[j - i]).sum::<Fr>())
            .collect();
        Self { corner: mds(0, 0), mixing, column, rows, impulse, recurrence, moving }
    }

    /// For each element of r behind the last round, its factors of the last n inputs of S-boxes (the one that follows included) and of the last n outputs.
    fn behind(&self) -> Vec<(Vec<Fr>, Vec<Fr>)> {
        let n = self.column.len();
        let seen = Square(self.rows.clone()).inverse();
        let power = (0..n).fold(Square::identity(n), |power, _| power.multiplied(&self.mixing));
        let of_inputs = power.multiplied(&seen);
        // M̂ⁿ⁻¹⁻ʲ w: what the output j came to.
        let mut came_to = vec![self.column.clone()];
        (1..n).for_each(|j| came_to.push(self.mixing.times(&came_to[j - 1])));
        let of = |i: usize| {
            let row = of_inputs.row(i).to_vec();
            let output = |j: usize| {
                let shown: Fr = (j + 1..n).map(|m| row[m] * self.impulse[m - 1 - j]).sum();
                came_to[n - 1 - j][i] - shown - row[j] * self.corner
            };
            let of_outputs = (0..n).map(output).collect();
            (row, of_outputs)
        };
        (0..n).map(of).collect()
    }
}

fn dot(a: &[Fr], b: &[Fr]) -> Fr {
    a.iter().zip(b).map(|(a, b)| *a * b).sum()
}

/// A small square matrix.
#[derive(Clone)]
struct Square(Vec<Vec<Fr>>);

impl Square {
    fn new(n: usize, entry: impl Fn(usize, usize) -> Fr) -> Self {
        Self((0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect())
    }

    fn identity(n: usize) -> Self {
        Self::new(n, |i, j| if i == j { Fr::ONE } else { Fr::ZERO })
    }

    fn row(&self, i: usize) -> &[Fr] {
        &self.0[i]
    }

    fn times(&self, vector: &[Fr]) -> Vec<Fr> {
        self.0.iter().map(|row| dot(row, vector)).collect()
    }

    fn times_left(&self, vector: &[Fr]) -> Vec<Fr> {
        let n = self.0.len();
        (0..n).map(|j| (0..n).map(|i| vector[i] * self.0[i][j]).sum()).collect()
    }

    fn multiplied(&self, other: &Self) -> Self {
        Self(self.0.iter().map(|row| other.times_left(row)).collect())
    }

    /// By Gauss and Jordan's elimination. What is inverted here is regular for every width, or a test fails.
    fn inverse(&self) -> Self {
        let n = self.0.len();
        let (mut own, mut inverse) = (self.0.clone(), Self::identity(n).0);
        for pivot in 0..n {
            let row = (pivot..n).find(|row| own[*row][pivot] != Fr::ZERO).expect("a regular matrix");
            own.swap(pivot, row);
            inverse.swap(pivot, row);
            let scale = own[pivot][pivot].inverse().expect("not zero");
            own[pivot].iter_mut().chain(&mut inverse[pivot]).for_each(|x| *x *= scale);
            let (of_pivot, of_inverse) = (own[pivot].clone(), inverse[pivot].clone());
            for row in (0..n).filter(|row| *row != pivot) {
                let factor = own[row][pivot];
                for j in 0..n {
                    own[row][j] -= factor * of_pivot[j];
                    inverse[row][j] -= factor * of_inverse[j];
                }
            }
        }
        Self(inverse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand as _;
    use covenant_engine::Backend;
    use covenant_gadgets::poseidon::hash;
    use rand::SeedableRng as _;

    fn engines() -> Vec<Engine> {
        Backend::ALL.into_iter().filter_map(|backend| Engine::with_backend(backend).ok()).collect()
    }

    #[test]
    fn rows_hash_as_they_do_alone() {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(5);
        for engine in engines() {
            for n in 1..MAX_INPUTS {
                for rows in [0, 1, 9, 33] {
                    let columns: Vec<Vec<Fr>> =
                        (0..n).map(|_| (0..rows).map(|_| Fr::rand(&mut rng)).collect()).collect();
                    let values: Vec<Input<'_>> = columns.iter().map(|column| Input::Column(column)).collect();
                    let hashed = hash_rows(&engine, "covenant/test", &values, rows);
                    for (row, hashed) in hashed.iter().enumerate() {
                        let values: Vec<Fr> = columns.iter().map(|column| column[row]).collect();
                        assert_eq!(
                            *hashed,
                            hash("covenant/test", &values),
                            "{n} values, row {row} of {rows}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn constants_are_columns_of_one_value() {
        let (one, zero, most) = (Fr::ONE, Fr::ZERO, -Fr::ONE);
        let column = [zero, one, most];
        for engine in engines() {
            let values = [Input::Constant(most), Input::Column(&column), Input::Constant(zero)];
            let hashed = hash_rows(&engine, "t", &values, 3);
            assert_eq!(hashed, column.map(|value| hash("t", &[most, value, zero])));
            let all = [Input::Constant(one), Input::Constant(most)];
            assert_eq!(hash_rows(&engine, "t", &all, 2), [hash("t", &[one, most]); 2]);
        }
    }

    #[test]
    #[should_panic(expected = "as many rows")]
    fn columns_have_as_many_rows_as_are_asked_for() {
        let _ = hash_rows(&Engine::detect(), "t", &[Input::Column(&[Fr::ONE])], 2);
    }
}
