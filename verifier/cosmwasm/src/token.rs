//! The notes as cw721 tokens: holder, approvals, operators. No enumeration, no metadata: what a note says, its receipt says.

use cosmwasm_std::{Addr, BlockInfo, Deps, DepsMut, Env, Event, Storage};
use cw_storage_plus::{Item, Map};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::notes;
use crate::word::{Word, checked};

/// The most accounts that are approved for one token at a time.
pub const MAX_APPROVALS: usize = 16;

/// When an approval ends, as cw-utils writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Expiration {
    /// From this height on.
    AtHeight(u64),
    /// From this moment on, in nanoseconds as text.
    AtTime(cosmwasm_std::Timestamp),
    /// Never.
    Never {},
}

impl Default for Expiration {
    fn default() -> Self {
        Self::Never {}
    }
}

impl Expiration {
    fn is_past(&self, block: &BlockInfo) -> bool {
        match self {
            Self::AtHeight(height) => block.height >= *height,
            Self::AtTime(time) => block.time >= *time,
            Self::Never {} => false,
        }
    }
}

/// An account that may act for a token's holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Who.
    pub spender: Addr,
    /// Until when.
    pub expires: Expiration,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its holder.
    pub owner: Addr,
    /// Who is approved for it.
    pub approvals: Vec<Approval>,
}

const TOKENS: Map<&[u8], Token> = Map::new("token");
const OPERATORS: Map<(&Addr, &Addr), Expiration> = Map::new("operator");
const COUNT: Item<u64> = Item::new("tokens");

/// A token.
///
/// # Errors
/// [`Error::NoSuchToken`].
pub fn token(storage: &dyn Storage, note: &Word) -> Result<Token, Error> {
    TOKENS.may_load(storage, &note.0)?.ok_or(Error::NoSuchToken)
}

/// The approvals that have not ended, or all.
#[must_use]
pub fn approvals(token: Token, block: &BlockInfo, include_expired: bool) -> Vec<Approval> {
    let mut approvals = token.approvals;
    approvals.retain(|approval| include_expired || !approval.expires.is_past(block));
    approvals
}

/// Until when an operator acts for an owner's tokens.
///
/// # Errors
/// Of storage.
pub fn operator(
    storage: &dyn Storage,
    block: &BlockInfo,
    owner: &Addr,
    operator: &Addr,
) -> Result<Option<Expiration>, Error> {
    Ok(OPERATORS.may_load(storage, (owner, operator))?.filter(|expires| !expires.is_past(block)))
}

/// How many tokens there are.
///
/// # Errors
/// Of storage.
pub fn count(storage: &dyn Storage) -> Result<u64, Error> {
    Ok(COUNT.may_load(storage)?.unwrap_or_default())
}

/// Whether the caller is the holder, its operator, or approved for the token.
///
/// # Errors
/// [`Error::NoSuchToken`].
pub fn is_authorized(storage: &dyn Storage, env: &Env, caller: &Addr, note: &Word) -> Result<bool, Error> {
    let token = token(storage, note)?;
    if token.owner == *caller || operator(storage, &env.block, &token.owner, caller)?.is_some() {
        return Ok(true);
    }
    Ok(approvals(token, &env.block, false).iter().any(|approval| approval.spender == *caller))
}

pub(crate) fn mint(storage: &mut dyn Storage, note: &Word, owner: Addr) -> Result<(), Error> {
    TOKENS.save(storage, &note.0, &Token { owner, approvals: Vec::new() })?;
    let count = count(storage)?.saturating_add(1);
    Ok(COUNT.save(storage, &count)?)
}

pub(crate) fn burn(storage: &mut dyn Storage, note: &Word) -> Result<(), Error> {
    TOKENS.remove(storage, &note.0);
    let count = count(storage)?.saturating_sub(1);
    Ok(COUNT.save(storage, &count)?)
}

