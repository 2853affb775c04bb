//! UBL 2.1 Invoice and CreditNote into the semantic [model](crate::model).
//!
//! The reader goes through the document once and keeps what the model has a place for. Order is not demanded but for
//! the currency, which stands before the amounts. An element that EN 16931 allows once is refused when it occurs
//! twice: two readers of the file could otherwise see two invoices.

mod build;
mod groups;
mod path;
mod tags;
mod value;

pub use path::path_of;
pub use tags::Root;

use crate::{
    error::{Code, Field, IngestError, XmlFault},
    model::{Invoice, redacted},
    xml::{Element, Item, XmlReader, is_xml_space},
};
use build::Builder;
use tags::{Tag, most};
use value::Leaf;

/// Lines of a document.
pub const MAX_LINES: usize = 10_000;
/// Groups of any other kind in one parent: allowances, identifiers, notes, VAT breakdowns.
pub const MAX_GROUPS: usize = 1_000;
/// Bytes of a text that is kept.
pub const MAX_TEXT_BYTES: usize = 8_192;

/// Attributes that are read.
const ATTRIBUTES: &[&str] = &["currencyID", "schemeID", "unitCode"];

/// A document as it was read, before any rule is applied.
#[derive(Clone, PartialEq, Eq)]
pub struct UblDocument {
    /// The kind of the root element.
    pub root: Root,
    /// The content.
    pub invoice: Invoice,
}

redacted!(UblDocument);

/// A fault that does not know its place yet.
pub(crate) struct Fault {
    code: Code,
    term: &'static str,
}

impl Fault {
    fn new(code: impl Into<Code>, term: &'static str) -> Self {
        Self { code: code.into(), term }
    }
}

/// Reads a document. The rules of EN 16931 are not applied here.
///
/// # Errors
/// `xml/…` for the document, `amount/…`, `date/…`, `flag/…`, `BR-CL-…` for a value that cannot be read.
pub fn read(bytes: &[u8]) -> Result<UblDocument, IngestError> {
    let mut xml = XmlReader::new(bytes, ATTRIBUTES).map_err(IngestError::document)?;
    let root = match xml.next().map_err(IngestError::document)? {
        Item::Start(element) => Root::of(&element.namespace, element.local_name()),
        _ => None,
    };
    let root = root.ok_or_else(|| IngestError::document(XmlFault::NotUbl))?;
    let mut walk = Walk {
        root,
        frames: Vec::new(),
        path: Vec::new(),
        seen: Vec::new(),
        skipped: 0,
        builder: Builder::new(root),
    };
    loop {
        let item = xml.next().map_err(|fault| walk.locate(Fault::new(fault, "")))?;
        let done = matches!(item, Item::Eof);
        walk.item(item).map_err(|fault| walk.locate(fault))?;
        if done {
            return Ok(UblDocument { root, invoice: walk.builder.finish() });
        }
        walk.leave();
    }
}

/// An open element that is read.
struct Frame {
    tag: Tag,
    /// Which one of its like, from 1.
    position: usize,
    seen: Vec<(Tag, usize)>,
    text: String,
    attributes: Vec<(&'static str, String)>,
    closed: bool,
}

/// The way from the root to the current element.
struct Walk {
    root: Root,
    frames: Vec<Frame>,
    path: Vec<Tag>,
    seen: Vec<(Tag, usize)>,
    /// Open elements below one that is not read.
    skipped: usize,
    builder: Builder,
}

impl Walk {
    fn item(&mut self, item: Item<'_>) -> Result<(), Fault> {
        match item {
            Item::Start(_) | Item::Text(_) if self.skipped > 0 => {
                self.skipped += usize::from(matches!(item, Item::Start(_)));
                Ok(())
            }
            Item::End if self.skipped > 0 => {
                self.skipped -= 1;
                Ok(())
            }
            Item::Start(element) => self.start(element),
            Item::Text(text) => self.text(&text),
            Item::End => self.end(),
            Item::Eof => Ok(()),
        }
    }

    fn start(&mut self, element: Element<'_>) -> Result<(), Fault> {
        let parent = self.path.last().copied();
        if parent.is_some_and(Tag::is_basic) {
            return Err(Fault::new(XmlFault::Structure, ""));
        }
        let Some(tag) = Tag::of(&element.namespace, element.local_name()) else {
            self.skipped = 1;
            return Ok(());
        };
        let seen = self.frames.last_mut().map_or(&mut self.seen, |frame| &mut frame.seen);
        let position = count(seen, tag);
        let attributes = element.attributes;
        self.frames.push(Frame {
            tag,
            position,
            seen: Vec::new(),
            text: String::new(),
            attributes,
            closed: false,
        });
        self.path.push(tag);
        match most(parent, tag) {
            1 if position > 1 => Err(Fault::new(XmlFault::Duplicate, "")),
            limit if position > limit => Err(Fault::new(XmlFault::TooManyItems, "")),
            _ => self.builder.open(&self.path),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        match self.frames.last_mut() {
            Some(frame) if frame.tag.is_basic() => {
                if frame.text.len() + text.len() > MAX_TEXT_BYTES {
                    return Err(Fault::new(XmlFault::TextTooLong, ""));
                }
                frame.text.push_str(text);
                Ok(())
            }
            _ if text.chars().all(is_xml_space) => Ok(()),
            _ => Err(Fault::new(XmlFault::Structure, "")),
        }
    }

    /// Closes the innermost element, which stays on the path until [`Walk::leave`] so that faults can name it.
    fn end(&mut self) -> Result<(), Fault> {
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        frame.closed = true;
        if frame.tag.is_basic() {
            let text = frame.text.trim_matches(is_xml_space);
            self.builder.leaf(&self.path, Leaf { text, attributes: &frame.attributes })
        } else {
            self.builder.close(&self.path)
        }
    }

    fn leave(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.closed) {
            self.frames.pop();
            self.path.pop();
        }
    }

    /// Gives a fault its place.
    fn locate(&self, fault: Fault) -> IngestError {
        let mut path = self.root.name().to_owned();
        let mut parent = None;
        for frame in &self.frames {
            path.push('/');
            path.push_str(frame.tag.name());
            if most(parent, frame.tag) > 1 {
                path.push_str(&format!("[{}]", frame.position));
            }
            parent = Some(frame.tag);
        }
        IngestError::new(fault.code, Field { term: fault.term, path })
    }
}

/// Counts one more `tag`; the list stays as short as the table of tags.
fn count(seen: &mut Vec<(Tag, usize)>, tag: Tag) -> usize {
    match seen.iter_mut().find(|(known, _)| *known == tag) {
        Some((_, times)) => {
            *times += 1;
            *times
        }
        None => {
            seen.push((tag, 1));
            1
        }
    }
}
