//! The entry points.

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, Event, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg,
    IbcReceiveResponse, MessageInfo, Response, WasmMsg, to_json_binary,
};
use serde::Serialize;
use serde_json::json;

use crate::error::Error;
use crate::ibc::{self, Expected};
use crate::msg::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, MigrateMsg, NftInfoResponse, OwnerOfResponse, QueryMsg,
    ReceiverMsg, SelectorResponse,
};
use crate::notes::{self, Sender};
use crate::state::{FIXED, Fixed, ROLES, Roles};
use crate::token::{self, Expiration};
use crate::trust::{self, Publication};
use crate::word::{Word, checked};
use crate::{owner, register, router};

/// Name and symbol of the tokens.
const NAME: [&str; 2] = ["Covenant Obligation", "COVN"];

/// Makes a registry that trusts nothing yet.
///
/// # Errors
/// [`Error::BadNullifierKey`], [`Error::Overflow`] for a delay of more than 90 days, the chain's for what is no address.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    _env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, Error> {
    let nullifier_key = register::nullifier_key_digest(&msg.nullifier_key)?;
    FIXED.save(deps.storage, &Fixed { network: msg.network, nullifier_key })?;
    let roles = Roles {
        owner: checked(deps.api, &msg.owner)?,
        pending_owner: None,
        guardian: owner::optional(deps.as_ref(), msg.guardian.as_deref())?,
        registrar: Some(checked(deps.api, &msg.registrar)?),
        delay: owner::delay_in_bounds(msg.delay)?,
        paused: false,
    };
    ROLES.save(deps.storage, &roles)?;
    trust::start(deps.storage)?;
    let event = Event::new("registry_made")
        .add_attribute("network", msg.network.name())
        .add_attribute("nullifier_key", nullifier_key.to_string());
    Ok(Response::new().add_event(event))
}

/// Does what a message says, or nothing.
///
/// # Errors
/// By the first rule that fails.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, Error> {
    match msg {
        ExecuteMsg::SendNft { .. }
        | ExecuteMsg::SendReceipt { .. }
        | ExecuteMsg::SendSubmission { .. }
        | ExecuteMsg::SendOrder { .. } => send(deps, &env, &info, msg),
        ExecuteMsg::DeposeRegistrar {} => {
            owner::require_guardian(deps.storage, &info.sender)?;
            Ok(Response::new().add_events(trust::depose_registrar(deps.storage, env.block.time)?))
        }
        msg => Ok(Response::new().add_event(one(deps, &env, &info, msg)?)),
    }
}

/// Messages that change this contract alone, and say one thing.
fn one(deps: DepsMut<'_>, env: &Env, info: &MessageInfo, msg: ExecuteMsg) -> Result<Event, Error> {
    let sender = Sender::Here(info.sender.clone());
    match msg {
        ExecuteMsg::Register(submission) => register::register(deps, env, &submission),
        ExecuteMsg::Finance { note, financier } => notes::finance(deps, env, &sender, &note, &financier),
        ExecuteMsg::Withdraw { note } => notes::withdraw(deps, env, &sender, &note),
        ExecuteMsg::Release { note } => notes::release(deps, env, &sender, &note),
        ExecuteMsg::Settle { note } => notes::settle(deps, env, &sender, &note),
        ExecuteMsg::TransferFinancing { note, to } => {
            notes::transfer_financing(deps, env, &sender, &note, &to)
        }
        ExecuteMsg::PublishRoot { .. } | ExecuteMsg::ExtendLatest { .. } | ExecuteMsg::RevokeAllRoots {} => {
            roots(deps, env, info, msg)
        }
        ExecuteMsg::Pause {} => owner::pause(deps.storage, &info.sender),
        ExecuteMsg::Freeze { selector } => {
            owner::require_guardian(deps.storage, &info.sender)?;
            router::freeze(deps.storage, &selector)
        }
        ExecuteMsg::Owner(call) => owner::call(deps, info, &call),
        ExecuteMsg::Schedule { call, salt } => owner::schedule(deps, env, info, &call, &salt),
        ExecuteMsg::ExecuteScheduled { call, salt } => owner::execute(deps, env, info, &call, &salt),
        ExecuteMsg::CancelScheduled { call, salt } => owner::cancel(deps, info, &call, &salt),
        ExecuteMsg::AcceptOwnership {} => owner::accept(deps.storage, &info.sender),
        msg => tokens(deps, env, info, msg),
    }
}

