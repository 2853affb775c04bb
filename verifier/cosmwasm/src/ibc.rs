//! Between two registries, over an unordered channel (IBC v1): receipts, submissions, and the orders of financiers elsewhere.
//!
//! * **A receipt** says what its home knows of an obligation, for some time. It is taken from a channel that the owner trusts, and stands for
//!   its home as that channel's other end: whoever opens another channel says nothing here. What comes after its time, or is no newer than what
//!   is known, is refused.
//! * **A submission** is verified as any other; whoever brings it, and by which channel, does not matter.
//! * **An order** is a financier's whose digest, [`party`], is that of the channel and of the sender on the other chain. The contract at the
//!   other end says who sent it, and that contract is fixed for a channel: who trusts it names such a financier.

use cosmwasm_std::{
    Deps, DepsMut, Env, Event, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannel, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcEndpoint, IbcMsg, IbcOrder, IbcPacket, IbcPacketAckMsg,
    IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse, IbcTimeout, MessageInfo, Response, StdAck,
    Storage, from_json, to_json_binary,
};
use cw_storage_plus::Map;
use serde::{Deserialize, Serialize};
use sha3::{Digest, Keccak256};

use crate::error::Error;
use crate::msg::{Order, Submission};
use crate::notes::{self, Receipt, Sender, State};
use crate::register;
use crate::trust::next;
use crate::word::Word;

/// The version of a channel.
pub const VERSION: &str = "covenant-registry-1";
/// The most bytes of a packet: a submission has some 1,500.
pub const MAX_PACKET: usize = 8 << 10;
/// The longest that a receipt says something, or a packet may take: a day.
pub const MAX_SECONDS: u64 = 86_400;

/// A channel of this registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Channel {
    /// The contract at the other end, and its name for the channel.
    counterparty: IbcEndpoint,
    /// Whether its receipts are taken.
    trusted: bool,
    /// The number of the last receipt that was sent over it.
    sent: u64,
}

/// What a registry elsewhere said last of an obligation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remote {
    /// The receipt.
    pub receipt: Receipt,
    /// The receipt's number on its channel.
    pub number: u64,
    /// The last second at which it says something.
    pub valid_until: u64,
}

/// What goes over a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Packet {
    /// What the sender's registry knows.
    Receipt(Remote),
    /// For the receiver's registry.
    Submission(Submission),
    /// Of a financier on the sender's chain.
    Order {
        /// Who sent it to the contract there.
        sender: String,
        /// The note, at the receiver's.
        note: Word,
        /// What is ordered.
        order: Order,
    },
}

const CHANNELS: Map<&str, Channel> = Map::new("channel");
const REMOTE: Map<(&str, &[u8]), Remote> = Map::new("remote");

/// The digest by which somebody at the other end of a channel is a financier: keccak256(keccak256("covenant/ibc-party") ‖ keccak256(channel) ‖
/// keccak256(sender)), the channel as the chain names it on which the financing is.
#[must_use]
pub fn party(channel: &str, sender: &str) -> Word {
    let parts = ["covenant/ibc-party", channel, sender].map(|part| Keccak256::digest(part.as_bytes()));
    Word(Keccak256::digest(parts.concat()).into())
}

/// Opens a channel of this version, unordered. Anybody may; the owner says whose receipts are taken.
///
/// # Errors
/// [`Error::BadChannel`].
pub fn open(msg: &IbcChannelOpenMsg) -> Result<Option<Ibc3ChannelOpenResponse>, Error> {
    check_channel(msg.channel(), msg.counterparty_version())?;
    Ok(Some(Ibc3ChannelOpenResponse { version: String::from(VERSION) }))
}

/// Enters a channel that is open now.
///
/// # Errors
/// [`Error::BadChannel`].
pub fn connect(deps: DepsMut<'_>, msg: &IbcChannelConnectMsg) -> Result<IbcBasicResponse, Error> {
    let channel = msg.channel();
    check_channel(channel, msg.counterparty_version())?;
    let entry = Channel { counterparty: channel.counterparty_endpoint.clone(), trusted: false, sent: 0 };
    let id = channel.endpoint.channel_id.as_str();
    CHANNELS.save(deps.storage, id, &entry)?;
    let event = Event::new("channel_connected")
        .add_attribute("channel", id)
        .add_attribute("counterparty_port", entry.counterparty.port_id);
    Ok(IbcBasicResponse::new().add_event(event))
}

fn check_channel(channel: &IbcChannel, counterparty: Option<&str>) -> Result<(), Error> {
    let version = channel.version == VERSION && counterparty.is_none_or(|version| version == VERSION);
    if version && channel.order == IbcOrder::Unordered { Ok(()) } else { Err(Error::BadChannel) }
}

