//! Every rule is broken once, by one change to a chunk that passes.

use super::{Rule, check};
use crate::{
    Fr,
    solvency::{ASSETS, Chunk, MAX_ACCOUNTS, Slot},
};
use alloc::{vec, vec::Vec};

type World = (Chunk, Vec<Slot>, Fr);

fn valid(assets: usize) -> World {
    let mut chunk = Chunk::empty(Fr::from(11u64), 3, assets, Fr::from(99u64));
    let mut slots: Vec<Slot> = (0..5u64)
        .map(|i| Slot { active: true, balances: (0..assets as u64).map(|j| u64::MAX - i * j).collect() })
        .collect();
    slots.iter().for_each(|slot| chunk.add(&slot.balances));
    slots.push(Slot { active: false, balances: vec![0; assets] });
    let output = chunk.output();
    (chunk, slots, output)
}

fn rule(world: World) -> Option<Rule> {
    check(&world.0, world.1, world.2).err().map(|violation| violation.rule)
}

#[test]
fn chunks_of_every_width_pass() {
    for assets in ASSETS {
        assert_eq!(rule(valid(assets)), None, "{assets} assets");
    }
}

/// A change, and the rule that it breaks.
type Mutation = (Rule, fn(&mut World));

const MUTATIONS: &[Mutation] = &[
    (Rule::Assets, |w| w.0.totals.push(0)),
    (Rule::Balances, |w| {
        w.1[2].balances.pop();
    }),
    (Rule::Empty, |w| w.1.clear()),
    (Rule::Empty, |w| w.1[0].active = false),
    (Rule::Prefix, |w| w.1[2] = Slot { active: false, balances: vec![0; 8] }),
    (Rule::Padding, |w| w.1[5].balances[7] = 1),
    (Rule::Total, |w| w.1[4].balances[0] -= 1),
    (Rule::Total, |w| w.0.totals.swap(0, 1)),
    (Rule::Total, |w| {
        w.1.remove(4);
    }),
    (Rule::Count, |w| w.0.count += 1),
    (Rule::Output, |w| w.0.index += 1),
    (Rule::Output, |w| w.0.environment += Fr::from(1u64)),
    (Rule::Output, |w| w.0.blinding += Fr::from(1u64)),
    (Rule::Output, |w| w.2 += Fr::from(1u64)),
];

#[test]
fn every_change_breaks_its_rule() {
    for (expected, change) in MUTATIONS {
        let mut world = valid(8);
        change(&mut world);
        assert_eq!(rule(world), Some(*expected));
    }
    let broken = |rule: &&Rule| **rule == Rule::Capacity || MUTATIONS.iter().any(|m| m.0 == **rule);
    assert_eq!(Rule::ALL.iter().filter(broken).count(), Rule::ALL.len());
    assert_eq!(super::all().len(), Rule::ALL.len());
}

#[test]
fn more_slots_than_any_circuit_takes_are_refused() {
    let (chunk, _, output) = valid(1);
    let slots = (0..=MAX_ACCOUNTS).map(|_| Slot { active: true, balances: vec![1] });
    assert_eq!(check(&chunk, slots, output).map_err(|v| v.rule), Err(Rule::Capacity));
}

#[test]
fn a_violation_names_the_slot() {
    let mut world = valid(8);
    world.1[5].balances[7] = 1;
    assert_eq!(check(&world.0, world.1, world.2).map_err(|v| v.row), Err(Some(5)));
}

#[test]
fn the_output_is_the_books_hash() {
    use covenant_gadgets::poseidon::{hash, poseidon};
    let (one, _, output) = valid(1);
    let tag = covenant_gadgets::field::ascii(Chunk::TAG);
    let total = Fr::from(one.totals[0]);
    assert_eq!(
        output,
        poseidon(&[tag, Fr::from(11u64), Fr::from(3u64), Fr::from(5u64), total, Fr::from(99u64)])
    );
    let (eight, _, output) = valid(8);
    assert_eq!(eight.values().len(), 12);
    assert_eq!(output, hash("covenant/solvency-chunk", &eight.values()));
}
