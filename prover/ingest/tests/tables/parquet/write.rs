//! Files in Parquet, written by the library.

use parquet::{
    basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical},
    data_type::{
        BoolType, ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type,
    },
    file::{
        properties::{WriterProperties, WriterVersion},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::types::Type,
};
use std::sync::Arc;

/// A column: its type, and its values.
#[derive(Clone)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) optional: bool,
    pub(crate) logical: Option<LogicalType>,
    pub(crate) converted: ConvertedType,
    pub(crate) precision: i32,
    pub(crate) scale: i32,
    pub(crate) length: i32,
    pub(crate) values: Values,
}

/// What is in a column.
#[derive(Clone)]
pub(crate) enum Values {
    Bytes(Vec<Option<Vec<u8>>>),
    Fixed(Vec<Option<Vec<u8>>>),
    Flags(Vec<Option<bool>>),
    Short(Vec<Option<i32>>),
    Long(Vec<Option<i64>>),
    Double(Vec<Option<f64>>),
    Float(Vec<Option<f32>>),
}

impl Column {
    pub(crate) fn new(name: &'static str, values: Values) -> Self {
        let converted = ConvertedType::NONE;
        Self { name, optional: true, logical: None, converted, precision: -1, scale: -1, length: -1, values }
    }

    pub(crate) fn text(name: &'static str, texts: &[&str]) -> Self {
        let values = texts.iter().map(|text| Some(text.as_bytes().to_vec())).collect();
        Self::new(name, Values::Bytes(values)).of(LogicalType::String)
    }

    pub(crate) fn of(self, logical: LogicalType) -> Self {
        Self { logical: Some(logical), ..self }
    }

    pub(crate) fn decimal(self, precision: i32, scale: i32) -> Self {
        Self { precision, scale, ..self.of(LogicalType::decimal(scale, precision)) }
    }

    fn schema(&self) -> Arc<Type> {
        let physical = match self.values {
            Values::Bytes(_) => Physical::BYTE_ARRAY,
            Values::Fixed(_) => Physical::FIXED_LEN_BYTE_ARRAY,
            Values::Flags(_) => Physical::BOOLEAN,
            Values::Short(_) => Physical::INT32,
            Values::Long(_) => Physical::INT64,
            Values::Double(_) => Physical::DOUBLE,
            Values::Float(_) => Physical::FLOAT,
        };
        let repetition = if self.optional { Repetition::OPTIONAL } else { Repetition::REQUIRED };
        let column = Type::primitive_type_builder(self.name, physical)
            .with_repetition(repetition)
            .with_converted_type(self.converted)
            .with_logical_type(self.logical.clone())
            .with_precision(self.precision)
            .with_scale(self.scale)
            .with_length(self.length);
        Arc::new(column.build().unwrap())
    }

    pub(crate) fn rows(&self) -> usize {
        match &self.values {
            Values::Bytes(values) | Values::Fixed(values) => values.len(),
            Values::Flags(values) => values.len(),
            Values::Short(values) => values.len(),
            Values::Long(values) => values.len(),
            Values::Double(values) => values.len(),
            Values::Float(values) => values.len(),
        }
    }
}

/// A file of one group of rows, or of groups of so many.
pub(crate) fn file(columns: &[Column], properties: WriterProperties, group: usize) -> Vec<u8> {
    let fields = columns.iter().map(Column::schema).collect();
    let schema = Arc::new(Type::group_type_builder("table").with_fields(fields).build().unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties)).unwrap();
    let rows = columns.first().map_or(0, Column::rows);
    let mut from = 0;
    while from < rows {
        let to = rows.min(from + group);
        let mut group = writer.next_row_group().unwrap();
        for column in columns {
            write(&mut group, column, from..to);
        }
        group.close().unwrap();
        from = to;
    }
    writer.into_inner().unwrap()
}

/// As most writers do it: one group, dictionaries, no compression.
pub(crate) fn plain(columns: &[Column]) -> Vec<u8> {
    file(columns, WriterProperties::builder().build(), usize::MAX / 2)
}

pub(crate) fn snappy() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_writer_version(WriterVersion::PARQUET_1_0)
        .build()
}

fn write(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, column: &Column, rows: std::ops::Range<usize>) {
    match &column.values {
        Values::Bytes(values) => {
            typed::<ByteArrayType, _>(group, column, &values[rows], |v| v.clone().into())
        }
        Values::Fixed(values) => typed::<FixedLenByteArrayType, _>(group, column, &values[rows], |v| {
            parquet::data_type::ByteArray::from(v.clone()).into()
        }),
        Values::Flags(values) => typed::<BoolType, _>(group, column, &values[rows], |v| *v),
        Values::Short(values) => typed::<Int32Type, _>(group, column, &values[rows], |v| *v),
        Values::Long(values) => typed::<Int64Type, _>(group, column, &values[rows], |v| *v),
        Values::Double(values) => typed::<DoubleType, _>(group, column, &values[rows], |v| *v),
        Values::Float(values) => typed::<FloatType, _>(group, column, &values[rows], |v| *v),
    }
}

fn typed<T: DataType, V>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    column: &Column,
    values: &[Option<V>],
    into: impl Fn(&V) -> T::T,
) {
    let levels: Vec<i16> = values.iter().map(|value| value.is_some().into()).collect();
    let levels = column.optional.then_some(levels);
    let values: Vec<T::T> = values.iter().flatten().map(into).collect();
    let mut writer = group.next_column().unwrap().unwrap();
    writer.typed::<T>().write_batch(&values, levels.as_deref(), None).unwrap();
    writer.close().unwrap();
}
