//! The same tables in PostgreSQL.

use std::time::Duration;

use sqlx::Connection as _;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgListener, PgPoolOptions, PgSslMode};

use super::sql::{Connection, query, run_all};
use super::{JobId, Result, StoreError};

/// The schema's versions, as SQLite's: the n-th takes a store from version n to n + 1.
const MIGRATIONS: [&str; 1] = [include_str!("postgres-1.sql")];

/// How long a server may take to answer to its name.
const CONNECT: Duration = Duration::from_secs(5);

/// The oldest that has what the queries use and is still mended by its makers, in PostgreSQL's own numbers.
const OLDEST: i64 = 140_000;

/// Servers of which one at a time takes writes: a primary and those that may be promoted.
pub(crate) struct Servers(Vec<PgConnectOptions>);

impl Servers {
    /// Reads their addresses, such as `postgres://covenant@db.example/covenant?sslmode=verify-full`.
    ///
    /// # Errors
    /// [`StoreError::Address`], which does not show them.
    pub(crate) fn parse(urls: &[String]) -> Result<Self> {
        let parse = |url: &String| {
            // The driver takes any scheme, and by itself goes on in clear where a server offers no TLS.
            if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
                return Err(StoreError::Address);
            }
            let options: PgConnectOptions = url.parse().map_err(|_| StoreError::Address)?;
            // Neither the address nor the environment has said.
            let unsaid = !url.contains("sslmode=") && matches!(options.get_ssl_mode(), PgSslMode::Prefer);
            let mode = if unsaid { usual_mode(&options) } else { options.get_ssl_mode() };
            let options = options.ssl_mode(mode);
            // A process that stopped in the middle of a transaction must not keep others waiting; nor may a query for ever.
            let settings = [
                ("idle_in_transaction_session_timeout", "15s"),
                ("statement_timeout", "15s"),
                ("lock_timeout", "10s"),
                ("default_transaction_isolation", "read committed"),
            ];
            Ok(options.application_name("covenant").options(settings))
        };
        let servers = urls.iter().map(parse).collect::<Result<Vec<_>>>()?;
        if servers.is_empty() { Err(StoreError::Address) } else { Ok(Self(servers)) }
    }

    /// How each is spoken to.
    #[cfg(test)]
    pub(super) fn modes(&self) -> Vec<String> {
        self.0.iter().map(|options| format!("{:?}", options.get_ssl_mode())).collect()
    }

    /// Listens at the first that takes writes.
    pub(super) async fn listen(&self) -> Result<Listener> {
        for options in &self.0 {
            if let Ok(Ok(Some(connection))) = tokio::time::timeout(CONNECT, primary(options)).await {
                let _ = connection.close().await;
                let pool = PgPoolOptions::new().max_connections(1).connect_lazy_with(options.clone());
                let mut listener = PgListener::connect_with(&pool).await?;
                listener.eager_reconnect(false);
                listener.listen("covenant").await?;
                return Ok(Listener(listener));
            }
        }
        Err(StoreError::NoPrimary)
    }

    /// A connection to the first that takes writes.
    pub(super) async fn connect(&self) -> Result<Connection> {
        let mut last = StoreError::NoPrimary;
        for options in &self.0 {
            match tokio::time::timeout(CONNECT, primary(options)).await {
                Ok(Ok(Some(connection))) => return Ok(connection),
                Ok(Ok(None)) => {}
                Ok(Err(error)) => last = error,
                Err(_) => last = StoreError::NoAnswer,
            }
        }
        Err(last)
    }
}

/// On this machine as the server likes; to another one whose certificate names it.
fn usual_mode(options: &PgConnectOptions) -> PgSslMode {
    let host = options.get_host();
    let here = host == "localhost"
        || host.starts_with('/')
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        || options.get_socket().is_some();
    if here { PgSslMode::Prefer } else { PgSslMode::VerifyFull }
}

/// Hears which jobs something has become of.
pub(crate) struct Listener(PgListener);

impl Listener {
    /// The next job of which something is told.
    ///
    /// # Errors
    /// The connection has ended: what was told meanwhile is not known.
    pub(crate) async fn next(&mut self) -> Result<Option<JobId>> {
        match self.0.try_recv().await? {
            Some(told) => Ok(JobId::parse(told.payload())),
            None => Err(StoreError::NoAnswer),
        }
    }
}

/// A connection to the server, if it takes writes.
async fn primary(options: &PgConnectOptions) -> Result<Option<Connection>> {
    let mut connection = Connection::Postgres(Box::new(PgConnection::connect_with(options).await?));
    let follows: bool = query("SELECT pg_is_in_recovery()").fetch_one(&mut connection).await?.at(0)?;
    if follows {
        let _ = connection.close().await;
        return Ok(None);
    }
    // Of each: one that was promoted has settings of its own.
    check_settings(&mut connection).await?;
    Ok(Some(connection))
}

pub(super) async fn make_ready(connection: &mut Connection) -> Result<()> {
    migrate(connection).await
}

/// That a transaction which was acknowledged survives the server's machine.
async fn check_settings(connection: &mut Connection) -> Result<()> {
    let version: i64 =
        query("SELECT current_setting('server_version_num')::bigint").fetch_one(connection).await?.at(0)?;
    if version < OLDEST {
        return Err(StoreError::Setting { name: "server_version_num", found: version.to_string() });
    }
    // `local` would acknowledge what a standby that is promoted has not got.
    for (name, unfit) in [("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off local")]
    {
        let found: String =
            query("SELECT current_setting($1)").bind(name).fetch_one(connection).await?.at(0)?;
        if unfit.split(' ').any(|unfit| unfit == found) {
            return Err(StoreError::Setting { name, found });
        }
    }
    Ok(())
}

async fn migrate(connection: &mut Connection) -> Result<()> {
    run_all("BEGIN", connection).await?;
    // Of several that start at once, one does it.
    lock(connection).await?;
    run_all("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)", connection).await?;
    let row = query("SELECT version FROM schema_version").fetch_optional(connection).await?;
    let found: i64 = row.map_or(Ok(0), |row| row.at(0))?;
    let done = usize::try_from(found).unwrap_or(usize::MAX);
    if done > MIGRATIONS.len() {
        return Err(StoreError::SchemaVersion { found });
    }
    for migration in MIGRATIONS.iter().skip(done) {
        run_all(migration, connection).await?;
    }
    query("DELETE FROM schema_version").execute(connection).await?;
    let version = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    query("INSERT INTO schema_version (version) VALUES ($1)").bind(version).execute(connection).await?;
    Ok(run_all("COMMIT", connection).await?)
}

/// Waits until no other transaction that counts jobs, or adds to them, is open.
pub(super) async fn lock(connection: &mut Connection) -> Result<()> {
    // Any number that nobody else on the database takes.
    query("SELECT pg_advisory_xact_lock(7163384730552386145)").execute(connection).await?;
    Ok(())
}

/// The server's time, in milliseconds since 1970: that of all of its clients.
pub(super) async fn time(connection: &mut Connection) -> Result<i64> {
    let time = query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
    Ok(time.fetch_one(connection).await?.at(0)?)
}
