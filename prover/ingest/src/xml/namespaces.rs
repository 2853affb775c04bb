//! Namespaces in XML 1.0: which name a prefix stands for, element by element.
//!
//! A namespace name is an attribute's value: its references are resolved before it is compared, so that no spelling of a
//! name hides an element.

use super::markup::Attribute;
use crate::error::XmlFault;
use std::rc::Rc;

/// The name that `xml` always stands for.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The name that `xmlns` always stands for.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Declarations that are in scope at once.
pub const MAX_DECLARATIONS: usize = 128;
/// Bytes of a namespace name.
pub const MAX_NAME_BYTES: usize = 1_024;

/// The declarations in scope, innermost last.
pub(super) struct Scopes {
    declarations: Vec<Declaration>,
    /// For each open element, how many declarations were in scope before it.
    marks: Vec<usize>,
    none: Rc<str>,
}

struct Declaration {
    /// Empty for the default namespace.
    prefix: String,
    /// Empty where the default namespace is taken back. Equal names in scope are one allocation.
    name: Rc<str>,
}

impl Scopes {
    pub(super) fn new() -> Self {
        let xml = Declaration { prefix: "xml".to_owned(), name: XML.into() };
        Self { declarations: vec![xml], marks: Vec::new(), none: "".into() }
    }

    /// Opens the scope of an element, and gives the name of the element's namespace, empty for none.
    pub(super) fn open(&mut self, prefix: &str, attributes: &[Attribute<'_>]) -> Result<Rc<str>, XmlFault> {
        self.marks.push(self.declarations.len());
        for attribute in attributes {
            match (attribute.name.prefix, attribute.name.local) {
                ("", "xmlns") => self.declare("", &attribute.value)?,
                ("xmlns", prefix) => self.declare(prefix, &attribute.value)?,
                _ => {}
            }
        }
        self.demand_distinct(attributes)?;
        self.resolve(prefix)
    }

    /// Closes the innermost scope.
    pub(super) fn close(&mut self) {
        if let Some(mark) = self.marks.pop() {
            self.declarations.truncate(mark);
        }
    }

    fn declare(&mut self, prefix: &str, name: &str) -> Result<(), XmlFault> {
        let reserved = prefix == "xmlns" || name == XMLNS || (prefix == "xml") != (name == XML);
        if reserved || (name.is_empty() && !prefix.is_empty()) {
            return Err(XmlFault::Namespace);
        }
        if self.declarations.len() > MAX_DECLARATIONS {
            return Err(XmlFault::TooManyAttributes);
        }
        if name.len() > MAX_NAME_BYTES {
            return Err(XmlFault::TextTooLong);
        }
        let known = self.declarations.iter().find(|known| &*known.name == name);
        let name = known.map_or_else(|| name.into(), |known| Rc::clone(&known.name));
        self.declarations.push(Declaration { prefix: prefix.to_owned(), name });
        Ok(())
    }

    /// The name that a prefix stands for; the empty prefix may stand for none.
    fn resolve(&self, prefix: &str) -> Result<Rc<str>, XmlFault> {
        match self.declarations.iter().rev().find(|declaration| declaration.prefix == prefix) {
            Some(declaration) => Ok(Rc::clone(&declaration.name)),
            None if prefix.is_empty() => Ok(Rc::clone(&self.none)),
            None => Err(XmlFault::Namespace),
        }
    }

    /// Section 6.3: no two attributes with one local name whose prefixes stand for one namespace. Every prefix is declared.
    fn demand_distinct(&self, attributes: &[Attribute<'_>]) -> Result<(), XmlFault> {
        let mut seen: Vec<(Rc<str>, &str)> = Vec::new();
        let prefixed = attributes.iter().filter(|attribute| !matches!(attribute.name.prefix, "" | "xmlns"));
        for attribute in prefixed {
            let (namespace, local) = (self.resolve(attribute.name.prefix)?, attribute.name.local);
            if seen.iter().any(|(known, name)| *name == local && Rc::ptr_eq(known, &namespace)) {
                return Err(XmlFault::Namespace);
            }
            seen.push((namespace, local));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::markup::attributes, *};

    fn open(scopes: &mut Scopes, prefix: &str, text: &str) -> Result<String, XmlFault> {
        scopes.open(prefix, &attributes(text, 64)?).map(|name| name.to_string())
    }

    #[test]
    fn names_are_compared_as_they_are_meant() {
        let mut scopes = Scopes::new();
        assert_eq!(open(&mut scopes, "", "").as_deref(), Ok(""));
        assert_eq!(open(&mut scopes, "", " xmlns='urn:a' xmlns:p='urn:b&#45;2'").as_deref(), Ok("urn:a"));
        assert_eq!(open(&mut scopes, "p", " xmlns=''").as_deref(), Ok("urn:b-2"));
        assert_eq!(open(&mut scopes, "", "").as_deref(), Ok(""));
        scopes.close();
        scopes.close();
        assert_eq!(open(&mut scopes, "", " xml:lang='x' p:a='' a=''").as_deref(), Ok("urn:a"));
        assert_eq!(open(&mut scopes, "xml", "").as_deref(), Ok(XML));
    }

    #[test]
    fn what_namespaces_forbid() {
        for (prefix, text) in [
            ("q", ""),
            ("", " q:a=''"),
            ("", " xmlns:q=''"),
            ("xmlns", ""),
            ("", " xmlns:xmlns='urn:x'"),
            ("", " xmlns:xml='urn:x'"),
            ("", " xmlns:q='http://www.w3.org/XML/1998/namespace'"),
            ("", " xmlns='http://www.w3.org/2000/xmlns/'"),
            ("", " xmlns:a='urn:q' xmlns:b='urn:&#113;' a:x='' b:x=''"),
        ] {
            assert_eq!(open(&mut Scopes::new(), prefix, text), Err(XmlFault::Namespace), "{prefix} {text}");
        }
        assert!(open(&mut Scopes::new(), "", " xmlns:xml='http://www.w3.org/XML/1998/namespace'").is_ok());
        assert!(open(&mut Scopes::new(), "", " xmlns:a='urn:q' xmlns:b='urn:r' a:x='' b:x='' x=''").is_ok());
    }

    #[test]
    fn scopes_are_bounded() {
        let declarations: String = (0..40).map(|n| format!(" xmlns:n{n}='urn:{n}'")).collect();
        let mut scopes = Scopes::new();
        for _ in 0..MAX_DECLARATIONS / 40 {
            assert!(open(&mut scopes, "", &declarations).is_ok());
        }
        assert_eq!(open(&mut scopes, "", &declarations), Err(XmlFault::TooManyAttributes));
        let long = format!(" xmlns='{}'", "u".repeat(MAX_NAME_BYTES + 1));
        assert_eq!(open(&mut Scopes::new(), "", &long), Err(XmlFault::TextTooLong));
    }
}
