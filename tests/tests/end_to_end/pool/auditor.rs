//! Figures of a pool, disclosed to an auditor.

use super::fixture::{MASK, auditor, code, envelope, judge, made_to_agree, proved, seal};
use covenant_parties::disclosure::Stated;
use covenant_statements::{
    Fr,
    disclosure::{Disclosure, DisclosureForm},
    pool::{Figure, Figures},
};

#[test]
fn an_auditor_reads_the_proofs_own_figures_and_nobody_others() {
    let pool = proved();
    let (statement, figures) = (pool.statement(), Figures::of(&pool.claim).unwrap());
    let stated = Stated::read(&envelope(&statement)).unwrap();
    let opened = stated.open(&auditor(1)).unwrap();
    let expected: Vec<Option<u128>> = (figures.in_order().iter().enumerate())
        .map(|(i, figure)| (MASK >> i & 1 == 1).then_some(u128::from(*figure)))
        .collect();
    assert_eq!(opened.in_order(), expected);
    assert_eq!(stated.open(&auditor(2)).unwrap_err().code(), "disclosure/wrong-key");
    let mut trust = pool.trust();
    trust.auditors.clear();
    let report = judge(&statement, trust).unwrap();
    assert!(report.procedures.iter().any(|p| p.exception == Some("unknown auditor")));

    let context = pool.claim.context;
    let values = figures.in_order().map(u128::from);
    let mut higher = values;
    higher[27] += 1;
    let others: [Disclosure; 3] = [
        seal(MASK, 2).disclosure(context, &values).unwrap(),
        seal(MASK, 1).disclosure(context, &higher).unwrap(),
        seal(MASK | 2, 1).disclosure(context, &values).unwrap(),
    ];
    for other in &others {
        let mut swapped = statement.clone();
        swapped.predicate.disclosure = Some(DisclosureForm::new(other, &Figure::NAMES));
        assert_eq!(code(&swapped, pool.trust()), "attestation/disclosure");
        made_to_agree(&mut swapped);
        assert_eq!(code(&swapped, pool.trust()), "proof/invalid");
    }
    let mut hidden = statement;
    hidden.predicate.disclosure = None;
    hidden.predicate.public_inputs.disclosure = Fr::from(0u64);
    assert_eq!(code(&hidden, pool.trust()), "proof/invalid");
}
