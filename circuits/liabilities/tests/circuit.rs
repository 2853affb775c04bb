//! The circuit under halo2's checker: it accepts what the native check accepts, and each change is refused. What tries every cell and leaves
//! every constraint out is in `gates.rs`.

mod common;

use common::World;
use covenant_liabilities::{
    Columns, F, Layout,
    circuit::ChunkCircuit,
    columns::{ACTIVE, LIMB, SUM},
};
use covenant_statements::solvency::{ASSETS, check};
use halo2_axiom::{
    dev::{MockProver, VerifyFailure},
    halo2curves::ff::{Field, PrimeField},
};

fn failures(columns: &Columns, output: F) -> Vec<VerifyFailure> {
    let shape = columns.shape();
    let circuit = ChunkCircuit { shape, columns: Some(columns) };
    let prover = MockProver::run(shape.k(), &circuit, vec![vec![output]]).unwrap();
    prover.verify_par().err().unwrap_or_default()
}

/// The constraints that fail, by name, each once.
fn names(columns: &Columns, output: F) -> Vec<String> {
    let mut names: Vec<String> = failures(columns, output)
        .iter()
        .map(|failure| match failure {
            VerifyFailure::ConstraintNotSatisfied { constraint, .. } => {
                // "Constraint 3 ('name') in gate 0 ('gate')", or the gate's name alone.
                constraint.to_string().split('\'').nth(1).unwrap_or_default().to_owned()
            }
            VerifyFailure::Lookup { .. } => "limb in range".to_owned(),
            VerifyFailure::Permutation { .. } => "copy".to_owned(),
            other => other.to_string(),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[test]
fn agrees_with_the_native_check_on_random_chunks() {
    for (assets, seed) in ASSETS.into_iter().zip(1..) {
        let full = Layout::new(covenant_liabilities::Shape::new(12, assets).unwrap()).capacity();
        for accounts in [1, 2, 17, full] {
            let world = World::new(12, assets, accounts, seed);
            assert_eq!(check(&world.chunk, world.slots.iter().cloned(), world.chunk.output()), Ok(()));
            assert_eq!(names(&world.columns, world.output()), Vec::<String>::new(), "{assets} × {accounts}");
        }
    }
}

/// What is changed, and a constraint that must object.
type Change = (&'static str, &'static str, fn(&mut Columns, Layout));

const CHANGES: &[Change] = &[
    ("a negative balance", "limb in range", |c, _| c.values_mut()[LIMB][3] = -F::ONE),
    ("a limb over its range", "limb in range", |c, l| {
        c.values_mut()[LIMB + 1][2] = F::from(1 << l.shape().limb_bits());
    }),
    ("another balance", "running sum", |c, _| c.values_mut()[LIMB][0] += F::ONE),
    ("an account left out", "running sum", |c, _| {
        for column in &mut c.values_mut()[LIMB..] {
            column[0] = F::ZERO;
        }
    }),
    ("an account half there", "active is 0 or 1", |c, _| c.values_mut()[ACTIVE][0] = F::from(2)),
    ("an inactive account in the middle", "no account behind padding", |c, l| {
        let assets = l.shape().assets();
        c.values_mut()[ACTIVE][2 * assets..3 * assets].fill(F::ZERO);
    }),
    ("no account at the front", "there is an account", |c, l| {
        c.values_mut()[ACTIVE][..l.shape().assets()].fill(F::ZERO);
    }),
    ("padding with a balance", "padding has no balance", |c, l| {
        c.values_mut()[LIMB][l.account_rows() - 1] = F::ONE;
    }),
    ("sums that begin below zero", "sums begin at zero", |c, l| {
        let assets = l.shape().assets();
        (0..=l.capacity()).for_each(|i| c.values_mut()[SUM][i * assets] -= F::from_u128(1 << 40));
    }),
    ("another final sum", "running sum", |c, l| c.values_mut()[SUM][l.sum(0)] += F::ONE),
    ("another sum taken apart", "copy", |c, l| c.values_mut()[SUM][l.unpack(0)] += F::ONE),
    ("another total", "the total is above 32 bits", |c, l| c.values_mut()[SUM][l.unpack(0) + 1] += F::ONE),
    ("another count", "the count is below", |c, l| c.values_mut()[SUM][l.unpack(0) + 2] += F::ONE),
    ("total and count swapped", "the total is above 32 bits", |c, l| {
        let row = l.unpack(0);
        c.values_mut()[SUM].swap(row + 1, row + 2);
    }),
    ("a sum taken apart over its limbs", "limb in range", |c, l| {
        let (row, bits) = (l.unpack(0), l.shape().limb_bits());
        c.values_mut()[LIMB][row] += F::from(1 << bits);
        c.values_mut()[LIMB + 1][row] -= F::ONE;
    }),
    ("a carry from total to count", "the count is below", |c, l| {
        let (row, low) = (l.unpack(0), 32 / l.shape().limb_bits());
        c.values_mut()[LIMB + low][row] -= F::ONE;
        c.values_mut()[LIMB + low - 1][row] += F::from(1 << l.shape().limb_bits());
    }),
    ("another tag", "the cell is the constant", |c, l| c.values_mut()[SUM][l.constant(0)] += F::ONE),
    ("another number of values", "the cell is the constant", |c, l| {
        c.values_mut()[SUM][l.constant(1)] += F::ONE;
    }),
    ("padding that is not zero", "the cell is the constant", |c, l| {
        c.values_mut()[SUM][l.constant(2)] += F::ONE;
    }),
    ("a capacity that is not zero", "the state is the inputs", |c, l| {
        c.values_mut()[SUM][l.hash(0) + 3] += F::ONE;
    }),
    ("an input that is a copy", "copy", |c, l| c.values_mut()[SUM][l.hash(0)] += F::ONE),
    ("a square", "square", |c, l| c.values_mut()[LIMB][l.hash(0) + 4] += F::ONE),
    ("a partial round's input", "next input", |c, l| {
        c.values_mut()[LIMB + 1][l.hash(0) + 3 + 12 + 1] += F::ONE
    }),
    ("an element of the state", "mixed", |c, l| c.values_mut()[ACTIVE][l.hash(0) + 3 + 30] += F::ONE),
    ("the output", "copy", |c, l| c.values_mut()[SUM][l.hashed(l.hashes() - 1)] += F::ONE),
];

#[test]
fn every_change_is_refused_by_its_constraint() {
    for assets in ASSETS {
        let world = World::new(12, assets, 40, 7);
        for (what, constraint, change) in CHANGES {
            let mut columns = world.columns.clone();
            change(&mut columns, world.layout);
            let names = names(&columns, world.output());
            assert!(names.iter().any(|name| name == constraint), "{what}, {assets} assets: {names:?}");
        }
    }
}

#[test]
fn one_account_is_active_in_all_of_its_rows() {
    let world = World::new(12, 8, 40, 8);
    let mut columns = world.columns.clone();
    columns.values_mut()[ACTIVE][40 * 8 - 1] = F::ZERO;
    assert!(names(&columns, world.output()).contains(&"an account is active in all of its rows".to_owned()));
}

/// Counts that differ, each with sums that fit: an account whose last asset is padding.
#[test]
fn counts_of_all_assets_are_equal() {
    let world = World::new(12, 8, 40, 9);
    let mut columns = world.columns.clone();
    let (row, unpack) = (world.layout.sum(7), world.layout.unpack(7));
    for cell in [row, unpack, unpack + 2] {
        columns.values_mut()[SUM][cell] += F::ONE;
    }
    columns.values_mut()[LIMB][unpack] += F::ONE;
    assert!(names(&columns, world.output()).contains(&"copy".to_owned()));
}

#[test]
fn another_output_is_refused() {
    for assets in ASSETS {
        let world = World::new(12, assets, 5, 10);
        assert_eq!(names(&world.columns, world.output() + F::ONE), ["copy"]);
        let other = World::new(12, assets, 5, 11);
        assert_eq!(names(&world.columns, other.output()), ["copy"]);
    }
}
