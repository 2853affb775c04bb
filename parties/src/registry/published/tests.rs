//! What is published is what members make of it, and nothing else follows.

use alloc::format;
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{Day, FiscalRule, Fr, Identifier, Network, PartyId, Role};
use rand::thread_rng;

use super::*;
use crate::registry::{Registration, Registry};
use crate::{Format as _, possession};

const NETWORK: Network = Network::Development;
const DAY: u64 = 86_400;
const NOW: u64 = 20_000 * DAY;

fn id(text: &str) -> Identifier {
    text.parse().unwrap()
}

fn day(number: u64) -> Day {
    Day::new(u32::try_from(number).unwrap()).unwrap()
}

fn register(
    registry: &mut Registry,
    ids: &[&str],
    role: Role,
    principal: Option<&str>,
    now: u64,
    from: Option<Day>,
) {
    let key = SecretKey::generate(&mut thread_rng());
    let identifiers: Vec<Identifier> = ids.iter().map(|text| id(text)).collect();
    let party = registry.party_of(&identifiers).unwrap();
    let registration = Registration {
        identifiers,
        possession: possession::prove(NETWORK, party, &[role], &key, &mut thread_rng()),
        roles: alloc::vec![role],
        principal: principal.map(id),
        fiscal_rule: None,
        key: key.public(),
        valid_from: from,
        valid_until: None,
    };
    registry.add(NETWORK, &registration, now, &mut thread_rng()).unwrap();
}

/// A registrar that publishes after each of its days' changes; the registry as it then was, and all entries so far.
fn history() -> Vec<(Registry, Vec<Entry>)> {
    let mut registry = Registry::default();
    let mut replay = Replay::new().unwrap();
    let (mut entries, mut all) = (Vec::new(), Vec::new());
    let mut publish = |registry: &Registry| {
        entries.extend(replay.extend(registry, &mut thread_rng()).unwrap());
        all.push((registry.clone(), entries.clone()));
    };
    register(&mut registry, &["VAT:A", "GLN:1"], Role::Seller, None, NOW, None);
    register(&mut registry, &["VAT:B"], Role::Debtor, None, NOW + 5, None);
    publish(&registry);
    // An agent, another name, and a rotation in one publication.
    register(&mut registry, &["VAT:C"], Role::Agent, Some("VAT:B"), NOW + DAY, None);
    register(&mut registry, &["VAT:A", "GLN:2"], Role::Seller, None, NOW + DAY, Some(day(20_003)));
    publish(&registry);
    register(&mut registry, &["VAT:D"], Role::Debtor, None, NOW + 5 * DAY, None);
    publish(&registry);
    registry.revoke(&id("VAT:B"), day(20_006), NOW + 6 * DAY, &mut thread_rng()).unwrap();
    register(&mut registry, &["VAT:E"], Role::Servicer, None, NOW + 6 * DAY, None);
    publish(&registry);
    registry.revoke(&id("VAT:B"), day(20_007), NOW + 7 * DAY, &mut thread_rng()).unwrap();
    publish(&registry);
    all
}

fn replayed(entries: &[Entry]) -> Result<Registry, ListError> {
    let mut replay = Replay::new().unwrap();
    entries.iter().try_for_each(|entry| replay.apply(entry))?;
    replay.registry().cloned()
}

#[test]
fn members_have_the_registry_that_was_published() {
    for (registry, entries) in history() {
        let member = replayed(&entries).unwrap();
        assert!(member.parties() == registry.parties() && member.leaves() == registry.leaves());
        assert_eq!(member.not_before(), registry.not_before());
        assert_eq!(member.revocations(), registry.revocations());
        // Its file is one like the registrar's.
        assert!(Registry::from_json(&member.to_json()).is_ok());
        // The roots that were published, each with the days that the registrar gives it.
        assert!(member.roots().iter().all(|root| registry.roots().contains(root)));
    }
    let (registry, entries) = history().pop().unwrap();
    let roots = entries.iter().filter(|entry| matches!(entry, Entry::Root(_))).count();
    assert_eq!((roots, replayed(&entries).unwrap().roots().len(), registry.roots().len()), (5, 5, 8));
}

#[test]
fn nothing_new_is_nothing_to_publish() {
    let (registry, entries) = history().pop().unwrap();
    let list = PublishedRegistry { head: Default::default(), entries };
    let mut replay = list.replay().unwrap();
    assert_eq!(replay.extend(&registry, &mut thread_rng()).unwrap(), []);
    assert_eq!(Replay::new().unwrap().extend(&Registry::default(), &mut thread_rng()).unwrap(), []);
}

