//! A circuit with little room, and what it says of claims.

use covenant_gadgets::Fr;
use covenant_relations::{
    Circuit, Cs,
    collateral::{CollateralCircuit, Shape},
};
use covenant_soundness::{Circuit as _, Recorded, System};
use covenant_statements::collateral::{Claim, TIERS, check, sample::World};
use std::sync::OnceLock;

/// Room for four lines, and for all else that a tier has room for.
pub(crate) fn room() -> Shape {
    Shape { lines: 4, ..Shape::of(&TIERS[0]) }
}

/// The sample's world, full.
pub(crate) fn world() -> World {
    World::new(1, 4)
}

pub(crate) fn circuit(claim: &Claim) -> CollateralCircuit<&Claim> {
    CollateralCircuit { claim, info: &TIERS[0], shape: room() }
}

/// The circuit's constraints, with the sample as their witness.
pub(crate) fn system() -> &'static System<Fr> {
    static SYSTEM: OnceLock<System<Fr>> = OnceLock::new();
    kept(&SYSTEM, || {
        let claim = world().claim();
        Recorded::new(|cs: &mut Cs| circuit(&claim).synthesize(cs)).system()
    })
}

/// Made when it is first asked for, by several threads at once if it must be: synthesis has work done by rayon's pool, whose threads must not
/// wait for who waits for them.
pub(crate) fn kept(
    system: &'static OnceLock<System<Fr>>,
    make: impl FnOnce() -> System<Fr>,
) -> &'static System<Fr> {
    match system.get() {
        Some(made) => made,
        None => {
            let made = make();
            system.get_or_init(|| made)
        }
    }
}

/// The first constraint that does not hold, by its place.
pub(crate) fn refusal(claim: &Claim) -> Option<String> {
    let z = circuit(claim).assignment();
    let row = system().first_failing(&z, 0)?;
    Some(system().sites[system().rows[row].site as usize].full())
}

/// Both accept it, and say the same of it.
pub(crate) fn accepted(name: &str, claim: &Claim) {
    check(claim).unwrap_or_else(|e| panic!("{name}: {e}"));
    let z = circuit(claim).assignment();
    let failing = system().first_failing(&z, 0);
    let place = failing.map(|row| system().sites[system().rows[row].site as usize].full());
    assert_eq!(place, None, "{name}");
    assert_eq!(z[1..6], claim.public_inputs().to_array(), "{name}");
}

/// Both refuse it, the circuit in this clause.
pub(crate) fn refused_in(name: &str, claim: &Claim, clause: &str) {
    assert!(check(claim).is_err(), "{name}: natively accepted");
    let refusal = refusal(claim);
    let first = refusal.as_deref().and_then(|place| place.split('/').next());
    assert_eq!(first, Some(clause), "{name}: {refusal:?}");
}
