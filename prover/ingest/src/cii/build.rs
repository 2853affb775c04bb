//! Elements into the model, one after another.

use super::{
    dates,
    parties::{self, party},
    places,
    tags::{ROOT, Tag},
};
use crate::{
    currency,
    decimal::{Decimal, Numeral},
    error::{Field, ValueFault},
    model::{Invoice, Line, Party, PrecedingInvoice, Totals, VatBreakdown},
    rules::Rule,
    syntax::{
        Fault, Leaf, PendingAdjustment, Syntax, TaxTotal, add_tax_total, append, is_credit_note_code, is_vat,
        set_once,
    },
};
use covenant_statements::Currency;

/// Fills an invoice, element by element.
#[derive(Default)]
pub(super) struct Builder {
    invoice: Invoice,
    /// The first currency that an amount named before the document's was known, and where.
    named: Option<(Currency, Field)>,
    /// The totals of taxes and where they stand: which of them is which is known at the end.
    tax_totals: Vec<(TaxTotal, Field)>,
    adjustment: PendingAdjustment,
    tax: PendingTax,
}

/// A tax whose element is open. Its category counts when its type is VAT.
#[derive(Default)]
struct PendingTax {
    kind: Option<String>,
    breakdown: VatBreakdown,
}

impl PendingTax {
    fn take(&mut self) -> VatBreakdown {
        let Self { kind, breakdown } = core::mem::take(self);
        if is_vat(kind.as_deref()) {
            breakdown
        } else {
            VatBreakdown { category: None, rate: None, ..breakdown }
        }
    }
}

