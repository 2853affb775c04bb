//! Strict, streaming XML: what quick-xml tolerates and a financial document may not have is refused here.
//!
//! * UTF-8 only, XML 1.0 only, no document type declaration, so no entities but the five predefined ones.
//! * Namespaces are resolved; prefixes mean nothing.
//! * Bytes, depth, attributes and the length of a text are bounded, see the constants. Nothing is stored but the
//!   names of open elements; the caller keeps what it wants.

use crate::error::XmlFault;
use quick_xml::{
    Error, Reader, XmlVersion,
    errors::SyntaxError,
    events::{BytesDecl, BytesRef, BytesStart, Event},
    name::{Namespace, NamespaceResolver, ResolveResult},
};

/// Bytes of a document. Room for an attached picture of the invoice; whatever is embedded is skipped.
pub const MAX_BYTES: usize = 8 << 20;
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
    Text(std::borrow::Cow<'i, str>),
    /// The end of a complete document.
    Eof,
}

/// A start tag.
pub(crate) struct Element<'i> {
    /// The namespace name of the element, empty for none.
    pub(crate) namespace: String,
    /// Attributes without a prefix that the caller asked to keep.
    pub(crate) attributes: Vec<(&'static str, String)>,
    start: BytesStart<'i>,
}

impl Element<'_> {
    /// The name without its prefix.
    pub(crate) fn local_name(&self) -> &str {
        self.start.local_name().into_inner()
    }
}

/// Reads a document item by item.
pub(crate) struct XmlReader<'i> {
    reader: Reader<&'i [u8]>,
    namespaces: NamespaceResolver,
    keep: &'static [&'static str],
    depth: usize,
    started: bool,
    root_closed: bool,
}

