//! Prices and their quorum; the base.

use super::{
    super::shifted,
    Change::{Claim as C, World as W},
    Mutation,
};
use covenant_gadgets::{babyjubjub::Scalar, merkle::Tree};
use covenant_statements::{
    Amount, Fr, Price, PriceMember, Role,
    collateral::{Claim, Figures, Rule::*, sample::World},
    price::{PRICE_DEPTH, PRICE_NODE, PriceTree, root_message},
    roles::Quorum,
};
use rand::SeedableRng;

pub(crate) fn table() -> Vec<Mutation> {
    let mut all = prices();
    all.extend(quorum());
    all.extend(base());
    all
}

/// The claim with a price that no tree of prices takes, signed all the same.
fn priced(world: &World, claim: &mut Claim, price: Price) {
    let tree = Tree::new(PRICE_NODE, PRICE_DEPTH, vec![price.hash()]).unwrap();
    let prices = claim.prices.as_mut().unwrap();
    let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
    (prices.root, prices.members[0]) =
        (tree.root(), Some(PriceMember { price, path: tree.path(0).unwrap() }));
    let message = root_message(claim.network, prices.root, prices.day);
    for (signed, index) in prices.signatures.iter_mut().zip(&world.signing) {
        signed.signature = world.authorities[*index].key.sign(message, &mut rng);
    }
}

fn prices() -> Vec<Mutation> {
    vec![
        ("no prices", C(|_, c| c.prices = None), PriceMissing, Some(0), None),
        (
            "no price of the commodity",
            C(|_, c| c.prices.as_mut().unwrap().members[0] = None),
            PriceMissing,
            Some(0),
            None,
        ),
        (
            "a price that nobody signed",
            C(|_, c| c.prices.as_mut().unwrap().members[0].as_mut().unwrap().price.price += 1),
            PriceNotOfRoot,
            Some(0),
            None,
        ),
        (
            "another root",
            C(|_, c| c.prices.as_mut().unwrap().root += Fr::from(1u64)),
            PriceNotOfRoot,
            Some(0),
            None,
        ),
        (
            "the price of another commodity",
            C(|_, c| {
                let members = &mut c.prices.as_mut().unwrap().members;
                members[0] = members[1].clone();
            }),
            OtherPrice,
            Some(0),
            None,
        ),
        (
            "a price in another currency",
            C(|w, c| {
                let price = Price { currency: "USD".parse().unwrap(), ..w.prices[0] };
                priced(w, c, price);
            }),
            OtherPrice,
            Some(0),
            None,
        ),
        (
            "a price of zero",
            C(|w, c| priced(w, c, Price { price: 0, confidence: 0, ..w.prices[0] })),
            PriceZero,
            Some(0),
            None,
        ),
        (
            "a price that is all doubt",
            C(|w, c| priced(w, c, Price { confidence: w.prices[0].price, ..w.prices[0] })),
            PriceZero,
            Some(0),
            None,
        ),
        (
            "a price of more doubt than there is",
            C(|w, c| priced(w, c, Price { confidence: u64::MAX, ..w.prices[0] })),
            PriceZero,
            Some(0),
            None,
        ),
        (
            "a price of tomorrow's first second",
            W(|w| w.prices[0].published_at = w.as_of.end_unix_seconds() + 1),
            PriceInFuture,
            Some(0),
            None,
        ),
        (
            "a price one second too old",
            W(|w| w.prices[0].published_at = w.as_of.end_unix_seconds() - 86_401),
            PriceStale,
            Some(0),
            None,
        ),
        (
            "a value of more than 64 bits",
            W(|w| {
                w.appraisals[1].1.lots[2].value = u64::MAX;
                (w.prices[0].price, w.prices[0].confidence) = (1_000_001, 0);
            }),
            CommodityTooLarge,
            Some(0),
            None,
        ),
        (
            "a quantity of more than 64 bits",
            W(|w| {
                let lots = &mut w.appraisals[1].1.lots;
                let mut more = lots[2];
                (lots[2].value, more.lot) = (u64::MAX, more.lot + 1);
                lots.push(more);
                (w.prices[0].price, w.prices[0].confidence) = (2, 1);
            }),
            CommodityTooLarge,
            Some(0),
            None,
        ),
    ]
}

fn quorum() -> Vec<Mutation> {
    vec![
        (
            "prices signed for tomorrow",
            W(|w| w.price_day = shifted(w.as_of, 1)),
            PriceRootInFuture,
            None,
            None,
        ),
        ("one signature of two", W(|w| w.signing = vec![0]), PriceQuorum, None, None),
        ("no signature", W(|w| w.signing.clear()), PriceQuorum, None, None),
        ("a quorum of nobody", W(|w| w.roles.quorum = Quorum::nobody()), PriceQuorum, None, None),
        (
            "an authority's entry that is not in the registry",
            C(|_, c| c.prices.as_mut().unwrap().signatures[1].signer.leaf.salt += Fr::from(1u64)),
            AuthorityNotRegistered,
            Some(1),
            None,
        ),
        (
            "prices signed by an appraiser",
            W(|w| w.authorities[0].leaf.role = Role::Appraiser),
            AuthorityRole,
            Some(0),
            None,
        ),
        (
            "an authority whom the roles do not name",
            W(|w| w.roles.quorum.authorities[2] = w.roles.owner),
            OtherAuthority,
            Some(1),
            None,
        ),
        ("one authority twice", W(|w| w.signing = vec![0, 0]), OtherAuthority, Some(1), None),
        ("authorities out of their order", W(|w| w.signing = vec![2, 0]), OtherAuthority, Some(1), None),
        (
            "an authority valid from the day after",
            W(|w| w.authorities[2].leaf.valid_from = shifted(w.price_day, 1)),
            AuthorityNotYetValid,
            Some(1),
            None,
        ),
        (
            "an authority valid till yesterday",
            W(|w| w.authorities[0].leaf.valid_until = shifted(w.as_of, -1)),
            AuthorityExpired,
            Some(0),
            None,
        ),
        (
            "another signature of the prices",
            C(|_, c| c.prices.as_mut().unwrap().signatures[1].signature.s += Scalar::from(1u64)),
            PriceSignature,
            Some(1),
            None,
        ),
        (
            "prices signed on another day",
            C(|_, c| {
                let prices = c.prices.as_mut().unwrap();
                prices.day = shifted(prices.day, -1);
            }),
            PriceSignature,
            Some(0),
            None,
        ),
        (
            "prices that were not signed",
            C(|w, c| {
                let other = PriceTree::new(vec![Price { price: 950_000, ..w.prices[0] }]).unwrap();
                let prices = c.prices.as_mut().unwrap();
                prices.root = other.root();
                prices.members[0] = other.member(w.prices[0].asset, w.prices[0].currency);
            }),
            PriceSignature,
            Some(0),
            None,
        ),
    ]
}

fn base() -> Vec<Mutation> {
    vec![
        ("one unit over the limit", W(|w| w.policy.limit = Amount(w.exposure.0 - 1)), OverLimit, None, None),
        (
            "one unit over the base",
            W(|w| w.exposure = Amount(Figures::of(&w.claim()).base as u64 + 1)),
            Insufficient,
            None,
            None,
        ),
        (
            "everything there is",
            W(|w| (w.exposure, w.policy.limit) = (Amount(u64::MAX), Amount(u64::MAX))),
            Insufficient,
            None,
            None,
        ),
    ]
}