impl Syntax for Builder {
    type Tag = Tag;
    const ATTRIBUTES: &'static [&'static str] = &["currencyID", "schemeID", "unitCode", "format"];

    fn root(&self) -> &'static str {
        ROOT
    }

    fn most(&self, path: &[Tag], child: Tag) -> Option<usize> {
        places::most(path, child)
    }

    fn open(&mut self, path: &[Tag]) -> Result<(), Fault> {
        match path {
            [_, Tag::Line] => self.invoice.lines.push(Line::default()),
            [.., Tag::AllowanceCharge] => self.adjustment = PendingAdjustment::default(),
            [.., Tag::TradeTax] => self.tax = PendingTax::default(),
            [_, Tag::Settlement, Tag::Payee] => self.invoice.payee = Some(Party::default()),
            [_, Tag::Settlement, Tag::InvoiceReference] => {
                self.invoice.preceding.push(PrecedingInvoice::default());
            }
            _ => {}
        }
        Ok(())
    }

    fn leaf(&mut self, path: &[Tag], leaf: Leaf<'_>) -> Result<(), Fault> {
        match path {
            [Tag::Context, Tag::TestIndicator, _] => leaf.unset(ValueFault::Test),
            [Tag::Document, below @ ..] => self.document(below, &leaf),
            [Tag::Transaction, Tag::Line, below @ ..] => self.line(below, &leaf),
            [Tag::Transaction, Tag::Agreement, below @ ..] => {
                self.agreement(below, &leaf);
                Ok(())
            }
            [Tag::Transaction, Tag::Settlement, below @ ..] => self.settlement(below, &leaf),
            _ => Ok(()),
        }
    }

    fn close(&mut self, path: &[Tag]) -> Result<(), Fault> {
        let invoice = &mut self.invoice;
        match path {
            [_, Tag::Settlement, Tag::AllowanceCharge] => {
                self.adjustment.close(&mut invoice.allowances, &mut invoice.charges)?;
            }
            [_, Tag::Line, _, Tag::AllowanceCharge] => {
                if let Some(line) = invoice.lines.last_mut() {
                    self.adjustment.close(&mut line.allowances, &mut line.charges)?;
                }
            }
            [_, Tag::Settlement, Tag::TradeTax] => invoice.vat_breakdown.push(self.tax.take()),
            [_, Tag::Line, _, Tag::TradeTax] => {
                if let Some(line) = invoice.lines.last_mut() {
                    line.vat_category = self.tax.take().category;
                }
            }
            [_, Tag::Settlement, Tag::Payee] => parties::close_payee(invoice),
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Invoice, Fault> {
        let mut main_read = false;
        for (total, Field { path, .. }) in self.tax_totals {
            add_tax_total(&mut self.invoice, total, &mut main_read).map_err(|fault| fault.placed(path))?;
        }
        Ok(self.invoice)
    }
}

impl Builder {
    fn document(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let invoice = &mut self.invoice;
        match path {
            [Tag::Id] => invoice.number = leaf.text(),
            [Tag::TypeCode] => {
                invoice.type_code = leaf.type_code(|_| true)?;
                invoice.is_credit_note = invoice.type_code.is_some_and(is_credit_note_code);
            }
            [Tag::IssueDate, _] => set_once(&mut invoice.issue_date, dates::day(leaf, "BT-2")?, "BT-2")?,
            [Tag::CopyIndicator, _] => leaf.unset(ValueFault::Copy)?,
            [Tag::Note, Tag::Content] => invoice.notes.extend(leaf.text()),
            _ => {}
        }
        Ok(())
    }

    fn agreement(&mut self, path: &[Tag], leaf: &Leaf<'_>) {
        let invoice = &mut self.invoice;
        match path {
            [Tag::BuyerReference] => invoice.buyer_reference = leaf.text(),
            [Tag::OrderReference, Tag::IssuerAssignedId] => invoice.order_reference = leaf.text(),
            [Tag::Seller, below @ ..] => party(&mut invoice.seller, below, leaf),
            [Tag::Buyer, below @ ..] => party(&mut invoice.buyer, below, leaf),
            [Tag::Representative, below @ ..] => parties::representative(invoice, below, leaf),
            _ => {}
        }
    }

    fn settlement(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let invoice = &mut self.invoice;
        match path {
            [Tag::InvoiceCurrencyCode] => return self.currency(leaf),
            [Tag::TaxCurrencyCode] => invoice.vat_currency = leaf.currency("BT-6", Rule::BrCl05)?,
            [Tag::Payee, below @ ..] => {
                if let Some(payee) = &mut invoice.payee {
                    party(payee, below, leaf);
                }
            }
            [Tag::PaymentTerms, Tag::Description] => append(&mut invoice.payment_terms, leaf.text),
            [Tag::PaymentTerms, Tag::DueDate, _] => {
                set_once(&mut invoice.due_date, dates::day(leaf, "BT-9")?, "BT-9")?;
            }
            [Tag::InvoiceReference, below @ ..] => {
                let Some(preceding) = invoice.preceding.last_mut() else { return Ok(()) };
                match below {
                    [Tag::IssuerAssignedId] => preceding.number = leaf.text(),
                    _ => preceding.issue_date = dates::day(leaf, "BT-26")?,
                }
            }
            [Tag::TradeTax, below @ ..] => return self.trade_tax(below, leaf),
            [Tag::AllowanceCharge, below @ ..] => return self.adjustment(below, leaf),
            [Tag::Summation, Tag::TaxTotalAmount] => return self.tax_total(leaf),
            [Tag::Summation, total] => return self.total(*total, leaf),
            _ => {}
        }
        Ok(())
    }

    fn line(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let net = match path {
            [_, Tag::LineSummation, _] => self.amount(leaf, "BT-131")?,
            _ => None,
        };
        let price = match path {
            [_, Tag::NetPrice, _] => self.price(leaf, "BT-146")?,
            _ => None,
        };
        let Some(line) = self.invoice.lines.last_mut() else { return Ok(()) };
        match path {
            [_, Tag::LineId] => line.id = leaf.text(),
            [Tag::Product, Tag::Name] => line.item = leaf.text(),
            [_, Tag::NetPrice, _] => line.price = price,
            [_, Tag::BilledQuantity] => {
                line.quantity = leaf.numeral("BT-129")?;
                line.unit = line.quantity.as_ref().and(leaf.attribute("unitCode")).map(str::to_owned);
            }
            [_, Tag::LineSummation, _] => line.net = net,
            [_, Tag::TradeTax, Tag::TypeCode] => self.tax.kind = leaf.text(),
            [_, Tag::TradeTax, _] => self.tax.breakdown.category = leaf.text(),
            [_, Tag::AllowanceCharge, below @ ..] => return self.adjustment(below, leaf),
            _ => {}
        }
        Ok(())
    }

    fn adjustment(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        match path {
            [Tag::ChargeIndicator, _] => {
                let read = leaf.flag()?;
                set_once(&mut self.adjustment.is_charge, read, "")?;
            }
            [Tag::ActualAmount] => self.adjustment.adjustment.amount = self.amount(leaf, "")?,
            [Tag::BasisAmount] => self.adjustment.adjustment.base = self.amount(leaf, "")?,
            _ => {}
        }
        Ok(())
    }

    fn trade_tax(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        match path {
            [Tag::CalculatedAmount] => self.tax.breakdown.tax = self.amount(leaf, "BT-117")?,
            [Tag::BasisAmount] => self.tax.breakdown.taxable = self.amount(leaf, "BT-116")?,
            [Tag::TypeCode] => self.tax.kind = leaf.text(),
            [Tag::CategoryCode] => self.tax.breakdown.category = leaf.text(),
            [Tag::RateApplicablePercent] => self.tax.breakdown.rate = leaf.decimal("BT-119")?,
            [Tag::TaxPointDate, _] => {
                set_once(&mut self.invoice.tax_point_date, dates::day(leaf, "BT-7")?, "BT-7")?;
            }
            [Tag::DueDateTypeCode] => {
                set_once(&mut self.invoice.tax_point_code, dates::tax_point_code(leaf), "BT-8")?;
            }
            _ => {}
        }
        Ok(())
    }

    fn total(&mut self, total: Tag, leaf: &Leaf<'_>) -> Result<(), Fault> {
        let (term, place): (_, fn(&mut Totals) -> &mut Option<Decimal>) = match total {
            Tag::LineTotalAmount => ("BT-106", |totals| &mut totals.lines),
            Tag::AllowanceTotalAmount => ("BT-107", |totals| &mut totals.allowances),
            Tag::ChargeTotalAmount => ("BT-108", |totals| &mut totals.charges),
            Tag::TaxBasisTotalAmount => ("BT-109", |totals| &mut totals.without_vat),
            Tag::GrandTotalAmount => ("BT-112", |totals| &mut totals.with_vat),
            Tag::TotalPrepaidAmount => ("BT-113", |totals| &mut totals.paid),
            Tag::RoundingAmount => ("BT-114", |totals| &mut totals.rounding),
            Tag::DuePayableAmount => ("BT-115", |totals| &mut totals.payable),
            _ => return Ok(()),
        };
        *place(&mut self.invoice.totals) = self.amount(leaf, term)?;
        Ok(())
    }

    /// BT-110 or BT-111, in its own currency; without one in the document's.
    fn tax_total(&mut self, leaf: &Leaf<'_>) -> Result<(), Fault> {
        let Some(amount) = leaf.decimal("BT-110")? else { return Ok(()) };
        let currency = own_currency(leaf, "BT-110")?;
        let total = TaxTotal { amount: Some(amount), currency, subtotals: Vec::new() };
        self.tax_totals.push((total, leaf.field("BT-110")));
        Ok(())
    }

    /// BT-5, to which the amounts so far must hold.
    fn currency(&mut self, leaf: &Leaf<'_>) -> Result<(), Fault> {
        self.invoice.currency = leaf.currency("BT-5", Rule::BrCl04)?;
        match (self.invoice.currency, self.named.take()) {
            (Some(currency), Some((named, field))) if currency != named => {
                Err(Fault::at(ValueFault::AmountCurrency, field))
            }
            _ => Ok(()),
        }
    }

    /// An amount in the document's currency.
    fn amount(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Decimal>, Fault> {
        let amount = leaf.decimal(term)?;
        if amount.is_some() {
            self.hold_to_currency(leaf, term)?;
        }
        Ok(amount)
    }

    /// A price in the document's currency: nothing is computed with it.
    fn price(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Numeral>, Fault> {
        let price = leaf.numeral(term)?;
        if price.is_some() {
            self.hold_to_currency(leaf, term)?;
        }
        Ok(price)
    }

    fn hold_to_currency(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<(), Fault> {
        let Some(currency) = own_currency(leaf, term)? else { return Ok(()) };
        let known = self.invoice.currency.or(self.named.as_ref().map(|(currency, _)| *currency));
        match known {
            Some(known) if known != currency => Err(Fault::new(ValueFault::AmountCurrency, term)),
            Some(_) => Ok(()),
            None => {
                self.named = Some((currency, leaf.field(term)));
                Ok(())
            }
        }
    }
}

/// The currency that an amount names, if it names one.
fn own_currency(leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Currency>, Fault> {
    let Some(code) = leaf.attribute("currencyID") else { return Ok(None) };
    match currency::parse(code) {
        Some(currency) => Ok(Some(currency)),
        None => Err(Fault::new(ValueFault::AmountCurrency, term)),
    }
}