#[test]
fn a_registrar_that_has_forgotten_publishes_nothing() {
    let all = history();
    for (later, (_, entries)) in all.iter().enumerate().skip(1) {
        for (earlier, _) in &all[..later] {
            let mut replay = Replay::new().unwrap();
            entries.iter().for_each(|entry| replay.apply(entry).unwrap());
            assert_eq!(replay.extend(earlier, &mut thread_rng()).unwrap_err().code(), "registry/rewritten");
        }
    }
    let other = history().pop().unwrap().0;
    let mut replay = Replay::new().unwrap();
    all[0].1.iter().for_each(|entry| replay.apply(entry).unwrap());
    assert_eq!(replay.extend(&other, &mut thread_rng()).unwrap_err().code(), "registry/rewritten");
}

#[test]
fn every_entry_is_needed_and_in_its_place() {
    let (_, entries) = history().pop().unwrap();
    let whole = replayed(&entries).unwrap().to_json();
    for place in 0..entries.len() {
        let mut without = entries.clone();
        let removed = without.remove(place);
        // Names and roots in the middle are missed by the list's head alone; without a key or its end no root is that of the keys.
        let left = replayed(&without);
        assert!(
            left.as_ref().map_or(true, |other| other.to_json() != whole),
            "without {removed:?} at {place}"
        );
        assert!(
            left.is_err() || matches!(removed, Entry::Party(_) | Entry::Root(_)),
            "{removed:?} at {place}"
        );
        let mut twice = entries.clone();
        twice.insert(place, removed);
        assert!(replayed(&twice).is_err(), "twice at {place}");
    }
    // Cut between two publications it is incomplete; cut at one it is an older registry.
    for length in 0..entries.len() {
        let at_root = entries[..length].last().is_none_or(|last| matches!(last, Entry::Root(_)));
        assert_eq!(
            replayed(&entries[..length]).err(),
            (!at_root).then_some(ListError::Incomplete),
            "{length}"
        );
    }
}

/// Changes of one entry, each of which another entry or a rule must notice.
fn mutations(entry: &Entry) -> Vec<(&'static str, Entry)> {
    match entry {
        Entry::Party(names) => alloc::vec![
            ("primary", Entry::Party(PartyNames { primary: id("VAT:Z"), ..names.clone() })),
            (
                "nameless",
                Entry::Party(PartyNames { primary: id("VAT:A"), aliases: Vec::new(), ..names.clone() })
            ),
            (
                "taken",
                Entry::Party(PartyNames { aliases: alloc::vec![names.primary.clone()], ..names.clone() })
            ),
            (
                "names",
                Entry::Party(PartyNames {
                    aliases: (0..40).map(|number| id(&format!("GLN:X{number}"))).collect(),
                    ..names.clone()
                }),
            ),
        ],
        Entry::Key(leaf) => {
            let with = |change: fn(&mut covenant_statements::Leaf)| {
                let mut leaf = leaf.clone();
                change(&mut leaf);
                Entry::Key(leaf)
            };
            alloc::vec![
                ("salt", with(|leaf| leaf.salt += Fr::from(1u64))),
                ("role", with(|leaf| leaf.role = Role::Appraiser)),
                ("party", with(|leaf| leaf.party = PartyId(Fr::from(7u64)))),
                ("principal", with(|leaf| leaf.principal = Some(PartyId(Fr::from(7u64))))),
                ("other principal", with(|leaf| leaf.principal = Some(leaf.party))),
                ("fiscal", with(|leaf| leaf.fiscal_rule = FiscalRule::from_month(4).ok())),
                ("key", with(|leaf| leaf.key = SecretKey::generate(&mut thread_rng()).public())),
                ("identity", with(|leaf| leaf.key = covenant_statements::Point::default())),
                ("from", with(|leaf| leaf.valid_from = day(1))),
                ("until", with(|leaf| leaf.valid_until = day(77_777))),
            ]
        }
        Entry::Ended(ended) => alloc::vec![
            ("place", Entry::Ended(EndedKey { place: ended.place + 1, ..ended.clone() })),
            ("far", Entry::Ended(EndedKey { place: u32::MAX, ..ended.clone() })),
            ("later", Entry::Ended(EndedKey { valid_until: Day::MAX, ..ended.clone() })),
            ("salt", Entry::Ended(EndedKey { salt: ended.salt + Fr::from(1u64), ..ended.clone() })),
        ],
        Entry::Root(root) => {
            let mut all = alloc::vec![
                ("root", Entry::Root(PublishedRoot { root: root.root + Fr::from(1u64), ..root.clone() })),
                ("time", Entry::Root(PublishedRoot { made_at: u64::MAX, ..root.clone() })),
                ("older", Entry::Root(PublishedRoot { made_at: 0, ..root.clone() })),
                (
                    "alone",
                    Entry::Root(PublishedRoot {
                        previous_until: root
                            .previous_until
                            .xor(Some(day(30_000)))
                            .filter(|_| root.previous_until.is_none()),
                        ..root.clone()
                    })
                ),
            ];
            if root.revocations > 0 {
                all.push(("backwards", Entry::Root(PublishedRoot { not_before: None, ..root.clone() })));
                all.push((
                    "unended",
                    Entry::Root(PublishedRoot { previous_until: Some(Day::MAX), ..root.clone() }),
                ));
            }
            all
        }
    }
}

