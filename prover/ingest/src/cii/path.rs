//! Where CII writes a business term.

use super::tags::ROOT;

/// The path of a term in the Cross Industry Invoice, for messages; positions count from 1. Terms without a place give the
/// root.
pub fn path_of(term: &str, position: Option<usize>) -> String {
    let position = position.map(|n| format!("[{n}]")).unwrap_or_default();
    let (group, below) = place(term);
    let way = match group {
        Group::Document => "/rsm:ExchangedDocument/",
        Group::Agreement => "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/",
        Group::Settlement => "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/",
        Group::Summation => {
            "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/\
             ram:SpecifiedTradeSettlementHeaderMonetarySummation/"
        }
        Group::Line => "/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem",
        Group::Root => "",
    };
    format!("{ROOT}{way}{}", below.replace('#', &position))
}

/// The part of the document that a term stands in.
enum Group {
    Root,
    Document,
    Agreement,
    Settlement,
    Summation,
    Line,
}

/// `#` stands for the position.
fn place(term: &str) -> (Group, &'static str) {
    let of_group = |group, below: Option<&'static str>| below.map(|below| (group, below));
    of_group(Group::Document, in_document(term))
        .or_else(|| of_group(Group::Agreement, in_agreement(term)))
        .or_else(|| of_group(Group::Settlement, in_settlement(term)))
        .or_else(|| of_group(Group::Summation, in_summation(term)))
        .or_else(|| of_group(Group::Line, in_line(term)))
        .unwrap_or((Group::Root, ""))
}

fn in_document(term: &str) -> Option<&'static str> {
    Some(match term {
        "BT-1" => "ram:ID",
        "BT-2" => "ram:IssueDateTime/udt:DateTimeString",
        "BT-3" => "ram:TypeCode",
        "BT-22" => "ram:IncludedNote/ram:Content",
        _ => return None,
    })
}

fn in_agreement(term: &str) -> Option<&'static str> {
    Some(match term {
        "BT-10" => "ram:BuyerReference",
        "BT-13" => "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID",
        "BT-27" => "ram:SellerTradeParty/ram:Name",
        "BT-28" => "ram:SellerTradeParty/ram:SpecifiedLegalOrganization/ram:TradingBusinessName",
        "BT-29" => "ram:SellerTradeParty/ram:GlobalID",
        "BT-30" => "ram:SellerTradeParty/ram:SpecifiedLegalOrganization/ram:ID",
        "BT-31" => "ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
        "BT-32" => "ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']",
        "BT-34" => "ram:SellerTradeParty/ram:URIUniversalCommunication/ram:URIID",
        "BT-40" => "ram:SellerTradeParty/ram:PostalTradeAddress/ram:CountryID",
        "BT-44" => "ram:BuyerTradeParty/ram:Name",
        "BT-45" => "ram:BuyerTradeParty/ram:SpecifiedLegalOrganization/ram:TradingBusinessName",
        "BT-46" => "ram:BuyerTradeParty/ram:GlobalID",
        "BT-47" => "ram:BuyerTradeParty/ram:SpecifiedLegalOrganization/ram:ID",
        "BT-48" => "ram:BuyerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']",
        "BT-49" => "ram:BuyerTradeParty/ram:URIUniversalCommunication/ram:URIID",
        "BT-55" => "ram:BuyerTradeParty/ram:PostalTradeAddress/ram:CountryID",
        "BT-63" => {
            "ram:SellerTaxRepresentativeTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"
        }
        _ => return None,
    })
}

fn in_settlement(term: &str) -> Option<&'static str> {
    Some(match term {
        "BT-5" => "ram:InvoiceCurrencyCode",
        "BT-6" => "ram:TaxCurrencyCode",
        "BT-7" => "ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString",
        "BT-8" => "ram:ApplicableTradeTax/ram:DueDateTypeCode",
        "BT-9" => "ram:SpecifiedTradePaymentTerms/ram:DueDateDateTime/udt:DateTimeString",
        "BT-20" => "ram:SpecifiedTradePaymentTerms/ram:Description",
        "BT-25" => "ram:InvoiceReferencedDocument/ram:IssuerAssignedID",
        "BT-26" => "ram:InvoiceReferencedDocument/ram:FormattedIssueDateTime/qdt:DateTimeString",
        "BT-59" => "ram:PayeeTradeParty/ram:Name",
        "BT-60" => "ram:PayeeTradeParty/ram:GlobalID",
        "BT-61" => "ram:PayeeTradeParty/ram:SpecifiedLegalOrganization/ram:ID",
        "BT-92" => {
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='false']#/ram:ActualAmount"
        }
        "BT-93" => {
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='false']#/ram:BasisAmount"
        }
        "BT-99" => {
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='true']#/ram:ActualAmount"
        }
        "BT-100" => {
            "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='true']#/ram:BasisAmount"
        }
        "BG-23" => "ram:ApplicableTradeTax",
        "BT-116" => "ram:ApplicableTradeTax#/ram:BasisAmount",
        "BT-117" => "ram:ApplicableTradeTax#/ram:CalculatedAmount",
        "BT-118" => "ram:ApplicableTradeTax#/ram:CategoryCode",
        "BT-119" => "ram:ApplicableTradeTax#/ram:RateApplicablePercent",
        _ => return None,
    })
}

fn in_summation(term: &str) -> Option<&'static str> {
    Some(match term {
        "BT-106" => "ram:LineTotalAmount",
        "BT-107" => "ram:AllowanceTotalAmount",
        "BT-108" => "ram:ChargeTotalAmount",
        "BT-109" => "ram:TaxBasisTotalAmount",
        "BT-110" | "BT-111" => "ram:TaxTotalAmount",
        "BT-112" => "ram:GrandTotalAmount",
        "BT-113" => "ram:TotalPrepaidAmount",
        "BT-114" => "ram:RoundingAmount",
        "BT-115" => "ram:DuePayableAmount",
        _ => return None,
    })
}

fn in_line(term: &str) -> Option<&'static str> {
    Some(match term {
        "BG-25" => "",
        "BT-126" => "#/ram:AssociatedDocumentLineDocument/ram:LineID",
        "BT-129" => "#/ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
        "BT-131" => {
            "#/ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
        }
        "BT-136" => {
            "#/ram:SpecifiedLineTradeSettlement/\
             ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='false']/ram:ActualAmount"
        }
        "BT-137" => {
            "#/ram:SpecifiedLineTradeSettlement/\
             ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='false']/ram:BasisAmount"
        }
        "BT-141" => {
            "#/ram:SpecifiedLineTradeSettlement/\
             ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='true']/ram:ActualAmount"
        }
        "BT-142" => {
            "#/ram:SpecifiedLineTradeSettlement/\
             ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='true']/ram:BasisAmount"
        }
        "BT-146" => "#/ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount",
        "BT-151" => "#/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode",
        "BT-153" => "#/ram:SpecifiedTradeProduct/ram:Name",
        _ => return None,
    })
}
