//! The soundness gates over the transparent circuit, for 1, 8 and 32 assets: forged cells, deletion of each constraint, pins.
#![allow(clippy::print_stdout, reason = "figures that the book has")]

mod common;

use common::{World, record, refused_by, witness};
use covenant_gadgets::field::bytes_hex;
use covenant_soundness::halo2::{
    Cell, Trial,
    deletion::{self, Case},
    determined, forge,
};
use covenant_transparent::{
    Columns, F, Layout,
    columns::{ACTIVE, LIMB, SUM},
    shape::{LIMBS, PUBLIC},
};

const ACCOUNTS: usize = 8;
const SIZES: [usize; 3] = [1, 8, 32];

/// Why a cell may be anything; everything else is bound.
fn free(layout: Layout, cell: Cell) -> Option<&'static str> {
    let (column, row) = (cell.column.index, cell.row);
    if row < layout.account_rows() {
        return None;
    }
    if row >= layout.end() {
        return Some("behind what is public");
    }
    if row < layout.unpack(0) {
        let is_free = column != SUM && (column, row) != (ACTIVE, layout.account_rows());
        return is_free.then_some("beside a final sum");
    }
    if row < layout.bound(0) {
        let is_free = column == ACTIVE || (column != SUM && (row - layout.unpack(0)) % 3 == 2);
        return is_free.then_some("beside what takes a sum apart");
    }
    (column != SUM).then_some("beside environment, scope and as_of")
}

/// All cells of the columns, each with its copies.
#[test]
fn every_cell_is_bound_but_those_listed() {
    for assets in SIZES {
        let world = World::new(assets, ACCOUNTS, 12);
        let (layout, system) = (world.layout(), record(&world.columns));
        assert_eq!(system.usable, layout.usable());
        let honest = witness(&world.columns, &world.claim.public().unwrap());
        let report = forge::run(&system, &honest, |cell| free(layout, cell), forge::Effort::whole(13));
        assert!(report.findings.is_empty(), "{assets} assets: {:?}", report.findings);
        println!(
            "{assets} assets: {} cells, {} forgeries, free {:?}",
            report.cells, report.forgeries, report.free
        );
    }
}

/// The accounts' limbs and bits, the limbs of what is taken apart, and what is public fix the rest, and no constraint reads a blinding row or
/// around the end.
#[test]
fn what_is_given_fixes_the_rest() {
    for assets in SIZES {
        let world = World::new(assets, ACCOUNTS, 20);
        let (layout, system) = (world.layout(), record(&world.columns));
        let is_given = |cell: Cell| {
            let (column, row) = (cell.column.index, cell.row);
            let unpacked =
                (layout.unpack(0)..layout.bound(0)).contains(&row) && (row - layout.unpack(0)) % 3 < 2;
            (row < layout.account_rows() && column >= ACTIVE) || (unpacked && column >= LIMB)
        };
        let open = |cell: Cell| {
            let next = (cell.column.index, cell.row) == (ACTIVE, layout.account_rows());
            free(layout, cell).or(next.then_some("the bit behind the last account"))
        };
        let report = determined::run(&system, is_given, open, 1);
        assert!(report.findings.is_empty(), "{assets} assets: {:?}", report.summary());
        println!("{assets} assets: {} given, {} fixed", report.given, report.fixed);
    }
}