#[test]
fn no_entry_may_be_another() {
    let (_, entries) = history().pop().unwrap();
    let first_root = entries.iter().position(|entry| matches!(entry, Entry::Root(_))).unwrap();
    for (place, entry) in entries.iter().enumerate() {
        for (what, changed) in mutations(entry) {
            // The first root may be as old as it likes, and a name be another's or nobody's: the list's head alone says otherwise.
            let is_possible = match entry {
                Entry::Party(names) if names.primary == id("VAT:A") => {
                    (what == "nameless" && place == 0) || (what == "primary" && place > 0)
                }
                _ => what == "older" && place == first_root,
            };
            if changed == *entry || is_possible {
                continue;
            }
            let mut mutated = entries.clone();
            mutated[place] = changed;
            let refused = replayed(&mutated).err();
            let code = refused.map(|error| error.code());
            assert_eq!(code, Some("registry/inconsistent"), "{what} of {entry:?} at {place}");
        }
    }
}

#[test]
fn an_entry_has_one_form() {
    let (_, entries) = history().pop().unwrap();
    for entry in &entries {
        let bytes = entry.to_bytes();
        assert!(bytes.len() <= MAX_ENTRY_BYTES);
        assert_eq!(Entry::from_bytes(&bytes).as_ref(), Ok(entry));
        for cut in 0..bytes.len() {
            assert!(Entry::from_bytes(&bytes[..cut]).is_err());
        }
        let text = core::str::from_utf8(&bytes).unwrap();
        for other in [
            format!(" {text}"),
            format!("{text}\n"),
            text.replacen(':', ": ", 1),
            text.replacen("salt", "sal\\u0074", 1),
            text.replacen("}", ",\"x\":1}", 1),
            text.replacen("root", "r\\u006fot", 1),
        ] {
            if other != text {
                assert_eq!(
                    Entry::from_bytes(other.as_bytes()).unwrap_err().code(),
                    "registry/entry",
                    "{other}"
                );
            }
        }
        let shown = format!("{entry:?}");
        assert!(shown.ends_with("([redacted])") && !shown.contains("VAT"));
    }
    assert!(Entry::from_bytes(&alloc::vec![b' '; MAX_ENTRY_BYTES + 1]).is_err());
}

#[test]
fn equal_registries_are_published_under_other_salts() {
    let (registry, _) = history().pop().unwrap();
    let of = || Replay::new().unwrap().extend(&registry, &mut thread_rng()).unwrap();
    let (one, other) = (of(), of());
    let names = |entries: &[Entry]| {
        entries.iter().filter(|entry| matches!(entry, Entry::Party(_))).cloned().collect::<Vec<_>>()
    };
    assert!(names(&one).iter().all(|entry| !names(&other).contains(entry)), "a name's hash can be guessed");
}

#[test]
fn a_file_comes_back() {
    let (registry, entries) = history().pop().unwrap();
    let list = PublishedRegistry { head: "note\n".into(), entries };
    let bytes = list.to_json();
    let read = PublishedRegistry::from_json(&bytes, "registry").unwrap();
    assert!(read == list && read.registry().unwrap().leaves() == registry.leaves());
    assert_eq!(PublishedRegistry::from_json(b"{}", "registry").unwrap_err().code(), "registry/malformed");
    assert!(!format!("{list:?}").contains("VAT"));
}
