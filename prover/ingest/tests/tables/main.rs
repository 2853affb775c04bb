//! Tables: what is read, what is refused and where.

mod files;
mod hostile;
mod kinds;
mod oracle;
#[cfg(feature = "parquet")]
mod parquet;
mod support;
mod valid;
