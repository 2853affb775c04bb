//! The rewrite of statement 2: lines leave a vault, and what stays still covers the exposure. Its files and its rules are those of a
//! certificate.

pub(crate) mod args;
mod statement;

pub(crate) use statement::Release;
