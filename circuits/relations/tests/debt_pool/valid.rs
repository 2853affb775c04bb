//! What must be accepted is, with the same public inputs, in any room.

use crate::{
    ROOM,
    cases::{valid::claims, world},
    full,
};
use covenant_relations::{Circuit, pool::PoolCircuit};
use covenant_statements::pool::{check, sample::World};

#[test]
fn what_is_valid_is_accepted_with_the_same_public_inputs() {
    for (name, claim) in claims() {
        assert_eq!(check(&claim), Ok(()), "{name}");
        let cs = full(&claim);
        assert_eq!(cs.is_satisfied(), Ok(()), "{name}");
        assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array(), "{name}");
        assert_eq!(PoolCircuit::with_room(&claim, ROOM).assignment(), cs.assignment(), "{name}");
    }
}

#[test]
fn room_moves_no_public_input() {
    let claim = world().claim();
    for room in [3, 4, 9] {
        let cs = PoolCircuit::with_room(&claim, room).full();
        assert_eq!(cs.is_satisfied(), Ok(()));
        assert_eq!(cs.public_inputs(), claim.public_inputs().unwrap().to_array());
    }
}

#[test]
fn a_line_stays_within_the_budget() {
    let count =
        |room: usize| PoolCircuit::with_room(World::new(1, room).claim(), room).full().constraints().len();
    let (small, large) = (count(33), count(66));
    let line = (large - small) / 33;
    let all = |lines: usize| (large + line * (lines - 66)) / lines;
    assert!(line <= 2_300 && count(64) / 64 <= 2_300 && all(1024) <= 2_300);
    assert!(all(1024) * 1024 < 1 << 21, "the largest tier's domain");
}
