//! Two registries, each in a machine of its own, and a relayer between them. What a real one would not carry, this one does.

use cosmwasm_std::{
    Addr, CosmosMsg, Empty, Ibc3ChannelOpenResponse, IbcBasicResponse, IbcChannel, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcEndpoint, IbcMsg, IbcOrder, IbcPacket, IbcPacketReceiveMsg,
    IbcReceiveResponse, IbcTimeout, Response, StdAck, Timestamp, from_json,
};
use cosmwasm_vm::{
    call_ibc_channel_close, call_ibc_channel_connect, call_ibc_channel_open, call_ibc_packet_receive, to_vec,
};
use covenant_obligation_registry::ibc::{Packet, Remote, VERSION};
use covenant_obligation_registry::msg::{ExecuteMsg, Order, OwnerCall, QueryMsg};
use covenant_obligation_registry::notes::{Receipt, State};
use covenant_obligation_registry::word::Word;

use super::world::{ANYBODY, BENEFICIARY, GUARDIAN, Outcome, World, human, is, number, plus_modulus, word};

const LENDER: [u8; 20] = [0xf1; 20];
const HOME: &str = "channel-7";
const AWAY: &str = "channel-3";

fn endpoint(world: &World, channel: &str) -> IbcEndpoint {
    IbcEndpoint { port_id: format!("wasm.{}", human(&world.contract)), channel_id: channel.to_owned() }
}

fn channel(own: IbcEndpoint, other: IbcEndpoint) -> IbcChannel {
    IbcChannel::new(own, other, IbcOrder::Unordered, VERSION, "connection-0")
}

fn open(world: &mut World, msg: &IbcChannelOpenMsg) -> Outcome<Option<Ibc3ChannelOpenResponse>> {
    world.run(|vm, env| call_ibc_channel_open(vm, env, msg))
}

fn connect(world: &mut World, msg: &IbcChannelConnectMsg) -> Outcome<IbcBasicResponse> {
    world.run(|vm, env| call_ibc_channel_connect::<_, _, _, Empty>(vm, env, msg))
}

/// A handshake.
fn join(home: &mut World, away: &mut World, names: [&str; 2]) {
    let ends = [endpoint(home, names[0]), endpoint(away, names[1])];
    let at_home = channel(ends[0].clone(), ends[1].clone());
    let at_away = channel(ends[1].clone(), ends[0].clone());
    open(home, &IbcChannelOpenMsg::new_init(at_home.clone())).unwrap();
    open(away, &IbcChannelOpenMsg::new_try(at_away.clone(), VERSION)).unwrap();
    connect(home, &IbcChannelConnectMsg::new_ack(at_home, VERSION)).unwrap();
    connect(away, &IbcChannelConnectMsg::new_confirm(at_away)).unwrap();
}

/// The home registry, where the note is, and another chain's, which trusts its receipts.
fn two() -> (World, World) {
    let mut home = World::new();
    let mut away = World::untrusting();
    away.chain = "elsewhere-1".to_owned();
    away.contract = vec![0x33; 32];
    join(&mut home, &mut away, [HOME, AWAY]);
    trust(&mut away, AWAY, true).unwrap();
    (home, away)
}

fn trust(world: &mut World, channel: &str, trusted: bool) -> Outcome {
    world.own(OwnerCall::SetChannel { channel: channel.to_owned(), trusted })
}

/// What a message sent, as the packet that arrives at the other end.
fn packet(response: &Response, from: IbcEndpoint, to: IbcEndpoint, sequence: u64) -> IbcPacket {
    let [sent] = response.messages.as_slice() else { panic!("one message") };
    let CosmosMsg::Ibc(IbcMsg::SendPacket { channel_id, data, timeout }) = &sent.msg else {
        panic!("a packet")
    };
    assert_eq!(*channel_id, from.channel_id);
    IbcPacket::new(data.clone(), from, to, sequence, timeout.clone())
}

fn receive(world: &mut World, packet: IbcPacket) -> Outcome<IbcReceiveResponse> {
    let msg = IbcPacketReceiveMsg::new(packet, Addr::unchecked(human(&ANYBODY)));
    world.run(|vm, env| call_ibc_packet_receive::<_, _, _, Empty>(vm, env, &msg))
}

/// Sends at home and carries it away.
fn receipt_packet(home: &mut World, away: &World, note: Word, seconds: u64) -> Outcome<IbcPacket> {
    let msg = ExecuteMsg::SendReceipt { channel: HOME.to_owned(), note, valid_seconds: seconds };
    let response = home.execute(&ANYBODY, &msg)?;
    Ok(packet(&response, endpoint(home, HOME), endpoint(away, AWAY), 1))
}

/// The lender's digest at home.
fn party(home: &mut World) -> Word {
    let msg = QueryMsg::Party { channel: HOME.to_owned(), sender: human(&LENDER) };
    home.query(&msg).unwrap()
}

