//! Worlds that are changed at random.

use super::shifted;
use covenant_statements::{
    Amount, Bps, Day, Fr, Network, PartyId, Role,
    collateral::{Claim, Denominator, Figures, Lot, LotClass, check, sample::World},
};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;

type Random = ChaCha20Rng;
type WorldEdit = fn(&mut World, &mut Random);
type ClaimEdit = fn(&mut Claim, &mut Random);

fn of<T: Copy>(rng: &mut Random, values: &[T]) -> T {
    *values.choose(rng).unwrap()
}

fn amount(rng: &mut Random) -> Amount {
    let (any, small) = (rng.r#gen(), rng.gen_range(0..500_000));
    Amount(of(rng, &[0, 1, 450_000, 450_001, 900_000, u64::MAX - 1, u64::MAX, any, small, small, small]))
}

fn bps(rng: &mut Random) -> Bps {
    Bps(of(rng, &[0, 1, 3_333, 5_000, 9_999, 10_000, 10_000, 10_001]))
}

fn days(rng: &mut Random) -> u32 {
    of(rng, &[0, 1, 29, 30, 59, 60, 89, 90, 91, 65_535, 65_536])
}

fn near(rng: &mut Random, day: Day) -> Day {
    shifted(day, of(rng, &[-91, -90, -61, -60, -31, -30, -1, 0, 0, 1, 30]))
}

fn party(rng: &mut Random, w: &World) -> PartyId {
    let debtor = w.ledger.debtors.choose(rng).map_or(w.roles.owner, |debtor| debtor.party);
    of(
        rng,
        &[debtor, debtor, w.roles.owner, w.roles.servicer, PartyId(Fr::from(0u64)), PartyId(Fr::from(3u64))],
    )
}

fn lot<'a>(w: &'a mut World, rng: &mut Random) -> &'a mut Lot {
    let appraisal = rng.gen_range(0..w.appraisals.len());
    w.appraisals[appraisal].1.lots.choose_mut(rng).unwrap()
}

