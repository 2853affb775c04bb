//! Invoices attached to PDFs: what is read, and what a file cannot do to its reader.
#![cfg(feature = "pdf")]

#[path = "../common/mod.rs"]
mod common;

mod files;
mod hostile;
mod read;
