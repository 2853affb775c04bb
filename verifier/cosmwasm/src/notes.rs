//! The life of obligations: states by nullifier, notes as tokens. The rules are `NoteLedger`'s.
//!
//! A nullifier is None → Registered → Financed → Released (and may be registered again, with another note) or Settled (for good). A note is a
//! token whose id is the commitment; it is minted once ever, and the registry keeps which nullifier it is of.
//!
//! Whoever changes something names a note, never a nullifier: a market that takes a nullifier from its caller while it holds a note could be
//! made to spend another's.

use core::fmt;

use cosmwasm_std::{Addr, Deps, DepsMut, Env, Event, Storage};
use cw_storage_plus::Map;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::word::{Word, word_of};
use crate::{owner, router, token, trust};

/// The state of a nullifier, and of its latest note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Never registered.
    #[default]
    None,
    /// A note is there that nobody has financed.
    Registered,
    /// A financier is named.
    Financed,
    /// The note was burnt.
    Released,
    /// Paid, for good.
    Settled,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Registered => "registered",
            Self::Financed => "financed",
            Self::Released => "released",
            Self::Settled => "settled",
        })
    }
}

/// What a note was registered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// N1.
    pub nullifier: Word,
    /// The policy's digest.
    pub policy: Word,
    /// Circuit and key.
    pub selector: Word,
}

/// What this registry says about an obligation, for lenders and other chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// N1.
    pub nullifier: Word,
    /// The latest note.
    pub note: Word,
    /// The state.
    pub state: State,
    /// While financed, and after; zero otherwise.
    pub financier: Word,
    /// By which the latest note was judged.
    pub policy: Word,
    /// By which circuit and key.
    pub selector: Word,
    /// How often it was registered: the latest context's sequence and one.
    pub registrations: u32,
    /// The second of the last change.
    pub changed_at: u64,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Record {
    note: Word,
    financier: Word,
    changed_at: u64,
    registrations: u32,
    state: State,
}

/// A successor, and who agrees with it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Handover {
    to: Word,
    by_financier: bool,
    by_holder: bool,
}

const RECORDS: Map<&[u8], Record> = Map::new("record");
const NOTES: Map<&[u8], Note> = Map::new("note");
const HANDOVERS: Map<&[u8], Handover> = Map::new("handover");

/// Who sends: an account or a contract of this chain, or somebody on another chain whose order came by a channel.
#[derive(Clone, Debug)]
pub enum Sender {
    /// Of this chain.
    Here(Addr),
    /// The digest of a channel and a sender: see [`crate::ibc::party`]. It is a financier and never a holder.
    Elsewhere(Word),
}

impl Sender {
    /// As financiers are named.
    fn word(&self, deps: Deps<'_>) -> Result<Word, Error> {
        match self {
            Self::Here(address) => word_of(deps.api, address.as_str()),
            Self::Elsewhere(party) => Ok(*party),
        }
    }

    fn is_holder(&self, deps: Deps<'_>, env: &Env, note: &Word) -> Result<bool, Error> {
        match self {
            Self::Here(address) => token::is_authorized(deps.storage, env, address, note),
            Self::Elsewhere(_) => Ok(false),
        }
    }
}

/// A financier as it is named: an address of this chain, or `0x` and the 64 digits of a party elsewhere, or of an address's bytes with zeros before
/// them.
///
/// # Errors
/// [`Error::ZeroAddress`], [`Error::Malformed`], and the chain's.
pub fn financier(deps: Deps<'_>, name: &str) -> Result<Word, Error> {
    let word = if name.starts_with("0x") { name.parse()? } else { word_of(deps.api, name)? };
    if word == Word::ZERO { Err(Error::ZeroAddress) } else { Ok(word) }
}

/// Names the financier, who alone releases or settles from then on, whoever holds the token. The holder's, or of whom it approved. Being named
/// is no consent of the financier: lenders look for their own name. Circuit and policy of the note have to be trusted now, and not only when it
/// was registered.
///
/// # Errors
/// [`Error::Paused`], [`Error::ZeroAddress`], [`Error::WrongNoteState`], [`Error::NotHolder`], [`Error::UntrustedSelector`],
/// [`Error::UntrustedPolicy`], [`Error::WrongStatus`].
pub fn finance(deps: DepsMut<'_>, env: &Env, sender: &Sender, note: &Word, to: &str) -> Result<Event, Error> {
    owner::require_not_paused(deps.storage)?;
    let financier = financier(deps.as_ref(), to)?;
    let (entry, mut record) = in_state(deps.storage, note, State::Registered)?;
    if !sender.is_holder(deps.as_ref(), env, note)? {
        return Err(Error::NotHolder);
    }
    trust::require_trusted(deps.storage, &entry.selector, &entry.policy)?;
    router::active(deps.storage, &entry.selector)?;
    record.financier = financier;
    moved(deps.storage, env, &entry, record, State::Financed)?;
    Ok(event("obligation_financed", &entry, note).add_attribute("financier", financier.to_string()))
}

