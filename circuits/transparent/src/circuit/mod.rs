//! The circuit: columns, gates, and one region in which every cell has its row.

pub mod gates;

use crate::{
    Columns, F, Layout, Shape,
    columns::SUM,
    shape::{LIMB_BITS, LIMBS, PUBLIC},
};
use halo2_proofs::{
    circuit::{Cell, Layouter, Region, SimpleFloorPlanner, Value},
    plonk::{Advice, Circuit, Column, ConstraintSystem, Error, Fixed, Instance, TableColumn},
};

/// The columns.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    pub(crate) sum: Column<Advice>,
    pub(crate) active: Column<Advice>,
    pub(crate) limbs: [Column<Advice>; LIMBS],
    pub(crate) instance: Column<Instance>,
    pub(crate) table: TableColumn,
    pub(crate) data: Column<Fixed>,
    pub(crate) first: Column<Fixed>,
    pub(crate) same: Option<Column<Fixed>>,
    pub(crate) range: Column<Fixed>,
    pub(crate) unpack: Column<Fixed>,
}

/// A claim's circuit for so many assets; without columns for making keys.
#[derive(Debug)]
pub struct Liabilities<'a, const ASSETS: usize> {
    /// Which circuit; its assets are `ASSETS`.
    pub shape: Shape,
    /// What the advice columns hold.
    pub columns: Option<&'a Columns>,
}

impl<const ASSETS: usize> Circuit<F> for Liabilities<'_, ASSETS> {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;

    fn without_witnesses(&self) -> Self {
        Self { shape: self.shape, columns: None }
    }

    fn configure(meta: &mut ConstraintSystem<F>) -> Config {
        let config = Config {
            sum: meta.advice_column(),
            active: meta.advice_column(),
            limbs: [(); LIMBS].map(|()| meta.advice_column()),
            instance: meta.instance_column(),
            table: meta.lookup_table_column(),
            data: meta.fixed_column(),
            first: meta.fixed_column(),
            same: (ASSETS > 1).then(|| meta.fixed_column()),
            range: meta.fixed_column(),
            unpack: meta.fixed_column(),
        };
        meta.enable_equality(config.sum);
        meta.enable_equality(config.instance);
        gates::configure(meta, &config, ASSETS);
        config
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<F>) -> Result<(), Error> {
        let layout = Layout::new(self.shape);
        layouter.assign_table(
            || "range",
            |mut table| {
                (0..1usize << LIMB_BITS).try_for_each(|value| {
                    let cell = || Value::known(F::from(value as u64));
                    table.assign_cell(|| "value", config.table, value, cell)
                })
            },
        )?;
        let public = layouter.assign_region(
            || "accounts",
            |mut region| {
                fixed_cells(&mut region, &config, layout)?;
                let sums = advice(&mut region, &config, self.columns, layout)?;
                for asset in 0..ASSETS {
                    region.constrain_equal(sums[layout.sum(asset)], sums[layout.unpack(asset)])?;
                    if asset > 0 {
                        let [first, other] = [0, asset].map(|asset| sums[layout.unpack(asset) + 2]);
                        region.constrain_equal(first, other)?;
                    }
                }
                let bound = (0..PUBLIC - 1).map(|index| layout.bound(index));
                let totals = (0..ASSETS).map(|asset| layout.unpack(asset) + 1);
                let rows = bound.chain([layout.unpack(0) + 2]).chain(totals);
                Ok(rows.map(|row| sums[row]).collect::<Vec<_>>())
            },
        )?;
        let mut public = public.into_iter().enumerate();
        public.try_for_each(|(index, cell)| layouter.constrain_instance(cell, config.instance, index))
    }
}

/// Assigns all rows; gives the cells of the sums.
fn advice(
    region: &mut Region<'_, F>,
    config: &Config,
    columns: Option<&Columns>,
    layout: Layout,
) -> Result<Vec<Cell>, Error> {
    let mut sums = Vec::with_capacity(layout.usable());
    let all = [config.sum, config.active].into_iter().chain(config.limbs);
    for (index, column) in all.enumerate() {
        for row in 0..layout.usable() {
            let value =
                || columns.map_or(Value::unknown(), |columns| Value::known(columns.values()[index][row]));
            let cell = region.assign_advice(|| "", column, row, value)?.cell();
            if index == SUM {
                sums.push(cell);
            }
        }
    }
    Ok(sums)
}

fn fixed_cells(region: &mut Region<'_, F>, config: &Config, layout: Layout) -> Result<(), Error> {
    let assets = layout.shape().assets();
    let mut on = |column: Column<Fixed>, row: usize| {
        region.assign_fixed(|| "", column, row, || Value::known(F::from(1))).map(|_| ())
    };
    for row in 0..layout.account_rows() {
        on(config.data, row)?;
        on(config.range, row)?;
        if let Some(same) = config.same.filter(|_| row % assets + 1 < assets) {
            on(same, row)?;
        }
    }
    for asset in 0..assets {
        on(config.first, asset)?;
        on(config.unpack, layout.unpack(asset))?;
        on(config.range, layout.unpack(asset))?;
        on(config.range, layout.unpack(asset) + 1)?;
    }
    Ok(())
}
