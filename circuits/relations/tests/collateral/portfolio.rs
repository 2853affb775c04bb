//! Figures that were computed by hand, natively and in the circuit.

use covenant_relations::{
    Circuit,
    collateral::{CollateralCircuit, Shape},
};
use covenant_statements::{
    Amount, Bps, Fr, PartyId,
    collateral::{Claim, Debtor, Figures, LedgerLine, Lot, LotClass, TIERS, check, sample::World},
};

use crate::cases::shifted;

fn party(id: u64) -> PartyId {
    PartyId(Fr::from(id))
}

/// Natively valid with this exposure, and with no unit more; the circuit says the same.
fn covers(world: &World, exposure: u64) -> Figures {
    let shape = Shape { lines: 12, appraisals: 2, lots: 4, authorities: 2, commodities: 1 };
    let verdict = |claim: &Claim| {
        let circuit = CollateralCircuit { claim, info: &TIERS[0], shape };
        (check(claim).is_ok(), circuit.full().is_satisfied().map_err(|e| e.scope))
    };
    let mut claim = world.claim();
    claim.exposure = Amount(exposure);
    assert_eq!(verdict(&claim), (true, Ok(())));
    claim.exposure = Amount(exposure + 1);
    assert_eq!(verdict(&claim), (false, Err("base/covers".into())));
    Figures::of(&world.claim())
}

/// Lines of one debtor each: debtor, amount, what is open.
fn lines(world: &mut World, lines: &[(u64, u64, u64)]) {
    let note = world.notes[0].clone();
    world.notes.clear();
    world.ledger.lines.clear();
    for (i, (debtor, amount, open)) in (0u64..).zip(lines) {
        let mut note = note.clone();
        (note.debtor, note.amount) = (party(*debtor), Amount(*amount));
        (note.nullifier, note.blinding) = (Fr::from(1_000 + i), Fr::from(i));
        world.notes.push(note);
        world.ledger.lines.push(LedgerLine { open: Amount(*open), disputed: false, bill_and_hold: false });
    }
}

fn debtor(id: u64, gross: u64, aged: u64) -> Debtor {
    Debtor {
        party: party(id),
        gross: Amount(gross),
        aged: Amount(aged),
        unapplied_credits: Amount(0),
        payables: Amount(0),
        affiliate: false,
        foreign_uninsured: false,
        government_unassigned: false,
        same_group: false,
    }
}

fn lot(lot: u64, class: LotClass, [value, market, nolv]: [u64; 3]) -> Lot {
    Lot { lot, class, eligible: true, value, market: Amount(market), nolv: Amount(nolv), asset: None }
}

/// A published worked example: receivables of 2,000,000 less 120,000 aged and 60,000 else are 1,820,000, at 85 % 1,547,000; inventory of
/// 700,000 less 120,000 is 580,000, at 60 % 348,000; the base is 1,895,000, of which 1,000,000 are drawn and 895,000 are left.
#[test]
fn the_published_example() {
    let mut w = World::new(1, 4);
    lines(
        &mut w,
        &[(1, 120_000, 120_000), (1, 900_000, 900_000), (2, 60_000, 60_000), (2, 950_000, 920_000)],
    );
    w.notes[0].issue = shifted(w.as_of, -91);
    w.ledger.lines[2].disputed = true;
    w.ledger.debtors = vec![debtor(1, 1_020_000, 120_000), debtor(2, 980_000, 0)];
    let policy = &mut w.policy;
    (policy.concentration, policy.advance, policy.reserves) = (Bps(10_000), Bps(8_500), Amount(0));
    policy.inventory[2].cost_advance = Bps(6_000);
    let (_, appraisal) = &mut w.appraisals[0];
    appraisal.lots = vec![
        lot(1, LotClass::FinishedGoods, [580_000, 580_000, 580_000]),
        Lot { eligible: false, ..lot(2, LotClass::FinishedGoods, [120_000, 120_000, 120_000]) },
    ];
    w.appraisals.truncate(1);
    w.exposure = Amount(1_000_000);
    let figures = covers(&w, 1_895_000);
    let all = &figures.receivables;
    assert_eq!((all.gross, all.aged, all.disputed), (2_000_000, 120_000, 60_000));
    assert_eq!((figures.eligible, figures.receivables_advance), (1_820_000, 1_547_000));
    assert_eq!(figures.inventory, [0, 0, 348_000]);
    assert_eq!((figures.base, figures.availability), (1_895_000, Some(895_000)));
}