/// The registrar's.
fn roots(deps: DepsMut<'_>, env: &Env, info: &MessageInfo, msg: ExecuteMsg) -> Result<Event, Error> {
    owner::require_registrar(deps.storage, &info.sender)?;
    match msg {
        ExecuteMsg::PublishRoot { root, first_day, last_day, revocations, expected_sequence } => {
            let publication = Publication { root, first_day, last_day, revocations, expected_sequence };
            trust::publish(deps.storage, env.block.time, &publication)
        }
        ExecuteMsg::ExtendLatest { root, last_day, expected_sequence } => {
            trust::extend(deps.storage, &root, last_day, expected_sequence)
        }
        ExecuteMsg::RevokeAllRoots {} => trust::revoke_all(deps.storage, env.block.time),
        _ => Err(Error::Malformed),
    }
}

/// cw721's.
fn tokens(deps: DepsMut<'_>, env: &Env, info: &MessageInfo, msg: ExecuteMsg) -> Result<Event, Error> {
    let sender = &info.sender;
    match msg {
        ExecuteMsg::TransferNft { recipient, token_id } => {
            token::transfer(deps, env, sender, &recipient, &token_id)
        }
        ExecuteMsg::Approve { spender, token_id, expires } => {
            token::approve(deps, env, sender, &spender, &token_id, expires.unwrap_or_default())
        }
        ExecuteMsg::Revoke { spender, token_id } => token::revoke(deps, env, sender, &spender, &token_id),
        ExecuteMsg::ApproveAll { operator, expires } => {
            token::approve_all(deps, env, sender, &operator, expires.unwrap_or_default())
        }
        ExecuteMsg::RevokeAll { operator } => token::revoke_all(deps, sender, &operator),
        _ => Err(Error::Malformed),
    }
}

/// Messages after which something goes elsewhere.
fn send(deps: DepsMut<'_>, env: &Env, info: &MessageInfo, msg: ExecuteMsg) -> Result<Response, Error> {
    match msg {
        ExecuteMsg::SendNft { contract, token_id, msg } => {
            let event = token::transfer(deps, env, &info.sender, &contract, &token_id)?;
            let told = ReceiverMsg::ReceiveNft { sender: info.sender.to_string(), token_id, msg };
            let call =
                WasmMsg::Execute { contract_addr: contract, msg: to_json_binary(&told)?, funds: vec![] };
            Ok(Response::new().add_event(event).add_message(call))
        }
        ExecuteMsg::SendReceipt { channel, note, valid_seconds } => {
            ibc::send_receipt(deps, env, &channel, &note, valid_seconds)
        }
        ExecuteMsg::SendSubmission { channel, submission, timeout_seconds } => {
            ibc::send_submission(deps.as_ref(), env, &channel, submission, timeout_seconds)
        }
        ExecuteMsg::SendOrder { channel, note, order, timeout_seconds } => {
            ibc::send_order(deps.as_ref(), env, info, &channel, note, order, timeout_seconds)
        }
        _ => Err(Error::Malformed),
    }
}