/// Takes back a note that nobody has financed: it is burnt, and the obligation may be registered again with another one. The holder's, or of whom
/// it approved; also during a pause.
///
/// # Errors
/// [`Error::WrongNoteState`], [`Error::NotHolder`].
pub fn withdraw(deps: DepsMut<'_>, env: &Env, sender: &Sender, note: &Word) -> Result<Event, Error> {
    let (entry, record) = in_state(deps.storage, note, State::Registered)?;
    if !sender.is_holder(deps.as_ref(), env, note)? {
        return Err(Error::NotHolder);
    }
    moved(deps.storage, env, &entry, record, State::Released)?;
    burn(deps.storage, note)?;
    Ok(event("obligation_withdrawn", &entry, note))
}

/// Ends a financing: the note is burnt, and the obligation may be registered again with another one. The financier's.
///
/// # Errors
/// [`Error::WrongNoteState`], [`Error::NotFinancier`].
pub fn release(deps: DepsMut<'_>, env: &Env, sender: &Sender, note: &Word) -> Result<Event, Error> {
    let (entry, record) = by_financier(&deps, sender, note)?;
    moved(deps.storage, env, &entry, record, State::Released)?;
    burn(deps.storage, note)?;
    Ok(event("obligation_released", &entry, note).add_attribute("financier", record.financier.to_string()))
}

/// Ends a financing for good: the obligation was paid. The token stays where it is for ever. The financier's.
///
/// # Errors
/// [`Error::WrongNoteState`], [`Error::NotFinancier`].
pub fn settle(deps: DepsMut<'_>, env: &Env, sender: &Sender, note: &Word) -> Result<Event, Error> {
    let (entry, record) = by_financier(&deps, sender, note)?;
    moved(deps.storage, env, &entry, record, State::Settled)?;
    Ok(event("obligation_settled", &entry, note).add_attribute("financier", record.financier.to_string()))
}

/// Hands a financing to another financier, when financier and holder have both called this with the same successor; who is both calls once. Naming
/// another successor, or the present financier, takes back what was agreed before, and so does every transfer of the token. The note's circuit
/// has to be active, since a frozen one may have proved what is not so; its policy may have been dropped, so that lenders can leave.
///
/// # Errors
/// [`Error::Paused`], [`Error::ZeroAddress`], [`Error::WrongNoteState`], [`Error::NotParty`], [`Error::WrongStatus`].
pub fn transfer_financing(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Sender,
    note: &Word,
    to: &str,
) -> Result<Event, Error> {
    owner::require_not_paused(deps.storage)?;
    let to = financier(deps.as_ref(), to)?;
    let (entry, mut record) = in_state(deps.storage, note, State::Financed)?;
    let is_financier = sender.word(deps.as_ref())? == record.financier;
    let is_holder = sender.is_holder(deps.as_ref(), env, note)?;
    if !is_financier && !is_holder {
        return Err(Error::NotParty);
    }
    router::active(deps.storage, &entry.selector)?;
    let agreed = HANDOVERS.may_load(deps.storage, &note.0)?.filter(|handover| handover.to == to);
    let mut handover = agreed.unwrap_or(Handover { to, by_financier: false, by_holder: false });
    handover.by_financier |= is_financier;
    handover.by_holder |= is_holder;
    if handover.by_financier && handover.by_holder {
        HANDOVERS.remove(deps.storage, &note.0);
        let former = record.financier;
        record.financier = to;
        moved(deps.storage, env, &entry, record, State::Financed)?;
        Ok(event("financing_transferred", &entry, note)
            .add_attribute("financier", to.to_string())
            .add_attribute("former", former.to_string()))
    } else {
        HANDOVERS.save(deps.storage, &note.0, &handover)?;
        Ok(event("handover_agreed", &entry, note).add_attribute("to", to.to_string()))
    }
}

/// What is known of an obligation; state None if it was never registered.
///
/// # Errors
/// Of storage.
pub fn receipt(storage: &dyn Storage, nullifier: &Word) -> Result<Receipt, Error> {
    let record = record(storage, nullifier)?;
    let entry = NOTES.may_load(storage, &record.note.0)?;
    Ok(Receipt {
        nullifier: *nullifier,
        note: record.note,
        state: record.state,
        financier: record.financier,
        policy: entry.map_or(Word::ZERO, |entry| entry.policy),
        selector: entry.map_or(Word::ZERO, |entry| entry.selector),
        registrations: record.registrations,
        changed_at: record.changed_at,
    })
}

