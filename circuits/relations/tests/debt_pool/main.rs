//! Statement 4: the native check and the circuit accept and refuse the same claims, at a room of four lines.

mod agreement;
mod cases;
mod gates;
mod mutations;
#[path = "../prover/mod.rs"]
mod prover;
mod raw;
mod valid;

use covenant_relations::{Circuit, Cs, pool::PoolCircuit};
use covenant_statements::pool::Claim;

/// Lines that the circuit of these tests has room for.
const ROOM: usize = 4;

fn full(claim: &Claim) -> Cs {
    PoolCircuit::with_room(claim, ROOM).full()
}

/// The clause in which the circuit refuses, `None` where it does not.
fn refused_in(claim: &Claim) -> Option<String> {
    let refused = full(claim).is_satisfied().err()?;
    refused.scope.split('/').next().map(str::to_owned)
}
