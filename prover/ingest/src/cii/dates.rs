//! Dates and codes of dates as CII writes them.

use crate::{
    error::ValueFault,
    syntax::{Fault, Leaf},
};
use covenant_statements::Day;

/// UNTDID 2379's code of `YYYYMMDD`, the only form that EN 16931 allows.
const YEAR_MONTH_DAY: &str = "102";

/// A day of the form `YYYYMMDD` that says so. Any other form is refused: weeks and months (610, 616) are no days, and a
/// moment has a time zone.
pub(super) fn day(leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Day>, Fault> {
    let is_day = leaf.attribute("format") == Some(YEAR_MONTH_DAY);
    leaf.parse(term, ValueFault::DateFormat, |text| {
        let plain = is_day && text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month, day) = plain.then(|| Some((text.get(..4)?, text.get(4..6)?, text.get(6..)?)))??;
        format!("{year}-{month}-{day}").parse().ok()
    })
}

/// BT-8 in the codes of the model, UNTDID 2005: CII writes those of UNTDID 2475.
pub(super) fn tax_point_code(leaf: &Leaf<'_>) -> Option<String> {
    let code = leaf.text()?;
    Some(match code.as_str() {
        "5" => "3".to_owned(),
        "29" => "35".to_owned(),
        "72" => "432".to_owned(),
        _ => code,
    })
}
