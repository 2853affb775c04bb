//! The figures that are expected of a pool against those of the native check, which takes the pool.

use covenant_parties::pool::{Sources, claim};
use covenant_statements::pool::figure::Unit;
use covenant_statements::pool::{Claim, FIGURES, Figure, Figures, check};
use covenant_statements::{Amount, Fr};

use super::*;

fn sample(seed: u64, loans: usize) -> (book::Book, Claim) {
    let mut draw = Draw::new(seed);
    let cut_off: Day = CUT_OFF.parse().unwrap();
    let book = drawn::book(&mut draw, loans, cut_off.get());
    let documents = documents::make(&book, Fr::from(77u64), &mut draw).unwrap();
    let claim = claim(Sources {
        network: documents::NETWORK,
        custody: &documents.vault,
        notes: documents.notes.clone(),
        tape: documents.tape.clone(),
        structure: &documents.structure,
        policy: documents.policy.clone(),
        registry: &documents.parties.registry,
        cut_off: Some(cut_off),
        context: Fr::from(0u64),
    });
    (book, claim.unwrap())
}

#[test]
fn expected_figures_are_those_of_the_native_check() {
    let sizes = [1, 2, 3, 5, 8, 13, 33, 64, 65, 150];
    let mut seen = [0u64; FIGURES];
    for seed in 0..30 {
        let (book, claim) = sample(seed, sizes[seed as usize % sizes.len()]);
        assert_eq!(check(&claim), Ok(()), "seed {seed}");
        let (figures, document) = (Figures::of(&claim).unwrap(), expected::of(&book));
        for (figure, name) in Figure::ALL {
            let value = figures.get(figure);
            let is_amount = figure.unit() == Unit::Amount;
            let text = if is_amount { Amount(value).to_decimal(2) } else { value.to_string() };
            assert_eq!(document[name], text, "{name} of seed {seed}");
            seen[figure as usize] = seen[figure as usize].max(value);
        }
        assert_eq!(document.len(), FIGURES);
    }
    assert!(seen.iter().all(|most| *most > 0), "a figure is always zero: {seen:?}");
}

#[test]
fn a_full_pool_holds() {
    let (book, claim) = sample(3, 1024);
    assert_eq!(check(&claim), Ok(()));
    let nav = Figures::of(&claim).unwrap().get(Figure::NetAssetValue);
    assert_eq!(u128::from(nav), expected::net_asset_value(&book));
}
