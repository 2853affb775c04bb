//! The attachments of a file that are invoices by their names.

use crate::error::PdfFault;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// The names that Factur-X, ZUGFeRD (all versions) and XRechnung in ZUGFeRD give the invoice.
const NAMES: [&str; 3] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];
/// What the invoice may be to the document. Anything else (a supplement, a form's data) is not the invoice.
const RELATIONSHIPS: [&[u8]; 3] = [b"Alternative", b"Data", b"Source"];
/// Attachments, and nodes of the tree of their names, that are looked at.
const MAX_NODES: usize = 1_000;

/// The streams of the invoices that a file has attached, each once.
pub(super) fn invoices(document: &Document) -> Result<Vec<ObjectId>, PdfFault> {
    let catalog = document.catalog().map_err(|_| PdfFault::Malformed)?;
    let mut found = Found { document, streams: Vec::new(), nodes: 0 };
    if let Some(associated) = found.value(catalog, b"AF") {
        for file in associated.as_array().map_err(|_| PdfFault::Malformed)? {
            found.file(file)?;
        }
    }
    if let Some(names) = found.value(catalog, b"Names") {
        let names = names.as_dict().map_err(|_| PdfFault::Malformed)?;
        if let Some(tree) = found.value(names, b"EmbeddedFiles") {
            found.tree(tree)?;
        }
    }
    Ok(found.streams)
}

struct Found<'d> {
    document: &'d Document,
    streams: Vec<ObjectId>,
    nodes: usize,
}

impl<'d> Found<'d> {
    /// The value of a key, references followed; absent, null or leading nowhere is none.
    fn value(&self, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
        self.target(dictionary.get(key).ok()?)
    }

    fn target(&self, object: &'d Object) -> Option<&'d Object> {
        let (_, target) = self.document.dereference(object).ok()?;
        (!target.is_null()).then_some(target)
    }

    /// Counts a node: of a cycle, or of too many, there is an end.
    fn count(&mut self) -> Result<(), PdfFault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES { Err(PdfFault::TooLarge) } else { Ok(()) }
    }

    /// A tree of names (ISO 32000-2, 7.9.6), one node after another.
    fn tree(&mut self, root: &'d Object) -> Result<(), PdfFault> {
        let mut open = vec![root];
        while let Some(node) = open.pop() {
            self.count()?;
            let node = node.as_dict().map_err(|_| PdfFault::Malformed)?;
            if let Some(pairs) = self.value(node, b"Names") {
                let pairs = pairs.as_array().map_err(|_| PdfFault::Malformed)?;
                for file in pairs.iter().skip(1).step_by(2) {
                    self.file(file)?;
                }
            }
            if let Some(kids) = self.value(node, b"Kids") {
                let kids = kids.as_array().map_err(|_| PdfFault::Malformed)?;
                if kids.len() > MAX_NODES {
                    return Err(PdfFault::TooLarge);
                }
                open.extend(kids.iter().filter_map(|kid| self.target(kid)));
            }
        }
        Ok(())
    }

    /// A file specification (ISO 32000-2, 7.11.3).
    fn file(&mut self, file: &'d Object) -> Result<(), PdfFault> {
        self.count()?;
        let Some(Object::Dictionary(file)) = self.target(file) else { return Ok(()) };
        let named = [&b"UF"[..], b"F"].into_iter().filter_map(|key| self.value(file, key));
        if !named.filter_map(|name| name.as_str().ok()).any(is_invoice) {
            return Ok(());
        }
        let relationship = self.value(file, b"AFRelationship").and_then(|name| name.as_name().ok());
        if relationship.is_some_and(|name| !RELATIONSHIPS.contains(&name)) {
            return Ok(());
        }
        let Some(Object::Dictionary(streams)) = self.value(file, b"EF") else {
            return Err(PdfFault::Malformed);
        };
        // One stream under two keys is one; under two it is two invoices.
        for key in [&b"UF"[..], b"F", b"Unix", b"Mac", b"DOS"] {
            let Ok(stream) = streams.get(key) else { continue };
            let (id, stream) = self.document.dereference(stream).map_err(|_| PdfFault::Malformed)?;
            let (Some(id), Object::Stream(_)) = (id, stream) else { return Err(PdfFault::Malformed) };
            if !self.streams.contains(&id) {
                self.streams.push(id);
            }
        }
        Ok(())
    }
}

/// Whether a name, in whichever encoding of text strings, is one of the invoice's.
fn is_invoice(name: &[u8]) -> bool {
    let text: String = match name {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
            char::decode_utf16(units).map(|unit| unit.unwrap_or('?')).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => name.iter().copied().map(char::from).collect(),
    };
    NAMES.iter().any(|known| text.eq_ignore_ascii_case(known))
}
