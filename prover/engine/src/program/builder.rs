//! Builds programs: values first, then slots.

use std::collections::HashMap;

use ark_bn254::Fr;
use ark_ff::Field;

use super::{Held, PRODUCTS, Place, Program, Step, TERMS};

/// A value of a program under construction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operand {
    /// A column's or a sum's, for each row its own.
    Value(u32),
    /// The same in every row.
    Constant(u32),
}

enum Definition {
    Column(u32, i32),
    Sum { products: Vec<(Operand, Operand)>, plus: Vec<Operand>, minus: Vec<Operand> },
}

/// A program under construction.
#[derive(Default)]
pub struct Builder {
    values: Vec<Definition>,
    constants: Vec<Fr>,
    of_column: HashMap<(u32, i32), Operand>,
    of_constant: HashMap<Fr, Operand>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Builder({} values)", self.values.len())
    }
}

impl Builder {
    /// An empty program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A column, rotated: row `i` is the column's row `i + rotation`, around its end. The same value each time it is asked for.
    pub fn column(&mut self, column: usize, rotation: i32) -> Operand {
        let key = (column as u32, rotation);
        if let Some(operand) = self.of_column.get(&key) {
            return *operand;
        }
        let operand = self.define(Definition::Column(key.0, rotation));
        self.of_column.insert(key, operand);
        operand
    }

    /// A constant.
    pub fn constant(&mut self, value: Fr) -> Operand {
        *self.of_constant.entry(value).or_insert_with(|| {
            self.constants.push(value);
            Operand::Constant(self.constants.len() as u32 - 1)
        })
    }

    /// `Σ a b + Σ plus - Σ minus`. Any number of each; a step is as long as the backends allow.
    pub fn sum(&mut self, products: &[(Operand, Operand)], plus: &[Operand], minus: &[Operand]) -> Operand {
        let (mut products, mut plus, mut minus) = (products, plus, minus);
        let mut last = None;
        loop {
            let (of_products, more_products) = products.split_at(products.len().min(PRODUCTS));
            let (of_plus, more_plus) = plus.split_at(plus.len().min(TERMS / 2 - 1));
            let (of_minus, more_minus) = minus.split_at(minus.len().min(TERMS / 2));
            let plus_all = last.into_iter().chain(of_plus.iter().copied()).collect();
            let sum =
                Definition::Sum { products: of_products.to_vec(), plus: plus_all, minus: of_minus.to_vec() };
            let sum = self.define(sum);
            if more_products.is_empty() && more_plus.is_empty() && more_minus.is_empty() {
                return sum;
            }
            (products, plus, minus, last) = (more_products, more_plus, more_minus, Some(sum));
        }
    }

    /// `a b`.
    pub fn product(&mut self, a: Operand, b: Operand) -> Operand {
        self.sum(&[(a, b)], &[], &[])
    }

    fn define(&mut self, definition: Definition) -> Operand {
        self.values.push(definition);
        Operand::Value(self.values.len() as u32 - 1)
    }

    /// The program whose output is `output`, times `scale`.
    #[must_use]
    pub fn finish(mut self, output: Operand, scale: Fr) -> Program {
        // A constant has no slot, and a column's value may be one that others share.
        let output = match output {
            Operand::Value(value) => value,
            Operand::Constant(_) => {
                let sum = Definition::Sum { products: vec![], plus: vec![output], minus: vec![] };
                self.values.push(sum);
                self.values.len() as u32 - 1
            }
        };
        let last_uses = self.last_uses(output);
        let mut slots = Slots { of_value: vec![0; self.values.len()], free: vec![], count: 0 };
        let (mut steps, mut columns) = (Vec::with_capacity(self.values.len()), 0);
        let order = self.order(output);
        for &value in &order {
            let place = |operand: &Operand| match *operand {
                Operand::Value(value) => Place::Slot(slots.of_value[value as usize]),
                Operand::Constant(constant) => Place::Constant(constant),
            };
            let definition = &self.values[value as usize];
            let step = match definition {
                Definition::Column(column, rotation) => {
                    columns = columns.max(*column as usize + 1);
                    Step::Load { to: 0, column: *column, rotation: *rotation }
                }
                Definition::Sum { products, plus, minus } => Step::Sum {
                    to: 0,
                    products: products.iter().map(|(a, b)| [place(a), place(b)]).collect(),
                    plus: plus.iter().map(place).collect(),
                    minus: minus.iter().map(place).collect(),
                },
            };
            // What is read here for the last time leaves its slot after the step, not during it.
            let slot = slots.take(value);
            steps.push(step.to(slot));
            let mut read: Vec<u32> = operands(definition).collect();
            read.sort_unstable();
            read.dedup();
            read.retain(|&operand| last_uses[operand as usize] == value && operand != value);
            read.into_iter().for_each(|operand| slots.give(operand));
        }
        let output = slots.of_value[output as usize];
        Program {
            steps,
            constants: self.constants,
            slots: slots.count,
            output,
            scale,
            held: Held::Plain,
            columns,
        }
    }