/// Nobody closes a channel from here: a financier could no longer release. What the other end closes is forgotten.
///
/// # Errors
/// [`Error::BadChannel`].
pub fn close(deps: DepsMut<'_>, msg: &IbcChannelCloseMsg) -> Result<IbcBasicResponse, Error> {
    match msg {
        IbcChannelCloseMsg::CloseConfirm { channel } => {
            CHANNELS.remove(deps.storage, &channel.endpoint.channel_id);
            Ok(IbcBasicResponse::new())
        }
        _ => Err(Error::BadChannel),
    }
}

/// Takes or drops a channel's receipts. The owner's.
///
/// # Errors
/// [`Error::ForeignChannel`] where there is no such channel.
pub fn set_channel(storage: &mut dyn Storage, id: &str, trusted: bool) -> Result<Event, Error> {
    let mut entry = channel(storage, id)?;
    entry.trusted = trusted;
    CHANNELS.save(storage, id, &entry)?;
    Ok(Event::new("channel_trusted")
        .add_attribute("channel", id)
        .add_attribute("trusted", trusted.to_string()))
}

fn channel(storage: &dyn Storage, id: &str) -> Result<Channel, Error> {
    CHANNELS.may_load(storage, id)?.ok_or(Error::ForeignChannel)
}

/// Sends a note's receipt.
///
/// # Errors
/// [`Error::ForeignChannel`], [`Error::WrongNoteState`], [`Error::Overflow`] for more than a day.
pub fn send_receipt(
    deps: DepsMut<'_>,
    env: &Env,
    id: &str,
    note: &Word,
    seconds: u64,
) -> Result<Response, Error> {
    let mut entry = channel(deps.storage, id)?;
    let receipt = notes::receipt_of(deps.storage, note)?;
    entry.sent = next(entry.sent)?;
    CHANNELS.save(deps.storage, id, &entry)?;
    let valid_until = env.block.time.seconds().saturating_add(in_bounds(seconds)?);
    send(env, id, &Packet::Receipt(Remote { receipt, number: entry.sent, valid_until }), seconds)
}

/// Sends a submission for the registry at the other end.
///
/// # Errors
/// [`Error::ForeignChannel`], [`Error::Overflow`] for more than a day.
pub fn send_submission(
    deps: Deps<'_>,
    env: &Env,
    id: &str,
    submission: Submission,
    seconds: u64,
) -> Result<Response, Error> {
    channel(deps.storage, id)?;
    send(env, id, &Packet::Submission(submission), in_bounds(seconds)?)
}

/// Sends an order of the sender's.
///
/// # Errors
/// [`Error::ForeignChannel`], [`Error::Overflow`] for more than a day.
pub fn send_order(
    deps: Deps<'_>,
    env: &Env,
    info: &MessageInfo,
    id: &str,
    note: Word,
    order: Order,
    seconds: u64,
) -> Result<Response, Error> {
    channel(deps.storage, id)?;
    let sender = info.sender.to_string();
    send(env, id, &Packet::Order { sender, note, order }, in_bounds(seconds)?)
}

fn in_bounds(seconds: u64) -> Result<u64, Error> {
    if (1..=MAX_SECONDS).contains(&seconds) { Ok(seconds) } else { Err(Error::Overflow) }
}

fn send(env: &Env, id: &str, packet: &Packet, seconds: u64) -> Result<Response, Error> {
    let data = to_json_binary(packet)?;
    if data.len() > MAX_PACKET {
        return Err(Error::TooMany(MAX_PACKET));
    }
    let timeout = IbcTimeout::with_timestamp(env.block.time.plus_seconds(seconds));
    Ok(Response::new().add_message(IbcMsg::SendPacket { channel_id: String::from(id), data, timeout }))
}

/// Takes a packet. An error becomes the acknowledgement, and nothing has changed then.
///
/// # Errors
/// [`Error::ForeignChannel`], [`Error::Late`], [`Error::Replayed`], and of a submission or an order their own.
pub fn receive(deps: DepsMut<'_>, env: &Env, msg: &IbcPacketReceiveMsg) -> Result<IbcReceiveResponse, Error> {
    let packet = &msg.packet;
    let id = packet.dest.channel_id.as_str();
    let channel = channel(deps.storage, id)?;
    if channel.counterparty != packet.src {
        return Err(Error::ForeignChannel);
    }
    require_in_time(env, packet)?;
    if packet.data.len() > MAX_PACKET {
        return Err(Error::TooMany(MAX_PACKET));
    }
    let event = match from_json(&packet.data)? {
        Packet::Receipt(remote) => take_receipt(deps.storage, env, id, &channel, &remote)?,
        Packet::Submission(submission) => register::register(deps, env, &submission)?,
        Packet::Order { sender, note, order } => {
            let sender = Sender::Elsewhere(party(id, &sender));
            match order {
                Order::Release {} => notes::release(deps, env, &sender, &note)?,
                Order::Settle {} => notes::settle(deps, env, &sender, &note)?,
                Order::TransferFinancing { to } => notes::transfer_financing(deps, env, &sender, &note, &to)?,
            }
        }
    };
    Ok(IbcReceiveResponse::new(StdAck::success(b"\x01")).add_event(event))
}

