//! A table of false chunks: the native check names the rule, halo2's checker refuses the columns of each, and a sample is tried for real: the
//! prover runs to its end, and its proof is not one.

mod attacker;
mod common;

use attacker::{Lie, follow, hash, limbs};
use common::World;
use covenant_liabilities::{
    Columns, Error, F, ProofSeed, ProvingKey, Shape, Srs,
    circuit::ChunkCircuit,
    columns::{ACTIVE, SUM},
    from_ark, prove,
};
use covenant_statements::{
    Fr,
    solvency::{Chunk, Slot, check},
};
use halo2_axiom::{dev::MockProver, halo2curves::ff::PrimeField};

const ACCOUNTS: usize = 12;

/// Slots, the opening, and the output as an attacker has them.
struct Claim {
    slots: Vec<Slot>,
    chunk: Chunk,
    output: Option<Fr>,
}

type Mutation = (&'static str, &'static str, fn(&mut Claim));

fn vacate(slot: &mut Slot) {
    slot.active = false;
    slot.balances.fill(0);
}

/// The output that the opening would have with another value.
fn output(claim: &mut Claim, change: impl Fn(&mut Chunk)) {
    let mut other = claim.chunk.clone();
    change(&mut other);
    claim.output = Some(other.output());
}

const MUTATIONS: &[Mutation] = &[
    ("no first account", "solvency/empty", |c| vacate(&mut c.slots[0])),
    ("no account", "solvency/empty", |c| {
        c.slots.iter_mut().for_each(vacate);
        c.chunk = Chunk::empty(c.chunk.environment, c.chunk.index, c.chunk.totals.len(), c.chunk.blinding);
    }),
    ("a gap", "solvency/prefix", |c| vacate(&mut c.slots[5])),
    ("a gap that is not counted", "solvency/prefix", |c| {
        for (total, balance) in c.chunk.totals.iter_mut().zip(&c.slots[5].balances) {
            *total -= u128::from(*balance);
        }
        c.chunk.count -= 1;
        vacate(&mut c.slots[5]);
    }),
    ("an account behind padding", "solvency/prefix", |c| {
        c.slots[ACCOUNTS + 3].active = true;
        c.chunk.count += 1;
    }),
    ("an account in the last slot", "solvency/prefix", |c| {
        c.slots.last_mut().unwrap().active = true;
        c.chunk.count += 1;
    }),
    ("padding with a balance", "solvency/padding", |c| {
        c.slots[ACCOUNTS].balances[0] = 9;
        c.chunk.totals[0] += 9;
    }),
    ("the last slot with a balance", "solvency/padding", |c| {
        *c.slots.last_mut().unwrap().balances.last_mut().unwrap() = 1
    }),
    ("another balance", "solvency/total", |c| c.slots[2].balances[0] ^= 1),
    ("a balance left out", "solvency/total", |c| {
        c.slots[3].balances[0] = 1_000;
    }),
    ("an account left out", "solvency/total", |c| {
        vacate(&mut c.slots[ACCOUNTS - 1]);
        c.chunk.count -= 1;
        c.chunk.totals[0] += 1;
    }),
    ("one more in the total", "solvency/total", |c| c.chunk.totals[0] += 1),
    ("one less in the total", "solvency/total", |c| c.chunk.totals[0] -= 1),
    ("no total", "solvency/total", |c| c.chunk.totals[0] = 0),
    ("a total with the count in it", "solvency/total", |c| {
        c.chunk.totals[0] = (c.chunk.totals[0] << 32) + u128::from(c.chunk.count);
    }),
    ("a total 2^64 more", "solvency/total", |c| c.chunk.totals[0] += 1 << 64),
    ("a total 2^96 more", "solvency/total", |c| c.chunk.totals[0] += 1 << 96),
    ("the last asset's total", "solvency/total", |c| *c.chunk.totals.last_mut().unwrap() += 3),
    ("one account more", "solvency/count", |c| c.chunk.count += 1),
    ("one account less", "solvency/count", |c| c.chunk.count -= 1),
    ("no count", "solvency/count", |c| c.chunk.count = 0),
    ("2^32 accounts more", "solvency/count", |c| c.chunk.count += 1 << 32),
    ("another environment", "solvency/output", |c| output(c, |chunk| chunk.environment += Fr::from(1u64))),
    ("another chunk's index", "solvency/output", |c| output(c, |chunk| chunk.index += 1)),
    ("another blinding", "solvency/output", |c| output(c, |chunk| chunk.blinding += Fr::from(1u64))),
    ("the output of another total", "solvency/output", |c| output(c, |chunk| chunk.totals[0] += 1)),
    ("the output of another count", "solvency/output", |c| output(c, |chunk| chunk.count -= 1)),
    ("an output of nothing", "solvency/output", |c| c.output = Some(Fr::from(0u64))),
];

