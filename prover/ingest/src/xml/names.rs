//! Characters and names of XML 1.0 (fifth edition) and of Namespaces in XML 1.0.

/// XML 1.0, production 2.
pub(super) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// XML 1.0, production 3.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// XML 1.0, production 4, without the colon.
fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// XML 1.0, production 4a, without the colon.
fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// Namespaces in XML 1.0, production 4: a name without a colon.
pub(super) fn is_unqualified(name: &str) -> bool {
    name.starts_with(starts_name) && name.chars().all(continues_name)
}

/// A name in two parts, Namespaces in XML 1.0, production 7; the prefix is empty where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct QualifiedName<'t> {
    pub(super) prefix: &'t str,
    pub(super) local: &'t str,
}

impl<'t> QualifiedName<'t> {
    /// Reads a name; `None` if it is none.
    pub(super) fn parse(name: &'t str) -> Option<Self> {
        match name.split_once(':') {
            Some((prefix, local)) => {
                (is_unqualified(prefix) && is_unqualified(local)).then_some(Self { prefix, local })
            }
            None => is_unqualified(name).then_some(Self { prefix: "", local: name }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_what_is_none() {
        for (name, prefix, local) in [
            ("a", "", "a"),
            ("cbc:ID", "cbc", "ID"),
            ("_-.9", "", "_-.9"),
            ("é:ß", "é", "ß"),
            ("a\u{300}", "", "a\u{300}"),
        ] {
            assert_eq!(QualifiedName::parse(name), Some(QualifiedName { prefix, local }));
        }
        for name in [
            "",
            ":",
            ":a",
            "a:",
            "a:b:c",
            "1",
            "-a",
            ".a",
            "a b",
            "a×b",
            "\u{300}a",
            "a:1",
            "a\u{2028}",
            "\u{b7}",
        ] {
            assert_eq!(QualifiedName::parse(name), None, "{name:?}");
        }
    }
}
