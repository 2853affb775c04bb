//! One change to a valid document, and the rule that it breaks: each rule that UBL is held to, at CII's own place.

use crate::{
    common::{refusal, replace_one, without},
    elements::{de, document, outcome},
};
use covenant_ingest::rules::Rule;
use std::collections::BTreeSet;

const DOCUMENT: &str = "/rsm:ExchangedDocument/";
const AGREEMENT: &str = "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeAgreement/";
const SETTLEMENT: &str = "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/";
const TOTALS: &str = "/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/\
    ram:SpecifiedTradeSettlementHeaderMonetarySummation/";
const LINE: &str = "/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem";
const NET: &str =
    "/ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount";
const ALLOWANCE: &str = "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='false']";
const CHARGE: &str = "ram:SpecifiedTradeAllowanceCharge[ram:ChargeIndicator/udt:Indicator='true']";

/// Each broken document, its rule, term and place.
#[derive(Default)]
struct Broken(Vec<(String, &'static str, &'static str, String)>);

impl Broken {
    fn add(&mut self, text: String, rule: &'static str, term: &'static str, place: String) {
        self.0.push((text, rule, term, format!("CrossIndustryInvoice{place}")));
    }
}

fn full(from: &str, to: &str) -> String {
    replace_one(&document("full.xml"), from, to)
}

/// An element of the full document removed.
fn lacks(element: &str, text: &str) -> String {
    full(&format!("<ram:{element}>{text}</ram:{element}>"), "")
}

/// An amount of the full document with a digit more.
fn longer(element: &str, amount: &str) -> String {
    full(&format!("<ram:{element}>{amount}<"), &format!("<ram:{element}>{amount}0<"))
}

