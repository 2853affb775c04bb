//! The types of cells.

use super::{
    Kind, TableFault,
    value::{Cell, Context, Value},
};
use crate::{
    currency,
    decimal::Decimal,
    error::{Code, ValueFault},
    identifiers::parse_identifier,
    model::redacted,
};
use covenant_statements::{
    Amount, Currency, Day, Fr, Identifier, PartyId, field,
    price::{LAST_SECOND, Symbol},
};

/// Characters of a group's label.
pub(crate) const GROUP: usize = 64;

/// A note, by its commitment.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoteRef(pub Fr);

/// A debtor.
#[derive(Clone, PartialEq, Eq)]
pub struct Debtor {
    /// Its id: two identifiers of one form are one party.
    pub party: PartyId,
    /// The identifier, where the cell has one and not the id itself.
    pub identifier: Option<Identifier>,
}

/// The label of a group of debtors, in upper case; `None` for a group of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Group(pub Option<String>);

/// A grade from 0, the best, to 7.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Grade(pub u8);

/// A moment, in seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub u64);

redacted!(NoteRef, Debtor, Group, Grade, Moment);

impl Value for NoteRef {
    const KIND: Kind = Kind::Note;

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        field::from_hex(cell.text()?).map(Self).map_err(|_| TableFault::Note.into())
    }
}

impl Value for Amount {
    const KIND: Kind = Kind::Amount;

    fn of_cell(cell: Cell<'_>, context: &mut Context) -> Result<Self, Code> {
        let (amount, written) = match cell {
            Cell::Decimal { mantissa, scale } => (Decimal::of_parts(mantissa, scale), false),
            cell => (Decimal::parse(cell.text()?), true),
        };
        let amount = amount.ok_or(ValueFault::AmountFormat)?;
        let digits = context.currency.and_then(currency::minor_digits).ok_or(ValueFault::AmountCurrency)?;
        if amount.is_negative() {
            return Err(ValueFault::AmountNegative.into());
        }
        // The digits of a text are its writer's; those of a decimal column are the same for all rows.
        let fraction_digits = if written { amount.fraction_digits() } else { amount.needed_digits() };
        if fraction_digits > digits {
            return Err(ValueFault::AmountPrecision.into());
        }
        amount.to_minor_units(digits).map(Self).ok_or_else(|| ValueFault::AmountTooLarge.into())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Flag;

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        if let Cell::Flag(flag) = cell {
            return Ok(flag);
        }
        match cell.text()? {
            // Spreadsheets write their logical values in upper case.
            "true" | "TRUE" => Ok(true),
            "false" | "FALSE" => Ok(false),
            _ => Err(ValueFault::FlagFormat.into()),
        }
    }
}

/// A whole number up to a bound; as text, in plain digits.
pub(crate) fn unsigned(cell: Cell<'_>, most: u64) -> Result<u64, Code> {
    let number = match cell {
        Cell::Integer(number) => u64::try_from(number).ok(),
        cell => {
            let text = cell.text()?;
            if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
        }
    };
    number.filter(|number| *number <= most).ok_or_else(|| TableFault::Integer.into())
}

impl Value for u64 {
    const KIND: Kind = Kind::Unsigned(Self::MAX);

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        unsigned(cell, Self::MAX)
    }
}

impl Value for u32 {
    const KIND: Kind = Kind::Unsigned(Self::MAX as u64);

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        let number = unsigned(cell, Self::MAX.into())?;
        Self::try_from(number).map_err(|_| TableFault::Integer.into())
    }
}

impl Value for Grade {
    const KIND: Kind = Kind::Unsigned(7);

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        let number = unsigned(cell, 7)?;
        u8::try_from(number).map(Self).map_err(|_| TableFault::Integer.into())
    }
}

impl Value for Debtor {
    const KIND: Kind = Kind::Debtor;

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        let text = cell.text()?;
        if text.starts_with("0x") {
            let id = field::from_hex(text).map_err(|_| ValueFault::Identifier)?;
            return Ok(Self { party: PartyId(id), identifier: None });
        }
        let identifier = parse_identifier(text).ok_or(ValueFault::Identifier)?;
        Ok(Self { party: identifier.party_id(), identifier: Some(identifier) })
    }
}

impl Value for Group {
    const KIND: Kind = Kind::Group;

    /// Two spellings of one label would be two groups, and a limit on a group would hold for each: a label is ASCII, is
    /// compared in upper case, and has no blank that is not seen.
    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        let text = match cell {
            Cell::Empty => return Ok(Self(None)),
            cell => cell.text()?,
        };
        let printable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        let blanks = text.starts_with(' ') || text.ends_with(' ') || text.contains("  ");
        if !printable || blanks || text.len() > GROUP {
            return Err(TableFault::Group.into());
        }
        Ok(Self(Some(text.to_ascii_uppercase())))
    }
}

impl Value for Symbol {
    const KIND: Kind = Kind::Asset;

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        cell.text()?.parse().map_err(|_| TableFault::Asset.into())
    }
}

impl Value for Currency {
    const KIND: Kind = Kind::Currency;

    /// The row's amounts are in it.
    fn of_cell(cell: Cell<'_>, context: &mut Context) -> Result<Self, Code> {
        context.currency = None;
        let code = currency::parse(cell.text()?).ok_or(TableFault::Currency)?;
        context.currency = Some(code);
        Ok(code)
    }
}

impl Value for Moment {
    const KIND: Kind = Kind::Moment;

    fn of_cell(cell: Cell<'_>, _: &mut Context) -> Result<Self, Code> {
        let moment = match cell {
            Cell::Ticks { ticks, per_second } => whole_seconds(ticks, per_second),
            cell => moment(cell.text()?),
        };
        moment.filter(|second| *second <= LAST_SECOND).map(Self).ok_or_else(|| TableFault::Moment.into())
    }
}

impl Moment {
    /// `YYYY-MM-DDThh:mm:ssZ`, as tables have it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        moment(text).map(Self)
    }
}

/// A moment between two seconds is none.
fn whole_seconds(ticks: i64, per_second: i64) -> Option<u64> {
    if ticks.checked_rem(per_second)? != 0 {
        return None;
    }
    u64::try_from(ticks.checked_div(per_second)?).ok()
}

/// RFC 3339 with a second and `Z`; no leap second, since a second since 1970 has no place for it.
fn moment(text: &str) -> Option<u64> {
    let (day, time) = text.strip_suffix('Z')?.split_once('T')?;
    let day: Day = day.parse().ok()?;
    let shape = time.len() == 8
        && time.bytes().enumerate().all(|(place, byte)| match place {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    let mut parts = if shape { time.split(':') } else { return None };
    let mut part = |below: u64| parts.next()?.parse::<u64>().ok().filter(|number| *number < below);
    let (hours, minutes, seconds) = (part(24)?, part(60)?, part(60)?);
    Some(u64::from(day.get()) * 86_400 + hours * 3600 + minutes * 60 + seconds)
}
