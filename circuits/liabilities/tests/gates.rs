//! The soundness gates over chunks of 1, 8 and 32 assets: forged cells, deletion of each constraint, pins.
#![allow(clippy::print_stdout, reason = "figures that the book has")]

mod attacker;
mod common;

use attacker::{Lie, follow, hash, limbs, unpack};
use common::World;
use covenant_gadgets::field::bytes_hex;
use covenant_liabilities::{
    Columns, F, Layout,
    circuit::{
        ChunkCircuit,
        wiring::{self, Source},
    },
    columns::{ACTIVE, ID, LIMB, SUM},
    layout::{BLOCKS, HASH_ROWS},
};
use covenant_soundness::halo2::{
    Cell, System, Trial, Unit, Witness,
    axiom::{check, record},
    deletion::{self, Case},
    determined, forge,
};
use covenant_statements::solvency::ASSETS;
use halo2_axiom::halo2curves::ff::{Field, PrimeField};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use std::sync::Arc;

const K: u32 = 12;
const ACCOUNTS: usize = 40;

struct Chunk {
    world: World,
    system: Arc<System<F>>,
    witness: Witness<F>,
}

fn chunk(assets: usize, seed: u64) -> Chunk {
    chunk_of(K, assets, seed)
}

fn chunk_of(k: u32, assets: usize, seed: u64) -> Chunk {
    let world = World::new(k, assets, ACCOUNTS, seed);
    let circuit = ChunkCircuit { shape: world.columns.shape(), columns: Some(&world.columns) };
    let (system, witness) = record(k, &circuit, &[vec![world.output()]]).unwrap();
    Chunk { world, system: Arc::new(system), witness }
}

fn witness(columns: &Columns, output: F) -> Witness<F> {
    let mut public = vec![F::ZERO; columns.shape().rows()];
    public[0] = output;
    Witness { advice: columns.values().to_vec(), instance: vec![public] }
}

/// Why a cell may be anything; everything else is bound. The book has this list.
fn free(layout: Layout, cell: Cell) -> Option<&'static str> {
    let (column, row) = (cell.column.index, cell.row);
    if column == ID {
        return Some("an id is in no rule: it is for the holder to check");
    }
    if row >= layout.end() {
        return Some("behind the output");
    }
    if row < layout.account_rows() {
        return None;
    }
    if row < layout.unpack(0) {
        // The last account's row reads the next active bit.
        let is_free = column != SUM && (column, row) != (ACTIVE, layout.account_rows());
        return is_free.then_some("beside a final sum");
    }
    if row < layout.constant(0) {
        let is_free = column == ACTIVE || (column != SUM && (row - layout.unpack(0)) % 3 == 2);
        return is_free.then_some("beside what takes a sum apart");
    }
    if row < layout.hash(0) {
        return (column != SUM).then_some("beside a constant");
    }
    let row = (row - layout.hash(0)) % HASH_ROWS;
    // The third row of a block holds two helpers of a full round, none of partial ones.
    let block = row.saturating_sub(3) / 3;
    let is_full = !(4..25).contains(&block);
    let is_first = column == SUM || column == LIMB;
    let is_free = column > LIMB + 3
        || (row < 3 && !is_first)
        || (row == HASH_ROWS - 1 && column != SUM)
        || (row >= 3 && (row - 3) % 3 == 2 && block < BLOCKS && !(is_full && is_first));
    is_free.then_some("beside a permutation")
}

/// All cells of the columns, each with its copies.
#[test]
fn every_cell_is_bound_but_those_listed() {
    for assets in ASSETS {
        let Chunk { world, system, witness } = chunk(assets, 12);
        let layout = world.layout;
        let report = forge::run(&system, &witness, |cell| free(layout, cell), forge::Effort::whole(13));
        assert!(report.findings.is_empty(), "{assets} assets: {:?}", report.findings);
        assert!(report.forgeries >= 3 * report.cells);
        println!(
            "{assets} assets: {} cells, {} forgeries, free {:?}",
            report.cells, report.forgeries, report.free
        );
    }
}