fn require(away: &mut World, expected: &Receipt) -> Outcome<Receipt> {
    away.query(&QueryMsg::RequireReceipt {
        channel: AWAY.to_owned(),
        nullifier: expected.nullifier,
        note: expected.note,
        sequence: expected.registrations - 1,
        financier: expected.financier,
    })
}

fn finance(home: &mut World, note: Word, financier: Word) {
    home.execute(&BENEFICIARY, &ExecuteMsg::Finance { note, financier: financier.to_string() }).unwrap();
}

/// A lender of the other chain pays on a receipt that says that it is the financier.
#[test]
fn a_lender_elsewhere_finds_itself_in_the_receipt() {
    let (mut home, mut away) = two();
    home.register("first").unwrap();
    let (note, n1) = (home.note("first"), home.nullifier("first"));
    let lender = party(&mut home);
    let unsaid = Receipt { financier: lender, ..home.receipt_of(note).unwrap() };
    assert!(is(&require(&mut away, &unsaid), "ibc/other-receipt"));
    finance(&mut home, note, lender);
    let receipt = home.receipt_of(note).unwrap();
    assert_eq!(receipt.financier, lender);
    let sent = receipt_packet(&mut home, &away, note, 600).unwrap();
    let response = receive(&mut away, sent).unwrap();
    assert!(from_json::<StdAck>(response.acknowledgement.unwrap()).unwrap().is_success());
    assert_eq!(require(&mut away, &receipt).unwrap(), receipt);
    let msg = QueryMsg::RemoteReceipt { channel: AWAY.to_owned(), nullifier: n1 };
    assert_eq!(away.query::<Option<Remote>>(&msg).unwrap().unwrap().receipt, receipt);
    // Of another note, sequence or financier.
    for other in [
        Receipt { note: number(1), ..receipt },
        Receipt { registrations: 2, ..receipt },
        Receipt { financier: word(LENDER), ..receipt },
        Receipt { nullifier: number(2), ..receipt },
    ] {
        assert!(is(&require(&mut away, &other), "ibc/other-receipt"));
    }
    // It says something for ten minutes.
    away.now += 601;
    assert!(is(&require(&mut away, &receipt), "ibc/late"));
    away.now -= 601;
    // The channel's trust is looked at when it is asked, too.
    trust(&mut away, AWAY, false).unwrap();
    assert!(is(&require(&mut away, &receipt), "ibc/foreign-channel"));
}

#[test]
fn a_receipt_that_is_late_replayed_or_foreign_is_refused() {
    let (mut home, mut away) = two();
    home.register("first").unwrap();
    let note = home.note("first");
    let lender = party(&mut home);
    let registered = receipt_packet(&mut home, &away, note, 600).unwrap();
    home.now += 10;
    finance(&mut home, note, lender);
    let financed = receipt_packet(&mut home, &away, note, 600).unwrap();

    let mut late = away.clone();
    late.now += 610;
    assert!(is(&receive(&mut late, financed.clone()), "ibc/late"));
    // A relayer that says that there is no time-out: the receipt's own time.
    let Packet::Receipt(remote) = from_json(&financed.data).unwrap() else { panic!("a receipt") };
    let endless = IbcTimeout::with_timestamp(Timestamp::from_seconds(home.now + 999_999));
    let mut unbounded = financed.clone();
    unbounded.timeout = endless.clone();
    late.now = remote.valid_until + 1;
    assert!(is(&receive(&mut late, unbounded.clone()), "ibc/late"));
    late.now = remote.valid_until;
    receive(&mut late, unbounded).unwrap();

    // Out of order: the older one, and the same once more.
    receive(&mut away, financed.clone()).unwrap();
    for old in [&registered, &financed] {
        assert!(is(&receive(&mut away, old.clone()), "ibc/replayed"));
    }
    // A newer number over an older state: what was said before is not unsaid.
    let data = |remote: Remote| to_vec(&Packet::Receipt(remote)).unwrap().into();
    let mut dressed_up = financed.clone();
    let older = Receipt { changed_at: remote.receipt.changed_at - 1, ..remote.receipt };
    dressed_up.data = data(Remote { receipt: older, number: 99, ..remote });
    assert!(is(&receive(&mut away, dressed_up.clone()), "ibc/replayed"));
    let older = Receipt { registrations: 0, ..remote.receipt };
    dressed_up.data = data(Remote { receipt: older, number: 99, ..remote });
    assert!(is(&receive(&mut away, dressed_up.clone()), "ibc/replayed"));
    let shifted = Receipt { nullifier: plus_modulus(&remote.receipt.nullifier), ..remote.receipt };
    dressed_up.data = data(Remote { receipt: shifted, number: 99, ..remote });
    assert!(is(&receive(&mut away, dressed_up), "registry/not-canonical"));

    // By a channel that nobody opened, or that another contract opened, or the right one's name with another contract at its end.
    let (_, mut away) = two();
    let mut foreign = financed.clone();
    foreign.dest.channel_id = "channel-99".to_owned();
    assert!(is(&receive(&mut away, foreign), "ibc/foreign-channel"));
    let mut foreign = financed.clone();
    foreign.src.port_id = format!("wasm.{}", human(&[0x66; 32]));
    assert!(is(&receive(&mut away, foreign), "ibc/foreign-channel"));
    let mut thief = World::untrusting();
    thief.contract = vec![0x66; 32];
    join(&mut thief, &mut away, ["channel-1", "channel-4"]);
    let mut foreign = financed.clone();
    (foreign.src, foreign.dest) = (endpoint(&thief, "channel-1"), endpoint(&away, "channel-4"));
    assert!(is(&receive(&mut away, foreign), "ibc/foreign-channel"));
    receive(&mut away, financed).unwrap();
}

