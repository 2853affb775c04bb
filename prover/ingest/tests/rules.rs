//! One change to a valid document, and the rule that it breaks.

mod common;

use common::{AT, CREDIT, DE, DK, FI, FR, JPY, NL, altered, replace_one, sample, without};
use covenant_ingest::{Document, rules};

/// The first error's code, business term and path.
fn refusal(text: &str) -> (String, String, String) {
    let error = Document::read(text.as_bytes()).expect_err("a refusal");
    (error.code.to_string(), error.field.term.to_owned(), error.field.path)
}

#[track_caller]
fn refused(text: &str, code: &str, term: &str, path: &str) {
    assert_eq!(refusal(text), (code.into(), term.into(), path.into()));
}

#[track_caller]
fn accepted(text: &str) -> Document {
    Document::read(text.as_bytes()).expect("a valid document")
}

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
    // One cent, moved along so that the totals agree: only the tax itself is wrong.
    let text = sample(FI)
        .replace(">379.26<", ">379.27<")
        .replace(">1866.54<", ">1866.55<")
        .replace(">0.01<", ">0.00<");
    refused(&text, "BR-CO-17", "BT-117", "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount");
}

#[test]
fn br_co_17_rounds_to_the_currency_as_well() {
    // 10.1 % of 1680000 yen are 169680; of 1680005 they are 169680.505.
    let taxed = |base: &str, tax: &str, total: &str, rounding: &str| {
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
            .replace(">1680000<", &format!(">{base}<"));
        replace_one(&text, "<PayableAmount", &rounding)
    };
    accepted(&taxed("1680005", "169681", "1849686", "0"));
    accepted(&taxed("1680005", "169680.51", "1849685.51", "0.49"));
    let text = taxed("1680005", "169680.50", "1849685.50", "0.50");
    refused(&text, "BR-CO-17", "BT-117", "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount");
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
    // Nothing is due when all is paid.
    let paid = "<cbc:PrepaidAmount currencyID=\"DKK\">15625.00</cbc:PrepaidAmount><cbc:PayableAmount currencyID=\"DKK\">0.00<";
    accepted(&replace_one(
        &altered(DK, "2026-12-29", ""),
        "<cbc:PayableAmount currencyID=\"DKK\">15625.00<",
        paid,
    ));
}

#[test]
fn precision_of_the_payable_amount() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount";
    let payable = |amount: &str| {
        altered(
            DK,
            "<cbc:PayableAmount currencyID=\"DKK\">15625.00<",
            &format!("<cbc:PayableAmount currencyID=\"DKK\">{amount}<"),
        )
    };
    for amount in ["15625.000", "15625.001", "15625.0000000001"] {
        refused(&payable(amount), "amount/precision", "BT-115", path);
    }
    for amount in ["15625", "15625.0", "+15625.00", "015625.00"] {
        assert_eq!(accepted(&payable(amount)).obligation().unwrap().amount.0, 1_562_500);
    }
    let yen = "<PayableAmount currencyID=\"JPY\">1680000<";
    refused(&altered(JPY, yen, &yen.replace("1680000", "1680000.0")), "amount/precision", "BT-115", path);
    let dinar = sample(DK).replace("DKK", "KWD");
    let text = replace_one(
        &dinar,
        "<cbc:PayableAmount currencyID=\"KWD\">15625.00<",
        "<cbc:PayableAmount currencyID=\"KWD\">15625.000<",
    );
    assert_eq!(accepted(&text).obligation().unwrap().amount.0, 15_625_000);
    refused(&text.replace("15625.000<", "15625.0000<"), "amount/precision", "BT-115", path);
}

