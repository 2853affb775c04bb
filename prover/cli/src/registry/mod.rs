//! The registry of parties that goes from a registrar to its members: published under signed heads, pulled, judged, followed.
//!
//! What is in an entry, and whether entries follow from each other, is of `covenant_parties::registry::published`; that a list is the registrar's and extends
//! the one before is a matter of its head: a checkpoint of a log over the entries' bytes (`covenant_log`).

mod publish;
mod pull;
mod roots;
mod served;

use covenant_log::{Checkpoint, Error, Hash, NoteKey, SecretNoteKey, Use, check, merkle};
use covenant_parties::registry::published::{Entry, PublishedRegistry};
use covenant_parties::{Format as _, Store as _};
use covenant_statements::Network;
use serde_json::json;

use crate::failure::{Failure, Result};
use crate::formats;
use crate::home::Home;

pub(crate) use publish::{Publication, publish};
pub(crate) use pull::{Pulled, Source, absolute, pull};
pub(crate) use roots::FollowedRoots;
pub(crate) use served::PublishedList;

/// Entries that are not those of their head.
const OTHER_ENTRIES: &str = "registry/other-entries";

/// What shows a fork to anybody: of one size there is one head.
const TWO_HEADS: &str = "Both heads are signed, of one size and not the same, which is the proof";
/// Heads of two sizes do not show it by themselves.
const WITH_ENTRIES: &str = "Both heads are signed, and with the entries of both lists they are the proof";

/// The name that a registrar signs under: a list of one network is none of another.
fn name(network: Network) -> String {
    format!("{network}/registry-of-parties")
}

/// The key that this home publishes under.
pub(crate) fn secret_key(home: &Home) -> Result<SecretNoteKey> {
    let key = home.registrar_key()?;
    let damaged =
        |error: Error| Failure::refused("key/malformed", error.to_string()).at("home.registrar_key");
    SecretNoteKey::from_seed(&name(home.network()), Use::Note, key.as_bytes()).map_err(damaged)
}

/// Reads a registrar's public key of a network.
pub(crate) fn read_key(text: &str, network: Network) -> Result<NoteKey> {
    let refuse = |message: String| Failure::refused("registry/registrar-key", message).at("registrar");
    let key = NoteKey::parse(text).map_err(|error| refuse(error.to_string()))?;
    if key.name() != name(network) || key.purpose() != Use::Note {
        return Err(refuse(format!("not the key of a registrar of {network}")));
    }
    Ok(key)
}

/// The registry that this home has published or pulled last; none before the first.
pub(crate) fn last(home: &Home) -> Result<Option<PublishedRegistry>> {
    let path = home.list_path();
    if path.exists() { formats::read(&path, "home.registry").map(Some) } else { Ok(None) }
}

/// Writes it, whole or not at all, for the home's owner alone.
fn keep(home: &Home, list: &PublishedRegistry) -> Result<()> {
    let path = home.list_path();
    if let Some(folder) = path.parent() {
        crate::identity::make_folder(folder)?;
    }
    let bytes = zeroize::Zeroizing::new(list.to_json());
    if bytes.len() > PublishedRegistry::MAX_BYTES {
        return Err(too_long());
    }
    crate::files::replace(&path, &bytes, crate::files::Mode::Secret)
}

fn too_long() -> Failure {
    let message = format!("a published registry of more than {} bytes", PublishedRegistry::MAX_BYTES);
    Failure::new(crate::failure::Exit::Limit, "registry/too-long", message).at("registry")
}

/// The entries as a log's leaves.
fn leaves(entries: &[Entry]) -> Vec<Hash> {
    entries.iter().map(|entry| merkle::leaf(&entry.to_bytes())).collect()
}

/// Judges a list by its head: the registrar has signed it, over these entries, and it extends the one that was kept. Whether the entries follow
/// from each other is for [`PublishedRegistry::registry`].
pub(crate) fn judge(
    list: &PublishedRegistry,
    key: &NoteKey,
    kept: Option<&PublishedRegistry>,
) -> Result<Checkpoint> {
    let (head, _) = Checkpoint::open(list.head.as_bytes(), key).map_err(|error| refuse(&error))?;
    let Some(kept) = kept else {
        return check::whole(list.head.as_bytes(), key, &leaves(&list.entries), &[])
            .map_err(|error| refuse(&error));
    };
    let known = leaves(&kept.entries);
    let older = usize::try_from(head.size).ok().filter(|size| *size < known.len());
    if older.is_some_and(|size| check::whole(list.head.as_bytes(), key, &known[..size], &[]).is_ok()) {
        let message = "an older state of the registry than the one that this home has already";
        return Err(Failure::refused("registry/stale", message).at("registry"));
    }
    if head.size == known.len() as u64 && Checkpoint::over(key, &known) != head {
        // Whatever entries are served with it.
        return Err(forked(list, kept, TWO_HEADS));
    }
    let heads = [kept.head.clone().into_bytes()];
    check::whole(list.head.as_bytes(), key, &leaves(&list.entries), &heads).map_err(|error| match error {
        // The entries are those of the head, and those that were kept are of theirs.
        Error::NotExtended => forked(list, kept, WITH_ENTRIES),
        other => refuse(&other),
    })
}

/// Two histories, both signed by the registrar; `shown` says by what.
fn forked(list: &PublishedRegistry, kept: &PublishedRegistry, shown: &str) -> Failure {
    let message = format!(
        "not an extension of the registry that this home has: it was rewritten, cut or forked. {shown}; keep them, and ask the registrar and other members"
    );
    let failure = Failure::refused("registry/not-extended", message).at("registry");
    failure.with("kept", json!(kept.head)).with("offered", json!(list.head))
}

