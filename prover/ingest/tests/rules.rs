//! One change to a valid document, and the rule that it breaks.

mod common;

use common::{AT, CREDIT, DE, DK, FI, FR, JPY, accepted, altered, refused, replace_one, sample, without};
use covenant_ingest::{
    Document,
    error::{JsonFault, ValueFault, XmlFault},
    rules,
};

#[test]
fn mandatory_terms() {
    let supplier = "Invoice/cac:AccountingSupplierParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName";
    let customer = "Invoice/cac:AccountingCustomerParty/cac:Party/cac:PartyLegalEntity/cbc:RegistrationName";
    for (from, to, code, term, path) in [
        ("<cbc:ID>10045<", "<cbc:ID> <", "BR-02", "BT-1", "Invoice/cbc:ID"),
        ("<cbc:IssueDate>2026-10-30</cbc:IssueDate>", "", "BR-03", "BT-2", "Invoice/cbc:IssueDate"),
        (
            "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
            "",
            "BR-04",
            "BT-3",
            "Invoice/cbc:InvoiceTypeCode",
        ),
        (">DKK</cbc:DocumentCurrencyCode>", "/>", "BR-05", "BT-5", "Invoice/cbc:DocumentCurrencyCode"),
        ("Vesterhav Værft Eksempel A/S", "", "BR-06", "BT-27", supplier),
        ("Vesterhav Offshore Eksempel ApS", "\n", "BR-07", "BT-44", customer),
    ] {
        let text = altered(DK, from, to).replace("<cbc:DocumentCurrencyCode/>", "");
        refused(&text, code, term, path);
    }
    for (element, code, term) in [
        ("LineExtensionAmount", "BR-12", "BT-106"),
        ("TaxExclusiveAmount", "BR-13", "BT-109"),
        ("TaxInclusiveAmount", "BR-14", "BT-112"),
        ("PayableAmount", "BR-15", "BT-115"),
    ] {
        let text = without(&sample(DK), &format!("<cbc:{element} "), &format!("</cbc:{element}>"));
        refused(&text, code, term, &format!("Invoice/cac:LegalMonetaryTotal/cbc:{element}"));
    }
    let text = without(&sample(DK), "<cac:InvoiceLine>", "</cac:InvoiceLine>");
    refused(&text, "BR-16", "BG-25", "Invoice/cac:InvoiceLine");
}

#[test]
fn mandatory_terms_of_groups() {
    let second = sample(DE).replacen(
        "<cbc:LineExtensionAmount currencyID=\"EUR\">1524.60</cbc:LineExtensionAmount>",
        "",
        1,
    );
    refused(&second, "BR-24", "BT-131", "Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount");
    let text = altered(DE, "<cbc:Amount currencyID=\"EUR\">141.07</cbc:Amount>", "");
    refused(
        &text,
        "BR-31",
        "BT-92",
        "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='false'][1]/cbc:Amount",
    );
    let text = altered(DE, "<cbc:Amount currencyID=\"EUR\">85.00</cbc:Amount>", "");
    refused(&text, "BR-36", "BT-99", "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='true'][1]/cbc:Amount");
    let group = "Invoice/cac:TaxTotal/cac:TaxSubtotal[2]";
    let text = altered(DE, "<cbc:TaxableAmount currencyID=\"EUR\">690.00</cbc:TaxableAmount>", "");
    refused(&text, "BR-45", "BT-116", &format!("{group}/cbc:TaxableAmount"));
    let text = altered(DE, "<cbc:TaxAmount currencyID=\"EUR\">48.30</cbc:TaxAmount>", "");
    refused(&text, "BR-46", "BT-117", &format!("{group}/cbc:TaxAmount"));
    let category =
        "<a:TaxCategory><b:ID>S</b:ID><b:Percent>5.50</b:Percent><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme>";
    let text = altered(FR, category, &category.replace("<b:ID>S</b:ID>", ""));
    refused(&text, "BR-47", "BT-118", &format!("{group}/cac:TaxCategory/cbc:ID"));
    let text = altered(FR, category, &category.replace("VAT", "GST"));
    refused(&text, "BR-47", "BT-118", &format!("{group}/cac:TaxCategory/cbc:ID"));
    let text = altered(FR, category, &category.replace("<b:Percent>5.50</b:Percent>", ""));
    refused(&text, "BR-48", "BT-119", &format!("{group}/cac:TaxCategory/cbc:Percent"));
}

