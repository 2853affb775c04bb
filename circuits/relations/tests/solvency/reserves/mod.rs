//! Reserves, in a room of three statements and four assets.

mod agreement;
mod mutations;
mod raw;
mod valid;

use crate::cases::reserves::{for_entity, world};
use covenant_relations::{
    Circuit, Cs,
    reserves::{ReservesCircuit, Room},
};
use covenant_statements::solvency::reserves::Claim;

/// What the circuit of these tests has room for.
const ROOM: Room = Room { statements: 3, assets: 4 };

fn circuit(claim: &Claim) -> ReservesCircuit<&Claim> {
    ReservesCircuit::with_room(claim, ROOM)
}

fn full(claim: &Claim) -> Cs {
    circuit(claim).full()
}
