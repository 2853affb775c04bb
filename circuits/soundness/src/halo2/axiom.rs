//! Circuits of `halo2-axiom`: what synthesis assigns is recorded, and a recorded circuit, less one constraint, is given to halo2's own checker.

use super::{Assigned, Cell, Column, Expression, Field, Kind, System, Unit, Witness};
use halo2_axiom::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    dev::MockProver,
    halo2curves::ff::FromUniformBytes,
    plonk::{
        self, Advice, Any, Assigned as Rational, Assignment, Challenge, Circuit, ConstraintSystem, Error,
        FloorPlanner, Instance, Selector, VirtualCells,
    },
    poly::Rotation,
};
use std::{marker::PhantomData, sync::Arc};

/// A circuit with the witness that it assigns. `None` if it has selectors or challenges, if synthesis fails, or if a cell is assigned where there
/// is none.
pub fn record<F, C>(k: u32, circuit: &C, instance: &[Vec<F>]) -> Option<(System<F>, Witness<F>)>
where
    F: Field + plonk_field::Field,
    C: Circuit<F>,
{
    let mut cs = ConstraintSystem::default();
    let config = C::configure_with_params(&mut cs, circuit.params());
    let rows = 1 << k;
    let columns = |count: usize| vec![vec![F::from(0); rows]; count];
    let mut recorder = Recorder {
        fixed: columns(cs.num_fixed_columns()),
        advice: columns(cs.num_advice_columns()),
        instance: columns(cs.num_instance_columns()),
        copies: Vec::new(),
        is_whole: true,
    };
    for (column, values) in recorder.instance.iter_mut().zip(instance) {
        column.get_mut(..values.len())?.copy_from_slice(values);
    }
    C::FloorPlanner::synthesize(&mut recorder, circuit, config, cs.constants().clone()).ok()?;
    let mut names = Vec::new();
    for gate in cs.gates() {
        let polynomials = 0..gate.polynomials().len();
        names.extend(polynomials.map(|i| format!("{}: {} {i}", gate.name(), gate.constraint_name(i))));
    }
    names.extend((0..cs.lookups().len()).map(|_| "lookup".to_owned()));
    let Recorder { fixed, advice, instance, copies, is_whole } = recorder;
    let size = (rows, rows - cs.blinding_factors() - 1);
    let system = System::new(&format!("{:?}", cs.pinned()), &names, size, Assigned { fixed, copies });
    Some((system.filter(|_| is_whole)?, Witness { advice, instance }))
}

/// halo2's checker on a recorded circuit, without one of its constraints if one is named: how many failures it sees.
///
/// # Panics
/// Where halo2's checker does.
#[must_use]
pub fn check<F>(system: &Arc<System<F>>, without: Option<Unit>, witness: &Witness<F>) -> usize
where
    F: Field + FromUniformBytes<64>,
{
    let k = system.rows.ilog2();
    let circuit = Replayed { system: Some((system.clone(), without)), witness: Some(witness) };
    let instance = witness.instance.iter().map(|values| values[..system.usable].to_vec()).collect();
    match MockProver::run(k, &circuit, instance) {
        Ok(prover) => prover.verify_par().map_or_else(|failures| failures.len(), |()| 0),
        Err(error) => panic!("a recorded circuit is one: {error}"),
    }
}

/// halo2's fields, by another name than ours.
mod plonk_field {
    pub(super) use halo2_axiom::halo2curves::ff::Field;
}

struct Recorder<F> {
    fixed: Vec<Vec<F>>,
    advice: Vec<Vec<F>>,
    instance: Vec<Vec<F>>,
    copies: Vec<(Cell, Cell)>,
    is_whole: bool,
}

impl<F> Recorder<F> {
    fn put(columns: &mut [Vec<F>], column: usize, row: usize, value: F) -> bool {
        let cell = columns.get_mut(column).and_then(|column| column.get_mut(row));
        cell.map(|cell| *cell = value).is_some()
    }
}

