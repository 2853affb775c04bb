//! What is printed: one JSON document or text for people on stdout, refusals for people on stderr.
//!
//! Names in documents, answers of a service and paths come from strangers. What could move a terminal's cursor, turn its
//! writing around or end a line does not get there as it is: see [`one_line`].

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::failure::{Exit, Failure, Result};

/// Whether something was to be printed on stdout and was not: the disk is full, or nobody reads any more.
static LOST: AtomicBool = AtomicBool::new(false);

/// What a command has to say when it is done.
pub(crate) struct Reply {
    /// The one JSON document; an object.
    pub(crate) json: Value,
    /// The same for people. What comes from strangers went through [`one_line`].
    pub(crate) text: String,
}

impl Reply {
    /// A reply of an object and its text.
    pub(crate) fn new(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into() }
    }
}

/// Where a command writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

/// Whether this process was asked for JSON.
static JSON: AtomicBool = AtomicBool::new(false);

impl Output {
    /// JSON, or text for people, as this process was asked.
    pub(crate) fn new(json: bool) -> Self {
        JSON.store(json, Ordering::Relaxed);
        Self { json }
    }

    /// What this process was asked for: where work is done far below the command.
    pub(crate) fn of_process() -> Self {
        Self { json: JSON.load(Ordering::Relaxed) }
    }

    /// Whether the output is JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One event of a stream: a line of JSON, or a line of text. An error where nobody reads any more.
    pub(crate) fn event(self, json: &Value, text: &str) -> Result<()> {
        let line = if self.json { json_line(json) } else { one_line(text) };
        print(&line).map_err(|error| not_written(&error))
    }

    /// A line of a story for people; the JSON form tells it at the end.
    pub(crate) fn say(self, text: &str) {
        if !self.json {
            let _ = print(text);
        }
    }

    /// A remark for people; the JSON form says the same in the reply's `warnings`.
    pub(crate) fn remark(self, text: &str) {
        if !self.json {
            let _ = write_line(io::stderr(), &one_line(text));
        }
    }

    /// Lines about the command line, for people.
    pub(crate) fn complain(text: &str) -> io::Result<()> {
        write_line(io::stderr(), text.trim_end())
    }

    /// Prints what became of the command and gives what the process exits with. `None`: the command has streamed its output.
    /// What could not be printed was not done, as far as the caller knows.
    pub(crate) fn finish(self, result: Result<Option<Reply>>) -> ExitCode {
        let exit = match result {
            Ok(None) => Ok(()),
            Ok(Some(reply)) => self.reply(reply).map_err(|error| not_written(&error)),
            Err(failure) => Err(failure),
        };
        match exit {
            Ok(()) if LOST.load(Ordering::Relaxed) => ExitCode::from(Exit::Other as u8),
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                self.failure(&failure);
                ExitCode::from(failure.exit as u8)
            }
        }
    }

    fn reply(self, reply: Reply) -> io::Result<()> {
        if !self.json {
            return print(reply.text.trim_end());
        }
        let mut document = json!({ "ok": true });
        if let (Value::Object(all), Value::Object(own)) = (&mut document, reply.json) {
            all.extend(own);
        }
        print(&json_line(&document))
    }

    fn failure(self, failure: &Failure) {
        // On a full disk or into a closed pipe the exit code has to say it.
        if self.json {
            let _ = print(&json_line(&failure.to_json()));
            return;
        }
        let field = failure.field.as_deref().map(|field| format!(" ({field})")).unwrap_or_default();
        let line = format!("refused: {}{field}: {}", failure.code, failure.message);
        let _ = write_line(io::stderr(), &one_line(&line));
        if !failure.explanation().is_empty() {
            let _ = write_line(io::stderr(), failure.explanation().trim_end());
        }
    }
}

/// A text from a stranger as part of a line: what is not to be seen becomes an escape that is.
pub(crate) fn one_line(text: &str) -> String {
    escaped(text, |c| c == '\n' || c == '\t' || is_hidden(c), visible)
}

/// Whether a terminal obeys a character instead of showing it: controls, and what directs or hides the writing around it.
fn is_hidden(c: char) -> bool {
    let directs = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    directs || (c.is_control() && !matches!(c, '\n' | '\t'))
}

fn visible(c: char) -> String {
    match c {
        '\n' | '\t' | '\r' => c.escape_default().collect(),
        _ => c.escape_unicode().collect(),
    }
}

fn escaped(text: &str, hide: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hide(c) { shown.push_str(&escape(c)) } else { shown.push(c) }
    }
    shown
}

/// JSON in one line, in which such characters, which stand in strings only, are escaped as JSON does.
fn json_line(document: &Value) -> String {
    let escape = |c: char| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect()
    };
    escaped(&document.to_string(), is_hidden, escape)
}

/// Prints a text as it is, but for characters that are hidden, and remembers if it could not.
fn print(text: &str) -> io::Result<()> {
    let written = write_line(io::stdout(), text);
    if written.is_err() {
        LOST.store(true, Ordering::Relaxed);
    }
    written
}

fn write_line(mut stream: impl Write, text: &str) -> io::Result<()> {
    let text = escaped(text, is_hidden, visible);
    stream.write_all(text.as_bytes())?;
    stream.write_all(b"\n")?;
    stream.flush()
}

fn not_written(error: &io::Error) -> Failure {
    Failure::new(
        Exit::Other,
        "output/not-written",
        format!("the output cannot be written: {}", covenant_files::reason(error)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_reaches_a_terminal() {
        let name = "A\u{1b}[2J\u{9b}31m\u{202e}\n\tb\u{7}\u{7f}\u{2028}ж’é\u{e0041}";
        let shown = one_line(name);
        assert_eq!(shown, "A\\u{1b}[2J\\u{9b}31m\\u{202e}\\n\\tb\\u{7}\\u{7f}\\u{2028}ж’é\\u{e0041}");
        let mut written = Vec::new();
        write_line(&mut written, name).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(written.lines().count() == 2 && !written.contains(is_hidden));
        let json = json_line(&json!({ "name": name }));
        assert!(
            json.is_ascii() == name.is_ascii() && !json.contains(|c| c == '\n' || is_hidden(c)),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["name"], name);
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        assert!(write_line(Full, "x").is_err());
    }
}
