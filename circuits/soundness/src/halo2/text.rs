//! Reads what `derive(Debug)` writes: halo2 has no other description of its constraints that one may read.

/// A value as `{:?}` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// A number or a name.
    Atom(String),
    /// `[a, b]` or `(a, b)`.
    List(Vec<Self>),
    /// `Name(a, b)` or `Name { key: a }`; without keys these are empty.
    Named(String, Vec<(String, Self)>),
}

impl Node {
    /// Reads a whole text.
    pub(super) fn read(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let node = reader.node()?;
        reader.rest.trim().is_empty().then_some(node)
    }

    /// The field of a name.
    pub(super) fn field(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Named(_, fields) => fields.iter().find(|(name, _)| name == key).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The elements of a list.
    pub(super) fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(nodes) => Some(nodes),
            _ => None,
        }
    }

    /// The number of an atom, or of a tuple of one.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Atom(text) => text.parse().ok(),
            Self::Named(_, fields) if fields.len() == 1 => fields[0].1.number(),
            _ => None,
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn eat(&mut self, token: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> Option<String> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (!word.is_empty()).then(|| word.to_owned())
    }

    fn node(&mut self) -> Option<Node> {
        for (open, close) in [('[', ']'), ('(', ')')] {
            if self.eat(open) {
                let nodes = self.until(close, Self::node)?;
                return Some(Node::List(nodes));
            }
        }
        let word = self.word()?;
        if self.eat('(') {
            let fields = self.until(')', |reader| Some((String::new(), reader.node()?)))?;
            return Some(Node::Named(word, fields));
        }
        if self.eat('{') {
            let fields = self.until('}', |reader| {
                let key = reader.word()?;
                reader.eat(':').then_some(())?;
                Some((key, reader.node()?))
            })?;
            return Some(Node::Named(word, fields));
        }
        Some(Node::Atom(word))
    }

    fn until<T>(&mut self, close: char, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(item(self)?);
            if !self.eat(',') {
                return self.eat(close).then_some(items);
            }
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_debug_writes_is_read() {
        #[derive(Debug)]
        struct Rotation(#[allow(dead_code, reason = "printed")] i32);
        #[derive(Debug)]
        struct Query {
            #[allow(dead_code, reason = "printed")]
            column: usize,
            #[allow(dead_code, reason = "printed")]
            at: Rotation,
            #[allow(dead_code, reason = "printed")]
            pair: (Option<u8>, [u8; 2]),
        }
        let query = Query { column: 3, at: Rotation(-2), pair: (None, [1, 2]) };
        for text in [format!("{query:?}"), format!("{query:#?}")] {
            let node = Node::read(&text).unwrap();
            assert_eq!(node.field("column").unwrap().number(), Some(3));
            assert_eq!(node.field("at").unwrap().number(), Some(-2));
            assert_eq!(node.field("pair").unwrap().list().unwrap()[1].list().unwrap().len(), 2);
        }
        for broken in ["", "(", "a b", "A { b }", "A(1", "[1, 2"] {
            assert_eq!(Node::read(broken), None, "{broken}");
        }
    }
}
