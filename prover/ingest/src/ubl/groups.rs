//! Parties, lines, allowances and charges, taxes.

use super::{Fault, Leaf, build::Builder, tags::Tag};
use crate::{
    decimal::Decimal,
    error::ValueFault,
    model::Party,
    syntax::{PendingAdjustment, is_vat},
};

/// A VAT category whose element is open. It counts when its scheme is VAT.
#[derive(Default)]
pub(super) struct PendingTaxCategory {
    category: Option<String>,
    rate: Option<Decimal>,
    scheme: Option<String>,
}

/// A party's tax registration whose element is open.
#[derive(Default)]
pub(super) struct PendingTaxScheme {
    company: Option<String>,
    scheme: Option<String>,
}

impl PendingTaxCategory {
    /// Category and rate, if the category is one of VAT.
    fn take(&mut self) -> (Option<String>, Option<Decimal>) {
        let Self { category, rate, scheme } = core::mem::take(self);
        if is_vat(scheme.as_deref()) { (category, rate) } else { (None, None) }
    }
}

/// What names a party, taxes aside.
fn named(party: &mut Party, path: &[Tag], leaf: &Leaf<'_>) {
    match path {
        [Tag::EndpointId] => party.endpoint = leaf.identifier(),
        [Tag::PartyIdentification, Tag::Id] => party.identifiers.extend(leaf.identifier()),
        [Tag::PartyName, Tag::Name] => party.trading_name = leaf.text(),
        [Tag::PostalAddress, Tag::Country, Tag::IdentificationCode] => party.country = leaf.text(),
        [Tag::PartyLegalEntity, Tag::RegistrationName] => party.name = leaf.text(),
        [Tag::PartyLegalEntity, Tag::CompanyId] => party.legal_registration = leaf.identifier(),
        _ => {}
    }
}

impl Builder {
    fn side(&mut self, seller: bool) -> &mut Party {
        if seller { &mut self.invoice.seller } else { &mut self.invoice.buyer }
    }

    pub(super) fn party(&mut self, seller: bool, path: &[Tag], leaf: &Leaf<'_>) {
        match path {
            [Tag::PartyTaxScheme, ..] => self.tax_registration(path, leaf),
            _ => named(self.side(seller), path, leaf),
        }
    }

    pub(super) fn payee(&mut self, path: &[Tag], leaf: &Leaf<'_>) {
        if let Some(payee) = &mut self.invoice.payee {
            named(payee, path, leaf);
        }
    }

    /// A group that says nothing about a payee is none. UBL writes the creditor's identifier for direct debits (BT-90) into
    /// it as well, under the scheme SEPA.
    pub(super) fn close_payee(&mut self) {
        let Some(payee) = &mut self.invoice.payee else { return };
        let is_creditor = |scheme: &String| scheme.eq_ignore_ascii_case("SEPA");
        payee.identifiers.retain(|identifier| !identifier.scheme.as_ref().is_some_and(is_creditor));
        if *payee == Party::default() {
            self.invoice.payee = None;
        }
    }

    pub(super) fn tax_registration(&mut self, path: &[Tag], leaf: &Leaf<'_>) {
        match path {
            [Tag::PartyTaxScheme, Tag::CompanyId] => self.tax_scheme.company = leaf.text(),
            [Tag::PartyTaxScheme, Tag::TaxScheme, Tag::Id] => self.tax_scheme.scheme = leaf.text(),
            _ => {}
        }
    }

    pub(super) fn close_tax_scheme(&mut self, seller: bool) {
        let PendingTaxScheme { company, scheme } = core::mem::take(&mut self.tax_scheme);
        let party = self.side(seller);
        let list =
            if is_vat(scheme.as_deref()) { &mut party.vat_numbers } else { &mut party.tax_registrations };
        list.extend(company);
    }

    pub(super) fn close_representative(&mut self) {
        let PendingTaxScheme { company, scheme } = core::mem::take(&mut self.tax_scheme);
        if is_vat(scheme.as_deref()) {
            self.invoice.representative_vat_numbers.extend(company);
        }
    }

