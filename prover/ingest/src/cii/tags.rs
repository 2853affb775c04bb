//! The elements of the Cross Industry Invoice that are read, by their qualified names.

use crate::syntax::tags;

/// The root element's name.
pub(super) const ROOT: &str = "CrossIndustryInvoice";
/// The namespaces of D16B: of the document, of its components, and of the types that have elements of their own.
pub(super) const RSM: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const RAM: &str = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
const UDT: &str = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
const QDT: &str = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

tags! { Tag {
    aggregate "rsm:" in RSM {
        Context = "ExchangedDocumentContext",
        Document = "ExchangedDocument",
        Transaction = "SupplyChainTradeTransaction",
    }
    aggregate "ram:" in RAM {
        Agreement = "ApplicableHeaderTradeAgreement",
        AllowanceCharge = "SpecifiedTradeAllowanceCharge",
        Buyer = "BuyerTradeParty",
        ChargeIndicator = "ChargeIndicator",
        Communication = "URIUniversalCommunication",
        CopyIndicator = "CopyIndicator",
        DueDate = "DueDateDateTime",
        FormattedIssueDate = "FormattedIssueDateTime",
        InvoiceReference = "InvoiceReferencedDocument",
        IssueDate = "IssueDateTime",
        LegalOrganization = "SpecifiedLegalOrganization",
        Line = "IncludedSupplyChainTradeLineItem",
        LineAgreement = "SpecifiedLineTradeAgreement",
        LineDelivery = "SpecifiedLineTradeDelivery",
        LineDocument = "AssociatedDocumentLineDocument",
        LineSettlement = "SpecifiedLineTradeSettlement",
        LineSummation = "SpecifiedTradeSettlementLineMonetarySummation",
        NetPrice = "NetPriceProductTradePrice",
        Note = "IncludedNote",
        OrderReference = "BuyerOrderReferencedDocument",
        Payee = "PayeeTradeParty",
        PaymentTerms = "SpecifiedTradePaymentTerms",
        PostalAddress = "PostalTradeAddress",
        Product = "SpecifiedTradeProduct",
        Representative = "SellerTaxRepresentativeTradeParty",
        Seller = "SellerTradeParty",
        Settlement = "ApplicableHeaderTradeSettlement",
        Summation = "SpecifiedTradeSettlementHeaderMonetarySummation",
        TaxPointDate = "TaxPointDate",
        TaxRegistration = "SpecifiedTaxRegistration",
        TestIndicator = "TestIndicator",
        TradeTax = "ApplicableTradeTax",
    }
    basic "ram:" in RAM {
        ActualAmount = "ActualAmount",
        AllowanceTotalAmount = "AllowanceTotalAmount",
        BasisAmount = "BasisAmount",
        BilledQuantity = "BilledQuantity",
        BuyerReference = "BuyerReference",
        CalculatedAmount = "CalculatedAmount",
        CategoryCode = "CategoryCode",
        ChargeAmount = "ChargeAmount",
        ChargeTotalAmount = "ChargeTotalAmount",
        Content = "Content",
        CountryId = "CountryID",
        Description = "Description",
        DueDateTypeCode = "DueDateTypeCode",
        DuePayableAmount = "DuePayableAmount",
        GlobalId = "GlobalID",
        GrandTotalAmount = "GrandTotalAmount",
        Id = "ID",
        InvoiceCurrencyCode = "InvoiceCurrencyCode",
        IssuerAssignedId = "IssuerAssignedID",
        LineId = "LineID",
        LineTotalAmount = "LineTotalAmount",
        Name = "Name",
        RateApplicablePercent = "RateApplicablePercent",
        RoundingAmount = "RoundingAmount",
        TaxBasisTotalAmount = "TaxBasisTotalAmount",
        TaxCurrencyCode = "TaxCurrencyCode",
        TaxTotalAmount = "TaxTotalAmount",
        TotalPrepaidAmount = "TotalPrepaidAmount",
        TradingBusinessName = "TradingBusinessName",
        TypeCode = "TypeCode",
        UriId = "URIID",
    }
    basic "udt:" in UDT {
        Date = "Date",
        DateString = "DateString",
        DateTime = "DateTime",
        DateTimeString = "DateTimeString",
        Indicator = "Indicator",
        IndicatorString = "IndicatorString",
    }
    basic "qdt:" in QDT {
        QualifiedDateTimeString = "DateTimeString",
    }
} }