/// Answers a question.
///
/// # Errors
/// By the first rule that fails.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, Error> {
    let storage = deps.storage;
    match msg {
        QueryMsg::Verify { selector, public_inputs, proof } => {
            router::verify(storage, &selector, &public_inputs, &proof)?;
            answer(&Empty {})
        }
        QueryMsg::VerifyBatch { selector, statements } => {
            router::verify_batch(storage, &selector, &statements)?;
            answer(&Empty {})
        }
        QueryMsg::Receipt { nullifier } => answer(&notes::receipt(storage, &nullifier)?),
        QueryMsg::ReceiptOf { note } => answer(&notes::receipt_of(storage, &note)?),
        QueryMsg::StateOf { note } => answer(&notes::state_of(storage, &note)?),
        QueryMsg::WasMinted { note } => answer(&notes::minted(storage, &note)?.is_some()),
        QueryMsg::ContextOf { selector, beneficiary, expiry, sequence } => {
            answer(&register::context_of(deps, &env, &selector, beneficiary, expiry, sequence)?)
        }
        QueryMsg::Environment { policy, as_of, registry_root } => {
            answer(&register::environment(deps, &policy, as_of, &registry_root)?)
        }
        QueryMsg::Config {} => config(deps),
        QueryMsg::Scheduled { call, salt } => answer(&owner::scheduled(storage, &call, &salt)?),
        QueryMsg::RemoteReceipt { channel, nullifier } => {
            answer(&ibc::remote(storage, &channel, &nullifier)?)
        }
        QueryMsg::RequireReceipt { channel, nullifier, note, sequence, financier } => {
            let expected = Expected { nullifier, note, sequence, financier };
            answer(&ibc::require(storage, &env, &channel, &expected)?)
        }
        QueryMsg::Party { channel, sender } => answer(&ibc::party(&channel, &sender)),
        msg => trusted(deps, &env, msg),
    }
}

