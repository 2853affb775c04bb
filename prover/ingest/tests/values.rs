//! Values that cannot be read, or not be proved about: precision, amounts, dates, currencies, numbers.

mod common;

use common::{CREDIT, DE, DK, FI, JPY, NL, accepted, altered, refused, replace_one, sample};

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
    for amount in ["15625", "15625.", "15625.0", "+15625.00", "015625.00"] {
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
    // A price may have more, and any number of them: nothing is computed with it.
    accepted(&altered(DE, ">92.40<", ">92.40000<"));
    accepted(&altered(DE, ">92.40<", &format!(">92.4{}<", "0".repeat(100))));
    for bad in ["92,40", "9e1", "."] {
        let path = "Invoice/cac:InvoiceLine[2]/cac:Price/cbc:PriceAmount";
        refused(&altered(DE, ">92.40<", &format!(">{bad}<")), "amount/format", "BT-146", path);
    }
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
        ".",
        "-.",
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

/// What says of itself that it is a copy is not a second obligation.
#[test]
fn a_copy_is_refused() {
    for (name, root, before) in
        [(DE, "Invoice", "<cbc:IssueDate>2026-10-05<"), (CREDIT, "CreditNote", "<cbc:IssueDate>2026-10-19<")]
    {
        let with = |flag: &str| {
            altered(name, before, &format!("<cbc:CopyIndicator>{flag}</cbc:CopyIndicator>{before}"))
        };
        let path = format!("{root}/cbc:CopyIndicator");
        for flag in ["true", " 1 ", "t<!-- x -->rue"] {
            refused(&with(flag), "document/copy", "", &path);
        }
        for bad in ["yes", "TRUE", "2"] {
            refused(&with(bad), "flag/format", "", &path);
        }
        for flag in ["false", "0", ""] {
            assert!(accepted(&with(flag)) == accepted(&sample(name)), "{flag:?}");
        }
        let twice = with("false</cbc:CopyIndicator><cbc:CopyIndicator>true");
        refused(&twice, "xml/duplicate", "", &path);
    }
}

#[test]
fn numbers_as_xml_schema_has_them() {
    let prepaid = "<ns3:PrepaidAmount currencyID=\"EUR\">600.00<";
    let payable = "<ns3:PayableAmount currencyID=\"EUR\">1266.55<";
    let text = altered(FI, prepaid, &prepaid.replace("600.00", ".50"));
    let text = replace_one(&text, payable, &payable.replace("1266.55", "1866.05"));
    assert_eq!(accepted(&text).obligation().unwrap().amount.0, 186_605);
}

#[test]
fn a_currency_is_one_on_the_issue_day() {
    let path = "Invoice/cbc:DocumentCurrencyCode";
    let lev = sample(DK).replace("DKK", "BGN");
    refused(&lev, "BR-CL-04", "BT-5", path);
    let issued = |day: &str| lev.replace("<cbc:IssueDate>2026-10-30<", &format!("<cbc:IssueDate>{day}<"));
    let draft = accepted(&issued("2025-12-31")).obligation().unwrap();
    assert_eq!((draft.amount.0, draft.currency.as_str()), (1_562_500, "BGN"));
    refused(&issued("2026-01-01"), "BR-CL-04", "BT-5", path);
    let accounting = sample(JPY).replace("\"EUR\"", "\"BGN\"").replace(">EUR<", ">BGN<");
    refused(&accounting, "BR-CL-05", "BT-6", "Invoice/cbc:TaxCurrencyCode");
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
