//! Strict, streaming XML: a conforming, namespace-aware reader of XML 1.0 under bounds.
//!
//! * UTF-8 only, XML 1.0 only, no document type declaration, so no entities but the five predefined ones.
//! * quick-xml finds where tokens begin and end. What stands inside of them is checked here, whether or not anybody wants
//!   it: a document that a conforming parser refuses is refused, and one that both accept says the same to both. Tests
//!   hold this reader against expat.
//! * Namespaces are resolved; prefixes mean nothing.
//! * Bytes, depth, attributes and the length of a text are bounded, see the constants. Nothing is stored but the
//!   names of open elements and their namespaces; the caller keeps what it wants, and text that it skips is not copied.

mod markup;
mod names;
mod namespaces;
#[cfg(test)]
mod tests;

pub(crate) use names::is_space as is_xml_space;
pub use namespaces::{MAX_DECLARATIONS, MAX_NAME_BYTES};

use crate::error::XmlFault;
use names::{QualifiedName, is_char};
use namespaces::Scopes;
use quick_xml::{
    Error, Reader,
    errors::SyntaxError,
    events::{BytesStart, Event},
};
use std::{borrow::Cow, rc::Rc};

/// Bytes of a document. Room for attached pictures of the invoice; whatever is embedded is skipped.
pub const MAX_BYTES: usize = 32 << 20;
/// Nested elements. Documents with a signature inside reach about twenty.
pub const MAX_DEPTH: usize = 64;
/// Attributes of one element, namespace declarations included.
pub const MAX_ATTRIBUTES: usize = 64;
/// Bytes of an attribute that is kept.
pub const MAX_ATTRIBUTE_BYTES: usize = 256;

