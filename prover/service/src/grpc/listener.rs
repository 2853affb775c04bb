//! Connections, of which only so many are open at once; with an identity, behind TLS.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
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

/// How long to wait after a connection could not be accepted, for want of descriptors say.
const AFTER_FAILURE: Duration = Duration::from_millis(100);

/// What every HTTP/2 connection begins with: `PRI * HTTP/2.0`, and so on.
const GREETING: usize = 24;

/// The most names of a certificate that are looked at.
const NAMES: usize = 64;

/// An accepted connection that holds one of the places.
pub(crate) struct Connection {
    stream: Stream,
    peer: Peer,
    /// Until the peer has greeted: how many bytes it has sent, and when its time is over. After that, HTTP/2 asks a silent
    /// peer whether it is there.
    greeting: Option<(usize, Pin<Box<Sleep>>)>,
    _place: OwnedSemaphorePermit,
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// Accepts connections while there is a place; others wait in the listener's backlog. A peer that has not shown its certificate and greeted by
/// `greeting` after it was accepted loses its place.
pub(crate) fn accept(
    listener: TcpListener,
    identity: Option<Arc<Live>>,
    connections: usize,
    greeting: Duration,
) -> ReceiverStream<io::Result<Connection>> {
    let places = Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS)));
    let (accepted, stream) = mpsc::channel(1);
    tokio::spawn(async move {
        while let Ok(place) = Arc::clone(&places).acquire_owned().await {
            let stream = tokio::select! {
                stream = listener.accept() => stream,
                () = accepted.closed() => return,
            };
            match stream {
                Ok((stream, _)) => {
                    let _ = stream.set_nodelay(true);
                    let begun = begin(stream, identity.clone(), Instant::now() + greeting, place);
                    let accepted = accepted.clone();
                    // A peer that takes its time over TLS keeps nobody else waiting.
                    tokio::spawn(async move {
                        if let Some(connection) = begun.await {
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

/// None where TLS came to nothing: without a certificate that is taken, or not in time.
async fn begin(
    stream: TcpStream,
    identity: Option<Arc<Live>>,
    until: Instant,
    place: OwnedSemaphorePermit,
) -> Option<Connection> {
    let address = stream.peer_addr().ok();
    let (stream, names) = match identity {
        None => (Stream::Plain(stream), None),
        Some(identity) => {
            let shaken = TlsAcceptor::from(identity.tls()).accept(stream);
            let stream = tokio::time::timeout_at(until, shaken).await.ok()?.ok()?;
            let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first)?;
            let names = names(shown)?;
            (Stream::Tls(Box::new(stream)), Some(names))
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
