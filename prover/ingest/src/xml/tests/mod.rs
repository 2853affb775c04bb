//! This reader beside expat, on documents that were changed at random: what one refuses the other refuses, and what both
//! read says the same to both, names of namespaces and texts included.
//!
//! expat comes with Python. Where `python3` is not there, the test says that it was left out, and fails if
//! `COVENANT_REQUIRE_PYTHON` is set. `COVENANT_XML_DOCUMENTS` sets how many documents are tried, `COVENANT_XML_SEED` which.

mod changes;

use super::{Element, Item, XmlReader};
use crate::error::XmlFault;
use changes::Changes;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

const KEPT: &[&str] = &["currencyID", "schemeID", "unitCode"];

#[test]
fn as_expat_reads() {
    let number = |name: &str, otherwise: u64| {
        std::env::var(name)
            .map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
    };
    let mut changes = Changes::new(number("COVENANT_XML_SEED", 20_261_129));
    let documents: Vec<String> =
        (0..number("COVENANT_XML_DOCUMENTS", 10_000)).map(|_| changes.document()).collect();
    let Some(answers) = ask_expat(&documents) else {
        assert!(std::env::var_os("COVENANT_REQUIRE_PYTHON").is_none(), "python3 with expat is not there");
        let note = b"*** LEFT OUT: this reader beside expat: python3 with expat is not there\n";
        std::io::Write::write_all(&mut std::io::stderr(), note).unwrap();
        return;
    };
    assert_eq!(answers.len(), documents.len());
    let mut read_by_both = 0usize;
    for (document, answer) in documents.iter().zip(&answers) {
        read_by_both += usize::from(compare(document, answer));
    }
    // Changes that break everything, or nothing, would show little.
    let some = documents.len() / 10..documents.len() * 9 / 10;
    assert!(documents.len() < 1_000 || some.contains(&read_by_both), "{read_by_both} read by both");
}

/// Whether both read the document.
fn compare(document: &str, answer: &[u8]) -> bool {
    let ours = read(document);
    let skipped = skip(document);
    assert_eq!(ours.as_ref().err(), skipped.as_ref().err(), "read or skipped:\n{document}");
    let (verdict, theirs) = answer.split_first().expect("an answer");
    match (&ours, verdict) {
        (Ok(ours), b'W') => assert_eq!(ours, core::str::from_utf8(theirs).expect("UTF-8"), "{document}"),
        (Err(_), b'N' | b'D' | b'E') => return false,
        // Limits of our own.
        (Err(XmlFault::TooDeep | XmlFault::TooManyAttributes | XmlFault::TextTooLong), b'W') => return false,
        _ => panic!("ours {ours:?}, expat {}:\n{document}", char::from(*verdict)),
    }
    true
}

/// What is read, in the form that `expat.py` writes.
fn read(document: &str) -> Result<String, XmlFault> {
    let mut reader = XmlReader::new(document.as_bytes())?;
    let (mut said, mut text) = (Vec::new(), String::new());
    loop {
        let item = reader.next()?;
        if let Item::Text(more) = &item {
            text.push_str(more);
            continue;
        }
        if !text.is_empty() {
            said.push(format!("T{}", core::mem::take(&mut text)));
        }
        match item {
            Item::Start(element) => said.push(start(&element)?),
            Item::End => said.push("E".to_owned()),
            Item::Eof => return Ok(said.join("\u{2}")),
            Item::Text(_) => {}
        }
    }
}

fn start(element: &Element<'_>) -> Result<String, XmlFault> {
    let mut kept = element.attributes(KEPT)?;
    kept.sort();
    let kept: String = kept.iter().map(|(name, value)| format!("\u{1}{name}={value}")).collect();
    Ok(format!("S{}\u{1}{}{kept}", element.namespace, element.local_name()))
}

/// The same document with nothing kept.
fn skip(document: &str) -> Result<(), XmlFault> {
    let mut reader = XmlReader::new(document.as_bytes())?;
    loop {
        match reader.next()? {
            Item::Start(_) => reader.skip()?,
            Item::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// expat's answers; none where there is no Python.
fn ask_expat(documents: &[String]) -> Option<Vec<Vec<u8>>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/xml/tests/expat.py");
    let mut command = Command::new("python3");
    command.args(["-B", script]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut child = command.spawn().ok()?;
    let mut source = child.stdin.take().expect("a pipe");
    let records = documents.iter().flat_map(|document| {
        let length = u32::try_from(document.len()).expect("a short document");
        [&length.to_le_bytes()[..], document.as_bytes()].concat()
    });
    let records: Vec<u8> = records.collect();
    let writer = std::thread::spawn(move || source.write_all(&records));
    let output = child.wait_with_output().expect("expat's answers");
    writer.join().expect("a thread").ok()?;
    output.status.success().then_some(())?;
    let (mut rest, mut answers) = (output.stdout.as_slice(), Vec::new());
    while let Some((head, after)) = rest.split_first_chunk::<4>() {
        let (answer, after) = after.split_at(u32::from_le_bytes(*head) as usize);
        answers.push(answer.to_vec());
        rest = after;
    }
    Some(answers)
}
