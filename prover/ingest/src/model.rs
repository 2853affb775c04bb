//! An invoice by its meaning: the business terms (BT) and groups (BG) of EN 16931-1.
//!
//! The model knows no syntax: [`crate::ubl`] fills it from UBL 2.1, a reader of UN/CEFACT's CII would fill the same
//! fields. It holds the terms that the rules, the parties' identifiers and the statements need. What a document leaves
//! out is `None` here, so that the rules of [`crate::rules`] can say which term is missing.
//!
//! An invoice is private: `Debug` shows no content.

use crate::decimal::{Decimal, Numeral};
use covenant_statements::{Currency, Day};

/// Implements `Debug` without content.
macro_rules! redacted {
    ($($name:ident),* $(,)?) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "([redacted])"))
            }
        }
    )*};
}

pub(crate) use redacted;

/// An invoice, a credit note, or a correction.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Invoice {
    /// Whether the syntax has it as a credit note and not as an invoice, whatever its type code.
    pub is_credit_note: bool,
    /// BT-1, the invoice number, as written but for blanks at its ends.
    pub number: Option<String>,
    /// BT-2, the issue date.
    pub issue_date: Option<Day>,
    /// BT-3, the type code of UNTDID 1001: 380 a commercial invoice, 381 a credit note, …
    pub type_code: Option<u16>,
    /// BT-5, the currency of every amount but BT-111.
    pub currency: Option<Currency>,
    /// BT-6, the currency of VAT accounting.
    pub vat_currency: Option<Currency>,
    /// BT-7, the day on which VAT becomes due.
    pub tax_point_date: Option<Day>,
    /// BT-8, a code that says which date is the tax point.
    pub tax_point_code: Option<String>,
    /// BT-9, the due date.
    pub due_date: Option<Day>,
    /// BT-10, the buyer's reference.
    pub buyer_reference: Option<String>,
    /// BT-13, the number of the purchase order.
    pub order_reference: Option<String>,
    /// BT-20, payment terms in words. Never parsed: the due day is what the debtor signs.
    pub payment_terms: Option<String>,
    /// BT-22, notes.
    pub notes: Vec<String>,
    /// BG-3, the invoices to which a credit note or a correction refers.
    pub preceding: Vec<PrecedingInvoice>,
    /// BG-4, the seller.
    pub seller: Party,
    /// BG-7, the buyer.
    pub buyer: Party,
    /// BG-10, the payee, if the document has one: who is to be paid where that is not the seller.
    pub payee: Option<Party>,
    /// BT-63, VAT numbers of the seller's tax representative.
    pub representative_vat_numbers: Vec<String>,
    /// BG-20, allowances on the document.
    pub allowances: Vec<Adjustment>,
    /// BG-21, charges on the document.
    pub charges: Vec<Adjustment>,
    /// BG-22, the totals.
    pub totals: Totals,
    /// BG-23, the VAT breakdown.
    pub vat_breakdown: Vec<VatBreakdown>,
    /// BG-25, the lines.
    pub lines: Vec<Line>,
}

/// BG-3, a reference to an earlier invoice.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PrecedingInvoice {
    /// BT-25, its number.
    pub number: Option<String>,
    /// BT-26, its issue date.
    pub issue_date: Option<Day>,
}

/// BG-4 or BG-7, a seller or a buyer. The terms are given as seller / buyer. A payee (BG-10) has names (BT-59 is the
/// trading name), identifiers (BT-60) and a legal registration (BT-61).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// BT-27 / BT-44, the registered name.
    pub name: Option<String>,
    /// BT-28 / BT-45, the trading name.
    pub trading_name: Option<String>,
    /// BT-29 / BT-46, identifiers of the party, such as a GLN.
    pub identifiers: Vec<RawIdentifier>,
    /// BT-30 / BT-47, the identifier of its legal registration.
    pub legal_registration: Option<RawIdentifier>,
    /// BT-31 / BT-48, VAT numbers. EN 16931 allows one; documents with more are read.
    pub vat_numbers: Vec<String>,
    /// BT-32, other tax registrations. EN 16931 knows them for sellers only; those of buyers are read.
    pub tax_registrations: Vec<String>,
    /// BT-34 / BT-49, the electronic address.
    pub endpoint: Option<RawIdentifier>,
    /// BT-40 / BT-55, the country code.
    pub country: Option<String>,
}

/// An identifier as a document writes it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawIdentifier {
    /// The code of the scheme: ISO/IEC 6523 (ICD) or EAS, such as `0088`.
    pub scheme: Option<String>,
    /// The identifier.
    pub value: String,
}

/// BG-20 or BG-21 on the document, BG-27 or BG-28 on a line: an allowance or a charge.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Adjustment {
    /// BT-92, BT-99, BT-136 or BT-141, the amount without VAT, positive.
    pub amount: Option<Decimal>,
    /// BT-93, BT-100, BT-137 or BT-142, the amount that a percentage is taken of.
    pub base: Option<Decimal>,
}

/// BG-22, the totals.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// BT-106, the sum of the lines' net amounts.
    pub lines: Option<Decimal>,
    /// BT-107, the sum of the allowances on the document.
    pub allowances: Option<Decimal>,
    /// BT-108, the sum of the charges on the document.
    pub charges: Option<Decimal>,
    /// BT-109, the total without VAT.
    pub without_vat: Option<Decimal>,
    /// BT-110, the total of VAT.
    pub vat: Option<Decimal>,
    /// BT-111, the total of VAT in the currency BT-6.
    pub vat_in_vat_currency: Option<Decimal>,
    /// BT-112, the total with VAT.
    pub with_vat: Option<Decimal>,
    /// BT-113, what has been paid.
    pub paid: Option<Decimal>,
    /// BT-114, the amount that rounds the payable amount.
    pub rounding: Option<Decimal>,
    /// BT-115, the amount due for payment.
    pub payable: Option<Decimal>,
}

/// BG-23, one category and rate of VAT.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct VatBreakdown {
    /// BT-116, the taxable amount.
    pub taxable: Option<Decimal>,
    /// BT-117, the tax.
    pub tax: Option<Decimal>,
    /// BT-118, the category of UNTDID 5305: `S`, `Z`, `E`, `AE`, `K`, `G`, `O`, …
    pub category: Option<String>,
    /// BT-119, the rate in percent.
    pub rate: Option<Decimal>,
}

/// BG-25, a line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Line {
    /// BT-126, the line's identifier.
    pub id: Option<String>,
    /// BT-129, the quantity.
    pub quantity: Option<Numeral>,
    /// BT-130, the unit of the quantity.
    pub unit: Option<String>,
    /// BT-131, the net amount.
    pub net: Option<Decimal>,
    /// BT-146, the item's net price.
    pub price: Option<Numeral>,
    /// BT-151, the VAT category.
    pub vat_category: Option<String>,
    /// BT-153, the item's name.
    pub item: Option<String>,
    /// BG-27, the line's allowances.
    pub allowances: Vec<Adjustment>,
    /// BG-28, the line's charges.
    pub charges: Vec<Adjustment>,
}

redacted!(Invoice, PrecedingInvoice, Party, RawIdentifier, Adjustment, Totals, VatBreakdown, Line);