/// The columns that an attacker fills: slots and sums as the slots have them, total and count as the opening has them, and the hash of those.
fn columns(world: &World, claim: &Claim) -> (Columns, F) {
    let (mut columns, layout) = (world.columns.clone(), world.layout);
    let assets = layout.shape().assets();
    for (i, slot) in claim.slots.iter().enumerate() {
        for (asset, balance) in slot.balances.iter().enumerate() {
            limbs(&mut columns, layout, i * assets + asset, *balance);
            columns.values_mut()[ACTIVE][i * assets + asset] = F::from(u64::from(slot.active));
        }
    }
    follow(&mut columns, layout);
    for (asset, total) in claim.chunk.totals.iter().enumerate() {
        columns.values_mut()[SUM][layout.unpack(asset) + 1] = F::from_u128(*total);
        columns.values_mut()[SUM][layout.unpack(asset) + 2] = F::from(claim.chunk.count);
    }
    let honest = hash(&mut columns, layout, Lie::None);
    assert_eq!(honest, from_ark(&claim.chunk.output()));
    (columns, claim.output.map_or(honest, |output| from_ark(&output)))
}

fn refused(columns: &Columns, output: F) -> bool {
    let circuit = ChunkCircuit { shape: columns.shape(), columns: Some(columns) };
    MockProver::run(columns.shape().k(), &circuit, vec![vec![output]]).unwrap().verify_par().is_err()
}

fn claim(world: &World, mutate: fn(&mut Claim)) -> Claim {
    let mut claim = Claim { slots: world.slots.clone(), chunk: world.chunk.clone(), output: None };
    mutate(&mut claim);
    claim
}

#[test]
fn every_mutation_is_refused_natively_and_by_the_circuit() {
    assert!(MUTATIONS.len() >= 20);
    for assets in [1, 8] {
        let world = World::new(12, assets, ACCOUNTS, 21);
        let (honest, output) = columns(&world, &claim(&world, |_| ()));
        assert!(!refused(&honest, output) && honest == world.columns);
        for (what, rule, mutate) in MUTATIONS {
            let claim = claim(&world, *mutate);
            let output = claim.output.unwrap_or_else(|| claim.chunk.output());
            let native = check(&claim.chunk, claim.slots.iter().cloned(), output);
            assert_eq!(
                native.map_err(|violation| violation.rule.code()),
                Err(*rule),
                "{what}, {assets} assets"
            );
            let (columns, output) = columns(&world, &claim);
            assert!(refused(&columns, output), "{what}, {assets} assets");
        }
    }
}

/// What the rules allow: to move what is owed between two accounts changes no total, and an account that is there twice raises it.
#[test]
fn what_is_no_mutation_is_accepted_by_both() {
    let world = World::new(12, 8, ACCOUNTS, 21);
    let moved = claim(&world, |c| {
        let (a, b) = c.slots.split_at_mut(5);
        std::mem::swap(&mut a[1].balances[3], &mut b[0].balances[3]);
    });
    let twice = claim(&world, |c| {
        c.slots[ACCOUNTS] = c.slots[ACCOUNTS - 1].clone();
        c.chunk.add(&c.slots[ACCOUNTS].balances);
    });
    for claim in [moved, twice] {
        assert_eq!(check(&claim.chunk, claim.slots.iter().cloned(), claim.chunk.output()), Ok(()));
        let (columns, output) = columns(&world, &claim);
        assert!(!refused(&columns, output));
    }
}

#[test]
fn no_proof_of_a_mutation_verifies() {
    let shape = Shape::new(12, 1).unwrap();
    let srs = Srs::development(12, &mut rand::rngs::OsRng).unwrap();
    let key = ProvingKey::new(&srs, shape).unwrap();
    let world = World::new(12, 1, ACCOUNTS, 21);
    for (what, _, mutate) in MUTATIONS.iter().step_by(5) {
        let (columns, output) = columns(&world, &claim(&world, *mutate));
        let proved = prove(&srs, &key, columns, output, ProofSeed::fresh(&mut rand::rngs::OsRng));
        assert_eq!(proved.err(), Some(Error::Proof), "{what}");
    }
}
