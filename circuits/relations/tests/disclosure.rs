//! The gadget of disclosures passes the gates by itself, whether something is disclosed or not: statements have it as it is here.

use covenant_gadgets::{
    Fr,
    compare::Uint,
    disclosure::{Seal, var::SealVar},
    eddsa::SecretKey,
};
use covenant_relations::{
    Cs,
    parts::ledger::{DISCLOSURE, GADGETS},
};
use covenant_soundness::{
    Circuit as _, Ledger, Origin, Recorded, System,
    deletion::{self, Case},
    forge, rank,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

const CONTEXT: u64 = 7;
const VALUES: [u128; 4] = [1, (1 << 80) - 1, 3, 4];

/// The public value's column, after the constant one and the context.
const PUBLIC: usize = 2;

const LEDGER: Ledger = Ledger { caught_by: &[GADGETS, DISCLOSURE], ..Ledger::EMPTY };

fn seals() -> [Option<Seal>; 3] {
    let seal = |mask| {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let auditor = SecretKey::generate(&mut rng).public();
        Seal::new(auditor, mask, &mut rng).unwrap()
    };
    [None, Some(seal(0b0110)), Some(seal(0b1111))]
}

/// The figures are a statement's, held by its other clauses: here they are public.
fn recorded(seal: Option<Seal>) -> Recorded<impl Fn(&mut Cs) + Sync> {
    Recorded::new(move |cs: &mut Cs| {
        let context = Fr::from(CONTEXT);
        let native = seal.as_ref().map(|seal| seal.disclosure(context, &VALUES).unwrap());
        let value = native.map_or(Fr::from(0u64), |native| native.value(context));
        let (context, public) = (cs.public(context), cs.public(value));
        let figures = cs.scoped("figures", |cs| {
            let figures = VALUES.map(|value| cs.public(Fr::from(value)));
            figures.map(|figure| Uint::range(cs, figure, 80))
        });
        let seal = cs.scoped("inputs", |cs| SealVar::input(cs, "seal", seal.as_ref(), VALUES.len()));
        cs.scoped("disclosure", |cs| {
            let value = seal.value(cs, &context, &figures);
            cs.enforce_equal("disclosure/public", &value, &public);
        });
    })
}

#[test]
fn every_value_is_held() {
    for seal in seals() {
        let circuit = recorded(seal);
        let effort = forge::Effort { members: Some(2), seed: 1 };
        let report = forge::run(&circuit, &circuit.system(), &LEDGER, effort);
        assert!(report.findings.is_empty(), "{:#?}", report.findings);
    }
}

/// No secret is free: e is the sum of bits, which cannot move, and A is hashed.
#[test]
fn nothing_moves() {
    for seal in seals() {
        let report = rank::run(&recorded(seal).system(), &LEDGER);
        assert!(report.is_passed(), "{report:#?}");
    }
}

/// A prover that takes other inputs and makes public what comes of them.
fn false_statements(circuit: &impl covenant_soundness::Circuit<Fr>, system: &System<Fr>) -> Vec<Case<Fr>> {
    let full = |column: usize| system.site_of(column).full();
    let columns = || 1..system.variables.len();
    let value = columns().find(|column| full(*column).ends_with("disclosure/value")).unwrap();
    let inputs = columns().filter(|column| system.variables[*column].origin == Origin::Input);
    let forged = inputs.flat_map(|column| [1u64, 2].map(|d| (column, system.z[column] + Fr::from(d))));
    let case = |(column, forged): (usize, Fr)| {
        let mut z = circuit.replay(&[(column, forged)]);
        z[PUBLIC] = z[value];
        (!system.failing(&z).is_empty()).then(|| Case { name: format!("forged {}", full(column)), z })
    };
    forged.filter_map(case).collect()
}

#[test]
fn every_group_is_needed() {
    for seal in seals() {
        let circuit = recorded(seal);
        let system = circuit.system();
        let cases = false_statements(&circuit, &system);
        let report = deletion::run(&circuit, &system, &LEDGER, &cases, None, 1);
        let unshown: Vec<&str> = report.findings().map(|group| group.place.as_str()).collect();
        assert!(report.is_passed(), "{unshown:?} {:?}", report.accepted);
    }
}
