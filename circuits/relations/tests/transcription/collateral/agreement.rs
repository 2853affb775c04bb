//! Native check, circuit and transcription: one verdict on certificates.

use super::{
    cases::{mutations, random, valid},
    statement::certificate,
};
use crate::verdict::{Constraints, Kept, Verdict, cases, judged, some};
use ark_bn254::Fr;
use covenant_gadgets::eddsa::SecretKey;
use covenant_relations::collateral::{CollateralCircuit, Shape};
use covenant_statements::{
    Amount,
    collateral::{Claim, Rule, TIERS, check, sample::World},
    disclosure::Seal,
};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rayon::prelude::*;

fn public(claim: &Claim) -> [Fr; 5] {
    Claim::public_inputs(claim).to_array()
}

fn transcribed(claim: &Claim, public: [Fr; 5]) -> Verdict {
    judged(&public, |clauses| certificate(clauses, claim, public))
}

/// The place at which a circuit with room for four lines refuses.
fn circuit(claim: &Claim) -> Result<(), String> {
    fn of(claim: &Claim) -> CollateralCircuit<&Claim> {
        let info = &TIERS[0];
        CollateralCircuit { claim, info, shape: Shape { lines: 4, ..Shape::of(info) } }
    }
    static CONSTRAINTS: Kept = Kept::new(|| Constraints::of(&of(&World::new(1, 4).claim())));
    CONSTRAINTS.judge(&of(claim), &public(claim))
}

/// What is wrong, if not all three refuse the claim by this rule, or accept it where there is none.
fn differs(name: &str, claim: &Claim, rule: Option<Rule>) -> Option<String> {
    let (native, circuit, here) = (check(claim), circuit(claim), transcribed(claim, public(claim)));
    let clause = rule.map_or(Ok(()), |rule| Err(rule.clause().name()));
    // Whatever is not of its form may be so much out of it that it does not even enter.
    let enters = !matches!(rule, Some(Rule::PolicyForm | Rule::RolesForm | Rule::LedgerGroup));
    let agree = native.map_err(|violation| violation.rule) == rule.map_or(Ok(()), Err)
        && (here == clause || !enters && here == Err("inputs"))
        && circuit.is_ok() == rule.is_none();
    let says = || format!("{name}: {rule:?}; natively {native:?}, circuit {circuit:?}, here {here:?}");
    (!agree).then(says)
}

fn all_agree(table: &[(&str, Claim, Option<Rule>)]) {
    let differ = |(name, claim, rule): &(&str, Claim, Option<Rule>)| differs(name, claim, *rule);
    let failures: Vec<String> = table.par_iter().filter_map(differ).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}

/// All figures are under the public input `disclosure`: three times the same.
fn disclosed(seed: u64, mut claim: Claim) -> Claim {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let auditor = SecretKey::generate(&mut rng).public();
    claim.disclosure = Some(Seal::new(auditor, 0b1_1111_1111, &mut rng).unwrap());
    claim
}

/// Each with all that can be drawn, and with a unit more.
#[test]
fn what_holds_has_the_same_figures() {
    let mut table = vec![("nothing disclosed", World::new(7, 3).claim(), None)];
    for (name, claim) in some(valid::claims(), 16) {
        if let Some(more) = claim.exposure.0.checked_add(1) {
            let over = if more > claim.policy.limit.0 { Rule::OverLimit } else { Rule::Insufficient };
            table.push((name, Claim { exposure: Amount(more), ..claim.clone() }, Some(over)));
        }
        table.push((name, disclosed(3, claim), None));
    }
    all_agree(&table);
}

/// But for those with more lines or debtors than any circuit takes: there is no transcription of a size.
#[test]
fn every_mutation_is_refused_by_all_three_in_one_clause() {
    let table = mutations::table().into_iter().map(|(name, change, rule, ..)| (name, change, rule));
    let table = table.filter(|(.., rule)| !matches!(rule, Rule::TooManyLines | Rule::TooManyDebtors));
    let claims =
        some(table.collect(), 5).into_iter().map(|(name, change, rule)| (name, change.claim(), Some(rule)));
    all_agree(&claims.collect::<Vec<_>>());
}

#[test]
fn every_public_input_is_bound() {
    let claim = disclosed(5, valid::drawn(&World::new(1, 3)));
    for (i, clause) in ["disclosure", "environment", "lines", "base", "disclosure"].into_iter().enumerate() {
        let mut other = public(&claim);
        other[i] += Fr::from(1u64);
        assert_eq!(transcribed(&claim, other), Err(clause), "public input {i}");
    }
}

#[test]
fn all_three_agree_on_random_changes() {
    let cases = cases(6);
    let held = |seed: u64| {
        let claim = disclosed(seed, random::claim(seed));
        let rule = check(&claim).err().map(|violation| violation.rule);
        differs(&format!("seed {seed}"), &claim, rule).map_or(Ok(rule.is_none()), Err)
    };
    let held: Result<Vec<bool>, String> = (0..cases).into_par_iter().map(held).collect();
    let accepted =
        held.unwrap_or_else(|failure| panic!("{failure}")).iter().filter(|held| **held).count() as u64;
    assert!(
        accepted * 8 > cases && (cases - accepted) * 8 > cases,
        "{accepted} of {cases} hold: too few of a kind"
    );
}
