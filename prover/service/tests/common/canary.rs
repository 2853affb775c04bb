//! Finding a canary in bytes, in the encodings that it could have taken.

use std::path::Path;
use std::sync::LazyLock;

/// What is put into everything that is private.
pub(crate) const CANARY: &str = "canary-7c1f0a";

/// The canary in each encoding, with its name.
static FORMS: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let forward = CANARY.as_bytes().to_vec();
    let reversed: Vec<u8> = CANARY.bytes().rev().collect();
    [("", forward), (", reversed", reversed)]
        .into_iter()
        .flat_map(|(how, bytes)| forms(how, &bytes))
        .collect()
});

fn forms(how: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let text = |separator: &str, form: &dyn Fn(u8) -> String| {
        bytes.iter().map(|byte| form(*byte)).collect::<Vec<_>>().join(separator).into_bytes()
    };
    let number = bytes.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let mut all = vec![
        ("as it is".to_owned(), bytes.to_vec()),
        ("UTF-16, little end first".to_owned(), bytes.iter().flat_map(|byte| [*byte, 0]).collect()),
        ("UTF-16, big end first".to_owned(), bytes.iter().flat_map(|byte| [0, *byte]).collect()),
        ("hexadecimal".to_owned(), text("", &|byte| format!("{byte:02x}"))),
        ("hexadecimal, upper case".to_owned(), text("", &|byte| format!("{byte:02X}"))),
        ("numbers".to_owned(), text(", ", &|byte| byte.to_string())),
        ("numbers, dense".to_owned(), text(",", &|byte| byte.to_string())),
        ("escaped".to_owned(), text("", &|byte| format!("\\u{byte:04x}"))),
        ("percent".to_owned(), text("", &|byte| format!("%{byte:02X}"))),
        ("one number".to_owned(), number.to_string().into_bytes()),
    ];
    all.extend((0..3).map(|before| (format!("base64 after {before}"), base64_after(before, bytes))));
    all.into_iter().map(|(name, form)| (name + how, form)).collect()
}

/// The part of a base64 text that these bytes decide wherever they begin, after so many others; both alphabets have it, for the canary has nothing that they
/// write differently.
fn base64_after(before: usize, bytes: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let padded = [&vec![0; before][..], bytes].concat();
    let text = base64::engine::general_purpose::STANDARD_NO_PAD.encode(&padded);
    let (first, last) = ((8 * before).div_ceil(6), 8 * padded.len() / 6);
    let decided = &text[first..last];
    assert!(!decided.contains(['+', '/']));
    decided.as_bytes().to_vec()
}

/// In which form the bytes hold the canary.
pub(crate) fn found(bytes: &[u8]) -> Option<&'static str> {
    let holds = |form: &[u8]| memchr::memmem::find(bytes, form).is_some();
    FORMS.iter().find(|(_, form)| holds(form)).map(|(name, _)| name.as_str())
}

/// Scans every file of a folder; how many there are.
pub(crate) fn scan(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.map(|path| {
        if path.is_dir() {
            return scan(&path);
        }
        // Sockets are no files, and a database may remove one of its own while it is looked at.
        let Ok(bytes) = std::fs::read(&path) else { return 0 };
        assert_eq!(found(&bytes), None, "{} holds the canary", path.display());
        1
    });
    files.sum()
}

#[test]
fn every_form_is_found() {
    use base64::Engine as _;
    let text = |at: usize| "x".repeat(at) + CANARY + "yz";
    for at in 0..6 {
        let text = text(at);
        let engines = [
            base64::engine::general_purpose::STANDARD.encode(&text),
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&text),
        ];
        let forms = engines.into_iter().chain([
            text.clone(),
            text.chars().rev().collect(),
            format!("{:?}", text.as_bytes()),
            text.bytes().map(|byte| format!("{byte:02x}")).collect(),
            text.bytes().map(|byte| format!("{byte:02X}")).collect(),
        ]);
        for form in forms {
            assert!(found(form.as_bytes()).is_some(), "{form}");
        }
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(found(&wide).is_some());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(found(&wide).is_some());
    }
    assert_eq!(found(b"canary-7c1f0 and others"), None);
}
