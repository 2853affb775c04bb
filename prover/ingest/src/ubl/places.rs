//! Which elements are read where, and how often they may stand there.
//!
//! An element of a known name in another place (the note of a line, the tax total of a line) is another element: it means
//! nothing here, and is skipped.

use super::{MAX_GROUPS, MAX_LINES, Root, tags::Tag};

/// How often `child` may stand below `path`, the way from below the root to its parent; `None` where it is not read.
/// What EN 16931 allows once may stand once.
pub(super) fn most(root: Root, path: &[Tag], child: Tag) -> Option<usize> {
    use Tag::{
        AccountingCustomerParty as Customer, AccountingSupplierParty as Supplier, AllowanceCharge,
        BillingReference, ClassifiedTaxCategory, Country, CreditNoteLine, InvoiceDocumentReference,
        InvoiceLine, InvoicePeriod, Item, LegalMonetaryTotal, OrderReference, Party, PartyIdentification,
        PartyLegalEntity, PartyName, PartyTaxScheme, PayeeParty, PaymentMeans, PaymentTerms, PostalAddress,
        Price, TaxCategory, TaxRepresentativeParty, TaxScheme, TaxSubtotal, TaxTotal,
    };
    match path {
        [] => below_root(child),
        [InvoicePeriod] => once(child, &[Tag::DescriptionCode]),
        [OrderReference] => once(child, &[Tag::Id]),
        [BillingReference] => once(child, &[InvoiceDocumentReference]),
        [BillingReference, InvoiceDocumentReference] => once(child, &[Tag::Id, Tag::IssueDate]),
        [PaymentMeans] if root == Root::CreditNote => once(child, &[Tag::PaymentDueDate]),
        [PaymentTerms] => many(child, &[Tag::Note]),
        [Supplier | Customer] => once(child, &[Party]),
        [Supplier | Customer, Party] => many(child, &[PartyIdentification, PartyTaxScheme])
            .or_else(|| once(child, &[Tag::EndpointId, PartyName, PostalAddress, PartyLegalEntity])),
        [PayeeParty] => {
            many(child, &[PartyIdentification]).or_else(|| once(child, &[PartyName, PartyLegalEntity]))
        }
        [TaxRepresentativeParty] => many(child, &[PartyTaxScheme]),
        [.., PartyIdentification] => once(child, &[Tag::Id]),
        [.., PartyName] => once(child, &[Tag::Name]),
        [.., PostalAddress] => once(child, &[Country]),
        [.., PostalAddress, Country] => once(child, &[Tag::IdentificationCode]),
        [.., PartyTaxScheme] => once(child, &[Tag::CompanyId, TaxScheme]),
        [.., PartyLegalEntity] => once(child, &[Tag::RegistrationName, Tag::CompanyId]),
        [.., TaxScheme] => once(child, &[Tag::Id]),
        [.., AllowanceCharge] => once(child, &[Tag::ChargeIndicator, Tag::Amount, Tag::BaseAmount]),
        [TaxTotal] => many(child, &[TaxSubtotal]).or_else(|| once(child, &[Tag::TaxAmount])),
        [TaxTotal, TaxSubtotal] => once(child, &[Tag::TaxableAmount, Tag::TaxAmount, TaxCategory]),
        [TaxTotal, TaxSubtotal, TaxCategory] => once(child, &[Tag::Id, Tag::Percent, TaxScheme]),
        [LegalMonetaryTotal] => once(child, TOTALS),
        [InvoiceLine | CreditNoteLine] => below_line(root, child),
        [InvoiceLine | CreditNoteLine, Item] => once(child, &[Tag::Name, ClassifiedTaxCategory]),
        [InvoiceLine | CreditNoteLine, Item, ClassifiedTaxCategory] => once(child, &[Tag::Id, TaxScheme]),
        [InvoiceLine | CreditNoteLine, Price] => once(child, &[Tag::PriceAmount]),
        _ => None,
    }
}

const TOTALS: &[Tag] = &[
    Tag::LineExtensionAmount,
    Tag::AllowanceTotalAmount,
    Tag::ChargeTotalAmount,
    Tag::TaxExclusiveAmount,
    Tag::TaxInclusiveAmount,
    Tag::PrepaidAmount,
    Tag::PayableRoundingAmount,
    Tag::PayableAmount,
];

fn once(child: Tag, known: &[Tag]) -> Option<usize> {
    known.contains(&child).then_some(1)
}

fn many(child: Tag, known: &[Tag]) -> Option<usize> {
    known.contains(&child).then_some(MAX_GROUPS)
}

fn below_root(child: Tag) -> Option<usize> {
    match child {
        // Either kind, so that a line of the other document is refused and not skipped; so it is with the type codes.
        Tag::InvoiceLine | Tag::CreditNoteLine => Some(MAX_LINES),
        Tag::Note
        | Tag::BillingReference
        | Tag::PaymentMeans
        | Tag::PaymentTerms
        | Tag::AllowanceCharge
        | Tag::TaxTotal => Some(MAX_GROUPS),
        Tag::Id
        | Tag::CopyIndicator
        | Tag::IssueDate
        | Tag::DueDate
        | Tag::InvoiceTypeCode
        | Tag::CreditNoteTypeCode
        | Tag::TaxPointDate
        | Tag::DocumentCurrencyCode
        | Tag::TaxCurrencyCode
        | Tag::BuyerReference
        | Tag::InvoicePeriod
        | Tag::OrderReference
        | Tag::AccountingSupplierParty
        | Tag::AccountingCustomerParty
        | Tag::PayeeParty
        | Tag::TaxRepresentativeParty
        | Tag::LegalMonetaryTotal => Some(1),
        _ => None,
    }
}

fn below_line(root: Root, child: Tag) -> Option<usize> {
    let quantity = match root {
        Root::Invoice => Tag::InvoicedQuantity,
        Root::CreditNote => Tag::CreditedQuantity,
    };
    many(child, &[Tag::AllowanceCharge])
        .or_else(|| once(child, &[quantity, Tag::Id, Tag::LineExtensionAmount, Tag::Item, Tag::Price]))
}
