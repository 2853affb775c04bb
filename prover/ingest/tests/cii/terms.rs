//! The table of places in the book: without a term, in either syntax, a document says the same or is refused alike.

use crate::elements::{Element, document, elements, outcome, replaced};
use covenant_ingest::{
    syntax::{Root, TERMS},
    ubl,
};

const UBL: Root = Root::Ubl(ubl::Root::Invoice);

/// The elements that a path of the table leads to.
fn at(text: &str, root: Root, term: &str) -> Vec<Element> {
    let path = root.path_of(term, None);
    let (_, path) = path.split_once('/').unwrap_or_else(|| panic!("no place for {term}"));
    let (plain, conditions) = parts(path);
    let found: Vec<Element> = elements(text)
        .into_iter()
        .filter(|element| element.path == plain)
        .filter(|element| conditions.iter().all(|condition| holds(text, element, condition)))
        .collect();
    let second = matches!((root, term), (_, "BT-111") | (Root::Ubl(_), "BT-32"));
    let found = found.into_iter().skip(usize::from(second));
    // UBL's second total of taxes is a group, which is nothing without its amount.
    if (root, term) == (UBL, "BT-111") {
        let groups = elements(text).into_iter().filter(|element| element.path == "cac:TaxTotal");
        return groups.skip(1).collect();
    }
    found.collect()
}

/// A path without its conditions, and these.
fn parts(path: &str) -> (String, Vec<String>) {
    let (mut plain, mut conditions) = (String::new(), Vec::new());
    for (index, piece) in path.split(['[', ']']).enumerate() {
        if index % 2 == 0 { plain.push_str(piece) } else { conditions.push(piece.to_owned()) }
    }
    (plain, conditions)
}

fn holds(text: &str, element: &Element, condition: &str) -> bool {
    let (what, value) = condition.split_once('=').expect("a condition");
    let value = value.trim_matches('\'');
    match what.strip_prefix('@') {
        Some(attribute) => element.start_tag(text).contains(&format!("{attribute}=\"{value}\"")),
        // The indicator is the first thing in its group, which the element is in.
        None => {
            let name = what.rsplit('/').next().unwrap();
            let before = &text[..element.whole.start];
            let indicator = before.rfind(&format!("<{name}>")).expect("an indicator");
            before[indicator..].starts_with(&format!("<{name}>{value}<"))
        }
    }
}

#[test]
fn without_a_term_both_say_the_same() {
    let (ubl, cii) = (document("full-ubl.xml"), document("full.xml"));
    let whole = outcome(&ubl).expect("a document");
    assert!(outcome(&cii) == Ok(whole.clone()));
    for (term, _) in TERMS {
        // It and BT-8 exclude each other; it has a test of its own.
        if *term == "BT-7" {
            continue;
        }
        let [left, right] = [(&ubl, UBL), (&cii, Root::Cii)].map(|(text, root)| {
            let found = at(text, root, term);
            assert!(!found.is_empty(), "{term} in {root:?}");
            // What stands in each tax is one term.
            let all = if *term == "BT-8" { found.len() } else { 1 };
            let changed = found[..all]
                .iter()
                .rev()
                .fold(text.clone(), |text, element| replaced(&text, element.whole.clone(), ""));
            (outcome(&changed), root)
        });
        match (left, right) {
            ((Ok(left), _), (Ok(right), _)) => {
                assert!(left == right, "{term}");
                assert!(left != whole, "{term} is not read");
            }
            ((Err(left), ubl), (Err(right), cii)) => {
                assert_eq!((left.code, left.field.term), (right.code, right.field.term), "{term}");
                // What is refused where it stands has its own position; without BT-5 or BT-6 it is a total of taxes.
                if !left.code.as_str().starts_with("BR-") {
                    continue;
                }
                for (error, root) in [(left, ubl), (right, cii)] {
                    let expected = [None, Some(1)].map(|place| root.path_of(error.field.term, place));
                    assert!(expected.contains(&error.field.path), "{term}: {}", error.field.path);
                }
            }
            ((left, _), (right, _)) => panic!("{term}: {:?}, {:?}", left.err(), right.err()),
        }
    }
}

#[test]
fn tax_point_dates_and_codes() {
    let (ubl, cii) = (document("full-ubl.xml"), document("full.xml"));
    let ubl = crate::common::without(&ubl, "<cac:InvoicePeriod>", "</cac:InvoicePeriod>").replace(
        "<cbc:DocumentCurrencyCode>",
        "<cbc:TaxPointDate>2026-10-31</cbc:TaxPointDate><cbc:DocumentCurrencyCode>",
    );
    let code = "<ram:DueDateTypeCode>29</ram:DueDateTypeCode>";
    let date = |day: &str| {
        format!("<ram:TaxPointDate><udt:DateString format=\"102\">{day}</udt:DateString></ram:TaxPointDate>")
    };
    let dated = cii.replace(code, &date("20261031"));
    assert!(outcome(&ubl).expect("a document") == outcome(&dated).expect("a document"));
    let refusal = |text: &str| outcome(text).err().map(|error| (error.code.to_string(), error.field.term));
    assert_eq!(refusal(&cii.replacen(code, &date("20261031"), 1)), Some(("BR-CO-03".into(), "BT-7")));
    // Every tax may say it, but they say one thing.
    let duplicate = |term| Some(("xml/duplicate".to_owned(), term));
    assert_eq!(refusal(&dated.replacen("20261031", "20261101", 1)), duplicate("BT-7"));
    assert_eq!(refusal(&cii.replacen(">29<", ">72<", 1)), duplicate("BT-8"));
    for (ours, theirs) in [("3", "5"), ("35", "29"), ("432", "72"), ("7", "7")] {
        let invoice = outcome(&cii.replace(">29<", &format!(">{theirs}<"))).expect("a document");
        assert_eq!(invoice.tax_point_code.as_deref(), Some(ours));
    }
}
