//! Where UBL writes a business term.

use super::Root;

/// The path of a term in UBL 2.1, for messages; positions count from 1. Terms without a place give the
/// root.
pub fn path_of(root: Root, term: &str, position: Option<usize>) -> String {
    let below = match root {
        Root::Invoice => invoice_path(term),
        Root::CreditNote => match term {
            "BT-3" => "cbc:CreditNoteTypeCode",
            "BT-9" => "cac:PaymentMeans/cbc:PaymentDueDate",
            "BT-129" => "#@/cbc:CreditedQuantity",
            other => invoice_path(other),
        },
    };
    let group = match root {
        Root::Invoice => "cac:InvoiceLine",
        Root::CreditNote => "cac:CreditNoteLine",
    };
    let position = position.map(|n| format!("[{n}]")).unwrap_or_default();
    let below = below.replace('#', group).replace('@', &position);
    if below.is_empty() { root.name().to_owned() } else { format!("{}/{below}", root.name()) }
}

/// `#` stands for the line's element, `@` for the position.
fn invoice_path(term: &str) -> &'static str {
    match term {
        "BT-1" => "cbc:ID",
        "BT-2" => "cbc:IssueDate",
        "BT-3" => "cbc:InvoiceTypeCode",
        "BT-5" => "cbc:DocumentCurrencyCode",
        "BT-6" => "cbc:TaxCurrencyCode",
        "BT-7" => "cbc:TaxPointDate",
        "BT-9" => "cbc:DueDate",
        "BT-8" => "cac:InvoicePeriod/cbc:DescriptionCode",
        "BT-10" => "cbc:BuyerReference",
        "BT-13" => "cac:OrderReference/cbc:ID",
        "BT-20" => "cac:PaymentTerms/cbc:Note",
        "BT-22" => "cbc:Note",
        "BT-25" => "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
        "BT-26" => "cac:BillingReference/cac:InvoiceDocumentReference/cbc:IssueDate",
        "BT-27" => "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
        "BT-28" => "cac:AccountingSupplierParty/cac:Party/cac:PartyName/cbc:Name",
        "BT-29" => "cac:AccountingSupplierParty/cac:Party/cac:PartyIdentification/cbc:ID",
        "BT-30" => "cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID",
        "BT-31" | "BT-32" => "cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID",
        "BT-34" => "cac:AccountingSupplierParty/cac:Party/cbc:EndpointID",
        "BT-40" => {
            "cac:AccountingSupplierParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
        }
        "BT-44" => "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName",
        "BT-45" => "cac:AccountingCustomerParty/cac:Party/cac:PartyName/cbc:Name",
        "BT-46" => "cac:AccountingCustomerParty/cac:Party/cac:PartyIdentification/cbc:ID",
        "BT-47" => "cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:CompanyID",
        "BT-48" => "cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID",
        "BT-49" => "cac:AccountingCustomerParty/cac:Party/cbc:EndpointID",
        "BT-55" => {
            "cac:AccountingCustomerParty/cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode"
        }
        "BT-59" => "cac:PayeeParty/cac:PartyName/cbc:Name",
        "BT-60" => "cac:PayeeParty/cac:PartyIdentification/cbc:ID",
        "BT-61" => "cac:PayeeParty/cac:PartyLegalEntity/cbc:CompanyID",
        "BT-63" => "cac:TaxRepresentativeParty/cac:PartyTaxScheme/cbc:CompanyID",
        "BT-92" => "cac:AllowanceCharge[cbc:ChargeIndicator='false']@/cbc:Amount",
        "BT-93" => "cac:AllowanceCharge[cbc:ChargeIndicator='false']@/cbc:BaseAmount",
        "BT-99" => "cac:AllowanceCharge[cbc:ChargeIndicator='true']@/cbc:Amount",
        "BT-100" => "cac:AllowanceCharge[cbc:ChargeIndicator='true']@/cbc:BaseAmount",
        "BT-106" => "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        "BT-107" => "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
        "BT-108" => "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount",
        "BT-109" => "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
        "BT-110" | "BT-111" => "cac:TaxTotal/cbc:TaxAmount",
        "BT-112" => "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        "BT-113" => "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
        "BT-114" => "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount",
        "BT-115" => "cac:LegalMonetaryTotal/cbc:PayableAmount",
        "BG-23" => "cac:TaxTotal/cac:TaxSubtotal",
        "BT-116" => "cac:TaxTotal/cac:TaxSubtotal@/cbc:TaxableAmount",
        "BT-117" => "cac:TaxTotal/cac:TaxSubtotal@/cbc:TaxAmount",
        "BT-118" => "cac:TaxTotal/cac:TaxSubtotal@/cac:TaxCategory/cbc:ID",
        "BT-119" => "cac:TaxTotal/cac:TaxSubtotal@/cac:TaxCategory/cbc:Percent",
        "BG-25" => "#",
        "BT-126" => "#@/cbc:ID",
        "BT-129" => "#@/cbc:InvoicedQuantity",
        "BT-131" => "#@/cbc:LineExtensionAmount",
        "BT-136" => "#@/cac:AllowanceCharge[cbc:ChargeIndicator='false']/cbc:Amount",
        "BT-137" => "#@/cac:AllowanceCharge[cbc:ChargeIndicator='false']/cbc:BaseAmount",
        "BT-141" => "#@/cac:AllowanceCharge[cbc:ChargeIndicator='true']/cbc:Amount",
        "BT-142" => "#@/cac:AllowanceCharge[cbc:ChargeIndicator='true']/cbc:BaseAmount",
        "BT-146" => "#@/cac:Price/cbc:PriceAmount",
        "BT-151" => "#@/cac:Item/cac:ClassifiedTaxCategory/cbc:ID",
        "BT-153" => "#@/cac:Item/cbc:Name",
        _ => "",
    }
}
