//! Worlds that hold: every limit exactly met, and the edges of every range. Exposures are set to what can be drawn.

use super::{Edit, shifted};
use covenant_statements::{
    Amount, Bps, Day, Fr, PartyId,
    collateral::{Claim, Denominator, Figures, Lot, sample::World},
    price::AssetId,
    roles::Quorum,
};

/// The world's claim with all that can be drawn as its exposure.
pub(crate) fn drawn(world: &World) -> Claim {
    let mut claim = World { exposure: Amount(0), ..world.clone() }.claim();
    claim.exposure = Amount(Figures::of(&claim).availability.unwrap() as u64);
    claim
}

/// Each case with its claim.
pub(crate) fn claims() -> Vec<(&'static str, Claim)> {
    let claim = |(name, change): &(&'static str, Edit)| {
        let mut world = World::new(1, 4);
        change(&mut world);
        (*name, drawn(&world))
    };
    [DAYS, AMOUNTS, DEBTORS, OTHER, DOCUMENTS].concat().iter().map(claim).collect()
}

/// All is issued or due this many days before the day of judgement.
fn aged(w: &mut World, issue: i64, due: i64) {
    let as_of = w.as_of;
    w.notes.iter_mut().for_each(|n| (n.issue, n.due) = (shifted(as_of, -issue), shifted(as_of, -due)));
}

/// A world of receivables alone.
fn receivables_alone(w: &mut World) {
    w.appraisals.clear();
    w.prices.clear();
    w.policy.reserves = Amount(0);
}

fn all_open(w: &mut World, amount: u64) {
    w.notes.iter_mut().for_each(|note| note.amount = Amount(amount));
    w.ledger.lines.iter_mut().for_each(|line| line.open = Amount(amount));
    w.ledger.debtors.iter_mut().for_each(|debtor| {
        (debtor.gross, debtor.aged) = (Amount(u64::MAX), Amount(0));
        (debtor.payables, debtor.unapplied_credits) = (Amount(0), Amount(0));
    });
}

fn all_rates(w: &mut World, bps: u32) {
    let policy = &mut w.policy;
    (policy.cross_ageing, policy.concentration, policy.advance) = (Bps(bps), Bps(bps), Bps(bps));
    policy.inventory.iter_mut().for_each(|t| (t.cost_advance, t.nolv_advance) = (Bps(bps), Bps(bps)));
    policy.property = [Bps(bps); 2];
    policy.commodities.iter_mut().for_each(|terms| terms.advance = Bps(bps));
}

const DAYS: &[(&str, Edit)] = &[
    ("the sample", |_| ()),
    ("the day before the limit of age", |w| aged(w, 89, 0)),
    ("the limit of age", |w| aged(w, 90, 0)),
    ("the day after the limit of age", |w| aged(w, 91, 0)),
    ("the day before the limit past due", |w| aged(w, 80, 59)),
    ("the limit past due", |w| aged(w, 80, 60)),
    ("the day after the limit past due", |w| aged(w, 80, 61)),
    ("no days at all, all of today", |w| {
        (w.policy.max_age_days, w.policy.max_past_due_days) = (0, 0);
        aged(w, 0, 0);
    }),
    ("no days at all, all of yesterday", |w| {
        (w.policy.max_age_days, w.policy.max_past_due_days) = (0, 0);
        aged(w, 1, 0);
    }),
    ("the most days", |w| {
        (w.policy.max_age_days, w.policy.max_past_due_days) = (65_535, 65_535);
        w.policy.max_appraisal_age_days = 65_535;
        w.notes[0].issue = Day::MIN;
    }),
    ("issued in the future", |w| {
        w.notes.iter_mut().for_each(|note| (note.issue, note.due) = (Day::MAX, Day::MAX));
    }),
    ("the first day of appraisals", |w| {
        w.appraisals[0].1.day = shifted(w.as_of, -30);
        w.appraisers[0].leaf.valid_from = w.appraisals[0].1.day;
    }),
    ("the first and the last second of a price", |w| {
        w.prices[0].published_at = w.as_of.end_unix_seconds() - 86_400;
        w.prices[1].published_at = w.as_of.end_unix_seconds();
    }),
    ("prices that may be of any age", |w| {
        w.policy.max_price_age_seconds = u32::MAX;
        w.prices[0].published_at = 0;
    }),
    ("prices that must be of the last second", |w| {
        w.policy.max_price_age_seconds = 0;
        w.prices[0].published_at = w.as_of.end_unix_seconds();
    }),
    ("keys that are valid on one day", |w| {
        let day = w.as_of;
        let leaves = w.authorities.iter_mut().map(|a| &mut a.leaf);
        for leaf in leaves.chain([&mut w.servicer.leaf]) {
            (leaf.valid_from, leaf.valid_until) = (day, day);
        }
        w.appraisers[1].leaf.valid_until = day;
    }),
    ("prices signed before the day", |w| {
        w.price_day = shifted(w.as_of, -300);
        w.authorities.iter_mut().for_each(|a| a.leaf.valid_from = w.price_day);
    }),
];

