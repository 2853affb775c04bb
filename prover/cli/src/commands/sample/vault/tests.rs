//! The figures that are expected of a sample against those of the native check, over many seeds and sizes; and that the check says so too.

use covenant_parties::collateral::{Sources, claim};
use covenant_statements::collateral::{Claim, DebtorFigures, Figures, check};
use covenant_statements::{Amount, Fr, Identifier, PartyId};
use serde_json::Value;

use super::*;

struct Sample {
    book: book::Book,
    documents: Documents,
    expected: expected::Expected,
}

fn sample(seed: u64, lines: usize) -> Sample {
    let mut draw = Draw::new(seed);
    let as_of: Day = DAY.parse().unwrap();
    let book = drawn::book(&mut draw, lines, as_of.get());
    let documents = documents::make(&book, Fr::from(77u64), &mut draw).unwrap();
    let expected = expected::of(&book);
    Sample { book, documents, expected }
}

impl Sample {
    fn claim(&self, exposure: u128) -> Claim {
        let own = &self.documents;
        let sources = Sources {
            network: documents::NETWORK,
            vault: &own.vault,
            notes: own.notes.clone(),
            ledger: own.ledger.clone(),
            appraisals: own.appraisals.clone(),
            prices: Some(&own.prices),
            policy: own.policy.clone(),
            registry: &own.parties.registry,
            as_of: DAY.parse().unwrap(),
            exposure: Amount(exposure.try_into().unwrap()),
            context: Fr::from(0u64),
        };
        claim(sources).unwrap()
    }
}

/// The figures of the native check, under the names of the document.
fn native(figures: &Figures) -> Vec<(&'static str, u128)> {
    let mut all = column(&figures.receivables);
    all.retain(|(name, _)| *name != "eligible");
    all.extend([
        ("eligible_before_cap", figures.receivables.eligible),
        ("concentration_cap", figures.cap),
        ("concentration", figures.concentration),
        ("eligible", figures.eligible),
        ("receivables_advance", figures.receivables_advance),
        ("raw_materials", figures.inventory[0]),
        ("work_in_process", figures.inventory[1]),
        ("finished_goods", figures.inventory[2]),
        ("inventory", figures.inventory.iter().sum()),
        ("real_estate", figures.property[0]),
        ("equipment", figures.property[1]),
        ("property", figures.property.iter().sum()),
        ("copper", figures.commodities[0]),
        ("wheat", figures.commodities[1]),
        ("commodities", figures.commodities.iter().sum()),
        ("base", figures.base),
        ("availability", figures.availability.unwrap()),
    ]);
    all
}

fn column(own: &DebtorFigures) -> Vec<(&'static str, u128)> {
    vec![
        ("gross", own.gross),
        ("not_taken", own.not_taken),
        ("aged", own.aged),
        ("cross_aged", own.cross_aged),
        ("affiliate", own.affiliate),
        ("foreign", own.foreign),
        ("government", own.government),
        ("disputed", own.disputed),
        ("bill_and_hold", own.bill_and_hold),
        ("contra", own.contra),
        ("credits", own.credits),
        ("eligible", own.eligible),
    ]
}

fn decimal(minor: u128) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn require_equal(document: &Value, figures: &[(&'static str, u128)], of: &str) {
    for (name, minor) in figures {
        assert_eq!(document[name], decimal(*minor), "{name} of {of}");
    }
}

fn party(id: &str) -> PartyId {
    id.parse::<Identifier>().unwrap().party_id()
}

/// One sample against the native figures and the rules.
fn compare(seed: u64, lines: usize) -> Value {
    let sample = sample(seed, lines);
    let document = sample.expected.to_json(&sample.book);
    let of = format!("seed {seed}, {lines} lines");
    let claim = sample.claim(0);
    let figures = Figures::of(&claim);
    require_equal(&document, &native(&figures), &of);
    let debtors = document["debtors"].as_array().unwrap();
    assert_eq!(debtors.len(), figures.debtors.len(), "{of}");
    for (row, own) in claim.ledger.debtors.iter().zip(&figures.debtors) {
        let mine = debtors.iter().find(|mine| party(mine["debtor"].as_str().unwrap()) == row.party);
        require_equal(mine.unwrap(), &column(own), &of);
    }
    let most = sample.expected.availability;
    assert_eq!(check(&sample.claim(most)), Ok(()), "{of}");
    let refused = check(&sample.claim(most + 1)).unwrap_err().rule.code();
    let over = if figures.base >= u128::from(claim.policy.limit.0) { "over-limit" } else { "insufficient" };
    assert_eq!(refused, format!("collateral/{over}"), "{of}");
    document
}

#[test]
fn expected_figures_are_those_of_the_native_check() {
    let sizes = [0, 1, 2, 3, 5, 16, 17, 40, 64, 150];
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..20 {
        let document = compare(seed, sizes[seed as usize % sizes.len()]);
        for (name, value) in document.as_object().unwrap() {
            if value.as_str().is_some_and(|value| value != "0.00") {
                seen.insert(name.clone());
            }
        }
    }
    // Each rule takes something in one of them.
    for name in ["not_taken", "aged", "cross_aged", "affiliate", "foreign", "government", "disputed"] {
        assert!(seen.contains(name), "{name}");
    }
    for name in ["bill_and_hold", "contra", "credits", "concentration", "commodities", "reserves"] {
        assert!(seen.contains(name), "{name}");
    }
}

#[test]
fn a_full_certificate_holds_and_a_line_more_is_refused() {
    compare(7, 1024);
    let refused = check(&sample(7, 1025).claim(0)).unwrap_err();
    assert_eq!(refused.rule.code(), "collateral/too-many-lines");
}

#[test]
fn a_seed_gives_one_sample() {
    let digests = |seed| {
        let own = sample(seed, 40).documents;
        (own.vault.digest(), own.ledger.ledger.message(), own.prices.root(), own.policy.digest())
    };
    assert_eq!(digests(3), digests(3));
    assert_ne!(digests(3), digests(4));
}
