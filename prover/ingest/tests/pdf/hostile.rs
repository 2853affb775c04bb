//! Files that are meant to hurt: each is refused with its code, in bounded time and memory, and nothing panics.

use crate::files::{Attachment, attach, file, invoice, list, page, saved};
use covenant_ingest::{Document, pdf};
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use proptest::prelude::*;

fn code(bytes: &[u8]) -> String {
    Document::read(bytes).expect_err("a refusal").code.to_string()
}

fn whole() -> Vec<u8> {
    file(&[Attachment::new("factur-x.xml", invoice())])
}

/// Zeros, `layers` times compressed.
fn bomb(bytes: usize, layers: usize) -> Vec<u8> {
    (0..layers).fold(vec![b' '; bytes], |content, _| {
        let mut stream = Stream::new(dictionary! {}, content);
        stream.compress().unwrap();
        stream.content
    })
}

/// The most memory that the process has had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_ascii_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A file of hand-written objects, numbered from 1; the first is the catalog.
fn written(objects: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let offsets: Vec<usize> = objects
        .iter()
        .enumerate()
        .map(|(index, object)| {
            let offset = bytes.len();
            bytes.extend(format!("{} 0 obj\n", index + 1).into_bytes());
            bytes.extend_from_slice(object);
            bytes.extend(b"\nendobj\n");
            offset
        })
        .collect();
    let table = bytes.len();
    let entries: String = offsets.iter().map(|offset| format!("{offset:010} 00000 n \n")).collect();
    let size = objects.len() + 1;
    bytes.extend(format!("xref\n0 {size}\n0000000000 65535 f \n{entries}").into_bytes());
    bytes.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").into_bytes());
    bytes
}

#[test]
fn encrypted() {
    let (mut document, catalog) = page();
    let attached = attach(&mut document, &Attachment::new("factur-x.xml", invoice()));
    list(&mut document, catalog, &[attached]);
    let id = Object::string_literal(vec![7; 16]);
    document.trailer.set("ID", vec![id.clone(), id]);
    for (owner, user) in [("owner", "user"), ("owner", "")] {
        let mut document = document.clone();
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: owner,
            user_password: user,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
        assert_eq!(code(&saved(document)), "pdf/encrypted", "{user:?}");
    }
}

#[test]
fn lengths_that_lie() {
    for length in ["2147483647", "-1", "99999999999999999999", "3 0 R", "1 0 R", "null", "0"] {
        let catalog = b"<</Type/Catalog/AF[2 0 R]>>";
        let file = b"<</Type/Filespec/F(factur-x.xml)/EF<</F 3 0 R>>>>";
        let stream = format!("<</Length {length}>>stream\n<x/>\nendstream");
        let bytes = written(&[catalog, file, stream.as_bytes()]);
        let code = code(&bytes);
        assert!(
            ["pdf/malformed", "xml/not-ubl", "xml/truncated"].contains(&code.as_str()),
            "{length}: {code}"
        );
    }
    // Tables of objects that are not there, and more of them than can be.
    let text = String::from_utf8_lossy(&written(&[b"<</Type/Catalog>>"])).into_owned();
    for (from, to) in [
        ("0 2\n", "0 4294967295\n"),
        ("0 2\n", "4294967290 2\n"),
        ("0 2\n", "-1 2\n"),
        ("/Size 2", "/Size 2147483647"),
        ("/Root 1 0 R", "/Root 9 0 R"),
        ("/Root 1 0 R", "/Root<<>>"),
        ("startxref\n", "startxref\n9999999"),
        ("startxref\n", "startxref\n-"),
        ("%%EOF", ""),
    ] {
        assert!(text.contains(from), "{from}");
        let code = code(text.replacen(from, to, 1).as_bytes());
        assert!(
            ["pdf/malformed", "pdf/no-invoice", "pdf/too-large"].contains(&code.as_str()),
            "{to}: {code}"
        );
    }
}

