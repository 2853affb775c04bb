//! The figures that are expected of a pool against those of the native check, which takes the pool.

use covenant_statements::pool::{Claim, FIGURES, Figure, Figures, Obligor, Tape, TapeLine, check};
use covenant_statements::{Amount, Fr};

use super::*;

fn sample(seed: u64, loans: usize) -> (book::Book, Claim) {
    let mut draw = Draw::new(seed);
    let cut_off: Day = CUT_OFF.parse().unwrap();
    let book = drawn::book(&mut draw, loans, cut_off.get());
    let documents = documents::make(&book, Fr::from(77u64), &mut draw).unwrap();
    let tape = tape(&book, &documents, cut_off);
    let servicer = documents.parties.party(documents::SERVICER).unwrap();
    let registry = &documents.parties.registry;
    let tree = registry.tree().unwrap();
    let index = registry.servicer(&servicer.key.public(), documents.roles.servicer, cut_off).unwrap();
    let claim = Claim {
        network: documents::NETWORK,
        registry_root: tree.root(),
        counter: 1,
        context: Fr::from(0u64),
        tape_signature: servicer.key.sign(tape.message(), draw.rng()),
        tape,
        servicer: registry.member(&tree, index).unwrap(),
        tranches: book.tranches.map(Amount),
        reserve: Amount(book.reserve),
        bounds: [Amount(0); FIGURES],
        policy: documents.policy,
        roles: documents.roles,
        notes: documents.notes,
        disclosure: None,
    };
    (book, claim)
}

fn tape(book: &book::Book, documents: &documents::Documents, cut_off: Day) -> Tape {
    // A group's obligors together.
    let mut rows: Vec<&book::Obligor> = book.obligors.iter().collect();
    rows.sort_by_key(|own| own.group.clone());
    let mut above: Option<&String> = None;
    let mut obligors = Vec::new();
    for own in &rows {
        let same_group = own.group.is_some() && above == own.group.as_ref();
        obligors.push(Obligor { party: documents::party(&own.id).unwrap(), same_group });
        above = own.group.as_ref();
    }
    let line = |loan: &book::Loan| TapeLine {
        balance: Amount(loan.balance),
        days_past_due: loan.days_past_due,
        defaulted: loan.defaulted,
        grade: loan.grade,
    };
    Tape {
        network: documents::NETWORK,
        pool: Fr::from(5u64),
        currency: documents.policy.currency,
        policy: documents.policy.digest(),
        cut_off,
        epoch: 1,
        sequence: 1,
        salt: Fr::from(6u64),
        notes: documents.notes.iter().map(covenant_statements::Note::commitment).collect(),
        lines: book.loans.iter().map(line).collect(),
        obligors,
    }
}

fn is_amount(figure: Figure) -> bool {
    use Figure::*;
    matches!(
        figure,
        Balance
            | Current
            | Days1To29
            | Days30To59
            | Days60To89
            | Days90
            | Defaulted
            | Reserve
            | NetAssetValue
    ) || figure.is_stated()
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
            let text = if is_amount(figure) { Amount(value).to_decimal(2) } else { value.to_string() };
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