#[test]
fn outside_the_scope_of_vat_there_is_no_rate() {
    accepted(&sample(AT).replace("<ID>E</ID><Percent>0</Percent>", "<ID>O</ID>"));
    let text = sample(DK)
        .replace("<cbc:ID>S</cbc:ID>", "<cbc:ID>O</cbc:ID>")
        .replace("<cbc:Percent>25</cbc:Percent>", "");
    refused(&text, "BR-CO-17", "BT-117", "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount");
}

#[test]
fn code_lists() {
    for code in ["0", "0380", "38O", "1000", "+38", "-1", "3.8e2"] {
        let text = altered(DK, ">380<", &format!(">{code}<"));
        refused(&text, "BR-CL-01", "BT-3", "Invoice/cbc:InvoiceTypeCode");
    }
    // A credit note in the guise of an invoice.
    let text = altered(CREDIT, ">381<", ">380<");
    refused(&text, "BR-CL-01", "BT-3", "CreditNote/cbc:CreditNoteTypeCode");
    for currency in ["dkk", "DK", "XXX", "Kroner"] {
        let text = altered(
            DK,
            ">DKK</cbc:DocumentCurrencyCode>",
            &format!(">{currency}</cbc:DocumentCurrencyCode>"),
        );
        refused(&text, "BR-CL-04", "BT-5", "Invoice/cbc:DocumentCurrencyCode");
    }
    let text = altered(JPY, ">EUR</TaxCurrencyCode>", ">EU</TaxCurrencyCode>");
    refused(&text, "BR-CL-05", "BT-6", "Invoice/cbc:TaxCurrencyCode");
}

#[test]
fn corrections_are_read() {
    for code in [381, 383, 384, 386, 389] {
        let document = accepted(&altered(DK, ">380<", &format!(">{code}<")));
        assert_eq!(document.obligation().unwrap().document_type.0, code);
    }
}

#[test]
fn br_co_03_tax_point() {
    let point = "<b:TaxPointDate>2026-09-30</b:TaxPointDate><b:DocumentCurrencyCode>";
    let text = altered(FR, "<b:DocumentCurrencyCode>", point);
    refused(&text, "BR-CO-03", "BT-7", "Invoice/cbc:TaxPointDate");
    accepted(&without(&text, "<b:DescriptionCode>", "</b:DescriptionCode>"));
}

#[test]
fn br_co_04_category_of_a_line() {
    let category = "<a:ClassifiedTaxCategory><b:ID>S</b:ID><b:Percent>5.50</b:Percent><a:TaxScheme><b:ID>VAT</b:ID></a:TaxScheme></a:ClassifiedTaxCategory>";
    for changed in
        [String::new(), category.replace("<b:ID>S</b:ID>", "<b:ID/>"), category.replace("VAT", "GST")]
    {
        let path = "Invoice/cac:InvoiceLine[2]/cac:Item/cac:ClassifiedTaxCategory/cbc:ID";
        refused(&altered(FR, category, &changed), "BR-CO-04", "BT-151", path);
    }
}

#[test]
fn br_co_09_country_of_a_vat_number() {
    let party =
        |side: &str| format!("Invoice/cac:Accounting{side}Party/cac:Party/cac:PartyTaxScheme/cbc:CompanyID");
    let seller = "<cbc:CompanyID>DE299000015</cbc:CompanyID>";
    for number in ["299000015", "XX299000015", "UK1", "D"] {
        let text = altered(DE, seller, &seller.replace("DE299000015", number));
        refused(&text, "BR-CO-09", "BT-31", &party("Supplier"));
    }
    for number in ["de 299 000 015", "EL123456789", "XI1", "1A1"] {
        accepted(&altered(DE, seller, &seller.replace("DE299000015", number)));
    }
    let buyer = "<cbc:CompanyID>DE299000023</cbc:CompanyID>";
    refused(&altered(DE, buyer, &buyer.replace("DE", "")), "BR-CO-09", "BT-48", &party("Customer"));
    let representative = |number: &str| {
        let scheme = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>";
        let tax = format!(
            "<cac:PartyTaxScheme><cbc:CompanyID>{number}</cbc:CompanyID>{scheme}</cac:PartyTaxScheme>"
        );
        let party =
            format!("<cac:TaxRepresentativeParty>{tax}</cac:TaxRepresentativeParty><cac:OrderReference>");
        altered(DE, "<cac:OrderReference>", &party)
    };
    accepted(&representative("NL800000465B01"));
    refused(
        &representative("800000465B01"),
        "BR-CO-09",
        "BT-63",
        "Invoice/cac:TaxRepresentativeParty/cac:PartyTaxScheme/cbc:CompanyID",
    );
}

#[test]
fn br_co_10_sum_of_lines() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:LineExtensionAmount";
    refused(&altered(DE, ">1524.60<", ">1524.61<"), "BR-CO-10", "BT-106", path);
    refused(&altered(DE, ">7743.60<", ">7743.50<"), "BR-CO-10", "BT-106", path);
}

