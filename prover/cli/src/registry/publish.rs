//! A registrar publishes the present state of its registry.

use covenant_log::{Checkpoint, NoteKey};
use covenant_parties::registry::published::PublishedRegistry;
use covenant_parties::{Error, Store as _};
use rand::rngs::OsRng;

use super::{judge, keep, last, leaves, secret_key};
use crate::failure::{Failure, Result};
use crate::home::Home;

/// What is published now.
pub(crate) struct Publication {
    /// The list.
    pub(crate) list: PublishedRegistry,
    /// Its head.
    pub(crate) head: Checkpoint,
    /// The key that it is signed with.
    pub(crate) key: NoteKey,
    /// How many entries are new; none if all was published before.
    pub(crate) added: usize,
}

/// Appends to the list what the registry has more than it, and signs the head. Where there is nothing to append, nothing is written.
pub(crate) fn publish(home: &Home) -> Result<Publication> {
    let _lock = home.lock()?;
    home.require_own_registry()?;
    let secret = secret_key(home)?;
    let key = secret.public().clone();
    let mut list = last(home)?.unwrap_or(PublishedRegistry { head: String::new(), entries: Vec::new() });
    let is_first = list.entries.is_empty();
    if !is_first {
        // What is not of this key, or has been changed, is not gone on with.
        judge(&list, &key, None)?;
    }
    let registry = home.registry()?;
    let entries = list.replay()?.extend(&registry, &mut OsRng).map_err(Error::from)?;
    let added = entries.len();
    if is_first && added == 0 {
        let message = "nobody is registered yet: there is nothing to publish";
        return Err(Failure::input("registry/empty", message).at("home.parties"));
    }
    list.entries.extend(entries);
    let head = Checkpoint::over(&key, &leaves(&list.entries));
    if added > 0 {
        list.head = head.sign(&secret);
        keep(home, &list)?;
    }
    Ok(Publication { list, head, key, added })
}