/// Each rule takes something once. By hand:
///
/// | line | debtor | open | |
/// |---|---|---:|---|
/// | 1 | A | 100,000 | counts |
/// | 2 | A | 50,000 | issued 91 days ago: aged |
/// | 3 | B, of A's group | 80,000 | counts |
/// | 4 | B | 20,000 | disputed |
/// | 5 | B | 10,000 | billed and held |
/// | 6 | C | 40,000 | 50,001 of 100,000 aged: cross-aged |
/// | 7 | D | 60,000 | issued 90, due 60 days ago, and 50,000 of 100,000 aged: counts |
/// | 8 | E | 30,000 | affiliate |
/// | 9 | F | 25,000 | abroad and uninsured |
/// | 10 | G | 15,000 | a government, unassigned |
/// | 11 | A | 70,000 | of a policy that is not taken |
/// | 12 | D | 45,000 of 90,000 | counts |
///
/// Gross 545,000. A: 100,000 less payables 2,000 and credits 3,000 = 95,000; B 80,000; D 105,000; together 280,000, of which a group may be
/// 40 % = 112,000. A and B are 175,000: excess 63,000. Eligible 217,000, at 85 % 184,450.
/// Raw materials: 65 % of 100,001 = 65,000.65, 85 % of NOLV 70,000 = 59,500: 59,500. Finished goods: 65 % of the market's 35,000 =
/// 22,750, 85 % of 35,000 = 29,750, sublimit 20,000: 20,000. Real estate 60 % of 100,000 = 60,000; equipment 50 % of 33,333 = 16,666.5.
/// Copper: 25,000 at (910,000 − 4,000) / 1,000,000 = 22,650, at 70 % 15,855.
/// 184,450 + 59,500 + 20,000 + 60,000 + 16,666 + 15,855 = 356,471, less reserves of 10,000: 346,471. 300,000 drawn leave 46,471.
#[test]
fn a_portfolio_by_hand() {
    let (a, b, c, d, e, f, g) = (1, 2, 3, 4, 5, 6, 7);
    let mut w = World::new(1, 4);
    lines(
        &mut w,
        &[
            (a, 100_000, 100_000),
            (a, 50_000, 50_000),
            (b, 80_000, 80_000),
            (b, 20_000, 20_000),
            (b, 10_000, 10_000),
            (c, 40_000, 40_000),
            (d, 60_000, 60_000),
            (e, 30_000, 30_000),
            (f, 25_000, 25_000),
            (g, 15_000, 15_000),
            (a, 70_000, 70_000),
            (d, 90_000, 45_000),
        ],
    );
    w.notes[1].issue = shifted(w.as_of, -91);
    w.ledger.lines[3].disputed = true;
    w.ledger.lines[4].bill_and_hold = true;
    (w.notes[6].issue, w.notes[6].due) = (shifted(w.as_of, -90), shifted(w.as_of, -60));
    w.notes[10].policy = Fr::from(99u64);
    w.ledger.debtors = vec![
        Debtor { payables: Amount(2_000), unapplied_credits: Amount(3_000), ..debtor(a, 1_000_000, 0) },
        Debtor { same_group: true, ..debtor(b, 110_000, 0) },
        debtor(c, 100_000, 50_001),
        debtor(d, 100_000, 50_000),
        Debtor { affiliate: true, ..debtor(e, 30_000, 0) },
        Debtor { foreign_uninsured: true, ..debtor(f, 25_000, 0) },
        Debtor { government_unassigned: true, ..debtor(g, 15_000, 0) },
    ];
    w.policy.concentration = Bps(4_000);
    w.policy.inventory[2].sublimit = Amount(20_000);
    w.appraisals[0].1.lots = vec![
        lot(1, LotClass::RawMaterials, [100_001, 120_000, 70_000]),
        Lot { eligible: false, ..lot(2, LotClass::RawMaterials, [30_000, 30_000, 30_000]) },
        lot(3, LotClass::FinishedGoods, [40_000, 35_000, 35_000]),
    ];
    let copper = w.appraisals[1].1.lots[2].asset;
    w.appraisals[1].1.lots = vec![
        lot(4, LotClass::RealEstate, [100_000, 0, 0]),
        lot(5, LotClass::Equipment, [33_333, 0, 0]),
        Lot { asset: copper, ..lot(6, LotClass::Commodity, [25_000, 0, 0]) },
    ];
    w.exposure = Amount(300_000);
    let figures = covers(&w, 346_471);
    let all = &figures.receivables;
    assert_eq!((all.gross, all.not_taken, all.aged, all.cross_aged), (545_000, 70_000, 50_000, 40_000));
    assert_eq!((all.affiliate, all.foreign, all.government), (30_000, 25_000, 15_000));
    assert_eq!((all.disputed, all.bill_and_hold, all.contra, all.credits), (20_000, 10_000, 2_000, 3_000));
    assert_eq!(all.eligible, 280_000);
    let eligible: Vec<u128> = figures.debtors.iter().map(|debtor| debtor.eligible).collect();
    assert_eq!(eligible, [95_000, 80_000, 0, 105_000, 0, 0, 0]);
    assert_eq!((figures.cap, figures.concentration, figures.eligible), (112_000, 63_000, 217_000));
    assert_eq!(figures.excess, [0, 63_000, 0, 0, 0, 0, 0]);
    assert_eq!(figures.receivables_advance, 184_450);
    assert_eq!((figures.inventory, figures.property), ([59_500, 0, 20_000], [60_000, 16_666]));
    assert_eq!(figures.commodities, [15_855, 0, 0, 0]);
    assert_eq!((figures.base, figures.availability), (346_471, Some(46_471)));
}