const AMOUNTS: &[(&str, Edit)] = &[
    ("the largest amounts", |w| {
        receivables_alone(w);
        all_open(w, u64::MAX);
        w.policy.limit = Amount(u64::MAX);
    }),
    ("the largest amounts, with nothing capped", |w| {
        receivables_alone(w);
        all_open(w, u64::MAX);
        all_rates(w, 10_000);
        w.policy.limit = Amount(u64::MAX);
    }),
    ("a base that is the limit's last unit", |w| {
        receivables_alone(w);
        all_open(w, u64::MAX / 4);
        all_rates(w, 10_000);
        w.policy.limit = Amount(u64::MAX);
    }),
    ("amounts of one", |w| {
        receivables_alone(w);
        all_open(w, 1);
    }),
    ("nothing open", |w| w.ledger.lines.iter_mut().for_each(|line| line.open = Amount(0))),
    ("the largest values everywhere", |w| {
        for (_, appraisal) in &mut w.appraisals {
            for lot in &mut appraisal.lots {
                lot.value = u64::MAX;
                if lot.market.0 > 0 {
                    (lot.market, lot.nolv) = (Amount(u64::MAX), Amount(u64::MAX));
                }
            }
        }
        // quantity × price ÷ unit is 2⁶⁴ − 1 exactly.
        (w.prices[0].price, w.prices[0].confidence) = (1_000_001, 1);
        w.policy.inventory.iter_mut().for_each(|terms| terms.sublimit = Amount(u64::MAX));
        w.policy.limit = Amount(u64::MAX);
        all_rates(w, 10_000);
    }),
    ("no rates", |w| {
        all_rates(w, 0);
        w.ledger.debtors.iter_mut().for_each(|debtor| debtor.aged = Amount(0));
    }),
    ("whole rates", |w| all_rates(w, 10_000)),
    ("rates that round", |w| {
        all_rates(w, 3_333);
        w.appraisals[0].1.lots[0].value = 1_001;
    }),
    ("reserves of all there is", |w| {
        let claim = w.claim();
        w.policy.reserves.0 += Figures::of(&claim).base as u64;
    }),
    ("reserves of more than there is", |w| w.policy.reserves = Amount(u64::MAX)),
    ("a limit of nothing", |w| w.policy.limit = Amount(0)),
    ("a limit below the base", |w| w.policy.limit = Amount(1_000)),
    ("a unit of one", |w| {
        w.policy.commodities[0].unit = 1;
        w.appraisals[1].1.lots[2].value = 3;
    }),
    ("a unit of 10⁹", |w| w.policy.commodities[0].unit = 1_000_000_000),
];

