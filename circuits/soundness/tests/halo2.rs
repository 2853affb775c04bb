//! The gates on a small halo2 circuit with and without its constraints: what is missing is found.

use covenant_soundness::halo2::{
    Cell, System, Trial, Unit, Witness,
    axiom::{check, record},
    deletion::{self, Case},
    determined, forge,
};
use halo2_axiom::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    halo2curves::{bn256::Fr, ff::Field},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Error, Fixed, Instance, TableColumn},
    poly::Rotation,
};
use std::sync::Arc;

/// Four bytes and their sum, each sum copied to where the next begins: rows 0 to 3 add, row 4 holds the sum, which is public.
#[derive(Clone, Copy, Default)]
struct Sum {
    bytes: [u64; 4],
    defect: Defect,
}

/// What is wrong with the circuit.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Defect {
    #[default]
    None,
    NoRange,
    NoStart,
    /// Adds in the last rows too, from blinding rows.
    Beyond,
}

type Config = (Column<Advice>, Column<Advice>, [Column<Fixed>; 2], TableColumn, Column<Instance>);

impl Circuit<Fr> for Sum {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = ();

    fn without_witnesses(&self) -> Self {
        *self
    }

    fn configure(meta: &mut ConstraintSystem<Fr>) -> Config {
        let (byte, sum, table) = (meta.advice_column(), meta.advice_column(), meta.lookup_table_column());
        let [add, start] = [(); 2].map(|()| meta.fixed_column());
        let instance = meta.instance_column();
        meta.enable_equality(sum);
        meta.enable_equality(instance);
        meta.create_gate("add", |cells| {
            let q = cells.query_fixed(add, Rotation::cur());
            let [before, after] = [0, 1].map(|row| cells.query_advice(sum, Rotation(row)));
            [("sum", q * (after - before - cells.query_advice(byte, Rotation::cur())))]
        });
        meta.create_gate("start", |cells| {
            [("zero", cells.query_fixed(start, Rotation::cur()) * cells.query_advice(sum, Rotation::cur()))]
        });
        meta.lookup("byte", |cells| {
            vec![(cells.query_fixed(add, Rotation::cur()) * cells.query_advice(byte, Rotation::cur()), table)]
        });
        (byte, sum, [add, start], table, instance)
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<Fr>) -> Result<(), Error> {
        let (byte, sum, [add, start], table, instance) = config;
        // Without a range the table has what the defect allows.
        let top = if self.defect == Defect::NoRange { 500u64 } else { 256 };
        layouter.assign_table(
            || "bytes",
            |mut cells| {
                (0..top).try_for_each(|x| {
                    cells.assign_cell(|| "", table, x as usize, || Value::known(Fr::from(x)))
                })
            },
        )?;
        let last = layouter.assign_region(
            || "sum",
            |mut region| {
                let mut total = 0;
                for (row, x) in self.bytes.into_iter().enumerate() {
                    region.assign_fixed(add, row, Fr::ONE);
                    region.assign_advice(byte, row, Value::known(Fr::from(x)));
                    region.assign_advice(sum, row, Value::known(Fr::from(total)));
                    total += x;
                }
                if self.defect != Defect::NoStart {
                    region.assign_fixed(start, 0, Fr::ONE);
                }
                if self.defect == Defect::Beyond {
                    region.assign_fixed(add, 505, Fr::ONE);
                }
                Ok(region.assign_advice(sum, 4, Value::known(Fr::from(total))).cell())
            },
        )?;
        layouter.constrain_instance(last, instance, 0);
        Ok(())
    }
}

fn recorded(defect: Defect) -> (Arc<System<Fr>>, Witness<Fr>) {
    let circuit = Sum { bytes: [7, 0, 255, 30], defect };
    let (system, witness) = record(9, &circuit, &[vec![Fr::from(292)]]).unwrap();
    (Arc::new(system), witness)
}

fn free(cell: Cell) -> Option<&'static str> {
    let is_bound = cell.row < 4 || (cell.row == 4 && cell.column.index == 1);
    (!is_bound).then_some("not used")
}

fn is_byte(cell: Cell) -> bool {
    cell.column.index == 0 && cell.row < 4
}

