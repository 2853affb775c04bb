//! `sample`: synthetic input of any size, for demonstrations, benchmarks and trials at scale. Each is a development home of its own, with keys
//! that its seed makes: nobody takes them for somebody's.

mod custody;
pub(crate) mod draw;
mod folder;
pub(crate) mod invoices;
pub(crate) mod ledger;
mod parties;
mod pool;
mod vault;

use crate::cli::Sample;
use crate::failure::{Exit, Failure, Result};
use crate::output::Reply;

pub(crate) fn run(command: &Sample) -> Result<Reply> {
    match command {
        Sample::Invoices(args) => invoices::run(args),
        Sample::Vault(args) => vault::run(args),
        Sample::Pool(args) => pool::run(args),
        Sample::Ledger(args) => ledger::run(args),
    }
}

/// A sample that is not what it should be.
fn unexpected(what: &str) -> Failure {
    Failure::new(Exit::Other, "sample/unexpected", what)
}