#[test]
fn br_co_11_allowances() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount";
    let total = "<cbc:AllowanceTotalAmount currencyID=\"EUR\">141.07</cbc:AllowanceTotalAmount>";
    refused(&altered(DE, total, &total.replace("141.07", "141.08")), "BR-CO-11", "BT-107", path);
    refused(&altered(DE, total, ""), "BR-CO-11", "BT-107", path);
}

#[test]
fn br_co_12_charges() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:ChargeTotalAmount";
    let total = "<cbc:ChargeTotalAmount currencyID=\"EUR\">85.00</cbc:ChargeTotalAmount>";
    refused(&altered(DE, total, &total.replace("85.00", "58.00")), "BR-CO-12", "BT-108", path);
    refused(&altered(DE, total, ""), "BR-CO-12", "BT-108", path);
}

#[test]
fn br_co_13_total_without_vat() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount";
    refused(&altered(DE, ">7687.53<", ">7687.54<"), "BR-CO-13", "BT-109", path);
}

#[test]
fn br_co_14_total_of_vat() {
    refused(
        &altered(DE, ">1377.83<", ">1377.38<"),
        "BR-CO-14",
        "BT-110",
        "Invoice/cac:TaxTotal/cbc:TaxAmount",
    );
    let text = altered(DE, "<cbc:TaxAmount currencyID=\"EUR\">1377.83</cbc:TaxAmount>", "");
    refused(&text, "BR-CO-14", "BT-110", "Invoice/cac:TaxTotal/cbc:TaxAmount");
}

#[test]
fn br_co_15_total_with_vat() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount";
    let total = "<cbc:TaxInclusiveAmount currencyID=\"EUR\">9065.36</cbc:TaxInclusiveAmount>";
    for amount in ["9065.37", "9065.35", "8065.36", "-9065.36"] {
        refused(&altered(DE, total, &total.replace("9065.36", amount)), "BR-CO-15", "BT-112", path);
    }
}

#[test]
fn br_co_16_amount_due() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount";
    for (from, to) in [(">1266.55<", ">1266.54<"), (">600.00<", ">600.01<"), (">0.01<", ">-0.01<")] {
        refused(&altered(FI, from, to), "BR-CO-16", "BT-115", path);
    }
}

#[test]
fn br_co_17_tax_of_a_category() {
    // The tax is 379.2564; what is moved along keeps the totals in agreement, so that only the tax itself may be wrong.
    let taxed = |tax: &str, total: &str, rounding: &str| {
        sample(FI)
            .replace(">379.26<", &format!(">{tax}<"))
            .replace(">1866.54<", &format!(">{total}<"))
            .replace(">0.01<", &format!(">{rounding}<"))
    };
    accepted(&taxed("379.27", "1866.55", "0.00"));
    accepted(&taxed("379.00", "1866.28", "0.27"));
    accepted(&taxed("380.25", "1867.53", "-0.98"));
    let path = "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount";
    refused(&taxed("380.26", "1867.54", "-0.99"), "BR-CO-17", "BT-117", path);
    refused(&taxed("378.26", "1865.54", "1.01"), "BR-CO-17", "BT-117", path);
    refused(&taxed("-379.26", "1108.02", "758.53"), "BR-CO-17", "BT-117", path);
}

#[test]
fn br_co_17_takes_what_sellers_round() {
    // 10.1 % of 1680005 yen are 169680.505: in whole yen either way, or in hundredths.
    let taxed = |tax: &str, total: &str, rounding: &str| {
        let rounding = format!(
            "<PayableRoundingAmount currencyID=\"JPY\">{rounding}</PayableRoundingAmount><PayableAmount"
        );
        let text = sample(JPY)
            .replace("<ID>G</ID><Percent>0</Percent>", "<ID>S</ID><Percent>10.1</Percent>")
            .replace(">42000<", ">42005<")
            .replace("<TaxAmount currencyID=\"JPY\">0<", &format!("<TaxAmount currencyID=\"JPY\">{tax}<"))
            .replace(
                "<TaxInclusiveAmount currencyID=\"JPY\">1680000<",
                &format!("<TaxInclusiveAmount currencyID=\"JPY\">{total}<"),
            )
            .replace(
                "<PayableAmount currencyID=\"JPY\">1680000<",
                "<PayableAmount currencyID=\"JPY\">1849686<",
            )
            .replace(">1680000<", ">1680005<");
        replace_one(&text, "<PayableAmount", &rounding)
    };
    accepted(&taxed("169681", "1849686", "0"));
    accepted(&taxed("169680", "1849685", "1"));
    accepted(&taxed("169680.50", "1849685.50", "0.50"));
    let path = "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount";
    refused(&taxed("169682", "1849687", "-1"), "BR-CO-17", "BT-117", path);
    // At zero there is no tax, not even less than a unit.
    let free = sample(JPY)
        .replace("<TaxAmount currencyID=\"JPY\">0<", "<TaxAmount currencyID=\"JPY\">0.40<")
        .replace(
            "<TaxInclusiveAmount currencyID=\"JPY\">1680000<",
            "<TaxInclusiveAmount currencyID=\"JPY\">1680000.40<",
        );
    let rounding = "<PayableRoundingAmount currencyID=\"JPY\">-0.40</PayableRoundingAmount><PayableAmount";
    refused(&replace_one(&free, "<PayableAmount", rounding), "BR-CO-17", "BT-117", path);
}

