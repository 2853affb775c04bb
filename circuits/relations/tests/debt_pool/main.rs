//! Statement 4: the native check and the circuit accept and refuse the same claims, at a room of four lines.

mod agreement;
mod gates;
mod mutations;
mod valid;

use covenant_gadgets::Fr;
use covenant_relations::{Circuit, Cs, pool::PoolCircuit};
use covenant_statements::{
    Bps,
    pool::{Claim, sample::World},
};

/// Lines that the circuit of these tests has room for.
const ROOM: usize = 4;

/// Three lines in a room of four: two obligors, one of them with two lines, one line late.
fn world() -> World {
    let mut world = World::new(1, 3);
    world.tape.obligors[1].same_group = false;
    world.policy.top_obligors = 1;
    world.policy.min_senior = Bps(3_000);
    world.settle();
    world
}

fn full(claim: &Claim) -> Cs {
    PoolCircuit::with_room(claim, ROOM).full()
}

/// The clause in which the circuit refuses, `None` where it does not.
fn refused_in(claim: &Claim) -> Option<String> {
    let refused = full(claim).is_satisfied().err()?;
    refused.scope.split('/').next().map(str::to_owned)
}

fn one() -> Fr {
    Fr::from(1u64)
}
