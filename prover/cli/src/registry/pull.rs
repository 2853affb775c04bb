//! A member takes the registry as its registrar has published it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use covenant_log::{Checkpoint, Note, NoteKey};
use covenant_parties::registry::published::{Entry, PublishedRegistry};
use covenant_parties::{Error, Format as _, Record, Registry, Store as _};
use zeroize::Zeroizing;

use super::{OTHER_ENTRIES, judge, keep, last, read_key, too_long};
use crate::commands::remote;
use crate::failure::{Exit, Failure, Result};
use crate::formats;
use crate::home::Home;
use crate::home::config::FollowedRegistry;
use crate::identity;

/// How long all answers together may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where the list comes from.
pub(crate) enum Source {
    /// The registrar's service.
    Server(String),
    /// What `registry publish` wrote, from hand to hand.
    File(PathBuf),
    /// The service that the home's configuration names.
    Configured,
}

/// What was pulled.
pub(crate) struct Pulled {
    /// The head that was taken.
    pub(crate) head: Checkpoint,
    /// The registry that this home now has.
    pub(crate) registry: Registry,
    /// How many entries are new.
    pub(crate) added: usize,
    /// The registrar.
    pub(crate) key: NoteKey,
    /// Whether its key is pinned from now on.
    pub(crate) is_first: bool,
}

/// Takes the list, if the pinned registrar has signed it and it extends the one that was taken before. The key is pinned by the first pull, which
/// has to name it: nothing is learnt from whoever answers.
pub(crate) fn pull(home: &Home, source: &Source, registrar: Option<&str>) -> Result<Pulled> {
    let followed = home.config().registry.clone();
    let key = pinned(home, followed.as_ref(), registrar)?;
    if followed.is_none() && !home.registry()?.parties().is_empty() {
        let message = "this home has a registry of parties of its own, and follows no other";
        return Err(Failure::refused("registry/own-parties", message).at("home"));
    }
    let kept = last(home)?.filter(|_| followed.is_some());
    let known = kept.as_ref().map_or(&[][..], |kept| &kept.entries);
    let mut list = fetch(home, source, followed.as_ref(), known)?;
    let mut judged = judge(&list, &key, kept.as_ref());
    if !known.is_empty() && judged.as_ref().is_err_and(|failure| failure.code == OTHER_ENTRIES) {
        // What goes on from the kept entries is not the head's. All of it from the first on says whether it is another history, or none.
        list = fetch(home, source, followed.as_ref(), &[])?;
        judged = judge(&list, &key, kept.as_ref());
    }
    let head = judged?;
    let registry = list.registry()?;

    let _lock = home.lock()?;
    // Between reading and writing another pull may have taken a later one.
    let mut home = Home::open(Some(home.folder()))?;
    let now = last(&home)?.filter(|_| home.config().registry.is_some());
    if now.as_ref().map(|list| &list.head) != kept.as_ref().map(|list| &list.head) {
        let message = "another pull has changed this home's registry meanwhile; pull again";
        return Err(Failure::input("registry/changed", message).at("home.registry"));
    }
    // The pin first: whatever is cut short after it is made good by the next pull.
    let is_first = followed.is_none();
    remember(&mut home, &key, source)?;
    keep(&home, &list)?;
    home.write(Record::Registry, &Zeroizing::new(registry.to_json()))?;
    let added = list.entries.len() - kept.map_or(0, |kept| kept.entries.len());
    Ok(Pulled { head, registry, added, key, is_first })
}

/// The registrar's key: the one that is pinned, else the one that the command line names.
fn pinned(home: &Home, followed: Option<&FollowedRegistry>, named: Option<&str>) -> Result<NoteKey> {
    let named = named.map(|text| read_key(text, home.network())).transpose()?;
    match (followed, named) {
        (Some(followed), named) => {
            let key = read_key(&followed.registrar, home.network())?;
            if named.is_some_and(|named| named != key) {
                let message = "this home follows another registrar";
                return Err(Failure::refused("registry/other-registrar", message).at("registrar"));
            }
            Ok(key)
        }
        (None, Some(key)) => Ok(key),
        (None, None) => {
            let message = "name the registrar's key with --registrar, as the registrar told it to you: a first pull pins it";
            Err(Failure::usage("registry/no-registrar", message).at("registrar"))
        }
    }
}

fn remember(home: &mut Home, key: &NoteKey, source: &Source) -> Result<()> {
    let mut config = home.config().clone();
    let followed = config.registry.get_or_insert_with(|| FollowedRegistry {
        registrar: key.to_text(),
        server: None,
        identity: None,
    });
    if let Source::Server(url) = source {
        followed.server = Some(url.clone());
        if let Some(folder) = identity::named() {
            followed.identity = Some(absolute(folder)?);
        }
    }
    if config == *home.config() { Ok(()) } else { home.set_config(config) }
}

/// From wherever the next command is called.
pub(crate) fn absolute(folder: &Path) -> Result<PathBuf> {
    std::path::absolute(folder).map_err(|error| {
        Failure::new(Exit::Other, "system/io", covenant_files::reason(&error)).at("identity")
    })
}

fn fetch(
    home: &Home,
    source: &Source,
    followed: Option<&FollowedRegistry>,
    known: &[Entry],
) -> Result<PublishedRegistry> {
    let url = match source {
        Source::File(path) => return formats::read(path, "registry"),
        Source::Server(url) => Some(url),
        Source::Configured => followed.and_then(|followed| followed.server.as_ref()),
    };
    let Some(url) = url else {
        let message = "name the registrar's service with --server, or a file with --from";
        return Err(Failure::usage("usage/missing-argument", message).at("server"));
    };
    let identity = followed.and_then(|followed| followed.identity.as_ref());
    let identity = identity.map(|folder| home.folder().join(folder));
    remote::block_on(async {
        let fetched = from_service(url, identity.as_deref(), known.to_vec());
        tokio::time::timeout(PATIENCE, fetched).await.unwrap_or_else(|_| {
            Err(Failure::new(Exit::Cancelled, "registry/timed-out", "the registrar's service took too long"))
        })
    })
}

/// The entries after those that are known, part by part. Nothing of them is believed yet.
async fn from_service(url: &str, identity: Option<&Path>, known: Vec<Entry>) -> Result<PublishedRegistry> {
    let client = identity::connect_with(url, identity).await?;
    let (mut entries, mut bytes) = (known, 0);
    loop {
        let page = client.registry_entries(entries.len() as u64).await?;
        let head = String::from_utf8(page.head).map_err(|_| malformed())?;
        let note = Note::parse(head.as_bytes()).map_err(|_| malformed())?;
        let size = Checkpoint::parse(note.text()).map_err(|_| malformed())?.size;
        bytes += page.entries.len();
        if bytes > PublishedRegistry::MAX_BYTES {
            return Err(too_long());
        }
        let before = entries.len();
        for line in page.entries.expose().split_inclusive(|byte| *byte == b'\n') {
            let entry = line.strip_suffix(b"\n").ok_or_else(malformed)?;
            entries.push(Entry::from_bytes(entry).map_err(Error::from)?);
        }
        if entries.len() as u64 >= size {
            // Of a head that is older than what is known there are fewer.
            entries.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            return Ok(PublishedRegistry { head, entries });
        }
        if entries.len() == before {
            return Err(malformed());
        }
    }
}

fn malformed() -> Failure {
    let message = "the service's answer is no published registry";
    Failure::refused("registry/malformed", message).at("registry")
}