const DEBTORS: &[(&str, Edit)] = &[
    ("exactly the share aged that stays in", |w| {
        (w.ledger.debtors[0].gross, w.ledger.debtors[0].aged) = (Amount(900_000), Amount(450_000));
    }),
    ("one unit more than the share aged that stays in", |w| {
        (w.ledger.debtors[0].gross, w.ledger.debtors[0].aged) = (Amount(900_000), Amount(450_001));
    }),
    ("a share aged of the largest figures", |w| {
        let debtors = &mut w.ledger.debtors;
        (debtors[0].gross, debtors[0].aged) = (Amount(u64::MAX), Amount(u64::MAX / 2));
        (debtors[1].gross, debtors[1].aged) = (Amount(u64::MAX), Amount(u64::MAX / 2 + 1));
    }),
    ("all aged, where that is taken", |w| {
        w.policy.cross_ageing = Bps(10_000);
        w.ledger.debtors[0].aged = w.ledger.debtors[0].gross;
    }),
    ("a debtor of nothing", |w| {
        (w.ledger.debtors[0].gross, w.ledger.debtors[0].aged) = (Amount(0), Amount(0));
    }),
    ("an affiliate", |w| w.ledger.debtors[0].affiliate = true),
    ("a debtor abroad", |w| w.ledger.debtors[0].foreign_uninsured = true),
    ("a government", |w| w.ledger.debtors[0].government_unassigned = true),
    ("disputes and what is held", |w| {
        w.ledger.lines[0].disputed = true;
        w.ledger.lines[1].bill_and_hold = true;
        (w.ledger.lines[2].disputed, w.ledger.lines[2].bill_and_hold) = (true, true);
    }),
    ("payables and credits", |w| {
        (w.ledger.debtors[0].payables, w.ledger.debtors[0].unapplied_credits) =
            (Amount(70_000), Amount(30_001));
    }),
    ("payables and credits over all that is owed", |w| {
        let debtor = &mut w.ledger.debtors[0];
        (debtor.payables, debtor.unapplied_credits) = (Amount(u64::MAX), Amount(u64::MAX));
    }),
    ("debtors of one group", |w| w.ledger.debtors[1].same_group = true),
    ("debtors of no group", |w| w.ledger.debtors[1].same_group = false),
    ("no concentration", |w| w.policy.concentration = Bps(0)),
    ("any concentration", |w| w.policy.concentration = Bps(10_000)),
    ("a share of the gross", |w| w.policy.concentration_of = Denominator::Gross),
    ("a debtor for each line", |w| {
        let debtor = w.ledger.debtors[0];
        w.ledger.debtors = (0..4u64)
            .map(|j| covenant_statements::collateral::Debtor {
                party: PartyId(Fr::from(j)),
                same_group: j == 2,
                ..debtor
            })
            .collect();
        (0u64..).zip(&mut w.notes).for_each(|(j, note)| note.debtor = PartyId(Fr::from(3 - j)));
    }),
    ("debtors of no line", |w| {
        let debtor = w.ledger.debtors[0];
        let more = [7u64, 8]
            .map(|j| covenant_statements::collateral::Debtor { party: PartyId(Fr::from(j)), ..debtor });
        w.ledger.debtors.extend(more);
    }),
    ("lines that do not count of debtors who are not listed", |w| {
        w.ledger.debtors.pop();
        (w.ledger.lines[1].disputed, w.ledger.lines[3].open) = (true, Amount(0));
        w.notes[3].issue = Day::MIN;
    }),
    ("notes of a policy that is not taken", |w| {
        w.notes[0].policy = Fr::from(1u64);
        w.notes[1].policy = Fr::from(0u64);
    }),
    ("notes of the last of four policies", |w| {
        let policy = w.policy.note_policies[0];
        w.policy.note_policies = [1u64, 2, 3].map(Fr::from).into_iter().chain([policy]).collect();
    }),
    ("notes of the policy zero", |w| {
        w.policy.note_policies = vec![Fr::from(0u64)];
        w.notes.iter_mut().for_each(|note| note.policy = Fr::from(0u64));
    }),
];

fn lots(w: &mut World, appraisal: usize) -> &mut Vec<Lot> {
    &mut w.appraisals[appraisal].1.lots
}

