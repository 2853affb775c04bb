//! What a table is: one description, from which reading, refusals and the book's page come.

use super::kinds;

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, in one word.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// Its columns. A file has each of them once, in any order, and no other.
    pub columns: &'static [Column],
    /// The columns that together occur once.
    pub key: &'static [&'static str],
    /// Whether a table without rows says something.
    pub may_be_empty: bool,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, as the header has it.
    pub name: &'static str,
    /// The form of its cells.
    pub kind: Kind,
    /// What it means.
    pub about: &'static str,
}

/// The form of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A note's commitment.
    Note,
    /// An amount of money.
    Amount,
    /// True or false.
    Flag,
    /// A whole number from 0 up to this one.
    Unsigned(u64),
    /// A party, by an identifier or by its id.
    Debtor,
    /// A label that some rows share, or nothing.
    Group,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The symbol of something that has a price.
    Asset,
    /// A currency.
    Currency,
    /// A second.
    Moment,
    /// Whose an account is.
    Account,
}

impl Kind {
    /// The form as text, for people: what CSV has in a cell.
    #[must_use]
    pub fn form(self) -> String {
        match self {
            Self::Note => "`0x` and 64 lower-case hexadecimal digits, below the field's modulus".into(),
            Self::Amount => {
                "decimal number, not negative, with no more fraction digits than the currency has".into()
            }
            Self::Flag => "`true` or `false`".into(),
            Self::Unsigned(u64::MAX) => "whole number below 2⁶⁴".into(),
            Self::Unsigned(most) => format!("whole number from 0 to {most}"),
            Self::Debtor => "identifier, `SCHEME:VALUE`, or a party id, `0x…`".into(),
            Self::Group => format!("label of at most {} printable ASCII characters, or empty", kinds::GROUP),
            Self::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
            }
            Self::Asset => "symbol of 1 to 32 upper-case letters, digits and hyphens".into(),
            Self::Currency => "code of ISO 4217".into(),
            Self::Moment => "`YYYY-MM-DDThh:mm:ssZ`".into(),
            Self::Account => "identifier of the scope's kind".into(),
        }
    }
}

impl Kind {
    /// The types of Parquet that say the same exactly, beside `STRING`.
    #[must_use]
    pub const fn parquet(self) -> &'static str {
        match self {
            Self::Amount => "`DECIMAL`",
            Self::Flag => "`BOOLEAN`",
            Self::Unsigned(_) => "`INT32`, `INT64`, `INT`",
            Self::Moment => "`TIMESTAMP` of UTC",
            _ => "",
        }
    }
}

impl Table {
    /// The columns as a table in Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out =
            String::from("| Column | Form | Parquet, beside `STRING` | Meaning |\n|---|---|---|---|\n");
        for Column { name, kind, about } in self.columns {
            out.push_str(&format!("| `{name}` | {} | {} | {about} |\n", kind.form(), kind.parquet()));
        }
        out
    }
}
