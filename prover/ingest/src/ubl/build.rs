//! The elements of the document itself; parties, lines and taxes are in [`super::groups`].

use super::{
    Fault, Root,
    groups::{PendingAdjustment, PendingTaxCategory, PendingTaxScheme, PendingTaxTotal},
    tags::Tag,
    value::Leaf,
};
use crate::{
    currency,
    decimal::{Decimal, Numeral},
    error::{ValueFault, XmlFault},
    model::{Invoice, Line, Party, PrecedingInvoice},
    rules::Rule,
};
use covenant_statements::{Currency, Day};

/// Fills an invoice, element by element. A path leads from below the root to the element.
pub(super) struct Builder {
    pub(super) root: Root,
    pub(super) invoice: Invoice,
    /// Whether an amount was read: the currency may not change after it.
    amounts_read: bool,
    pub(super) adjustment: PendingAdjustment,
    pub(super) tax_category: PendingTaxCategory,
    pub(super) tax_scheme: PendingTaxScheme,
    pub(super) tax_total: PendingTaxTotal,
    main_tax_total_read: bool,
}

impl Builder {
    pub(super) fn new(root: Root) -> Self {
        Self {
            root,
            invoice: Invoice { is_credit_note: root == Root::CreditNote, ..Invoice::default() },
            amounts_read: false,
            adjustment: PendingAdjustment::default(),
            tax_category: PendingTaxCategory::default(),
            tax_scheme: PendingTaxScheme::default(),
            tax_total: PendingTaxTotal::default(),
            main_tax_total_read: false,
        }
    }

    /// An element begins.
    pub(super) fn open(&mut self, path: &[Tag]) -> Result<(), Fault> {
        match path {
            [Tag::InvoiceLine] if self.root == Root::Invoice => self.invoice.lines.push(Line::default()),
            [Tag::CreditNoteLine] if self.root == Root::CreditNote => {
                self.invoice.lines.push(Line::default())
            }
            [Tag::InvoiceLine | Tag::CreditNoteLine] => return Err(Fault::new(XmlFault::Structure, "BG-25")),
            [Tag::PayeeParty] => self.invoice.payee = Some(Party::default()),
            [Tag::BillingReference] => self.invoice.preceding.push(PrecedingInvoice::default()),
            [.., Tag::AllowanceCharge] => self.adjustment = PendingAdjustment::default(),
            [.., Tag::PartyTaxScheme] => self.tax_scheme = PendingTaxScheme::default(),
            [.., Tag::TaxCategory | Tag::ClassifiedTaxCategory] => {
                self.tax_category = PendingTaxCategory::default()
            }
            [Tag::TaxTotal] => self.tax_total = PendingTaxTotal::default(),
            [Tag::TaxTotal, Tag::TaxSubtotal] => self.tax_total.open_subtotal(),
            _ => {}
        }
        Ok(())
    }

    /// An element with text ends.
    pub(super) fn leaf(&mut self, path: &[Tag], leaf: Leaf<'_>) -> Result<(), Fault> {
        match path {
            [side @ (Tag::AccountingSupplierParty | Tag::AccountingCustomerParty), Tag::Party, rest @ ..] => {
                self.party(*side == Tag::AccountingSupplierParty, rest, &leaf)
            }
            [Tag::PayeeParty, rest @ ..] => self.payee(rest, &leaf),
            [Tag::TaxRepresentativeParty, rest @ ..] => self.tax_registration(rest, &leaf),
            [Tag::LegalMonetaryTotal, total] => self.total(*total, &leaf)?,
            [Tag::TaxTotal, rest @ ..] => self.tax(rest, &leaf)?,
            [Tag::InvoiceLine | Tag::CreditNoteLine, rest @ ..] => self.line(rest, &leaf)?,
            [Tag::AllowanceCharge, rest @ ..] => self.adjustment(rest, &leaf)?,
            _ => self.header(path, &leaf)?,
        }
        Ok(())
    }

