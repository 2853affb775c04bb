//! The Jacobian of the constraints over the hinted variables, the inputs fixed, has full column rank at a valid witness:
//! no infinitesimal change of what the circuit computes outside its constraints satisfies them.

use covenant_gadgets::Fr;
use covenant_relations::{Circuit, Cs, invoice::InvoiceCircuit, matrices};
use covenant_statements::invoice::sample::World;
use std::collections::{BTreeMap, BTreeSet};

type Row = BTreeMap<usize, Fr>;

/// (A·dz)(B·z) + (A·z)(B·dz) − C·dz for each constraint, over the hinted columns.
fn jacobian(cs: &Cs) -> Vec<Row> {
    let z = cs.assignment();
    let hinted: BTreeSet<usize> = cs.hints().iter().map(|h| h.var.index(cs.num_instance())).collect();
    let [a, b, c] = matrices(cs);
    let value = |row: &[(Fr, usize)]| row.iter().map(|(k, column)| *k * z[*column]).sum::<Fr>();
    let rows = (0..a.len()).map(|i| {
        let (az, bz, minus_one) = (value(&a[i]), value(&b[i]), -Fr::from(1u64));
        let mut row = Row::new();
        for (terms, factor) in [(&a[i], bz), (&b[i], az), (&c[i], minus_one)] {
            for (k, column) in terms.iter().filter(|(_, column)| hinted.contains(column)) {
                *row.entry(*column).or_default() += *k * factor;
            }
        }
        row.retain(|_, k| *k != Fr::from(0u64));
        row
    });
    rows.collect()
}

/// Columns that no row fixes. A row in which one column is still open fixes it; synthesis goes forward, so that this
/// alone resolves every column of a circuit that leaves none free, and no elimination with fill-in is needed.
fn open_columns(cs: &Cs) -> Vec<&'static str> {
    let rows = jacobian(cs);
    let mut rows_of = BTreeMap::<usize, Vec<usize>>::new();
    for (i, row) in rows.iter().enumerate() {
        for column in row.keys() {
            rows_of.entry(*column).or_default().push(i);
        }
    }
    let mut open: Vec<usize> = rows.iter().map(BTreeMap::len).collect();
    let mut fixed = BTreeSet::new();
    let mut queue: Vec<usize> = (0..rows.len()).filter(|i| open[*i] == 1).collect();
    while let Some(i) = queue.pop() {
        let Some(column) = rows[i].keys().find(|column| !fixed.contains(*column)) else { continue };
        fixed.insert(*column);
        for row in &rows_of[column] {
            open[*row] -= 1;
            if open[*row] == 1 {
                queue.push(*row);
            }
        }
    }
    let hints = cs.hints();
    let free = hints.iter().filter(|h| !fixed.contains(&h.var.index(cs.num_instance())));
    free.map(|h| h.name).collect()
}

#[test]
fn the_jacobian_has_full_column_rank() {
    for seed in [1, 2] {
        let cs = InvoiceCircuit(&World::new(seed).claim()).full();
        let free = open_columns(&cs);
        assert!(free.is_empty(), "{} free hints: {:?}", free.len(), free.iter().take(10).collect::<Vec<_>>());
    }
}

#[test]
fn a_free_hint_is_found() {
    let mut cs = InvoiceCircuit(&World::new(1).claim()).full();
    let free = cs.hint("test/free", || Fr::from(5u64));
    cs.mul("test/product", &free, &free.plus(Fr::from(1u64)));
    assert_eq!(open_columns(&cs), ["test/free", "test/product"]);
}
