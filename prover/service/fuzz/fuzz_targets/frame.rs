//! Any bytes from a worker, in any pieces, are messages that survive being written again, or an error; the
//! pieces make no difference.
#![no_main]

use covenant_service::worker::frame::{Decoder, FrameError, encode};
use covenant_service::worker::message::{FromWorker, Said};
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 4096;

fuzz_target!(|input: (u8, &[u8])| {
    let (piece, bytes) = input;
    let (whole, ended) = decode(bytes, usize::MAX);
    let (pieces, ended_in_pieces) = decode(bytes, usize::from(piece) + 1);
    assert!(encoded(&whole) == encoded(&pieces) && ended == ended_in_pieces);

    for message in whole {
        match message.said {
            Some(Said::Report(report)) if report.is_sound() => assert!(report.phase.len() <= 32),
            Some(Said::Refused(refused)) => {
                if let Some(refusal) = refused.into_refusal() {
                    assert!(refusal.message.len() <= 1024 && !refusal.message.contains('\n'));
                }
            }
            _ => {}
        }
    }
});

fn decode(bytes: &[u8], piece: usize) -> (Vec<FromWorker>, Result<(), FrameError>) {
    let mut decoder = Decoder::new(LIMIT);
    let mut messages = Vec::new();
    for piece in bytes.chunks(piece) {
        decoder.feed(piece);
        loop {
            match decoder.next_message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    let ended = decoder.finish();
    (messages, ended)
}

/// Messages as bytes: a fraction may be no number, which equals nothing.
fn encoded(messages: &[FromWorker]) -> Vec<Vec<u8>> {
    messages.iter().map(|message| encode(message).expect("it was decoded from fewer bytes")).collect()
}
