//! One way to ask either database: the queries are the same text, with parameters as `$1`, which both take.
//!
//! Numbers are 64 bits wide in both, so that a query's types do not depend on where it runs.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};

#[cfg(feature = "fleet")]
use sqlx::postgres::{PgConnection, PgRow};

/// Where a query runs.
pub(crate) enum Target<'c> {
    Sqlite(&'c mut SqliteConnection),
    #[cfg(feature = "fleet")]
    Postgres(&'c mut PgConnection),
}

/// What has a connection.
pub(crate) trait Connected {
    fn target(&mut self) -> Target<'_>;

    /// Whether other processes use the database too.
    fn is_of_many(&mut self) -> bool {
        !matches!(self.target(), Target::Sqlite(_))
    }
}

/// A connection of its own.
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    #[cfg(feature = "fleet")]
    Postgres(Box<PgConnection>),
}

impl Connected for Connection {
    fn target(&mut self) -> Target<'_> {
        match self {
            Self::Sqlite(connection) => Target::Sqlite(connection),
            #[cfg(feature = "fleet")]
            Self::Postgres(connection) => Target::Postgres(connection),
        }
    }
}

impl Connection {
    pub(crate) async fn close(self) -> sqlx::Result<()> {
        use sqlx::Connection as _;
        match self {
            Self::Sqlite(connection) => connection.close().await,
            #[cfg(feature = "fleet")]
            Self::Postgres(connection) => connection.close().await,
        }
    }

    /// Whether it is one to PostgreSQL.
    pub(crate) fn is_shared(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }
}

/// A parameter.
#[derive(Clone)]
pub(crate) enum Value {
    Bool(bool),
    Integer(Option<i64>),
    Real(f64),
    Text(Option<String>),
    Blob(Vec<u8>),
}

macro_rules! values {
    ($($from:ty => |$value:ident| $into:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $into
            }
        })*
    };
}

values! {
    bool => |value| Self::Bool(value);
    i64 => |value| Self::Integer(Some(value));
    u32 => |value| Self::Integer(Some(value.into()));
    Option<i64> => |value| Self::Integer(value);
    f64 => |value| Self::Real(value);
    &str => |value| Self::Text(Some(value.to_owned()));
    String => |value| Self::Text(Some(value));
    Option<&str> => |value| Self::Text(value.map(str::to_owned));
    &[u8] => |value| Self::Blob(value.to_vec());
    Vec<u8> => |value| Self::Blob(value);
}

/// A query with its parameters.
#[derive(Clone)]
pub(crate) struct Query {
    text: String,
    values: Vec<Value>,
}

/// A query of that text, which holds nothing of a caller's.
pub(crate) fn query(text: impl Into<String>) -> Query {
    Query { text: text.into(), values: Vec::new() }
}

/// How long a server may take to answer. It ends what takes longer itself, sooner than this; one that says nothing any more, because its machine is gone, is
/// given up then, and its connection with it.
#[cfg(feature = "fleet")]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

#[cfg(feature = "fleet")]
async fn timely<T>(answer: impl Future<Output = sqlx::Result<T>>) -> sqlx::Result<T> {
    let late = |_| sqlx::Error::Io(std::io::ErrorKind::TimedOut.into());
    tokio::time::timeout(PATIENCE, answer).await.map_err(late)?
}

/// Runs `$run` on the driver's own query, with its parameters, and gives what it returns to `$then`.
macro_rules! run {
    ($query:expr, $on:expr, $run:ident, $then:expr) => {{
        let Query { text, values } = $query;
        match $on.target() {
            Target::Sqlite(connection) => {
                let mut query = sqlx::query::<sqlx::Sqlite>(AssertSqlSafe(text));
                for value in values {
                    query = match value {
                        Value::Bool(value) => query.bind(value),
                        Value::Integer(value) => query.bind(value),
                        Value::Real(value) => query.bind(value),
                        Value::Text(value) => query.bind(value),
                        Value::Blob(value) => query.bind(value),
                    };
                }
                let then = $then;
                then(query.$run(connection).await?.into())
            }
            #[cfg(feature = "fleet")]
            Target::Postgres(connection) => {
                let mut query = sqlx::query::<sqlx::Postgres>(AssertSqlSafe(text));
                for value in values {
                    query = match value {
                        Value::Bool(value) => query.bind(value),
                        Value::Integer(value) => query.bind(value),
                        Value::Real(value) => query.bind(value),
                        Value::Text(value) => query.bind(value),
                        Value::Blob(value) => query.bind(value),
                    };
                }
                let then = $then;
                then(timely(query.$run(connection)).await?.into())
            }
        }
    }};
}

