//! Tables as CSV: RFC 4180 in UTF-8, with a header.
//!
//! The separator is a comma, or a semicolon where the header has semicolons and no comma, as spreadsheets write it in
//! countries with a decimal comma; numbers have a point in any case. A file ends with a line break, so that one that was
//! cut short is noticed.

use super::{
    Place, Refusal, TableFault, header,
    refusal::{At, Detail},
    sink::{Form, Sink},
    text::{Line, Lines, cell},
    value::Cell,
};
use std::{
    borrow::Cow,
    io::{self, Read},
};

/// What a header says.
struct Header {
    separator: char,
    /// For each column of the file its place in the table.
    places: Vec<usize>,
}

/// Reads a table; what is wrong goes to the collector.
pub(crate) fn read(reader: impl Read, collector: &mut impl Sink) {
    let mut lines = Lines::new(reader);
    let read = read_header(&mut lines, collector).and_then(|header| match header {
        Some(header) => rows(&mut lines, &header, collector),
        None => Ok(()),
    });
    if let Err(error) = read {
        let detail = Some(Detail::System(error.kind()));
        collector.refuse(Refusal { detail, ..Refusal::of(TableFault::Unreadable) });
    }
}

fn read_header(lines: &mut Lines<impl Read>, collector: &mut impl Sink) -> io::Result<Option<Header>> {
    let line = match beginning(lines)? {
        Ok(()) => match lines.next()? {
            Line::End => Err(TableFault::Empty),
            Line::Unended => Err(TableFault::Truncated),
            Line::Whole(line) => {
                line.and_then(|line| core::str::from_utf8(line).map_err(|_| TableFault::Encoding))
            }
        },
        Err(fault) => Err(fault),
    };
    match line.map(|line| columns(collector.form(), line)) {
        Ok(Ok(header)) => return Ok(Some(header)),
        Ok(Err(refusals)) => refusals.into_iter().for_each(|refusal| collector.refuse(refusal.line(1))),
        Err(fault @ (TableFault::Empty | TableFault::Utf16)) => collector.refuse(Refusal::of(fault)),
        Err(fault) => collector.refuse(Refusal::of(fault).line(1)),
    }
    Ok(None)
}

/// Passes over a byte order mark; UTF-16 is told by its own, or by the zero byte that ASCII has in it.
fn beginning(lines: &mut Lines<impl Read>) -> io::Result<Result<(), TableFault>> {
    let start = lines.peek()?;
    let utf16 = match start {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => (*first == 0) != (*second == 0),
        _ => false,
    };
    if utf16 {
        return Ok(Err(TableFault::Utf16));
    }
    if start.starts_with(b"\xef\xbb\xbf") {
        lines.skip(3);
    }
    Ok(Ok(()))
}

fn columns(form: &Form, line: &str) -> Result<Header, Vec<Refusal>> {
    let separator = if line.contains(';') && !line.contains(',') { ';' } else { ',' };
    let mut names = Vec::new();
    let mut rest = Some(line);
    while let Some(line) = rest {
        let position = Place::Position(names.len() + 1);
        let (name, next) =
            cell(line, separator).map_err(|fault| vec![Refusal::of(fault).column(position)])?;
        names.push(name);
        rest = next;
    }
    Ok(Header { separator, places: header::places(form, names.iter().map(|name| &**name))? })
}

fn rows(lines: &mut Lines<impl Read>, header: &Header, collector: &mut impl Sink) -> io::Result<()> {
    let mut blank = None;
    // Row n is line n + 1: no cell goes over lines, and a blank line stands at the end or is refused.
    for row in 1u64.. {
        if collector.has_all() {
            break;
        }
        let at = At { row, line: Some(row + 1) };
        let line = match lines.next()? {
            Line::End => break,
            Line::Unended => {
                if collector.counts(1) {
                    collector.refuse(Refusal::of(TableFault::Truncated).at(at));
                }
                break;
            }
            Line::Whole(Ok([])) => {
                blank = blank.or(Some(at));
                continue;
            }
            Line::Whole(line) => line,
        };
        if !collector.counts(1) || row <= collector.passed_over() {
            continue;
        }
        if let Some(at) = blank.take() {
            collector.refuse(Refusal::of(TableFault::BlankLine).at(at));
        }
        let text = line.and_then(|line| core::str::from_utf8(line).map_err(|_| TableFault::Encoding));
        match text.map_err(Refusal::of).and_then(|text| cells(collector.form(), header, text)) {
            Ok(cells) => {
                let cells: Vec<_> = cells.iter().map(|text| Cell::of_text(text)).collect();
                collector.row(at, &cells);
            }
            Err(refusal) => collector.refuse(refusal.at(at)),
        }
    }
    Ok(())
}

/// The cells of a line, in the order of the table's columns.
fn cells<'a>(form: &Form, header: &Header, line: &'a str) -> Result<Vec<Cow<'a, str>>, Refusal> {
    let mut cells = vec![Cow::Borrowed(""); header.places.len()];
    let mut rest = Some(line);
    for place in &header.places {
        let line = rest.ok_or(Refusal::of(TableFault::Cells))?;
        let refuse = |fault| {
            let name = form.columns().get(*place).map_or("".into(), |column| column.name.clone());
            Refusal::of(fault).column(Place::Name(name))
        };
        let (text, next) = cell(line, header.separator).map_err(refuse)?;
        if let Some(slot) = cells.get_mut(*place) {
            *slot = text;
        }
        rest = next;
    }
    if rest.is_some() { Err(Refusal::of(TableFault::Cells)) } else { Ok(cells) }
}
