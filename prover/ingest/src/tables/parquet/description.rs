//! The form of a file's description, field by field.
//!
//! The library reads a field by its number, whatever type the file says it has, and passes over a list of flags without
//! reading a byte for each: a list of two thousand million of them is a minute's work. Here each field that it reads has the
//! type that it takes it for, so that both stand at the same byte throughout, and there is no list of flags.

use super::thrift::{Compact, Read, kind};

/// What a field is.
enum Form {
    I16,
    I32,
    I64,
    Flag,
    Binary,
    Struct(&'static [(i16, Form)]),
    Numbers(u8),
    Structs(&'static [(i16, Form)]),
}
use Form::{Binary, Flag, I16, I32, I64, Numbers, Struct, Structs};

const STATISTICS: &[(i16, Form)] =
    &[(1, Binary), (2, Binary), (3, I64), (4, I64), (5, Binary), (6, Binary), (7, Flag), (8, Flag)];
const SIZES: &[(i16, Form)] = &[(1, I64), (2, Numbers(kind::I64)), (3, Numbers(kind::I64))];
const KEY_VALUE: &[(i16, Form)] = &[(1, Binary), (2, Binary)];
const ENCODING_STATISTICS: &[(i16, Form)] = &[(1, I32), (2, I32), (3, I32)];
const COLUMN: &[(i16, Form)] = &[
    (1, I32),
    (2, Numbers(kind::I32)),
    (3, Numbers(kind::BINARY)),
    (4, I32),
    (5, I64),
    (6, I64),
    (7, I64),
    (8, Structs(KEY_VALUE)),
    (9, I64),
    (10, I64),
    (11, I64),
    (12, Struct(STATISTICS)),
    (13, Structs(ENCODING_STATISTICS)),
    (14, I64),
    (15, I32),
    (16, Struct(SIZES)),
];
const CHUNK: &[(i16, Form)] =
    &[(1, Binary), (2, I64), (3, Struct(COLUMN)), (4, I64), (5, I32), (6, I64), (7, I32)];
const SORTING: &[(i16, Form)] = &[(1, I32), (2, Flag), (3, Flag)];
const GROUP: &[(i16, Form)] =
    &[(1, Structs(CHUNK)), (2, I64), (3, I64), (4, Structs(SORTING)), (5, I64), (6, I64), (7, I16)];
const ORDER: &[(i16, Form)] = &[(1, Struct(&[])), (2, Struct(&[]))];
/// Of a schema's elements only the order counts here: the library passes over them, by their types.
const ELEMENT: &[(i16, Form)] = &[
    (1, I32),
    (2, I32),
    (3, I32),
    (4, Binary),
    (5, I32),
    (6, I32),
    (7, I32),
    (8, I32),
    (9, I32),
    (10, Struct(&[(5, DECIMAL), (7, TIME), (8, TIME), (10, INTEGER)])),
];
const DECIMAL: Form = Struct(&[(1, I32), (2, I32)]);
const TIME: Form = Struct(&[(1, Flag), (2, Struct(&[]))]);
const INTEGER: Form = Struct(&[]);
const FILE: &[(i16, Form)] = &[
    (1, I32),
    (2, Structs(ELEMENT)),
    (3, I64),
    (4, Structs(GROUP)),
    (5, Structs(KEY_VALUE)),
    (6, Binary),
    (7, Structs(ORDER)),
];

/// Whether the description has the form throughout.
pub(super) fn is_well_formed(description: &[u8]) -> bool {
    structure(&mut Compact(description), FILE).is_some()
}

fn structure(input: &mut Compact<'_>, forms: &'static [(i16, Form)]) -> Option<()> {
    input.structure(|input, id, kind| match forms.iter().find(|(known, _)| *known == id) {
        None => Some(Read::No),
        Some((_, form)) => field(input, form, kind).map(|()| Read::Yes),
    })
}

fn field(input: &mut Compact<'_>, form: &'static Form, kind: u8) -> Option<()> {
    match (form, kind) {
        (I16, kind::I16) | (I32, kind::I32) | (I64, kind::I64) => input.integer().map(|_| ()),
        (Flag, kind::TRUE | kind::FALSE) => Some(()),
        (Binary, kind::BINARY) => input.binary().map(|_| ()),
        (Struct(forms), kind::STRUCT) => structure(input, forms),
        (Numbers(_) | Structs(_), kind::LIST) => {
            let (count, element) = input.list()?;
            (0..count).try_for_each(|_| match form {
                Structs(forms) if element == kind::STRUCT => structure(input, forms),
                Numbers(of) if element == *of => input.element(element),
                _ => None,
            })
        }
        _ => None,
    }
}
