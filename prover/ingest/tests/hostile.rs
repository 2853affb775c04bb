//! Bytes that are meant to hurt: each is refused with its code, in bounded time and memory, and nothing panics.

mod common;

use common::{AT, DE, DK, NL, altered, replace_one, sample};
use covenant_ingest::{Document, ubl, xml};
use proptest::prelude::*;

const ROOT: &str = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" \
    xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
    xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">";

fn code(bytes: impl AsRef<[u8]>) -> String {
    Document::read(bytes.as_ref()).expect_err("a refusal").code.to_string()
}

fn path(text: &str) -> (String, String) {
    let error = Document::read(text.as_bytes()).expect_err("a refusal");
    (error.code.to_string(), error.field.path)
}

/// A document with `content` in its root.
fn document(content: &str) -> String {
    format!("{ROOT}{content}</Invoice>")
}

#[test]
fn document_types_and_entities() {
    let lol = "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    assert_eq!(code(format!("{lol}{}", sample(NL).split_once("?>").unwrap().1)), "xml/doctype");
    assert_eq!(code("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>"), "xml/doctype");
    assert_eq!(code("<!doctype html><html/>"), "xml/doctype");
    assert_eq!(code("<!DOCTYPE x [<!ENTITY a \"b"), "xml/doctype");
    for reference in ["&a;", "&nbsp;", "&AMP;"] {
        assert_eq!(code(altered(DK, ">10045<", &format!(">{reference}<"))), "xml/entity", "{reference}");
    }
    assert_eq!(code(altered(DK, "currencyID=\"DKK\">312.50", "currencyID=\"&cur;\">312.50")), "xml/entity");
    for reference in [
        "&#0;",
        "&#x1;",
        "&#xD800;",
        "&#x110000;",
        "&#99999999999999999999;",
        "&#;",
        "&#xZ;",
        "&",
        "& ",
        "&amp",
    ] {
        let text = altered(DK, ">10045<", &format!(">{reference}<"));
        assert_eq!(code(text), "xml/malformed", "{reference}");
    }
}

#[test]
fn depth() {
    let nested =
        |levels: usize| document(&format!("{}{}", "<cac:X>".repeat(levels), "</cac:X>".repeat(levels)));
    assert_eq!(code(nested(xml::MAX_DEPTH)), "xml/too-deep");
    assert_eq!(code(nested(xml::MAX_DEPTH - 1)), "BR-02");
    assert_eq!(code(format!("{ROOT}{}", "<a>".repeat(1_000_000))), "xml/too-deep");
}

#[test]
fn attributes() {
    let with = |count: usize| {
        let attributes: String = (0..count).map(|n| format!(" a{n}=\"\"")).collect();
        document(&format!("<cbc:Note{attributes}/>"))
    };
    assert_eq!(code(with(xml::MAX_ATTRIBUTES)), "BR-02");
    assert_eq!(code(with(xml::MAX_ATTRIBUTES + 1)), "xml/too-many-attributes");
    assert_eq!(code(with(200_000)), "xml/too-many-attributes");
    let declarations: String = (0..100_000).map(|n| format!(" xmlns:n{n}=\"urn:{n}\"")).collect();
    assert_eq!(code(document(&format!("<cbc:Note{declarations}/>"))), "xml/too-many-attributes");
    assert_eq!(code(document("<cbc:Note a=\"1\" a=\"2\"/>")), "xml/malformed");
    assert_eq!(code(document("<cbc:Note a=\"<\"/>")), "xml/malformed");
    assert_eq!(code(document("<cbc:Note a=1/>")), "xml/malformed");
    assert_eq!(code(document("<cbc:Note a/>")), "xml/malformed");
    let long = format!("<cbc:ID schemeID=\"{}\">1</cbc:ID>", "x".repeat(xml::MAX_ATTRIBUTE_BYTES + 1));
    assert_eq!(code(document(&long)), "xml/text-too-long");
    // Of an element that is not read, it may be long.
    assert_eq!(code(document(&long.replace("cbc:ID", "cbc:UUID"))), "BR-02");
}

#[test]
fn namespaces_across_levels_are_bounded() {
    let declarations: String = (0..40).map(|n| format!(" xmlns:n{n}=\"urn:{n}\"")).collect();
    let nested = format!("<a{declarations}>").repeat(xml::MAX_DEPTH - 1);
    assert_eq!(code(format!("{ROOT}{nested}")), "xml/too-many-attributes");
    let name = "u".repeat(xml::MAX_NAME_BYTES + 1);
    assert_eq!(code(document(&format!("<a xmlns='{name}'/>"))), "xml/text-too-long");
    // In scope at once: one after another they do not count.
    assert_eq!(code(document(&format!("<a{declarations}/>").repeat(100))), "BR-02");
}

