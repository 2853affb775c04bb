//! Bytes that are meant to hurt: each is refused with its code, in bounded time and memory, and nothing panics.

use crate::{
    common::{refused, replace_one},
    elements::{de, document, outcome},
};
use covenant_ingest::{Document, cii, syntax, ubl, xml};
use proptest::prelude::*;

const RSM: &str = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
const ROOT: &str = "<rsm:CrossIndustryInvoice \
    xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\" \
    xmlns:ram=\"urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100\" \
    xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\">";

fn code(bytes: impl AsRef<[u8]>) -> String {
    Document::read(bytes.as_ref()).expect_err("a refusal").code.to_string()
}

/// A document with `content` in its transaction.
fn with(content: &str) -> String {
    format!(
        "{ROOT}<rsm:SupplyChainTradeTransaction>{content}</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )
}

#[test]
fn roots() {
    for root in [
        "<CrossIndustryInvoice/>".to_owned(),
        format!("<r:crossIndustryInvoice xmlns:r='{RSM}'/>"),
        format!("<r:CrossIndustryDocument xmlns:r='{RSM}'/>"),
        "<r:CrossIndustryDocument xmlns:r='urn:ferd:CrossIndustryDocument:invoice:1p0'/>".to_owned(),
        "<r:CrossIndustryInvoice xmlns:r='urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:1'/>".to_owned(),
        "<r:SCRDMCCBDACIOMessageStructure xmlns:r='urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100'/>"
            .to_owned(),
    ] {
        assert_eq!(code(&root), "xml/not-ubl", "{root}");
    }
    assert_eq!(code(format!("<r:CrossIndustryInvoice xmlns:r='{RSM}'/>")), "BR-02");
    // A namespace is a value, whatever its spelling.
    let spelled = de().replacen(RSM, &RSM.replace("urn:un:", "urn&#58;un&#x3a;"), 1);
    assert!(outcome(&spelled) == outcome(&de()));
    // Each syntax by itself reads its own.
    assert_eq!(ubl::read(de().as_bytes()).unwrap_err().code.as_str(), "xml/not-ubl");
    assert_eq!(cii::read(document("full-ubl.xml").as_bytes()).unwrap_err().code.as_str(), "xml/not-ubl");
    assert!(cii::read(de().as_bytes()).is_ok());
}

#[test]
fn markup() {
    let lol = "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    assert_eq!(code(de().replacen("<rsm:", &format!("{lol}<rsm:"), 1)), "xml/doctype");
    let number = |text: &str| replace_one(&de(), ">RE-2026-10417<", &format!(">{text}<"));
    for (text, want) in [
        ("&a;", "xml/entity"),
        ("&#0;", "xml/malformed"),
        ("&", "xml/malformed"),
        ("<ram:ID>1</ram:ID>", "xml/structure"),
        ("1<x/>", "xml/structure"),
        ("</ram:ID><ram:ID>1", "xml/duplicate"),
        ("]]>", "xml/malformed"),
    ] {
        assert_eq!(code(number(text)), want, "{text}");
    }
    let pieces = number("RE-<!-- x -->2026<![CDATA[-]]>&#49;0417");
    assert!(outcome(&pieces) == outcome(&de()));
    let group = "<ram:SellerTradeParty>";
    assert_eq!(code(replace_one(&de(), group, &format!("{group}x"))), "xml/structure");
    assert_eq!(code(de().replacen("UTF-8", "ISO-8859-1", 1)), "xml/encoding");
    assert!(outcome(&format!("\u{feff}{}", de())) == outcome(&de()));
    let utf16: Vec<u8> = de().encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(utf16), "xml/encoding");
}

/// A namespace name spelled with a reference does not hide an element, nor does an element of another release.
#[test]
fn what_would_hide_a_prepaid_amount() {
    let ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    let due = "<ram:DuePayableAmount>";
    let hidden = |namespace: &str| {
        let element = format!("<q:TotalPrepaidAmount xmlns:q=\"{namespace}\">9000.00</q:TotalPrepaidAmount>");
        replace_one(&de(), due, &format!("{element}{due}"))
    };
    for namespace in [ram.to_owned(), ram.replacen(':', "&#58;", 1), ram.replacen('u', "&#x75;", 2)] {
        assert_eq!(code(hidden(&namespace)), "BR-CO-16", "{namespace}");
    }
    for namespace in [&ram.replace("100", "101"), &format!("{ram} "), &ram.to_uppercase(), RSM] {
        assert!(outcome(&hidden(namespace)) == outcome(&de()), "{namespace}");
    }
}

