//! Flat programs against their definition.

use ark_bn254::Fr;
use ark_ff::{Field, UniformRand, Zero};
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use covenant_engine::program::{Builder, Operand, Program};
use covenant_engine::{Engine, EngineError, Evaluate};

use crate::engines;

fn rotated(row: usize, rotation: i32, rows: usize) -> usize {
    (row as i64 + i64::from(rotation)).rem_euclid(rows as i64) as usize
}

/// What a value of a random program is, for the reference.
enum Expected {
    Column(usize, i32),
    Constant(Fr),
    Sum(Vec<(usize, usize)>, Vec<usize>, Vec<usize>),
}

fn value(all: &[Expected], columns: &[Vec<Fr>], row: usize) -> Fr {
    let mut values: Vec<Fr> = Vec::new();
    for expected in all {
        values.push(match expected {
            Expected::Column(column, rotation) => {
                columns[*column][rotated(row, *rotation, columns[*column].len())]
            }
            Expected::Constant(value) => *value,
            Expected::Sum(products, plus, minus) => {
                let products: Fr = products.iter().map(|&(a, b)| values[a] * values[b]).sum();
                let plus: Fr = plus.iter().map(|&a| values[a]).sum();
                let minus: Fr = minus.iter().map(|&a| values[a]).sum();
                products + plus - minus
            }
        });
    }
    values.last().copied().unwrap_or_default()
}

/// Zero, one, the largest, or random.
fn scalar(rng: &mut StdRng) -> Fr {
    match rng.gen_range(0..8) {
        0 => Fr::zero(),
        1 => Fr::ONE,
        2 | 3 => -Fr::ONE,
        _ => Fr::rand(rng),
    }
}

fn random_program(rng: &mut StdRng, columns: usize) -> (Program, Vec<Expected>, Fr) {
    let (mut builder, mut all) = (Builder::new(), Vec::new());
    let mut operands: Vec<Operand> = Vec::new();
    for _ in 0..rng.gen_range(1..40) {
        let (operand, expected) = match rng.gen_range(0..if operands.is_empty() { 2 } else { 6 }) {
            0 => {
                let (column, rotation) = (rng.gen_range(0..columns), rng.gen_range(-9..9));
                (builder.column(column, rotation), Expected::Column(column, rotation))
            }
            1 => {
                let value = scalar(rng);
                (builder.constant(value), Expected::Constant(value))
            }
            _ => {
                let mut pick = |most: usize| -> Vec<usize> {
                    (0..rng.gen_range(0..most)).map(|_| rng.gen_range(0..operands.len())).collect()
                };
                // Longer than a step, now and then.
                let (left, plus, minus) = (pick(40), pick(50), pick(50));
                let right: Vec<usize> = left.iter().map(|_| rng.gen_range(0..operands.len())).collect();
                let products: Vec<(usize, usize)> = left.into_iter().zip(right).collect();
                let of = |indices: &[usize]| indices.iter().map(|&i| operands[i]).collect::<Vec<_>>();
                let pairs: Vec<_> = products.iter().map(|&(a, b)| (operands[a], operands[b])).collect();
                (builder.sum(&pairs, &of(&plus), &of(&minus)), Expected::Sum(products, plus, minus))
            }
        };
        operands.push(operand);
        all.push(expected);
    }
    let scale = scalar(rng);
    (builder.finish(operands[operands.len() - 1], scale), all, scale)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Every backend gives what the definition gives, for columns shorter and longer than a tile, and for part of the rows.
    #[test]
    fn programs_are_their_definitions(seed in any::<u64>(), rows in 1usize..100) {
        let mut rng = StdRng::seed_from_u64(seed);
        let columns: Vec<Vec<Fr>> =
            (0..4).map(|_| (0..rows).map(|_| scalar(&mut rng)).collect()).collect();
        let (program, all, scale) = random_program(&mut rng, columns.len());
        let wanted = rng.gen_range(1..=rows);
        let expected: Vec<Fr> = (0..wanted).map(|row| value(&all, &columns, row) * scale).collect();
        let slices: Vec<&[Fr]> = columns.iter().map(Vec::as_slice).collect();
        for engine in engines() {
            let mut out = vec![Fr::from(7u64); wanted];
            engine.evaluate(&program, &slices, &mut out).expect("the columns fit");
            prop_assert_eq!(&out, &expected, "{:?}", engine.backend());
            let scaled: Vec<Vec<Fr>> =
                columns.iter().map(|column| column.iter().map(|x| *x * engine.column_scale()).collect()).collect();
            let slices: Vec<&[Fr]> = scaled.iter().map(Vec::as_slice).collect();
            let program = program.clone().of_scaled_columns();
            engine.evaluate(&program, &slices, &mut out).expect("the columns fit");
            prop_assert_eq!(&out, &expected, "scaled, {:?}", engine.backend());
        }
    }
}

/// Sixteen products of the largest values, and as many further terms as a step has.
#[test]
fn the_longest_sums_keep_their_bounds() {
    let column = vec![-Fr::ONE; 40];
    for engine in engines() {
        let mut builder = Builder::new();
        let mut x = builder.column(0, 0);
        let mut expected = -Fr::ONE;
        for _ in 0..5 {
            // What a reduction leaves is larger than what was read.
            x = builder.sum(&[(x, x); 16], &[], &[]);
            expected = expected.square() * Fr::from(16u64);
            let all = builder.sum(&[(x, x); 16], &[x; 15], &[x; 16]);
            let all_expected = expected.square() * Fr::from(16u64) - expected;
            x = all;
            expected = all_expected;
        }
        let mut out = vec![Fr::zero(); 40];
        engine.evaluate(&builder.finish(x, Fr::ONE), &[&column], &mut out).expect("the columns fit");
        assert!(out.iter().all(|value| *value == expected), "{:?}", engine.backend());
    }
}

#[test]
fn slots_are_used_again() {
    let mut builder = Builder::new();
    let mut x = builder.column(0, 0);
    for _ in 0..100 {
        x = builder.product(x, x);
    }
    let program = builder.finish(x, Fr::ONE);
    assert_eq!((program.slots(), program.products()), (2, 100));
    // A long combination holds one step's columns at a time.
    let program = Program::combination(&vec![Fr::from(3u64); 500]);
    assert!(program.slots() <= 18, "{} slots", program.slots());
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let engine = Engine::detect();
    let program = Program::combination(&[Fr::ONE, Fr::ONE]);
    let (long, short) = (vec![Fr::ONE; 4], vec![Fr::ONE; 3]);
    let mut out = vec![Fr::zero(); 4];
    for columns in [&[&long[..]][..], &[&long, &short], &[&short, &short]] {
        let refused = engine.evaluate(&program, columns, &mut out);
        assert!(matches!(refused, Err(EngineError::LengthMismatch { .. })));
    }
    engine.evaluate(&program, &[&long, &long], &mut out).expect("the columns fit");
    assert_eq!(out, vec![Fr::from(2u64); 4]);
}