/// The chain refuses a packet after its time-out; so does the contract, whatever hands it over.
fn require_in_time(env: &Env, packet: &IbcPacket) -> Result<(), Error> {
    let late = packet.timeout.timestamp().is_some_and(|at| env.block.time >= at);
    if late { Err(Error::Late) } else { Ok(()) }
}

/// Newer by its number, and not of before by what it says.
fn take_receipt(
    storage: &mut dyn Storage,
    env: &Env,
    id: &str,
    channel: &Channel,
    remote: &Remote,
) -> Result<Event, Error> {
    if !channel.trusted {
        return Err(Error::ForeignChannel);
    }
    let now = env.block.time.seconds();
    if now > remote.valid_until {
        return Err(Error::Late);
    }
    let nullifier = remote.receipt.nullifier;
    nullifier.canonical()?;
    remote.receipt.note.canonical()?;
    let at = (id, nullifier.0.as_slice());
    if let Some(known) = REMOTE.may_load(storage, at)? {
        let (known, number) = (known.receipt, known.number);
        let new = remote.receipt;
        if remote.number <= number
            || new.registrations < known.registrations
            || new.changed_at < known.changed_at
        {
            return Err(Error::Replayed);
        }
    }
    REMOTE.save(storage, at, remote)?;
    Ok(Event::new("receipt_taken")
        .add_attribute("channel", id)
        .add_attribute("nullifier", nullifier.to_string())
        .add_attribute("note", remote.receipt.note.to_string())
        .add_attribute("state", remote.receipt.state.to_string()))
}

/// What a registry elsewhere said last of an obligation.
///
/// # Errors
/// Of storage.
pub fn remote(storage: &dyn Storage, id: &str, nullifier: &Word) -> Result<Option<Remote>, Error> {
    Ok(REMOTE.may_load(storage, (id, nullifier.0.as_slice()))?)
}

/// What a lender asks before it pays.
#[derive(Clone, Copy, Debug)]
pub struct Expected {
    /// The nullifier.
    pub nullifier: Word,
    /// The note.
    pub note: Word,
    /// The context's sequence: one less than the registrations.
    pub sequence: u32,
    /// Itself, as the home names it.
    pub financier: Word,
}

/// The receipt, if the channel is trusted, its last word is this financing, and it says something still.
///
/// # Errors
/// [`Error::ForeignChannel`], [`Error::Late`], [`Error::OtherReceipt`].
pub fn require(storage: &dyn Storage, env: &Env, id: &str, expected: &Expected) -> Result<Receipt, Error> {
    if !channel(storage, id)?.trusted {
        return Err(Error::ForeignChannel);
    }
    let remote = remote(storage, id, &expected.nullifier)?.ok_or(Error::OtherReceipt)?;
    if env.block.time.seconds() > remote.valid_until {
        return Err(Error::Late);
    }
    let receipt = remote.receipt;
    let is_it = receipt.note == expected.note
        && receipt.state == State::Financed
        && receipt.financier == expected.financier
        && expected.sequence.checked_add(1) == Some(receipt.registrations);
    if is_it { Ok(receipt) } else { Err(Error::OtherReceipt) }
}

/// What came of a packet. An order or a submission that was refused has changed nothing, here or there; it is sent again, or not.
///
/// # Errors
/// None.
pub fn acknowledged(msg: &IbcPacketAckMsg) -> Result<IbcBasicResponse, Error> {
    let accepted = from_json::<StdAck>(&msg.acknowledgement.data).is_ok_and(|ack| ack.is_success());
    let event = about(&msg.original_packet, "packet_acknowledged");
    Ok(IbcBasicResponse::new().add_event(event.add_attribute("accepted", accepted.to_string())))
}

/// A packet that never arrived.
///
/// # Errors
/// None.
pub fn timed_out(msg: &IbcPacketTimeoutMsg) -> Result<IbcBasicResponse, Error> {
    Ok(IbcBasicResponse::new().add_event(about(&msg.packet, "packet_timed_out")))
}

fn about(packet: &IbcPacket, event: &str) -> Event {
    Event::new(event)
        .add_attribute("channel", packet.src.channel_id.as_str())
        .add_attribute("sequence", packet.sequence.to_string())
}