#[test]
fn limits() {
    let nested = |levels: usize| with(&format!("{}{}", "<ram:X>".repeat(levels), "</ram:X>".repeat(levels)));
    assert_eq!(code(nested(xml::MAX_DEPTH - 1)), "xml/too-deep");
    assert_eq!(code(nested(xml::MAX_DEPTH - 2)), "BR-02");
    let path =
        "CrossIndustryInvoice/rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem[10001]";
    let line = "<ram:IncludedSupplyChainTradeLineItem/>";
    refused(&with(&line.repeat(syntax::MAX_LINES + 1)), "xml/too-many-items", "", path);
    assert_eq!(code(with(&line.repeat(syntax::MAX_LINES))), "BR-02");
    let settlement = |content: &str| {
        with(&format!("<ram:ApplicableHeaderTradeSettlement>{content}</ram:ApplicableHeaderTradeSettlement>"))
    };
    for group in ["ApplicableTradeTax", "SpecifiedTradePaymentTerms", "InvoiceReferencedDocument"] {
        let many = format!("<ram:{group}/>").repeat(syntax::MAX_GROUPS + 1);
        assert_eq!(code(settlement(&many)), "xml/too-many-items", "{group}");
    }
    let long = |bytes: usize| replace_one(&de(), ">RE-2026-10417<", &format!(">{}<", "9".repeat(bytes)));
    assert!(outcome(&long(syntax::MAX_TEXT_BYTES)).is_ok());
    assert_eq!(code(long(syntax::MAX_TEXT_BYTES + 1)), "xml/text-too-long");
    // What is not read may be long, and of any form.
    let skipped = format!("<ram:ApplicableHeaderTradeDelivery>{}<ram:ID>x</ram:ID>", "n".repeat(9_000));
    let text = replace_one(
        &de(),
        "<ram:ApplicableHeaderTradeDelivery/>",
        &format!("{skipped}</ram:ApplicableHeaderTradeDelivery>"),
    );
    assert!(outcome(&text) == outcome(&de()));
}

/// Large documents of what costs the most; debug builds on a loaded machine have their time.
#[test]
fn large_documents_are_read_once() {
    let bytes = 4 << 20;
    let tax = "<ram:ApplicableHeaderTradeSettlement><ram:SpecifiedTradeSettlementHeaderMonetarySummation>\
        <ram:TaxTotalAmount currencyID=\"EUR\">1</ram:TaxTotalAmount>";
    for (what, text) in [
        ("unknown elements", with(&"<ram:A/>".repeat(bytes / 8))),
        ("lines", with(&"<ram:IncludedSupplyChainTradeLineItem/>".repeat(bytes / 39))),
        ("depth", with(&"<ram:A>".repeat(bytes / 7))),
        ("totals of taxes", with(&tax.repeat(bytes / tax.len()))),
    ] {
        let start = std::time::Instant::now();
        assert!(Document::read(text.as_bytes()).is_err(), "{what}");
        assert!(start.elapsed().as_secs() < 60, "{what}");
    }
}

#[test]
fn truncated_anywhere() {
    for text in [de(), document("fi.xml")] {
        let whole = text.trim_end().len();
        for end in 0..whole {
            assert!(Document::read(&text.as_bytes()[..end]).is_err(), "up to {end}");
        }
    }
}

#[test]
fn any_byte_changed() {
    let text = document("fi.xml").into_bytes();
    for index in 0..text.len() {
        for byte in [0x00, b'<', b'>', b'&', b'"', b'0', 0xff] {
            let mut changed = text.clone();
            changed[index] = byte;
            if let Ok(document) = Document::read(&changed) {
                let _ =
                    (document.obligation(), serde_json::to_string(&covenant_ingest::Summary::of(&document)));
            }
        }
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(cii::read(&bytes).is_err());
    }

    #[test]
    fn random_markup(parts in proptest::collection::vec(
        prop_oneof![
            Just("<ram:ApplicableHeaderTradeSettlement>"), Just("</ram:ApplicableHeaderTradeSettlement>"),
            Just("<ram:IncludedSupplyChainTradeLineItem>"), Just("</ram:IncludedSupplyChainTradeLineItem>"),
            Just("<ram:ApplicableTradeTax>"), Just("</ram:ApplicableTradeTax>"), Just("<ram:TypeCode>VAT</ram:TypeCode>"),
            Just("<ram:SpecifiedTradeAllowanceCharge>"), Just("</ram:SpecifiedTradeAllowanceCharge>"),
            Just("<ram:TaxTotalAmount currencyID='EUR'>"), Just("</ram:TaxTotalAmount>"), Just("1.00"), Just("<ram:ID>"),
            Just("</ram:ID>"), Just("<udt:Indicator>"), Just("</udt:Indicator>"), Just("<!--"), Just("-->"), Just("&amp;"),
            Just("<ram:PayeeTradeParty/>"), Just("<x xmlns='urn:x'/>"), Just(" "), Just("\""),
        ],
        0..60,
    )) {
        prop_assert!(Document::read(with(&parts.concat()).as_bytes()).is_err());
    }

    #[test]
    fn pieces_in_any_order(cuts in proptest::collection::vec((0usize..9000, 0usize..9000), 1..6)) {
        let text = document("nl.xml");
        let mixed: Vec<u8> = cuts.iter().flat_map(|(a, b)| {
            let (a, b) = (a.min(b), a.max(b));
            text.as_bytes()[(*a).min(text.len())..(*b).min(text.len())].to_vec()
        }).collect();
        let _ = Document::read(&mixed);
    }
}