#[test]
fn sizes() {
    assert_eq!(code(" ".repeat(xml::MAX_BYTES) + "<x/>"), "xml/too-large");
    let note = |bytes: usize| document(&format!("<cbc:Note>{}</cbc:Note>", "n".repeat(bytes)));
    assert_eq!(code(note(ubl::MAX_TEXT_BYTES)), "BR-02");
    assert_eq!(
        path(&note(ubl::MAX_TEXT_BYTES + 1)),
        ("xml/text-too-long".into(), "Invoice/cbc:Note[1]".into())
    );
    // In pieces, too.
    let pieces = document(&format!("<cbc:Note>{}</cbc:Note>", "n<!---->".repeat(ubl::MAX_TEXT_BYTES + 1)));
    assert_eq!(code(pieces), "xml/text-too-long");
    // What is not read may be long, or out of any form: a note on a line, an attached file.
    let line = "<cac:InvoiceLine>";
    let note = format!(
        "{line}<cbc:Note>{}</cbc:Note><cac:TaxTotal/><cac:TaxTotal>x</cac:TaxTotal>",
        "n".repeat(9_000)
    );
    assert!(Document::read(altered(DK, line, &note).as_bytes()).is_ok());
    let attachment = format!(
        "<cac:AdditionalDocumentReference>{}</cac:AdditionalDocumentReference>",
        "QUJD".repeat(100_000)
    );
    let text =
        altered(DK, "<cac:AccountingSupplierParty>", &format!("{attachment}<cac:AccountingSupplierParty>"));
    assert!(Document::read(text.as_bytes()).is_ok());
    let lines = document(&"<cac:InvoiceLine/>".repeat(ubl::MAX_LINES + 1));
    assert_eq!(
        path(&lines),
        ("xml/too-many-items".into(), format!("Invoice/cac:InvoiceLine[{}]", ubl::MAX_LINES + 1))
    );
    assert_eq!(code(document(&"<cbc:Note>n</cbc:Note>".repeat(ubl::MAX_GROUPS + 1))), "xml/too-many-items");
}

#[test]
fn encodings() {
    let latin = sample(DE).replacen("UTF-8", "ISO-8859-1", 1);
    assert_eq!(code(latin), "xml/encoding");
    let mut bytes = sample(DE).into_bytes();
    let umlaut = bytes.windows(2).position(|pair| pair == "ü".as_bytes()).unwrap();
    bytes.splice(umlaut..umlaut + 2, [0xfc]);
    assert_eq!(code(&bytes), "xml/encoding");
    let bare = sample(DE);
    assert!(Document::read(format!("\u{feff}{bare}").as_bytes()).is_ok());
    assert_eq!(code(format!("\u{feff}\u{feff}{bare}")), "document/unrecognised");
    assert_eq!(
        ubl::read(format!("\u{feff}\u{feff}{bare}").as_bytes()).unwrap_err().code.as_str(),
        "xml/malformed"
    );
    let utf16: Vec<u8> = sample(DE).encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(code(&utf16), "xml/encoding");
    for bom in ["\u{feff}", ""] {
        let text = format!("{bom}{}", sample(DE));
        let words = || text.encode_utf16();
        assert_eq!(code(words().flat_map(u16::to_be_bytes).collect::<Vec<_>>()), "xml/encoding");
        assert_eq!(code(words().flat_map(u16::to_le_bytes).collect::<Vec<_>>()), "xml/encoding");
        let points = || text.chars().map(u32::from);
        assert_eq!(code(points().flat_map(u32::to_be_bytes).collect::<Vec<_>>()), "xml/encoding");
        assert_eq!(code(points().flat_map(u32::to_le_bytes).collect::<Vec<_>>()), "xml/encoding");
    }
    assert_eq!(code(sample(DE).replacen("1.0", "1.1", 1)), "xml/malformed");
    assert!(Document::read(sample(DE).replacen("UTF-8", "utf-8", 1).as_bytes()).is_ok());
    for control in ["\u{0}", "\u{1}", "\u{b}", "\u{ffff}"] {
        assert_eq!(code(altered(DK, ">10045<", &format!(">{control}<"))), "xml/malformed");
    }
}

