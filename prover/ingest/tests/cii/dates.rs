//! Dates: `YYYYMMDD`, and said to be that.

use crate::{common::refused, elements::de};

const DOCUMENT: &str = "CrossIndustryInvoice/rsm:ExchangedDocument";

fn issued(date: &str) -> String {
    let written = "<udt:DateTimeString format=\"102\">20261005</udt:DateTimeString>";
    crate::common::replace_one(&de(), written, date)
}

#[test]
fn other_forms_are_refused() {
    let path = format!("{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString");
    for (format, text) in [
        ("102", "2026-10-05"),
        ("102", "20261305"),
        ("102", "20260230"),
        ("102", "2026105"),
        ("102", "202610050"),
        ("102", "20261005Z"),
        ("102", "+2026105"),
        ("102", "20 61005"),
        ("102", "19691231"),
        ("102", "２０２６１００５"),
        ("610", "202610"),
        ("616", "202641"),
        ("203", "202610051200"),
        ("101", "261005"),
        ("", "20261005"),
        ("0102", "20261005"),
    ] {
        let date = format!("<udt:DateTimeString format=\"{format}\">{text}</udt:DateTimeString>");
        refused(&issued(&date), "date/format", "BT-2", &path);
    }
    refused(&issued("<udt:DateTimeString>20261005</udt:DateTimeString>"), "date/format", "BT-2", &path);
    // Not the attribute, but one of another namespace.
    let foreign = "<udt:DateTimeString xmlns:x=\"urn:x\" x:format=\"102\">20261005</udt:DateTimeString>";
    refused(&issued(foreign), "date/format", "BT-2", &path);
}

/// The schema offers a moment in a date's place. It is no day, and skipping it would hide what the document says.
#[test]
fn a_moment_is_refused_and_not_skipped() {
    let moment = "<udt:DateTime>2026-10-05T00:00:00</udt:DateTime>";
    refused(&issued(moment), "date/format", "BT-2", &format!("{DOCUMENT}/ram:IssueDateTime/udt:DateTime"));
    let due = "<udt:DateTimeString format=\"102\">20261204</udt:DateTimeString>";
    let path = "CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/\
        ram:SpecifiedTradePaymentTerms[1]/ram:DueDateDateTime/udt:DateTime";
    refused(&crate::common::replace_one(&de(), due, moment), "date/format", "BT-9", path);
}

#[test]
fn due_days_agree() {
    let terms = |day: &str| {
        format!(
            "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format=\"102\">{day}\
             </udt:DateTimeString></ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
        )
    };
    let with = |more: &str| {
        let mark = "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>";
        crate::common::replace_one(&de(), mark, &format!("{more}{mark}"))
    };
    crate::common::accepted(&with(&terms("20261204")));
    let path = "CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:ApplicableHeaderTradeSettlement/\
        ram:SpecifiedTradePaymentTerms[2]/ram:DueDateDateTime/udt:DateTimeString";
    // Instalments, or a second reading.
    refused(&with(&terms("20270104")), "xml/duplicate", "BT-9", path);
}