/// What is trusted.
fn trusted(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Result<Binary, Error> {
    let (storage, now) = (deps.storage, env.block.time);
    match msg {
        QueryMsg::Selector { selector } => answer(&SelectorResponse {
            status: router::status_of(storage, &selector)?,
            circuit: router::circuit_of(storage, &selector)?,
            trusted: trust::is_selector_trusted(storage, &selector)?,
        }),
        QueryMsg::Policy { policy } => answer(&trust::is_policy_trusted(storage, &policy)?),
        QueryMsg::Roots {} => answer(&trust::counters(storage)?),
        QueryMsg::Root { root } => answer(&trust::root(storage, &root)?),
        QueryMsg::IsRootLive { root, as_of } => answer(&trust::is_live(storage, now, &root, as_of)?),
        QueryMsg::RequireLive { root, as_of } => {
            trust::require_live(storage, now, &root, as_of)?;
            answer(&Empty {})
        }
        msg => asked_of_tokens(deps, env, msg),
    }
}

/// cw721's.
fn asked_of_tokens(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> Result<Binary, Error> {
    let storage = deps.storage;
    match msg {
        QueryMsg::OwnerOf { token_id, include_expired } => {
            answer(&owner_of(deps, env, &token_id, include_expired)?)
        }
        QueryMsg::Approval { token_id, spender, include_expired } => {
            let spender = checked(deps.api, &spender)?;
            let known = owner_of(deps, env, &token_id, include_expired)?.approvals;
            let found = known.into_iter().find(|approval| approval.spender == spender);
            answer(&json!({ "approval": found.ok_or(Error::NoSuchToken)? }))
        }
        QueryMsg::Approvals { token_id, include_expired } => {
            answer(&json!({ "approvals": owner_of(deps, env, &token_id, include_expired)?.approvals }))
        }
        QueryMsg::Operator { owner, operator } => {
            let (owner, spender) = (checked(deps.api, &owner)?, checked(deps.api, &operator)?);
            let expires: Expiration =
                token::operator(storage, &env.block, &owner, &spender)?.ok_or(Error::NoSuchToken)?;
            answer(&json!({ "approval": token::Approval { spender, expires } }))
        }
        QueryMsg::NumTokens {} => answer(&json!({ "count": token::count(storage)? })),
        QueryMsg::ContractInfo {} => {
            let [name, symbol] = NAME;
            answer(&json!({ "name": name, "symbol": symbol }))
        }
        QueryMsg::NftInfo { token_id } => answer(&nft_info(deps, &token_id)?),
        QueryMsg::AllNftInfo { token_id, include_expired } => {
            let access = owner_of(deps, env, &token_id, include_expired)?;
            answer(&json!({ "access": access, "info": nft_info(deps, &token_id)? }))
        }
        _ => Err(Error::Malformed),
    }
}

fn owner_of(deps: Deps<'_>, env: &Env, note: &Word, expired: Option<bool>) -> Result<OwnerOfResponse, Error> {
    let token = token::token(deps.storage, note)?;
    let owner = token.owner.to_string();
    Ok(OwnerOfResponse { owner, approvals: token::approvals(token, &env.block, expired.unwrap_or_default()) })
}

fn nft_info(deps: Deps<'_>, note: &Word) -> Result<NftInfoResponse, Error> {
    token::token(deps.storage, note)?;
    Ok(NftInfoResponse { token_uri: None, extension: notes::receipt_of(deps.storage, note)? })
}

fn config(deps: Deps<'_>) -> Result<Binary, Error> {
    let (fixed, roles) = (FIXED.load(deps.storage)?, ROLES.load(deps.storage)?);
    answer(&ConfigResponse {
        network: fixed.network,
        nullifier_key: fixed.nullifier_key,
        owner: roles.owner.into(),
        pending_owner: roles.pending_owner.map(Into::into),
        guardian: roles.guardian.map(Into::into),
        registrar: roles.registrar.map(Into::into),
        delay: roles.delay,
        paused: roles.paused,
    })
}

fn answer<T: Serialize + ?Sized>(value: &T) -> Result<Binary, Error> {
    Ok(to_json_binary(value)?)
}

/// A new version of the code: nothing to do. Who may migrate is the chain's affair: the admin of the contract, a timelock or none.
///
/// # Errors
/// None.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn migrate(_deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, Error> {
    Ok(Response::new())
}

/// See [`ibc::open`].
///
/// # Errors
/// [`Error::BadChannel`].
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_channel_open(
    _deps: DepsMut<'_>,
    _env: Env,
    msg: IbcChannelOpenMsg,
) -> Result<Option<Ibc3ChannelOpenResponse>, Error> {
    ibc::open(&msg)
}

/// See [`ibc::connect`].
///
/// # Errors
/// [`Error::BadChannel`].
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_channel_connect(
    deps: DepsMut<'_>,
    _env: Env,
    msg: IbcChannelConnectMsg,
) -> Result<IbcBasicResponse, Error> {
    ibc::connect(deps, &msg)
}

/// See [`ibc::close`].
///
/// # Errors
/// [`Error::BadChannel`].
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_channel_close(
    deps: DepsMut<'_>,
    _env: Env,
    msg: IbcChannelCloseMsg,
) -> Result<IbcBasicResponse, Error> {
    ibc::close(deps, &msg)
}

/// See [`ibc::receive`].
///
/// # Errors
/// By the first rule that fails; the chain writes it into the acknowledgement.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_packet_receive(
    deps: DepsMut<'_>,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> Result<IbcReceiveResponse, Error> {
    ibc::receive(deps, &env, &msg)
}

/// See [`ibc::acknowledged`].
///
/// # Errors
/// None.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_packet_ack(
    _deps: DepsMut<'_>,
    _env: Env,
    msg: IbcPacketAckMsg,
) -> Result<IbcBasicResponse, Error> {
    ibc::acknowledged(&msg)
}

/// See [`ibc::timed_out`].
///
/// # Errors
/// None.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn ibc_packet_timeout(
    _deps: DepsMut<'_>,
    _env: Env,
    msg: IbcPacketTimeoutMsg,
) -> Result<IbcBasicResponse, Error> {
    ibc::timed_out(&msg)
}
