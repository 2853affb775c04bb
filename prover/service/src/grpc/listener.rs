//! Connections, of which only so many are open at once; with an identity, behind TLS.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::{Instant, Sleep};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use crate::identity::{Live, Peer};
use crate::limiter::Limiter;
use crate::shares::{Share, Shares};

/// How long to wait after a connection could not be accepted, for want of descriptors say.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// What every HTTP/2 connection begins with: `PRI * HTTP/2.0`, and so on.
const GREETING: usize = 24;

/// Lines of the log about connections that were refused: so many at once of one address, then so many a second.
const REFUSALS: (u32, f64) = (5, 0.1);

/// The most names of a certificate that are looked at.
const NAMES: usize = 64;

/// An accepted connection that holds one of the places.
pub(crate) struct Connection {
    stream: Stream,
    peer: Peer,
    /// Until the peer has greeted: how many bytes it has sent, and when its time is over. After that, HTTP/2 asks a silent
    /// peer whether it is there.
    greeting: Option<(usize, Pin<Box<Sleep>>)>,
    _place: Place,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Accepts connections. Without an identity while there is a place; others wait in the listener's backlog. With one, places are for those who have shown whom they are: a tenant
/// leaves as many as it holds ([`Shares`]), those who belong to none have an eighth together, and who has shown nothing yet waits in a room of its own, a quarter of which one address may fill. A peer that has
/// not shown its certificate and greeted by `greeting` after it was accepted is sent away.
pub(crate) fn accept(
    listener: TcpListener,
    identity: Option<Arc<Live>>,
    connections: usize,
    greeting: Duration,
) -> ReceiverStream<io::Result<Connection>> {
    let room = Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS)));
    let waiting = Addresses::new((connections / 4).max(1), identity.is_some());
    let (accepted, stream) = mpsc::channel(1);
    let places = identity.map(|identity| Places::new(identity, connections));
    tokio::spawn(async move {
        while let Ok(place) = Arc::clone(&room).acquire_owned().await {
            let stream = tokio::select! {
                stream = listener.accept() => stream,
                () = accepted.closed() => return,
            };
            match stream {
                Ok((stream, from)) => {
                    let _ = stream.set_nodelay(true);
                    let Some(waits) = waiting.enter(from.ip()) else { continue };
                    let begun = begin(stream, places.clone(), Instant::now() + greeting, place);
                    let accepted = accepted.clone();
                    // A peer that takes its time over TLS keeps nobody else waiting.
                    tokio::spawn(async move {
                        let begun = begun.await;
                        drop(waits);
                        if let Some(connection) = begun {
                            let _ = accepted.send(Ok(connection)).await;
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    });
    ReceiverStream::new(stream)
}

/// Places for those who have shown who they are.
#[derive(Clone)]
struct Places {
    identity: Arc<Live>,
    of_tenants: Arc<Shares>,
    of_others: Arc<Shares>,
    refusals: Arc<Limiter>,
}

impl Places {
    fn new(identity: Arc<Live>, connections: usize) -> Self {
        Self {
            identity,
            of_tenants: Shares::new(connections, true),
            of_others: Shares::new((connections / 8).max(1), false),
            refusals: Arc::new(Limiter::new(REFUSALS.0, REFUSALS.1)),
        }
    }

    fn take(&self, names: &[String]) -> Option<Share> {
        match self.identity.tenant(names) {
            Some((tenant, _)) => self.of_tenants.take(&tenant),
            None => self.of_others.take(""),
        }
    }

    /// Says that somebody was sent away, so often as a log takes.
    fn refused(&self, address: Option<SocketAddr>, why: &dyn std::fmt::Display) {
        let who = address.map_or_else(String::new, |address| address.ip().to_string());
        if self.refusals.take(&who, None, std::time::Instant::now()).is_ok() {
            tracing::warn!(from = who, %why, "a connection was refused");
        }
    }
}

/// Who has shown nothing yet, by address.
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>, usize);

/// One of them.
struct Waits(Arc<Mutex<HashMap<IpAddr, usize>>>, IpAddr);

impl Addresses {
    /// So many of one address, where there is something to show.
    fn new(most: usize, shown: bool) -> Self {
        Self(Arc::default(), if shown { most } else { usize::MAX })
    }

    fn enter(&self, address: IpAddr) -> Option<Waits> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_default();
        if *count >= self.1 {
            return None;
        }
        *count += 1;
        Some(Waits(Arc::clone(&self.0), address))
    }
}

impl Drop for Waits {
    fn drop(&mut self) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.1);
            }
        }
    }
}

/// What a connection holds as long as it is there.
#[expect(dead_code, reason = "held, and given back when it is dropped")]
enum Place {
    /// One of all.
    Any(OwnedSemaphorePermit),
    /// One of those for whom a peer has shown to be.
    Known(Share),
}

/// None where TLS came to nothing: without a certificate that is taken, not in time, or without a place for whom it shows.
async fn begin(
    stream: TcpStream,
    places: Option<Places>,
    until: Instant,
    permit: OwnedSemaphorePermit,
) -> Option<Connection> {
    let address = stream.peer_addr().ok();
    let (stream, names, place) = match places {
        None => (Stream::Plain(stream), None, Place::Any(permit)),
        Some(places) => {
            let shaken = TlsAcceptor::from(places.identity.tls()).accept(stream);
            let stream = match tokio::time::timeout_at(until, shaken).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => {
                    places.refused(address, &error);
                    return None;
                }
                Err(_) => {
                    places.refused(address, &"it took too long to show who it is");
                    return None;
                }
            };
            let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first)?;
            let names = names(shown)?;
            let Some(share) = places.take(&names) else {
                places.refused(address, &"it has as many connections as it may");
                return None;
            };
            (Stream::Tls(Box::new(stream)), Some(names), Place::Known(share))
        }
    };
    let greeting = Some((0, Box::pin(tokio::time::sleep_until(until))));
    Some(Connection { stream, peer: Peer { address, names }, greeting, _place: place })
}

/// The URIs and DNS names of a certificate that TLS has taken.
fn names(certificate: &CertificateDer<'_>) -> Option<Arc<[String]>> {
    let certificate = webpki::EndEntityCert::try_from(certificate).ok()?;
    let all = certificate.valid_uri_names().chain(certificate.valid_dns_names());
    Some(all.take(NAMES).map(str::to_owned).collect())
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { stream, greeting, .. } = self.get_mut();
        let before = buf.filled().len();
        let read = match stream {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        };
        let Some((heard, over)) = greeting else { return read };
        *heard += buf.filled().len() - before;
        if *heard >= GREETING {
            *greeting = None;
            return read;
        }
        if over.as_mut().poll(cx).is_ready() {
            Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
        } else {
            read
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Stream::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match &self.stream {
            Stream::Plain(stream) => stream.is_write_vectored(),
            Stream::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().stream {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
