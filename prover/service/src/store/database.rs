//! Which database, and that it is as durable as is promised.

use core::fmt;
use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};

use super::sql::{Connected, Connection, query, run_all};
use super::{Result, StoreError};

/// Before it, a checkpoint racing a reset of the WAL could lose a transaction.
pub(super) const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// The schema's versions: the n-th takes a store from version n to n + 1.
pub(super) const MIGRATIONS: [&str; 6] = [
    include_str!("schema-1.sql"),
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
];

/// How long a connection waits for another's transaction.
const BUSY: Duration = Duration::from_secs(10);

/// Where the jobs are.
pub(crate) enum Database {
    /// A file, this process's alone.
    Sqlite(Box<SqliteConnectOptions>),
    /// Servers that follow one another, the one that takes writes first or last.
    #[cfg(feature = "fleet")]
    Postgres(super::postgres::Servers),
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Addresses can hold passwords.
        f.write_str("Database")
    }
}

impl Database {
    /// The file at `path`, made when it is not there.
    pub(crate) fn file(path: &Path) -> Self {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("secure_delete", "ON")
            .busy_timeout(BUSY);
        Self::Sqlite(Box::new(options))
    }

    /// Whether other processes use it too.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }

    /// A connection that writes.
    pub(super) async fn connect(&self) -> Result<Connection> {
        match self {
            Self::Sqlite(options) => open(options).await,
            #[cfg(feature = "fleet")]
            Self::Postgres(servers) => servers.connect().await,
        }
    }

    /// A connection that reads.
    pub(super) async fn read(&self) -> Result<Connection> {
        match self {
            Self::Sqlite(options) => {
                open(&SqliteConnectOptions::clone(options).read_only(true).create_if_missing(false)).await
            }
            #[cfg(feature = "fleet")]
            Self::Postgres(servers) => servers.connect().await,
        }
    }

    /// Brings the store up to this program's version, after a look at whether it keeps what it has acknowledged.
    pub(super) async fn make_ready(&self, connection: &mut Connection) -> Result<()> {
        match self {
            Self::Sqlite(_) => {
                check_settings(connection).await?;
                migrate(connection).await
            }
            #[cfg(feature = "fleet")]
            Self::Postgres(_) => super::postgres::make_ready(connection).await,
        }
    }
}

async fn open(options: &SqliteConnectOptions) -> Result<Connection> {
    use sqlx::Connection as _;
    Ok(Connection::Sqlite(SqliteConnection::connect_with(options).await?))
}

async fn check_settings(connection: &mut Connection) -> Result<()> {
    let found: String = query("SELECT sqlite_version()").fetch_one(connection).await?.at(0)?;
    if parse_version(&found).is_none_or(|version| version < OLDEST_SQLITE) {
        return Err(StoreError::SqliteVersion { found });
    }
    let journal: String = query("PRAGMA journal_mode").fetch_one(connection).await?.at(0)?;
    if journal != "wal" {
        return Err(StoreError::Setting { name: "journal_mode", found: journal });
    }
    // 2 is FULL.
    for (name, text, wanted) in [
        ("synchronous", "PRAGMA synchronous", 2_i64),
        ("foreign_keys", "PRAGMA foreign_keys", 1),
        ("secure_delete", "PRAGMA secure_delete", 1),
    ] {
        let found: i64 = query(text).fetch_one(connection).await?.at(0)?;
        if found != wanted {
            return Err(StoreError::Setting { name, found: found.to_string() });
        }
    }
    Ok(())
}

pub(super) fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

async fn migrate(connection: &mut Connection) -> Result<()> {
    run_all("BEGIN IMMEDIATE", connection).await?;
    let found: i64 = query("PRAGMA user_version").fetch_one(connection).await?.at(0)?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(StoreError::SchemaVersion { found });
    }
    for migration in MIGRATIONS.iter().skip(done) {
        run_all(migration, connection).await?;
    }
    const { assert!(MIGRATIONS.len() == 6, "the version set below") };
    run_all("PRAGMA user_version = 6", connection).await?;
    Ok(run_all("COMMIT", connection).await?)
}

/// Whether the store was made with the key that `key_check` tells of; one that has none yet is.
pub(super) async fn check_key(connection: &mut impl Connected, key_check: [u8; 32]) -> Result<()> {
    query("INSERT INTO service (\"only\", key_check) VALUES (1, $1) ON CONFLICT (\"only\") DO NOTHING")
        .bind(key_check.as_slice())
        .execute(connection)
        .await?;
    let stored: Vec<u8> = query("SELECT key_check FROM service").fetch_one(connection).await?.at(0)?;
    if stored == key_check { Ok(()) } else { Err(StoreError::ForeignKey) }
}
