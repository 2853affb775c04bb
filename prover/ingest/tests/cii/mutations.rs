//! Every element of a document removed, emptied, repeated, put into another namespace or another place.

use crate::elements::{Element, de, document, elements, outcome, replaced};

/// What may stand more than once: whatever comes of it, it is not a second value of one term.
const REPEATED: &[&str] = &[
    "rsm:SupplyChainTradeTransaction/ram:IncludedSupplyChainTradeLineItem",
    "rsm:ExchangedDocument/ram:IncludedNote",
    "ram:SellerTradeParty/ram:ID",
    "ram:SellerTradeParty/ram:GlobalID",
    "ram:SellerTradeParty/ram:SpecifiedTaxRegistration",
    "ram:BuyerTradeParty/ram:ID",
    "ram:BuyerTradeParty/ram:GlobalID",
    "ram:BuyerTradeParty/ram:SpecifiedTaxRegistration",
    "ram:SellerTaxRepresentativeTradeParty/ram:SpecifiedTaxRegistration",
    "ram:PayeeTradeParty/ram:GlobalID",
    "ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax",
    "ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradeAllowanceCharge",
    "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge",
    "ram:ApplicableHeaderTradeSettlement/ram:SpecifiedTradePaymentTerms",
    "ram:SpecifiedTradePaymentTerms/ram:Description",
    "ram:ApplicableHeaderTradeSettlement/ram:InvoiceReferencedDocument",
    // UBL
    "cbc:Note",
    "cac:InvoiceLine",
    "cac:BillingReference",
    "cac:AllowanceCharge",
    "cac:PaymentTerms",
    "cac:PartyIdentification",
    "cac:PartyTaxScheme",
    "cac:TaxSubtotal",
];

fn texts() -> [(&'static str, String); 3] {
    [("de", de()), ("full", document("full.xml")), ("full-ubl", document("full-ubl.xml"))]
}

fn without(text: &str, element: &Element) -> String {
    replaced(text, element.whole.clone(), "")
}

/// The element with the same name in no namespace that is read.
fn elsewhere(text: &str, element: &Element) -> String {
    let (name, content) = (element.name(), &text[element.content.clone()]);
    let start = element.start_tag(text).trim_end_matches(['>', '/']).replacen(&format!("<{name}"), "", 1);
    let local = name.rsplit(':').next().unwrap();
    let other = format!("<other:{local} xmlns:other=\"urn:other\"{start}>{content}</other:{local}>");
    replaced(text, element.whole.clone(), &other)
}

#[test]
fn in_another_namespace_is_not_there() {
    for (name, text) in texts() {
        for element in elements(&text) {
            let moved = outcome(&elsewhere(&text, &element));
            assert!(moved == outcome(&without(&text, &element)), "{name}: {}", element.path);
        }
    }
}

#[test]
fn without_text_is_not_there() {
    for (name, text) in texts() {
        for element in elements(&text).iter().filter(|element| element.is_leaf) {
            let removed = outcome(&without(&text, element));
            for blank in ["", " \n\t", "<!-- x -->"] {
                let emptied = outcome(&replaced(&text, element.content.clone(), blank));
                assert!(emptied == removed, "{name}: {} with {blank:?}", element.path);
            }
        }
    }
}

#[test]
fn in_another_place_is_not_there() {
    for (name, text) in texts().into_iter().take(2) {
        let end = text.rfind("</").expect("the root's end");
        for element in elements(&text).iter().filter(|element| element.path.contains('/')) {
            let moved = replaced(&text, end..end, &text[element.whole.clone()]);
            let moved = without(&moved, element);
            assert!(outcome(&moved) == outcome(&without(&text, element)), "{name}: {}", element.path);
        }
    }
}

#[test]
fn twice_is_refused_or_nothing_at_all() {
    for (name, text) in texts() {
        let whole = outcome(&text);
        let (mut refused, mut skipped) = (0, 0);
        for element in elements(&text) {
            let again =
                outcome(&replaced(&text, element.whole.end..element.whole.end, &text[element.whole.clone()]));
            let is_read = outcome(&without(&text, &element)) != whole;
            let may = REPEATED.iter().any(|path| element.path.ends_with(path));
            match &again {
                Err(error) if error.code.as_str() == "xml/duplicate" => refused += 1,
                // What is not read may be there as often as it likes.
                _ if !is_read => {
                    assert!(again == whole, "{name}: {}", element.path);
                    skipped += 1;
                }
                _ => assert!(may, "{name}: {} may stand twice", element.path),
            }
        }
        assert!(refused > 60 && skipped > 3, "{name}: {refused} refused, {skipped} skipped");
    }
}

/// A group with nothing in it says nothing, and does not hide that a term is missing.
#[test]
fn an_empty_group_is_a_missing_one() {
    for (name, text) in texts() {
        for element in elements(&text).iter().filter(|element| !element.is_leaf) {
            // An empty one of these is one more, which lacks what it must have.
            let counted = ["Line", "LineItem", "AllowanceCharge", "TradeTax", "TaxSubtotal", "TaxTotal"];
            if counted.iter().any(|end| element.name().ends_with(end))
                || ["Reference", "ReferencedDocument"].iter().any(|end| element.name().ends_with(end))
            {
                continue;
            }
            let emptied = outcome(&replaced(&text, element.content.clone(), ""));
            assert!(emptied == outcome(&without(&text, element)), "{name}: {}", element.path);
        }
    }
}