const LINES: &[WorldEdit] = &[
    |w, rng| {
        let (i, value) = (rng.gen_range(0..w.notes.len()), amount(rng));
        (w.notes[i].amount, w.ledger.lines[i].open) = (value, value);
    },
    |w, rng| w.ledger.lines.choose_mut(rng).unwrap().open = amount(rng),
    |w, rng| {
        let line = w.ledger.lines.choose_mut(rng).unwrap();
        (line.disputed, line.bill_and_hold) = (rng.r#gen(), rng.r#gen());
    },
    |w, rng| {
        let as_of = w.as_of;
        let note = w.notes.choose_mut(rng).unwrap();
        (note.issue, note.due) = (near(rng, as_of), near(rng, as_of));
    },
    |w, rng| {
        let debtor = party(rng, w);
        w.notes.choose_mut(rng).unwrap().debtor = debtor;
    },
    |w, rng| w.notes.choose_mut(rng).unwrap().policy = Fr::from(rng.gen_range(0..2u64)),
    |w, rng| w.notes.choose_mut(rng).unwrap().nullifier = Fr::from(rng.gen_range(0..2u64)),
    |w, rng| {
        let creditor = party(rng, w);
        w.notes.choose_mut(rng).unwrap().creditor = creditor;
    },
    |w, rng| {
        let most = rng.gen_range(1..=w.notes.len());
        w.notes.truncate(most);
        w.ledger.lines.truncate(most);
    },
];

const DEBTORS: &[WorldEdit] = &[
    |w, rng| {
        let debtor = w.ledger.debtors.choose_mut(rng).unwrap();
        (debtor.gross, debtor.aged) = (amount(rng), amount(rng));
    },
    |w, rng| {
        let debtor = w.ledger.debtors.choose_mut(rng).unwrap();
        debtor.gross = Amount(900_000);
        debtor.aged = of(rng, &[449_999, 450_000, 450_001].map(Amount));
    },
    |w, rng| {
        let debtor = w.ledger.debtors.choose_mut(rng).unwrap();
        (debtor.payables, debtor.unapplied_credits) = (amount(rng), amount(rng));
    },
    |w, rng| {
        let debtor = w.ledger.debtors.choose_mut(rng).unwrap();
        (debtor.affiliate, debtor.foreign_uninsured) = (rng.gen_ratio(1, 3), rng.gen_ratio(1, 3));
        debtor.government_unassigned = rng.gen_ratio(1, 3);
    },
    |w, rng| w.ledger.debtors.choose_mut(rng).unwrap().same_group = rng.r#gen(),
    |w, rng| {
        let party = party(rng, w);
        let mut debtor = w.ledger.debtors[0];
        (debtor.party, debtor.same_group) = (party, rng.r#gen());
        w.ledger.debtors.push(debtor);
    },
    |w, rng| w.ledger.debtors.truncate(rng.gen_range(1..=2)),
];

const POLICY: &[WorldEdit] = &[
    |w, rng| (w.policy.concentration, w.policy.advance) = (bps(rng), bps(rng)),
    |w, rng| w.policy.cross_ageing = bps(rng),
    |w, rng| w.policy.concentration_of = of(rng, &[Denominator::Eligible, Denominator::Gross]),
    |w, rng| (w.policy.max_age_days, w.policy.max_past_due_days) = (days(rng), days(rng)),
    |w, rng| w.policy.max_appraisal_age_days = days(rng),
    |w, rng| {
        let terms = w.policy.inventory.choose_mut(rng).unwrap();
        (terms.cost_advance, terms.nolv_advance, terms.sublimit) = (bps(rng), bps(rng), amount(rng));
    },
    |w, rng| w.policy.property = [bps(rng), bps(rng)],
    |w, rng| {
        let unit = of(rng, &[0, 1, 7, 1_000_000, 1_000_000_000, 1_000_000_001]);
        (w.policy.commodities[0].unit, w.policy.commodities[0].advance) = (unit, bps(rng));
    },
    |w, rng| w.policy.reserves = amount(rng),
    |w, rng| w.policy.limit = amount(rng),
    |w, rng| w.policy.own_servicer = rng.r#gen(),
    |w, rng| w.policy.max_price_age_seconds = of(rng, &[0, 21_599, 21_600, 86_400, u32::MAX]),
    |w, rng| w.policy.note_policies.push(Fr::from(rng.gen_range(0..2u64))),
];

const COLLATERAL: &[WorldEdit] = &[
    |w, rng| lot(w, rng).value = amount(rng).0,
    |w, rng| {
        let lot = lot(w, rng);
        if (lot.class as u8) < LotClass::RealEstate as u8 || rng.gen_ratio(1, 4) {
            (lot.market, lot.nolv) = (amount(rng), amount(rng));
        }
    },
    |w, rng| lot(w, rng).class = of(rng, &LotClass::ALL.map(|(class, _)| class)),
    |w, rng| lot(w, rng).eligible = rng.r#gen(),
    |w, rng| lot(w, rng).lot = of(rng, &[0, 10, 11, 15, 20, 25, u64::MAX]),
    |w, rng| {
        let day = near(rng, w.as_of);
        w.appraisals.choose_mut(rng).unwrap().1.day = day;
    },
    |w, rng| w.appraisals.truncate(rng.gen_range(1..=2)),
    |w, rng| w.appraisals.choose_mut(rng).unwrap().0 = rng.gen_range(0..2),
    |w, rng| {
        let confidence = of(rng, &[0, 1, 909_999]);
        (w.prices[0].price, w.prices[0].confidence) = (of(rng, &[910_000, 1_000_001, u64::MAX]), confidence);
    },
    |w, rng| {
        let end = w.as_of.end_unix_seconds();
        w.prices[0].published_at = of(rng, &[end - 86_401, end - 86_400, end - 1, end, end + 1]);
    },
];

const PARTIES: &[WorldEdit] = &[
    |w, rng| w.price_day = near(rng, w.as_of),
    |w, rng| {
        let orders: [&[usize]; 6] = [&[0, 1], &[1, 2], &[2, 1], &[0, 1, 2], &[1], &[0, 0]];
        w.signing = of(rng, &orders).to_vec();
    },
    |w, rng| w.roles.quorum.needed = rng.gen_range(0..=3),
    |w, rng| w.roles.quorum.authorities.truncate(rng.gen_range(0..=3)),
    |w, rng| w.roles.appraisers.truncate(rng.gen_range(0..=2)),
    |w, rng| {
        let day = near(rng, w.as_of);
        let keys = w.authorities.iter_mut().chain(&mut w.appraisers).chain([&mut w.servicer]);
        keys.collect::<Vec<_>>().choose_mut(rng).unwrap().leaf.valid_from = day;
    },
    |w, rng| {
        let day = near(rng, w.as_of);
        let keys = w.authorities.iter_mut().chain(&mut w.appraisers).chain([&mut w.servicer]);
        keys.collect::<Vec<_>>().choose_mut(rng).unwrap().leaf.valid_until = day;
    },
    |w, rng| {
        let role = of(rng, &[Role::Servicer, Role::Appraiser, Role::PriceAuthority]);
        let keys = w.authorities.iter_mut().chain(&mut w.appraisers).chain([&mut w.servicer]);
        keys.collect::<Vec<_>>().choose_mut(rng).unwrap().leaf.role = role;
    },
    |w, rng| {
        let party = party(rng, w);
        w.ledger.group.push(party);
    },
    |w, rng| (w.counter, w.ledger.sequence, w.ledger.epoch) = (rng.r#gen(), rng.r#gen(), rng.r#gen()),
    |w, rng| {
        let day = near(rng, w.as_of);
        w.ledger.day = of(rng, &[day, w.as_of]);
        w.as_of = of(rng, &[day, day, w.as_of]);
        w.ledger.day = of(rng, &[w.ledger.day, w.as_of, w.as_of]);
    },
];

/// What was signed is altered.
const AFTER: &[ClaimEdit] = &[
    |c, rng| c.exposure = amount(rng),
    |c, rng| c.ledger.sequence ^= rng.gen_range(0..2),
    |c, rng| c.ledger.lines.choose_mut(rng).unwrap().open = amount(rng),
    |c, _| c.prices = None,
    |c, rng| {
        if let Some(prices) = &mut c.prices {
            prices.members.shuffle(rng);
        }
    },
    |c, rng| {
        if let Some(prices) = &mut c.prices {
            prices.signatures.shuffle(rng);
        }
    },
    |c, rng| c.notes.shuffle(rng),
    |c, rng| c.appraisals.shuffle(rng),
    |c, rng| c.network = of(rng, &[Network::Development, Network::Production]),
    |c, rng| c.registry_root += Fr::from(rng.gen_range(0..2u64)),
    |c, _| c.disclosure = None,
];

/// The sample with one to four changes; in most cases the exposure is what the base covers, or a unit more.
pub(crate) fn claim(seed: u64) -> Claim {
    let mut rng = Random::seed_from_u64(seed);
    let mut world = World::new(1, 4);
    let edits = [LINES, DEBTORS, POLICY, COLLATERAL, PARTIES].concat();
    for _ in 0..rng.gen_range(1..=4) {
        edits.choose(&mut rng).unwrap()(&mut world, &mut rng);
    }
    let mut claim = world.claim();
    if rng.gen_ratio(1, 5) {
        AFTER.choose(&mut rng).unwrap()(&mut claim, &mut rng);
    }
    if rng.gen_ratio(4, 5) && check(&Claim { exposure: Amount(0), ..claim.clone() }).is_ok() {
        let drawable = Figures::of(&claim).base.min(u128::from(claim.policy.limit.0)) as u64;
        claim.exposure = Amount(drawable.saturating_add(u64::from(rng.gen_ratio(1, 3))));
    }
    claim
}