impl<'i> XmlReader<'i> {
    /// Starts reading; `keep` names the attributes that elements shall carry.
    ///
    /// # Errors
    /// Too many bytes, bytes that are not UTF-8, characters that XML does not allow.
    pub(crate) fn new(bytes: &'i [u8], keep: &'static [&'static str]) -> Result<Self, XmlFault> {
        if bytes.len() > MAX_BYTES {
            return Err(XmlFault::TooLarge);
        }
        let text = core::str::from_utf8(bytes).map_err(|_| XmlFault::Encoding)?;
        // The parser skips one byte order mark; a second one is text, and out of place.
        if !text.chars().all(is_xml_char) {
            return Err(XmlFault::Malformed);
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_comments = true;
        Ok(Self {
            reader,
            namespaces: NamespaceResolver::default(),
            keep,
            depth: 0,
            started: false,
            root_closed: false,
        })
    }

    /// The next item.
    ///
    /// # Errors
    /// The first fault; reading must stop there.
    pub(crate) fn next(&mut self) -> Result<Item<'i>, XmlFault> {
        loop {
            let event = self.reader.read_event().map_err(|error| fault_of(&error))?;
            let first = !core::mem::replace(&mut self.started, true);
            let item = match event {
                Event::Start(start) => Item::Start(self.open(start)?),
                Event::End(_) => self.close()?,
                Event::Text(text) if text.contains("]]>") => return Err(XmlFault::Malformed),
                Event::Text(text) => Item::Text(text.xml10_content().into_owned().into()),
                Event::CData(text) => {
                    self.require_open()?;
                    Item::Text(text.xml10_content().into_owned().into())
                }
                Event::GeneralRef(reference) => {
                    self.require_open()?;
                    Item::Text(resolve(&reference)?.to_string().into())
                }
                Event::Decl(decl) if first => {
                    check_declaration(&decl)?;
                    continue;
                }
                Event::Comment(_) | Event::PI(_) => continue,
                Event::DocType(_) => return Err(XmlFault::Doctype),
                Event::Eof if self.root_closed => Item::Eof,
                Event::Eof => return Err(XmlFault::Truncated),
                // Only a declaration that is not the first thing in the document is left, and an empty tag, which is
                // expanded.
                Event::Decl(_) | Event::Empty(_) => return Err(XmlFault::Malformed),
            };
            match item {
                Item::Text(text) if self.depth == 0 => {
                    if !text.chars().all(is_xml_space) {
                        return Err(self.misplaced());
                    }
                }
                item => return Ok(item),
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
        let attributes = self.attributes(&start)?;
        self.namespaces.push(&start).map_err(|_| XmlFault::Namespace)?;
        let name = start.name();
        if !is_qualified_name(name.as_ref()) {
            return Err(XmlFault::Malformed);
        }
        let namespace = match self.namespaces.resolve_element(name).0 {
            ResolveResult::Bound(Namespace(name)) => name.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return Err(XmlFault::Namespace),
        };
        self.depth += 1;
        Ok(Element { namespace, attributes, start })
    }

    fn attributes(&self, start: &BytesStart<'i>) -> Result<Vec<(&'static str, String)>, XmlFault> {
        let mut kept = Vec::new();
        for (index, attribute) in start.attributes().enumerate() {
            if index == MAX_ATTRIBUTES {
                return Err(XmlFault::TooManyAttributes);
            }
            let attribute = attribute.map_err(|_| XmlFault::Malformed)?;
            if attribute.value.contains('<') || !is_qualified_name(attribute.key.as_ref()) {
                return Err(XmlFault::Malformed);
            }
            let Some(name) = self.keep.iter().find(|name| **name == attribute.key.as_ref()) else { continue };
            if attribute.value.len() > MAX_ATTRIBUTE_BYTES {
                return Err(XmlFault::TextTooLong);
            }
            let value = attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|_| XmlFault::Entity)?;
            if !value.chars().all(is_xml_char) {
                return Err(XmlFault::Malformed);
            }
            kept.push((*name, value.trim_matches(is_xml_space).to_owned()));
        }
        Ok(kept)
    }

    fn close(&mut self) -> Result<Item<'i>, XmlFault> {
        self.namespaces.pop();
        // An end tag without a start is refused by the parser.
        self.depth = self.depth.checked_sub(1).ok_or(XmlFault::Malformed)?;
        self.root_closed = self.depth == 0;
        Ok(Item::End)
    }

    /// Demands that an element is open: CDATA and references may stand nowhere else.
    fn require_open(&self) -> Result<(), XmlFault> {
        if self.depth == 0 { Err(self.misplaced()) } else { Ok(()) }
    }

    fn misplaced(&self) -> XmlFault {
        if self.root_closed { XmlFault::Trailing } else { XmlFault::Malformed }
    }
}

/// XML 1.0, production 2.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// XML 1.0, production 3.
pub(crate) fn is_xml_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Namespaces in XML 1.0, production 7; letters beyond ASCII are not told apart.
fn is_qualified_name(name: &str) -> bool {
    let is_name = |part: &str| {
        let start = |c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii();
        part.starts_with(start)
            && part.chars().all(|c| start(c) || c.is_ascii_digit() || c == '-' || c == '.')
    };
    match name.split_once(':') {
        Some((prefix, local)) => is_name(prefix) && is_name(local),
        None => is_name(name),
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<char, XmlFault> {
    if reference.is_char_ref() {
        let character = reference.resolve_char_ref().map_err(|_| XmlFault::Malformed)?;
        return character.filter(|c| is_xml_char(*c)).ok_or(XmlFault::Malformed);
    }
    match &**reference {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(XmlFault::Entity),
    }
}

fn check_declaration(declaration: &BytesDecl<'_>) -> Result<(), XmlFault> {
    if !matches!(declaration.xml_version(), Ok(XmlVersion::Explicit1_0)) {
        return Err(XmlFault::Malformed);
    }
    match declaration.encoding() {
        None => Ok(()),
        Some(Ok(name)) if name.eq_ignore_ascii_case("utf-8") => Ok(()),
        Some(_) => Err(XmlFault::Encoding),
    }
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
