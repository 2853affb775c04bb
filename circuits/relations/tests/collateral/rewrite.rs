//! The release of lines.

use crate::support::{kept, world};
use covenant_gadgets::{
    Fr,
    poseidon::{hash, poseidon},
};
use covenant_relations::{
    Circuit, Cs,
    collateral::{RewriteCircuit, Shape},
};
use covenant_soundness::{Circuit as _, Recorded, System};
use covenant_statements::{
    Amount, Claim as _,
    collateral::{Figures, Rewrite, rewrite::TIERS, sample::World},
};
use std::sync::OnceLock;

/// The columns of the public inputs.
const NEW: usize = 4;
const RELEASED: usize = 5;

fn circuit(rewrite: &Rewrite) -> RewriteCircuit<&Rewrite> {
    let shape = Shape { lines: 4, appraisals: 2, lots: 3, authorities: 2, commodities: 1 };
    RewriteCircuit { claim: rewrite, info: &TIERS[0], shape }
}

fn system() -> &'static System<Fr> {
    static SYSTEM: OnceLock<System<Fr>> = OnceLock::new();
    kept(&SYSTEM, || {
        let rewrite = released(&[false, true, false, true]);
        Recorded::new(|cs: &mut Cs| circuit(&rewrite).synthesize(cs)).system()
    })
}

/// The first constraint that does not hold.
fn refusal(z: &[Fr]) -> Option<String> {
    let row = system().first_failing(z, 0)?;
    Some(system().sites[system().rows[row].site as usize].full())
}

/// The last line is paid in part; with what the lines that stay can cover.
fn of_world(mut world: World, released: &[bool]) -> Rewrite {
    if let Some((line, note)) = world.ledger.lines.last_mut().zip(world.notes.last()) {
        line.open = Amount(note.amount.0 - 1);
    }
    world.exposure = Amount(0);
    let mut rewrite = Rewrite { claim: world.claim(), released: released.to_vec() };
    let base = Figures::of_lines(&rewrite.claim, &|line| !rewrite.released[line]).base;
    rewrite.claim.exposure = Amount(base as u64);
    rewrite
}

fn released(released: &[bool]) -> Rewrite {
    of_world(world(), released)
}

#[test]
fn what_stays_covers_the_exposure_and_not_a_unit_more() {
    for pattern in [0b0000, 0b0001, 0b0110, 0b1000, 0b1011, 0b1111] {
        let mut rewrite = released(&[0, 1, 2, 3].map(|line| pattern >> line & 1 == 1));
        assert_eq!(rewrite.check(), Ok(()), "{pattern:04b}");
        let z = circuit(&rewrite).assignment();
        assert_eq!(refusal(&z), None, "{pattern:04b}");
        assert_eq!(z[1..7], rewrite.public_inputs().to_array());
        rewrite.claim.exposure.0 += 1;
        assert_eq!(rewrite.check().map_err(|e| e.code), Err("collateral/insufficient"));
        let refused = refusal(&circuit(&rewrite).assignment());
        assert_eq!(refused.as_deref(), Some("base/covers/bits/boolean"), "{pattern:04b}");
    }
}

/// All lines together would cover it.
#[test]
fn a_line_that_leaves_does_not_count() {
    let stays = released(&[false; 4]);
    let leaves = Rewrite { released: vec![true, false, false, false], ..stays };
    assert_eq!(leaves.check().map_err(|e| e.code), Err("collateral/insufficient"));
    assert_eq!(refusal(&circuit(&leaves).assignment()).as_deref(), Some("base/covers/bits/boolean"));
}

#[test]
fn vaults_that_are_not_full() {
    for (lines, pattern) in [(0, 0), (1, 1), (1, 0), (3, 0b101)] {
        let bits: Vec<bool> = (0..lines).map(|line| pattern >> line & 1 == 1).collect();
        let rewrite = of_world(World::new(3, lines), &bits);
        assert_eq!(rewrite.check(), Ok(()));
        assert_eq!(refusal(&circuit(&rewrite).assignment()), None, "{lines} lines");
    }
}