/// What an honest prover gives: the accounts' limbs and bits, the limbs of what is taken apart, environment, index and blinding.
fn is_given(layout: Layout, cell: Cell) -> bool {
    let (column, row) = (cell.column.index, cell.row);
    if row < layout.account_rows() {
        return column >= ACTIVE;
    }
    if row < layout.constant(0) {
        return row >= layout.unpack(0) && (row - layout.unpack(0)) % 3 < 2 && column >= LIMB;
    }
    let own = |source| matches!(source, Source::Environment | Source::Index | Source::Blinding);
    let inputs = wiring::inputs(layout).into_iter().enumerate();
    inputs.into_iter().any(|(hash, sources)| {
        sources.into_iter().enumerate().any(|(i, source)| {
            let (place, at) = wiring::input_cell(layout, hash, i);
            own(source) && row == at && column == if place == wiring::Place::Sum { SUM } else { LIMB }
        })
    })
}

/// Everything else follows: for these there is one witness at most, and no constraint reads a blinding row or around the end. `COVENANT_LARGE=1`:
/// also where limbs are wide.
#[test]
fn what_is_given_fixes_the_rest() {
    let is_large = std::env::var_os("COVENANT_LARGE").is_some();
    let large = [(17, 1), (17, 8), (17, 32)].into_iter().filter(|_| is_large);
    for (k, assets) in [(12, 1), (12, 8), (12, 32)].into_iter().chain(large) {
        let Chunk { world, system, .. } = chunk_of(k, assets, 20);
        let layout = world.layout;
        let open = |cell: Cell| {
            // A bit that a rule of the accounts reads, beside a sum, and is nobody's.
            let next = (cell.column.index, cell.row) == (ACTIVE, layout.account_rows());
            free(layout, cell).or(next.then_some("the bit behind the last account"))
        };
        let report = determined::run(&system, |cell| is_given(layout, cell), open, 1);
        let first = report.findings.iter().take(5).collect::<Vec<_>>();
        assert!(report.findings.is_empty(), "2^{k}, {assets} assets: {:?} {first:?}", report.summary());
        println!("2^{k}, {assets} assets: {} given, {} fixed", report.given, report.fixed);
    }
}

/// The gates' own evaluation and halo2's checker judge the same forged cells alike.
#[test]
fn halo2_sees_what_the_gates_see() {
    for assets in ASSETS {
        let Chunk { world, system, witness } = chunk(assets, 14);
        assert_eq!((system.rows, system.usable), (1 << K, world.layout.usable()));
        let mut trial = Trial::new(&system, witness.clone());
        assert_eq!((trial.all(), check(&system, None, &witness)), (vec![], 0));
        let mut rng = ChaCha20Rng::seed_from_u64(15);
        let mut refused = 0;
        for sample in 0..16 {
            let start = if sample % 2 == 0 { 0 } else { world.layout.account_rows() };
            let cell = Cell::advice(rng.gen_range(1..system.advice), rng.gen_range(start..system.usable));
            let mut columns = world.columns.clone();
            columns.values_mut()[cell.column.index][cell.row] += F::ONE;
            let forged = self::witness(&columns, world.output());
            let accepted = trial.failures_of(&forged).is_empty();
            // The circuit itself, not its recording.
            let circuit = ChunkCircuit { shape: columns.shape(), columns: Some(&columns) };
            let prover = halo2_axiom::dev::MockProver::run(K, &circuit, vec![vec![world.output()]]).unwrap();
            assert_eq!(prover.verify_par().is_ok(), accepted, "{assets} assets, {cell}");
            refused += usize::from(!accepted);
        }
        assert!(refused > 0);
    }
}

