//! Poseidon of many rows at once, on the engine: `covenant_gadgets::poseidon::hash`, eight rows to a register where the processor can.
//!
//! In a partial round one element of the state passes an S-box, and the others, r, are only mixed: r ← w y + M̂ (r + c). So the program keeps
//! r̃ = M̂⁻ᵏ (r - dₖ) after k of them, where dₖ is what the constants alone have come to: r̃ ← r̃ + (M̂⁻ᵏ⁻¹ w) y, and the next input of the S-box is
//! m₀₀ y + (v M̂ᵏ) r̃ and a constant. That is 2t - 1 products a round instead of t² (Grassi et al., eprint 2019/458, appendix B, says the same
//! of sparse matrices).

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
        let (first, n) = (FULL_ROUNDS / 2, self.t - 1);
        let mixing = Square::new(n, |i, j| self.parameters.mds(i + 1, j + 1));
        let inverse = mixing.inverse();
        let corner = builder.constant(self.parameters.mds(0, 0));
        // v M̂ᵏ, M̂⁻ᵏ⁻¹ w, M̂ᵏ and dₖ.
        let mut row: Vec<Fr> = (0..n).map(|j| self.parameters.mds(0, j + 1)).collect();
        let above = row.clone();
        let mut left: Vec<Fr> =
            inverse.times(&(0..n).map(|i| self.parameters.mds(i + 1, 0)).collect::<Vec<_>>());
        let mut power = Square::identity(n);
        let mut constants = vec![Fr::ZERO; n];

        let start = builder.constant(self.constant(first, 0));
        let mut input = builder.sum(&[], &[state[0], start], &[]);
        let mut kept = state[1..].to_vec();
        for k in 0..self.partials {
            let y = sbox(builder, input);
            let with_round: Vec<Fr> =
                (0..n).map(|i| constants[i] + self.constant(first + k, i + 1)).collect();
            let constant = dot(&above, &with_round) + self.constant(first + k + 1, 0);
            let mut products = vec![(corner, y)];
            products.extend(row.iter().zip(&kept).map(|(factor, x)| (builder.constant(*factor), *x)));
            let constant = builder.constant(constant);
            input = builder.sum(&products, &[constant], &[]);
            for (x, factor) in kept.iter_mut().zip(&left) {
                let factor = builder.constant(*factor);
                *x = builder.sum(&[(factor, y)], &[*x], &[]);
            }
            constants = mixing.times(&with_round);
            row = mixing.times_left(&row);
            left = inverse.times(&left);
            power = power.multiplied(&mixing);
        }
        let mut out = vec![input];
        for (i, constant) in constants.iter().enumerate() {
            let factors = power.row(i).iter().zip(&kept);
            let products: Vec<_> = factors.map(|(factor, x)| (builder.constant(*factor), *x)).collect();
            let constant = builder.constant(*constant + self.constant(first + self.partials, i + 1));
            out.push(builder.sum(&products, &[constant], &[]));
        }
        out
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

    /// By Gauss and Jordan's elimination. Part of an MDS matrix, hence regular, and so is every pivot's column.
    fn inverse(&self) -> Self {
        let n = self.0.len();
        let (mut own, mut inverse) = (self.0.clone(), Self::identity(n).0);
        for pivot in 0..n {
            let row = (pivot..n).find(|row| own[*row][pivot] != Fr::ZERO).expect("an MDS matrix");
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
