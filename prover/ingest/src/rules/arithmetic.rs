//! The co-occurrence rules BR-CO, by number.

use super::{Findings, Rule, countries::has_prefix, positions};
use crate::{
    decimal::Decimal,
    error::ValueFault,
    model::{Adjustment, Invoice},
};

pub(super) fn check(invoice: &Invoice, findings: &mut Findings) {
    tax_point(invoice, findings);
    line_categories(invoice, findings);
    vat_numbers(invoice, findings);
    sums(invoice, findings);
    totals(invoice, findings);
    vat_breakdown(invoice, findings);
    payment(invoice, findings);
}

/// BR-CO-03.
fn tax_point(invoice: &Invoice, findings: &mut Findings) {
    let both = invoice.tax_point_date.is_some() && invoice.tax_point_code.is_some();
    findings.demand(!both, Rule::BrCo03, "BT-7", None);
}

/// BR-CO-04.
fn line_categories(invoice: &Invoice, findings: &mut Findings) {
    for (position, line) in positions(&invoice.lines) {
        findings.demand(line.vat_category.is_some(), Rule::BrCo04, "BT-151", position);
    }
}

/// BR-CO-09.
fn vat_numbers(invoice: &Invoice, findings: &mut Findings) {
    for (numbers, term) in [
        (&invoice.seller.vat_numbers, "BT-31"),
        (&invoice.buyer.vat_numbers, "BT-48"),
        (&invoice.representative_vat_numbers, "BT-63"),
    ] {
        findings.demand(numbers.iter().all(|number| has_prefix(number)), Rule::BrCo09, term, None);
    }
}

/// BR-CO-10, -11, -12.
fn sums(invoice: &Invoice, findings: &mut Findings) {
    let totals = &invoice.totals;
    equation(findings, Rule::BrCo10, "BT-106", totals.lines, || sum_of_lines(invoice));
    for (rule, term, total, list) in [
        (Rule::BrCo11, "BT-107", totals.allowances, &invoice.allowances),
        (Rule::BrCo12, "BT-108", totals.charges, &invoice.charges),
    ] {
        match total {
            Some(_) => equation(findings, rule, term, total, || sum_of(list)),
            None => findings.demand(list.is_empty(), rule, term, None),
        }
    }
}

/// BR-CO-13 to -16.
fn totals(invoice: &Invoice, findings: &mut Findings) {
    let totals = &invoice.totals;
    equation(findings, Rule::BrCo13, "BT-109", totals.without_vat, || {
        sum_of_lines(invoice)?.checked_sub(or_zero(totals.allowances))?.checked_add(or_zero(totals.charges))
    });
    if !invoice.vat_breakdown.is_empty() {
        match totals.vat {
            Some(_) => equation(findings, Rule::BrCo14, "BT-110", totals.vat, || {
                Decimal::checked_sum(invoice.vat_breakdown.iter().filter_map(|vat| vat.tax))
            }),
            None => findings.add(Rule::BrCo14, "BT-110", None),
        }
    }
    if let Some(without_vat) = totals.without_vat {
        equation(findings, Rule::BrCo15, "BT-112", totals.with_vat, || {
            without_vat.checked_add(or_zero(totals.vat))
        });
    }
    if let Some(with_vat) = totals.with_vat {
        equation(findings, Rule::BrCo16, "BT-115", totals.payable, || {
            with_vat.checked_sub(or_zero(totals.paid))?.checked_add(or_zero(totals.rounding))
        });
    }
}

/// BR-CO-17 and -18.
fn vat_breakdown(invoice: &Invoice, findings: &mut Findings) {
    for (position, vat) in positions(&invoice.vat_breakdown) {
        let (Some(taxable), Some(tax)) = (vat.taxable, vat.tax) else { continue };
        match is_tax_of(tax, taxable, or_zero(vat.rate)) {
            Some(holds) => findings.demand(holds, Rule::BrCo17, "BT-117", position),
            None => findings.add(ValueFault::AmountTooLarge, "BT-116", position),
        }
    }
    findings.demand(!invoice.vat_breakdown.is_empty(), Rule::BrCo18, "BG-23", None);
}

/// BR-CO-25.
fn payment(invoice: &Invoice, findings: &mut Findings) {
    let due = !invoice.is_credit_note && invoice.totals.payable.is_some_and(|amount| amount > Decimal::ZERO);
    let said_when = invoice.due_date.is_some() || invoice.payment_terms.is_some();
    findings.demand(!due || said_when, Rule::BrCo25, "BT-115", None);
}

/// Whether BT-117 is BT-116 × BT-119 / 100 within one unit of the currency, both bounds excluded. What is not subject to
/// VAT has no rate, and no tax.
fn is_tax_of(tax: Decimal, taxable: Decimal, rate: Decimal) -> Option<bool> {
    if rate.is_zero() {
        return Some(tax.is_zero());
    }
    let product = taxable.checked_mul(rate)?.percent()?.round_half_up(2);
    let difference = tax.checked_sub(product)?;
    let unit = Decimal::from_units(1);
    Some(difference < unit && Decimal::ZERO.checked_sub(unit)? < difference)
}

fn sum_of_lines(invoice: &Invoice) -> Option<Decimal> {
    Decimal::checked_sum(invoice.lines.iter().filter_map(|line| line.net))
}

fn sum_of(adjustments: &[Adjustment]) -> Option<Decimal> {
    Decimal::checked_sum(adjustments.iter().filter_map(|adjustment| adjustment.amount))
}

fn or_zero(amount: Option<Decimal>) -> Decimal {
    amount.unwrap_or(Decimal::ZERO)
}

/// Demands that a total, if it is there, is what it should be.
fn equation(
    findings: &mut Findings,
    rule: Rule,
    term: &'static str,
    total: Option<Decimal>,
    expected: impl FnOnce() -> Option<Decimal>,
) {
    let Some(total) = total else { return };
    match expected() {
        Some(expected) => findings.demand(total == expected, rule, term, None),
        None => findings.add(ValueFault::AmountTooLarge, term, None),
    }
}