fn mandatory(broken: &mut Broken) {
    let text = without(&document("full.xml"), "<ram:IssueDateTime>", "</ram:IssueDateTime>");
    broken.add(text, "BR-03", "BT-2", format!("{DOCUMENT}ram:IssueDateTime/udt:DateTimeString"));
    let code = replace_one(&de(), "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "");
    broken.add(code, "BR-05", "BT-5", format!("{SETTLEMENT}ram:InvoiceCurrencyCode"));
    for (element, text, rule, term, group) in [
        ("ID", "V-2026-77", "BR-02", "BT-1", DOCUMENT),
        ("TypeCode", "384", "BR-04", "BT-3", DOCUMENT),
        ("LineTotalAmount", "1050.00", "BR-12", "BT-106", TOTALS),
        ("TaxBasisTotalAmount", "990.00", "BR-13", "BT-109", TOTALS),
        ("GrandTotalAmount", "1205.00", "BR-14", "BT-112", TOTALS),
        ("DuePayableAmount", "1000.00", "BR-15", "BT-115", TOTALS),
    ] {
        broken.add(lacks(element, text), rule, term, format!("{group}ram:{element}"));
    }
    for (name, rule, term, party) in [
        ("Norrtall Exempel AB", "BR-06", "BT-27", "ram:SellerTradeParty"),
        ("Malmgård Malli Oy", "BR-07", "BT-44", "ram:BuyerTradeParty"),
    ] {
        broken.add(lacks("Name", name), rule, term, format!("{AGREEMENT}{party}/ram:Name"));
    }
    let (start, end) = ("<ram:IncludedSupplyChainTradeLineItem>", "</ram:IncludedSupplyChainTradeLineItem>");
    let text = without(&without(&document("full.xml"), start, end), start, end);
    broken.add(text, "BR-16", "BG-25", LINE.to_owned());
    broken.add(lacks("LineTotalAmount", "250.00"), "BR-24", "BT-131", format!("{LINE}[2]{NET}"));
    let amount = |group| format!("{SETTLEMENT}{group}[1]/ram:ActualAmount");
    broken.add(lacks("ActualAmount", "100.00"), "BR-31", "BT-92", amount(ALLOWANCE));
    broken.add(lacks("ActualAmount", "40.00"), "BR-36", "BT-99", amount(CHARGE));
}

fn taxes(broken: &mut Broken) {
    let tax = |element: &str| format!("{SETTLEMENT}ram:ApplicableTradeTax[2]/ram:{element}");
    broken.add(lacks("BasisAmount", "250.00"), "BR-45", "BT-116", tax("BasisAmount"));
    broken.add(lacks("CalculatedAmount", "30.00"), "BR-46", "BT-117", tax("CalculatedAmount"));
    // The last of its kind is the second breakdown's.
    let last = |from: &str, to: &str| {
        let text = document("full.xml");
        let at = text.rfind(from).expect("an element");
        format!("{}{to}{}", &text[..at], &text[at + from.len()..])
    };
    broken.add(last("<ram:CategoryCode>S</ram:CategoryCode>", ""), "BR-47", "BT-118", tax("CategoryCode"));
    // Another tax than VAT has no category of VAT.
    let other = last("<ram:TypeCode>VAT<", "<ram:TypeCode>GST<");
    broken.add(other, "BR-47", "BT-118", tax("CategoryCode"));
    let rate = "<ram:RateApplicablePercent>12</ram:RateApplicablePercent>";
    broken.add(last(rate, ""), "BR-48", "BT-119", tax("RateApplicablePercent"));
    let category =
        format!("{LINE}[1]/ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax/ram:CategoryCode");
    for (from, to) in
        [("<ram:CategoryCode>S</ram:CategoryCode>", ""), ("<ram:TypeCode>VAT<", "<ram:TypeCode>GST<")]
    {
        let text = document("full.xml").replacen(from, to, 1);
        broken.add(text, "BR-CO-04", "BT-151", category.clone());
    }
    let of = |calculated: &str, total: &str, grand: &str, due: &str| {
        [("185.00</", calculated), ("215.00</", total), ("1205.00</", grand), ("1000.00</ram:Due", due)]
            .iter()
            .fold(document("full.xml"), |text, (from, to)| {
                let amount = from.split('<').next().unwrap();
                replace_one(&text, &format!(">{from}"), &format!(">{}", from.replace(amount, to)))
            })
    };
    let first = format!("{SETTLEMENT}ram:ApplicableTradeTax[1]/ram:CalculatedAmount");
    broken.add(of("186.00", "216.00", "1206.00", "1001.00"), "BR-CO-17", "BT-117", first);
    assert!(crate::elements::outcome(&of("185.99", "215.99", "1205.99", "1000.99")).is_ok());
    let (start, end) =
        ("<ram:ApplicableTradeTax>\n        <ram:CalculatedAmount>", "</ram:ApplicableTradeTax>");
    let text = without(&without(&document("full.xml"), start, end), start, end);
    broken.add(text, "BR-CO-18", "BG-23", format!("{SETTLEMENT}ram:ApplicableTradeTax"));
    for (number, term, party) in [
        ("SE990000001801", "BT-31", "ram:SellerTradeParty"),
        ("FI99000035", "BT-48", "ram:BuyerTradeParty"),
        ("FI99000043", "BT-63", "ram:SellerTaxRepresentativeTradeParty"),
    ] {
        let place = format!("{AGREEMENT}{party}/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']");
        broken.add(full(&format!(">{number}<"), &format!(">{}<", &number[2..])), "BR-CO-09", term, place);
    }
}

fn sums(broken: &mut Broken) {
    let total = |element: &str| format!("{TOTALS}ram:{element}");
    for (from, to, rule, term, place) in [
        (
            "<ram:LineTotalAmount>250.00<",
            "<ram:LineTotalAmount>250.01<",
            "BR-CO-10",
            "BT-106",
            "LineTotalAmount",
        ),
        (
            "<ram:LineTotalAmount>1050.00<",
            "<ram:LineTotalAmount>1050.01<",
            "BR-CO-10",
            "BT-106",
            "LineTotalAmount",
        ),
        (
            "<ram:ActualAmount>100.00<",
            "<ram:ActualAmount>100.01<",
            "BR-CO-11",
            "BT-107",
            "AllowanceTotalAmount",
        ),
        (
            "<ram:AllowanceTotalAmount>100.00</ram:AllowanceTotalAmount>",
            "",
            "BR-CO-11",
            "BT-107",
            "AllowanceTotalAmount",
        ),
        ("<ram:ActualAmount>40.00<", "<ram:ActualAmount>39.99<", "BR-CO-12", "BT-108", "ChargeTotalAmount"),
        (
            "<ram:ChargeTotalAmount>40.00</ram:ChargeTotalAmount>",
            "",
            "BR-CO-12",
            "BT-108",
            "ChargeTotalAmount",
        ),
        (">990.00<", ">990.01<", "BR-CO-13", "BT-109", "TaxBasisTotalAmount"),
        (">215.00<", ">215.01<", "BR-CO-14", "BT-110", "TaxTotalAmount"),
        (
            "<ram:CalculatedAmount>30.00<",
            "<ram:CalculatedAmount>30.01<",
            "BR-CO-14",
            "BT-110",
            "TaxTotalAmount",
        ),
        (">1205.00<", ">1205.01<", "BR-CO-15", "BT-112", "GrandTotalAmount"),
        (">205.40<", ">205.41<", "BR-CO-16", "BT-115", "DuePayableAmount"),
        (
            "<ram:TotalPrepaidAmount>205.40</ram:TotalPrepaidAmount>",
            "",
            "BR-CO-16",
            "BT-115",
            "DuePayableAmount",
        ),
        (">0.40<", ">0.39<", "BR-CO-16", "BT-115", "DuePayableAmount"),
        (">1000.00</ram:Due", ">1000.01</ram:Due", "BR-CO-16", "BT-115", "DuePayableAmount"),
    ] {
        broken.add(full(from, to), rule, term, total(place));
    }
    let text = without(
        &document("full.xml"),
        "<ram:SpecifiedTradePaymentTerms>",
        "</ram:SpecifiedTradePaymentTerms>",
    );
    broken.add(text, "BR-CO-25", "BT-115", total("DuePayableAmount"));
    let code = "<ram:DueDateTypeCode>29</ram:DueDateTypeCode>";
    let date =
        "<ram:TaxPointDate><udt:DateString format=\"102\">20261031</udt:DateString></ram:TaxPointDate>";
    let text = document("full.xml").replacen(code, &format!("{date}{code}"), 1);
    broken.add(
        text,
        "BR-CO-03",
        "BT-7",
        format!("{SETTLEMENT}ram:ApplicableTradeTax/ram:TaxPointDate/udt:DateString"),
    );
}

fn codes(broken: &mut Broken) {
    for code in ["0", "0380", "38O", "1000", "+38", "-1", "3.8e2"] {
        let text = full(">384<", &format!(">{code}<"));
        broken.add(text, "BR-CL-01", "BT-3", format!("{DOCUMENT}ram:TypeCode"));
    }
    for code in ["sek", "SE", "XXX", "Kronor"] {
        let text = full("InvoiceCurrencyCode>SEK<", &format!("InvoiceCurrencyCode>{code}<"));
        broken.add(text, "BR-CL-04", "BT-5", format!("{SETTLEMENT}ram:InvoiceCurrencyCode"));
    }
    // No currency any more on the issue day.
    let text = document("full.xml").replace("EUR", "BGN");
    broken.add(text, "BR-CL-05", "BT-6", format!("{SETTLEMENT}ram:TaxCurrencyCode"));
    let text = full("TaxCurrencyCode>EUR<", "TaxCurrencyCode>EU<");
    broken.add(text, "BR-CL-05", "BT-6", format!("{SETTLEMENT}ram:TaxCurrencyCode"));
}

fn digits(broken: &mut Broken) {
    let total = |element: &str| format!("{TOTALS}ram:{element}");
    for (element, amount, rule, term) in [
        ("LineTotalAmount", "1050.00", "BR-DEC-09", "BT-106"),
        ("AllowanceTotalAmount", "100.00", "BR-DEC-10", "BT-107"),
        ("ChargeTotalAmount", "40.00", "BR-DEC-11", "BT-108"),
        ("TaxBasisTotalAmount", "990.00", "BR-DEC-12", "BT-109"),
        ("GrandTotalAmount", "1205.00", "BR-DEC-14", "BT-112"),
        ("TotalPrepaidAmount", "205.40", "BR-DEC-16", "BT-113"),
        ("RoundingAmount", "0.40", "BR-DEC-17", "BT-114"),
        ("DuePayableAmount", "1000.00", "amount/precision", "BT-115"),
    ] {
        broken.add(longer(element, amount), rule, term, total(element));
    }
    broken.add(full("\"SEK\">215.00<", "\"SEK\">215.000<"), "BR-DEC-13", "BT-110", total("TaxTotalAmount"));
    broken.add(full("\"EUR\">18.92<", "\"EUR\">18.920<"), "BR-DEC-15", "BT-111", total("TaxTotalAmount"));
    let header = |group: &str, element: &str| format!("{SETTLEMENT}{group}[1]/ram:{element}");
    let line = |group: &str, element: &str| {
        format!("{LINE}[1]/ram:SpecifiedLineTradeSettlement/{group}/ram:{element}")
    };
    for (element, amount, rule, term, place) in [
        ("ActualAmount", "100.00", "BR-DEC-01", "BT-92", header(ALLOWANCE, "ActualAmount")),
        ("BasisAmount", "1000.00", "BR-DEC-02", "BT-93", header(ALLOWANCE, "BasisAmount")),
        ("ActualAmount", "40.00", "BR-DEC-05", "BT-99", header(CHARGE, "ActualAmount")),
        ("BasisAmount", "400.00", "BR-DEC-06", "BT-100", header(CHARGE, "BasisAmount")),
        ("BasisAmount", "740.00", "BR-DEC-19", "BT-116", header("ram:ApplicableTradeTax", "BasisAmount")),
        (
            "CalculatedAmount",
            "185.00",
            "BR-DEC-20",
            "BT-117",
            header("ram:ApplicableTradeTax", "CalculatedAmount"),
        ),
        ("LineTotalAmount", "800.00", "BR-DEC-23", "BT-131", format!("{LINE}[1]{NET}")),
        ("BasisAmount", "300.00", "BR-DEC-25", "BT-137", line(ALLOWANCE, "BasisAmount")),
        ("BasisAmount", "150.00", "BR-DEC-28", "BT-142", line(CHARGE, "BasisAmount")),
    ] {
        broken.add(longer(element, amount), rule, term, place);
    }
    // The line's allowance and charge have one amount.
    let amount = "<ram:ActualAmount>15.00<";
    let longer = amount.replace("15.00", "15.000");
    let text = document("full.xml").replacen(amount, &longer, 1);
    broken.add(text, "BR-DEC-24", "BT-136", line(ALLOWANCE, "ActualAmount"));
    let text = document("full.xml").replacen(amount, "<ram:ActualAmount>#<", 1);
    let text = text.replacen(amount, &longer, 1).replacen('#', "15.00", 1);
    broken.add(text, "BR-DEC-27", "BT-141", line(CHARGE, "ActualAmount"));
}

#[test]
fn each_rule_is_broken_under_its_name() {
    let mut broken = Broken::default();
    for group in [mandatory, taxes, sums, codes, digits] {
        group(&mut broken);
    }
    let mut seen = BTreeSet::new();
    for (text, rule, term, place) in broken.0 {
        assert_eq!(refusal(&text), (rule.to_owned(), term.to_owned(), place));
        seen.insert(rule);
    }
    let all: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
    let missing: Vec<_> = all.difference(&seen).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What says of itself that it is a test, or a copy, is no obligation.
#[test]
fn tests_and_copies_are_refused() {
    for (parent, before, name, code) in [
        (
            "rsm:ExchangedDocumentContext",
            "<ram:GuidelineSpecifiedDocumentContextParameter>",
            "ram:TestIndicator",
            "document/test",
        ),
        ("rsm:ExchangedDocument", "<ram:IncludedNote>", "ram:CopyIndicator", "document/copy"),
    ] {
        let with = |inside: &str| replace_one(&de(), before, &format!("<{name}>{inside}</{name}>{before}"));
        for child in ["udt:Indicator", "udt:IndicatorString"] {
            let flag = |flag: &str| with(&format!("<{child}>{flag}</{child}>"));
            let place = format!("CrossIndustryInvoice/{parent}/{name}/{child}");
            for said in ["true", " 1 "] {
                assert_eq!(refusal(&flag(said)), (code.into(), String::new(), place.clone()), "{said}");
            }
            for bad in ["yes", "TRUE", "2"] {
                assert_eq!(
                    refusal(&flag(bad)),
                    ("flag/format".into(), String::new(), place.clone()),
                    "{bad}"
                );
            }
            for said in ["false", "0", ""] {
                assert!(outcome(&flag(said)) == outcome(&de()), "{said:?}");
            }
        }
        assert!(outcome(&with("")) == outcome(&de()));
        let both =
            with("<udt:Indicator>false</udt:Indicator><udt:IndicatorString>true</udt:IndicatorString>");
        assert_eq!(refusal(&both).0, code);
        let twice = with(&format!(
            "<udt:Indicator>false</udt:Indicator></{name}><{name}><udt:Indicator>true</udt:Indicator>"
        ));
        assert_eq!(refusal(&twice).0, "xml/duplicate");
    }
    // A second context is a second place to say so.
    let context = "<rsm:ExchangedDocumentContext>";
    assert_eq!(
        refusal(&replace_one(&de(), context, &format!("{context}</rsm:ExchangedDocumentContext>{context}")))
            .0,
        "xml/duplicate"
    );
}

#[test]
fn values_that_cannot_be_read() {
    let place = format!("CrossIndustryInvoice{TOTALS}ram:DuePayableAmount");
    for bad in ["1.0e3", "1.000,00", "1 000.00", "1,000.00", ".", "NaN", "INF", "0x3E8", "1000.00 SEK", "--1"]
    {
        let text = full(">1000.00</ram:Due", &format!(">{bad}</ram:Due"));
        assert_eq!(refusal(&text), ("amount/format".into(), "BT-115".into(), place.clone()), "{bad}");
    }
    let indicator = "<ram:ChargeIndicator>\n          <udt:Indicator>true</udt:Indicator>\n        </ram:ChargeIndicator>";
    let group = format!("CrossIndustryInvoice{SETTLEMENT}ram:SpecifiedTradeAllowanceCharge[2]");
    for bad in ["yes", "TRUE", "2"] {
        let text = full(indicator, &indicator.replace("true", bad));
        let place = format!("{group}/ram:ChargeIndicator/udt:Indicator");
        assert_eq!(refusal(&text), ("flag/format".into(), String::new(), place), "{bad}");
    }
    for bad in ["", "<ram:ChargeIndicator/>", "<ram:ChargeIndicator><udt:Indicator/></ram:ChargeIndicator>"] {
        assert_eq!(
            refusal(&full(indicator, bad)),
            ("flag/format".into(), String::new(), group.clone()),
            "{bad}"
        );
    }
    // A second indicator of the schema's choice may not say the contrary.
    let two = indicator
        .replace("</udt:Indicator>", "</udt:Indicator><udt:IndicatorString>false</udt:IndicatorString>");
    assert_eq!(refusal(&full(indicator, &two)).0, "xml/duplicate");
}

#[test]
fn a_credit_note_needs_no_due_day() {
    let credit = document("credit-note.xml");
    let text = without(&credit, "<ram:SpecifiedTradePaymentTerms>", "</ram:SpecifiedTradePaymentTerms>");
    assert!(crate::elements::outcome(&text).is_ok());
    assert_eq!(refusal(&replace_one(&text, ">381<", ">380<")).0, "BR-CO-25");
}
