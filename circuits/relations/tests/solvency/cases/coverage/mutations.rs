//! Single changes to the valid world, each of which breaks one rule.

use super::super::{one, shifted};
use super::{only, valid::plain, world};
use covenant_gadgets::merkle::Tree;
use covenant_statements::{
    Bps, Day, PartyId, Price, PriceMember, Role,
    price::{PRICE_DEPTH, PRICE_NODE},
    roles::Quorum,
    solvency::{
        MAX_ACCOUNTS,
        coverage::{Claim, Rule, Rule::*},
        reserves::totals::TOTAL_BITS,
        sample::{World, symbol},
    },
};

/// A change to the world before anything is signed, or to the claim after.
pub(crate) enum Change {
    W(fn(&mut World)),
    C(fn(&World, &mut Claim)),
}
use Change::{C, W};

impl Change {
    pub(crate) fn claim(&self) -> Claim {
        let mut world = world();
        match self {
            W(change) => {
                change(&mut world);
                world.coverage_claim()
            }
            C(change) => {
                let mut claim = world.coverage_claim();
                change(&world, &mut claim);
                claim
            }
        }
    }
}

/// Name, change, the rule with its row, and the circuit's clause where that is not the rule's own.
pub(crate) type Mutation = (&'static str, Change, Rule, Option<u32>, Option<&'static str>);

fn documents() -> Vec<Mutation> {
    vec![
        ("a scope of another version", W(|w| w.scope.version = 0), ScopeForm, None, None),
        (
            "an asset twice",
            W(|w| w.scope.assets[1].symbol = w.scope.assets[0].symbol.clone()),
            ScopeForm,
            None,
            None,
        ),
        ("no asset", W(|w| w.scope.assets.clear()), ScopeForm, None, None),
        ("thirty-three assets", W(thirty_three), ScopeForm, None, None),
        ("ten decimals", W(|w| w.scope.assets[1].decimals = 10), ScopeForm, None, None),
        ("decimals that say who issues it", W(|w| w.scope.assets[1].decimals = 17), ScopeForm, None, None),
        (
            "an authority twice",
            W(|w| w.scope.quorum.authorities[1] = w.scope.quorum.authorities[0]),
            QuorumForm,
            None,
            None,
        ),
        ("a quorum of nobody", W(|w| w.scope.quorum = Quorum::nobody()), QuorumForm, None, Some("prices")),
        ("a quorum of none of some", W(|w| w.scope.quorum.needed = 0), QuorumForm, None, None),
        ("a quorum of four", W(|w| four_of_five(w, 5)), QuorumForm, None, None),
        ("six authorities", W(|w| four_of_five(w, 6)), QuorumForm, None, None),
        ("a quorum of two of one", W(|w| w.scope.quorum.authorities.truncate(1)), QuorumForm, None, None),
        ("a policy of another version", W(|w| w.policy.version = 2), PolicyForm, None, None),
        ("no threshold", W(|w| w.threshold = Bps(0)), Threshold, None, None),
        ("a moment after 9999", W(|w| w.as_of = Day::MAX.end_unix_seconds() + 1), Moment, None, None),
        ("a moment of more bits", W(|w| w.as_of = 1 << 38), Moment, None, Some("inputs")),
    ]
}

fn thirty_three(world: &mut World) {
    world.scope.assets = World::new(1, 1, 32, 1).scope.assets;
    world.scope.assets.push(world.scope.assets[0].clone());
    world.scope.assets[32].symbol = "ONE-MORE".parse().unwrap();
}

/// Four needed, or two of more than are taken.
fn four_of_five(world: &mut World, listed: u64) {
    let others = (3..listed).map(|id| PartyId((100 + id).into()));
    world.scope.quorum.authorities.extend(others);
    world.scope.quorum.needed = if listed == 5 { 4 } else { 2 };
}

