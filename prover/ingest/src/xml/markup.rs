//! What stands inside of tags, declarations and references, by the productions of XML 1.0.
//!
//! The tokenizer below us looks for the end of a tag and no further. Here every character of it is accounted for, whether or
//! not anybody wants the value.

use super::names::{QualifiedName, is_char, is_space, is_unqualified};
use crate::error::XmlFault;
use std::borrow::Cow;

/// An attribute of a start tag, namespace declarations included.
pub(super) struct Attribute<'t> {
    pub(super) name: QualifiedName<'t>,
    /// Its value, references resolved and white space normalised (XML 1.0, 3.3.3).
    pub(super) value: Cow<'t, str>,
}

/// Reads the attributes that follow the name in a start tag: (S Attribute)* S?, at most `most` of them, no name twice.
pub(super) fn attributes(text: &str, most: usize) -> Result<Vec<Attribute<'_>>, XmlFault> {
    let mut list: Vec<Attribute<'_>> = Vec::new();
    for pair in Pairs(text) {
        let (name, raw) = pair?;
        if list.len() == most {
            return Err(XmlFault::TooManyAttributes);
        }
        let name = QualifiedName::parse(name).ok_or(XmlFault::Malformed)?;
        if list.iter().any(|known| known.name == name) {
            return Err(XmlFault::Malformed);
        }
        list.push(Attribute { name, value: normalised(raw)? });
    }
    Ok(list)
}

/// Checks what follows `<?xml` in a declaration (productions 23 to 32): version 1.0, and no encoding but UTF-8.
pub(super) fn declaration(text: &str) -> Result<(), XmlFault> {
    let pairs: Vec<(&str, &str)> = Pairs(text).take(4).collect::<Result<_, _>>()?;
    let (rest, encoding) = match pairs.as_slice() {
        [("version", "1.0"), ("encoding", encoding), rest @ ..] => (rest, Some(*encoding)),
        [("version", "1.0"), rest @ ..] => (rest, None),
        _ => return Err(XmlFault::Malformed),
    };
    if !matches!(rest, [] | [("standalone", "yes" | "no")]) {
        return Err(XmlFault::Malformed);
    }
    match encoding {
        Some(name) if !is_encoding_name(name) => Err(XmlFault::Malformed),
        Some(name) if !name.eq_ignore_ascii_case("utf-8") => Err(XmlFault::Encoding),
        _ => Ok(()),
    }
}

/// Production 81.
fn is_encoding_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// Checks what stands between `<?` and `?>` in a processing instruction (productions 16 and 17; no colon, after the
/// namespaces' section 7).
pub(super) fn instruction(text: &str) -> Result<(), XmlFault> {
    let target = text.split(is_space).next().unwrap_or_default();
    if is_unqualified(target) && !target.eq_ignore_ascii_case("xml") {
        Ok(())
    } else {
        Err(XmlFault::Malformed)
    }
}

/// Resolves what stands between `&` and `;`.
pub(super) fn reference(text: &str) -> Result<char, XmlFault> {
    let Some(number) = text.strip_prefix('#') else {
        return match text {
            "amp" => Ok('&'),
            "lt" => Ok('<'),
            "gt" => Ok('>'),
            "quot" => Ok('"'),
            "apos" => Ok('\''),
            _ if is_unqualified(text) => Err(XmlFault::Entity),
            _ => Err(XmlFault::Malformed),
        };
    };
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() {
        return Err(XmlFault::Malformed);
    }
    let code = digits.chars().try_fold(0u32, |code, digit| {
        Some(code.saturating_mul(radix).saturating_add(digit.to_digit(radix)?))
    });
    code.and_then(char::from_u32).filter(|c| is_char(*c)).ok_or(XmlFault::Malformed)
}

/// The value of an attribute as XML 1.0 gives it on: white space becomes blanks, references are resolved. A `<` may not
/// stand in it (production 10).
fn normalised(raw: &str) -> Result<Cow<'_, str>, XmlFault> {
    if raw.contains('<') {
        return Err(XmlFault::Malformed);
    }
    if !raw.contains(['&', '\t', '\n', '\r']) {
        return Ok(Cow::Borrowed(raw));
    }
    let blank = |text: &str| text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ");
    let mut pieces = raw.split('&');
    let mut value = blank(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, rest) = piece.split_once(';').ok_or(XmlFault::Malformed)?;
        value.push(reference(name)?);
        value.push_str(&blank(rest));
    }
    Ok(Cow::Owned(value))
}

