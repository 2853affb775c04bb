//! End-to-end tests over the whole workspace, and the test vectors that they share with makers of other clients.
//!
//! [`vectors`] computes what lies in the repository's folder `vectors/`; the binary `write-vectors` writes it, and a test
//! compares. The folder `js/` checks the same files with circomlibjs, an implementation that shares no code with this one.
//! [`book`] does the same for the tables in the book that follow from the code.

pub mod book;
mod grown;
mod measured;
pub mod vectors;
