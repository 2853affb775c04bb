//! The tables.

mod collateral;
mod ledger;
mod pool;
mod prices;

pub use collateral::{CommodityRow, InventoryClass, InventoryRow, PropertyClass, PropertyRow};
pub use ledger::{DebtorRow, LedgerRow};
pub use pool::{ObligorRow, TapeRow};
pub use prices::PriceRow;

use super::{Row, Table};

/// Every table, in the order of the book.
pub const TABLES: &[Table] = &[
    LedgerRow::TABLE,
    DebtorRow::TABLE,
    InventoryRow::TABLE,
    PropertyRow::TABLE,
    CommodityRow::TABLE,
    PriceRow::TABLE,
    TapeRow::TABLE,
    ObligorRow::TABLE,
];

/// Declares the row of a table: its columns are the fields, by their names and in their order.
macro_rules! row {
    (
        $(#[$meta:meta])* $row:ident = $name:literal, $about:literal, may_be_empty: $may_be_empty:literal,
        key: ($($key:ident),+) -> $key_type:ty = $key_of:expr, $(fault: $fault:path,)?
        { $($field:ident: $type:ty = $meaning:literal;)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $row { $(#[doc = $meaning] pub $field: $type,)+ }

        $crate::model::redacted!($row);

        impl $crate::tables::Row for $row {
            type Key = $key_type;

            const TABLE: $crate::tables::Table = $crate::tables::Table {
                name: $name,
                about: $about,
                columns: &[$($crate::tables::Column {
                    name: stringify!($field),
                    kind: <$type as $crate::tables::value::Value>::KIND,
                    about: $meaning,
                },)+],
                key: &[$(stringify!($key)),+],
                may_be_empty: $may_be_empty,
            };

            fn of_cells(cells: &mut $crate::tables::value::Cells<'_, '_>) -> Option<Self> {
                $(let $field = cells.take();)+
                Some(Self { $($field: $field?,)+ })
            }

            fn key(&self) -> Self::Key {
                let key: fn(&Self) -> $key_type = $key_of;
                key(self)
            }

            $(fn fault(&self) -> Option<(&'static str, $crate::tables::TableFault)> {
                $fault(self)
            })?
        }
    };
}
use row;

/// Declares what a column of words can say.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        $crate::model::redacted!($name);

        impl $crate::tables::value::Value for $name {
            const KIND: $crate::tables::Kind = $crate::tables::Kind::Choice(&[$($word),+]);

            fn of_cell(
                cell: $crate::tables::value::Cell<'_>,
                _: &mut $crate::tables::value::Context,
            ) -> Result<Self, $crate::error::Code> {
                match cell.text()? {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::tables::TableFault::Choice.into()),
                }
            }
        }
    };
}
use choice;
