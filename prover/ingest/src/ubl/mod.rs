//! UBL 2.1 Invoice and CreditNote into the semantic [model](crate::model).
//!
//! The reader goes through the document once and keeps what the model has a place for; what has no place in it, where it
//! stands, is skipped whatever it says and however often, attachments included. Order is not demanded but for the
//! currency, which stands before the amounts. An element that is read and that EN 16931 allows once is refused when it
//! occurs twice: two readers of the file could otherwise see two invoices.

mod build;
mod groups;
mod path;
mod places;
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
use places::most;
use tags::Tag;
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
    let mut xml = XmlReader::new(bytes).map_err(IngestError::document)?;
    let root = match xml.next().map_err(IngestError::document)? {
        Item::Start(element) => Root::of(&element.namespace, element.local_name()),
        _ => None,
    };
    let root = root.ok_or_else(|| IngestError::document(XmlFault::NotUbl))?;
    let mut walk =
        Walk { root, frames: Vec::new(), path: Vec::new(), seen: Vec::new(), builder: Builder::new(root) };
    loop {
        let item = xml.next().map_err(|fault| walk.locate(Fault::new(fault, "")))?;
        let (is_start, is_end) = (matches!(item, Item::Start(_)), matches!(item, Item::Eof));
        let is_read = walk.item(item).map_err(|fault| walk.locate(fault))?;
        if is_end {
            return Ok(UblDocument { root, invoice: walk.builder.finish() });
        }
        if is_start && !is_read {
            xml.skip().map_err(|fault| walk.locate(Fault::new(fault, "")))?;
        }
        walk.leave();
    }
}

/// An open element that is read.
struct Frame {
    tag: Tag,
    /// Which one of its like, from 1, where there may be more.
    position: Option<usize>,
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
    builder: Builder,
}

impl Walk {
    /// Takes an item. Whether it is read: an element that is not is to be skipped with all that it holds.
    fn item(&mut self, item: Item<'_>) -> Result<bool, Fault> {
        match item {
            Item::Start(element) => return self.start(element),
            Item::Text(text) => self.text(&text)?,
            Item::End => self.end()?,
            Item::Eof => {}
        }
        Ok(true)
    }

    fn start(&mut self, element: Element<'_>) -> Result<bool, Fault> {
        if self.path.last().is_some_and(|parent| parent.is_basic()) {
            return Err(Fault::new(XmlFault::Structure, ""));
        }
        let tag = Tag::of(&element.namespace, element.local_name());
        let place = tag.and_then(|tag| Some((tag, most(self.root, &self.path, tag)?)));
        let Some((tag, limit)) = place else { return Ok(false) };
        let attributes = element.attributes(ATTRIBUTES).map_err(|fault| Fault::new(fault, ""))?;
        let seen = self.frames.last_mut().map_or(&mut self.seen, |frame| &mut frame.seen);
        let position = count(seen, tag);
        self.frames.push(Frame {
            tag,
            position: (limit > 1).then_some(position),
            seen: Vec::new(),
            text: String::new(),
            attributes,
            closed: false,
        });
        self.path.push(tag);
        match limit {
            1 if position > 1 => Err(Fault::new(XmlFault::Duplicate, "")),
            limit if position > limit => Err(Fault::new(XmlFault::TooManyItems, "")),
            _ => self.builder.open(&self.path).map(|()| true),
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
        for frame in &self.frames {
            path.push('/');
            path.push_str(frame.tag.name());
            if let Some(position) = frame.position {
                path.push_str(&format!("[{position}]"));
            }
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
