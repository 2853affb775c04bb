//! PDFs as other programs write them: one page, and attachments.

use crate::common::{DE_CII, sample};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// An attachment.
pub(crate) struct Attachment {
    pub(crate) name: Vec<u8>,
    pub(crate) relationship: Option<&'static str>,
    pub(crate) content: Vec<u8>,
    pub(crate) compress: bool,
}

impl Attachment {
    pub(crate) fn new(name: &str, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            relationship: Some("Alternative"),
            content: content.into(),
            compress: true,
        }
    }
}

/// The German sample.
pub(crate) fn invoice() -> Vec<u8> {
    sample(DE_CII).into_bytes()
}

/// A document of one empty page; its catalog.
pub(crate) fn page() -> (Document, ObjectId) {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    (document, catalog)
}

/// Adds an attachment: its file specification.
pub(crate) fn attach(document: &mut Document, attachment: &Attachment) -> ObjectId {
    let parameters = dictionary! { "Type" => "EmbeddedFile", "Subtype" => "text/xml" };
    let mut stream = Stream::new(parameters, attachment.content.clone());
    if attachment.compress {
        stream.compress().unwrap();
    }
    let stream = document.add_object(stream);
    let name = Object::string_literal(attachment.name.clone());
    let mut file = dictionary! {
        "Type" => "Filespec", "F" => name.clone(), "UF" => name,
        "EF" => dictionary! { "F" => stream, "UF" => stream },
    };
    if let Some(relationship) = attachment.relationship {
        file.set("AFRelationship", relationship);
    }
    document.add_object(file)
}

/// Names the attachments as Factur-X asks for it: associated files, and a tree of names of one node.
pub(crate) fn list(document: &mut Document, catalog: ObjectId, files: &[ObjectId]) {
    let names =
        files.iter().flat_map(|file| [Object::string_literal("x"), (*file).into()]).collect::<Vec<_>>();
    let tree = document.add_object(dictionary! { "Names" => names });
    let associated: Vec<Object> = files.iter().map(|file| (*file).into()).collect();
    let catalog = catalog_of(document, catalog);
    catalog.set("Names", dictionary! { "EmbeddedFiles" => tree });
    catalog.set("AF", associated);
}

pub(crate) fn catalog_of(document: &mut Document, catalog: ObjectId) -> &mut Dictionary {
    document.get_dictionary_mut(catalog).unwrap()
}

pub(crate) fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A file with these attachments.
pub(crate) fn file(attachments: &[Attachment]) -> Vec<u8> {
    let (mut document, catalog) = page();
    let files: Vec<ObjectId> = attachments.iter().map(|a| attach(&mut document, a)).collect();
    list(&mut document, catalog, &files);
    saved(document)
}