/// What an attacker changes; the rest follows, down to what is public.
type Attack = (&'static str, fn(&mut Columns, Layout));

const ATTACKS: &[Attack] = &[
    ("the last account counts twice", |c, l| {
        for row in (ACCOUNTS - 1) * l.shape().assets()..ACCOUNTS * l.shape().assets() {
            c.limbs(row, 0);
            c.values_mut()[ACTIVE][row] = F::from(2);
        }
        c.sums();
    }),
    ("a gap in front of accounts", |c, l| {
        for row in 5 * l.shape().assets()..6 * l.shape().assets() {
            c.limbs(row, 0);
            c.values_mut()[ACTIVE][row] = F::from(0);
        }
        c.sums();
    }),
    ("a balance behind the accounts", |c, l| {
        c.limbs(l.account_rows() - 1, 5);
        c.sums();
    }),
    ("no account at all", |c, l| {
        for row in 0..l.account_rows() {
            c.limbs(row, 0);
            c.values_mut()[ACTIVE][row] = F::from(0);
        }
        c.sums();
    }),
    ("a first sum below zero", |c, _| {
        c.limbs(0, 1 << 40);
        c.values_mut()[SUM][0] = -F::from(1 << 33);
        c.sums();
    }),
    ("an account's balance left out of the sum", |c, l| {
        let row = 3 * l.shape().assets();
        c.limbs(row, 0);
        c.sums();
        c.limbs(row, 1_000_000);
    }),
    ("another number taken apart than the sum", |c, l| {
        let sum = c.values()[SUM][l.unpack(0)];
        c.unpack(0, sum + F::from(1 << 50));
        c.values_mut()[SUM][l.unpack(0)] = sum;
    }),
    ("another total than the limbs'", |c, l| c.values_mut()[SUM][l.unpack(0) + 1] -= F::from(1)),
    ("another count than the limbs'", |c, l| {
        (0..l.shape().assets()).for_each(|asset| c.values_mut()[SUM][l.unpack(asset) + 2] -= F::from(1));
    }),
];

/// What is public, as the columns have it.
fn public(columns: &Columns, layout: Layout) -> Vec<F> {
    let sum = |row: usize| columns.values()[SUM][row];
    let bound = (0..PUBLIC - 1).map(|index| sum(layout.bound(index)));
    let totals = (0..layout.shape().assets()).map(|asset| sum(layout.unpack(asset) + 1));
    bound.chain([sum(layout.unpack(0) + 2)]).chain(totals).collect()
}

struct Forged {
    name: String,
    columns: Columns,
    public: Vec<F>,
}

fn cases(world: &World) -> Vec<Forged> {
    let layout = world.layout();
    let mut cases = Vec::new();
    let mut case = |name: String, attack: &dyn Fn(&mut Columns)| {
        let mut columns = world.columns.clone();
        attack(&mut columns);
        let public = public(&columns, layout);
        cases.push(Forged { name, columns, public });
    };
    for (name, attack) in ATTACKS {
        case((*name).to_owned(), &|columns| attack(columns, layout));
    }
    for limb in 0..LIMBS {
        case(format!("a balance of −1 at limb {limb}"), &|columns| {
            let row = layout.shape().assets();
            columns.limbs(0, u64::MAX >> 1);
            columns.limbs(row, 0);
            columns.values_mut()[LIMB + limb][row] = -F::from(1);
            columns.sums();
        });
    }
    for asset in 0..layout.shape().assets() {
        case(format!("asset {asset}: a sum taken apart that is not the last"), &|columns| {
            columns.unpack(asset, columns.values()[SUM][layout.sum(asset)] + F::from(1 << 50));
        });
    }
    let honest = public(&world.columns, layout);
    for index in 0..honest.len() {
        let mut public = honest.clone();
        public[index] += F::from(1);
        cases.push(Forged {
            name: format!("another public input {index}"),
            columns: world.columns.clone(),
            public,
        });
    }
    cases
}

const BOTH: &str = "an account is active in all of its rows, and the counts of all assets are equal: active rows are a prefix, so that each of the two says it";

/// Each constraint is left out, and a false claim passes the rest. halo2's checker sees the same constraint object, and no other.
#[test]
fn every_constraint_is_needed() {
    for assets in SIZES {
        let world = World::new(assets, ACCOUNTS, 16);
        let (layout, system) = (world.layout(), record(&world.columns));
        let honest = witness(&world.columns, &world.claim.public().unwrap());
        let forged = cases(&world);
        let case = |forged: &Forged| Case {
            name: forged.name.clone(),
            witness: witness(&forged.columns, &forged.public),
        };
        let cases: Vec<Case<F>> = forged.iter().map(case).collect();
        let counts: Vec<String> = (1..assets)
            .map(|asset| {
                let [first, other] = [0, asset].map(|asset| Cell::advice(SUM, layout.unpack(asset) + 2));
                format!("copy {first} = {other}")
            })
            .collect();
        let mut reasons: Vec<(&str, &str)> = counts.iter().map(|name| (name.as_str(), BOTH)).collect();
        if assets > 1 {
            let bit = "two rows of one account have one bit a, and the rule of the prefix says a·(1 − a) = 0 of them";
            reasons.extend([("active is 0 or 1", bit), ("an account is active in all of its rows", BOTH)]);
        }
        let report = deletion::run(&system, &honest, &cases, &reasons);
        assert!(report.findings.is_empty(), "{assets} assets: {:#?}", report.findings);
        println!(
            "{assets} assets: {} shown, {} reasons, {} cases",
            report.shown.len(),
            report.reasons,
            cases.len()
        );
        for (unit, case) in report.shown.iter().step_by(if assets == 1 { 1 } else { 9 }) {
            let name = system.name(*unit);
            let by = refused_by(&forged[*case].columns, &forged[*case].public);
            assert!(by.len() == 1 && name.starts_with(&by[0]), "{}: {name}, {by:?}", forged[*case].name);
        }
    }
}

/// The gates' own evaluation and halo2's checker judge the same forged cells alike.
#[test]
fn halo2_sees_what_the_gates_see() {
    let world = World::new(8, ACCOUNTS, 14);
    let (system, public) = (record(&world.columns), world.claim.public().unwrap());
    let mut trial = Trial::new(&system, witness(&world.columns, &public));
    assert_eq!((trial.all(), refused_by(&world.columns, &public)), (vec![], vec![]));
    for sample in 0..24 {
        let (column, row) = (sample * 7 % 10, sample * 41 % system.usable);
        let mut columns = world.columns.clone();
        columns.values_mut()[column][row] += F::from(1);
        let accepted = trial.failures_of(&witness(&columns, &public)).is_empty();
        assert_eq!(refused_by(&columns, &public).is_empty(), accepted, "column {column}, row {row}");
    }
}

/// Constraint system, fixed cells and copies, at the smallest size. A change of the circuit changes them.
const PINS: [(usize, &str); 3] = [
    (1, "8d8f0f9ab8cfb3a38942cddd838b7759355807a2c4edaaad1d7affca2431b32b"),
    (8, "3cde3cbcaf890a129e2ac7389a1a79f78f0fd5258d5a8e1237bfaf58924e4378"),
    (32, "ecd423b88e875ff1dba8e6266520c89f3c0725a930fb68620458a14ddc079ef3"),
];

#[test]
fn constraints_are_those_that_were_pinned() {
    let digests = PINS
        .map(|(assets, _)| (assets, bytes_hex(&record(&World::new(assets, ACCOUNTS, 19).columns).digest())));
    assert_eq!(digests, PINS.map(|(assets, pin)| (assets, pin.to_owned())));
}