    /// What the output needs, each behind what it reads: columns where they are first read.
    fn order(&self, output: u32) -> Vec<u32> {
        let mut order = Vec::with_capacity(self.values.len());
        let mut depths = vec![0u32; self.values.len()];
        for (value, definition) in self.values.iter().enumerate() {
            let deepest = operands(definition).map(|operand| depths[operand as usize] + 1).max();
            depths[value] = deepest.unwrap_or(0);
        }
        let mut seen = vec![false; self.values.len()];
        let mut stack = vec![(output, false)];
        while let Some((value, ready)) = stack.pop() {
            if ready {
                order.push(value);
                continue;
            }
            if std::mem::replace(&mut seen[value as usize], true) {
                continue;
            }
            stack.push((value, true));
            let mut read: Vec<u32> = operands(&self.values[value as usize]).collect();
            // What takes most to compute comes first, while few slots are taken: a long sum reads each column where it adds it.
            read.reverse();
            read.sort_by_key(|&value| depths[value as usize]);
            stack.extend(read.into_iter().filter(|&value| !seen[value as usize]).map(|value| (value, false)));
        }
        order
    }

    /// For each value the last that reads it, in [`Self::order`].
    fn last_uses(&self, output: u32) -> Vec<u32> {
        let mut last = vec![u32::MAX; self.values.len()];
        for value in self.order(output) {
            for operand in operands(&self.values[value as usize]) {
                last[operand as usize] = value;
            }
        }
        last[output as usize] = u32::MAX;
        last
    }
}

impl Step {
    fn to(mut self, slot: u32) -> Self {
        match &mut self {
            Self::Load { to, .. } | Self::Sum { to, .. } => *to = slot,
        }
        self
    }
}

/// The values that a definition reads.
fn operands(definition: &Definition) -> impl Iterator<Item = u32> + '_ {
    let (products, plus, minus): (&[_], &[_], &[_]) = match definition {
        Definition::Column(..) => (&[], &[], &[]),
        Definition::Sum { products, plus, minus } => (products, plus, minus),
    };
    let factors = products.iter().flat_map(|(a, b)| [*a, *b]);
    factors.chain(plus.iter().copied()).chain(minus.iter().copied()).filter_map(|operand| match operand {
        Operand::Value(value) => Some(value),
        Operand::Constant(_) => None,
    })
}

struct Slots {
    of_value: Vec<u32>,
    free: Vec<u32>,
    count: usize,
}

impl Slots {
    fn take(&mut self, value: u32) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.count += 1;
            self.count as u32 - 1
        });
        self.of_value[value as usize] = slot;
        slot
    }

    fn give(&mut self, value: u32) {
        self.free.push(self.of_value[value as usize]);
    }
}

impl Program {
    /// The program `Σ factors[i] · columns[i]`.
    #[must_use]
    pub fn combination(factors: &[Fr]) -> Self {
        let mut builder = Builder::new();
        let products: Vec<_> = factors
            .iter()
            .enumerate()
            .map(|(column, factor)| (builder.constant(*factor), builder.column(column, 0)))
            .collect();
        let sum = builder.sum(&products, &[], &[]);
        Self { held: Held::Linear, ..builder.finish(sum, Fr::ONE) }
    }
}