fn refuse(error: &Error) -> Failure {
    let (code, message) = match error {
        Error::Damaged { .. } => (OTHER_ENTRIES, "the entries are not those of the head"),
        _ => ("registry/signature", "the head is not signed by the registrar whose key is pinned"),
    };
    Failure::refused(code, message).at("registry")
}

#[cfg(test)]
mod tests {
    use covenant_parties::registry::published::PartyNames;
    use covenant_statements::Fr;

    use super::*;

    fn entries(count: u64) -> Vec<Entry> {
        let named = |number: u64| PartyNames {
            primary: format!("VAT:{number}").parse().unwrap(),
            aliases: Vec::new(),
            salt: Fr::from(number),
        };
        (0..count).map(|number| Entry::Party(named(number))).collect()
    }

    fn key(seed: u8) -> SecretNoteKey {
        SecretNoteKey::from_seed(&name(Network::Development), Use::Note, &[seed; 32]).unwrap()
    }

    fn list(key: &SecretNoteKey, entries: Vec<Entry>) -> PublishedRegistry {
        let head = Checkpoint::over(key.public(), &leaves(&entries)).sign(key);
        PublishedRegistry { head, entries }
    }

    fn judged(list: &PublishedRegistry, kept: Option<&PublishedRegistry>) -> String {
        judge(list, key(1).public(), kept)
            .map_or_else(|failure| failure.code.to_string(), |head| head.size.to_string())
    }

    #[test]
    fn a_list_extends_what_was_kept_or_says_what_it_is_instead() {
        let own = key(1);
        let of = |count| list(&own, entries(count));
        let kept = of(5);
        assert_eq!(judged(&of(5), None), "5");
        assert_eq!(judged(&of(5), Some(&kept)), "5");
        assert_eq!(judged(&of(9), Some(&kept)), "9");
        assert_eq!(judged(&of(3), Some(&kept)), "registry/stale");
        // Rewritten at one place, as long as before, longer and shorter.
        for place in 0..5 {
            for count in [4, 5, 6] {
                let mut other = entries(count);
                if let Some(Entry::Party(names)) = other.get_mut(place) {
                    names.salt += Fr::from(1u64);
                    assert_eq!(
                        judged(&list(&own, other), Some(&kept)),
                        "registry/not-extended",
                        "{place} of {count}"
                    );
                }
            }
        }
        let refused =
            judge(&list(&own, entries(6).split_off(1)), own.public(), Some(&kept)).unwrap_err().to_json();
        assert_eq!(refused["kept"], kept.head, "both heads are the proof");
        assert!(refused["offered"].is_string());
        let said = |list: &PublishedRegistry| judge(list, own.public(), Some(&kept)).unwrap_err().to_json();
        assert!(said(&list(&own, entries(6).split_off(1))).to_string().contains(TWO_HEADS));
        assert!(said(&list(&own, entries(9).split_off(1))).to_string().contains(WITH_ENTRIES));
    }

    /// Whoever serves other entries under the registrar's own head shows nothing against the registrar.
    #[test]
    fn other_entries_under_a_sound_head_are_no_fork() {
        let own = key(1);
        let of = |count| list(&own, entries(count));
        let kept = of(5);
        for head in [of(5).head, of(6).head, of(9).head] {
            for served in [entries(9).split_off(1), entries(4), Vec::new()] {
                let list = PublishedRegistry { head: head.clone(), entries: served };
                assert_eq!(judged(&list, Some(&kept)), "registry/other-entries");
            }
        }
        // Two heads of one size are a proof whatever comes with them.
        let forged = list(&own, entries(6).split_off(1)).head;
        let list = PublishedRegistry { head: forged, entries: Vec::new() };
        assert_eq!(judged(&list, Some(&kept)), "registry/not-extended");
    }

    #[test]
    fn a_head_is_the_registrars_over_its_entries() {
        let own = key(1);
        let whole = list(&own, entries(5));
        assert_eq!(judged(&list(&key(2), entries(5)), None), "registry/signature");
        let other_network =
            SecretNoteKey::from_seed(&name(Network::Production), Use::Note, &[1; 32]).unwrap();
        assert_eq!(judged(&list(&other_network, entries(5)), None), "registry/signature");
        let with = |head: String, entries| PublishedRegistry { head, entries };
        assert_eq!(
            judged(&with(whole.head.replacen("\n5\n", "\n6\n", 1), entries(6)), None),
            "registry/signature"
        );
        assert_eq!(judged(&with(String::new(), entries(5)), None), "registry/signature");
        for count in [0, 4, 6] {
            assert_eq!(judged(&with(whole.head.clone(), entries(count)), None), "registry/other-entries");
        }
        let mut swapped = entries(5);
        swapped.swap(1, 2);
        assert_eq!(judged(&with(whole.head.clone(), swapped), None), "registry/other-entries");
    }

    #[test]
    fn a_key_is_a_registrars_of_one_network() {
        let text = key(1).public().to_text();
        assert_eq!(read_key(&text, Network::Development).unwrap(), *key(1).public());
        let other = SecretNoteKey::from_seed("log.example/registry", Use::Note, &[1; 32]).unwrap();
        let witness =
            SecretNoteKey::from_seed(&name(Network::Development), Use::Cosignature, &[1; 32]).unwrap();
        let texts =
            [other.public().to_text(), witness.public().to_text(), text.replace("registry", "Registry")];
        for wrong in texts.iter().map(String::as_str).chain(["", "a", "a+b+c"]) {
            let refused = read_key(wrong, Network::Development).unwrap_err();
            assert_eq!(refused.code, "registry/registrar-key", "{wrong}");
        }
        assert_eq!(read_key(&text, Network::Production).unwrap_err().code, "registry/registrar-key");
    }
}