    /// An element without text ends.
    pub(super) fn close(&mut self, path: &[Tag]) -> Result<(), Fault> {
        match path {
            [
                side @ (Tag::AccountingSupplierParty | Tag::AccountingCustomerParty),
                Tag::Party,
                Tag::PartyTaxScheme,
            ] => {
                self.close_tax_scheme(*side == Tag::AccountingSupplierParty);
            }
            [Tag::TaxRepresentativeParty, Tag::PartyTaxScheme] => self.close_representative(),
            [Tag::PayeeParty] => self.close_payee(),
            [Tag::AllowanceCharge] => self.close_adjustment()?,
            [Tag::InvoiceLine | Tag::CreditNoteLine, Tag::AllowanceCharge] => self.close_line_adjustment()?,
            [Tag::InvoiceLine | Tag::CreditNoteLine, Tag::Item, Tag::ClassifiedTaxCategory] => {
                self.close_line_category()
            }
            [Tag::TaxTotal, Tag::TaxSubtotal, Tag::TaxCategory] => self.close_vat_category(),
            [Tag::TaxTotal] => self.close_tax_total()?,
            _ => {}
        }
        Ok(())
    }

    /// The invoice, when the document has ended.
    pub(super) fn finish(self) -> Invoice {
        self.invoice
    }

