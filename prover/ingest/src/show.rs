//! What `covenant invoice show` prints: a document's content, by name.
//!
//! Amounts are strings in the digits of the document, dates `YYYY-MM-DD`. This is the one place where a document's content is
//! given out; it is not for logs.

use crate::{
    decimal::{Decimal, Numeral},
    document::{Document, other_payee},
    identifiers::{Side, identifiers_of, resolve::shared},
    loan::{Loan, LoanParty},
    model::{Invoice, Line, Party, VatBreakdown, redacted},
};
use covenant_statements::{DocumentType, Identifier};
use serde::Serialize;

/// A document, for people and scripts.
#[derive(Serialize)]
pub struct Summary {
    /// `invoice`, `credit-note` or `loan`.
    pub kind: &'static str,
    /// The document type: a code of UNTDID 1001, or 1000 for a loan agreement.
    #[serde(rename = "type")]
    pub document_type: Option<u16>,
    /// The number as written.
    pub number: Option<String>,
    /// The issue day.
    pub issue: Option<String>,
    /// The due day.
    pub due: Option<String>,
    /// The currency's code.
    pub currency: Option<String>,
    /// The amount due for payment: the payable amount, or the principal.
    pub payable: Option<Decimal>,
    /// The yearly rate of a loan in basis points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_bps: Option<u32>,
    /// Who is to be paid.
    pub seller: PartySummary,
    /// Who is to pay.
    pub debtor: PartySummary,
    /// Who is to be paid instead of the seller (BG-10), by the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee: Option<PartySummary>,
    /// The totals of an invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub totals: Option<TotalsSummary>,
    /// The VAT breakdown of an invoice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vat: Vec<VatSummary>,
    /// The lines of an invoice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineSummary>,
    /// What a reader should know about the document.
    pub notes: Vec<String>,
}

/// A party.
#[derive(Serialize)]
pub struct PartySummary {
    /// The registered name.
    pub name: Option<String>,
    /// The country's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// `SCHEME:VALUE`, as `--id` takes it, the best first.
    pub identifiers: Vec<Identifier>,
}

/// The totals, BT-106 to BT-115.
#[derive(Serialize)]
pub struct TotalsSummary {
    /// BT-106.
    pub lines: Option<Decimal>,
    /// BT-107.
    pub allowances: Option<Decimal>,
    /// BT-108.
    pub charges: Option<Decimal>,
    /// BT-109.
    pub without_vat: Option<Decimal>,
    /// BT-110.
    pub vat: Option<Decimal>,
    /// BT-112.
    pub with_vat: Option<Decimal>,
    /// BT-113.
    pub paid: Option<Decimal>,
    /// BT-114.
    pub rounding: Option<Decimal>,
    /// BT-115.
    pub payable: Option<Decimal>,
}

/// One category and rate of VAT.
#[derive(Serialize)]
pub struct VatSummary {
    /// BT-118.
    pub category: Option<String>,
    /// BT-119.
    pub rate: Option<Decimal>,
    /// BT-116.
    pub taxable: Option<Decimal>,
    /// BT-117.
    pub tax: Option<Decimal>,
}

/// A line.
#[derive(Serialize)]
pub struct LineSummary {
    /// BT-126.
    pub id: Option<String>,
    /// BT-153.
    pub item: Option<String>,
    /// BT-129.
    pub quantity: Option<Numeral>,
    /// BT-130.
    pub unit: Option<String>,
    /// BT-146.
    pub price: Option<Numeral>,
    /// BT-131.
    pub net: Option<Decimal>,
}

redacted!(Summary, PartySummary, TotalsSummary, VatSummary, LineSummary);

impl Summary {
    /// Sums a document up.
    pub fn of(document: &Document) -> Self {
        match document {
            Document::Invoice(document) => of_invoice(&document.invoice, "invoice"),
            Document::CreditNote(document) => of_invoice(&document.invoice, "credit-note"),
            Document::Loan(loan) => of_loan(loan),
        }
    }
}

