//! A file's schema: flat columns, each required or optional, and what their types say.
//!
//! It is read here and not by the library, which reserves as many children as an element says it has, and goes as deep.

use super::{
    super::{Kind, TableFault, header::COLUMNS},
    thrift::{Compact, Read, kind},
};
use ::parquet::{
    basic::{Repetition, Type as Physical},
    schema::types::{SchemaDescriptor, Type},
};
use std::{collections::BTreeMap, sync::Arc};

/// A column of the file.
pub(super) struct Field {
    /// Its name.
    pub(super) name: String,
    /// Whether a cell may be missing.
    pub(super) optional: bool,
    /// How its cells are read; `None`: in no way that says something exactly.
    pub(super) form: Option<Form>,
    physical: Physical,
    length: i32,
}

/// How the cells of a column are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Text,
    Flag,
    Signed,
    Unsigned,
    Decimal { scale: u32 },
    Ticks { per_second: i64 },
}

impl Field {
    /// Whether the type says exactly what a column is. Binary fractions never do, nor does a whole number say in which unit an
    /// amount is.
    pub(super) fn says(&self, kind: Kind) -> bool {
        match self.form {
            None => false,
            Some(Form::Text) => true,
            Some(Form::Flag) => kind == Kind::Flag,
            Some(Form::Signed | Form::Unsigned) => matches!(kind, Kind::Unsigned(_)),
            Some(Form::Decimal { .. }) => kind == Kind::Amount,
            Some(Form::Ticks { .. }) => kind == Kind::Moment,
        }
    }
}

/// One element of the schema as the file has it: numbers by their fields, those of its logical type with the type's number.
#[derive(Default)]
struct Element {
    name: String,
    numbers: BTreeMap<i16, i64>,
    logical: Option<i16>,
    of_logical: BTreeMap<i16, i64>,
}

impl Element {
    fn read(input: &mut Compact<'_>) -> Option<Self> {
        let mut element = Self::default();
        input.structure(|input, id, kind| {
            match (id, kind) {
                (1..=3 | 5..=9, kind::I32) => {
                    element.numbers.insert(id, input.integer()?);
                }
                (4, kind::BINARY) => element.name = String::from_utf8(input.binary()?.to_vec()).ok()?,
                (10, kind::STRUCT) => input.structure(|input, logical, kind| {
                    // A union: one field, the type, a structure.
                    if kind != kind::STRUCT || element.logical.replace(logical).is_some() {
                        return None;
                    }
                    input.structure(|input, id, kind| parameter(input, id, kind, &mut element.of_logical))?;
                    Some(Read::Yes)
                })?,
                (1..=10, _) => return None,
                _ => return Some(Read::No),
            }
            Some(Read::Yes)
        })?;
        Some(element)
    }

    fn number(&self, id: i16) -> Option<i64> {
        self.numbers.get(&id).copied()
    }
}

/// A parameter of a logical type: a number, a flag, or which field a union has.
fn parameter(input: &mut Compact<'_>, id: i16, kind: u8, into: &mut BTreeMap<i16, i64>) -> Option<Read> {
    let value = match kind {
        kind::TRUE => 1,
        kind::FALSE => 0,
        kind::I8 => input.small()?,
        kind::I32 => input.integer()?,
        kind::STRUCT => {
            let mut which = None;
            input.structure(|_, id, _| {
                which = Some(i64::from(id));
                Some(Read::No)
            })?;
            which?
        }
        _ => return Some(Read::No),
    };
    into.insert(id, value);
    Some(Read::Yes)
}

/// Reads the elements of a schema: a root, and its columns.
pub(super) fn read(input: &mut Compact<'_>) -> Result<Vec<Field>, TableFault> {
    let (count, kind) = input.list().ok_or(TableFault::ParquetMalformed)?;
    if count > COLUMNS as u64 + 1 {
        return Err(TableFault::TooManyColumns);
    }
    let mut next = || Element::read(input).ok_or(TableFault::ParquetMalformed);
    let root =
        if kind == kind::STRUCT && count > 0 { next()? } else { return Err(TableFault::ParquetMalformed) };
    let mut fields = Vec::new();
    for _ in 1..count {
        fields.push(field(next()?)?);
    }
    match root.number(5) {
        Some(children) if children == fields.len() as i64 => Ok(fields),
        // Columns of columns, then.
        _ => Err(TableFault::ParquetType),
    }
}

