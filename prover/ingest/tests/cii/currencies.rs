//! The currency of an amount: the document's, whether the amount names it or not.

use crate::{
    common::{accepted, refused, replace_one},
    elements::{de, document},
};

const SETTLEMENT: &str =
    "CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement";
const LINE: &str =
    "CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem";

fn summation(element: &str) -> String {
    format!("{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation/{element}")
}

fn named(text: &str, element: &str, amount: &str, currency: &str) -> String {
    let plain = format!("<ram:{element}>{amount}<");
    replace_one(text, &plain, &format!("<ram:{element} currencyID=\"{currency}\">{amount}<"))
}

#[test]
fn an_amount_may_name_the_documents() {
    accepted(&named(&de(), "DuePayableAmount", "9065.36", "EUR"));
    accepted(&named(&de(), "ChargeAmount", "485.00", " EUR "));
    accepted(&named(&de(), "DuePayableAmount", "9065.36", ""));
    for currency in ["USD", "eur", "XXX", "EURO"] {
        let text = named(&de(), "DuePayableAmount", "9065.36", currency);
        refused(&text, "amount/currency", "BT-115", &summation("ram:DuePayableAmount"));
    }
}

/// Lines stand before the currency: what they name is held against it when it is known.
#[test]
fn an_amount_before_the_currency_may_not_name_another() {
    let price =
        format!("{LINE}[1]/ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount");
    refused(&named(&de(), "ChargeAmount", "485.00", "USD"), "amount/currency", "BT-146", &price);
    let net = format!(
        "{LINE}[2]/ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"
    );
    let first = named(&de(), "ChargeAmount", "485.00", "EUR");
    refused(&named(&first, "LineTotalAmount", "1524.60", "USD"), "amount/currency", "BT-131", &net);
    // All of them another than the document's.
    let all = document("jpy.xml")
        .replace(">JPY<", ">EUR<")
        .replace("<ram:TaxCurrencyCode>EUR</ram:TaxCurrencyCode>", "");
    refused(&all, "amount/currency", "BT-146", &price);
}

#[test]
fn totals_of_taxes() {
    let own = "<ram:TaxTotalAmount currencyID=\"EUR\">1377.83</ram:TaxTotalAmount>";
    let with = |totals: &str| replace_one(&de(), own, totals);
    let of = |attribute: &str, amount: &str| {
        format!("<ram:TaxTotalAmount{attribute}>{amount}</ram:TaxTotalAmount>")
    };
    // Without a currency it is in the document's, as every amount is.
    assert!(crate::elements::outcome(&with(&of("", "1377.83"))) == crate::elements::outcome(&de()));
    refused(&with(""), "BR-CO-14", "BT-110", &summation("ram:TaxTotalAmount"));
    refused(&with(&own.repeat(2)), "xml/duplicate", "BT-110", &summation("ram:TaxTotalAmount[2]"));
    let both = format!("{own}{}", of("", "0.00"));
    refused(&with(&both), "xml/duplicate", "BT-110", &summation("ram:TaxTotalAmount[2]"));
    // A third currency, and the currency of VAT accounting where there is none.
    let third = format!("{own}{}", of(" currencyID=\"USD\"", "1500.00"));
    refused(&with(&third), "amount/currency", "BT-110", &summation("ram:TaxTotalAmount[2]"));
    let code = "<ram:InvoiceCurrencyCode>";
    let accounting = |text: &str| {
        replace_one(text, code, &format!("<ram:TaxCurrencyCode>USD</ram:TaxCurrencyCode>{code}"))
    };
    accepted(&accounting(&with(&third)));
    // Their order means nothing.
    let reversed = format!("{}{own}", of(" currencyID=\"USD\"", "1500.00"));
    let [one, other] =
        [third.as_str(), &reversed].map(|totals| crate::elements::outcome(&accounting(&with(totals))));
    assert!(one.is_ok() && one == other);
    let thrice = format!("{third}{}", of(" currencyID=\"USD\"", "1500.00"));
    refused(&accounting(&with(&thrice)), "xml/duplicate", "BT-111", &summation("ram:TaxTotalAmount[3]"));
    refused(
        &with(&of(" currencyID=\"Euro\"", "1.00")),
        "amount/currency",
        "BT-110",
        &summation("ram:TaxTotalAmount[1]"),
    );
}