#[test]
fn well_formedness() {
    for (from, to, want) in [
        ("</Invoice>", "</Invoice><x/>", "xml/trailing"),
        ("</Invoice>", "</Invoice>x", "xml/trailing"),
        ("</Invoice>", "</Invoice>&amp;", "xml/trailing"),
        ("</Invoice>", "</Invoice><![CDATA[ ]]>", "xml/trailing"),
        ("</Invoice>", "</Invoice></Invoice>", "xml/malformed"),
        ("</Invoice>", "</Invoice><?xml version=\"1.0\"?>", "xml/malformed"),
        ("</Invoice>", "", "xml/truncated"),
        ("</Invoice>", "</invoice>", "xml/malformed"),
        ("<cbc:ID>10045</cbc:ID>", "<cbc:ID>10045</cbc:IDs>", "xml/malformed"),
        ("<cbc:ID>10045", "<cbc:ID>10045]]>", "xml/malformed"),
        ("<cbc:ID>10045", "<cbc:ID>10<!-- a -- b -->045", "xml/malformed"),
        ("<cbc:ID>10045</cbc:ID>", "<cbc:ID:x>10045</cbc:ID:x>", "xml/malformed"),
        ("<cbc:ID>10045</cbc:ID>", "<1>10045</1>", "xml/malformed"),
        ("<cbc:ID>10045</cbc:ID>", "<nope:ID>10045</nope:ID>", "xml/namespace"),
        ("<cbc:ID>10045</cbc:ID>", "<cbc:ID xmlns:xml=\"urn:x\">10045</cbc:ID>", "xml/namespace"),
        ("<cbc:ID>10045</cbc:ID>", "<cbc:ID>100<cbc:Note/>45</cbc:ID>", "xml/structure"),
        ("<cbc:ID>10045</cbc:ID>", "10045", "xml/structure"),
        ("<cac:LegalMonetaryTotal>", "<cac:LegalMonetaryTotal>x", "xml/structure"),
    ] {
        assert_eq!(code(altered(DK, from, to)), want, "{to}");
    }
    assert!(Document::read((sample(DK) + " \n<!-- end --><?pi?>\n").as_bytes()).is_ok());
    // A comment does not end a text: all of it is the number.
    let number = altered(DK, "<cbc:ID>10045", "<cbc:ID>10<!-- x -->0<![CDATA[4]]>&#53;");
    assert_eq!(Document::read(number.as_bytes()).unwrap().obligation().unwrap().number.as_str(), "10045");
}

