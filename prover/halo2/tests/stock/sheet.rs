//! Circuits as data: columns, expressions over them, and a witness that satisfies them.

use covenant_halo2_prover::F;
use halo2_axiom::{
    circuit::{Layouter, SimpleFloorPlanner, Value},
    halo2curves::ff::Field,
    plonk::{Advice, Circuit, Column, ConstraintSystem, Error, Expression, Fixed, Instance, VirtualCells},
    poly::Rotation,
};

/// An expression.
#[derive(Clone, Debug)]
pub(crate) enum Ex {
    Constant(F),
    Advice(usize, i32),
    Fixed(usize, i32),
    Instance(usize, i32),
    Plus(Box<Ex>, Box<Ex>),
    Minus(Box<Ex>, Box<Ex>),
    Times(Box<Ex>, Box<Ex>),
    Scaled(Box<Ex>, F),
}

pub(crate) fn advice(column: usize, rotation: i32) -> Ex {
    Ex::Advice(column, rotation)
}

pub(crate) fn fixed(column: usize) -> Ex {
    Ex::Fixed(column, 0)
}

impl std::ops::Add for Ex {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::Plus(self.into(), other.into())
    }
}

impl std::ops::Sub for Ex {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::Minus(self.into(), other.into())
    }
}

impl std::ops::Mul for Ex {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::Times(self.into(), other.into())
    }
}

/// A cell of an advice column: column and row.
pub(crate) type Cell = (usize, usize);

/// A circuit, and its columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) k: u32,
    pub(crate) degree: usize,
    pub(crate) advice: Vec<Vec<F>>,
    pub(crate) fixed: Vec<Vec<F>>,
    pub(crate) instance: Vec<Vec<F>>,
    pub(crate) gates: Vec<Vec<Ex>>,
    pub(crate) lookups: Vec<Vec<(Ex, Ex)>>,
    /// Advice columns in copies.
    pub(crate) equal: Vec<usize>,
    /// Fixed columns in copies.
    pub(crate) equal_fixed: Vec<usize>,
    pub(crate) copies: Vec<(Cell, Cell)>,
    /// A cell that is the instance in a column and a row.
    pub(crate) shown: Vec<(Cell, Cell)>,
}

#[derive(Clone, Debug)]
pub(crate) struct Config {
    advice: Vec<Column<Advice>>,
    fixed: Vec<Column<Fixed>>,
    instance: Vec<Column<Instance>>,
}

impl Sheet {
    pub(crate) fn rows(&self) -> usize {
        1 << self.k
    }

    /// Columns of zeros.
    pub(crate) fn new(k: u32, degree: usize, advice: usize, fixed: usize, instance: usize) -> Self {
        let zeros = |columns: usize| vec![vec![F::ZERO; 1 << k]; columns];
        Self {
            k,
            degree,
            advice: zeros(advice),
            fixed: zeros(fixed),
            instance: vec![Vec::new(); instance],
            ..Self::default()
        }
    }

    /// An expression's value in a row.
    pub(crate) fn value(&self, expression: &Ex, row: usize) -> F {
        let at = |column: &Vec<F>, rotation: i32| {
            let row = (row as i64 + i64::from(rotation)).rem_euclid(self.rows() as i64);
            column.get(row as usize).copied().unwrap_or(F::ZERO)
        };
        match expression {
            Ex::Constant(value) => *value,
            Ex::Advice(column, rotation) => at(&self.advice[*column], *rotation),
            Ex::Fixed(column, rotation) => at(&self.fixed[*column], *rotation),
            Ex::Instance(column, rotation) => at(&self.instance[*column], *rotation),
            Ex::Plus(a, b) => self.value(a, row) + self.value(b, row),
            Ex::Minus(a, b) => self.value(a, row) - self.value(b, row),
            Ex::Times(a, b) => self.value(a, row) * self.value(b, row),
            Ex::Scaled(a, factor) => self.value(a, row) * factor,
        }
    }

    fn expression(expression: &Ex, cells: &mut VirtualCells<'_, F>, config: &Config) -> Expression<F> {
        let mut of = |expression: &Ex| Self::expression(expression, cells, config);
        match expression {
            Ex::Plus(a, b) => of(a) + of(b),
            Ex::Minus(a, b) => of(a) - of(b),
            Ex::Times(a, b) => of(a) * of(b),
            Ex::Scaled(a, factor) => of(a) * *factor,
            Ex::Constant(value) => Expression::Constant(*value),
            Ex::Advice(column, rotation) => cells.query_advice(config.advice[*column], Rotation(*rotation)),
            Ex::Fixed(column, rotation) => cells.query_fixed(config.fixed[*column], Rotation(*rotation)),
            Ex::Instance(column, rotation) => {
                cells.query_instance(config.instance[*column], Rotation(*rotation))
            }
        }
    }
}

impl Circuit<F> for Sheet {
    type Config = Config;
    type FloorPlanner = SimpleFloorPlanner;
    type Params = Sheet;

    fn params(&self) -> Sheet {
        self.clone()
    }

    fn without_witnesses(&self) -> Self {
        self.clone()
    }

    fn configure_with_params(meta: &mut ConstraintSystem<F>, sheet: Sheet) -> Config {
        let config = Config {
            advice: sheet.advice.iter().map(|_| meta.advice_column()).collect(),
            fixed: sheet.fixed.iter().map(|_| meta.fixed_column()).collect(),
            instance: sheet.instance.iter().map(|_| meta.instance_column()).collect(),
        };
        sheet.equal.iter().for_each(|column| meta.enable_equality(config.advice[*column]));
        sheet.equal_fixed.iter().for_each(|column| meta.enable_equality(config.fixed[*column]));
        if !sheet.shown.is_empty() {
            config.instance.iter().for_each(|column| meta.enable_equality(*column));
        }
        for gate in &sheet.gates {
            meta.create_gate("gate", |cells| {
                gate.iter().map(|of| ("identity", Self::expression(of, cells, &config))).collect::<Vec<_>>()
            });
        }
        for lookup in &sheet.lookups {
            meta.lookup_any("lookup", |cells| {
                let pair = |(input, table): &(Ex, Ex)| {
                    (Self::expression(input, cells, &config), Self::expression(table, cells, &config))
                };
                lookup.iter().map(pair).collect()
            });
        }
        meta.set_minimum_degree(sheet.degree);
        config
    }

    fn configure(meta: &mut ConstraintSystem<F>) -> Config {
        Self::configure_with_params(meta, Self::default())
    }

    fn synthesize(&self, config: Config, mut layouter: impl Layouter<F>) -> Result<(), Error> {
        let shown = layouter.assign_region(
            || "sheet",
            |mut region| {
                for (column, values) in config.fixed.iter().zip(&self.fixed) {
                    for (row, value) in values.iter().enumerate().filter(|(_, value)| **value != F::ZERO) {
                        region.assign_fixed(*column, row, *value);
                    }
                }
                let mut cell = |(column, row): Cell| {
                    let value = Value::known(self.advice[column][row]);
                    region.assign_advice(config.advice[column], row, value).cell()
                };
                let pairs: Vec<_> = self.copies.iter().map(|(a, b)| (cell(*a), cell(*b))).collect();
                let shown: Vec<_> = self.shown.iter().map(|(of, _)| cell(*of)).collect();
                pairs.into_iter().for_each(|(a, b)| region.constrain_equal(a, b));
                Ok(shown)
            },
        )?;
        for (cell, (_, (column, row))) in shown.into_iter().zip(&self.shown) {
            layouter.constrain_instance(cell, config.instance[*column], *row);
        }
        Ok(())
    }
}