/// As a contract does from the commitments in its storage: of each line that leaves it reads the note and the bit.
fn digests(rewrite: &Rewrite, whole: &[bool]) -> [Fr; 2] {
    let start = rewrite.claim.ledger.vault;
    let notes = rewrite.claim.commitments();
    let all = notes.iter().fold(start, |digest, note| poseidon(&[digest, *note]));
    let (mut new, mut released) = (start, hash("covenant/released", &[all]));
    for ((note, leaves), whole) in notes.iter().zip(&rewrite.released).zip(whole) {
        if *leaves {
            released = poseidon(&[released, *note, Fr::from(*whole)]);
        } else {
            new = poseidon(&[new, *note]);
        }
    }
    [new, released]
}

#[test]
fn digests_are_those_of_the_contract() {
    let rewrite = released(&[false, true, false, true]);
    let public = rewrite.public_inputs();
    assert_eq!([public.new_vault, public.released], digests(&rewrite, &[true, true, true, false]));
    let z = circuit(&rewrite).assignment();
    assert_eq!([z[NEW], z[RELEASED]], digests(&rewrite, &[true, true, true, false]));
}

#[test]
fn no_other_digests_are_proved() {
    let rewrite = released(&[false, true, false, true]);
    let honest = circuit(&rewrite).assignment();
    let with = |column: usize, value: Fr| {
        let mut z = honest.clone();
        assert!(z[column] != value);
        z[column] = value;
        refusal(&z)
    };
    let of = |bits: [bool; 4]| {
        digests(&Rewrite { released: bits.to_vec(), ..rewrite.clone() }, &[true, true, true, false])
    };
    let new = Some("release/release/new".to_owned());
    assert_eq!(with(NEW, of([true, true, false, true])[0]), new, "a line that stays is left out");
    assert_eq!(with(NEW, of([false, false, false, true])[0]), new, "a line that leaves stays too");
    let released = Some("release/release/released".to_owned());
    assert_eq!(with(RELEASED, digests(&rewrite, &[true; 4])[1]), released, "whole, though paid in part");
    assert_eq!(
        with(RELEASED, digests(&rewrite, &[true, false, true, false])[1]),
        released,
        "not whole, though nothing is paid"
    );
    assert_eq!(with(RELEASED, of([true, true, false, true])[1]), released, "a line that stays leaves too");
    assert_eq!(
        with(RELEASED, of([false, true, false, false])[1]),
        released,
        "a line that leaves is not named"
    );
}

#[test]
fn every_public_input_is_bound() {
    let z = circuit(&released(&[false, true, false, true])).assignment();
    let expected = ["context", "environment", "lines", "release", "release", "inputs"];
    for (i, expected) in (1..).zip(expected) {
        let mut z = z.clone();
        z[i] += Fr::from(2u64);
        let place = refusal(&z);
        assert_eq!(
            place.as_deref().and_then(|place| place.split('/').next()),
            Some(expected),
            "{i}: {place:?}"
        );
    }
}

#[test]
fn a_rewrite_says_of_each_line_whether_it_leaves() {
    let mut rewrite = released(&[false; 4]);
    assert_eq!(rewrite.validate(), Ok(()));
    rewrite.released.pop();
    assert!(rewrite.validate().is_err());
}

/// Rules that void a certificate void a release too, though the line that breaks them leaves.
#[test]
fn a_line_that_leaves_is_looked_at_all_the_same() {
    let mut world = world();
    world.notes[3].nullifier = world.notes[0].nullifier;
    let rewrite = of_world(world, &[false, false, false, true]);
    assert_eq!(rewrite.check().map_err(|e| (e.code, e.row)), Err(("collateral/obligation-twice", Some(3))));
    assert_eq!(refusal(&circuit(&rewrite).assignment()).as_deref(), Some("lines/tally/distinct"));
}