/// Moves a token, by its holder, its operator or an account that is approved for it.
///
/// # Errors
/// [`Error::NoSuchToken`], [`Error::NotHolder`], [`Error::WrongNoteState`] for what is settled.
pub fn transfer(deps: DepsMut<'_>, env: &Env, sender: &Addr, to: &str, note: &Word) -> Result<Event, Error> {
    let recipient = checked(deps.api, to)?;
    if !is_authorized(deps.storage, env, sender, note)? {
        return Err(Error::NotHolder);
    }
    notes::on_transfer(deps.storage, note)?;
    let event = Event::new("transfer")
        .add_attribute("token_id", note.to_string())
        .add_attribute("sender", sender.as_str())
        .add_attribute("recipient", recipient.as_str());
    TOKENS.save(deps.storage, &note.0, &Token { owner: recipient, approvals: Vec::new() })?;
    Ok(event)
}

/// Who may say who is approved for a token: its holder or the holder's operator, and not who is only approved.
fn owned(deps: Deps<'_>, env: &Env, sender: &Addr, note: &Word) -> Result<Token, Error> {
    let token = token(deps.storage, note)?;
    if token.owner == *sender || operator(deps.storage, &env.block, &token.owner, sender)?.is_some() {
        Ok(token)
    } else {
        Err(Error::NotHolder)
    }
}

/// Approves an account for one token.
///
/// # Errors
/// [`Error::NoSuchToken`], [`Error::NotHolder`], [`Error::ApprovalExpired`], [`Error::TooMany`].
pub fn approve(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    spender: &str,
    note: &Word,
    expires: Expiration,
) -> Result<Event, Error> {
    let spender = checked(deps.api, spender)?;
    let mut token = owned(deps.as_ref(), env, sender, note)?;
    if expires.is_past(&env.block) {
        return Err(Error::ApprovalExpired);
    }
    token.approvals.retain(|approval| approval.spender != spender && !approval.expires.is_past(&env.block));
    if token.approvals.len() >= MAX_APPROVALS {
        return Err(Error::TooMany(MAX_APPROVALS));
    }
    let event = approved("approve", note).add_attribute("spender", spender.as_str());
    token.approvals.push(Approval { spender, expires });
    TOKENS.save(deps.storage, &note.0, &token)?;
    Ok(event)
}

/// Ends an approval for one token.
///
/// # Errors
/// [`Error::NoSuchToken`], [`Error::NotHolder`].
pub fn revoke(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    spender: &str,
    note: &Word,
) -> Result<Event, Error> {
    let spender = checked(deps.api, spender)?;
    let mut token = owned(deps.as_ref(), env, sender, note)?;
    token.approvals.retain(|approval| approval.spender != spender);
    TOKENS.save(deps.storage, &note.0, &token)?;
    Ok(approved("revoke", note).add_attribute("spender", spender.as_str()))
}

/// Approves an account for all tokens of the sender, present and to come.
///
/// # Errors
/// [`Error::ApprovalExpired`].
pub fn approve_all(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    operator: &str,
    expires: Expiration,
) -> Result<Event, Error> {
    let operator = checked(deps.api, operator)?;
    if expires.is_past(&env.block) {
        return Err(Error::ApprovalExpired);
    }
    OPERATORS.save(deps.storage, (sender, &operator), &expires)?;
    Ok(Event::new("approve_all")
        .add_attribute("sender", sender.as_str())
        .add_attribute("operator", operator.as_str()))
}

/// Ends an approval for all tokens of the sender.
///
/// # Errors
/// Of the chain, for a text that is no address.
pub fn revoke_all(deps: DepsMut<'_>, sender: &Addr, operator: &str) -> Result<Event, Error> {
    let operator = checked(deps.api, operator)?;
    OPERATORS.remove(deps.storage, (sender, &operator));
    Ok(Event::new("revoke_all")
        .add_attribute("sender", sender.as_str())
        .add_attribute("operator", operator.as_str()))
}

fn approved(name: &str, note: &Word) -> Event {
    Event::new(name).add_attribute("token_id", note.to_string())
}