/// Names and raw values of `(S Name S? '=' S? quoted)* S?`.
struct Pairs<'t>(&'t str);

impl<'t> Pairs<'t> {
    fn pair(&mut self) -> Option<(&'t str, &'t str)> {
        let spaced = self.0.trim_start_matches(is_space);
        // No attribute follows what is before it without a blank.
        let (name, rest) = (spaced.len() < self.0.len()).then(|| spaced.split_once('='))??;
        let rest = rest.trim_start_matches(is_space);
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, rest) = rest.get(1..)?.split_once(quote)?;
        self.0 = rest;
        Some((name.trim_end_matches(is_space), value))
    }
}

impl<'t> Iterator for Pairs<'t> {
    type Item = Result<(&'t str, &'t str), XmlFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.chars().all(is_space) {
            return None;
        }
        let pair = self.pair().ok_or(XmlFault::Malformed);
        if pair.is_err() {
            self.0 = "";
        }
        Some(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String)>, XmlFault> {
        let list = attributes(text, 3)?;
        Ok(list
            .iter()
            .map(|a| (format!("{}:{}", a.name.prefix, a.name.local), a.value.to_string()))
            .collect())
    }

    #[test]
    fn attributes_are_read_to_the_last_character() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read(""), Ok(vec![]));
        assert_eq!(read(" \n"), Ok(vec![]));
        assert_eq!(read(" a = \"1'2\" b:c\t=\n'3\"4' "), Ok(vec![pair(":a", "1'2"), pair("b:c", "3\"4")]));
        assert_eq!(read(" a='&lt;&#x41;&#10;\r\n\t>'"), Ok(vec![pair(":a", "<A\n  >")]));
        for text in [
            "a='1'",
            " a='1'b='2'",
            " a",
            " a=",
            " a=1",
            " a='1",
            " a='1\"",
            " ='1'",
            " a b='1'",
            " a='<'",
            " a='&'",
            " a='&amp'",
            " a='& b;'",
            " a='&#0;'",
            " a='&#xFFFE;'",
            " a='&#X41;'",
            " a='&#+65;'",
            " a='&#;'",
            " a='1' /",
            " a='1' a='2'",
            " 1='1'",
            " a:b:c='1'",
            " a='&#-1;'",
            " a='&#4294967361;'",
        ] {
            assert_eq!(read(text), Err(XmlFault::Malformed), "{text}");
        }
        assert_eq!(read(" a='&nbsp;'"), Err(XmlFault::Entity));
        assert_eq!(read(" a='' b='' c='' d=''"), Err(XmlFault::TooManyAttributes));
    }

    #[test]
    fn declarations() {
        for text in [
            " version='1.0'",
            " version = \"1.0\" ",
            " version='1.0' encoding='utf-8'",
            " version='1.0' standalone='yes'",
            " version='1.0' encoding='UTF-8' standalone='no' ",
        ] {
            assert_eq!(declaration(text), Ok(()), "{text}");
        }
        for text in [
            "",
            " ",
            " version='1.1'",
            " version='1.0",
            " encoding='UTF-8'",
            " encoding='UTF-8' version='1.0'",
            " version='1.0' foo='bar'",
            " version='1.0' standalone='maybe'",
            " version='1.0' standalone='yes' encoding='UTF-8'",
            " version='1.0'encoding='UTF-8'",
            " version='1.0' encoding=''",
            " version='1.0' encoding='8'",
            " version='1.0' encoding='UTF-8' standalone='no' x='y'",
            " version='&#49;.0'",
            " version='1.0' x",
        ] {
            assert_eq!(declaration(text), Err(XmlFault::Malformed), "{text}");
        }
        assert_eq!(declaration(" version='1.0' encoding='UTF-16'"), Err(XmlFault::Encoding));
    }
}