/// What the caller sees.
pub(crate) enum Item<'i> {
    /// A start tag.
    Start(Element<'i>),
    /// The end tag of the innermost open element.
    End,
    /// Character data, references resolved, possibly in pieces.
    Text(Cow<'i, str>),
    /// The end of a complete document.
    Eof,
}

/// What is read, before any text is copied.
enum Token<'i> {
    Start(Element<'i>),
    End,
    /// Character data as written, checked, line ends not normalised.
    Text(Cow<'i, str>),
    Character(char),
    Eof,
}

/// A start tag.
pub(crate) struct Element<'i> {
    /// The namespace name of the element, empty for none.
    pub(crate) namespace: Rc<str>,
    start: BytesStart<'i>,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn local_name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The attributes without a prefix that have one of these names, their values trimmed.
    ///
    /// # Errors
    /// A value that is too long to keep.
    pub(crate) fn attributes(&self, names: &[&'static str]) -> Result<Vec<(&'static str, String)>, XmlFault> {
        let all = markup::attributes(self.start.attributes_raw(), MAX_ATTRIBUTES)?;
        let mut kept = Vec::new();
        for attribute in all.iter().filter(|attribute| attribute.name.prefix.is_empty()) {
            let Some(name) = names.iter().find(|name| **name == attribute.name.local) else { continue };
            let value = attribute.value.trim_matches(is_xml_space);
            if value.len() > MAX_ATTRIBUTE_BYTES {
                return Err(XmlFault::TextTooLong);
            }
            kept.push((*name, value.to_owned()));
        }
        Ok(kept)
    }
}

/// Reads a document item by item.
pub(crate) struct XmlReader<'i> {
    reader: Reader<&'i [u8]>,
    scopes: Scopes,
    depth: usize,
    started: bool,
    root_closed: bool,
}

impl<'i> XmlReader<'i> {
    /// Starts reading.
    ///
    /// # Errors
    /// Too many bytes, bytes that are not UTF-8, characters that XML does not allow.
    pub(crate) fn new(bytes: &'i [u8]) -> Result<Self, XmlFault> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlFault::TooLarge);
        }
        let text = core::str::from_utf8(bytes).map_err(|_| XmlFault::Encoding)?;
        // The parser skips one byte order mark; a second one is text, and out of place.
        if !text.chars().all(is_char) {
            return Err(XmlFault::Malformed);
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Ok(Self { reader, scopes: Scopes::new(), depth: 0, started: false, root_closed: false })
    }

    /// The next item.
    ///
    /// # Errors
    /// The first fault; reading must stop there.
    pub(crate) fn next(&mut self) -> Result<Item<'i>, XmlFault> {
        Ok(match self.token()? {
            Token::Start(element) => Item::Start(element),
            Token::End => Item::End,
            Token::Text(text) => Item::Text(with_line_feeds(text)),
            Token::Character(character) => Item::Text(character.to_string().into()),
            Token::Eof => Item::Eof,
        })
    }

    /// Reads to the end of the innermost open element, whose start was the last item. All is checked and nothing kept.
    ///
    /// # Errors
    /// As [`XmlReader::next`].
    pub(crate) fn skip(&mut self) -> Result<(), XmlFault> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.token()?;
        }
        Ok(())
    }

    fn token(&mut self) -> Result<Token<'i>, XmlFault> {
        loop {
            let event = self.reader.read_event().map_err(|error| fault_of(&error))?;
            let first = !core::mem::replace(&mut self.started, true);
            match event {
                Event::Start(start) => return Ok(Token::Start(self.open(start)?)),
                Event::End(_) => return self.close(),
                Event::Text(text) if self.depth == 0 => {
                    if !text.chars().all(is_xml_space) {
                        return Err(self.misplaced());
                    }
                }
                Event::Text(text) if text.contains("]]>") => return Err(XmlFault::Malformed),
                Event::Text(text) => return Ok(Token::Text(text.into_inner())),
                Event::CData(_) | Event::GeneralRef(_) if self.depth == 0 => return Err(self.misplaced()),
                Event::CData(text) => return Ok(Token::Text(text.into_inner())),
                Event::GeneralRef(name) => return markup::reference(&name).map(Token::Character),
                // What follows `xml`, which is what makes it a declaration.
                Event::Decl(text) if first => markup::declaration(text.get(3..).unwrap_or_default())?,
                Event::PI(text) => markup::instruction(&text)?,
                Event::Comment(_) => {}
                Event::DocType(_) => return Err(XmlFault::Doctype),
                Event::Eof if self.root_closed => return Ok(Token::Eof),
                Event::Eof => return Err(XmlFault::Truncated),
                // Only a declaration that is not the first thing in the document is left, and an empty tag, which is
                // expanded.
                Event::Decl(_) | Event::Empty(_) => return Err(XmlFault::Malformed),
            }
        }
    }

    fn open(&mut self, start: BytesStart<'i>) -> Result<Element<'i>, XmlFault> {
        if self.depth == 0 && self.root_closed {
            return Err(XmlFault::Trailing);
        }
        if self.depth == MAX_DEPTH {
            return Err(XmlFault::TooDeep);
        }
        let name = QualifiedName::parse(start.name().into_inner()).ok_or(XmlFault::Malformed)?;
        let attributes = markup::attributes(start.attributes_raw(), MAX_ATTRIBUTES)?;
        let namespace = self.scopes.open(name.prefix, &attributes)?;
        self.depth += 1;
        Ok(Element { namespace, start })
    }

    fn close(&mut self) -> Result<Token<'i>, XmlFault> {
        self.scopes.close();
        // An end tag without a start is refused by the parser.
        self.depth = self.depth.checked_sub(1).ok_or(XmlFault::Malformed)?;
        self.root_closed = self.depth == 0;
        Ok(Token::End)
    }

    /// What may stand within the root element only.
    fn misplaced(&self) -> XmlFault {
        if self.root_closed { XmlFault::Trailing } else { XmlFault::Malformed }
    }
}

/// XML 1.0, 2.11.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text }
}

fn fault_of(error: &Error) -> XmlFault {
    match error {
        Error::Syntax(SyntaxError::UnclosedDoctype) => XmlFault::Doctype,
        Error::Syntax(SyntaxError::InvalidBangMarkup) => XmlFault::Malformed,
        Error::Syntax(_) => XmlFault::Truncated,
        Error::Namespace(_) => XmlFault::Namespace,
        Error::Escape(_) => XmlFault::Entity,
        Error::Encoding(_) => XmlFault::Encoding,
        _ => XmlFault::Malformed,
    }
}
