//! Fraction digits.
//!
//! Digits are counted as written: `1200.000` has three. The payable amount may not have more than its currency has,
//! since what is proved is a whole number of minor units; the other amounts follow BR-DEC.

use super::{Findings, Rule, positions};
use crate::{
    currency::minor_digits,
    decimal::Decimal,
    error::ValueFault,
    model::{Adjustment, Invoice},
};

/// Fraction digits that BR-DEC allows in every currency.
const EN_DIGITS: u32 = 2;

pub(super) fn check(invoice: &Invoice, findings: &mut Findings) {
    let Some(currency) = invoice.currency else { return };
    let minor = minor_digits(currency).unwrap_or(EN_DIGITS);
    if invoice.totals.payable.is_some_and(|amount| amount.fraction_digits() > minor) {
        findings.add(ValueFault::AmountPrecision, "BT-115", None);
    }
    let mut limit = Limit { digits: minor.max(EN_DIGITS), findings };
    totals(invoice, &mut limit);
    groups(invoice, &mut limit);
    let vat_digits = invoice.vat_currency.and_then(minor_digits).unwrap_or(EN_DIGITS).max(EN_DIGITS);
    let mut limit = Limit { digits: vat_digits, findings };
    limit.apply(invoice.totals.vat_in_vat_currency, Rule::BrDec15, "BT-111", None);
}

struct Limit<'a> {
    digits: u32,
    findings: &'a mut Findings,
}

impl Limit<'_> {
    fn apply(&mut self, amount: Option<Decimal>, rule: Rule, term: &'static str, position: Option<usize>) {
        if amount.is_some_and(|amount| amount.fraction_digits() > self.digits) {
            self.findings.add(rule, term, position);
        }
    }

    fn adjustments(&mut self, list: &[Adjustment], amount: (Rule, &'static str), base: (Rule, &'static str)) {
        for (position, adjustment) in positions(list) {
            self.apply(adjustment.amount, amount.0, amount.1, position);
            self.apply(adjustment.base, base.0, base.1, position);
        }
    }
}

fn totals(invoice: &Invoice, limit: &mut Limit<'_>) {
    let totals = &invoice.totals;
    for (amount, rule, term) in [
        (totals.lines, Rule::BrDec09, "BT-106"),
        (totals.allowances, Rule::BrDec10, "BT-107"),
        (totals.charges, Rule::BrDec11, "BT-108"),
        (totals.without_vat, Rule::BrDec12, "BT-109"),
        (totals.vat, Rule::BrDec13, "BT-110"),
        (totals.with_vat, Rule::BrDec14, "BT-112"),
        (totals.paid, Rule::BrDec16, "BT-113"),
        (totals.rounding, Rule::BrDec17, "BT-114"),
    ] {
        limit.apply(amount, rule, term, None);
    }
}

fn groups(invoice: &Invoice, limit: &mut Limit<'_>) {
    limit.adjustments(&invoice.allowances, (Rule::BrDec01, "BT-92"), (Rule::BrDec02, "BT-93"));
    limit.adjustments(&invoice.charges, (Rule::BrDec05, "BT-99"), (Rule::BrDec06, "BT-100"));
    for (position, vat) in positions(&invoice.vat_breakdown) {
        limit.apply(vat.taxable, Rule::BrDec19, "BT-116", position);
        limit.apply(vat.tax, Rule::BrDec20, "BT-117", position);
    }
    for (position, line) in positions(&invoice.lines) {
        limit.apply(line.net, Rule::BrDec23, "BT-131", position);
        for allowance in &line.allowances {
            limit.apply(allowance.amount, Rule::BrDec24, "BT-136", position);
            limit.apply(allowance.base, Rule::BrDec25, "BT-137", position);
        }
        for charge in &line.charges {
            limit.apply(charge.amount, Rule::BrDec27, "BT-141", position);
            limit.apply(charge.base, Rule::BrDec28, "BT-142", position);
        }
    }
}
