//! What the syntaxes of EN 16931 share: the way through a document, texts into values, and the limits.
//!
//! A reader goes through the document once and keeps what the model has a place for; what has no place in it, where it
//! stands, is skipped whatever it says and however often, attachments included. An element that is read and that EN 16931
//! allows once is refused when it occurs twice: two readers of the file could otherwise see two invoices.

mod groups;
mod leaf;
mod tags;
mod terms;
mod walk;

pub(crate) use groups::{
    PendingAdjustment, TaxTotal, add_tax_total, append, is_credit_note_code, is_vat, set_once,
};
pub(crate) use leaf::Leaf;
pub(crate) use tags::{Tag, tags};
pub use terms::{TERMS, places_table};
pub(crate) use walk::{Syntax, walk};

use crate::{
    cii,
    error::{Code, Field, IngestError, XmlFault},
    model::{Invoice, redacted},
    ubl,
    xml::{Item, XmlReader},
};
use std::rc::Rc;

/// Lines of a document.
pub const MAX_LINES: usize = 10_000;
/// Groups of any other kind in one parent: allowances, identifiers, notes, VAT breakdowns.
pub const MAX_GROUPS: usize = 1_000;
/// Bytes of a text that is kept.
pub const MAX_TEXT_BYTES: usize = 8_192;

/// The syntax of a document, by its root element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// UBL 2.1.
    Ubl(ubl::Root),
    /// UN/CEFACT's Cross Industry Invoice.
    Cii,
}

/// A document as it was read, before any rule is applied.
#[derive(Clone, PartialEq, Eq)]
pub struct InvoiceDocument {
    /// The syntax.
    pub root: Root,
    /// The content.
    pub invoice: Invoice,
}

redacted!(InvoiceDocument);

impl Root {
    /// The path of a term, for messages; positions count from 1. Terms that no rule names give the root.
    pub fn path_of(self, term: &str, position: Option<usize>) -> String {
        match self {
            Self::Ubl(root) => ubl::path_of(root, term, position),
            Self::Cii => cii::path_of(term, position),
        }
    }
}

/// Reads an invoice in the syntax that its root element has. The rules of EN 16931 are not applied here.
///
/// # Errors
/// `xml/…` for the document, `amount/…`, `date/…`, `flag/…`, `BR-CL-…` for a value that cannot be read.
pub fn read(bytes: &[u8]) -> Result<InvoiceDocument, IngestError> {
    let (xml, namespace, name) = open(bytes)?;
    match (ubl::Root::of(&namespace, &name), cii::is_root(&namespace, &name)) {
        (Some(root), _) => ubl::read_below(xml, root),
        (None, true) => cii::read_below(xml),
        (None, false) => Err(IngestError::document(XmlFault::NotUbl)),
    }
}

/// Begins with a document: its root element's namespace and name.
pub(crate) fn open(bytes: &[u8]) -> Result<(XmlReader<'_>, Rc<str>, String), IngestError> {
    let mut xml = XmlReader::new(bytes).map_err(IngestError::document)?;
    match xml.next().map_err(IngestError::document)? {
        Item::Start(element) => {
            let name = element.local_name().to_owned();
            Ok((xml, element.namespace, name))
        }
        _ => Err(IngestError::document(XmlFault::NotUbl)),
    }
}

/// A fault that may not know its place yet: then it is that of the element that is open.
pub(crate) struct Fault {
    code: Code,
    term: &'static str,
    path: Option<String>,
}

impl Fault {
    pub(crate) fn new(code: impl Into<Code>, term: &'static str) -> Self {
        Self { code: code.into(), term, path: None }
    }

    /// A fault of an element that was closed before.
    pub(crate) fn at(code: impl Into<Code>, field: Field) -> Self {
        Self { code: code.into(), term: field.term, path: Some(field.path) }
    }

    /// The same fault at a place of its own.
    pub(crate) fn placed(self, path: String) -> Self {
        Self { path: Some(path), ..self }
    }
}
