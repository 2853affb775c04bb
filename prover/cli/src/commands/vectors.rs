//! `vectors write`.