impl<F: Field + plonk_field::Field> Assignment<F> for Recorder<F> {
    fn enter_region<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn annotate_column<A: FnOnce() -> AR, AR: Into<String>>(&mut self, _: A, _: plonk::Column<Any>) {}

    fn exit_region(&mut self) {}

    fn enable_selector<A: FnOnce() -> AR, AR: Into<String>>(
        &mut self,
        _: A,
        _: &Selector,
        _: usize,
    ) -> Result<(), Error> {
        self.is_whole = false;
        Ok(())
    }

    fn query_instance(&self, column: plonk::Column<Instance>, row: usize) -> Result<Value<F>, Error> {
        let value = self.instance.get(column.index()).and_then(|values| values.get(row));
        value.map(|value| Value::known(*value)).ok_or(Error::BoundsFailure)
    }

    fn assign_advice<'v>(
        &mut self,
        column: plonk::Column<Advice>,
        row: usize,
        to: Value<Rational<F>>,
    ) -> Value<&'v Rational<F>> {
        to.map(|value| {
            self.is_whole &= Self::put(&mut self.advice, column.index(), row, value.evaluate());
        });
        Value::unknown()
    }

    fn assign_fixed(&mut self, column: plonk::Column<plonk::Fixed>, row: usize, to: Rational<F>) {
        self.is_whole &= Self::put(&mut self.fixed, column.index(), row, to.evaluate());
    }

    fn copy(&mut self, a: plonk::Column<Any>, a_row: usize, b: plonk::Column<Any>, b_row: usize) {
        let cell = |column: plonk::Column<Any>, row| Cell { column: ours(column), row };
        self.copies.push((cell(a, a_row), cell(b, b_row)));
    }

    fn fill_from_row(
        &mut self,
        column: plonk::Column<plonk::Fixed>,
        row: usize,
        to: Value<Rational<F>>,
    ) -> Result<(), Error> {
        to.map(|value| {
            let value = value.evaluate();
            // Beyond the usable rows too: nothing reads a table there.
            match self.fixed.get_mut(column.index()).and_then(|values| values.get_mut(row..)) {
                Some(rest) => rest.fill(value),
                None => self.is_whole = false,
            }
        });
        Ok(())
    }

    fn get_challenge(&self, _: Challenge) -> Value<F> {
        Value::unknown()
    }

    fn push_namespace<NR: Into<String>, N: FnOnce() -> NR>(&mut self, _: N) {}

    fn pop_namespace(&mut self, _: Option<String>) {}
}

fn ours(column: plonk::Column<Any>) -> Column {
    let kind = match column.column_type() {
        Any::Advice(_) => Kind::Advice,
        Any::Fixed => Kind::Fixed,
        Any::Instance => Kind::Instance,
    };
    Column { kind, index: column.index() }
}

/// A recorded circuit as one of halo2's.
struct Replayed<'a, F> {
    system: Option<(Arc<System<F>>, Option<Unit>)>,
    witness: Option<&'a Witness<F>>,
}

/// The circuit, and what is left out of it.
struct Params<F>(Option<(Arc<System<F>>, Option<Unit>)>);

impl<F> Default for Params<F> {
    fn default() -> Self {
        Self(None)
    }
}

#[derive(Clone)]
struct Columns<F> {
    advice: Vec<plonk::Column<Advice>>,
    fixed: Vec<plonk::Column<plonk::Fixed>>,
    instance: Vec<plonk::Column<Instance>>,
    of: PhantomData<F>,
}

impl<F: Field + plonk_field::Field> Columns<F> {
    fn any(&self, column: Column) -> plonk::Column<Any> {
        match column.kind {
            Kind::Advice => self.advice[column.index].into(),
            Kind::Fixed => self.fixed[column.index].into(),
            Kind::Instance => self.instance[column.index].into(),
        }
    }

