//! A log whose reader has all of its entries: signed, complete, and an extension of what it was.

use covenant_log::{Checkpoint, Hash, SecretNoteKey, Use, check, merkle};

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| merkle::leaf(format!("entry {number}").as_bytes())).collect()
}

fn key(seed: u8) -> SecretNoteKey {
    SecretNoteKey::from_seed("log.example/whole", Use::Note, &[seed; 32]).unwrap()
}

fn signed(key: &SecretNoteKey, leaves: &[Hash]) -> Vec<u8> {
    Checkpoint::over(key.public(), leaves).sign(key).into_bytes()
}

fn code(leaves: &[Hash], note: &[u8], kept: &[Vec<u8>]) -> &'static str {
    check::whole(note, key(1).public(), leaves, kept).map_or_else(|error| error.code(), |_| "good")
}

#[test]
fn every_extension_is_taken_and_nothing_else() {
    let (own, all) = (key(1), leaves(40));
    let heads: Vec<Vec<u8>> = (0..=all.len()).map(|size| signed(&own, &all[..size])).collect();
    for size in 0..=all.len() {
        assert_eq!(code(&all[..size], &heads[size], &heads[..=size]), "good");
        if size < all.len() {
            assert_eq!(
                code(&all[..size], &heads[size], &heads[size + 1..]),
                "log/not-extended",
                "cut to {size}"
            );
            assert_eq!(code(&all[..size], &heads[size + 1], &[]), "log/damaged");
            assert_eq!(code(&all[..=size], &heads[size], &[]), "log/damaged");
        }
        // Rewritten at one place: every head from there on is another's.
        for place in 0..size {
            let mut forked = all[..size].to_vec();
            forked[place] = merkle::leaf(b"another");
            let note = signed(&own, &forked);
            assert_eq!(code(&forked, &note, &heads[..=place]), "good", "not seen yet");
            assert_eq!(code(&forked, &note, &heads[place + 1..=size]), "log/not-extended");
            assert_eq!(code(&forked, &heads[size], &[]), "log/damaged");
            // Whoever serves other entries under a sound head is no proof against who signed it.
            assert_eq!(code(&forked, &heads[size], &heads[..=size]), "log/damaged");
        }
    }
}

#[test]
fn a_head_is_the_keys() {
    let all = leaves(5);
    assert_eq!(code(&all, &signed(&key(2), &all), &[]), "log/unknown-log");
    let note = String::from_utf8(signed(&key(1), &all)).unwrap();
    assert_eq!(code(&leaves(6), note.replacen("\n5\n", "\n6\n", 1).as_bytes(), &[]), "log/signature");
    assert_eq!(code(&all, b"", &[]), "log/note");
    assert_eq!(code(&all, note.as_bytes(), &[signed(&key(2), &all)]), "log/unknown-log");
}
