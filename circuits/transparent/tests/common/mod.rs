//! Random ledgers with their claims, and the circuit as the soundness gates take it.

use covenant_soundness::halo2::{Assigned, Cell, Column, Kind, System, Witness};
use covenant_statements::{
    Bps, Fr, Network,
    solvency::{Environment, Slot},
};
use covenant_transparent::{
    Claim, Columns, F, Layout, Shape,
    circuit::{Liabilities, gates::names},
};
use halo2_proofs::{
    circuit::Value,
    dev::{MockProver, VerifyFailure},
    plonk::{
        self, Advice, Any, Assigned as Rational, Assignment, Circuit, ConstraintSystem, Error, Fixed,
        FloorPlanner, Instance, Selector,
    },
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

#[allow(dead_code, reason = "each test file reads its own part")]
pub(crate) struct World {
    pub(crate) claim: Claim,
    pub(crate) accounts: Vec<Vec<u64>>,
    pub(crate) columns: Columns,
}

#[allow(dead_code, reason = "each test file reads its own part")]
impl World {
    pub(crate) fn new(assets: usize, accounts: usize, seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut balance = || match rng.gen_range(0..8) {
            0 => 0,
            1 => u64::MAX,
            _ => rng.r#gen::<u64>() >> rng.gen_range(0..64),
        };
        let accounts: Vec<Vec<u64>> =
            (0..accounts).map(|_| (0..assets).map(|_| balance()).collect()).collect();
        let claim = Claim::of(environment(seed), assets, accounts.iter().map(Vec::as_slice));
        let columns = Columns::new(&claim, accounts.iter().map(Vec::as_slice)).unwrap();
        Self { claim, accounts, columns }
    }

    pub(crate) fn layout(&self) -> Layout {
        Layout::new(self.columns.shape())
    }

    /// What the native check reads: all slots of the circuit.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        let assets = self.columns.shape().assets();
        let padded = |balances: &Vec<u64>| {
            let mut balances = balances.clone();
            balances.resize(assets, 0);
            Slot { active: true, balances }
        };
        let mut slots: Vec<Slot> = self.accounts.iter().map(padded).collect();
        slots.resize(self.layout().capacity(), Slot { active: false, balances: vec![0; assets] });
        slots
    }
}

pub(crate) fn environment(seed: u64) -> Environment {
    let field = |x: u64| -Fr::from(seed * 100 + x);
    Environment {
        network: Network::Development,
        entity: field(1),
        scope: field(2),
        policy: field(3),
        threshold: Bps(10_000),
        as_of: 1_796_000_000,
        price_root: field(4),
        registry_root: field(5),
        accounts: 0,
    }
}

/// Runs with the circuit of a shape.
macro_rules! with {
    ($columns:expr, |$circuit:ident| $run:expr) => {
        match $columns.shape().assets() {
            1 => {
                let $circuit = Liabilities::<1> { shape: $columns.shape(), columns: Some($columns) };
                $run
            }
            8 => {
                let $circuit = Liabilities::<8> { shape: $columns.shape(), columns: Some($columns) };
                $run
            }
            _ => {
                let $circuit = Liabilities::<32> { shape: $columns.shape(), columns: Some($columns) };
                $run
            }
        }
    };
}

/// What halo2's checker says: constraints that fail, by name, each once.
#[allow(dead_code, reason = "each test file reads its own part")]
pub(crate) fn refused_by(columns: &Columns, public: &[F]) -> Vec<String> {
    let k = columns.shape().k();
    let prover = with!(columns, |circuit| MockProver::run(k, &circuit, vec![public.to_vec()])).unwrap();
    let name = |failure: &VerifyFailure| match failure {
        VerifyFailure::ConstraintNotSatisfied { constraint, .. } => {
            constraint.to_string().split('\'').nth(1).unwrap_or_default().to_owned()
        }
        VerifyFailure::Lookup { .. } => "limb in range".to_owned(),
        VerifyFailure::Permutation { .. } => "copy".to_owned(),
        other => other.to_string(),
    };
    let mut names: Vec<String> = prover.verify().err().unwrap_or_default().iter().map(name).collect();
    names.sort();
    names.dedup();
    names
}

#[allow(dead_code, reason = "each test file reads its own part")]
pub(crate) fn witness(columns: &Columns, public: &[F]) -> Witness<F> {
    let mut instance = vec![F::from(0); columns.shape().rows()];
    instance[..public.len()].copy_from_slice(public);
    Witness { advice: columns.values().to_vec(), instance: vec![instance] }
}