    fn header(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let invoice = &mut self.invoice;
        match path {
            [Tag::Id] => invoice.number = leaf.text(),
            [Tag::IssueDate] => invoice.issue_date = leaf.day("BT-2")?,
            [Tag::InvoiceTypeCode] if self.root == Root::Invoice => {
                invoice.type_code = leaf.type_code(self.root)?
            }
            [Tag::CreditNoteTypeCode] if self.root == Root::CreditNote => {
                invoice.type_code = leaf.type_code(self.root)?;
            }
            [Tag::InvoiceTypeCode | Tag::CreditNoteTypeCode] => {
                return Err(Fault::new(XmlFault::Structure, "BT-3"));
            }
            [Tag::DocumentCurrencyCode | Tag::TaxCurrencyCode] if self.amounts_read => {
                return Err(Fault::new(XmlFault::Structure, "BT-5"));
            }
            [Tag::DocumentCurrencyCode] => invoice.currency = leaf.currency("BT-5", Rule::BrCl04)?,
            [Tag::TaxCurrencyCode] => invoice.vat_currency = leaf.currency("BT-6", Rule::BrCl05)?,
            [Tag::TaxPointDate] => invoice.tax_point_date = leaf.day("BT-7")?,
            [Tag::InvoicePeriod, Tag::DescriptionCode] => invoice.tax_point_code = leaf.text(),
            [Tag::DueDate] => set_due(&mut invoice.due_date, leaf)?,
            [Tag::PaymentMeans, Tag::PaymentDueDate] => set_due(&mut invoice.due_date, leaf)?,
            [Tag::BuyerReference] => invoice.buyer_reference = leaf.text(),
            [Tag::OrderReference, Tag::Id] => invoice.order_reference = leaf.text(),
            [Tag::PaymentTerms, Tag::Note] => append(&mut invoice.payment_terms, leaf.text),
            [Tag::Note] => invoice.notes.extend(leaf.text()),
            [Tag::BillingReference, Tag::InvoiceDocumentReference, rest] => {
                let Some(preceding) = invoice.preceding.last_mut() else { return Ok(()) };
                match rest {
                    Tag::Id => preceding.number = leaf.text(),
                    Tag::IssueDate => preceding.issue_date = leaf.day("BT-26")?,
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn total(&mut self, total: Tag, leaf: &Leaf<'_>) -> Result<(), Fault> {
        let (term, place): (_, fn(&mut crate::model::Totals) -> &mut Option<Decimal>) = match total {
            Tag::LineExtensionAmount => ("BT-106", |totals| &mut totals.lines),
            Tag::AllowanceTotalAmount => ("BT-107", |totals| &mut totals.allowances),
            Tag::ChargeTotalAmount => ("BT-108", |totals| &mut totals.charges),
            Tag::TaxExclusiveAmount => ("BT-109", |totals| &mut totals.without_vat),
            Tag::TaxInclusiveAmount => ("BT-112", |totals| &mut totals.with_vat),
            Tag::PrepaidAmount => ("BT-113", |totals| &mut totals.paid),
            Tag::PayableRoundingAmount => ("BT-114", |totals| &mut totals.rounding),
            Tag::PayableAmount => ("BT-115", |totals| &mut totals.payable),
            _ => return Ok(()),
        };
        *place(&mut self.invoice.totals) = self.amount(leaf, term)?;
        Ok(())
    }

    /// An amount in the document's currency.
    pub(super) fn amount(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Decimal>, Fault> {
        let Some((amount, currency)) = self.amount_in_any_currency(leaf, term)? else { return Ok(None) };
        match self.invoice.currency {
            Some(expected) if expected != currency => Err(Fault::new(ValueFault::AmountCurrency, term)),
            _ => Ok(Some(amount)),
        }
    }

    /// A price in the document's currency: nothing is computed with it.
    pub(super) fn price(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Numeral>, Fault> {
        self.amounts_read = true;
        let Some(price) = leaf.numeral(term)? else { return Ok(None) };
        match (self.invoice.currency, named_currency(leaf, term)?) {
            (Some(expected), currency) if expected != currency => {
                Err(Fault::new(ValueFault::AmountCurrency, term))
            }
            _ => Ok(Some(price)),
        }
    }

    /// An amount and its currency.
    pub(super) fn amount_in_any_currency(
        &mut self,
        leaf: &Leaf<'_>,
        term: &'static str,
    ) -> Result<Option<(Decimal, Currency)>, Fault> {
        self.amounts_read = true;
        let Some(amount) = leaf.decimal(term)? else { return Ok(None) };
        Ok(Some((amount, named_currency(leaf, term)?)))
    }

    /// A tax total is the invoice's own (BT-110) or the one in the currency of VAT accounting (BT-111).
    fn close_tax_total(&mut self) -> Result<(), Fault> {
        let total = core::mem::take(&mut self.tax_total);
        let invoice = &mut self.invoice;
        let main = match (total.currency, invoice.currency) {
            (Some(own), Some(document)) => own == document,
            _ => true,
        };
        if main {
            if core::mem::replace(&mut self.main_tax_total_read, true) {
                return Err(Fault::new(XmlFault::Duplicate, "BT-110"));
            }
            invoice.totals.vat = total.amount;
            invoice.vat_breakdown = total.subtotals;
        } else if total.currency != invoice.vat_currency {
            return Err(Fault::new(ValueFault::AmountCurrency, "BT-110"));
        } else if invoice.totals.vat_in_vat_currency.is_some() {
            return Err(Fault::new(XmlFault::Duplicate, "BT-111"));
        } else {
            invoice.totals.vat_in_vat_currency = total.amount;
        }
        Ok(())
    }
}

/// The currency of an amount, which must be named.
fn named_currency(leaf: &Leaf<'_>, term: &'static str) -> Result<Currency, Fault> {
    let currency = leaf.attribute("currencyID").and_then(currency::parse);
    currency.ok_or_else(|| Fault::new(ValueFault::AmountCurrency, term))
}

/// A credit note may repeat its due day for each means of payment, but not contradict itself.
fn set_due(due: &mut Option<Day>, leaf: &Leaf<'_>) -> Result<(), Fault> {
    match (*due, leaf.day("BT-9")?) {
        (Some(known), Some(other)) if known != other => Err(Fault::new(XmlFault::Duplicate, "BT-9")),
        (known, read) => {
            *due = read.or(known);
            Ok(())
        }
    }
}

fn append(text: &mut Option<String>, more: &str) {
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
