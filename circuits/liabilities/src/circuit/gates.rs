//! The gates. None is of a degree above four with its selector; the lookups are of degree five, so the extended domain is four times the rows.

use super::{Config, permutation::schedule};
use crate::{F, Shape};
use halo2_axiom::{
    halo2curves::ff::{Field, PrimeField},
    plonk::{Advice, Column, ConstraintSystem, Expression, Fixed, VirtualCells},
    poly::Rotation,
};

type E = Expression<F>;
type Named = (&'static str, E);

/// All of them.
pub(super) fn configure(meta: &mut ConstraintSystem<F>, config: &Config) {
    let shape = config.shape;
    meta.create_gate("accounts", |cells| accounts(cells, config));
    meta.create_gate("first account", |cells| first(cells, config));
    if let Some(same) = config.same {
        meta.create_gate("one account", |cells| {
            let [q, now, next] =
                [fixed(cells, same, 0), at(cells, config.active, 0), at(cells, config.active, 1)];
            [("an account is active in all of its rows", q * (next - now))]
        });
    }
    for limb in &config.limbs {
        meta.lookup("limb in range", |cells| {
            let value = fixed(cells, config.range, 0) * at(cells, *limb, 0);
            vec![(value, config.table)]
        });
    }
    meta.create_gate("total and count", |cells| unpack(cells, config, shape));
    meta.create_gate("constant", |cells| {
        let q = fixed(cells, config.constant, 0);
        let [sum, value] = [at(cells, config.sum, 0), fixed(cells, config.round[0], 0)];
        [("the cell is the constant", q * (sum - value))]
    });
    meta.create_gate("load", |cells| load(cells, config));
    meta.create_gate("full round", |cells| full(cells, config));
    meta.create_gate("three partial rounds", |cells| partial(cells, config));
}

fn at(cells: &mut VirtualCells<'_, F>, column: Column<Advice>, rotation: i32) -> E {
    cells.query_advice(column, Rotation(rotation))
}

fn fixed(cells: &mut VirtualCells<'_, F>, column: Column<Fixed>, rotation: i32) -> E {
    cells.query_fixed(column, Rotation(rotation))
}

fn constant(x: F) -> E {
    Expression::Constant(x)
}

fn power(bits: usize) -> F {
    F::from_u128(1 << bits)
}

/// Σ limbs·2^(bits·i), the lowest first, from limb `from` to limb `to`.
fn number(cells: &mut VirtualCells<'_, F>, config: &Config, row: i32, from: usize, to: usize) -> E {
    let bits = config.shape.limb_bits();
    let terms = config.limbs[from..to].iter().enumerate();
    let terms: Vec<E> = terms.map(|(i, limb)| at(cells, *limb, row) * power(bits * i)).collect();
    sum(terms)
}

fn sum(terms: impl IntoIterator<Item = E>) -> E {
    terms.into_iter().reduce(|a, b| a + b).unwrap_or(Expression::Constant(F::ZERO))
}

fn accounts(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = fixed(cells, config.data, 0);
    let [active, next_active] = [at(cells, config.active, 0), at(cells, config.active, 1)];
    let step = config.shape.assets() as i32;
    let [before, after] = [at(cells, config.sum, 0), at(cells, config.sum, step)];
    let balance = number(cells, config, 0, 0, config.limbs.len());
    let inactive = constant(F::ONE) - active.clone();
    vec![
        ("active is 0 or 1", q.clone() * active.clone() * inactive.clone()),
        ("no account behind padding", q.clone() * next_active * inactive.clone()),
        ("padding has no balance", q.clone() * inactive * balance.clone()),
        ("running sum", q * (after - before - balance * power(32) - active)),
    ]
}

/// On the first account's rows.
fn first(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = fixed(cells, config.first, 0);
    let [active, sum] = [at(cells, config.active, 0), at(cells, config.sum, 0)];
    vec![("there is an account", q.clone() * (constant(F::ONE) - active)), ("sums begin at zero", q * sum)]
}

fn unpack(cells: &mut VirtualCells<'_, F>, config: &Config, shape: Shape) -> Vec<Named> {
    let q = fixed(cells, config.unpack, 0);
    let low = 32 / shape.limb_bits();
    let limbs = shape.limbs();
    let sums = [0, 1, 2].map(|row| at(cells, config.sum, row));
    let count = number(cells, config, 0, 0, low);
    let middle = number(cells, config, 0, low, limbs);
    let high = number(cells, config, 1, 0, limbs);
    let [packed, total, counted] = sums;
    let upper = middle + high * power(32);
    vec![
        ("the sum is count and total", q.clone() * (packed - count.clone() - upper.clone() * power(32))),
        ("the total is above 32 bits", q.clone() * (total - upper)),
        ("the count is below", q * (counted - count)),
    ]
}

/// The 21 places of a block, and its constants.
struct Places {
    state: Vec<E>,
    helpers: Vec<E>,
    next: Vec<E>,
    round: Vec<E>,
}

/// The columns that a permutation uses, in its order.
fn columns(config: &Config) -> [Column<Advice>; 6] {
    [config.sum, config.limbs[0], config.limbs[1], config.limbs[2], config.limbs[3], config.active]
}

fn places(cells: &mut VirtualCells<'_, F>, config: &Config) -> Places {
    let columns = columns(config);
    let mut place = |index: usize, row: i32| at(cells, columns[index % 6], row + (index / 6) as i32);
    let state = (0..7).map(|i| place(i, 0)).collect();
    let helpers = (7..14).map(|i| place(i, 0)).collect();
    let next = (0..7).map(|i| place(i, 3)).collect();
    let round = (0..7).map(|i| fixed(cells, config.round[i % 3], (i / 3) as i32)).collect();
    Places { state, helpers, next, round }
}

fn load(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = fixed(cells, config.load, 0);
    let inputs: Vec<E> =
        (0..6).map(|i| at(cells, if i % 2 == 0 { config.sum } else { config.limbs[0] }, i / 2)).collect();
    let next = places(cells, config).next;
    let expected = std::iter::once(constant(F::ZERO)).chain(inputs);
    next.into_iter().zip(expected).map(|(s, x)| ("the state is the inputs", q.clone() * (s - x))).collect()
}

fn fifth(square: &E, x: &E) -> E {
    square.clone() * square.clone() * x.clone()
}

fn full(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = fixed(cells, config.full, 0);
    let Places { state, helpers, next, round } = places(cells, config);
    let inputs: Vec<E> = state.into_iter().zip(round).map(|(s, c)| s + c).collect();
    let outputs: Vec<E> = helpers.iter().zip(&inputs).map(|(h, x)| fifth(h, x)).collect();
    let squares = helpers.iter().zip(&inputs);
    let mut gates: Vec<Named> =
        squares.map(|(h, x)| ("square", q.clone() * (h.clone() - x.clone() * x.clone()))).collect();
    gates.extend(next.into_iter().zip(&schedule().mds).map(|(s, row)| {
        let mixed = sum(row.iter().zip(&outputs).map(|(m, y)| y.clone() * *m));
        ("mixed", q.clone() * (s - mixed))
    }));
    gates
}

fn partial(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = fixed(cells, config.partial, 0);
    let Places { state, helpers: h, next, round } = places(cells, config);
    let x0 = state[0].clone() + round[0].clone();
    let mut basis = vec![fifth(&h[0], &x0), fifth(&h[2], &h[1]), fifth(&h[4], &h[3])];
    basis.extend_from_slice(&state[1..]);
    let (inputs, lanes) = schedule().forms();
    let value = |coefficients: &[F]| {
        let terms = coefficients.iter().zip(&basis).filter(|(c, _)| **c != F::ZERO);
        sum(terms.map(|(c, b)| b.clone() * *c))
    };
    let square = |h: &E, x: &E| ("square", q.clone() * (h.clone() - x.clone() * x.clone()));
    let input = |x: &E, form: usize| {
        ("next input", q.clone() * (x.clone() - value(&inputs[form].0) - round[form + 1].clone()))
    };
    let mut gates = vec![
        square(&h[0], &x0),
        input(&h[1], 0),
        square(&h[2], &h[1]),
        input(&h[3], 1),
        square(&h[4], &h[3]),
    ];
    gates.extend(next.into_iter().zip(&lanes).map(|(s, form)| ("mixed", q.clone() * (s - value(&form.0)))));
    gates
}
