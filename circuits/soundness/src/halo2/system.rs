//! Constraints, fixed values and copies of a halo2 circuit.

use super::{Field, text::Node};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The witness.
    Advice,
    /// Part of the circuit.
    Fixed,
    /// Public.
    Instance,
}

/// A column by its kind and its index among those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column {
    /// Its kind.
    pub kind: Kind,
    /// Its index.
    pub index: usize,
}

/// A cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Its column.
    pub column: Column,
    /// Its row.
    pub row: usize,
}

impl Cell {
    /// A cell of the witness.
    #[must_use]
    pub const fn advice(index: usize, row: usize) -> Self {
        Self { column: Column { kind: Kind::Advice, index }, row }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.column.kind {
            Kind::Advice => "advice",
            Kind::Fixed => "fixed",
            Kind::Instance => "public",
        };
        write!(f, "{kind} {} row {}", self.column.index, self.row)
    }
}

/// A polynomial over cells around a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression<F> {
    /// A constant.
    Constant(F),
    /// A column's cell so many rows below.
    Cell(Column, i32),
    /// −a.
    Negated(Box<Self>),
    /// a + b.
    Sum(Box<Self>, Box<Self>),
    /// a·b.
    Product(Box<Self>, Box<Self>),
}

/// One polynomial that is zero in every row.
#[derive(Clone, Debug)]
pub struct Gate<F> {
    /// The gate's name and the constraint's, which reports show.
    pub name: String,
    /// The polynomial.
    pub polynomial: Expression<F>,
}

/// Values that stand in a table, in every usable row.
#[derive(Clone, Debug)]
pub struct Lookup<F> {
    /// Its name.
    pub name: String,
    /// What is looked up, and where.
    pub columns: Vec<(Expression<F>, Expression<F>)>,
}

/// What synthesis leaves besides the witness.
#[derive(Clone, Debug)]
pub struct Assigned<F> {
    /// Column by column, all rows.
    pub fixed: Vec<Vec<F>>,
    /// Pairs of cells that are equal, as the circuit made them.
    pub copies: Vec<(Cell, Cell)>,
}

/// A circuit.
#[derive(Clone, Debug)]
pub struct System<F> {
    /// Rows.
    pub rows: usize,
    /// Rows before the blinding ones, whose witness the prover draws at random.
    pub usable: usize,
    /// Columns of the witness.
    pub advice: usize,
    /// Public columns.
    pub instance: usize,
    /// The gates.
    pub gates: Vec<Gate<F>>,
    /// The lookups.
    pub lookups: Vec<Lookup<F>>,
    /// Columns that copies may be made in.
    pub permuted: Vec<Column>,
    /// The fixed values.
    pub fixed: Vec<Vec<F>>,
    /// The copies.
    pub copies: Vec<(Cell, Cell)>,
    pinned: String,
}

/// Values of the witness and of the public columns, column by column, all rows.
#[derive(Clone, PartialEq, Eq)]
pub struct Witness<F> {
    /// The witness.
    pub advice: Vec<Vec<F>>,
    /// What is public.
    pub instance: Vec<Vec<F>>,
}

impl<F> std::fmt::Debug for Witness<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Witness([redacted])")
    }
}

impl<F: Field> System<F> {
    /// A circuit from halo2's pinned text. `names` are those of the gates' polynomials and then of the lookups, in their order. `None` if the
    /// text is not one, if numbers don't match, or if there are selectors or challenges, of which this crate knows nothing.
    #[must_use]
    pub fn new(pinned: &str, names: &[String], size: (usize, usize), assigned: Assigned<F>) -> Option<Self> {
        let text = Node::read(pinned)?;
        let count = |key: &str| usize::try_from(text.field(key)?.number()?).ok();
        if count("num_selectors")? != 0 || text.field("num_challenges").is_some() {
            return None;
        }
        let mut names = names.iter().cloned();
        let gates = text.field("gates")?.list()?.iter();
        let gates = gates.map(|node| Some(Gate { name: names.next()?, polynomial: expression(node)? }));
        let gates = gates.collect::<Option<_>>()?;
        let lookups = text.field("lookups")?.list()?.iter();
        let lookups = lookups.map(|node| Some(Lookup { name: names.next()?, columns: pairs(node)? }));
        let lookups = lookups.collect::<Option<_>>()?;
        let permuted = text.field("permutation")?.field("columns")?.list()?.iter();
        let permuted = permuted.map(column).collect::<Option<_>>()?;
        let fits = assigned.fixed.len() == count("num_fixed_columns")?
            && assigned.fixed.iter().all(|values| values.len() == size.0);
        (fits && names.next().is_none()).then_some(())?;
        Some(Self {
            rows: size.0,
            usable: size.1,
            advice: count("num_advice_columns")?,
            instance: count("num_instance_columns")?,
            gates,
            lookups,
            permuted,
            fixed: assigned.fixed,
            copies: assigned.copies,
            pinned: pinned.to_owned(),
        })
    }