impl Query {
    /// The next parameter.
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    /// How many rows it changed.
    pub(crate) async fn execute(self, on: &mut impl Connected) -> sqlx::Result<u64> {
        run!(self, on, execute, |done: Done| Ok(done.0))
    }

    pub(crate) async fn fetch_optional(self, on: &mut impl Connected) -> sqlx::Result<Option<Row>> {
        run!(self, on, fetch_optional, |row: Optional| Ok(row.0))
    }

    pub(crate) async fn fetch_one(self, on: &mut impl Connected) -> sqlx::Result<Row> {
        self.fetch_optional(on).await?.ok_or(sqlx::Error::RowNotFound)
    }

    pub(crate) async fn fetch_all(self, on: &mut impl Connected) -> sqlx::Result<Vec<Row>> {
        run!(self, on, fetch_all, |rows: All| Ok(rows.0))
    }
}

/// Runs statements that take no parameters, several in one text too.
pub(crate) async fn run_all(text: &'static str, on: &mut impl Connected) -> sqlx::Result<()> {
    use sqlx::Executor as _;
    match on.target() {
        Target::Sqlite(connection) => connection.execute(sqlx::raw_sql(text)).await.map(|_| ()),
        #[cfg(feature = "fleet")]
        Target::Postgres(connection) => timely(connection.execute(sqlx::raw_sql(text))).await.map(|_| ()),
    }
}

/// A row of an answer.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    #[cfg(feature = "fleet")]
    Postgres(PgRow),
}

struct Done(u64);
struct Optional(Option<Row>);
struct All(Vec<Row>);

macro_rules! answers {
    ($row:ty, $result:ty, $variant:ident) => {
        impl From<$result> for Done {
            fn from(done: $result) -> Self {
                Self(done.rows_affected())
            }
        }
        impl From<Option<$row>> for Optional {
            fn from(row: Option<$row>) -> Self {
                Self(row.map(Row::$variant))
            }
        }
        impl From<Vec<$row>> for All {
            fn from(rows: Vec<$row>) -> Self {
                Self(rows.into_iter().map(Row::$variant).collect())
            }
        }
    };
}

answers!(SqliteRow, sqlx::sqlite::SqliteQueryResult, Sqlite);
#[cfg(feature = "fleet")]
answers!(PgRow, sqlx::postgres::PgQueryResult, Postgres);

/// What a column can be read as.
#[cfg(not(feature = "fleet"))]
pub(crate) trait Column: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> {}
#[cfg(not(feature = "fleet"))]
impl<T: for<'r> sqlx::Decode<'r, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>> Column for T {}

/// What a column can be read as.
#[cfg(feature = "fleet")]
pub(crate) trait Column:
    for<'r> sqlx::Decode<'r, sqlx::Sqlite>
    + sqlx::Type<sqlx::Sqlite>
    + for<'r> sqlx::Decode<'r, sqlx::Postgres>
    + sqlx::Type<sqlx::Postgres>
{
}
#[cfg(feature = "fleet")]
impl<T> Column for T where
    T: for<'r> sqlx::Decode<'r, sqlx::Sqlite>
        + sqlx::Type<sqlx::Sqlite>
        + for<'r> sqlx::Decode<'r, sqlx::Postgres>
        + sqlx::Type<sqlx::Postgres>
{
}

impl Row {
    /// The column of that name.
    pub(crate) fn get<T: Column>(&self, name: &'static str) -> sqlx::Result<T> {
        match self {
            Self::Sqlite(row) => row.try_get(name),
            #[cfg(feature = "fleet")]
            Self::Postgres(row) => row.try_get(name),
        }
    }

    /// The column at that place, from 0.
    pub(crate) fn at<T: Column>(&self, place: usize) -> sqlx::Result<T> {
        match self {
            Self::Sqlite(row) => row.try_get(place),
            #[cfg(feature = "fleet")]
            Self::Postgres(row) => row.try_get(place),
        }
    }
}
