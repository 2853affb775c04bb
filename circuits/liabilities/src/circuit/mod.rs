//! The circuit: columns, gates, and one region in which every cell has its row.

pub mod gates;
pub mod permutation;
pub mod wiring;

use crate::{Columns, F, Layout, Shape};
use halo2_axiom::{
    circuit::{Layouter, Region, SimpleFloorPlanner, Value},
    halo2curves::ff::Field,
    plonk::{Advice, Circuit, Column, ConstraintSystem, Error, Fixed, Instance, TableColumn},
};
use permutation::{Block, schedule};
use wiring::Place;

/// The degree of the largest identity, that of the lookups.
pub const DEGREE: usize = 5;

/// The columns. All is fixed by the shape.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) shape: Shape,
    /// In no gate, lookup or copy: committed, never opened by a chunk's proof. It masks the account in inclusion proofs.
    pub(crate) id: Column<Advice>,
    /// Running sums; in the rows behind, whatever is copied.
    pub(crate) sum: Column<Advice>,
    pub(crate) active: Column<Advice>,
    pub(crate) limbs: Vec<Column<Advice>>,
    pub(crate) instance: Column<Instance>,
    pub(crate) table: TableColumn,
    pub(crate) data: Column<Fixed>,
    pub(crate) first: Column<Fixed>,
    pub(crate) same: Option<Column<Fixed>>,
    pub(crate) range: Column<Fixed>,
    pub(crate) unpack: Column<Fixed>,
    pub(crate) constant: Column<Fixed>,
    pub(crate) load: Column<Fixed>,
    pub(crate) full: Column<Fixed>,
    pub(crate) partial: Column<Fixed>,
    pub(crate) round: [Column<Fixed>; 3],
}

impl Config {
    /// The columns and gates of a shape.
    pub fn new(meta: &mut ConstraintSystem<F>, shape: Shape) -> Self {
        let [id, sum, active] = [(); 3].map(|()| meta.advice_column());
        let limbs: Vec<_> = (0..shape.limbs()).map(|_| meta.advice_column()).collect();
        let config = Self {
            shape,
            id,
            sum,
            active,
            instance: meta.instance_column(),
            table: meta.lookup_table_column(),
            data: meta.fixed_column(),
            first: meta.fixed_column(),
            same: (shape.assets() > 1).then(|| meta.fixed_column()),
            range: meta.fixed_column(),
            unpack: meta.fixed_column(),
            constant: meta.fixed_column(),
            load: meta.fixed_column(),
            full: meta.fixed_column(),
            partial: meta.fixed_column(),
            round: [(); 3].map(|()| meta.fixed_column()),
            limbs,
        };
        // Three columns fit one product at degree five.
        meta.enable_equality(config.sum);
        meta.enable_equality(config.limbs[0]);
        meta.enable_equality(config.instance);
        gates::configure(meta, &config);
        // halo2 caps the degree by an environment variable; the minimum overrules it.
        meta.set_minimum_degree(DEGREE);
        config
    }

    fn column(&self, place: Place) -> Column<Advice> {
        match place {
            Place::Sum => self.sum,
            Place::Limb => self.limbs[0],
        }
    }

    /// The advice columns in their order.
    fn advice(&self) -> impl Iterator<Item = Column<Advice>> {
        [self.id, self.sum, self.active].into_iter().chain(self.limbs.iter().copied())
    }
}

/// A chunk's circuit; without columns for making keys.
#[derive(Debug)]
pub struct ChunkCircuit<'a> {
    /// Which circuit.
    pub shape: Shape,
    /// What the advice columns hold. Proofs are made from columns directly; this is for halo2's checker.
    pub columns: Option<&'a Columns>,
}

impl Circuit<F> for ChunkCircuit<'_> {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = Shape;

    fn without_witnesses(&self) -> Self {
        Self { shape: self.shape, columns: None }
    }

    fn params(&self) -> Shape {
        self.shape
    }

    fn configure_with_params(meta: &mut ConstraintSystem<F>, shape: Shape) -> Config {
        Config::new(meta, shape)
    }

    fn configure(meta: &mut ConstraintSystem<F>) -> Config {
        Config::new(meta, Shape::default())
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<F>) -> Result<(), Error> {
        let layout = Layout::new(self.shape);
        layouter.assign_table(
            || "range",
            |mut table| {
                (0..1u64 << self.shape.limb_bits()).try_for_each(|value| {
                    table.assign_cell(
                        || "value",
                        config.table,
                        value as usize,
                        || Value::known(F::from(value)),
                    )
                })
            },
        )?;
        let output = layouter.assign_region(
            || "chunk",
            |mut region| {
                fixed_cells(&mut region, &config, layout);
                if let Some(columns) = self.columns {
                    for (column, values) in config.advice().zip(columns.values()) {
                        for (row, value) in values[..layout.usable()].iter().enumerate() {
                            region.assign_advice(column, row, Value::known(*value));
                        }
                    }
                }
                Ok(copies(&mut region, &config, self.columns, layout))
            },
        )?;
        layouter.constrain_instance(output, config.instance, 0);
        Ok(())
    }
}

fn fixed_cells(region: &mut Region<'_, F>, config: &Config, layout: Layout) {
    let assets = config.shape.assets();
    let mut on = |column: Column<Fixed>, row: usize| {
        region.assign_fixed(column, row, F::ONE);
    };
    for row in 0..layout.account_rows() {
        on(config.data, row);
        on(config.range, row);
        if let Some(same) = config.same.filter(|_| row % assets + 1 < assets) {
            on(same, row);
        }
    }
    for asset in 0..assets {
        on(config.first, asset);
        on(config.unpack, layout.unpack(asset));
        on(config.range, layout.unpack(asset));
        on(config.range, layout.unpack(asset) + 1);
    }
    for (index, value) in wiring::constants(layout).into_iter().enumerate() {
        region.assign_fixed(config.constant, layout.constant(index), F::ONE);
        region.assign_fixed(config.round[0], layout.constant(index), value);
    }
    for hash in 0..layout.hashes() {
        region.assign_fixed(config.load, layout.hash(hash), F::ONE);
        for (index, block) in schedule().blocks.iter().enumerate() {
            block_cells(region, config, block, layout.hash(hash) + 3 + 3 * index);
        }
    }
}

fn block_cells(region: &mut Region<'_, F>, config: &Config, block: &Block, row: usize) {
    let (kind, constants): (_, &[F]) = match block {
        Block::Full(constants) => (config.full, constants),
        Block::Partial(constants) => (config.partial, constants),
    };
    region.assign_fixed(kind, row, F::ONE);
    for (i, constant) in constants.iter().enumerate() {
        region.assign_fixed(config.round[i % 3], row + i / 3, *constant);
    }
}

/// Makes the copies; gives the output's cell.
fn copies(
    region: &mut Region<'_, F>,
    config: &Config,
    columns: Option<&Columns>,
    layout: Layout,
) -> halo2_axiom::circuit::Cell {
    let mut cell = |(place, row): (Place, usize)| {
        let value = columns.map_or(Value::unknown(), |columns| Value::known(columns.at(place, row)));
        region.assign_advice(config.column(place), row, value).cell()
    };
    let pairs: Vec<_> = wiring::copies(layout).into_iter().map(|(a, b)| (cell(a), cell(b))).collect();
    let output = cell((Place::Sum, layout.hashed(layout.hashes() - 1)));
    for (a, b) in pairs {
        region.constrain_equal(a, b);
    }
    output
}
