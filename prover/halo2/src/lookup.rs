//! Lookups' permuted columns.
//!
//! The input's values come in runs of like ones, and the first of each run stands beside itself in the table; beside the others stands what is left of the
//! table, ascending. Runs are counted where values are small, else sorted: they come out the same.

use crate::Error;
use ark_bn254::Fr;
use ark_ff::{BigInt, PrimeField, Zero};
use covenant_engine::groth16::SecretScalars;
use rayon::prelude::*;
use std::{cmp::Ordering, collections::HashMap};
use zeroize::Zeroizing;

/// Values below this are counted.
const SMALL: usize = 1 << 18;

/// A value, and how many rows have it.
type Run = (BigInt<4>, usize);

/// As private as the values.
type Runs = Zeroizing<Vec<Run>>;

/// The distinct values, ascending, each with its number of rows.
fn runs(values: &[Fr]) -> Runs {
    let integers: Zeroizing<Vec<BigInt<4>>> =
        Zeroizing::new(values.par_iter().with_min_len(1 << 12).map(|value| value.into_bigint()).collect());
    let most = integers.par_iter().max().copied().unwrap_or_default();
    if most < BigInt::from(SMALL as u64) {
        return counted(&integers, most.0[0] as usize);
    }
    let mut sorted = integers;
    sorted.par_sort_unstable();
    let runs = || sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len()));
    collected(runs().count(), runs())
}

/// In a vector that does not grow, which would leave copies.
fn collected(count: usize, runs: impl Iterator<Item = Run>) -> Runs {
    let mut collected = Zeroizing::new(Vec::with_capacity(count));
    collected.extend(runs);
    collected
}

fn counted(integers: &[BigInt<4>], most: usize) -> Runs {
    let mut counts = Zeroizing::new(vec![0usize; most + 1]);
    integers.iter().for_each(|value| counts[value.0[0] as usize] += 1);
    let present = || counts.iter().enumerate().filter(|(_, count)| **count > 0);
    collected(present().count(), present().map(|(value, count)| (BigInt::from(value as u64), *count)))
}

/// A compressed table, in the usable rows; several lookups may have one.
pub(crate) struct Table {
    pub(crate) values: SecretScalars,
    runs: Runs,
}

impl Table {
    pub(crate) fn new(values: SecretScalars) -> Self {
        Self { runs: runs(&values), values }
    }
}

/// The permuted input and table, of as many rows as they have, with room for `rows`. `order` is of the input's values, each once.
///
/// # Errors
/// [`Error::Lookup`] where an input is not in the table, [`Error::Choices`] where the order is not of these values.
pub(crate) fn permute(
    lookup: usize,
    input: &[Fr],
    table: &Table,
    rows: usize,
    order: Option<&[Fr]>,
) -> Result<(SecretScalars, SecretScalars), Error> {
    let inputs = runs(input);
    let mut left = Zeroizing::new(Vec::with_capacity(table.values.len()));
    let mut wanted = inputs.iter().peekable();
    for (value, count) in table.runs.iter() {
        let looked_up = match wanted.peek().map(|(input, _)| input.cmp(value)) {
            Some(Ordering::Less) => return Err(Error::Lookup(lookup)),
            Some(Ordering::Equal) => wanted.next().is_some(),
            Some(Ordering::Greater) | None => false,
        };
        left.extend(std::iter::repeat_n(field(value), count - usize::from(looked_up)));
    }
    if wanted.next().is_some() {
        return Err(Error::Lookup(lookup));
    }
    let inputs = ordered(inputs, order)?;
    let [mut permuted_input, mut permuted_table] =
        [(); 2].map(|()| SecretScalars::new(Vec::with_capacity(rows)));
    let mut rest = left.iter();
    for (value, count) in inputs.iter() {
        let value = field(value);
        permuted_input.extend(std::iter::repeat_n(value, *count));
        permuted_table.push(value);
        permuted_table.extend(rest.by_ref().take(count - 1));
    }
    Ok((permuted_input, permuted_table))
}

fn field(value: &BigInt<4>) -> Fr {
    // An element's own integer is below the modulus.
    Fr::from_bigint(*value).unwrap_or_else(Fr::zero)
}

/// The runs in the given order.
fn ordered(runs: Runs, order: Option<&[Fr]>) -> Result<Runs, Error> {
    let Some(order) = order else { return Ok(runs) };
    let mut counts: HashMap<BigInt<4>, usize> = runs.iter().copied().collect();
    let run = |value: &Fr| {
        let value = value.into_bigint();
        counts.remove(&value).map(|count| (value, count)).ok_or(Error::Choices)
    };
    let ordered = Zeroizing::new(order.iter().map(run).collect::<Result<Vec<Run>, _>>()?);
    if counts.is_empty() { Ok(ordered) } else { Err(Error::Choices) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ark_ff::UniformRand;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    fn table_of(values: &[Fr]) -> Table {
        Table::new(SecretScalars::new(values.to_vec()))
    }

    /// What the verifier's identities ask of permuted columns.
    fn check(input: &[Fr], table: &[Fr], order: Option<&[Fr]>) {
        let (a, s) = permute(0, input, &table_of(table), input.len(), order).unwrap();
        let sorted = |values: &[Fr]| {
            let mut values = values.to_vec();
            values.sort();
            values
        };
        assert_eq!((sorted(&a), sorted(&s)), (sorted(input), sorted(table)));
        for i in 0..a.len() {
            assert!(a[i] == s[i] || (i > 0 && a[i] == a[i - 1]), "row {i}");
        }
    }

    #[test]
    fn small_and_large_values_are_permuted() {
        let mut rng = StdRng::seed_from_u64(1);
        for large in [false, true] {
            let mut table: Vec<Fr> = (0..60u64).map(|i| Fr::from(i % 50)).collect();
            if large {
                table[..20].iter_mut().for_each(|value| *value = Fr::rand(&mut rng));
            }
            for distinct in [1, 3, 60] {
                let input: Vec<Fr> = (0..60).map(|_| table[rng.gen_range(0..distinct)]).collect();
                check(&input, &table, None);
                let order: Vec<Fr> = runs(&input).iter().rev().map(|(value, _)| field(value)).collect();
                check(&input, &table, Some(&order));
                let refused = permute(0, &input, &table_of(&table), input.len(), Some(&order[1..]));
                assert!(matches!(refused, Err(Error::Choices)));
            }
        }
    }

    #[test]
    fn counting_is_sorting() {
        let mut rng = StdRng::seed_from_u64(2);
        let integers: Vec<BigInt<4>> =
            (0..500).map(|_| BigInt::from(rng.gen_range(0..SMALL as u64 / 1000))).collect();
        let mut sorted = integers.clone();
        sorted.sort_unstable();
        let expected: Vec<Run> = sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len())).collect();
        assert_eq!(*counted(&integers, SMALL), expected);
    }

    #[test]
    fn what_is_not_in_the_table_is_refused() {
        let table = table_of(&(1..9u64).map(Fr::from).collect::<Vec<_>>());
        for missing in [0u64, 9, 1 << 20] {
            let mut input = table.values.clone();
            input[3] = Fr::from(missing);
            assert!(matches!(permute(4, &input, &table, 9, None), Err(Error::Lookup(4))), "{missing}");
        }
    }
}
