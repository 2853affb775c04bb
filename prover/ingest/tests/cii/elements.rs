//! The elements of a test's document, and changes to one of them.

use crate::common;
use covenant_ingest::{IngestError, model::Invoice, rules, syntax};
use std::{fs, ops::Range, path::PathBuf};

/// A document of this folder.
pub(crate) fn document(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cii/documents").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The German sample in CII.
pub(crate) fn de() -> String {
    common::sample(common::DE_CII)
}

/// What becomes of a document: its model, or the first refusal.
pub(crate) fn outcome(text: &str) -> Result<Invoice, IngestError> {
    let document = syntax::read(text.as_bytes())?;
    covenant_ingest::Document::read(text.as_bytes())?;
    assert!(rules::violations(&document.invoice).is_empty());
    Ok(document.invoice)
}

/// An element of a document.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// Its names from below the root, as written.
    pub(crate) path: String,
    /// All of it.
    pub(crate) whole: Range<usize>,
    /// What stands between its tags; empty for an empty tag.
    pub(crate) content: Range<usize>,
    /// Whether it holds no elements.
    pub(crate) is_leaf: bool,
}

impl Element {
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub(crate) fn start_tag<'t>(&self, text: &'t str) -> &'t str {
        &text[self.whole.start..self.content.start]
    }
}

/// The elements below the root, in the order of their ends. The documents of these tests are well-formed and have no CDATA.
pub(crate) fn elements(text: &str) -> Vec<Element> {
    let (mut open, mut all): (Vec<(String, usize, usize, bool)>, _) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let end = start + text[start..].find('>').expect("the end of a tag") + 1;
        at = end;
        let tag = &text[start..end];
        if tag.starts_with("<?") || tag.starts_with("<!") {
            continue;
        }
        if tag.starts_with("</") {
            let path = open.iter().skip(1).map(|(name, ..)| name.as_str()).collect::<Vec<_>>().join("/");
            let (_, from, inner, has_children) = open.pop().expect("a start tag");
            all.push(Element { path, whole: from..end, content: inner..start, is_leaf: !has_children });
            continue;
        }
        if let Some(parent) = open.last_mut() {
            parent.3 = true;
        }
        let name = tag[1..].split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap();
        if tag.ends_with("/>") {
            let above = open.iter().skip(1).map(|(name, ..)| name.as_str());
            let path = above.chain([name]).collect::<Vec<_>>().join("/");
            all.push(Element { path, whole: start..end, content: end..end, is_leaf: true });
        } else {
            open.push((name.to_owned(), start, end, false));
        }
    }
    all.retain(|element| !element.path.is_empty());
    assert!(open.is_empty() && all.len() > 20);
    all
}

/// The text with a range replaced.
pub(crate) fn replaced(text: &str, range: Range<usize>, by: &str) -> String {
    format!("{}{by}{}", &text[..range.start], &text[range.end..])
}