    fn expression(&self, meta: &mut VirtualCells<'_, F>, of: &Expression<F>) -> plonk::Expression<F> {
        match of {
            Expression::Constant(x) => plonk::Expression::Constant(*x),
            Expression::Cell(column, rotation) => meta.query_any(self.any(*column), Rotation(*rotation)),
            Expression::Negated(a) => -self.expression(meta, a),
            Expression::Sum(a, b) => self.expression(meta, a) + self.expression(meta, b),
            Expression::Product(a, b) => self.expression(meta, a) * self.expression(meta, b),
        }
    }
}

impl<F: Field + plonk_field::Field> Circuit<F> for Replayed<'_, F> {
    type Config = Columns<F>;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = Params<F>;

    fn without_witnesses(&self) -> Self {
        Self { system: self.system.clone(), witness: None }
    }

    fn params(&self) -> Params<F> {
        Params(self.system.clone())
    }

    fn configure_with_params(meta: &mut ConstraintSystem<F>, params: Params<F>) -> Columns<F> {
        let mut columns = Columns { advice: vec![], fixed: vec![], instance: vec![], of: PhantomData };
        let Some((system, without)) = params.0 else { return columns };
        columns.advice = (0..system.advice).map(|_| meta.advice_column()).collect();
        columns.fixed = system.fixed.iter().map(|_| meta.fixed_column()).collect();
        columns.instance = (0..system.instance).map(|_| meta.instance_column()).collect();
        system.permuted.iter().for_each(|column| meta.enable_equality(columns.any(*column)));
        for (i, gate) in system.gates.iter().enumerate().filter(|(i, _)| without != Some(Unit::Gate(*i))) {
            meta.create_gate(format!("{i}"), |cells| [columns.expression(cells, &gate.polynomial)]);
        }
        for (i, lookup) in
            system.lookups.iter().enumerate().filter(|(i, _)| without != Some(Unit::Lookup(*i)))
        {
            meta.lookup_any(format!("{i}"), |cells| {
                let pairs = lookup.columns.iter();
                pairs.map(|(a, b)| (columns.expression(cells, a), columns.expression(cells, b))).collect()
            });
        }
        columns
    }

    fn configure(_: &mut ConstraintSystem<F>) -> Columns<F> {
        Columns { advice: vec![], fixed: vec![], instance: vec![], of: PhantomData }
    }

    fn synthesize(&self, config: Columns<F>, mut layouter: impl Layouter<F>) -> Result<(), Error> {
        let Some((system, without)) = &self.system else { return Ok(()) };
        let copies = system.copies.iter().enumerate().filter(|(i, _)| *without != Some(Unit::Copy(*i)));
        let public = layouter.assign_region(
            || "recorded",
            |mut region| {
                for (column, values) in config.fixed.iter().zip(&system.fixed) {
                    for (row, value) in values[..system.usable].iter().enumerate() {
                        region.assign_fixed(*column, row, *value);
                    }
                }
                let mut cells = Vec::new();
                for (i, column) in config.advice.iter().enumerate() {
                    let assign = (0..system.usable).map(|row| {
                        let value = self.witness.map_or(Value::unknown(), |w| Value::known(w.advice[i][row]));
                        region.assign_advice(*column, row, value).cell()
                    });
                    cells.push(assign.collect::<Vec<_>>());
                }
                let mut public = Vec::new();
                for (_, (a, b)) in copies.clone() {
                    let [a, b] = if a.column.kind == Kind::Instance { [b, a] } else { [a, b] };
                    let cell = cells[a.column.index][a.row];
                    match b.column.kind {
                        Kind::Instance => public.push((cell, *b)),
                        _ => region.constrain_equal(cell, cells[b.column.index][b.row]),
                    }
                }
                Ok(public)
            },
        )?;
        for (cell, at) in public {
            layouter.constrain_instance(cell, config.instance[at.column.index], at.row);
        }
        Ok(())
    }
}