#[test]
fn precision_of_the_other_amounts() {
    for (name, amount, code, term, path) in [
        (DE, "7743.60", "BR-DEC-09", "BT-106", "Invoice/cac:LegalMonetaryTotal/cbc:LineExtensionAmount"),
        (DE, "7687.53", "BR-DEC-12", "BT-109", "Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount"),
        (DE, "1377.83", "BR-DEC-13", "BT-110", "Invoice/cac:TaxTotal/cbc:TaxAmount"),
        (FI, "1866.54", "BR-DEC-14", "BT-112", "Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount"),
        (FI, "600.00", "BR-DEC-16", "BT-113", "Invoice/cac:LegalMonetaryTotal/cbc:PrepaidAmount"),
        (FI, "0.01", "BR-DEC-17", "BT-114", "Invoice/cac:LegalMonetaryTotal/cbc:PayableRoundingAmount"),
        (
            DE,
            "7053.60",
            "BR-DEC-02",
            "BT-93",
            "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='false'][1]/cbc:BaseAmount",
        ),
        (DE, "6997.53", "BR-DEC-19", "BT-116", "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxableAmount"),
        (DE, "1329.53", "BR-DEC-20", "BT-117", "Invoice/cac:TaxTotal/cac:TaxSubtotal[1]/cbc:TaxAmount"),
        (DE, "1524.60", "BR-DEC-23", "BT-131", "Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount"),
        (
            DE,
            "291.00",
            "BR-DEC-24",
            "BT-136",
            "Invoice/cac:InvoiceLine[1]/cac:AllowanceCharge[cbc:ChargeIndicator='false']/cbc:Amount",
        ),
        (
            DE,
            "5820.00",
            "BR-DEC-25",
            "BT-137",
            "Invoice/cac:InvoiceLine[1]/cac:AllowanceCharge[cbc:ChargeIndicator='false']/cbc:BaseAmount",
        ),
        (JPY, "0.00", "BR-DEC-15", "BT-111", "Invoice/cac:TaxTotal/cbc:TaxAmount"),
    ] {
        refused(&altered(name, &format!(">{amount}<"), &format!(">{amount}0<")), code, term, path);
    }
    // A price may have more.
    accepted(&altered(DE, ">92.40<", ">92.40000<"));
}

#[test]
fn precision_of_allowances_and_charges() {
    let amount = "<cbc:Amount currencyID=\"EUR\">141.07<";
    let path = "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='false'][1]/cbc:Amount";
    refused(&altered(DE, amount, &amount.replace("141.07", "141.070")), "BR-DEC-01", "BT-92", path);
    let amount = "<cbc:Amount currencyID=\"EUR\">85.00<";
    let path = "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='true'][1]/cbc:Amount";
    refused(&altered(DE, amount, &amount.replace("85.00", "85.000")), "BR-DEC-05", "BT-99", path);
    let total = "<cbc:AllowanceTotalAmount currencyID=\"EUR\">141.07<";
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount";
    refused(&altered(DE, total, &total.replace("141.07", "141.070")), "BR-DEC-10", "BT-107", path);
    let total = "<cbc:ChargeTotalAmount currencyID=\"EUR\">85.00<";
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:ChargeTotalAmount";
    refused(&altered(DE, total, &total.replace("85.00", "85.000")), "BR-DEC-11", "BT-108", path);
    let base = "<cbc:BaseAmount currencyID=\"EUR\">85.001</cbc:BaseAmount>";
    let text = altered(
        DE,
        "<cbc:Amount currencyID=\"EUR\">85.00</cbc:Amount>",
        &format!("<cbc:Amount currencyID=\"EUR\">85.00</cbc:Amount>{base}"),
    );
    let path = "Invoice/cac:AllowanceCharge[cbc:ChargeIndicator='true'][1]/cbc:BaseAmount";
    refused(&text, "BR-DEC-06", "BT-100", path);
}

#[test]
fn precision_of_charges_on_a_line() {
    // The line's allowance, turned into a charge.
    let line =
        "<cbc:ChargeIndicator>false</cbc:ChargeIndicator>\n      <cbc:AllowanceChargeReason>Mengenrabatt";
    let text = altered(DE, line, &line.replace("false", "1"));
    accepted(&text);
    let path = "Invoice/cac:InvoiceLine[1]/cac:AllowanceCharge[cbc:ChargeIndicator='true']";
    refused(
        &replace_one(&text, ">291.00<", ">291.000<"),
        "BR-DEC-27",
        "BT-141",
        &format!("{path}/cbc:Amount"),
    );
    refused(
        &replace_one(&text, ">5820.00<", ">5820.000<"),
        "BR-DEC-28",
        "BT-142",
        &format!("{path}/cbc:BaseAmount"),
    );
}

