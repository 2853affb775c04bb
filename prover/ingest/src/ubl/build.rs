//! The elements of the document itself; parties, lines and taxes are in [`super::groups`].

use super::{
    Fault, Leaf, Root,
    groups::{PendingTaxCategory, PendingTaxScheme},
    places::most,
    tags::Tag,
};
use crate::{
    currency,
    decimal::{Decimal, Numeral},
    error::{ValueFault, XmlFault},
    model::{Invoice, Line, Party, PrecedingInvoice, VatBreakdown},
    rules::Rule,
    syntax::{PendingAdjustment, Syntax, TaxTotal, add_tax_total, append, is_credit_note_code, set_once},
};
use covenant_statements::Currency;

/// Fills an invoice, element by element.
pub(super) struct Builder {
    pub(super) root: Root,
    pub(super) invoice: Invoice,
    /// Whether an amount was read: the currency may not change after it.
    amounts_read: bool,
    pub(super) adjustment: PendingAdjustment,
    pub(super) tax_category: PendingTaxCategory,
    pub(super) tax_scheme: PendingTaxScheme,
    pub(super) tax_total: TaxTotal,
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
            tax_total: TaxTotal::default(),
            main_tax_total_read: false,
        }
    }
}

impl Syntax for Builder {
    type Tag = Tag;
    const ATTRIBUTES: &'static [&'static str] = &["currencyID", "schemeID", "unitCode"];

    fn root(&self) -> &'static str {
        self.root.name()
    }

    fn most(&self, path: &[Tag], child: Tag) -> Option<usize> {
        most(self.root, path, child)
    }

    fn open(&mut self, path: &[Tag]) -> Result<(), Fault> {
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
            [Tag::TaxTotal] => self.tax_total = TaxTotal::default(),
            [Tag::TaxTotal, Tag::TaxSubtotal] => self.tax_total.subtotals.push(VatBreakdown::default()),
            _ => {}
        }
        Ok(())
    }

    fn leaf(&mut self, path: &[Tag], leaf: Leaf<'_>) -> Result<(), Fault> {
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

    fn close(&mut self, path: &[Tag]) -> Result<(), Fault> {
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
            [Tag::AllowanceCharge] => {
                self.adjustment.close(&mut self.invoice.allowances, &mut self.invoice.charges)?;
            }
            [Tag::InvoiceLine | Tag::CreditNoteLine, Tag::AllowanceCharge] => self.close_line_adjustment()?,
            [Tag::InvoiceLine | Tag::CreditNoteLine, Tag::Item, Tag::ClassifiedTaxCategory] => {
                self.close_line_category()
            }
            [Tag::TaxTotal, Tag::TaxSubtotal, Tag::TaxCategory] => self.close_vat_category(),
            [Tag::TaxTotal] => {
                let total = core::mem::take(&mut self.tax_total);
                add_tax_total(&mut self.invoice, total, &mut self.main_tax_total_read)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> Result<Invoice, Fault> {
        Ok(self.invoice)
    }
}

impl Builder {
    fn header(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let invoice = &mut self.invoice;
        match path {
            [Tag::Id] => invoice.number = leaf.text(),
            [Tag::CopyIndicator] => leaf.unset(ValueFault::Copy)?,
            [Tag::IssueDate] => invoice.issue_date = leaf.day("BT-2")?,
            [Tag::InvoiceTypeCode] if self.root == Root::Invoice => {
                invoice.type_code = leaf.type_code(|_| true)?;
            }
            [Tag::CreditNoteTypeCode] if self.root == Root::CreditNote => {
                // So that no reader takes it for an invoice.
                invoice.type_code = leaf.type_code(is_credit_note_code)?;
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
            [Tag::DueDate] | [Tag::PaymentMeans, Tag::PaymentDueDate] => {
                set_once(&mut invoice.due_date, leaf.day("BT-9")?, "BT-9")?;
            }
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
}

/// The currency of an amount, which must be named.
fn named_currency(leaf: &Leaf<'_>, term: &'static str) -> Result<Currency, Fault> {
    let currency = leaf.attribute("currencyID").and_then(currency::parse);
    currency.ok_or_else(|| Fault::new(ValueFault::AmountCurrency, term))
}
