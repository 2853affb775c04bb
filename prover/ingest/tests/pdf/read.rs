//! What is read.

use crate::{
    common::{DE, sample},
    files::{Attachment, attach, catalog_of, file, invoice, list, page, saved},
};
use covenant_ingest::{Document, pdf::invoice_in};
use lopdf::{Object, SaveOptions, dictionary};

fn code(bytes: &[u8]) -> String {
    Document::read(bytes).expect_err("a refusal").code.to_string()
}

/// The same obligation as the XML by itself states, and as UBL does.
#[track_caller]
fn is_the_sample(bytes: &[u8]) {
    let obligation =
        |bytes: &[u8]| Document::read(bytes).expect("a document").obligation().expect("an obligation");
    assert!(obligation(bytes) == obligation(&invoice()));
    assert!(obligation(bytes) == obligation(sample(DE).as_bytes()));
    assert_eq!(invoice_in(bytes).unwrap(), invoice());
}

#[test]
fn the_names_of_the_formats() {
    for name in
        ["factur-x.xml", "ZUGFeRD-invoice.xml", "zugferd-invoice.xml", "xrechnung.xml", "FACTUR-X.XML"]
    {
        is_the_sample(&file(&[Attachment::new(name, invoice())]));
    }
    for name in ["factur-x.xml.bak", "invoice.xml", "order-x.xml", "a/factur-x.xml", " factur-x.xml", ""] {
        assert_eq!(code(&file(&[Attachment::new(name, invoice())])), "pdf/no-invoice", "{name}");
    }
    assert_eq!(code(&file(&[])), "pdf/no-invoice");
    assert_eq!(code(&saved(page().0)), "pdf/no-invoice");
    // UTF-16 and UTF-8, as text strings may be.
    let mut utf16 = Attachment::new("", invoice());
    utf16.name =
        [0xfe, 0xff].into_iter().chain("factur-x.xml".encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let mut little = Attachment::new("", invoice());
    little.name = utf16.name.chunks(2).flat_map(|unit| [unit[1], unit[0]]).collect();
    is_the_sample(&file(&[utf16]));
    is_the_sample(&file(&[little]));
    is_the_sample(&file(&[Attachment::new("\u{feff}factur-x.xml", invoice())]));
}

#[test]
fn what_the_attachment_is_to_the_document() {
    for relationship in [Some("Alternative"), Some("Data"), Some("Source"), None] {
        is_the_sample(&file(&[Attachment { relationship, ..Attachment::new("factur-x.xml", invoice()) }]));
    }
    for relationship in ["Supplement", "Unspecified", "FormData"] {
        let attachment =
            Attachment { relationship: Some(relationship), ..Attachment::new("factur-x.xml", invoice()) };
        assert_eq!(code(&file(&[attachment])), "pdf/ambiguous", "{relationship}");
        // Nor does it hide beside the invoice.
        let attachment =
            Attachment { relationship: Some(relationship), ..Attachment::new("factur-x.xml", invoice()) };
        let other = Attachment::new("factur-x.xml", invoice());
        assert_eq!(code(&file(&[attachment, other])), "pdf/two-invoices", "{relationship}");
    }
    // What is no name is no relationship of the invoice's.
    let (mut document, catalog) = page();
    let file = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
    document.get_dictionary_mut(file).unwrap().set("AFRelationship", Object::string_literal("Data"));
    list(&mut document, catalog, &[file]);
    assert_eq!(code(&saved(document)), "pdf/ambiguous");
}

/// A file with attachments whose specifications have other names, each below a key of the tree.
fn named(attachments: &[(&str, &[(&str, &str)])]) -> Vec<u8> {
    let (mut document, catalog) = page();
    let mut names = Vec::new();
    for (key, changes) in attachments {
        let file = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
        for (name, value) in *changes {
            document.get_dictionary_mut(file).unwrap().set(*name, Object::string_literal(*value));
        }
        names.extend([Object::string_literal(*key), file.into()]);
    }
    let tree = document.add_object(dictionary! { "Names" => names });
    catalog_of(&mut document, catalog).set("Names", dictionary! { "EmbeddedFiles" => tree });
    saved(document)
}

/// One reader goes by the tree's keys, another by one of the names in the specification.
#[test]
fn by_each_of_its_names_it_is_the_same_invoice() {
    is_the_sample(&named(&[("Factur-X.xml", &[])]));
    is_the_sample(&named(&[("the invoice", &[("F", "FACTUR-X.XML")])]));
    is_the_sample(&named(&[("a.xml", &[("UF", "a.xml"), ("F", "a.xml")]), ("b", &[])]));
    let hidden: &[(&str, &str)] = &[("UF", "a.xml"), ("F", "a.xml")];
    for key in ["factur-x.xml", "xrechnung.xml", "\u{feff}factur-x.xml"] {
        assert_eq!(code(&named(&[(key, hidden), ("b.xml", &[])])), "pdf/two-invoices", "{key}");
        assert_eq!(code(&named(&[(key, hidden)])), "pdf/ambiguous", "{key}");
    }
    for name in ["UF", "F", "Unix", "Mac", "DOS"] {
        for other in ["a.xml", "xrechnung.xml", ""] {
            assert_eq!(code(&named(&[("x", &[(name, other)])])), "pdf/ambiguous", "{name} {other}");
        }
        let alone = [("UF", "a.xml"), ("F", "a.xml"), (name, "factur-x.xml")];
        assert_eq!(code(&named(&[("x", &alone)])), "pdf/ambiguous", "{name}");
        assert_eq!(code(&named(&[("x", &alone), ("y", &[])])), "pdf/two-invoices", "{name}");
    }
    assert_eq!(code(&named(&[("xrechnung.xml", &[])])), "pdf/ambiguous");
}

#[test]
fn a_tree_has_a_file_under_each_key() {
    for names in [
        vec![Object::string_literal("factur-x.xml")],
        vec![Object::string_literal("factur-x.xml"), Object::Null],
        vec![Object::string_literal("factur-x.xml"), Object::string_literal("f")],
    ] {
        let (mut document, catalog) = page();
        let tree = document.add_object(dictionary! { "Names" => names });
        catalog_of(&mut document, catalog).set("Names", dictionary! { "EmbeddedFiles" => tree });
        assert_eq!(code(&saved(document)), "pdf/malformed");
    }
}

#[test]
fn other_attachments_are_passed_over() {
    is_the_sample(&file(&[
        Attachment::new("drawing.pdf", vec![0; 100]),
        Attachment { compress: false, ..Attachment::new("factur-x.xml", invoice()) },
        Attachment::new("terms.txt", "none"),
    ]));
}

#[test]
fn one_list_is_enough_and_two_agree() {
    for without in ["AF", "Names"] {
        let (mut document, catalog) = page();
        let invoice = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
        list(&mut document, catalog, &[invoice]);
        catalog_of(&mut document, catalog).remove(without.as_bytes());
        is_the_sample(&saved(document));
    }
    // Each list names another: which of them is the invoice?
    let (mut document, catalog) = page();
    let files =
        ["factur-x.xml", "factur-x.xml"].map(|name| attach(&mut document, &Attachment::new(name, invoice())));
    list(&mut document, catalog, &files[..1]);
    catalog_of(&mut document, catalog).set("AF", vec![Object::from(files[1])]);
    assert_eq!(code(&saved(document)), "pdf/two-invoices");
}

#[test]
fn two_invoices_are_none() {
    let ubl = sample(DE).into_bytes();
    for (one, other) in [
        (Attachment::new("factur-x.xml", invoice()), Attachment::new("xrechnung.xml", invoice())),
        (Attachment::new("factur-x.xml", invoice()), Attachment::new("factur-x.xml", invoice())),
        (Attachment::new("factur-x.xml", invoice()), Attachment::new("ZUGFeRD-invoice.xml", ubl)),
    ] {
        assert_eq!(code(&file(&[one, other])), "pdf/two-invoices");
    }
    // One file specification with two streams.
    let (mut document, catalog) = page();
    let file = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
    let other = attach(&mut document, &Attachment::new("b.xml", invoice()));
    let streams = document.get_dictionary(other).unwrap().get(b"EF").unwrap().as_dict().unwrap().clone();
    let other = streams.get(b"F").unwrap().as_reference().unwrap();
    let first = document.get_dictionary_mut(file).unwrap().get_mut(b"EF").unwrap().as_dict_mut().unwrap();
    first.set("UF", other);
    list(&mut document, catalog, &[file]);
    assert_eq!(code(&saved(document)), "pdf/two-invoices");
}

/// Objects in compressed streams, as PDF 1.5 has them, and a tree of names of several levels.
#[test]
fn other_ways_to_write_the_same() {
    let (mut document, catalog) = page();
    let file = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
    list(&mut document, catalog, &[file]);
    let mut bytes = Vec::new();
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    document.save_with_options(&mut bytes, options).unwrap();
    assert!(bytes.windows(6).any(|window| window == b"ObjStm"));
    is_the_sample(&bytes);

    let (mut document, catalog) = page();
    let file = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
    let leaf = document.add_object(dictionary! { "Names" => vec![Object::string_literal("f"), file.into()] });
    let kid = document.add_object(dictionary! { "Kids" => vec![leaf.into()] });
    let tree = document.add_object(dictionary! { "Kids" => vec![kid.into()] });
    catalog_of(&mut document, catalog).set("Names", dictionary! { "EmbeddedFiles" => tree });
    is_the_sample(&saved(document));
}

/// The XML is held to what any XML is held to.
#[test]
fn the_xml_is_judged_as_xml() {
    let with = |content: &str| file(&[Attachment::new("factur-x.xml", content)]);
    let text = String::from_utf8(invoice()).unwrap();
    assert_eq!(code(&with(&text.replace(">9065.36</ram:Due", ">9065.37</ram:Due"))), "BR-CO-16");
    assert_eq!(code(&with(&text[..text.len() - 30])), "xml/truncated");
    assert_eq!(code(&with("")), "xml/truncated");
    assert_eq!(code(&with("%PDF-1.7")), "xml/malformed");
    assert_eq!(code(&with("{}")), "xml/malformed");
    is_the_sample(&with(&text));
}
