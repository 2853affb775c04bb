//! The rules of EN 16931 that bear on what is proved: mandatory terms, precision, arithmetic, dates.
//!
//! The standard has many more (addresses, code lists, VAT categories one by one); a document that passes here is fit to
//! be financed, not certified as conformant. Rules keep the standard's names and are tried in a fixed order: mandatory
//! terms, currencies of the day, precision, then `BR-CO` by number, so that the first violation is the same on every
//! machine. Other code lists (`BR-CL`) are applied by the readers, since the model has no place for another code.
//!
//! Where the standard leaves room, or its validation artefacts differ from its text:
//!
//! * **BR-CO-17** is taken from the artefacts: base × rate / 100, rounded half up to two digits, and the tax are less than
//!   one unit of the currency apart, since sellers tax line by line, or round to whole forints. The text asks for the rounded
//!   product itself. Without a rate, or at zero, there is no tax at all.
//! * **BR-DEC** allows two fraction digits; a currency with more (KWD) may use them. With that every sum is exact, and
//!   no other rule rounds.
//! * **BR-CO-09** accepts small letters and blanks, which are not part of the number.
//! * **BR-CO-11 and -12**: without the sum (BT-107, BT-108) there may be no allowance (charge), as in the artefacts.
//! * **BR-CO-25** is not asked of credit notes, as in the artefacts: what they state is owed by the seller.
//! * **BR-CO-14**: a missing BT-110 is broken if there is a breakdown; BR-CO-15 then takes it for zero.

mod arithmetic;
mod countries;
mod precision;
mod presence;

use crate::{
    error::{Code, faults},
    model::Invoice,
};