fn of_invoice(invoice: &Invoice, kind: &'static str) -> Summary {
    let (seller, seller_unusable) = identifiers_of(&invoice.seller, Side::Seller);
    let (debtor, debtor_unusable) = identifiers_of(&invoice.buyer, Side::Debtor);
    let mut notes = shared_notes(&seller, &debtor);
    for term in seller_unusable.into_iter().chain(debtor_unusable) {
        notes.push(format!("{term} cannot be used as an identifier"));
    }
    let payee = other_payee(invoice).map(payee);
    if payee.is_some() {
        notes.push(
            "the payee is not the seller (BG-10): the claim may be assigned already; acknowledging it takes --payee"
                .to_owned(),
        );
    }
    if invoice.due_date.is_none() {
        notes.push(
            "no due date: payment terms in words are not read, the debtor states the due day when it signs"
                .to_owned(),
        );
    }
    if invoice.type_code.is_some_and(|code| code != 380) {
        notes.push("this type of document is read, but not financed".to_owned());
    }
    for preceding in &invoice.preceding {
        if let Some(number) = &preceding.number {
            notes.push(format!("refers to invoice {number}"));
        }
    }
    let totals = &invoice.totals;
    Summary {
        kind,
        document_type: invoice.type_code,
        number: invoice.number.clone(),
        issue: invoice.issue_date.map(|day| day.to_string()),
        due: invoice.due_date.map(|day| day.to_string()),
        currency: invoice.currency.map(|currency| currency.to_string()),
        payable: totals.payable,
        rate_bps: None,
        seller: party(&invoice.seller, seller),
        debtor: party(&invoice.buyer, debtor),
        payee,
        totals: Some(TotalsSummary {
            lines: totals.lines,
            allowances: totals.allowances,
            charges: totals.charges,
            without_vat: totals.without_vat,
            vat: totals.vat,
            with_vat: totals.with_vat,
            paid: totals.paid,
            rounding: totals.rounding,
            payable: totals.payable,
        }),
        vat: invoice.vat_breakdown.iter().map(vat).collect(),
        lines: invoice.lines.iter().map(line).collect(),
        notes,
    }
}

fn of_loan(loan: &Loan) -> Summary {
    let party = |party: &LoanParty| PartySummary {
        name: Some(party.name.clone()),
        country: None,
        identifiers: party.identifiers.clone(),
    };
    Summary {
        kind: "loan",
        document_type: Some(DocumentType::LOAN.0),
        number: Some(loan.number.clone()),
        issue: Some(loan.issued.to_string()),
        due: Some(loan.due.to_string()),
        currency: Some(loan.currency.to_string()),
        payable: Some(loan.principal),
        rate_bps: Some(loan.rate_bps.0),
        seller: party(&loan.creditor),
        debtor: party(&loan.debtor),
        payee: None,
        totals: None,
        vat: Vec::new(),
        lines: Vec::new(),
        notes: shared_notes(&loan.creditor.identifiers, &loan.debtor.identifiers),
    }
}

fn shared_notes(seller: &[Identifier], debtor: &[Identifier]) -> Vec<String> {
    shared(seller, debtor)
        .map(|identifier| {
            format!(
                "seller and debtor both have this {} identifier: it does not tell them apart",
                identifier.scheme()
            )
        })
        .collect()
}

fn party(party: &Party, identifiers: Vec<Identifier>) -> PartySummary {
    PartySummary { name: party.name.clone(), country: party.country.clone(), identifiers }
}

fn payee(payee: &Party) -> PartySummary {
    let (identifiers, _) = identifiers_of(payee, Side::Seller);
    PartySummary { name: payee.trading_name.clone().or(payee.name.clone()), country: None, identifiers }
}

fn vat(vat: &VatBreakdown) -> VatSummary {
    VatSummary { category: vat.category.clone(), rate: vat.rate, taxable: vat.taxable, tax: vat.tax }
}

fn line(line: &Line) -> LineSummary {
    LineSummary {
        id: line.id.clone(),
        item: line.item.clone(),
        quantity: line.quantity.clone(),
        unit: line.unit.clone(),
        price: line.price.clone(),
        net: line.net,
    }
}
