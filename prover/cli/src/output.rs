//! What is printed: one JSON document or text for people on stdout, refusals for people on stderr.

use std::io::{self, Write};
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::failure::{Failure, Result};

/// What a command has to say when it is done.
pub(crate) struct Reply {
    /// The one JSON document; an object.
    pub(crate) json: Value,
    /// The same for people.
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

impl Output {
    /// JSON, or text for people.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether the output is JSON.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One event of a stream: a line of JSON, or a line of text.
    pub(crate) fn event(self, json: &Value, text: &str) {
        if self.json { write_line(io::stdout(), &json.to_string()) } else { write_line(io::stdout(), text) }
    }

    /// A line of a story for people; the JSON form tells it at the end.
    pub(crate) fn say(self, text: &str) {
        if !self.json {
            write_line(io::stdout(), text);
        }
    }

    /// A remark for people; the JSON form says the same in the reply's `warnings`.
    pub(crate) fn remark(self, text: &str) {
        if !self.json {
            write_line(io::stderr(), text);
        }
    }

    /// Prints what became of the command and gives what the process exits with. `None`: the command has streamed its output.
    pub(crate) fn finish(self, result: Result<Option<Reply>>) -> ExitCode {
        match result {
            Ok(None) => ExitCode::SUCCESS,
            Ok(Some(reply)) => {
                self.reply(reply);
                ExitCode::SUCCESS
            }
            Err(failure) => {
                self.failure(&failure);
                ExitCode::from(failure.exit as u8)
            }
        }
    }

    fn reply(self, reply: Reply) {
        if self.json {
            let mut document = json!({ "ok": true });
            if let (Value::Object(all), Value::Object(own)) = (&mut document, reply.json) {
                all.extend(own);
            }
            write_line(io::stdout(), &document.to_string());
        } else {
            write_line(io::stdout(), reply.text.trim_end());
        }
    }

    fn failure(self, failure: &Failure) {
        if self.json {
            write_line(io::stdout(), &failure.to_json().to_string());
            return;
        }
        let field = failure.field.as_deref().map(|field| format!(" ({field})")).unwrap_or_default();
        write_line(io::stderr(), &format!("refused: {}{field}: {}", failure.code, failure.message));
        if !failure.explanation().is_empty() {
            write_line(io::stderr(), failure.explanation().trim_end());
        }
    }
}

/// A reader that closed its end has seen what it wanted.
fn write_line(mut stream: impl Write, text: &str) {
    let _ = stream
        .write_all(text.as_bytes())
        .and_then(|()| stream.write_all(b"\n"))
        .and_then(|()| stream.flush());
}