faults! {
    /// A rule of EN 16931, by its name there.
    Rule {
        Br02 = "BR-02", "an invoice has a number";
        Br03 = "BR-03", "an invoice has an issue date";
        Br04 = "BR-04", "an invoice has a type code";
        Br05 = "BR-05", "an invoice has a currency";
        Br06 = "BR-06", "an invoice names its seller";
        Br07 = "BR-07", "an invoice names its buyer";
        Br12 = "BR-12", "an invoice has the sum of its lines' net amounts";
        Br13 = "BR-13", "an invoice has a total without VAT";
        Br14 = "BR-14", "an invoice has a total with VAT";
        Br15 = "BR-15", "an invoice has an amount due for payment";
        Br16 = "BR-16", "an invoice has at least one line";
        Br24 = "BR-24", "each line has a net amount";
        Br31 = "BR-31", "each allowance on the document has an amount";
        Br36 = "BR-36", "each charge on the document has an amount";
        Br45 = "BR-45", "each VAT breakdown has a taxable amount";
        Br46 = "BR-46", "each VAT breakdown has a tax amount";
        Br47 = "BR-47", "each VAT breakdown has a VAT category";
        Br48 = "BR-48", "each VAT breakdown has a rate, unless it is not subject to VAT";
        BrCl01 = "BR-CL-01", "the type code is one of UNTDID 1001, and of the kind of the document";
        BrCl04 = "BR-CL-04", "the currency is one of ISO 4217 on the issue day";
        BrCl05 = "BR-CL-05", "the VAT accounting currency is one of ISO 4217 on the issue day";
        BrDec01 = "BR-DEC-01", "an allowance on the document has too many fraction digits";
        BrDec02 = "BR-DEC-02", "the base of an allowance on the document has too many fraction digits";
        BrDec05 = "BR-DEC-05", "a charge on the document has too many fraction digits";
        BrDec06 = "BR-DEC-06", "the base of a charge on the document has too many fraction digits";
        BrDec09 = "BR-DEC-09", "the sum of the lines has too many fraction digits";
        BrDec10 = "BR-DEC-10", "the sum of the allowances has too many fraction digits";
        BrDec11 = "BR-DEC-11", "the sum of the charges has too many fraction digits";
        BrDec12 = "BR-DEC-12", "the total without VAT has too many fraction digits";
        BrDec13 = "BR-DEC-13", "the total of VAT has too many fraction digits";
        BrDec14 = "BR-DEC-14", "the total with VAT has too many fraction digits";
        BrDec15 = "BR-DEC-15", "the total of VAT in accounting currency has too many fraction digits";
        BrDec16 = "BR-DEC-16", "the paid amount has too many fraction digits";
        BrDec17 = "BR-DEC-17", "the rounding amount has too many fraction digits";
        BrDec19 = "BR-DEC-19", "a taxable amount has too many fraction digits";
        BrDec20 = "BR-DEC-20", "a tax amount has too many fraction digits";
        BrDec23 = "BR-DEC-23", "the net amount of a line has too many fraction digits";
        BrDec24 = "BR-DEC-24", "an allowance on a line has too many fraction digits";
        BrDec25 = "BR-DEC-25", "the base of an allowance on a line has too many fraction digits";
        BrDec27 = "BR-DEC-27", "a charge on a line has too many fraction digits";
        BrDec28 = "BR-DEC-28", "the base of a charge on a line has too many fraction digits";
        BrCo03 = "BR-CO-03", "a tax point date and a tax point code exclude each other";
        BrCo04 = "BR-CO-04", "each line has a VAT category";
        BrCo09 = "BR-CO-09", "a VAT number begins with the code of a country";
        BrCo10 = "BR-CO-10", "BT-106 = Σ BT-131";
        BrCo11 = "BR-CO-11", "BT-107 = Σ BT-92";
        BrCo12 = "BR-CO-12", "BT-108 = Σ BT-99";
        BrCo13 = "BR-CO-13", "BT-109 = Σ BT-131 − BT-107 + BT-108";
        BrCo14 = "BR-CO-14", "BT-110 = Σ BT-117";
        BrCo15 = "BR-CO-15", "BT-112 = BT-109 + BT-110";
        BrCo16 = "BR-CO-16", "BT-115 = BT-112 − BT-113 + BT-114";
        BrCo17 = "BR-CO-17", "BT-117 = BT-116 × BT-119 / 100, within one unit of the currency";
        BrCo18 = "BR-CO-18", "an invoice has at least one VAT breakdown";
        BrCo25 = "BR-CO-25", "a positive amount due of an invoice has a due date or payment terms";
    }
}

/// A rule that an invoice breaks, and the term that it breaks on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, or the fault of the value.
    pub code: Code,
    /// The business term, such as `BT-112`.
    pub term: &'static str,
    /// The position of the group among its like (lines, breakdowns, allowances), from 1; `None` where there is one.
    pub position: Option<usize>,
}

/// Collects violations.
#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, code: impl Into<Code>, term: &'static str, position: Option<usize>) {
        self.0.push(Violation { code: code.into(), term, position });
    }

    /// Demands that `holds`.
    fn demand(&mut self, holds: bool, rule: Rule, term: &'static str, position: Option<usize>) {
        if !holds {
            self.add(rule, term, position);
        }
    }
}

/// Every violation, in the fixed order of the rules. Rules on a missing term are silent but for the one that asks for it.
pub fn violations(invoice: &Invoice) -> Vec<Violation> {
    let mut findings = Findings::default();
    presence::check(invoice, &mut findings);
    precision::check(invoice, &mut findings);
    arithmetic::check(invoice, &mut findings);
    findings.0
}

/// The first violation, if there is any.
///
/// # Errors
/// The violation.
pub fn check(invoice: &Invoice) -> Result<(), Violation> {
    violations(invoice).first().map_or(Ok(()), |first| Err(*first))
}

/// The groups of a list with their positions, which count from 1.
fn positions<T>(groups: &[T]) -> impl Iterator<Item = (Option<usize>, &T)> {
    groups.iter().enumerate().map(|(index, group)| (Some(index + 1), group))
}