const ALL: forge::Effort = forge::Effort::whole(1);

#[test]
fn a_whole_circuit_passes() {
    let (system, witness) = recorded(Defect::None);
    assert_eq!(system.units().count(), 4);
    let report = forge::run(&system, &witness, free, ALL);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(report.cells, 2 * system.usable);
    let report = determined::run(&system, is_byte, free, 1);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!((report.given, report.fixed), (4, 5));
}

#[test]
fn what_is_missing_is_found() {
    let (system, witness) = recorded(Defect::NoStart);
    // A byte follows from the sums around it, unless nothing says where they start. With all bytes given the end fixes them, and this gate
    // does not miss the start; deletion does, below.
    let but_one = |cell: Cell| is_byte(cell) && cell.row != 2;
    assert!(determined::run(&recorded(Defect::None).0, but_one, free, 1).findings.is_empty());
    let open = determined::run(&system, but_one, free, 1);
    assert_eq!(open.summary().get("open"), Some(&4), "{:?}", open.findings);
    assert!(determined::run(&system, is_byte, free, 1).findings.is_empty());
    let (system_beyond, _) = recorded(Defect::Beyond);
    let outside = determined::run(&system_beyond, is_byte, free, 1);
    assert_eq!(outside.summary().get("outside"), Some(&1));
    let report = forge::run(&system, &witness, |cell| free(cell).filter(|_| cell.row > 4), ALL);
    assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
    let listed = forge::run(&system, &witness, |_| Some("all"), ALL);
    assert_eq!(listed.findings.len(), 9, "cells that are bound");
}

/// A witness that breaks one constraint shows what it is for, and halo2's own checker takes it without that constraint.
#[test]
fn deletion_is_shown_by_halo2s_own_checker() {
    let (system, witness) = recorded(Defect::None);
    let mut cases = Vec::new();
    let mut case = |name: &str, bytes: [Fr; 4], first: Fr, public: Option<Fr>| {
        let mut other = witness.clone();
        let mut sum = first;
        for (row, byte) in bytes.into_iter().enumerate() {
            other.advice[0][row] = byte;
            other.advice[1][row] = sum;
            sum += byte;
        }
        other.advice[1][4] = sum;
        other.instance[0][0] = public.unwrap_or(sum);
        cases.push(Case { name: name.into(), witness: other });
    };
    let bytes = [7, 0, 255, 30].map(Fr::from);
    case("another sum is public", bytes, Fr::ZERO, Some(Fr::ONE));
    case("a byte of 300", [300, 0, 1, 2].map(Fr::from), Fr::ZERO, None);
    case("a sum that begins with one", bytes, Fr::ONE, None);
    let report = deletion::run(&system, &witness, &cases, &[("add: sum", "not shown here")]);
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!((report.shown.len(), report.reasons), (3, 1));
    for (unit, case) in &report.shown {
        let witness = &cases[*case].witness;
        assert!(check(&system, None, witness) > 0);
        assert_eq!(check(&system, Some(*unit), witness), 0, "{}", cases[*case].name);
    }
    let unshown = deletion::run(&system, &witness, &cases[1..], &[("nothing", "stale")]);
    assert_eq!(unshown.findings.len(), 3, "{:?}", unshown.findings);
    let accepted =
        deletion::run(&system, &witness, &[Case { name: "honest".into(), witness: witness.clone() }], &[]);
    assert!(matches!(accepted.findings[0], deletion::Finding::Accepted { .. }));
    // Without the range the byte of 300 is accepted by the whole circuit.
    let (loose, honest) = recorded(Defect::NoRange);
    let mut trial = Trial::new(&loose, honest);
    assert!(trial.failures_of(&cases[1].witness).is_empty());
    assert!(matches!(system.units().next(), Some(Unit::Gate(0))));
}

#[test]
fn a_digest_sees_every_part() {
    let digests =
        [Defect::None, Defect::NoRange, Defect::NoStart, Defect::Beyond].map(|d| recorded(d).0.digest());
    assert!(digests.iter().enumerate().all(|(i, digest)| !digests[..i].contains(digest)));
    assert_eq!(digests[0], recorded(Defect::None).0.digest());
}
