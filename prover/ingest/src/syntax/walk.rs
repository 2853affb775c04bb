//! The way through a document, the same in every syntax.

use super::{Fault, Leaf, MAX_TEXT_BYTES, Tag};
use crate::{
    error::{Field, IngestError, XmlFault},
    model::Invoice,
    xml::{Element, Item, XmlReader, is_xml_space},
};

/// A syntax: which elements are read where, and what becomes of them. A path leads from below the root to an element.
pub(crate) trait Syntax {
    /// Its elements.
    type Tag: Tag;
    /// The attributes that are read.
    const ATTRIBUTES: &'static [&'static str];

    /// The root element, for messages.
    fn root(&self) -> &'static str;

    /// How often `child` may stand below `path`; `None` where it is not read. What EN 16931 allows once may stand once.
    fn most(&self, path: &[Self::Tag], child: Self::Tag) -> Option<usize>;

    /// An element begins.
    fn open(&mut self, path: &[Self::Tag]) -> Result<(), Fault>;

    /// An element with text ends.
    fn leaf(&mut self, path: &[Self::Tag], leaf: Leaf<'_>) -> Result<(), Fault>;

    /// An element without text ends.
    fn close(&mut self, path: &[Self::Tag]) -> Result<(), Fault>;

    /// The invoice, when the document has ended.
    fn finish(self) -> Result<Invoice, Fault>;
}

/// Reads what is below the root element, whose start was the last item.
pub(crate) fn walk<S: Syntax>(mut xml: XmlReader<'_>, syntax: S) -> Result<Invoice, IngestError> {
    let mut walk = Walk { syntax, frames: Vec::new(), path: Vec::new(), seen: Vec::new() };
    loop {
        let item = xml.next().map_err(|fault| walk.locate(Fault::new(fault, "")))?;
        let (is_start, is_end) = (matches!(item, Item::Start(_)), matches!(item, Item::Eof));
        let is_read = walk.item(item).map_err(|fault| walk.locate(fault))?;
        if is_end {
            let root = walk.syntax.root();
            return walk.syntax.finish().map_err(|fault| locate::<S::Tag>(root, &[], fault));
        }
        if is_start && !is_read {
            xml.skip().map_err(|fault| walk.locate(Fault::new(fault, "")))?;
        }
        walk.leave();
    }
}

/// An open element that is read.
pub(super) struct Frame<T> {
    tag: T,
    /// Which one of its like, from 1, where there may be more.
    position: Option<usize>,
    seen: Vec<(T, usize)>,
    text: String,
    attributes: Vec<(&'static str, String)>,
    closed: bool,
}

/// The way from the root to the current element.
struct Walk<S: Syntax> {
    syntax: S,
    frames: Vec<Frame<S::Tag>>,
    path: Vec<S::Tag>,
    seen: Vec<(S::Tag, usize)>,
}

impl<S: Syntax> Walk<S> {
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
        let tag = S::Tag::of(&element.namespace, element.local_name());
        let place = tag.and_then(|tag| Some((tag, self.syntax.most(&self.path, tag)?)));
        let Some((tag, limit)) = place else { return Ok(false) };
        let attributes = element.attributes(S::ATTRIBUTES).map_err(|fault| Fault::new(fault, ""))?;
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
            _ => self.syntax.open(&self.path).map(|()| true),
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
        let Some(frame) = self.frames.last() else { return Ok(()) };
        if frame.tag.is_basic() {
            let text = frame.text.trim_matches(is_xml_space);
            let root = self.syntax.root();
            let place = || path_to(root, &self.frames);
            self.syntax.leaf(&self.path, Leaf { text, attributes: &frame.attributes, place: &place })
        } else {
            self.syntax.close(&self.path)
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
        locate(self.syntax.root(), &self.frames, fault)
    }
}

fn locate<T: Tag>(root: &str, frames: &[Frame<T>], fault: Fault) -> IngestError {
    let path = fault.path.unwrap_or_else(|| path_to(root, frames));
    IngestError::new(fault.code, Field { term: fault.term, path })
}

fn path_to<T: Tag>(root: &str, frames: &[Frame<T>]) -> String {
    let mut path = root.to_owned();
    for frame in frames {
        path.push('/');
        path.push_str(frame.tag.name());
        if let Some(position) = frame.position {
            path.push_str(&format!("[{position}]"));
        }
    }
    path
}

/// Counts one more `tag`; the list stays as short as the table of tags.
fn count<T: Tag>(seen: &mut Vec<(T, usize)>, tag: T) -> usize {
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