#[test]
fn other_documents() {
    for (text, want) in [
        ("", "document/unrecognised"),
        ("   ", "document/unrecognised"),
        ("%PDF-1.7", if cfg!(feature = "pdf") { "pdf/malformed" } else { "document/pdf-not-built" }),
        (" %PDF-1.7", "document/unrecognised"),
        ("[1]", "document/unrecognised"),
        ("<Invoice/>", "xml/not-ubl"),
        ("<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "xml/not-ubl"),
        ("<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"/>", "xml/not-ubl"),
        ("<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2\"/>", "xml/not-ubl"),
        ("<", "xml/truncated"),
        ("<!-- only this -->", "xml/truncated"),
        ("<?xml version=\"1.0\"?>", "xml/truncated"),
    ] {
        assert_eq!(code(text), want, "{text}");
    }
    // The element of another namespace is another element.
    let foreign = altered(DK, "<cbc:ID>10045</cbc:ID>", "<cbc:ID xmlns:cbc=\"urn:other\">10045</cbc:ID>");
    assert_eq!(code(foreign), "BR-02");
}

#[test]
fn what_occurs_twice() {
    let twice = |name: &str, element: &str| altered(name, element, &element.repeat(2));
    for element in [
        "<cbc:ID>10045</cbc:ID>",
        "<cbc:IssueDate>2026-10-30</cbc:IssueDate>",
        "<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>",
        "<cbc:DueDate>2026-12-29</cbc:DueDate>",
        "<cbc:PayableAmount currencyID=\"DKK\">15625.00</cbc:PayableAmount>",
        "<cbc:TaxInclusiveAmount currencyID=\"DKK\">15625.00</cbc:TaxInclusiveAmount>",
        "<cbc:EndpointID schemeID=\"0088\">9521000000223</cbc:EndpointID>",
        "<cbc:CompanyID schemeID=\"0184\">99000026</cbc:CompanyID>",
        "<cbc:RegistrationName>Vesterhav Værft Eksempel A/S</cbc:RegistrationName>",
    ] {
        assert_eq!(code(twice(DK, element)), "xml/duplicate", "{element}");
    }
    for group in ["cac:LegalMonetaryTotal", "cac:AccountingSupplierParty", "cac:Party"] {
        let text = sample(DK);
        let end = format!("</{group}>");
        let text = text.replacen(&end, &format!("{end}<{group}></{group}>"), 1);
        assert_eq!(code(text), "xml/duplicate", "{group}");
    }
    let text = replace_one(&sample(DK), "</cac:TaxTotal>", "</cac:TaxTotal><cac:TaxTotal/>");
    assert_eq!(code(text), "xml/duplicate");
    // An invoice's line in a credit note, and the other way round.
    assert_eq!(code(sample(DK).replace("cac:InvoiceLine", "cac:CreditNoteLine")), "xml/structure");
    assert_eq!(
        code(altered(
            DK,
            "<cbc:DueDate>",
            "<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode><cbc:DueDate>"
        )),
        "xml/structure"
    );
}

#[test]
fn truncated_anywhere() {
    for name in [DK, AT, DE] {
        let text = sample(name);
        let whole = text.trim_end().len();
        for end in 0..whole {
            assert!(Document::read(&text.as_bytes()[..end]).is_err(), "{name} up to {end}");
        }
        assert!(Document::read(&text.as_bytes()[..whole]).is_ok());
    }
}

#[test]
fn any_byte_changed() {
    let text = sample(DK).into_bytes();
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
        prop_assert!(Document::read(&bytes).is_err());
    }

    #[test]
    fn random_markup(parts in proptest::collection::vec(
        prop_oneof![
            Just("<cbc:ID>"), Just("</cbc:ID>"), Just("<cac:TaxTotal>"), Just("</cac:TaxTotal>"), Just("<cac:InvoiceLine>"),
            Just("</cac:InvoiceLine>"), Just("<cbc:TaxAmount currencyID='EUR'>"), Just("</cbc:TaxAmount>"), Just("1.00"),
            Just("<!--"), Just("-->"), Just("<![CDATA["), Just("]]>"), Just("&amp;"), Just("&#65;"), Just("<?x"), Just("?>"),
            Just("<cac:AllowanceCharge>"), Just("</cac:AllowanceCharge>"), Just("<x xmlns='urn:x'/>"), Just(" "), Just("\""),
        ],
        0..60,
    )) {
        prop_assert!(Document::read(document(&parts.concat()).as_bytes()).is_err());
    }

    #[test]
    fn pieces_of_a_sample_in_any_order(cuts in proptest::collection::vec((0usize..7000, 0usize..7000), 1..6)) {
        let text = sample(NL);
        let mixed: Vec<u8> = cuts.iter().flat_map(|(a, b)| {
            let (a, b) = (a.min(b), a.max(b));
            text.as_bytes()[(*a).min(text.len())..(*b).min(text.len())].to_vec()
        }).collect();
        let _ = Document::read(&mixed);
    }
}

#[test]
fn the_largest_documents_take_no_time() {
    let fill = |unit: &str| document(&unit.repeat((xml::MAX_BYTES - 1_000) / unit.len()));
    for (what, text) in [
        ("unknown elements", fill("<a/>")),
        ("known elements", fill("<cac:PaymentMeans/>")),
        ("comments", fill("<!---->")),
        (
            "attributes",
            fill("<a b='' c='' d='' e='' f='' g='' h='' i='' j='' k='' l='' m='' n='' o='' p='' q=''/>"),
        ),
        ("references", fill("&#32;")),
        ("an attachment", fill(&"QUJDREVGR0g=\r\n".repeat(1_000))),
        (
            "declarations",
            fill(&format!("<a{}/>", (0..60).map(|n| format!(" xmlns:n{n}='u'")).collect::<String>())),
        ),
        ("many namespaces in scope", {
            let scope = (0..60).map(|n| format!(" xmlns:n{n}='u'")).collect::<String>();
            document(&format!(
                "<a{scope}><a{scope}>{}</a></a>",
                "<a n59:b=''/>".repeat((xml::MAX_BYTES - 9_000) / 13)
            ))
        }),
    ] {
        let start = std::time::Instant::now();
        assert!(Document::read(text.as_bytes()).is_err(), "{what}");
        // Three seconds at most when this was written; what is quadratic would take minutes.
        assert!(start.elapsed().as_secs() < 20, "{what}");
    }
}
