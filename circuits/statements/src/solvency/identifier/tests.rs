use super::*;
use IdentifierScheme::{Email, LegalId, Telephone};
use alloc::{format, string::ToString};
use covenant_gadgets::field;
use proptest::prelude::*;

fn normalised(scheme: IdentifierScheme, written: &str) -> Option<String> {
    AccountIdentifier::parse(scheme, written).ok().map(|identifier| identifier.as_str().to_string())
}

/// The book's page has the same lines: scheme, what is written, what is hashed.
const FOLDED: [(IdentifierScheme, &str, &str); 13] = [
    (Email, "alice@example.com", "alice@example.com"),
    (Email, "  Alice@Example.COM ", "alice@example.com"),
    (Email, "a.lice+shop@example.com", "a.lice+shop@example.com"),
    (Email, "o'hara@xn--mnchen-3ya.example", "o'hara@xn--mnchen-3ya.example"),
    (Email, "x@1.example", "x@1.example"),
    (Telephone, "+442079460958", "+442079460958"),
    (Telephone, "+44 20 7946 0958", "+442079460958"),
    (Telephone, " +1 202-555.0143", "+12025550143"),
    (Telephone, "+6834000", "+6834000"),
    (LegalId, "LEI:529900T8BM49AURSDO55", "LEI:529900T8BM49AURSDO55"),
    (LegalId, "lei: 5299 00t8 bm49 aurs do55", "LEI:529900T8BM49AURSDO55"),
    (LegalId, "VAT:BE 0123.456.789", "VAT:BE0123456789"),
    (LegalId, "REG:HRB 12.345", "REG:HRB12.345"),
];

const REFUSED: [(IdentifierScheme, &str); 34] = [
    (Email, ""),
    (Email, "alice"),
    (Email, "alice@"),
    (Email, "@example.com"),
    (Email, "alice@example"),
    (Email, "alice@example.com."),
    (Email, "alice@@example.com"),
    (Email, "alice @example.com"),
    (Email, ".alice@example.com"),
    (Email, "al..ice@example.com"),
    (Email, "alice.@example.com"),
    (Email, "\"alice\"@example.com"),
    (Email, "alice(me)@example.com"),
    (Email, "Alice <alice@example.com>"),
    (Email, "mailto:alice@example.com"),
    (Email, "alice@-example.com"),
    (Email, "alice@exam_ple.com"),
    (Email, "alice@192.0.2.1"),
    (Email, "alice@[192.0.2.1]"),
    (Email, "alic\u{435}@example.com"),
    (Email, "alice@m\u{fc}nchen.example"),
    (Email, "alice@example.com\u{a0}"),
    (Email, "alice@example.com\n"),
    (Telephone, "02079460958"),
    (Telephone, "00442079460958"),
    (Telephone, "+44 (0)20 7946 0958"),
    (Telephone, "+0442079460958"),
    (Telephone, "+ 442079460958"),
    (Telephone, "+442079460958x1"),
    (Telephone, "+442079"),
    (Telephone, "+1234567890123456"),
    (LegalId, "529900T8BM49AURSDO55"),
    (LegalId, "LEI:"),
    (LegalId, "ID:\u{422}1"),
];

#[test]
fn what_is_written_in_several_ways_is_one() {
    for (scheme, written, wanted) in FOLDED {
        assert_eq!(normalised(scheme, written).as_deref(), Some(wanted), "{written}");
    }
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    for (scheme, written) in REFUSED {
        assert_eq!(normalised(scheme, written), None, "{written:?}");
    }
}

#[test]
fn the_longest_are_read_and_one_more_is_not() {
    let local = "l".repeat(64);
    let domain = format!("{0}.{0}.{1}.ab", "d".repeat(60), "d".repeat(64 - 1));
    assert_eq!(domain.len(), 188);
    assert_eq!(normalised(Email, &format!("{local}@{domain}")).unwrap().len(), 253);
    let longest = format!("{}@{domain}", "l".repeat(65));
    assert!(normalised(Email, &longest).is_none());
    let one_more = format!("{local}@d{domain}");
    // The first label has 61 bytes then, and the whole 254, the most.
    assert_eq!(normalised(Email, &one_more).unwrap().len(), MAX_NORMALISED);
    assert!(normalised(Email, &format!("{local}@dd{domain}")).is_none());
    assert_eq!(normalised(Telephone, "+123456789012345").unwrap().len(), 16);
    assert!(normalised(Email, &format!("{}alice@example.com", " ".repeat(MAX_WRITTEN))).is_none());
}

/// Other clients make the same hash: these are the book's.
#[test]
fn vectors() {
    let hashes = VECTORS.map(|(scheme, text, _)| {
        let identifier = AccountIdentifier::parse(scheme, text).unwrap();
        field::to_hex(&identifier.hash())
    });
    assert_eq!(hashes, VECTORS.map(|(.., hash)| hash));
}

const VECTORS: [(IdentifierScheme, &str, &str); 4] = [
    (Email, "alice@example.com", "0x158abd556634ee64b6e5ea09e3b1c2925758dc39f5e775c97d2a4be14edbbd6a"),
    (
        Email,
        "a.rather.long.local.part.of.an.address@mail.department.example.org",
        "0x30497ac2a87a8e601b588339ab6705ecc62c6441605425b7b3b4cca6e3517388",
    ),
    (Telephone, "+442079460958", "0x1cbafdebc8cc9011047438f1c0679fca83b9824b6b6e0718d98da987d7403c19"),
    (
        LegalId,
        "LEI:529900T8BM49AURSDO55",
        "0x1f84aef1ccb2df49fb440012dc2b6157e9644e4a7a265fcbcd8cfd1fd21d4471",
    ),
];

#[test]
fn scheme_and_length_are_hashed() {
    let hash = |scheme, text: &str| AccountIdentifier { scheme, text: text.into() }.hash();
    let of = hash(Email, "a@b.c");
    assert_ne!(hash(Telephone, "a@b.c"), of);
    assert_ne!(hash(Email, "a@b.c\0"), of, "a zero behind is not padding");
    let limb = "l".repeat(31);
    assert_ne!(hash(Email, &limb), hash(Email, &(limb.clone() + "\0")));
}

#[test]
fn nothing_is_shown() {
    let identifier = AccountIdentifier::parse(Email, "alice@example.com").unwrap();
    assert_eq!(format!("{identifier:?}"), "AccountIdentifier(email:[redacted])");
    let error = AccountIdentifier::parse(Email, "alice at example").unwrap_err();
    assert!(!error.to_string().contains("alice"));
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(written in "[ -~]{0,40}") {
        for scheme in [Email, Telephone, LegalId] {
            if let Some(text) = normalised(scheme, &written) {
                prop_assert!(text.bytes().all(|byte| byte.is_ascii_graphic()) && text.len() <= MAX_NORMALISED);
                prop_assert_eq!(normalised(scheme, &text), Some(text.clone()));
            }
        }
    }

    #[test]
    fn addresses_are_one_in_any_case(local in "[a-z0-9]{1,20}(\\.[a-z]{1,5})?", domain in "[a-z0-9]{1,9}\\.[a-z]{2,4}") {
        let address = format!("{local}@{domain}");
        prop_assert_eq!(normalised(Email, &address.to_ascii_uppercase()), Some(address));
    }
}
