//! Messages between a service and its worker: a big-endian `u32` length, then that many
//! bytes of protobuf.

use core::marker::PhantomData;

use prost::Message;
use zeroize::Zeroize as _;

const LENGTH_BYTES: usize = 4;

/// Why bytes are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The length says more than is allowed.
    #[error("a frame is longer than {limit} bytes")]
    TooLong {
        /// The longest body allowed.
        limit: usize,
    },
    /// The bytes of that length are not a message.
    #[error("a frame holds no message")]
    Malformed,
    /// The bytes ended within a message.
    #[error("a frame was cut off")]
    Truncated,
}

/// Writes a message as a frame.
///
/// # Errors
/// [`FrameError::TooLong`] when its length does not fit into 32 bits.
pub fn encode(message: &impl Message) -> Result<Vec<u8>, FrameError> {
    let body = message.encoded_len();
    let length = u32::try_from(body).map_err(|_| FrameError::TooLong { limit: u32::MAX as usize })?;
    let mut frame = Vec::with_capacity(LENGTH_BYTES + body);
    frame.extend_from_slice(&length.to_be_bytes());
    message.encode_raw(&mut frame);
    Ok(frame)
}

/// Cuts a stream of bytes into messages.
///
/// It holds no more than it was fed and, once the length of a frame is known, refuses one
/// that is too long before any of its body is kept. What it held is wiped when dropped.
pub struct Decoder<M> {
    limit: usize,
    buffer: Vec<u8>,
    message: PhantomData<M>,
}

impl<M: Message + Default> Decoder<M> {
    /// A decoder of messages of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, buffer: Vec::new(), message: PhantomData }
    }

    /// Takes bytes in.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next message, or `None` until more bytes are fed.
    ///
    /// # Errors
    /// The bytes are no message; nothing more can be read from them.
    pub fn next_message(&mut self) -> Result<Option<M>, FrameError> {
        let Some((length, rest)) = self.buffer.split_first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length) as usize;
        if length > self.limit {
            return Err(FrameError::TooLong { limit: self.limit });
        }
        let Some(body) = rest.get(..length) else { return Ok(None) };
        let message = M::decode(body).map_err(|_| FrameError::Malformed)?;
        self.discard(LENGTH_BYTES + length);
        Ok(Some(message))
    }

    /// Says that no more bytes will come.
    ///
    /// # Errors
    /// [`FrameError::Truncated`] when some are left over.
    pub fn finish(&self) -> Result<(), FrameError> {
        if self.buffer.is_empty() { Ok(()) } else { Err(FrameError::Truncated) }
    }

    fn discard(&mut self, count: usize) {
        let kept = self.buffer.split_off(count);
        self.buffer.zeroize();
        self.buffer = kept;
    }
}

impl<M> Drop for Decoder<M> {
    fn drop(&mut self) {
        self.buffer.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::super::message::{FromWorker, Report};
    use super::*;

    fn report(phase: &str) -> FromWorker {
        FromWorker::report(Report { phase: phase.into(), fraction: 0.5, elapsed_ms: 7 })
    }

    #[test]
    fn messages_arrive_whatever_the_pieces() {
        let stream = [encode(&report("parsed")).unwrap(), encode(&report("witness")).unwrap()].concat();
        for piece in 1..=stream.len() {
            let mut decoder = Decoder::<FromWorker>::new(64);
            let mut seen = Vec::new();
            for bytes in stream.chunks(piece) {
                decoder.feed(bytes);
                while let Some(message) = decoder.next_message().unwrap() {
                    seen.push(message);
                }
            }
            assert_eq!(seen, [report("parsed"), report("witness")], "pieces of {piece}");
            assert_eq!(decoder.finish(), Ok(()));
        }
    }

    #[test]
    fn a_long_frame_is_refused_by_its_length_alone() {
        let mut decoder = Decoder::<FromWorker>::new(64);
        decoder.feed(&65_u32.to_be_bytes());
        assert_eq!(decoder.next_message(), Err(FrameError::TooLong { limit: 64 }));
        let mut decoder = Decoder::<FromWorker>::new(64);
        decoder.feed(&[0xff; 4]);
        assert_eq!(decoder.next_message(), Err(FrameError::TooLong { limit: 64 }));
    }

    #[test]
    fn a_cut_frame_and_a_bad_body_are_told_apart() {
        let frame = encode(&report("parsed")).unwrap();
        let mut decoder = Decoder::<FromWorker>::new(64);
        decoder.feed(&frame[..frame.len() - 1]);
        assert_eq!(decoder.next_message(), Ok(None));
        assert_eq!(decoder.finish(), Err(FrameError::Truncated));

        let mut decoder = Decoder::<FromWorker>::new(64);
        decoder.feed(&[0, 0, 0, 2, 0xff, 0xff]);
        assert_eq!(decoder.next_message(), Err(FrameError::Malformed));
    }
}
