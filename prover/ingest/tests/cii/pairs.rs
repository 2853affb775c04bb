//! One invoice in two syntaxes: one model, one obligation, one canonical id.

use crate::{
    common::{AT, CREDIT, DE, DK, FI, FR, JPY, NL, sample},
    elements::{de, document},
};
use covenant_ingest::{Document, Side, Summary, syntax};
use covenant_statements::{CanonicalId, FiscalRule, PartyId};

fn pairs() -> Vec<(&'static str, String, String)> {
    let cii = |name: &str| document(name);
    vec![
        ("two rates, allowances and a charge", sample(DE), de()),
        ("a price per hundred", sample(NL), cii("nl.xml")),
        ("a tax point code, an exemption", sample(FR), cii("fr.xml")),
        ("terms in words", sample(AT), cii("at.xml")),
        ("one VAT number on both sides", sample(DK), cii("dk.xml")),
        ("VAT accounting in another currency", sample(JPY), cii("jpy.xml")),
        ("a prepayment and a rounding amount", sample(FI), cii("fi.xml")),
        ("a credit note", sample(CREDIT), cii("credit-note.xml")),
        ("everything", document("full-ubl.xml"), cii("full.xml")),
    ]
}

fn read(text: &str, what: &str) -> Document {
    Document::read(text.as_bytes()).unwrap_or_else(|error| panic!("{what}: {error}"))
}

#[test]
fn one_model() {
    for (what, ubl, cii) in pairs() {
        let [ubl, cii] = [ubl, cii].map(|text| syntax::read(text.as_bytes()).expect(what));
        assert_ne!(ubl.root, cii.root, "{what}");
        assert!(ubl.invoice == cii.invoice, "{what}");
    }
}

#[test]
fn one_canonical_id() {
    let seller = PartyId::default();
    for (what, ubl, cii) in pairs() {
        let ids = [ubl, cii].map(|text| {
            let draft = read(&text, what).obligation().expect(what);
            let id = CanonicalId::new(
                seller,
                draft.document_type,
                draft.issued,
                FiscalRule::from_month(1).unwrap(),
                draft.number.clone(),
            );
            (id.hash_to_curve_inputs(), draft)
        });
        assert!(ids[0] == ids[1], "{what}");
    }
}

#[test]
fn one_summary() {
    for (what, ubl, cii) in pairs() {
        let [ubl, cii] = [ubl, cii].map(|text| read(&text, what));
        let shown = |document: &Document| serde_json::to_string(&Summary::of(document)).unwrap();
        assert_eq!(shown(&ubl), shown(&cii), "{what}");
        for side in [Side::Seller, Side::Debtor] {
            assert_eq!(ubl.identifiers(side), cii.identifiers(side), "{what}");
        }
        let payees = [&ubl, &cii].map(|document| document.other_payee().cloned());
        assert!(payees[0] == payees[1] && payees[0].is_some() == (what == "everything"), "{what}");
    }
}

#[test]
fn a_credit_note_is_one_by_its_code() {
    let credit = document("credit-note.xml");
    assert!(matches!(read(&credit, ""), Document::CreditNote(_)));
    for code in [81, 381, 396, 532] {
        let text = credit.replace(">381<", &format!(">{code}<"));
        assert!(matches!(read(&text, ""), Document::CreditNote(_)), "{code}");
    }
    for code in [380, 384, 386, 389, 875] {
        let text = credit.replace(">381<", &format!(">{code}<"));
        assert!(matches!(read(&text, ""), Document::Invoice(_)), "{code}");
    }
}