const OTHER: &[(&str, Edit)] = &[
    ("receivables alone", receivables_alone),
    ("no lines", |w| {
        w.notes.clear();
        w.ledger.lines.clear();
        w.ledger.debtors.clear();
    }),
    ("nothing at all", |w| {
        receivables_alone(w);
        w.notes.clear();
        w.ledger.lines.clear();
        w.ledger.debtors.clear();
    }),
    ("one line", |w| {
        w.notes.truncate(1);
        w.ledger.lines.truncate(1);
    }),
    ("three lines", |w| {
        w.notes.truncate(3);
        w.ledger.lines.truncate(3);
    }),
    ("one appraisal", |w| w.appraisals.truncate(1)),
    ("an appraisal of nothing", |w| lots(w, 0).clear()),
    ("appraisals of eight lots", |w| {
        for (appraisal, first) in [(0, 10), (1, 200)] {
            let lots = lots(w, appraisal);
            let lot = lots[1];
            lots.extend((0..5).map(|i| Lot { lot: first + 10 + i, ..lot }));
            lots.iter_mut().zip(first..).for_each(|(lot, number)| lot.lot = number);
        }
    }),
    ("the first and the last number of a lot", |w| {
        lots(w, 0)[0].lot = 0;
        lots(w, 1)[2].lot = u64::MAX;
    }),
    ("the market below the cost", |w| lots(w, 0)[0].market = Amount(1)),
    ("the cost below the market", |w| lots(w, 0)[0].value = 1),
    ("a class at its sublimit", |w| w.policy.inventory[0].sublimit = Amount(1_234)),
    ("a class at its liquidation value", |w| lots(w, 0)[0].nolv = Amount(1_000)),
    ("lots that are not eligible", |w| lots(w, 1).iter_mut().for_each(|lot| lot.eligible = false)),
    ("a commodity that the policy does not take", |w| lots(w, 1)[2].asset = Some(AssetId(Fr::from(9u64)))),
    ("a commodity without a name", |w| lots(w, 1)[2].asset = None),
    ("a policy without commodities", |w| w.policy.commodities.clear()),
    ("both commodities", |w| {
        let asset = w.policy.commodities[1].symbol.asset();
        let lot = Lot { lot: 30, asset: Some(asset), ..lots(w, 1)[2] };
        lots(w, 1).push(lot);
    }),
    ("no price of what there is none of", |w| {
        w.prices.truncate(1);
    }),
    ("prices that nothing is valued by, signed by nobody", |w| {
        lots(w, 1).pop();
        w.signing.clear();
        w.price_day = Day::MAX;
    }),
    ("nobody's prices, where nothing is priced", |w| {
        lots(w, 1).pop();
        w.roles.quorum = Quorum::nobody();
    }),
];

const DOCUMENTS: &[(&str, Edit)] = &[
    ("a quorum of one of one", |w| {
        w.roles.quorum = Quorum { needed: 1, authorities: vec![w.authorities[1].leaf.party] };
        w.signing = vec![1];
    }),
    ("a quorum of three", |w| {
        w.roles.quorum.needed = 3;
        w.signing = vec![0, 1, 2];
    }),
    ("more signatures than are needed", |w| w.signing = vec![1, 2, 0]),
    ("the last of five authorities", |w| {
        let others = [1u64, 2, 3].map(|id| PartyId(Fr::from(id)));
        let listed = others.into_iter().chain([0, 2].map(|i| w.authorities[i].leaf.party));
        w.roles.quorum.authorities = listed.collect();
    }),
    ("the last of four appraisers, with the id zero", |w| {
        w.appraisers[0].leaf.party = PartyId(Fr::from(0u64));
        let parties = [1, 0].map(|i| w.appraisers[i].leaf.party);
        w.roles.appraisers = [8u64, 9].map(|id| PartyId(Fr::from(id))).into_iter().chain(parties).collect();
    }),
    ("one appraiser of both", |w| w.appraisals[1].0 = 0),
    ("the creditor as its own servicer, where that is taken", |w| {
        w.policy.own_servicer = true;
        let servicer = w.roles.servicer;
        (w.roles.owner, w.ledger.owner) = (servicer, servicer);
        w.notes.iter_mut().for_each(|note| note.creditor = servicer);
    }),
    ("a servicer of the group, where that is taken", |w| {
        w.policy.own_servicer = true;
        w.ledger.group.push(w.roles.servicer);
    }),
    ("another servicer, where an own one is taken", |w| w.policy.own_servicer = true),
    ("no group, and a servicer with the id zero", |w| {
        w.ledger.group.clear();
        w.servicer.leaf.party = PartyId(Fr::from(0u64));
        w.roles.servicer = w.servicer.leaf.party;
    }),
    ("four companies of the group", |w| {
        w.ledger.group = [1u64, 1, 2, 3].map(|id| PartyId(Fr::from(id))).to_vec()
    }),
    ("the last numbers", |w| {
        (w.counter, w.ledger.epoch, w.ledger.sequence) = (u64::MAX, u32::MAX, u64::MAX);
    }),
];
