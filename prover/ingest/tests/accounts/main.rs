//! Ledgers of accounts: what is read, what is refused, and what is read again.

mod changed;
mod csv;
#[cfg(feature = "parquet")]
mod parquet;
mod support;
