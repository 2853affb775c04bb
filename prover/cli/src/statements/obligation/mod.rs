//! Statement 1, obligation validity: its documents, its files, its arguments.

pub(crate) mod acknowledge;
pub(crate) mod args;
pub(crate) mod claim;
pub(crate) mod consent;
pub(crate) mod demo;
pub(crate) mod documents;
pub(crate) mod request;
pub(crate) mod show;
mod statement;
#[cfg(test)]
mod tests;

pub(crate) use statement::{NOTE, Obligation};
