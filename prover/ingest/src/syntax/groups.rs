//! Groups that every syntax has.

use super::Fault;
use crate::{
    decimal::Decimal,
    error::{ValueFault, XmlFault},
    model::{Adjustment, Invoice, VatBreakdown},
};
use covenant_statements::Currency;

/// UNTDID 1001 codes of credit notes, after EN 16931's list of codes. UBL writes them in a CreditNote.
const CREDIT_NOTE_CODES: [u16; 13] = [81, 83, 261, 262, 296, 308, 381, 396, 420, 458, 502, 503, 532];

/// Whether a type code (BT-3) is that of a credit note.
pub(crate) fn is_credit_note_code(code: u16) -> bool {
    CREDIT_NOTE_CODES.contains(&code)
}

/// Whether the scheme of a tax is VAT.
pub(crate) fn is_vat(scheme: Option<&str>) -> bool {
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("VAT"))
}

/// An allowance or a charge whose element is open.
#[derive(Default)]
pub(crate) struct PendingAdjustment {
    pub(crate) adjustment: Adjustment,
    pub(crate) is_charge: Option<bool>,
}

impl PendingAdjustment {
    /// Puts it where it belongs, and begins anew.
    pub(crate) fn close(
        &mut self,
        allowances: &mut Vec<Adjustment>,
        charges: &mut Vec<Adjustment>,
    ) -> Result<(), Fault> {
        let Self { adjustment, is_charge } = core::mem::take(self);
        match is_charge {
            Some(true) => charges.push(adjustment),
            Some(false) => allowances.push(adjustment),
            None => return Err(Fault::new(ValueFault::FlagFormat, "")),
        }
        Ok(())
    }
}

/// A total of taxes, with the breakdown where it belongs to it.
#[derive(Default)]
pub(crate) struct TaxTotal {
    pub(crate) amount: Option<Decimal>,
    pub(crate) currency: Option<Currency>,
    pub(crate) subtotals: Vec<VatBreakdown>,
}

/// Adds a total of taxes: the invoice's own (BT-110), or the one in the currency of VAT accounting (BT-111). `main_read`
/// says whether the former was added before.
pub(crate) fn add_tax_total(
    invoice: &mut Invoice,
    total: TaxTotal,
    main_read: &mut bool,
) -> Result<(), Fault> {
    let main = match (total.currency, invoice.currency) {
        (Some(own), Some(document)) => own == document,
        _ => true,
    };
    if main {
        if core::mem::replace(main_read, true) {
            return Err(Fault::new(XmlFault::Duplicate, "BT-110"));
        }
        invoice.totals.vat = total.amount;
        invoice.vat_breakdown.extend(total.subtotals);
    } else if total.currency != invoice.vat_currency {
        return Err(Fault::new(ValueFault::AmountCurrency, "BT-110"));
    } else if invoice.totals.vat_in_vat_currency.is_some() {
        return Err(Fault::new(XmlFault::Duplicate, "BT-111"));
    } else {
        invoice.totals.vat_in_vat_currency = total.amount;
    }
    Ok(())
}

/// Sets a value that a document may repeat, for each means of payment or each tax, but not contradict.
pub(crate) fn set_once<T: PartialEq>(
    value: &mut Option<T>,
    read: Option<T>,
    term: &'static str,
) -> Result<(), Fault> {
    match (&*value, read) {
        (Some(known), Some(other)) if *known != other => Err(Fault::new(XmlFault::Duplicate, term)),
        (_, Some(read)) => {
            *value = Some(read);
            Ok(())
        }
        (_, None) => Ok(()),
    }
}

/// Adds a line to a text.
pub(crate) fn append(text: &mut Option<String>, more: &str) {
    if more.is_empty() {
        return;
    }
    match text {
        Some(text) => {
            text.push('\n');
            text.push_str(more);
        }
        None => *text = Some(more.to_owned()),
    }
}
