//! A pool's figures: proved, verified, and every way in which a malicious prover must fail.

mod auditor;
mod fixture;
mod parts;
mod payload;
mod prover;

use covenant_statements::pool::{Figure, Figures};
use fixture::{judge, made_to_agree, proved};

#[test]
fn an_honest_pool_is_accepted_and_its_figures_are_told_by_name() {
    let pool = proved();
    let report = judge(&pool.statement(), pool.trust()).unwrap();
    let (figures, hidden) = (Figures::of(&pool.claim).unwrap(), &pool.claim.policy.bounded);
    assert_eq!(hidden.len(), 2);
    for (figure, name) in Figure::ALL {
        let told = report.fact(name).unwrap().to_string();
        if hidden.contains(&figure) {
            let bound = pool.claim.bounds[figure as usize].0;
            assert!(bound > figures.get(figure) && told.starts_with(&format!("at most {bound}")), "{name}");
        } else {
            assert_eq!(told.split(' ').next(), Some(&*figures.get(figure).to_string()), "{name}");
        }
    }
    let exceptions: Vec<_> = report.procedures.iter().filter_map(|p| p.exception).collect();
    assert_eq!(exceptions, ["development key", "not traced"]);
    let mut agreed = pool.statement();
    made_to_agree(&mut agreed);
    assert_eq!(agreed, pool.statement());
}