#[test]
fn circles() {
    for objects in [
        &[&b"<</Type/Catalog/AF 2 0 R>>"[..], b"2 0 R"][..],
        &[b"<</Type/Catalog/AF 2 0 R>>", b"3 0 R", b"2 0 R"],
        &[b"<</Type/Catalog/Names 1 0 R/EmbeddedFiles 1 0 R/Kids[1 0 R]>>"],
        &[b"<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>", b"<</Kids[2 0 R 2 0 R]>>"],
        &[b"<</Type/Catalog/Names<</EmbeddedFiles 2 0 R>>>>", b"<</Kids[3 0 R]>>", b"<</Kids[2 0 R]>>"],
        &[b"<</Type/Catalog/AF[2 0 R]>>", b"<</F(factur-x.xml)/EF<</F 2 0 R>>>>"],
        &[b"<</Type/Catalog/AF[2 0 R]>>", b"<</F(factur-x.xml)/EF 2 0 R>>"],
        &[
            b"<</Type/Catalog/AF[2 0 R]>>",
            b"<</F 2 0 R/UF(factur-x.xml)/EF<</F 3 0 R>>>>",
            b"<</Length 3 0 R>>stream\nx\nendstream",
        ],
        &[b"<</Type/Catalog/AF 7/Names 8>>"],
        &[b"<</Type/Catalog/Names<</EmbeddedFiles<</Names[(a)]/Kids 1>>>>>>"],
        &[b"[1 0 R]"],
        &[b"1 0 R"],
    ] {
        let code = code(&written(objects));
        assert!(code.starts_with("pdf/") || code == "xml/truncated", "{code}");
    }
    let prev = String::from_utf8_lossy(&written(&[b"<</Type/Catalog>>"])).into_owned();
    let table = prev.find("xref\n").unwrap();
    let code = code(prev.replacen("/Size", &format!("/Prev {table}/Size"), 1).as_bytes());
    assert!(code.starts_with("pdf/"), "{code}");
}

#[test]
fn nesting() {
    let deep = |levels: usize| format!("<</Type/Catalog/A {}{}>>", "[".repeat(levels), "]".repeat(levels));
    let dictionaries =
        |levels: usize| format!("<</Type/Catalog/A {}1{}>>", "<</A ".repeat(levels), ">>".repeat(levels));
    let strings = |levels: usize| format!("<</Type/Catalog/A {}{}>>", "(".repeat(levels), ")".repeat(levels));
    for levels in [50, 5_000, 500_000] {
        for text in [deep(levels), dictionaries(levels), strings(levels)] {
            assert!(code(&written(&[text.as_bytes()])).starts_with("pdf/"));
        }
    }
}

#[test]
fn more_than_is_read() {
    let before = peak();
    // The attachment, one or two layers of compression deep: 200 MiB out of 200 kB, and out of 1 kB.
    for layers in [1, 2] {
        let (mut document, catalog) = page();
        let attached =
            attach(&mut document, &Attachment { compress: false, ..Attachment::new("factur-x.xml", "") });
        let streams = document.get_dictionary(attached).unwrap().get(b"EF").unwrap().as_dict().unwrap();
        let id = streams.get(b"F").unwrap().as_reference().unwrap();
        let filters: Vec<Object> = vec!["FlateDecode".into(); layers];
        let stream = Stream::new(dictionary! { "Filter" => filters }, bomb(200 << 20, layers));
        document.objects.insert(id, Object::Stream(stream));
        list(&mut document, catalog, &[attached]);
        let bytes = saved(document);
        assert!(bytes.len() < 1 << 20);
        assert_eq!(code(&bytes), "pdf/too-large", "{layers}");
    }
    let made = peak();
    // A stream of objects.
    let content = bomb(50 << 20, 1);
    let mut stream =
        format!("<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length {}>>stream\n", content.len())
            .into_bytes();
    stream.extend(&content);
    stream.extend(b"\nendstream");
    assert_eq!(code(&written(&[b"<</Type/Catalog>>", &stream])), "pdf/too-large");
    // One large object, named over and over.
    let mut stream = b"<</Length 1000000>>stream\n".to_vec();
    stream.resize(stream.len() + 1_000_000, b' ');
    stream.extend(b"\nendstream");
    let bytes = written(&[b"<</Type/Catalog>>", &stream]);
    let text = String::from_utf8(bytes).unwrap();
    let (entry, size) = (text.find(" 00000 n \ntrailer").unwrap() - 10, 100_000);
    let again = text[entry..entry + 20].repeat(size);
    let text = format!("{}{again}{}", &text[..entry], &text[entry + 20..]);
    let text = text.replacen("xref\n0 3\n", &format!("xref\n0 {}\n", size + 2), 1);
    let start = std::time::Instant::now();
    assert_eq!(code(text.replacen("/Size 3", &format!("/Size {}", size + 2), 1).as_bytes()), "pdf/too-large");
    assert!(start.elapsed().as_secs() < 60);
    // A file that is too large whatever it is; and the largest of the smallest objects.
    let mut large = whole();
    large.resize(pdf::MAX_BYTES + 1, b'\n');
    assert_eq!(code(&large), "pdf/too-large");
    let numbers = format!("<</Type/Catalog/A[{}]>>", "1 ".repeat(pdf::MAX_BYTES / 2 - 1_000));
    assert_eq!(code(&written(&[numbers.as_bytes()])), "pdf/too-large");
    for group in ["[]", "[1]", "<<>>", "<</A 1>>"] {
        for room in [pdf::MAX_BYTES - 1_000, group.len() * pdf::MAX_GROUPS - 1_000] {
            let catalog = format!("<</Type/Catalog/A[{}]>>", group.repeat(room / group.len()));
            let code = code(&written(&[catalog.as_bytes()]));
            // Just so many of the smallest are held, and hold no invoice.
            assert!(
                code == "pdf/too-large" || (code == "pdf/no-invoice" && room < 4 << 20),
                "{group}: {code}"
            );
        }
    }
    // Of what a file of 8 MiB can ask for at once; making the bombs took more.
    let (making, reading) = (made - before, peak().saturating_sub(made));
    assert!(reading < 700 << 10, "{reading} KiB after {making}");
}