/// The receipt of the obligation whose latest note this is.
///
/// # Errors
/// [`Error::WrongNoteState`] for any other.
pub fn receipt_of(storage: &dyn Storage, note: &Word) -> Result<Receipt, Error> {
    match minted(storage, note)? {
        Some(entry) if record(storage, &entry.nullifier)?.note == *note => receipt(storage, &entry.nullifier),
        _ => Err(Error::WrongNoteState(state_of(storage, note)?)),
    }
}

/// What a note was registered with, if it was ever minted.
///
/// # Errors
/// Of storage.
pub fn minted(storage: &dyn Storage, note: &Word) -> Result<Option<Note>, Error> {
    Ok(NOTES.may_load(storage, &note.0)?)
}

/// The state of a note: None if it was never minted.
///
/// # Errors
/// Of storage.
pub fn state_of(storage: &dyn Storage, note: &Word) -> Result<State, Error> {
    let Some(entry) = minted(storage, note)? else { return Ok(State::None) };
    let record = record(storage, &entry.nullifier)?;
    // Nothing but the end of this note made room for a later one.
    Ok(if record.note == *note { record.state } else { State::Released })
}

/// Whether this may be the nullifier's next registration. Nothing here says that there is a proof for it.
///
/// # Errors
/// [`Error::WrongState`], [`Error::NoteUsed`], [`Error::WrongSequence`].
pub fn require_free(storage: &dyn Storage, nullifier: &Word, note: &Word, given: u32) -> Result<(), Error> {
    let record = record(storage, nullifier)?;
    if !matches!(record.state, State::None | State::Released) {
        return Err(Error::WrongState(record.state));
    }
    if minted(storage, note)?.is_some() {
        return Err(Error::NoteUsed);
    }
    let expected = record.registrations;
    if given == expected { Ok(()) } else { Err(Error::WrongSequence { given, expected }) }
}

/// After [`require_free`] and a proof.
///
/// # Errors
/// [`Error::Overflow`].
pub fn enter(
    storage: &mut dyn Storage,
    env: &Env,
    note: &Word,
    entry: &Note,
    beneficiary: Addr,
) -> Result<(), Error> {
    let mut record = record(storage, &entry.nullifier)?;
    NOTES.save(storage, &note.0, entry)?;
    record.note = *note;
    record.financier = Word::ZERO;
    record.registrations = record.registrations.checked_add(1).ok_or(Error::Overflow)?;
    moved(storage, env, entry, record, State::Registered)?;
    token::mint(storage, note, beneficiary)
}

/// A transfer of the token ends what its former holder agreed to. What is settled stays with whom it was settled for.
///
/// # Errors
/// [`Error::WrongNoteState`].
pub(crate) fn on_transfer(storage: &mut dyn Storage, note: &Word) -> Result<(), Error> {
    let state = state_of(storage, note)?;
    if state == State::Settled {
        return Err(Error::WrongNoteState(state));
    }
    HANDOVERS.remove(storage, &note.0);
    Ok(())
}

fn burn(storage: &mut dyn Storage, note: &Word) -> Result<(), Error> {
    HANDOVERS.remove(storage, &note.0);
    token::burn(storage, note)
}

fn record(storage: &dyn Storage, nullifier: &Word) -> Result<Record, Error> {
    Ok(RECORDS.may_load(storage, &nullifier.0)?.unwrap_or_default())
}

/// The record of the nullifier that this is the latest note of.
fn in_state(storage: &dyn Storage, note: &Word, expected: State) -> Result<(Note, Record), Error> {
    let state = state_of(storage, note)?;
    match minted(storage, note)? {
        Some(entry) if state == expected => Ok((entry, record(storage, &entry.nullifier)?)),
        _ => Err(Error::WrongNoteState(state)),
    }
}

fn by_financier(deps: &DepsMut<'_>, sender: &Sender, note: &Word) -> Result<(Note, Record), Error> {
    let (entry, record) = in_state(deps.storage, note, State::Financed)?;
    if sender.word(deps.as_ref())? == record.financier {
        Ok((entry, record))
    } else {
        Err(Error::NotFinancier)
    }
}

fn moved(
    storage: &mut dyn Storage,
    env: &Env,
    entry: &Note,
    mut record: Record,
    to: State,
) -> Result<(), Error> {
    record.state = to;
    record.changed_at = env.block.time.seconds();
    Ok(RECORDS.save(storage, &entry.nullifier.0, &record)?)
}

fn event(name: &str, entry: &Note, note: &Word) -> Event {
    Event::new(name)
        .add_attribute("nullifier", entry.nullifier.to_string())
        .add_attribute("note", note.to_string())
}