/// What an attacker changes; the rest follows. Gives the output.
type Attack = (&'static str, fn(&mut Columns, Layout) -> F);

const ATTACKS: &[Attack] = &[
    ("the last account counts twice", |c, l| {
        let rows = (ACCOUNTS - 1) * l.shape().assets()..ACCOUNTS * l.shape().assets();
        for row in rows {
            limbs(c, l, row, 0);
            c.values_mut()[ACTIVE][row] = F::from(2);
        }
        follow(c, l)
    }),
    ("a gap in front of accounts", |c, l| {
        for row in 5 * l.shape().assets()..6 * l.shape().assets() {
            limbs(c, l, row, 0);
            c.values_mut()[ACTIVE][row] = F::ZERO;
        }
        follow(c, l)
    }),
    ("a balance behind the accounts", |c, l| {
        limbs(c, l, ACCOUNTS * l.shape().assets(), 5);
        follow(c, l)
    }),
    ("no account at all", |c, l| {
        for row in 0..l.account_rows() {
            limbs(c, l, row, 0);
            c.values_mut()[ACTIVE][row] = F::ZERO;
        }
        follow(c, l)
    }),
    ("a first sum below zero", |c, l| {
        limbs(c, l, 0, 1 << 40);
        c.values_mut()[SUM][0] = -F::from_u128(1 << 33);
        follow(c, l)
    }),
    ("an account's balance left out of the sum", |c, l| {
        let assets = l.shape().assets();
        limbs(c, l, 3 * assets, 0);
        let output = follow(c, l);
        limbs(c, l, 3 * assets, 1_000_000);
        output
    }),
    ("the last account of a full chunk left out", |c, l| {
        let (assets, rows) = (l.shape().assets(), l.account_rows());
        for row in ACCOUNTS * assets..rows {
            c.values_mut()[ACTIVE][row] = F::ONE;
        }
        let output = follow(c, l);
        limbs(c, l, rows - 1, 7);
        output
    }),
    ("another number taken apart than the sum", |c, l| {
        let row = l.unpack(0);
        let sum = c.values()[SUM][row];
        unpack(c, l, 0, sum + F::from_u128(1 << 70));
        c.values_mut()[SUM][row] = sum;
        hash(c, l, Lie::None)
    }),
    ("another total than the limbs'", |c, l| {
        c.values_mut()[SUM][l.unpack(0) + 1] -= F::ONE;
        hash(c, l, Lie::None)
    }),
    ("another count than the limbs'", |c, l| {
        for asset in 0..l.shape().assets() {
            c.values_mut()[SUM][l.unpack(asset) + 2] -= F::ONE;
        }
        hash(c, l, Lie::None)
    }),
    ("another tag", |c, l| {
        c.values_mut()[SUM][l.constant(0)] += F::ONE;
        hash(c, l, Lie::None)
    }),
];

/// One case for each place where a witness could lie.
fn cases(chunk: &Chunk) -> Vec<Case<F>> {
    let layout = chunk.world.layout;
    let mut cases = Vec::new();
    let mut case = |name: String, attack: &dyn Fn(&mut Columns) -> F| {
        let mut columns = chunk.world.columns.clone();
        let output = attack(&mut columns);
        cases.push(Case { name, witness: witness(&columns, output) });
    };
    for (name, attack) in ATTACKS {
        case((*name).to_owned(), &|columns| attack(columns, layout));
    }
    for limb in 0..layout.shape().limbs() {
        case(format!("a balance of −1 at limb {limb}"), &|columns| {
            limbs(columns, layout, 0, u64::MAX >> 1);
            limbs(columns, layout, layout.shape().assets(), 0);
            columns.values_mut()[LIMB + limb][layout.shape().assets()] = -F::ONE;
            follow(columns, layout)
        });
    }
    for asset in 0..layout.shape().assets() {
        case(format!("asset {asset}: a sum taken apart that is not the last"), &|columns| {
            let sum = columns.values()[SUM][layout.sum(asset)] + F::from_u128(1 << 50);
            unpack(columns, layout, asset, sum);
            hash(columns, layout, Lie::None)
        });
    }
    let mut lies = Vec::new();
    for (h, inputs) in wiring::inputs(layout).into_iter().enumerate() {
        // Environment, index and blinding are the prover's own: another one is another output, and nothing false.
        let own = |source| matches!(source, Source::Environment | Source::Index | Source::Blinding);
        let copied = inputs.into_iter().enumerate().filter(|(_, source)| !own(*source));
        lies.extend(copied.map(|(i, _)| Lie::Input(h, i)));
        lies.extend((0..7).map(|i| Lie::Load(h, i)));
        // A full round, and three partial ones.
        lies.extend([0, 4, 25].into_iter().flat_map(|b| (0..7).map(move |i| Lie::State(h, b, i))));
        lies.extend((0..7).map(|i| Lie::Helper(h, 27, i)).chain((0..5).map(|i| Lie::Helper(h, 11, i))));
    }
    for lie in lies {
        case(format!("{lie:?}"), &|columns| hash(columns, layout, lie));
    }
    case("another output".to_owned(), &|_| chunk.world.output() + F::ONE);
    cases
}

const BOTH: &str = "an account is active in all of its rows, and the counts of all assets are equal: active rows are a prefix, so that each of the two says it";

/// Constraints whose loss nothing would show, and why.
const REASONS: &[(&str, &str)] = &[
    (
        "accounts: active is 0 or 1",
        "two rows of one account have one bit a, and the rule of the prefix says a·(1 − a) = 0 of them",
    ),
    ("one account: an account is active in all of its rows", BOTH),
];

#[test]
fn every_constraint_is_needed() {
    for assets in ASSETS {
        let chunk = chunk(assets, 16);
        let (layout, cases) = (chunk.world.layout, cases(&chunk));
        let counts: Vec<String> = (1..assets)
            .map(|asset| {
                let [first, other] = [0, asset].map(|asset| Cell::advice(SUM, layout.unpack(asset) + 2));
                format!("copy {first} = {other}")
            })
            .collect();
        let mut reasons = if assets == 1 { vec![] } else { REASONS.to_vec() };
        reasons.extend(counts.iter().map(|name| (name.as_str(), BOTH)));
        let report = deletion::run(&chunk.system, &chunk.witness, &cases, &reasons);
        assert!(report.findings.is_empty(), "{assets} assets: {:#?}", report.findings);
        println!(
            "{assets} assets: {} constraints shown, {} reasons, {} cases",
            report.shown.len(),
            report.reasons,
            cases.len()
        );
        assert_eq!(report.reasons, if assets == 1 { 0 } else { 1 + assets });
        confirm(&chunk, &cases, &report);
    }
}

/// halo2's checker refuses the case, and takes it when the constraint is left out. `COVENANT_GATES=whole` asks it of every constraint.
fn confirm(chunk: &Chunk, cases: &[Case<F>], report: &deletion::Report) {
    let whole = std::env::var_os("COVENANT_GATES").is_some_and(|value| value == "whole");
    let mut rng = ChaCha20Rng::seed_from_u64(17);
    for (unit, case) in &report.shown {
        if !whole && rng.gen_range(0..report.shown.len()) >= 12 {
            continue;
        }
        let (name, case) = (chunk.system.name(*unit), &cases[*case]);
        assert!(check(&chunk.system, None, &case.witness) > 0, "{name}: {}", case.name);
        assert_eq!(check(&chunk.system, Some(*unit), &case.witness), 0, "{name}: {}", case.name);
    }
}

/// Two rules that say the same can't both be lost: an account that is half there passes without them.
#[test]
fn an_account_half_there_is_refused_twice() {
    let Chunk { world, system, witness } = chunk(8, 18);
    let mut columns = world.columns.clone();
    let row = ACCOUNTS * 8 - 1;
    columns.values_mut()[ACTIVE][row] = F::ZERO;
    limbs(&mut columns, world.layout, row, 0);
    let output = follow(&mut columns, world.layout);
    let mut trial = Trial::new(&system, witness);
    let failures = trial.failures_of(&self::witness(&columns, output));
    let names: Vec<String> = trial.names(&failures).into_keys().collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].starts_with("copy") && names[1].starts_with("one account"), "{names:?}");
    assert!(failures.iter().any(|failure| matches!(failure.unit, Unit::Copy(_))));
}

/// Constraint system, fixed cells and copies, at 2^12 rows. A change of the circuit changes them.
const PINS: [(usize, &str); 3] = [
    (1, "fb0c3c00ee6ed8edf38896f4983f042a20b43aed6dac5b69108c8b364577fc38"),
    (8, "b2d9ea2cef5e2252b79b1109e6cebef1e202af2fef4f4e7a55f97950c76c6897"),
    (32, "03a755ef06bf8f8881a83bab59e6be29e9aaa5d6528dd2c884b92e8d468b715e"),
];

#[test]
fn constraints_are_those_that_were_pinned() {
    let digests = PINS.map(|(assets, _)| (assets, bytes_hex(&chunk(assets, 19).system.digest())));
    assert_eq!(digests, PINS.map(|(assets, pin)| (assets, pin.to_owned())));
}