/// After a release and a new registration the old receipt is another registration's.
#[test]
fn a_receipt_of_another_sequence_is_refused() {
    let (mut home, mut away) = two();
    home.register("first").unwrap();
    let (first, second) = (home.note("first"), home.note("second"));
    let lender = party(&mut home);
    finance(&mut home, first, lender);
    let before = home.receipt_of(first).unwrap();
    let old = receipt_packet(&mut home, &away, first, 600).unwrap();
    receive(&mut away, old).unwrap();
    let order = ExecuteMsg::SendOrder {
        channel: AWAY.to_owned(),
        note: first,
        order: Order::Release {},
        timeout_seconds: 600,
    };
    let response = away.execute(&LENDER, &order).unwrap();
    let sent = packet(&response, endpoint(&away, AWAY), endpoint(&home, HOME), 1);
    receive(&mut home, sent).unwrap();
    home.register("second").unwrap();
    finance(&mut home, second, lender);
    assert!(is(
        &home.execute(
            &ANYBODY,
            &ExecuteMsg::SendReceipt { channel: HOME.to_owned(), note: first, valid_seconds: 600 }
        ),
        "registry/wrong-note-state"
    ));
    let new = receipt_packet(&mut home, &away, second, 600).unwrap();
    receive(&mut away, new).unwrap();
    assert!(is(&require(&mut away, &before), "ibc/other-receipt"));
    let after = home.receipt_of(second).unwrap();
    assert_eq!(require(&mut away, &after).unwrap().registrations, 2);
}

/// The financier's word comes from where it was named, by the channel and the sender; nobody else's does.
#[test]
fn a_financier_elsewhere_releases_settles_and_hands_over() {
    let (mut home, mut away) = two();
    home.register("first").unwrap();
    let note = home.note("first");
    let lender = party(&mut home);
    finance(&mut home, note, lender);
    let ordered = |away: &mut World, home: &World, from: [u8; 20], order: Order| {
        let msg = ExecuteMsg::SendOrder { channel: AWAY.to_owned(), note, order, timeout_seconds: 600 };
        let response = away.execute(&from, &msg).unwrap();
        packet(&response, endpoint(away, AWAY), endpoint(home, HOME), 1)
    };
    let orders = [
        (Order::Release {}, State::Released),
        (Order::Settle {}, State::Settled),
        (Order::TransferFinancing { to: human(&LENDER) }, State::Financed),
    ];
    for (order, state) in orders {
        let stranger = ordered(&mut away, &home, ANYBODY, order.clone());
        let refused = if state == State::Financed { "registry/not-party" } else { "registry/not-financier" };
        assert!(is(&receive(&mut home, stranger), refused));
        let sent = ordered(&mut away, &home, LENDER, order);
        // The same words by another channel are another's.
        let mut thief = World::untrusting();
        thief.contract = vec![0x66; 32];
        let mut attacked = home.clone();
        join(&mut thief, &mut attacked, ["channel-1", "channel-8"]);
        let mut stolen = sent.clone();
        (stolen.src, stolen.dest) = (endpoint(&thief, "channel-1"), endpoint(&home, "channel-8"));
        assert!(is(&receive(&mut attacked, stolen), refused));
        let mut late = home.clone();
        late.now += 601;
        assert!(is(&receive(&mut late, sent.clone()), "ibc/late"));
        let mut w = home.clone();
        receive(&mut w, sent.clone()).unwrap();
        assert_eq!(w.state_of(note), state);
        if state != State::Financed {
            assert!(is(&receive(&mut w, sent), "registry/wrong-note-state"));
            continue;
        }
        // The holder agrees, and the financing is with an account of the home's chain.
        w.execute(&BENEFICIARY, &ExecuteMsg::TransferFinancing { note, to: human(&LENDER) }).unwrap();
        assert_eq!(w.receipt_of(note).unwrap().financier, word(LENDER));
    }
    // Nobody of the home's chain is that financier, and no party elsewhere is a holder.
    assert!(is(&home.release(LENDER, note), "registry/not-financier"));
}

