//! Coverage, in a room of three chunks, four assets and two signatures.

mod agreement;
mod mutations;
mod raw;
mod valid;

use crate::cases::coverage::world;
use covenant_relations::{
    Circuit, Cs,
    coverage::{CoverageCircuit, Room},
};
use covenant_statements::solvency::coverage::Claim;

/// What the circuit of these tests has room for.
const ROOM: Room = Room { chunks: 3, columns: 8, assets: 4, authorities: 2 };

fn circuit(claim: &Claim) -> CoverageCircuit<&Claim> {
    CoverageCircuit::with_room(claim, ROOM)
}

fn full(claim: &Claim) -> Cs {
    circuit(claim).full()
}
