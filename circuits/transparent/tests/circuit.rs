//! The circuit agrees with the native check, on valid claims and on changed ones.

mod common;

use common::{World, refused_by};
use covenant_statements::solvency::Slot;
use covenant_transparent::{Claim, Error, F, columns::SUM};

#[test]
fn agrees_with_the_native_check_on_random_ledgers() {
    for (assets, seed) in [1, 3, 8, 32].into_iter().zip(1..) {
        let full = World::new(assets, 1, seed).layout().capacity();
        for accounts in [1, 2, 9, full] {
            let world = World::new(assets, accounts, seed);
            assert_eq!(world.claim.check(world.slots()), Ok(()));
            let public = world.claim.public().unwrap();
            assert_eq!(refused_by(&world.columns, &public), Vec::<String>::new(), "{assets} × {accounts}");
        }
    }
}

/// What is changed in the ledger or in the claim, and the rule that natively refuses it.
type Mutation = (&'static str, &'static str, fn(&mut Vec<Slot>, &mut Claim));

const MUTATIONS: &[Mutation] = &[
    ("no first account", "solvency/empty", |s, _| vacate(&mut s[0])),
    ("a gap", "solvency/prefix", |s, _| vacate(&mut s[3])),
    ("an account behind padding", "solvency/prefix", |s, _| s[9].active = true),
    ("padding with a balance", "solvency/padding", |s, _| s[8].balances[0] = 1),
    ("the last slot with a balance", "solvency/padding", |s, _| s.last_mut().unwrap().balances[0] = 7),
    ("another balance", "solvency/total", |s, _| s[2].balances[0] ^= 1),
    ("a balance left out", "solvency/total", |s, _| s[4].balances[0] = 0),
    ("one more in the total", "solvency/total", |_, c| c.totals[0] += 1),
    ("one less in the total", "solvency/total", |_, c| c.totals[0] -= 1),
    ("a total 2^32 more", "solvency/total", |_, c| c.totals[0] += 1 << 32),
    ("a total 2^96 more", "solvency/total", |_, c| c.totals[0] += 1 << 96),
    ("no total", "solvency/total", |_, c| c.totals[0] = 0),
    ("a total of a missing asset", "solvency/total", |_, c| *c.totals.last_mut().unwrap() += 5),
    ("one account more", "solvency/count", |_, c| c.environment.accounts += 1),
    ("one account less", "solvency/count", |_, c| c.environment.accounts -= 1),
    ("an account that isn't counted", "solvency/count", |s, _| s[8].active = true),
    ("an account left out, with its balances", "solvency/count", |s, c| {
        for (total, balance) in c.totals.iter_mut().zip(&s[7].balances) {
            *total -= u128::from(*balance);
        }
        vacate(&mut s[7]);
    }),
];

fn vacate(slot: &mut Slot) {
    slot.active = false;
    slot.balances.fill(0);
}

/// The columns that have these slots and this claim: what is taken apart is the slots' own sum, what is public the claim's.
#[test]
fn every_mutation_is_refused_by_both() {
    for assets in [1, 8] {
        for (what, rule, mutate) in MUTATIONS {
            let world = World::new(assets, 8, 5);
            let (mut slots, mut claim) = (world.slots(), world.claim.clone());
            // So that each of them changes something.
            assert!(slots[4].balances[0] > 0 || slots[2].balances[0] > 0);
            mutate(&mut slots, &mut claim);
            let native = claim.check(slots.iter().cloned()).map_err(|error| match error {
                Error::Rule(violation) => violation.rule.code(),
                other => other.code(),
            });
            assert_eq!(native, Err(*rule), "{what}, {assets} assets");
            let mut columns = world.columns.clone();
            for (i, slot) in slots.iter().enumerate() {
                for asset in 0..assets {
                    columns.limbs(i * assets + asset, slot.balances[asset]);
                    columns.values_mut()[covenant_transparent::columns::ACTIVE][i * assets + asset] =
                        F::from(u64::from(slot.active));
                }
            }
            columns.sums();
            let layout = world.layout();
            let public = claim.public().unwrap();
            columns.values_mut()[SUM][layout.bound(0)] = public[0];
            assert_ne!(refused_by(&columns, &public), Vec::<String>::new(), "{what}, {assets} assets");
        }
    }
}

/// The environment, its scope and its moment each have a public input of their own.
#[test]
fn environment_scope_and_moment_are_public() {
    let world = World::new(1, 5, 6);
    let public = world.claim.public().unwrap();
    for index in 0..public.len() {
        let mut other = public.clone();
        other[index] += F::from(1);
        assert_eq!(refused_by(&world.columns, &other), ["copy"], "public input {index}");
    }
    let mut later = world.claim.clone();
    later.environment.as_of += 1;
    let differ = |other: &[F]| (0..public.len()).filter(|i| public[*i] != other[*i]).collect::<Vec<_>>();
    assert_eq!(differ(&later.public().unwrap()), [0, 2]);
    let mut wider = world.claim.clone();
    wider.environment.scope += covenant_statements::Fr::from(1u64);
    assert_eq!(differ(&wider.public().unwrap()), [0, 1]);
}

#[test]
fn a_claims_file_has_one_form() {
    let world = World::new(8, 5, 7);
    let text = world.claim.to_json().unwrap();
    assert_eq!(Claim::from_json(text.as_bytes()), Ok(world.claim.clone()));
    let changed = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        Claim::from_json(text.replacen(from, to, 1).as_bytes())
    };
    for (from, to) in [
        ("\"version\": 1", "\"version\": 2"),
        ("\"version\"", "\"more\": 1, \"version\""),
        ("\"network\": \"", "\"network\": \"x"),
        ("\"totals\": [\n    \"", "\"totals\": [\n    \"0"),
        ("\"totals\": [\n    \"", "\"totals\": [\n    \"-"),
        ("\"totals\": [\n    \"", "\"totals\": [\n    \"999999999999999999999999999999999999999"),
        ("\"scope\": \"0x", "\"scope\": \"0x0"),
        ("\"as_of\": 1", "\"as_of\": 1.0e1"),
    ] {
        assert_eq!(changed(from, to), Err(Error::Claim), "{from} → {to}");
    }
    let scope = text.find("\"scope\": \"0x").unwrap() + 12;
    let above = [&text[..scope], "f", &text[scope + 1..]].concat();
    assert_eq!(Claim::from_json(above.as_bytes()), Err(Error::Claim), "above the modulus");
    assert_eq!(changed("\"accounts\": 5", "\"accounts\": 0"), Err(Error::Shape));
    assert_eq!(changed("\"accounts\": 5", "\"accounts\": 4097"), Err(Error::Shape));
    assert_eq!(Claim::from_json((text.clone() + "{}").as_bytes()), Err(Error::Claim));
    for length in 0..text.len() - 1 {
        assert!(Claim::from_json(&text.as_bytes()[..length]).is_err());
    }
}
