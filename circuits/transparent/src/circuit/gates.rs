//! The gates: a chunk's, less what hashes its output. None is of a degree above three with its selector; the lookups are of degree five.

use super::Config;
use crate::{
    F,
    shape::{LIMB_BITS, LIMBS},
};
use halo2_proofs::{
    plonk::{Advice, Column, ConstraintSystem, Expression, VirtualCells},
    poly::Rotation,
};

type E = Expression<F>;
type Named = (&'static str, E);

/// The names of all polynomials and lookups, in halo2's order.
#[must_use]
pub fn names(assets: usize) -> Vec<&'static str> {
    let mut names = vec![
        "active is 0 or 1",
        "no account behind padding",
        "padding has no balance",
        "running sum",
        "there is an account",
        "sums begin at zero",
    ];
    if assets > 1 {
        names.push("an account is active in all of its rows");
    }
    names.extend(["the sum is count and total", "the total is above 32 bits", "the count is below"]);
    names.extend(["limb in range"; LIMBS]);
    names
}

/// All of them.
pub(super) fn configure(meta: &mut ConstraintSystem<F>, config: &Config, assets: usize) {
    meta.create_gate("accounts", |cells| accounts(cells, config, assets as i32));
    meta.create_gate("first account", |cells| first(cells, config));
    if let Some(same) = config.same {
        meta.create_gate("one account", |cells| {
            let q = cells.query_fixed(same);
            let [now, next] = [0, 1].map(|row| at(cells, config.active, row));
            [("an account is active in all of its rows", q * (next - now))]
        });
    }
    meta.create_gate("total and count", |cells| unpack(cells, config));
    for limb in config.limbs {
        meta.lookup(|cells| vec![(cells.query_fixed(config.range) * at(cells, limb, 0), config.table)]);
    }
}

fn at(cells: &mut VirtualCells<'_, F>, column: Column<Advice>, rotation: i32) -> E {
    cells.query_advice(column, Rotation(rotation))
}

fn constant(x: u64) -> E {
    Expression::Constant(F::from(x))
}

/// Σ limbs·2^(8i), the lowest first, from limb `from` to limb `to`.
fn number(cells: &mut VirtualCells<'_, F>, config: &Config, row: i32, from: usize, to: usize) -> E {
    let limbs = config.limbs[from..to].iter().enumerate();
    let terms = limbs.map(|(i, limb)| at(cells, *limb, row) * F::from(1 << (LIMB_BITS * i)));
    terms.reduce(|a, b| a + b).unwrap_or(constant(0))
}

fn accounts(cells: &mut VirtualCells<'_, F>, config: &Config, step: i32) -> Vec<Named> {
    let q = cells.query_fixed(config.data);
    let [active, next_active] = [0, 1].map(|row| at(cells, config.active, row));
    let [before, after] = [0, step].map(|row| at(cells, config.sum, row));
    let balance = number(cells, config, 0, 0, LIMBS);
    let inactive = constant(1) - active.clone();
    vec![
        ("active is 0 or 1", q.clone() * active.clone() * inactive.clone()),
        ("no account behind padding", q.clone() * next_active * inactive.clone()),
        ("padding has no balance", q.clone() * inactive * balance.clone()),
        ("running sum", q * (after - before - balance * F::from(1 << 32) - active)),
    ]
}

/// On the first account's rows.
fn first(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = cells.query_fixed(config.first);
    let [active, sum] = [config.active, config.sum].map(|column| at(cells, column, 0));
    vec![("there is an account", q.clone() * (constant(1) - active)), ("sums begin at zero", q * sum)]
}

fn unpack(cells: &mut VirtualCells<'_, F>, config: &Config) -> Vec<Named> {
    let q = cells.query_fixed(config.unpack);
    let shift = F::from(1 << 32);
    let [packed, total, counted] = [0, 1, 2].map(|row| at(cells, config.sum, row));
    let count = number(cells, config, 0, 0, LIMBS / 2);
    let middle = number(cells, config, 0, LIMBS / 2, LIMBS);
    let upper = middle + number(cells, config, 1, 0, LIMBS) * shift;
    vec![
        ("the sum is count and total", q.clone() * (packed - count.clone() - upper.clone() * shift)),
        ("the total is above 32 bits", q.clone() * (total - upper)),
        ("the count is below", q * (counted - count)),
    ]
}
