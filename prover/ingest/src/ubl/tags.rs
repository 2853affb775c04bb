//! The elements of UBL 2.1 that are read, by their qualified names.

use crate::syntax::tags;

/// UBL's component namespaces.
const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";

/// The root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// UBL's Invoice.
    Invoice,
    /// UBL's CreditNote.
    CreditNote,
}

impl Root {
    /// Recognises a root element.
    pub(crate) fn of(namespace: &str, local: &str) -> Option<Self> {
        let kind = namespace.strip_prefix("urn:oasis:names:specification:ubl:schema:xsd:")?;
        match (kind, local) {
            ("Invoice-2", "Invoice") => Some(Self::Invoice),
            ("CreditNote-2", "CreditNote") => Some(Self::CreditNote),
            _ => None,
        }
    }

    /// The element's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "Invoice",
            Self::CreditNote => "CreditNote",
        }
    }
}

tags! { Tag {
    basic "cbc:" in CBC {
        AllowanceTotalAmount = "AllowanceTotalAmount",
        Amount = "Amount",
        BaseAmount = "BaseAmount",
        BuyerReference = "BuyerReference",
        ChargeIndicator = "ChargeIndicator",
        ChargeTotalAmount = "ChargeTotalAmount",
        CompanyId = "CompanyID",
        CopyIndicator = "CopyIndicator",
        CreditNoteTypeCode = "CreditNoteTypeCode",
        CreditedQuantity = "CreditedQuantity",
        DescriptionCode = "DescriptionCode",
        DocumentCurrencyCode = "DocumentCurrencyCode",
        DueDate = "DueDate",
        EndpointId = "EndpointID",
        Id = "ID",
        IdentificationCode = "IdentificationCode",
        InvoiceTypeCode = "InvoiceTypeCode",
        InvoicedQuantity = "InvoicedQuantity",
        IssueDate = "IssueDate",
        LineExtensionAmount = "LineExtensionAmount",
        Name = "Name",
        Note = "Note",
        PayableAmount = "PayableAmount",
        PayableRoundingAmount = "PayableRoundingAmount",
        PaymentDueDate = "PaymentDueDate",
        Percent = "Percent",
        PrepaidAmount = "PrepaidAmount",
        PriceAmount = "PriceAmount",
        RegistrationName = "RegistrationName",
        TaxAmount = "TaxAmount",
        TaxCurrencyCode = "TaxCurrencyCode",
        TaxExclusiveAmount = "TaxExclusiveAmount",
        TaxInclusiveAmount = "TaxInclusiveAmount",
        TaxPointDate = "TaxPointDate",
        TaxableAmount = "TaxableAmount",
    }
    aggregate "cac:" in CAC {
        AccountingCustomerParty = "AccountingCustomerParty",
        AccountingSupplierParty = "AccountingSupplierParty",
        AllowanceCharge = "AllowanceCharge",
        BillingReference = "BillingReference",
        ClassifiedTaxCategory = "ClassifiedTaxCategory",
        Country = "Country",
        CreditNoteLine = "CreditNoteLine",
        InvoiceDocumentReference = "InvoiceDocumentReference",
        InvoiceLine = "InvoiceLine",
        InvoicePeriod = "InvoicePeriod",
        Item = "Item",
        LegalMonetaryTotal = "LegalMonetaryTotal",
        OrderReference = "OrderReference",
        Party = "Party",
        PartyIdentification = "PartyIdentification",
        PartyLegalEntity = "PartyLegalEntity",
        PartyName = "PartyName",
        PartyTaxScheme = "PartyTaxScheme",
        PayeeParty = "PayeeParty",
        PaymentMeans = "PaymentMeans",
        PaymentTerms = "PaymentTerms",
        PostalAddress = "PostalAddress",
        Price = "Price",
        TaxCategory = "TaxCategory",
        TaxRepresentativeParty = "TaxRepresentativeParty",
        TaxScheme = "TaxScheme",
        TaxSubtotal = "TaxSubtotal",
        TaxTotal = "TaxTotal",
    }
} }
