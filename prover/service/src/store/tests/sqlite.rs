//! What is SQLite's own.

use sqlx::Connection as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::super::database::{MIGRATIONS, OLDEST_SQLITE, parse_version};
use super::super::sql::run_all;
use super::*;

#[tokio::test]
async fn a_store_of_another_key_or_a_later_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let store = open(&folder).await;
    run_all("PRAGMA user_version = 7", &mut store.connect().await.unwrap()).await.unwrap();
    store.close().await;
    assert!(matches!(
        Store::open(Database::file(&path), [7; 32]).await,
        Err(StoreError::SchemaVersion { found: 7 })
    ));

    let folder = tempfile::tempdir().unwrap();
    open(&folder).await.close().await;
    let path = folder.path().join("jobs.sqlite");
    assert!(matches!(Store::open(Database::file(&path), [8; 32]).await, Err(StoreError::ForeignKey)));
    Store::open(Database::file(&path), [7; 32]).await.unwrap().close().await;
}

#[test]
fn versions_are_compared_as_numbers() {
    assert_eq!(parse_version("3.51.3"), Some((3, 51, 3)));
    assert!(parse_version("3.6.20") < Some(OLDEST_SQLITE) && parse_version("3.100.0") > Some(OLDEST_SQLITE));
    for bad in ["", "3", "3.51", "3.x.1", "-3.51.3"] {
        assert_eq!(parse_version(bad), None, "{bad}");
    }
}

#[tokio::test]
async fn a_store_of_the_first_version_keeps_its_results() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.sqlite");
    let options = SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let mut old = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::raw_sql(MIGRATIONS[0]).execute(&mut old).await.unwrap();
    sqlx::raw_sql(
        "PRAGMA user_version = 1;
         INSERT INTO jobs (id, tenant, circuit, idempotency_key, request_digest, state, not_before, created_at, updated_at)
         VALUES ('00112233445566778899aabbccddeeff', 't', 'fixture', 'k', x'01', 'succeeded', 0, 0, 0);
         INSERT INTO results (job, attestation, note_opening)
         VALUES ('00112233445566778899aabbccddeeff', x'61', x'6e');",
    )
    .execute(&mut old)
    .await
    .unwrap();
    old.close().await.unwrap();

    let store = open(&folder).await;
    let job = JobId::parse("00112233445566778899aabbccddeeff").unwrap();
    let found = store.result(&job).await.unwrap().unwrap();
    let private_outputs = vec![("note".to_owned(), b"n".to_vec())];
    assert_eq!(found, SealedResult { attestation: b"a".to_vec(), private_outputs });
}

/// As on a full disk: SQLite ends the transaction by itself.
#[tokio::test]
async fn a_store_that_was_full_works_again_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder).await;
    submit(&store, "t", "1").await;
    {
        let mut transaction = store.begin().await.unwrap();
        query("PRAGMA max_page_count = 1").execute(&mut transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let big = |key| NewJob {
        id: JobId::random().unwrap(),
        tenant: "t",
        circuit: "fixture",
        selector: "",
        idempotency_key: key,
        request_digest: [1; 32],
        input: SealedInput { wrapped_key: b"wrapped".to_vec(), ciphertext: vec![0; 1 << 20] },
    };
    assert!(matches!(store.submit(big("2"), BOUNDS, 0).await, Err(StoreError::Database(_))));
    tokio::time::timeout(Duration::from_secs(5), store.failure()).await.expect("it should ring");
    store.probe().await.unwrap();
    store.submit(big("3"), BOUNDS, 0).await.unwrap();
    assert_eq!(
        store.list("t", None, None, 10).await.unwrap().len(),
        2,
        "nothing is left of the one that failed"
    );
}