#[test]
fn br_co_18_a_breakdown() {
    let text = without(&sample(AT), "<cac:TaxSubtotal>", "</cac:TaxSubtotal>");
    refused(&text, "BR-CO-18", "BG-23", "Invoice/cac:TaxTotal/cac:TaxSubtotal");
}

#[test]
fn br_co_25_when_to_pay() {
    let text = without(&sample(AT), "<cac:PaymentTerms>", "</cac:PaymentTerms>");
    refused(&text, "BR-CO-25", "BT-115", "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount");
    refused(
        &altered(DK, "2026-12-29", ""),
        "BR-CO-25",
        "BT-115",
        "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount",
    );
    // A credit note falls due for nobody.
    let note = without(&sample(CREDIT), "<cbc:PaymentDueDate>", "</cbc:PaymentDueDate>");
    assert_eq!(accepted(&note).obligation().unwrap().due, None);
    // Nothing is due when all is paid.
    let paid = "<cbc:PrepaidAmount currencyID=\"DKK\">15625.00</cbc:PrepaidAmount><cbc:PayableAmount currencyID=\"DKK\">0.00<";
    accepted(&replace_one(
        &altered(DK, "2026-12-29", ""),
        "<cbc:PayableAmount currencyID=\"DKK\">15625.00<",
        paid,
    ));
}

#[test]
fn sums_that_do_not_fit() {
    let rate = format!("<ns3:Percent>{}</ns3:Percent>", "9".repeat(28));
    let text = sample(FI)
        .replace(">1487.28<", &format!(">{}.28<", "9".repeat(26)))
        .replace("<ns3:Percent>25.5</ns3:Percent>", &rate);
    let violations = violations(&text);
    assert!(violations.contains(&("amount/too-large".into(), "BT-116")), "{violations:?}");
}

fn violations(text: &str) -> Vec<(String, &'static str)> {
    let document = covenant_ingest::ubl::read(text.as_bytes()).unwrap();
    rules::violations(&document.invoice).iter().map(|v| (v.code.to_string(), v.term)).collect()
}

#[test]
fn all_violations_are_listed_in_the_order_of_the_rules() {
    let text = altered(
        DK,
        "<cbc:TaxInclusiveAmount currencyID=\"DKK\">15625.00<",
        "<cbc:TaxInclusiveAmount currencyID=\"DKK\">15626.00<",
    );
    assert_eq!(violations(&text), [("BR-CO-15".into(), "BT-112"), ("BR-CO-16".into(), "BT-115")]);
}

#[test]
fn errors_hold_no_value() {
    let text = altered(DE, ">9065.36</cbc:TaxInclusiveAmount>", ">9065.37</cbc:TaxInclusiveAmount>");
    let error = Document::read(text.as_bytes()).unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("BR-CO-15") && shown.contains("BT-112") && !shown.contains("9065"), "{shown}");
}

#[test]
fn every_code_has_a_test() {
    let tests = [
        include_str!("rules.rs"),
        include_str!("values.rs"),
        include_str!("hostile.rs"),
        include_str!("loans.rs"),
        include_str!("samples.rs"),
        include_str!("cases.rs"),
        include_str!("cii/rules.rs"),
    ]
    .concat();
    let rules = rules::Rule::ALL.iter().map(|rule| rule.as_str());
    let xml = XmlFault::ALL.iter().map(|fault| fault.as_str());
    let json = JsonFault::ALL.iter().map(|fault| fault.as_str());
    let values = ValueFault::ALL.iter().map(|fault| fault.as_str());
    for code in rules.chain(xml).chain(json).chain(values) {
        assert!(tests.contains(&format!("\"{code}\"")), "no test expects {code}");
    }
}
