//! What calls hold of the service's memory: their messages while they are read and worked on, their answers until somebody has read them.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http_body::{Frame, SizeHint};
use prost::bytes::Bytes;
use tokio::task::AbortHandle;
use tonic::Status;
use tonic::body::Body;

use crate::gates::{Gates, Place};
use crate::shares::Share;

/// A message of gRPC says first whether it is compressed, and then how long it is.
const PREFIX: usize = 5;
/// A message as short as this needs no room of its own: there are only so many calls.
pub(crate) const SHORT: usize = 4096;

/// The room that a call's message has, until its claim has been dealt with.
#[derive(Clone, Default)]
pub(crate) struct Room(Arc<Mutex<Option<Place>>>);

impl Room {
    /// Of a request.
    pub(crate) fn of<T>(request: &tonic::Request<T>) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }

    /// Its message is gone: another's may have the room.
    pub(crate) fn leave(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn enter(&self, place: Option<Place>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }
}

type Waiting = Pin<Box<dyn Future<Output = Option<Place>> + Send>>;

/// A request's body, which is read on only when there is room for the message that it says it holds. Until then what has come waits in the
/// connection, which takes no more than its window.
pub(crate) struct Incoming {
    body: Body,
    rooms: Arc<Gates>,
    tenant: Arc<str>,
    room: Room,
    /// What has come of the prefix.
    prefix: Vec<u8>,
    /// Data that came before there was room for it, and the wait for that.
    waiting: Option<(Option<Frame<Bytes>>, Waiting)>,
}

impl Incoming {
    /// Messages longer than `longest` are refused by whoever reads them, and need no room.
    pub(crate) fn new(body: Body, rooms: Arc<Gates>, tenant: Arc<str>, room: Room) -> Self {
        Self { body, rooms, tenant, room, prefix: Vec::with_capacity(PREFIX), waiting: None }
    }

    /// How long the message is that the body begins with, once that has come.
    fn message(&mut self, data: &[u8]) -> Option<usize> {
        if self.prefix.len() >= PREFIX {
            return None;
        }
        let wanted = PREFIX - self.prefix.len();
        self.prefix.extend(data.iter().take(wanted));
        let length = self.prefix.get(1..PREFIX)?;
        Some(u32::from_be_bytes(length.try_into().ok()?) as usize)
    }
}

impl http_body::Body for Incoming {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        if let Some((frame, wait)) = &mut this.waiting {
            let place = ready!(wait.as_mut().poll(cx));
            this.room.enter(place);
            let frame = frame.take();
            this.waiting = None;
            return Poll::Ready(frame.map(Ok));
        }
        let frame = match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
            Some(Ok(frame)) => frame,
            other => return Poll::Ready(other),
        };
        let length = frame.data_ref().and_then(|data| this.message(data));
        // What is longer than there is room at all is longer than any claim: whoever decodes it refuses it by its prefix.
        let Some(length) = length.filter(|length| *length > SHORT && this.rooms.holds(*length)) else {
            return Poll::Ready(Some(Ok(frame)));
        };
        let (rooms, tenant) = (Arc::clone(&this.rooms), Arc::clone(&this.tenant));
        let wait: Waiting = Box::pin(async move { rooms.enter_with(&tenant, length).await });
        this.waiting = Some((Some(frame), wait));
        Pin::new(this).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.waiting.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // What waits has left the body.
        if self.waiting.is_none() { self.body.size_hint() } else { SizeHint::default() }
    }
}

/// An answer that nobody has read yet, and the place among open calls that it holds. It is given up, both of them, when it has
/// taken too long: a peer that opens no window reads nothing and is asked for nothing.
pub(crate) struct Outgoing {
    kept: Arc<Mutex<Option<(Body, Share)>>>,
    timer: AbortHandle,
}

impl Outgoing {
    pub(crate) fn new(body: Body, share: Share, within: Duration) -> Self {
        let kept = Arc::new(Mutex::new(Some((body, share))));
        let late = Arc::downgrade(&kept);
        let timer = tokio::spawn(async move {
            tokio::time::sleep(within).await;
            if let Some(kept) = late.upgrade() {
                kept.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
        });
        Self { kept, timer: timer.abort_handle() }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.timer.abort();
    }
}

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        match kept.as_mut() {
            Some((body, _)) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(Some(Err(Status::deadline_exceeded("nobody read the answer")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_some_and(|(body, _)| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().map_or_else(SizeHint::default, |(body, _)| body.size_hint())
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;
    use crate::shares::Shares;

    /// A body of these pieces.
    struct Pieces(Vec<Bytes>);

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            Poll::Ready(if self.0.is_empty() { None } else { Some(Ok(Frame::data(self.0.remove(0)))) })
        }
    }

    /// A message of that length, whose prefix comes in two pieces.
    fn incoming(rooms: &Arc<Gates>, tenant: &str, length: usize) -> (Incoming, Room) {
        let said = [&[0], &u32::try_from(length).unwrap().to_be_bytes()[..], &vec![7; length]].concat();
        let pieces = [&said[..2], &said[2..9], &said[9..]].map(Bytes::copy_from_slice).to_vec();
        let room = Room::default();
        let body = Body::new(Pieces(pieces));
        (Incoming::new(body, Arc::clone(rooms), tenant.into(), room.clone()), room)
    }

    async fn read(body: &mut Incoming) -> usize {
        let mut length = 0;
        while let Some(frame) = poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut *body), cx)).await {
            length += frame.unwrap().into_data().unwrap().len();
        }
        length
    }

    async fn waits(body: &mut Incoming) -> bool {
        tokio::time::timeout(Duration::from_millis(30), read(body)).await.is_err()
    }

    #[tokio::test]
    async fn a_message_waits_for_room_behind_its_own_tenants() {
        const LONG: usize = 10_000;
        let rooms = Arc::new(Gates::new(2 * LONG, true));
        let (mut first, room) = incoming(&rooms, "a", LONG);
        assert_eq!(read(&mut first).await, LONG + PREFIX);
        let (mut second, _) = incoming(&rooms, "a", LONG);
        assert!(waits(&mut second).await, "a tenant has a half");
        let (mut short, _) = incoming(&rooms, "a", SHORT);
        assert_eq!(read(&mut short).await, SHORT + PREFIX, "what is short needs none");
        let (mut lie, _) = incoming(&rooms, "a", LONG + 1);
        assert_eq!(
            read(&mut lie).await,
            LONG + 1 + PREFIX,
            "what is too long is refused by whoever decodes it"
        );
        let (mut others, _others) = incoming(&rooms, "b", LONG);
        assert_eq!(read(&mut others).await, LONG + PREFIX, "another has its own");
        room.leave();
        assert!(!waits(&mut second).await, "the claim has been dealt with");
    }

    #[tokio::test]
    async fn an_answer_that_nobody_reads_is_given_up() {
        let shares = Shares::new(1, false);
        let body = || Body::new(Pieces(vec![Bytes::from_static(b"answer")]));
        let share = shares.take("a").unwrap();
        let mut unread = Outgoing::new(body(), share, Duration::from_millis(20));
        assert!(shares.take("a").is_none());
        tokio::time::sleep(Duration::from_millis(200)).await;
        let share = shares.take("a").expect("its place is free");
        let read = poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut unread), cx)).await;
        assert!(read.unwrap().is_err());
        let mut answered = Outgoing::new(body(), share, Duration::from_secs(60));
        let read = poll_fn(|cx| http_body::Body::poll_frame(Pin::new(&mut answered), cx)).await;
        assert!(read.unwrap().is_ok());
        drop(answered);
        assert!(shares.take("a").is_some());
    }
}
