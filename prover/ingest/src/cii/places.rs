//! Which elements are read where, and how often they may stand there.

use super::tags::Tag;
use crate::syntax::{MAX_GROUPS, MAX_LINES};

/// How often `child` may stand below `path`, the way from below the root to its parent; `None` where it is not read.
/// What EN 16931 allows once may stand once.
pub(super) fn most(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => once(child, &[Tag::Context, Tag::Document, Tag::Transaction]),
        [Tag::Document] => {
            let own = [Tag::Id, Tag::TypeCode, Tag::IssueDate, Tag::CopyIndicator];
            once(child, &own).or_else(|| many(child, &[Tag::Note]))
        }
        [Tag::Context] => once(child, &[Tag::TestIndicator]),
        [Tag::Context, Tag::TestIndicator] | [Tag::Document, Tag::CopyIndicator] => below_indicator(child),
        [Tag::Document, Tag::Note] => once(child, &[Tag::Content]),
        [Tag::Transaction] if child == Tag::Line => Some(MAX_LINES),
        [Tag::Transaction] => once(child, &[Tag::Agreement, Tag::Settlement]),
        [Tag::Transaction, Tag::Line, below @ ..] => below_line(below, child),
        [Tag::Transaction, Tag::Agreement, below @ ..] => below_agreement(below, child),
        [Tag::Transaction, Tag::Settlement, below @ ..] => below_settlement(below, child),
        [.., Tag::IssueDate] => below_date(child),
        _ => None,
    }
}

fn below_line(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => once(
            child,
            &[Tag::LineDocument, Tag::Product, Tag::LineAgreement, Tag::LineDelivery, Tag::LineSettlement],
        ),
        [Tag::LineDocument] => once(child, &[Tag::LineId]),
        [Tag::Product] => once(child, &[Tag::Name]),
        [Tag::LineAgreement] => once(child, &[Tag::NetPrice]),
        [Tag::LineAgreement, Tag::NetPrice] => once(child, &[Tag::ChargeAmount]),
        [Tag::LineDelivery] => once(child, &[Tag::BilledQuantity]),
        [Tag::LineSettlement] => {
            once(child, &[Tag::TradeTax, Tag::LineSummation]).or_else(|| many(child, &[Tag::AllowanceCharge]))
        }
        [Tag::LineSettlement, Tag::TradeTax] => once(child, &[Tag::TypeCode, Tag::CategoryCode]),
        [Tag::LineSettlement, Tag::LineSummation] => once(child, &[Tag::LineTotalAmount]),
        [Tag::LineSettlement, Tag::AllowanceCharge, below @ ..] => below_adjustment(below, child),
        _ => None,
    }
}

fn below_agreement(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => once(
            child,
            &[Tag::BuyerReference, Tag::Seller, Tag::Buyer, Tag::Representative, Tag::OrderReference],
        ),
        [Tag::OrderReference] => once(child, &[Tag::IssuerAssignedId]),
        [Tag::Seller | Tag::Buyer, below @ ..] => below_party(below, child),
        [Tag::Representative] => many(child, &[Tag::TaxRegistration]),
        [Tag::Representative, Tag::TaxRegistration] => once(child, &[Tag::Id]),
        _ => None,
    }
}

fn below_settlement(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => once(child, &[Tag::TaxCurrencyCode, Tag::InvoiceCurrencyCode, Tag::Payee, Tag::Summation])
            .or_else(|| {
                many(child, &[Tag::TradeTax, Tag::AllowanceCharge, Tag::PaymentTerms, Tag::InvoiceReference])
            }),
        // An electronic address says nothing of who is to be paid.
        [Tag::Payee] if child == Tag::Communication => None,
        [Tag::Payee, below @ ..] => below_party(below, child),
        [Tag::TradeTax] => once(child, TAX),
        [Tag::TradeTax, Tag::TaxPointDate] => once(child, &[Tag::DateString, Tag::Date]),
        [Tag::AllowanceCharge, below @ ..] => below_adjustment(below, child),
        [Tag::PaymentTerms] => many(child, &[Tag::Description]).or_else(|| once(child, &[Tag::DueDate])),
        [Tag::PaymentTerms, Tag::DueDate] => below_date(child),
        [Tag::Summation] => many(child, &[Tag::TaxTotalAmount]).or_else(|| once(child, TOTALS)),
        [Tag::InvoiceReference] => once(child, &[Tag::IssuerAssignedId, Tag::FormattedIssueDate]),
        [Tag::InvoiceReference, Tag::FormattedIssueDate] => once(child, &[Tag::QualifiedDateTimeString]),
        _ => None,
    }
}

const TAX: &[Tag] = &[
    Tag::CalculatedAmount,
    Tag::TypeCode,
    Tag::BasisAmount,
    Tag::CategoryCode,
    Tag::TaxPointDate,
    Tag::DueDateTypeCode,
    Tag::RateApplicablePercent,
];

const TOTALS: &[Tag] = &[
    Tag::LineTotalAmount,
    Tag::ChargeTotalAmount,
    Tag::AllowanceTotalAmount,
    Tag::TaxBasisTotalAmount,
    Tag::RoundingAmount,
    Tag::GrandTotalAmount,
    Tag::TotalPrepaidAmount,
    Tag::DuePayableAmount,
];

fn below_party(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => many(child, &[Tag::Id, Tag::GlobalId, Tag::TaxRegistration]).or_else(|| {
            once(child, &[Tag::Name, Tag::LegalOrganization, Tag::PostalAddress, Tag::Communication])
        }),
        [Tag::LegalOrganization] => once(child, &[Tag::Id, Tag::TradingBusinessName]),
        [Tag::PostalAddress] => once(child, &[Tag::CountryId]),
        [Tag::Communication] => once(child, &[Tag::UriId]),
        [Tag::TaxRegistration] => once(child, &[Tag::Id]),
        _ => None,
    }
}

fn below_adjustment(path: &[Tag], child: Tag) -> Option<usize> {
    match path {
        [] => once(child, &[Tag::ChargeIndicator, Tag::BasisAmount, Tag::ActualAmount]),
        [Tag::ChargeIndicator] => below_indicator(child),
        _ => None,
    }
}

fn below_indicator(child: Tag) -> Option<usize> {
    once(child, &[Tag::Indicator, Tag::IndicatorString])
}

/// A date as a text with its format, or as a moment, which is refused and so must not be skipped.
fn below_date(child: Tag) -> Option<usize> {
    once(child, &[Tag::DateTimeString, Tag::DateTime])
}

fn once(child: Tag, known: &[Tag]) -> Option<usize> {
    known.contains(&child).then_some(1)
}

fn many(child: Tag, known: &[Tag]) -> Option<usize> {
    known.contains(&child).then_some(MAX_GROUPS)
}