fn chunks() -> Vec<Mutation> {
    let first = Some(0);
    vec![
        ("no chunk", W(|w| w.chunks.clear()), NoChunk, None, None),
        ("sixty-five chunks", W(|w| *w = World::new(1, 65, 3, 2)), TooManyChunks, None, Some("documents")),
        ("a chunk without an account", W(|w| w.chunks[1].count = 0), ChunkCount, Some(1), Some("inputs")),
        (
            "a chunk of more accounts than any circuit takes",
            W(|w| w.chunks[0].count = MAX_ACCOUNTS + 1),
            ChunkCount,
            first,
            Some("inputs"),
        ),
        (
            "a total of 85 bits",
            W(|w| w.chunks[1].totals[2] = 1 << TOTAL_BITS),
            ChunkTotal,
            Some(1),
            Some("inputs"),
        ),
        (
            "owed in a column without an asset",
            W(|w| w.chunks[1].totals.push(1)),
            ChunkOtherAsset,
            Some(1),
            None,
        ),
        ("chunks in each other's place", C(|_, c| c.chunks.swap(0, 1)), OtherOutput, first, None),
        ("one chunk twice", C(|_, c| c.chunks[1] = c.chunks[0].clone()), OtherOutput, first, None),
        ("a chunk left out", C(|_, c| drop(c.chunks.pop())), OtherOutput, first, None),
        ("an account left out", C(|_, c| c.chunks[0].count -= 1), OtherOutput, first, None),
        (
            "an account moved to another chunk",
            C(|_, c| {
                c.chunks[0].count -= 1;
                c.chunks[1].count += 1;
            }),
            OtherOutput,
            first,
            None,
        ),
        ("less owed", C(|_, c| c.chunks[1].totals[0] -= 1), OtherOutput, Some(1), None),
        ("another blinding", C(|_, c| c.chunks[1].blinding += one()), OtherOutput, Some(1), None),
        ("another output", C(|_, c| c.chunks[0].commitment.output += one()), OtherOutput, first, None),
        ("another moment's chunks", C(|_, c| c.setting.as_of += 1), OtherOutput, first, None),
        ("another entity's chunks", C(|_, c| c.setting.entity.0 += one()), OtherOutput, first, None),
        (
            "a lower threshold after the fact",
            C(|_, c| c.setting.threshold = Bps(1)),
            OtherOutput,
            first,
            None,
        ),
        (
            "a scope changed after the fact",
            C(|_, c| c.setting.scope.assets[2].own = false),
            OtherOutput,
            first,
            None,
        ),
    ]
}

fn reserves() -> Vec<Mutation> {
    vec![
        (
            "a total of reserves of 85 bits",
            C(|_, c| c.reserves.totals[1] = 1 << TOTAL_BITS),
            ReserveTotal,
            Some(1),
            Some("inputs"),
        ),
        ("more reserves", C(|_, c| c.reserves.totals[0] += 1), OtherReserves, None, None),
        (
            "reserves moved to another asset",
            C(|_, c| c.reserves.totals.swap(0, 1)),
            OtherReserves,
            None,
            None,
        ),
        ("reserves of another blinding", C(|_, c| c.reserves.blinding += one()), OtherReserves, None, None),
        ("another commitment", C(|_, c| c.reserves_commitment += one()), OtherReserves, None, None),
        (
            "reserves of another environment",
            C(|_, c| c.reserves_commitment = c.reserves.commitment(one())),
            OtherReserves,
            None,
            None,
        ),
    ]
}

/// The claim with another day's first price, signed as the world signs.
fn priced(world: &World, claim: &mut Claim, price: Price) {
    let prices = [price, world.prices[1], world.prices[2]];
    let leaves = prices.iter().map(Price::hash).collect();
    let tree = Tree::new(PRICE_NODE, PRICE_DEPTH, leaves).unwrap();
    let member = |(i, price): (usize, &Price)| PriceMember { price: *price, path: tree.path(i).unwrap() };
    claim.setting.price_root = tree.root();
    let signed = world.day_prices(tree.root());
    claim.prices.signatures = signed.signatures;
    claim.prices.members = prices.iter().enumerate().map(member).collect();
    settle(claim);
}

/// Chunks and reserves are of the claim's environment.
fn settle(claim: &mut Claim) {
    let environment = claim.environment();
    for (i, chunk) in claim.chunks.iter_mut().enumerate() {
        chunk.commitment.output = chunk.chunk(environment, i as u32).output();
    }
    claim.reserves_commitment = claim.reserves.commitment(environment);
}

