//! What the store promises, asked of the store alone.

use std::time::Duration;

use super::sql::Row;
use super::*;
use crate::seal::SealedInput;
use crate::{ErrorKind, Refusal};

#[cfg(feature = "fleet")]
#[path = "../../../fixture/postgres.rs"]
mod server;

/// Makes a test of each of these functions in either database.
macro_rules! on_both {
    ($($name:ident,)*) => {
        mod in_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                super::$name(super::open(&folder).await).await;
            })*
        }

        #[cfg(feature = "fleet")]
        mod beside_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(server) = super::server::Server::shared() {
                    let folder = tempfile::tempdir().unwrap();
                    let store = super::open_shared(&server, &server.database()).await;
                    super::$name(super::with_folder(store, folder.path())).await;
                }
            })*
        }

        #[cfg(feature = "fleet")]
        mod in_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(server) = super::server::Server::shared() {
                    super::$name(super::open_shared(&server, &server.database()).await).await;
                }
            })*
        }
    };
}

mod both;
#[cfg(feature = "fleet")]
mod postgres;
mod sqlite;

const BOUNDS: Bounds = Bounds { all: 100, own: 100, share: 0 };

const LEASE: Duration = Duration::from_millis(1000);
const ATTEMPTS: u32 = 3;

async fn open(folder: &tempfile::TempDir) -> Store {
    Store::open(Database::file(&folder.path().join("jobs.sqlite")), [7; 32]).await.unwrap()
}

#[cfg(feature = "fleet")]
async fn open_shared(server: &server::Server, database: &str) -> Store {
    Store::open(Database::Postgres(Servers::parse(&[server.url(database)]).unwrap()), [7; 32]).await.unwrap()
}

/// The same with a folder for what is sealed.
#[cfg(feature = "fleet")]
fn with_folder(store: Store, folder: &std::path::Path) -> Store {
    let objects = Objects::open(&format!("file://{}", folder.display())).unwrap();
    store.with_objects(Some(objects))
}

async fn submit(store: &Store, tenant: &str, key: &str) -> JobId {
    let new = NewJob {
        id: JobId::random().unwrap(),
        tenant,
        circuit: "fixture",
        selector: "",
        idempotency_key: key,
        request_digest: [1; 32],
        input: SealedInput { wrapped_key: b"wrapped".to_vec(), ciphertext: b"ciphertext".to_vec() },
    };
    store.submit(new, BOUNDS, 0).await.unwrap().job.id
}

async fn claim(store: &Store, at: Millis) -> Option<Lease> {
    store.claim(at, LEASE, &[]).await.unwrap().map(|claimed| claimed.lease)
}

async fn succeed(store: &Store, lease: &Lease, at: Millis) -> Result<bool> {
    store.succeed(lease, at, &[], (result(), None), Duration::from_millis(80)).await
}

fn result() -> SealedResult {
    SealedResult {
        attestation: b"a".to_vec(),
        private_outputs: vec![("z".to_owned(), b"1".to_vec()), ("b".to_owned(), b"2".to_vec())],
    }
}

fn reported(phase: &str) -> Reported {
    Reported { at: 1, event: NewEvent::step(JobState::Running, 1, phase) }
}

fn failed(attempts: u32) -> AttemptEnd {
    let failure = Refusal::new(ErrorKind::Internal, "job/worker-crashed", "it crashed");
    AttemptEnd::Failed { failure, attempts, delay: Duration::from_millis(50) }
}

async fn number(store: &Store, text: &str) -> i64 {
    store.read_one(query(text)).await.unwrap().unwrap().at(0).unwrap()
}

async fn inputs(store: &Store) -> i64 {
    number(store, "SELECT COUNT(*) FROM inputs").await
}
