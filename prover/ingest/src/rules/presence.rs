//! Terms that an invoice must have, and the currencies that it may have.

use super::{Findings, Rule, positions};
use crate::{currency::is_valid_on, model::Invoice};

pub(super) fn check(invoice: &Invoice, findings: &mut Findings) {
    header(invoice, findings);
    groups(invoice, findings);
    currencies(invoice, findings);
}

fn header(invoice: &Invoice, findings: &mut Findings) {
    let totals = &invoice.totals;
    for (present, rule, term) in [
        (invoice.number.is_some(), Rule::Br02, "BT-1"),
        (invoice.issue_date.is_some(), Rule::Br03, "BT-2"),
        (invoice.type_code.is_some(), Rule::Br04, "BT-3"),
        (invoice.currency.is_some(), Rule::Br05, "BT-5"),
        (invoice.seller.name.is_some(), Rule::Br06, "BT-27"),
        (invoice.buyer.name.is_some(), Rule::Br07, "BT-44"),
        (totals.lines.is_some(), Rule::Br12, "BT-106"),
        (totals.without_vat.is_some(), Rule::Br13, "BT-109"),
        (totals.with_vat.is_some(), Rule::Br14, "BT-112"),
        (totals.payable.is_some(), Rule::Br15, "BT-115"),
        (!invoice.lines.is_empty(), Rule::Br16, "BG-25"),
    ] {
        findings.demand(present, rule, term, None);
    }
}

fn groups(invoice: &Invoice, findings: &mut Findings) {
    for (position, line) in positions(&invoice.lines) {
        findings.demand(line.net.is_some(), Rule::Br24, "BT-131", position);
    }
    for (position, allowance) in positions(&invoice.allowances) {
        findings.demand(allowance.amount.is_some(), Rule::Br31, "BT-92", position);
    }
    for (position, charge) in positions(&invoice.charges) {
        findings.demand(charge.amount.is_some(), Rule::Br36, "BT-99", position);
    }
    for (position, vat) in positions(&invoice.vat_breakdown) {
        findings.demand(vat.taxable.is_some(), Rule::Br45, "BT-116", position);
        findings.demand(vat.tax.is_some(), Rule::Br46, "BT-117", position);
        findings.demand(vat.category.is_some(), Rule::Br47, "BT-118", position);
        let outside_vat = vat.category.as_deref() == Some("O");
        findings.demand(vat.rate.is_some() || outside_vat, Rule::Br48, "BT-119", position);
    }
}

/// BR-CL-04 and -05: a currency is one on the issue day.
fn currencies(invoice: &Invoice, findings: &mut Findings) {
    let Some(issued) = invoice.issue_date else { return };
    for (currency, rule, term) in
        [(invoice.currency, Rule::BrCl04, "BT-5"), (invoice.vat_currency, Rule::BrCl05, "BT-6")]
    {
        let holds = currency.is_none_or(|currency| is_valid_on(currency, issued));
        findings.demand(holds, rule, term, None);
    }
}