    pub(super) fn line(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        if let [Tag::AllowanceCharge, rest @ ..] = path {
            return self.adjustment(rest, leaf);
        }
        let net = match path {
            [Tag::LineExtensionAmount] => self.amount(leaf, "BT-131")?,
            _ => None,
        };
        let price = match path {
            [Tag::Price, Tag::PriceAmount] => self.price(leaf, "BT-146")?,
            _ => None,
        };
        let category = &mut self.tax_category;
        let Some(line) = self.invoice.lines.last_mut() else { return Ok(()) };
        match path {
            [Tag::Id] => line.id = leaf.text(),
            [Tag::InvoicedQuantity | Tag::CreditedQuantity] => {
                line.quantity = leaf.numeral("BT-129")?;
                line.unit = line.quantity.as_ref().and(leaf.attribute("unitCode")).map(str::to_owned);
            }
            [Tag::LineExtensionAmount] => line.net = net,
            [Tag::Price, Tag::PriceAmount] => line.price = price,
            [Tag::Item, Tag::Name] => line.item = leaf.text(),
            [Tag::Item, Tag::ClassifiedTaxCategory, Tag::Id] => category.category = leaf.text(),
            [Tag::Item, Tag::ClassifiedTaxCategory, Tag::TaxScheme, Tag::Id] => category.scheme = leaf.text(),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn close_line_category(&mut self) {
        let (category, _) = self.tax_category.take();
        if let Some(line) = self.invoice.lines.last_mut() {
            line.vat_category = category;
        }
    }

    pub(super) fn adjustment(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let amount = match path {
            [Tag::Amount | Tag::BaseAmount] => self.amount(leaf, "")?,
            _ => None,
        };
        let PendingAdjustment { adjustment, is_charge } = &mut self.adjustment;
        match path {
            [Tag::ChargeIndicator] => *is_charge = leaf.flag()?,
            [Tag::Amount] => adjustment.amount = amount,
            [Tag::BaseAmount] => adjustment.base = amount,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn close_line_adjustment(&mut self) -> Result<(), Fault> {
        match self.invoice.lines.last_mut() {
            Some(line) => self.adjustment.close(&mut line.allowances, &mut line.charges),
            None => Ok(()),
        }
    }

    pub(super) fn tax(&mut self, path: &[Tag], leaf: &Leaf<'_>) -> Result<(), Fault> {
        let amount = match path {
            [Tag::TaxAmount] => self.tax_amount(leaf, "BT-110")?,
            [Tag::TaxSubtotal, Tag::TaxableAmount] => self.tax_amount(leaf, "BT-116")?,
            [Tag::TaxSubtotal, Tag::TaxAmount] => self.tax_amount(leaf, "BT-117")?,
            _ => None,
        };
        if let [Tag::TaxAmount] = path {
            self.tax_total.amount = amount;
        }
        let Some(subtotal) = self.tax_total.subtotals.last_mut() else { return Ok(()) };
        match path {
            [Tag::TaxSubtotal, Tag::TaxableAmount] => subtotal.taxable = amount,
            [Tag::TaxSubtotal, Tag::TaxAmount] => subtotal.tax = amount,
            [Tag::TaxSubtotal, Tag::TaxCategory, Tag::Id] => self.tax_category.category = leaf.text(),
            [Tag::TaxSubtotal, Tag::TaxCategory, Tag::Percent] => {
                self.tax_category.rate = leaf.decimal("BT-119")?
            }
            [Tag::TaxSubtotal, Tag::TaxCategory, Tag::TaxScheme, Tag::Id] => {
                self.tax_category.scheme = leaf.text()
            }
            _ => {}
        }
        Ok(())
    }

    /// An amount of the open tax total; all of them have one currency.
    fn tax_amount(&mut self, leaf: &Leaf<'_>, term: &'static str) -> Result<Option<Decimal>, Fault> {
        let Some((amount, currency)) = self.amount_in_any_currency(leaf, term)? else { return Ok(None) };
        let known = self.invoice.currency.is_none()
            || [self.invoice.currency, self.invoice.vat_currency].contains(&Some(currency));
        if !known || *self.tax_total.currency.get_or_insert(currency) != currency {
            return Err(Fault::new(ValueFault::AmountCurrency, term));
        }
        Ok(Some(amount))
    }

    pub(super) fn close_vat_category(&mut self) {
        let (category, rate) = self.tax_category.take();
        if let Some(subtotal) = self.tax_total.subtotals.last_mut() {
            subtotal.category = category;
            subtotal.rate = rate;
        }
    }
}