fn field(element: Element) -> Result<Field, TableFault> {
    let number = |id| element.number(id);
    if number(5).is_some_and(|children| children != 0) {
        return Err(TableFault::ParquetType);
    }
    let physical = match number(1) {
        Some(0) => Physical::BOOLEAN,
        Some(1) => Physical::INT32,
        Some(2) => Physical::INT64,
        Some(3) => Physical::INT96,
        Some(4) => Physical::FLOAT,
        Some(5) => Physical::DOUBLE,
        Some(6) => Physical::BYTE_ARRAY,
        Some(7) => Physical::FIXED_LEN_BYTE_ARRAY,
        _ => return Err(TableFault::ParquetMalformed),
    };
    let optional = match number(3) {
        Some(0) => false,
        Some(1) => true,
        Some(2) => return Err(TableFault::ParquetType),
        _ => return Err(TableFault::ParquetMalformed),
    };
    let length = number(2).and_then(|length| i32::try_from(length).ok()).unwrap_or(-1);
    let form = form(&element, physical, length);
    Ok(Field { name: element.name, optional, form, physical, length })
}

/// What a physical type says together with its logical type or, in older files, its converted type.
fn form(element: &Element, physical: Physical, length: i32) -> Option<Form> {
    let of_logical = |id| element.of_logical.get(&id).copied();
    let whole = matches!(physical, Physical::INT32 | Physical::INT64);
    let wide = physical == Physical::BYTE_ARRAY
        || (physical == Physical::FIXED_LEN_BYTE_ARRAY && (1..=16).contains(&length));
    let decimal = |scale: Option<i64>| {
        let scale = u32::try_from(scale.unwrap_or(0)).ok().filter(|scale| *scale <= 38)?;
        (whole || wide).then_some(Form::Decimal { scale })
    };
    let integer = |signed| whole.then_some(if signed { Form::Signed } else { Form::Unsigned });
    let ticks = |per_second| (physical == Physical::INT64).then_some(Form::Ticks { per_second });
    let text = || (physical == Physical::BYTE_ARRAY).then_some(Form::Text);
    match (element.logical, element.number(6)) {
        // STRING, ENUM
        (Some(1 | 4), _) => text(),
        (Some(5), _) => decimal(of_logical(1)),
        // TIMESTAMP, of UTC or of nowhere.
        (Some(8), _) if of_logical(1) == Some(1) => match of_logical(2)? {
            1 => ticks(1_000),
            2 => ticks(1_000_000),
            3 => ticks(1_000_000_000),
            _ => None,
        },
        (Some(10), _) => integer(of_logical(2) == Some(1)),
        (Some(_), _) => None,
        // UTF8, ENUM
        (None, Some(0 | 4)) => text(),
        (None, Some(5)) => decimal(element.number(7)),
        (None, Some(9)) => ticks(1_000),
        (None, Some(10)) => ticks(1_000_000),
        (None, Some(11..=14)) => integer(false),
        (None, Some(15..=18)) => integer(true),
        (None, Some(_)) => None,
        (None, None) if physical == Physical::BOOLEAN => Some(Form::Flag),
        (None, None) => integer(true),
    }
}

/// The schema as the library has it, without what it does not need to decode values.
pub(super) fn descriptor(fields: &[Field]) -> Result<SchemaDescriptor, TableFault> {
    let malformed = |_| TableFault::ParquetMalformed;
    let column = |field: &Field| {
        let repetition = if field.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let column = Type::primitive_type_builder(&field.name, field.physical).with_repetition(repetition);
        column.with_length(field.length).build().map(Arc::new).map_err(malformed)
    };
    let columns = fields.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let root = Type::group_type_builder("schema").with_fields(columns).build().map_err(malformed)?;
    Ok(SchemaDescriptor::new(Arc::new(root)))
}