    /// SHA-256 of all of it but the names: halo2's pinned text, the numbers of rows, fixed values, copies.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let mut hash =
            Sha256::new().chain_update(format!("{}\n{} {}\n", self.pinned, self.rows, self.usable));
        let zero = F::from(0);
        for (column, values) in self.fixed.iter().enumerate() {
            let mut line = String::new();
            for (row, value) in values.iter().enumerate().filter(|(_, value)| **value != zero) {
                let _ = writeln!(line, "{column} {row} {value:?}");
            }
            hash.update(line);
        }
        for (a, b) in &self.copies {
            hash.update(format!("{a} = {b}\n"));
        }
        hash.finalize().into()
    }
}

impl<F: Field> Witness<F> {
    /// The value of a cell; of fixed ones the system knows.
    #[must_use]
    pub fn at(&self, system: &System<F>, cell: Cell) -> F {
        let Column { kind, index } = cell.column;
        match kind {
            Kind::Advice => self.advice[index][cell.row],
            Kind::Fixed => system.fixed[index][cell.row],
            Kind::Instance => self.instance[index][cell.row],
        }
    }
}

fn pairs<F: Field>(node: &Node) -> Option<Vec<(Expression<F>, Expression<F>)>> {
    let read = |key| node.field(key)?.list()?.iter().map(expression).collect::<Option<Vec<_>>>();
    let (inputs, tables) = (read("input_expressions")?, read("table_expressions")?);
    (inputs.len() == tables.len()).then(|| inputs.into_iter().zip(tables).collect())
}

fn column(node: &Node) -> Option<Column> {
    let index = usize::try_from(node.field("index")?.number()?).ok()?;
    let kind = match node.field("column_type")? {
        Node::Atom(kind) | Node::Named(kind, _) => kind.as_str(),
        Node::List(_) => return None,
    };
    Some(Column { kind: kind_of(kind)?, index })
}

fn kind_of(name: &str) -> Option<Kind> {
    match name {
        "Advice" => Some(Kind::Advice),
        "Fixed" => Some(Kind::Fixed),
        "Instance" => Some(Kind::Instance),
        _ => None,
    }
}

fn expression<F: Field>(node: &Node) -> Option<Expression<F>> {
    let Node::Named(name, fields) = node else { return None };
    let part = |i: usize| expression(&fields.get(i)?.1).map(Box::new);
    Some(match name.as_str() {
        "Constant" => Expression::Constant(scalar(&fields.first()?.1)?),
        "Negated" => Expression::Negated(part(0)?),
        "Sum" => Expression::Sum(part(0)?, part(1)?),
        "Product" => Expression::Product(part(0)?, part(1)?),
        "Scaled" => Expression::Product(Box::new(Expression::Constant(scalar(&fields.get(1)?.1)?)), part(0)?),
        kind => {
            let index = usize::try_from(node.field("column_index")?.number()?).ok()?;
            let rotation = i32::try_from(node.field("rotation")?.number()?).ok()?;
            Expression::Cell(Column { kind: kind_of(kind)?, index }, rotation)
        }
    })
}

/// A field element as both libraries print it: `0x` and hexadecimal digits.
fn scalar<F: Field>(node: &Node) -> Option<F> {
    let Node::Atom(text) = node else { return None };
    let digits = text.strip_prefix("0x")?;
    let sixteen = F::from(16);
    digits
        .chars()
        .try_fold(F::from(0), |sum, digit| Some(sum * sixteen + F::from(u64::from(digit.to_digit(16)?))))
}
