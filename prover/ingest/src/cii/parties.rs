//! Parties.

use super::tags::Tag;
use crate::{
    model::{Invoice, Party},
    syntax::Leaf,
};

/// The scheme of VAT numbers, of UNTDID 1153.
const VAT: &str = "VA";

/// An element with text of a party; the path leads from below the party to it.
pub(super) fn party(party: &mut Party, path: &[Tag], leaf: &Leaf<'_>) {
    match path {
        [Tag::Id | Tag::GlobalId] => party.identifiers.extend(leaf.identifier()),
        [Tag::Name] => party.name = leaf.text(),
        [Tag::LegalOrganization, Tag::Id] => party.legal_registration = leaf.identifier(),
        [Tag::LegalOrganization, Tag::TradingBusinessName] => party.trading_name = leaf.text(),
        [Tag::PostalAddress, Tag::CountryId] => party.country = leaf.text(),
        [Tag::Communication, Tag::UriId] => party.endpoint = leaf.identifier(),
        [Tag::TaxRegistration, Tag::Id] if is_vat(leaf) => party.vat_numbers.extend(leaf.text()),
        [Tag::TaxRegistration, Tag::Id] => party.tax_registrations.extend(leaf.text()),
        _ => {}
    }
}

/// The seller's tax representative.
pub(super) fn representative(invoice: &mut Invoice, path: &[Tag], leaf: &Leaf<'_>) {
    if path == [Tag::TaxRegistration, Tag::Id] && is_vat(leaf) {
        invoice.representative_vat_numbers.extend(leaf.text());
    }
}

/// The payee's group ends. Its name is a trading name in the model (BT-59); a group that says nothing is none.
pub(super) fn close_payee(invoice: &mut Invoice) {
    let Some(payee) = &mut invoice.payee else { return };
    core::mem::swap(&mut payee.name, &mut payee.trading_name);
    payee.country = None;
    if *payee == Party::default() {
        invoice.payee = None;
    }
}

fn is_vat(leaf: &Leaf<'_>) -> bool {
    leaf.attribute("schemeID").is_some_and(|scheme| scheme.eq_ignore_ascii_case(VAT))
}
