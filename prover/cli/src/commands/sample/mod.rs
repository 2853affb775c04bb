//! `sample`: synthetic input of any size, for demonstrations, benchmarks and trials at scale. Each is a development home of its own, with keys
//! that its seed makes: nobody takes them for somebody's.

mod draw;
mod folder;
mod parties;
mod pool;
mod vault;

use crate::cli::Sample;
use crate::failure::Result;
use crate::output::Reply;

pub(super) fn run(command: &Sample) -> Result<Reply> {
    match command {
        Sample::Vault(args) => vault::run(args),
        Sample::Pool(args) => pool::run(args),
    }
}
