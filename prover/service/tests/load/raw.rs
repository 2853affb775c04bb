//! HTTP/2 by hand (RFC 9113), to say what no client would.

use std::io;
use std::time::Duration;

use rustls_pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::world::World;

/// Kinds of frames.
pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const PRIORITY: u8 = 2;
pub(crate) const RST_STREAM: u8 = 3;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const WINDOW_UPDATE: u8 = 8;
pub(crate) const CONTINUATION: u8 = 9;

/// Flags.
pub(crate) const END_STREAM: u8 = 1;
pub(crate) const END_HEADERS: u8 = 4;

/// A connection of the tenant that floods, after the greeting.
pub(crate) struct Raw {
    write: WriteHalf<TlsStream<TcpStream>>,
    read: Option<ReadHalf<TlsStream<TcpStream>>>,
    listening: Option<AbortHandle>,
}

impl Drop for Raw {
    fn drop(&mut self) {
        // It holds a half of the connection.
        if let Some(listening) = &self.listening {
            listening.abort();
        }
    }
}

/// How long a service that takes nothing more is waited for.
const FULL: Duration = Duration::from_millis(300);

impl Raw {
    /// Connects and greets; settings are pairs of an identifier and a value. None if it is not let in.
    pub(crate) async fn connect(world: &World, settings: &[(u16, u32)]) -> Option<Self> {
        let (read, write) = tokio::io::split(dial(world).await?);
        let mut raw = Self { write, read: Some(read), listening: None };
        let settings: Vec<u8> = settings
            .iter()
            .flat_map(|(name, value)| [&name.to_be_bytes()[..], &value.to_be_bytes()].concat())
            .collect();
        let greeting = [b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", &frame(SETTINGS, 0, 0, &settings)[..]].concat();
        raw.send(&greeting).await.ok()?;
        // Whether it was let in shows with the first byte: over TLS 1.3 a client has finished before the server has judged it.
        let first = raw.read.as_mut()?.read_u8();
        tokio::time::timeout(Duration::from_secs(5), first).await.ok()?.ok()?;
        Some(raw)
    }

    /// Reads what comes and throws it away, from now on.
    pub(crate) fn listen(&mut self) {
        if let Some(mut read) = self.read.take() {
            let listening =
                tokio::spawn(async move { tokio::io::copy(&mut read, &mut tokio::io::sink()).await });
            self.listening = Some(listening.abort_handle());
        }
    }

    /// Sends bytes; an error once the service has had enough of it, or takes nothing more.
    pub(crate) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let sent = async {
            self.write.write_all(bytes).await?;
            self.write.flush().await
        };
        tokio::time::timeout(FULL, sent).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
    }

    /// Begins a call.
    pub(crate) async fn call(&mut self, stream: u32, path: &str) -> io::Result<()> {
        self.send(&frame(HEADERS, END_HEADERS, stream, &headers(path))).await
    }

    /// Sends data of a call, in frames, waiting for nothing.
    pub(crate) async fn data(&mut self, stream: u32, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.chunks(16 << 10) {
            self.send(&frame(DATA, 0, stream, piece)).await?;
        }
        Ok(())
    }
}

/// TLS as the tenant that floods. Whether it was let in shows later.
pub(crate) async fn dial(world: &World) -> Option<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(world.address()).await.ok()?;
    stream.set_nodelay(true).ok()?;
    let name = ServerName::IpAddress(world.address().ip().into());
    let shaken = TlsConnector::from(world.tls()).connect(name, stream);
    tokio::time::timeout(Duration::from_secs(5), shaken).await.ok()?.ok()
}

/// A frame.
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes()[..], payload].concat()
}

/// A call's headers in HPACK (RFC 7541), none of them indexed.
pub(crate) fn headers(path: &str) -> Vec<u8> {
    let mut block = vec![0x83, 0x87, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend(path.as_bytes());
    literal(&mut block, b"content-type", b"application/grpc");
    literal(&mut block, b"te", b"trailers");
    block
}

/// A header by name and value, each shorter than 127 bytes.
pub(crate) fn literal(block: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    block.push(0);
    for text in [name, value] {
        block.push(u8::try_from(text.len()).unwrap());
        block.extend(text);
    }
}

/// What a message of gRPC begins with: whether it is compressed, and how long it says that it is.
pub(crate) fn prefix(compressed: bool, length: u32) -> Vec<u8> {
    [&[u8::from(compressed)], &length.to_be_bytes()[..]].concat()
}