/// The circuit as halo2 pins it, with what synthesis assigns. The columns that it assigns are checked to be those that were given.
#[allow(dead_code, reason = "each test file reads its own part")]
pub(crate) fn record(columns: &Columns) -> System<F> {
    let recorder = with!(columns, |circuit| recorded(&circuit, columns.shape()));
    let (recorder, pinned, usable) = recorder;
    assert!(recorder.advice == columns.values().iter().map(|v| v[..usable].to_vec()).collect::<Vec<_>>());
    let names: Vec<String> = names(columns.shape().assets()).into_iter().map(str::to_owned).collect();
    let assigned = Assigned { fixed: recorder.fixed, copies: recorder.copies };
    System::new(&pinned, &names, (columns.shape().rows(), usable), assigned).unwrap()
}

fn recorded<C: Circuit<F>>(circuit: &C, shape: Shape) -> (Recorder, String, usize) {
    let mut cs = ConstraintSystem::default();
    let config = C::configure(&mut cs);
    let usable = shape.rows() - cs.blinding_factors() - 1;
    let zeros = |columns: usize, rows| vec![vec![F::from(0); rows]; columns];
    let fixed = if shape.assets() == 1 { 5 } else { 6 };
    let mut recorder = Recorder {
        fixed: zeros(fixed, shape.rows()),
        advice: zeros(covenant_transparent::columns::COLUMNS, usable),
        copies: vec![],
    };
    C::FloorPlanner::synthesize(&mut recorder, circuit, config, vec![]).unwrap();
    (recorder, format!("{:?}", cs.pinned()), usable)
}

struct Recorder {
    fixed: Vec<Vec<F>>,
    advice: Vec<Vec<F>>,
    copies: Vec<(Cell, Cell)>,
}

/// halo2 shows a column's index only in print.
fn index(column: &impl std::fmt::Debug) -> usize {
    let text = format!("{column:?}");
    text.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty()).unwrap().parse().unwrap()
}

fn put<VR: Into<Rational<F>>>(cell: &mut F, to: Value<VR>) {
    to.map(|value| *cell = value.into().evaluate());
}

impl Assignment<F> for Recorder {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn exit_region(&mut self) {}

    fn enable_selector<A: FnOnce() -> AR, AR: Into<String>>(
        &mut self,
        _: A,
        _: &Selector,
        _: usize,
    ) -> Result<(), Error> {
        Err(Error::Synthesis)
    }

    fn query_instance(&self, _: plonk::Column<Instance>, _: usize) -> Result<Value<F>, Error> {
        Err(Error::Synthesis)
    }

    fn assign_advice<V, VR, A, AR>(
        &mut self,
        _: A,
        column: plonk::Column<Advice>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Rational<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        put(&mut self.advice[index(&column)][row], to());
        Ok(())
    }

    fn assign_fixed<V, VR, A, AR>(
        &mut self,
        _: A,
        column: plonk::Column<Fixed>,
        row: usize,
        to: V,
    ) -> Result<(), Error>
    where
        V: FnOnce() -> Value<VR>,
        VR: Into<Rational<F>>,
        A: FnOnce() -> AR,
        AR: Into<String>,
    {
        put(&mut self.fixed[index(&column)][row], to());
        Ok(())
    }

    fn copy(
        &mut self,
        a: plonk::Column<Any>,
        a_row: usize,
        b: plonk::Column<Any>,
        b_row: usize,
    ) -> Result<(), Error> {
        let cell = |column: plonk::Column<Any>, row| {
            let kind = match column.column_type() {
                Any::Advice => Kind::Advice,
                Any::Fixed => Kind::Fixed,
                Any::Instance => Kind::Instance,
            };
            Cell { column: Column { kind, index: index(&column) }, row }
        };
        self.copies.push((cell(a, a_row), cell(b, b_row)));
        Ok(())
    }

    fn fill_from_row(
        &mut self,
        column: plonk::Column<Fixed>,
        row: usize,
        to: Value<Rational<F>>,
    ) -> Result<(), Error> {
        for cell in &mut self.fixed[index(&column)][row..] {
            put(cell, to);
        }
        Ok(())
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn pop_namespace(&mut self, _: Option<String>) {}
}
