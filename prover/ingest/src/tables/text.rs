//! Lines of a text, and the cells of a line.
//!
//! RFC 4180 lets a cell in quotation marks go over lines. No column here can hold a line break, so that a line is a row and
//! a quotation mark that is not closed spoils one row, not the rest of the file.

use super::TableFault;
use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

/// Bytes of a line that is read.
pub(crate) const LINE: usize = 8192;

/// A line.
pub(crate) enum Line<'a> {
    /// The end of the text.
    End,
    /// What stands before a line break; it may be longer than is read.
    Whole(Result<&'a [u8], TableFault>),
    /// What stands after the last line break.
    Unended,
}

/// The lines of a text, one at a time.
pub(crate) struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader: BufReader::with_capacity(1 << 16, reader), line: Vec::with_capacity(LINE) }
    }

    /// What comes next, up to the buffer's length.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    /// Passes over bytes that [`Self::peek`] showed.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.reader.consume(bytes);
    }

    /// The next line, without its line break: a line feed, or a carriage return and a line feed.
    pub(crate) fn next(&mut self) -> io::Result<Line<'_>> {
        self.line.clear();
        let mut length = 0usize;
        loop {
            let buffer = match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                return Ok(if length == 0 { Line::End } else { Line::Unended });
            }
            let (part, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => (buffer.get(..end).unwrap_or_default(), true),
                None => (buffer, false),
            };
            length = length.saturating_add(part.len());
            if length <= LINE {
                self.line.extend_from_slice(part);
            }
            let read = part.len() + usize::from(ended);
            self.reader.consume(read);
            if ended {
                break;
            }
        }
        if length > LINE {
            return Ok(Line::Whole(Err(TableFault::LineTooLong)));
        }
        Ok(Line::Whole(Ok(self.line.strip_suffix(b"\r").unwrap_or(&self.line))))
    }
}

/// Takes the first cell off a line; what follows its separator, if there is one.
///
/// # Errors
/// A quotation mark that is not closed, that text follows, or in a cell that does not begin with one: readers differ on these.
pub(crate) fn cell(line: &str, separator: char) -> Result<(Cow<'_, str>, Option<&str>), TableFault> {
    if let Some(quoted) = line.strip_prefix('"') {
        return quoted_cell(quoted, separator);
    }
    let (cell, rest) = match line.split_once(separator) {
        Some((cell, rest)) => (cell, Some(rest)),
        None => (line, None),
    };
    if cell.contains('"') { Err(TableFault::Quotes) } else { Ok((Cow::Borrowed(cell), rest)) }
}

/// What stands after an opening quotation mark; two of them in the cell are one of its text.
fn quoted_cell(mut line: &str, separator: char) -> Result<(Cow<'_, str>, Option<&str>), TableFault> {
    let mut cell = String::new();
    loop {
        let (part, rest) = line.split_once('"').ok_or(TableFault::Quotes)?;
        cell.push_str(part);
        if let Some(more) = rest.strip_prefix('"') {
            cell.push('"');
            line = more;
        } else if rest.is_empty() {
            return Ok((Cow::Owned(cell), None));
        } else {
            let rest = rest.strip_prefix(separator).ok_or(TableFault::Quotes)?;
            return Ok((Cow::Owned(cell), Some(rest)));
        }
    }
}