#[test]
fn repaired_files_are_refused() {
    let bytes = whole();
    let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    for tail in ["startxref\n0\n%%EOF", "startxref\n12345\n%%EOF", ""] {
        let damaged = [&bytes[..at], tail.as_bytes()].concat();
        assert_eq!(code(&damaged), "pdf/malformed", "{tail}");
    }
}

#[test]
fn truncated_or_changed() {
    let bytes = whole();
    for end in (0..bytes.len()).step_by(7) {
        let result = Document::read(&bytes[..end]);
        assert!(end + 8 > bytes.len() || result.is_err(), "up to {end}");
    }
    for index in (0..bytes.len()).step_by(5) {
        let mut changed = bytes.clone();
        changed[index] ^= 0x15;
        if let Err(error) = Document::read(&changed) {
            assert!(!error.code.as_str().is_empty());
        }
    }
}

proptest! {
    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let file = [b"%PDF-1.7\n", bytes.as_slice()].concat();
        prop_assert!(Document::read(&file).is_err());
    }

    #[test]
    fn random_objects(parts in proptest::collection::vec(
        prop_oneof![
            Just("<<"), Just(">>"), Just("["), Just("]"), Just("/AF"), Just("/Names"), Just("/EmbeddedFiles"), Just("/Kids"),
            Just("/F(factur-x.xml)"), Just("/EF<</F 2 0 R>>"), Just(" 1 0 R "), Just(" 2 0 R "), Just(" 3 0 R "), Just("/Length 5"),
            Just(">>stream\n"), Just("\nendstream"), Just("(x)"), Just("<41>"), Just(" 12 "), Just("null"), Just("\nendobj\n2 0 obj\n"),
            Just("/Type/ObjStm/N 1/First 3"), Just("/Filter/FlateDecode"), Just("/Encrypt 2 0 R"),
        ],
        0..40,
    )) {
        let text = parts.concat();
        for catalog in ["<</Type/Catalog/AF[2 0 R]/Names<</EmbeddedFiles 2 0 R>>>>", text.as_str()] {
            let _ = Document::read(&written(&[catalog.as_bytes(), text.as_bytes(), b"<</Length 4>>stream\n<x/>\nendstream"]));
        }
    }
}

/// A thread's count of what it holds begins anew with every file.
#[test]
fn one_file_after_another() {
    let large = Attachment::new("drawing.bin", vec![7; 6 << 20]);
    let large = Attachment { compress: false, ..large };
    let bytes = file(&[large, Attachment::new("factur-x.xml", invoice())]);
    for _ in 0..20 {
        assert!(Document::read(&bytes).is_ok());
    }
    let (document, _) = page();
    assert_eq!(code(&saved(document)), "pdf/no-invoice");
}
