//! The book's table of shapes is what the circuits are: `UPDATE_BOOK=1` writes it anew.

use covenant_liabilities::{F, Layout, Shape, circuit::Config, key::proof_parts};
use covenant_statements::solvency::ASSETS;
use halo2_axiom::plonk::ConstraintSystem;
use std::{fmt::Write, fs, path::PathBuf};

const MARKS: [&str; 2] = ["<!-- shapes: generated -->\n", "<!-- /shapes -->\n"];

fn table() -> String {
    let mut text = String::from(
        "| Rows | Assets | Accounts | Limbs | Columns, places | Fixed, places | Degree | Proof, bytes |\n|---|---|---|---|---|---|---|---|\n",
    );
    for k in [12, 16, 17, 19] {
        for assets in ASSETS {
            let shape = Shape::new(k, assets).unwrap();
            let mut cs = ConstraintSystem::<F>::default();
            let _ = Config::new(&mut cs, shape);
            let (points, scalars) = proof_parts(&cs);
            writeln!(
                text,
                "| 2^{k} | {assets} | {} | {} × {} bits | {}, {} | {}, {} | {} | {} |",
                Layout::new(shape).capacity(),
                shape.limbs(),
                shape.limb_bits(),
                cs.num_advice_columns(),
                cs.advice_queries().len(),
                cs.num_fixed_columns(),
                cs.fixed_queries().len(),
                cs.degree(),
                64 * points + 32 * scalars,
            )
            .unwrap();
        }
    }
    text
}

#[test]
fn the_books_table_is_true() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/statement-liabilities.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(MARKS[0]).unwrap();
    let (_, after) = rest.split_once(MARKS[1]).unwrap();
    let renewed = [before, MARKS[0], &table(), MARKS[1], after].concat();
    if std::env::var_os("UPDATE_BOOK").is_some() {
        fs::write(&path, &renewed).unwrap();
    }
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        renewed,
        "UPDATE_BOOK=1 cargo test --workspace --test shapes"
    );
}

/// What the layout takes for granted of halo2: how many rows are blinding, the degree that gives one product of three columns, no rotation
/// but those of the table, and an id that nothing reads.
#[test]
fn the_constraint_system_is_what_the_layout_counts_on() {
    for k in [12, 17] {
        for assets in ASSETS {
            let shape = Shape::new(k, assets).unwrap();
            let mut cs = ConstraintSystem::<F>::default();
            let _ = Config::new(&mut cs, shape);
            assert_eq!(cs.blinding_factors() + 1, Layout::new(shape).blinding_rows());
            assert_eq!((cs.degree(), cs.permutation().get_columns().len()), (5, 3));
            assert_eq!((cs.num_instance_columns(), cs.num_selectors(), cs.num_challenges()), (1, 0, 0));
            assert!(cs.advice_queries().iter().all(|(column, _)| column.index() != 0));
            assert_eq!(cs.num_advice_queries()[0], 0);
            assert_eq!(cs.lookups().len(), shape.limbs());
        }
    }
}
