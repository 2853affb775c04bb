//! Documents changed at random.

use std::{fs, path::PathBuf};

/// What may stand between elements, or would if it were XML.
const CONTENT: &[&str] = &[
    "<!-- x -->",
    "<!-->",
    "<!--->",
    "<!-- a -- b -->",
    "<!--a--->",
    "<![CDATA[<&]] >]]>",
    "<![CDATA[]]>",
    "<![cdata[]]>",
    "<?p x?>",
    "<?p?>",
    "<??>",
    "<? p?>",
    "<?p:q?>",
    "<?xml version='1.0'?>",
    "<?xMl x?>",
    "<?xml-s x?>",
    "<!DOCTYPE Invoice>",
    "<!x>",
    "&amp;",
    "&#65;",
    "&#x42;&#067;",
    "&#X42;",
    "&#0;",
    "&#xFFFF;",
    "&#xD800;",
    "&#-5;",
    "&nbsp;",
    "&a b;",
    "&",
    "&amp",
    "]]>",
    "]]&gt;",
    "\r\n\r\t",
    "\u{feff}",
    "&#13;\n",
    "<q:ID xmlns:q=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents&#45;2\">9</q:ID>",
    "<q:ID xmlns:q='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2 '/>",
    "<x xmlns='' a='1'/>",
    "<x xmlns=\"u\"><y/></x>",
    "<p:x xmlns:p='u'><p:y xmlns:p='v'/><p:z/></p:x>",
    "<p:x/>",
    "<xmlns:x/>",
    "<xml:x/>",
    "<:x/>",
    "<a:/>",
    "<a×b/>",
    "<aéb·/>",
    "<\u{300}a/>",
    "<a\u{300}/>",
    "<1/>",
    "<x a='1' a='2'/>",
    "<x xmlns:a='u' xmlns:b='u' a:x='' b:x=''/>",
    "<x xmlns:a='u' xmlns:b='&#117;' a:x='' b:x=''/>",
    "<x xmlns:a='u' xmlns:b='v' a:x='' b:x=''/>",
    "<x / >",
    "<x ></x\n>",
    "< x/>",
    "<x></ x>",
    "<x></x y>",
    "</x>",
    "<x>",
    "<x a='>'/>",
    "<x a=\"'\" b='\"'/>",
];

/// What may stand in a start tag.
const ATTRIBUTES: &[&str] = &[
    " a=\"1\"",
    " a='&lt;&#10;\r\n'",
    " a = '1'",
    " a='1'b='2'",
    "a='1'",
    " a",
    " a=1",
    " a=\"<\"",
    " a='&'",
    " a='&nbsp;'",
    " a='&#0;'",
    " a='&#xFFFE;'",
    " a='&amp'",
    " q:a='1'",
    " xml:lang='de'",
    " xmlns:q=''",
    " xmlns:q='urn:q' q:a='1'",
    " xmlns:q='urn:q' xmlns:r='urn:q' q:a='1' r:a='2'",
    " xmlns:cbc='urn:x&#45;2'",
    " xmlns:xml='http://www.w3.org/XML/1998/namespace'",
    " xmlns:xml='u'",
    " xmlns:xmlns='u'",
    " xmlns:q='http://www.w3.org/2000/xmlns/'",
    " xmlns:q='http://www.w3.org/XML/1998/namespace'",
    " xmlns='http://www.w3.org/XML/1998/namespace'",
    " xmlns=''",
    " xmlns:='u'",
    " :a='1'",
    " a:='1'",
    " currencyID='\n E&#85;R\t'",
    " currencyID=\"A&amp;B\"",
    " schemeID='&#9;1'",
    " é='1'",
    " ×='1'",
    " cbc:currencyID='USD'",
    " /",
    "/",
];

/// Single characters that mean something, and some that may not be.
const CHARACTERS: &[char] = &[
    '<', '>', '&', '"', '\'', '=', '/', '?', '!', '-', '[', ']', ':', ';', '#', ' ', '\t', '\r', '\n', 'a',
    '1', '.', '_', 'é', '×', '\u{300}', '\0', '\u{1}', '\u{b}', '\u{7f}', '\u{9b}',
];

/// Makes documents, the same for the same seed.
pub(super) struct Changes {
    state: u64,
    bases: Vec<Vec<char>>,
}

impl Changes {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed | 1, bases: bases() }
    }

    /// One of the repository's documents with one or two changes.
    pub(super) fn document(&mut self) -> String {
        let base = self.below(self.bases.len());
        let mut text = self.bases[base].clone();
        for _ in 0..=self.below(2) {
            self.change(&mut text);
        }
        text.iter().collect()
    }

    fn change(&mut self, text: &mut Vec<char>) {
        match self.below(8) {
            0..3 => self.insert_content(text),
            3..5 => self.insert_attribute(text),
            5 => {
                let at = self.place(text);
                text[at] = CHARACTERS[self.below(CHARACTERS.len())];
            }
            6 => {
                let at = self.place(text);
                let end = (at + self.below(12)).min(text.len() - 1);
                text.drain(at..end);
            }
            _ => {
                let (from, to) = (self.place(text), self.place(text));
                let end = (from + self.below(80)).min(text.len());
                let piece = text[from..end].to_vec();
                text.splice(to..to, piece);
            }
        }
    }

    /// After the end of a tag, or of anything else.
    fn insert_content(&mut self, text: &mut Vec<char>) {
        let at = self.after(text, '>');
        text.splice(at..at, CONTENT[self.below(CONTENT.len())].chars());
    }

    /// At the end of a tag, of whichever kind.
    fn insert_attribute(&mut self, text: &mut Vec<char>) {
        let mut at = self.after(text, '>').saturating_sub(1);
        if at > 0 && matches!(text[at - 1], '/' | '?') {
            at -= 1;
        }
        text.splice(at..at, ATTRIBUTES[self.below(ATTRIBUTES.len())].chars());
    }

    fn after(&mut self, text: &[char], mark: char) -> usize {
        let start = self.below(text.len());
        text[start..].iter().position(|c| *c == mark).map_or(text.len(), |found| start + found + 1)
    }

    /// Anywhere, markup preferred.
    fn place(&mut self, text: &[char]) -> usize {
        let start = self.below(text.len());
        if self.below(2) == 0 {
            return start;
        }
        let found = text[start..].iter().position(|c| !c.is_alphanumeric());
        start + found.unwrap_or(0)
    }

    /// xorshift64.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 16) as usize % bound
    }
}

/// Short well-formed documents of the repository. The fifth edition's names, which are read here, and the fourth's, which are expat's,
/// have the same letters among the characters of these.
fn bases() -> Vec<Vec<char>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = ["../../samples", "tests/cases"].iter().flat_map(|name| {
        let entries = fs::read_dir(folder.join(name)).expect(name);
        entries.map(|entry| entry.expect(name).path())
    });
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "xml")).collect();
    files.sort();
    let texts = files.iter().filter_map(|path| fs::read_to_string(path).ok());
    let texts = texts.filter(|text| super::read(text).is_ok());
    let bases: Vec<Vec<char>> = texts
        .filter(|text| {
            text.len() < 8_000 && text.chars().all(|c| c < '\u{100}' || "\u{300}\u{2019}".contains(c))
        })
        .map(|text| text.chars().collect())
        .collect();
    assert!(bases.len() > 10, "{} documents to change", bases.len());
    bases
}