fn prices() -> Vec<Mutation> {
    let first = Some(0);
    vec![
        ("no price of the last asset", C(|_, c| drop(c.prices.members.pop())), PriceMissing, Some(2), None),
        (
            "no price of an asset in the day's tree",
            W(|w| _ = w.prices.remove(1)),
            PriceMissing,
            Some(1),
            None,
        ),
        ("a price of one more", C(|_, c| c.prices.members[0].price.price += 1), PriceNotOfRoot, first, None),
        (
            "a price of another place",
            C(|_, c| c.prices.members[1].path.index ^= 1),
            PriceNotOfRoot,
            Some(1),
            None,
        ),
        ("the price of another asset", C(|_, c| c.prices.members.swap(0, 1)), OtherPrice, first, None),
        (
            "a price in another currency",
            C(|w, c| priced(w, c, Price { currency: "USD".parse().unwrap(), ..w.prices[0] })),
            OtherPrice,
            first,
            None,
        ),
        (
            "a price of zero",
            C(|w, c| priced(w, c, Price { price: 0, confidence: 0, ..w.prices[0] })),
            PriceZero,
            first,
            None,
        ),
        (
            "a price of a second later",
            W(|w| w.prices[0].published_at = w.as_of + 1),
            PriceInFuture,
            first,
            None,
        ),
        (
            "a price a second too old",
            W(|w| w.prices[1].published_at = w.as_of - 3_601),
            PriceStale,
            Some(1),
            None,
        ),
        (
            "prices signed for tomorrow",
            W(|w| w.price_day = shifted(w.price_day, 1)),
            PriceRootInFuture,
            None,
            None,
        ),
    ]
}

fn authorities() -> Vec<Mutation> {
    let (first, second) = (Some(0), Some(1));
    vec![
        ("one signature of two", C(|_, c| drop(c.prices.signatures.pop())), PriceQuorum, None, None),
        (
            "an authority of no registry",
            C(|_, c| c.prices.signatures[1].signer.leaf.salt += one()),
            AuthorityNotRegistered,
            second,
            None,
        ),
        ("a servicer's key", W(|w| w.authorities[0].leaf.role = Role::Servicer), AuthorityRole, first, None),
        (
            "an authority whom the scope does not name",
            W(|w| w.scope.quorum.authorities[0] = PartyId(one())),
            OtherAuthority,
            first,
            None,
        ),
        ("one authority twice", W(|w| w.signing = vec![2, 2]), OtherAuthority, second, None),
        ("authorities out of their order", W(|w| w.signing = vec![2, 0]), OtherAuthority, second, None),
        (
            "an authority not valid yet",
            W(|w| w.authorities[0].leaf.valid_from = shifted(w.price_day, 1)),
            AuthorityNotYetValid,
            first,
            None,
        ),
        (
            "an authority no longer valid",
            W(|w| w.authorities[2].leaf.valid_until = shifted(w.price_day, -1)),
            AuthorityExpired,
            second,
            None,
        ),
        (
            "a signature of another day",
            C(|_, c| c.prices.day = shifted(c.prices.day, -1)),
            PriceSignature,
            first,
            None,
        ),
        (
            "another signature",
            C(|_, c| c.prices.signatures[1].signature = c.prices.signatures[0].signature),
            PriceSignature,
            second,
            None,
        ),
    ]
}

fn values() -> Vec<Mutation> {
    vec![
        ("one unit too little", W(|w| plain(w, [1_000_003, 1_000_002])), NotCovered, None, None),
        (
            "half a unit too little",
            W(|w| {
                plain(w, [1_000_003, 500_001]);
                w.threshold = Bps(5_000);
            }),
            NotCovered,
            None,
            None,
        ),
        (
            "a ten-thousandth too little",
            W(|w| {
                plain(w, [10_000, 30_000]);
                w.threshold = Bps(30_001);
            }),
            NotCovered,
            None,
            None,
        ),
        ("own tokens as reserves", W(|w| w.reserves[0].1.asset = symbol(2).asset()), NotCovered, None, None),
        ("liabilities in own tokens", W(|w| w.chunks[0].totals[2] = 1 << 60), NotCovered, None, None),
        ("reserves all encumbered", W(|w| only(w, 0)), NotCovered, None, None),
        (
            "reserves worth too much",
            W(|w| {
                w.prices[0].price = u64::MAX;
                only(w, u64::MAX);
            }),
            ValueOverflow,
            None,
            None,
        ),
        (
            "liabilities worth too much",
            W(|w| w.chunks[1].totals[0] = (1 << TOTAL_BITS) - 1),
            ValueOverflow,
            None,
            None,
        ),
    ]
}

/// All of them.
pub(crate) fn table() -> Vec<Mutation> {
    let all = [documents(), chunks(), reserves(), prices(), authorities(), values()];
    all.into_iter().flatten().collect()
}
