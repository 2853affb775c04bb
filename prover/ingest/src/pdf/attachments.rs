//! The attachment of a file that is an invoice by its names.

use crate::error::PdfFault;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// The names that Factur-X, ZUGFeRD (all versions) and XRechnung in ZUGFeRD give the invoice.
const NAMES: [&str; 3] = ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"];
/// What the invoice may be to the document. Anything else (a supplement, a form's data) is not the invoice.
const RELATIONSHIPS: [&[u8]; 3] = [b"Alternative", b"Data", b"Source"];
/// Attachments, and nodes of the tree of their names, that are looked at.
const MAX_NODES: usize = 1_000;

/// The keys of a file specification that name it, and in `EF` its streams.
const NAMING: [&[u8]; 5] = [b"UF", b"F", b"Unix", b"Mac", b"DOS"];

/// The stream of the invoice that a file has attached. By each of its names an attachment may be another reader's invoice: all that have
/// one of the formats' names anywhere count, and the one that there is has to be the invoice by all that the file says of it.
pub(super) fn invoice(document: &Document) -> Result<ObjectId, PdfFault> {
    let found = invoices(document)?;
    match found.streams.as_slice() {
        [] => Err(PdfFault::NoInvoice),
        [_] if found.is_doubtful => Err(PdfFault::Ambiguous),
        [id] => Ok(*id),
        _ => Err(PdfFault::TwoInvoices),
    }
}

fn invoices(document: &Document) -> Result<Found<'_>, PdfFault> {
    let catalog = document.catalog().map_err(|_| PdfFault::Malformed)?;
    let mut found = Found { document, streams: Vec::new(), is_doubtful: false, nodes: 0 };
    if let Some(associated) = found.value(catalog, b"AF") {
        for file in associated.as_array().map_err(|_| PdfFault::Malformed)? {
            found.file(None, file)?;
        }
    }
    if let Some(names) = found.value(catalog, b"Names") {
        let names = names.as_dict().map_err(|_| PdfFault::Malformed)?;
        if let Some(tree) = found.value(names, b"EmbeddedFiles") {
            found.tree(tree)?;
        }
    }
    Ok(found)
}

struct Found<'d> {
    document: &'d Document,
    /// The streams of invoices, each once.
    streams: Vec<ObjectId>,
    /// Whether one of them has another name too, or is something else to the document.
    is_doubtful: bool,
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
                for pair in pairs.chunks(2) {
                    let [key, file] = pair else { return Err(PdfFault::Malformed) };
                    self.file(Some(key), file)?;
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

    /// A file specification (ISO 32000-2, 7.11.3), and the key that a tree has it under.
    fn file(&mut self, key: Option<&'d Object>, file: &'d Object) -> Result<(), PdfFault> {
        self.count()?;
        let key = key.and_then(|key| self.target(key)?.as_str().ok()).and_then(invoice_name);
        let Some(Object::Dictionary(file)) = self.target(file) else {
            return if key.is_some() { Err(PdfFault::Malformed) } else { Ok(()) };
        };
        let named = NAMING.into_iter().filter_map(|key| self.value(file, key));
        let mut names: Vec<Option<&str>> =
            named.map(|name| name.as_str().ok().and_then(invoice_name)).collect();
        // A key that is no invoice's name says nothing: what stands there is a description as often.
        names.extend(key.map(Some));
        let Some(first) = names.iter().copied().flatten().next() else { return Ok(()) };
        let relationship = self.value(file, b"AFRelationship");
        let is_invoice =
            relationship.is_none_or(|name| name.as_name().is_ok_and(|name| RELATIONSHIPS.contains(&name)));
        self.is_doubtful |= !is_invoice || names.iter().any(|name| *name != Some(first));
        let Some(Object::Dictionary(streams)) = self.value(file, b"EF") else {
            return Err(PdfFault::Malformed);
        };
        // One stream under two keys is one; under two it is two invoices.
        for key in NAMING {
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

/// The invoice's name that a text, in whichever encoding of text strings, is; little-endian ones are read by some.
fn invoice_name(name: &[u8]) -> Option<&'static str> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| -> String {
        let units = bytes.as_chunks().0.iter().copied().map(unit);
        char::decode_utf16(units).map(|unit| unit.unwrap_or('?')).collect()
    };
    let text: String = match name {
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => name.iter().copied().map(char::from).collect(),
    };
    NAMES.into_iter().find(|known| text.eq_ignore_ascii_case(known))
}
