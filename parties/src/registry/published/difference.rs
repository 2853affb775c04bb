//! What a registrar adds to the list: all that its registry has more than what it published.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use ark_ff::UniformRand as _;
use covenant_statements::{Day, Fr, Leaf};
use rand::{CryptoRng, RngCore};

use super::entry::{EndedKey, PartyNames, PublishedRoot};
use super::{Entry, ListError, Replay};
use crate::registry::{Party, Registry, Root};

impl Replay {
    /// The entries that lead to the present registry, and goes to their end: none if all of it is published. Of the roots since the last
    /// publication only the present one is in the list: nobody was told of the others.
    ///
    /// # Errors
    /// [`ListError::Rewritten`] if the registry has not kept what was published.
    pub fn extend<R: RngCore + CryptoRng>(
        &mut self,
        present: &Registry,
        rng: &mut R,
    ) -> Result<Vec<Entry>, ListError> {
        let published = self.registry()?;
        let mut entries = names(&published.parties, &present.parties, rng)?;
        entries.extend(keys(&published.leaves, &present.leaves)?);
        let (current, last) = (present.roots.current(), published.roots.current());
        match current {
            Some(current) if last.is_none_or(|last| last.root != current.root) => {
                entries.push(Entry::Root(root(published, present, current)?));
            }
            _ if entries.is_empty() => return Ok(entries),
            _ => return Err(ListError::Rewritten("keys or names changed and the root did not")),
        }
        entries.iter().try_for_each(|entry| self.apply(entry))?;
        let now = self.registry()?;
        let same = now.parties == present.parties
            && now.leaves == present.leaves
            && now.not_before == present.not_before
            && now.revocations() == present.revocations();
        if same { Ok(entries) } else { Err(ListError::Rewritten("it does not follow from the entries")) }
    }
}

fn names<R: RngCore + CryptoRng>(
    published: &[Party],
    present: &[Party],
    rng: &mut R,
) -> Result<Vec<Entry>, ListError> {
    if published.len() > present.len() {
        return Err(ListError::Rewritten("a party is gone"));
    }
    let mut entries = Vec::new();
    for (place, party) in present.iter().enumerate() {
        let known = published.get(place);
        let aliases = match known {
            None => &party.aliases[..],
            Some(known) if known.primary != party.primary => {
                return Err(ListError::Rewritten("a party has another primary identifier"));
            }
            Some(known) => match party.aliases.strip_prefix(known.aliases.as_slice()) {
                Some([]) => continue,
                Some(new) => new,
                None => return Err(ListError::Rewritten("a party has lost a name")),
            },
        };
        let (primary, aliases) = (party.primary.clone(), aliases.to_vec());
        entries.push(Entry::Party(PartyNames { primary, aliases, salt: Fr::rand(rng) }));
    }
    Ok(entries)
}

fn keys(published: &[Leaf], present: &[Leaf]) -> Result<Vec<Entry>, ListError> {
    let Some((kept, new)) = present.split_at_checked(published.len()) else {
        return Err(ListError::Rewritten("a key is gone"));
    };
    let mut entries = Vec::new();
    for (place, (before, now)) in published.iter().zip(kept).enumerate() {
        if before == now {
            continue;
        }
        let (valid_until, salt) = (now.valid_until, now.salt);
        if (Leaf { valid_until, salt, ..before.clone() }) != *now {
            return Err(ListError::Rewritten("a key was exchanged"));
        }
        let place = u32::try_from(place).map_err(|_| ListError::Rewritten("too many keys"))?;
        entries.push(Entry::Ended(EndedKey { place, valid_until, salt }));
    }
    entries.extend(new.iter().cloned().map(Entry::Key));
    Ok(entries)
}

/// The present root, with what has become of those that were published.
fn root(published: &Registry, present: &Registry, current: &Root) -> Result<PublishedRoot, ListError> {
    let by_root: BTreeMap<Fr, Option<Day>> =
        present.roots.all().iter().map(|root| (root.root, root.until)).collect();
    let end_of = |root: &Root| by_root.get(&root.root).copied().ok_or(ListError::Rewritten("a root is gone"));
    let (previous, earlier) = match published.roots.all().split_last() {
        Some((last, earlier)) => (Some(last), earlier),
        None => (None, &[][..]),
    };
    let mut earlier_until: Option<Day> = None;
    for root in earlier {
        let now = end_of(root)?;
        if now != root.until {
            let now = now.ok_or(ListError::Rewritten("a root that had ended lives again"))?;
            earlier_until = Some(earlier_until.map_or(now, |day| day.min(now)));
        }
    }
    Ok(PublishedRoot {
        root: current.root,
        made_at: current.made_at,
        revocations: current.revocations,
        not_before: present.not_before,
        previous_until: previous.map(end_of).transpose()?.flatten(),
        earlier_until,
    })
}