#[test]
fn amounts_and_dates_that_cannot_be_read() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount";
    let amount = "<cbc:PayableAmount currencyID=\"DKK\">15625.00<";
    for bad in [
        "1.5625e4",
        "15.625,00",
        "15 625.00",
        "15,625.00",
        "15625.",
        ".5",
        "NaN",
        "INF",
        "0x3D09",
        "15625.00 DKK",
        "--1",
        "99999999999999999999999999999",
    ] {
        refused(&altered(DK, amount, &amount.replace("15625.00", bad)), "amount/format", "BT-115", path);
    }
    for bad in [
        "2026-10-32",
        "2026-02-30",
        "30.10.2026",
        "2026-10-30Z",
        "2026-10-30T00:00:00",
        "0000-00-00",
        "1969-12-31",
    ] {
        refused(
            &altered(DK, ">2026-10-30<", &format!(">{bad}<")),
            "date/format",
            "BT-2",
            "Invoice/cbc:IssueDate",
        );
    }
    let line = "<cbc:ChargeIndicator>false</cbc:ChargeIndicator>\n    <cbc:AllowanceChargeReason>Treuerabatt";
    for bad in ["yes", "FALSE", "2"] {
        let path = "Invoice/cac:AllowanceCharge[1]/cbc:ChargeIndicator";
        refused(&altered(DE, line, &line.replace("false", bad)), "flag/format", "", path);
    }
    let text = altered(DE, line, &line.replace("<cbc:ChargeIndicator>false</cbc:ChargeIndicator>", ""));
    refused(&text, "flag/format", "", "Invoice/cac:AllowanceCharge[1]");
}

#[test]
fn the_currency_of_an_amount() {
    let path = "Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount";
    let payable = "<cbc:PayableAmount currencyID=\"DKK\">";
    for bad in [
        "<cbc:PayableAmount currencyID=\"EUR\">",
        "<cbc:PayableAmount currencyID=\"dkk\">",
        "<cbc:PayableAmount>",
        "<cbc:PayableAmount xmlns:x=\"urn:x\" x:currencyID=\"DKK\">",
    ] {
        refused(&altered(DK, payable, bad), "amount/currency", "BT-115", path);
    }
    let line = "<cbc:LineExtensionAmount currencyID=\"EUR\">1524.60";
    let path = "Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount";
    refused(&altered(DE, line, &line.replace("EUR", "USD")), "amount/currency", "BT-131", path);
    let tax = "<cbc:TaxAmount currencyID=\"EUR\">48.30";
    let path = "Invoice/cac:TaxTotal[1]/cac:TaxSubtotal[2]/cbc:TaxAmount";
    refused(&altered(DE, tax, &tax.replace("EUR", "USD")), "amount/currency", "BT-117", path);
    // A tax total in a third currency, and a second one in the first.
    let tax = "<TaxAmount currencyID=\"EUR\">0.00<";
    let path = "Invoice/cac:TaxTotal[2]/cbc:TaxAmount";
    refused(&altered(JPY, tax, &tax.replace("EUR", "USD")), "amount/currency", "BT-110", path);
    refused(
        &altered(JPY, tax, &tax.replace("EUR", "JPY")),
        "xml/duplicate",
        "BT-110",
        "Invoice/cac:TaxTotal[2]",
    );
    // The currency may not change once an amount was read.
    let code = "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>";
    let text = replace_one(&altered(NL, code, ""), "</ubl:Invoice>", &format!("{code}</ubl:Invoice>"));
    refused(&text, "xml/structure", "BT-5", "Invoice/cbc:DocumentCurrencyCode");
}

#[test]
fn what_is_no_obligation() {
    let go = |text: &str| {
        let error = accepted(text).obligation().expect_err("no obligation");
        (error.code.to_string(), error.field.term)
    };
    let number = |number: &str| altered(DK, ">10045<", &format!(">{number}<"));
    assert_eq!(go(&number("№ 5")), ("number/format".into(), "BT-1"));
    assert_eq!(go(&number("A\tB")), ("number/format".into(), "BT-1"));
    assert_eq!(go(&number(&"9".repeat(65))), ("number/format".into(), "BT-1"));
    assert_eq!(accepted(&number(&"a".repeat(64))).obligation().unwrap().number.as_str(), "A".repeat(64));
    let paid = |paid: &str, due: &str| {
        let prepaid = format!(
            "<cbc:PrepaidAmount currencyID=\"DKK\">{paid}</cbc:PrepaidAmount><cbc:PayableAmount currencyID=\"DKK\">{due}<"
        );
        altered(DK, "<cbc:PayableAmount currencyID=\"DKK\">15625.00<", &prepaid)
    };
    assert_eq!(go(&paid("15625.01", "-0.01")), ("amount/negative".into(), "BT-115"));
    assert_eq!(accepted(&paid("15625.00", "0.00")).obligation().unwrap().amount.0, 0);
    let huge = paid("-184467440737095516.16", "184467440737111141.16");
    assert_eq!(go(&huge), ("amount/too-large".into(), "BT-115"));
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