/// An attestation is brought by whoever, and verified again where it is registered.
#[test]
fn a_submission_is_verified_at_its_registry() {
    let (mut home, mut away) = two();
    let carried = |away: &mut World, home: &World, change: &dyn Fn(&mut Word)| {
        let mut submission = home.vectors.submission("first");
        change(&mut submission.note);
        let msg = ExecuteMsg::SendSubmission { channel: AWAY.to_owned(), submission, timeout_seconds: 600 };
        let response = away.execute(&ANYBODY, &msg).unwrap();
        packet(&response, endpoint(away, AWAY), endpoint(home, HOME), 1)
    };
    let mangled = carried(&mut away, &home, &|note| note.0[31] ^= 1);
    assert!(is(&receive(&mut home, mangled), "proof/invalid"));
    let sent = carried(&mut away, &home, &|_| ());
    let mut paused = home.clone();
    paused.execute(&GUARDIAN, &ExecuteMsg::Pause {}).unwrap();
    assert!(is(&receive(&mut paused, sent.clone()), "registry/paused"));
    receive(&mut home, sent.clone()).unwrap();
    let note = home.note("first");
    assert_eq!(home.owner_of(note).unwrap(), human(&BENEFICIARY));
    assert!(is(&receive(&mut home, sent.clone()), "registry/wrong-state"));
    // It is bound to the home, and of no use at the other end.
    let mut back = sent;
    (back.src, back.dest) = (back.dest, back.src);
    assert!(receive(&mut away, back).is_err());
}

#[test]
fn channels_are_of_one_kind_and_stay_open() {
    let (mut home, away) = two();
    let good = channel(endpoint(&home, "channel-9"), endpoint(&away, "channel-9"));
    let mut ordered = good.clone();
    ordered.order = IbcOrder::Ordered;
    let mut other = good.clone();
    other.version = "ics20-1".to_owned();
    for bad in [ordered, other] {
        assert!(is(&open(&mut home, &IbcChannelOpenMsg::new_init(bad.clone())), "ibc/bad-channel"));
        assert!(is(&connect(&mut home, &IbcChannelConnectMsg::new_confirm(bad)), "ibc/bad-channel"));
    }
    assert!(is(&open(&mut home, &IbcChannelOpenMsg::new_try(good.clone(), "ics20-1")), "ibc/bad-channel"));
    let ack = IbcChannelConnectMsg::new_ack(good, "ics20-1");
    assert!(is(&connect(&mut home, &ack), "ibc/bad-channel"));
    let own = channel(endpoint(&home, HOME), endpoint(&away, AWAY));
    let close = |w: &mut World, msg: &IbcChannelCloseMsg| {
        w.run(|vm, env| call_ibc_channel_close::<_, _, _, Empty>(vm, env, msg))
    };
    assert!(is(&close(&mut home, &IbcChannelCloseMsg::new_init(own.clone())), "ibc/bad-channel"));
    close(&mut home, &IbcChannelCloseMsg::new_confirm(own)).unwrap();
    for msg in [
        ExecuteMsg::SendReceipt { channel: HOME.to_owned(), note: number(1), valid_seconds: 1 },
        ExecuteMsg::SendReceipt { channel: "channel-99".to_owned(), note: number(1), valid_seconds: 1 },
    ] {
        assert!(is(&home.execute(&ANYBODY, &msg), "ibc/foreign-channel"));
    }
    assert!(is(&trust(&mut home, "channel-99", true), "ibc/foreign-channel"));
}

#[test]
fn packets_of_any_bytes_are_refused() {
    let (mut home, away) = two();
    home.register("first").unwrap();
    let note = home.note("first");
    let good = receipt_packet(&mut home, &away, note, 600).unwrap();
    for seconds in [0, 86_401, u64::MAX] {
        assert!(is(&receipt_packet(&mut home, &away, note, seconds), "registry/overflow"));
    }
    let mut away = away;
    for data in [vec![], b"{}".to_vec(), vec![0xff; 50], vec![b'['; 5_000], b"{\"receipt\":{}}".to_vec()] {
        let mut bad = good.clone();
        bad.data = data.into();
        assert!(is(&receive(&mut away, bad), "registry/chain-error"));
    }
    let mut long = good.clone();
    long.data = vec![b' '; 8_193].into();
    assert!(is(&receive(&mut away, long), "registry/too-many"));
    for length in (0..good.data.len()).step_by(37) {
        let mut cut = good.clone();
        cut.data = good.data[..length].to_vec().into();
        assert!(receive(&mut away, cut).is_err());
    }
    receive(&mut away, good).unwrap();
}
