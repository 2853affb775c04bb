use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::collateral::CommodityTerms;
use covenant_statements::roles::Quorum;
use covenant_statements::{Day, Identifier, Network, PartyId, Role, Symbol};
use covenant_verifier::dsse::PublicKey;
use covenant_verifier::trust::{RootKind, TrustStore};
use rand::{SeedableRng as _, rngs::StdRng};

use super::{MAX_TRUSTED, NamedPrice, PricesError, SignedPrices, TrustedPrices};
use crate::trust::Trusted;
use crate::{Format as _, MemoryStore, Registration, Registry, Store as _, possession};

const NETWORK: Network = Network::Development;
/// 2026-11-30T12:00:00Z.
const NOON: u64 = 1_796_040_000;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn today() -> Day {
    day("2026-11-30")
}

fn price(asset: &str, currency: &str, price: u64) -> NamedPrice {
    let (asset, currency) = (asset.parse().unwrap(), currency.parse().unwrap());
    NamedPrice { asset, currency, price, confidence: price / 100, published_at: NOON }
}

fn prices() -> Vec<NamedPrice> {
    vec![price("XAU", "USD", 412_345), price("WTI-1M", "USD", 6_120), price("XAU", "EUR", 380_001)]
}

fn unsigned() -> SignedPrices {
    SignedPrices::new(NETWORK, today(), prices()).unwrap()
}

/// Three authorities, the first with two keys, and a servicer.
struct World {
    registry: Registry,
    keys: [SecretKey; 5],
    rng: StdRng,
}

impl World {
    fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(5);
        let keys = [(); 5].map(|()| SecretKey::generate(&mut rng));
        let mut world = Self { registry: Registry::default(), keys, rng };
        for (i, id) in ["VAT:DE1", "VAT:DE2", "VAT:DE3", "VAT:DE1"].iter().enumerate() {
            world.register(i, id, Role::PriceAuthority, None);
        }
        world.register(4, "VAT:DE4", Role::Servicer, None);
        world
    }

    fn register(&mut self, key: usize, id: &str, role: Role, valid_from: Option<Day>) {
        let id: Identifier = id.parse().unwrap();
        let key = &self.keys[key];
        let possession = possession::prove(NETWORK, id.party_id(), &[role], key, &mut self.rng);
        let registration = Registration {
            identifiers: vec![id],
            roles: vec![role],
            principal: None,
            fiscal_rule: None,
            key: key.public(),
            possession,
            valid_from,
            valid_until: None,
        };
        self.registry.add(NETWORK, &registration, NOON, &mut self.rng).unwrap();
    }

    /// What the authority of a key makes on its own machine.
    fn signed_by(&mut self, key: usize) -> SignedPrices {
        let mut prices = unsigned();
        prices.sign(&self.registry, &self.keys[key], &mut self.rng).unwrap();
        SignedPrices::from_json(&prices.to_json(), "prices").unwrap()
    }
}

#[test]
fn authorities_sign_apart_and_are_gathered() {
    let mut world = World::new();
    let parts = [0, 1, 2].map(|key| world.signed_by(key));
    let mut all = unsigned();
    for part in &parts {
        all.add(&world.registry, part).unwrap();
    }
    // What is there already is no second signature.
    all.add(&world.registry, &parts[0]).unwrap();
    let authorities = all.check(&world.registry).unwrap();
    let ids = ["VAT:DE1", "VAT:DE2", "VAT:DE3"].map(|id| id.parse::<Identifier>().unwrap().party_id());
    assert_eq!(authorities, ids);
    let root = world.registry.tree().unwrap().root();
    let members = all.members(&world.registry, day("2026-12-01")).unwrap();
    assert_eq!(members.len(), 3);
    for ((member, signature), party) in members.iter().zip(ids) {
        assert!(member.is_of(root) && member.leaf.party == party && member.leaf.role == Role::PriceAuthority);
        let verified = covenant_gadgets::eddsa::verify(&member.leaf.key, all.message(), signature);
        assert_eq!(verified, Ok(()));
    }
}

#[test]
fn who_may_not_sign_does_not() {
    let mut world = World::new();
    let stranger = SecretKey::generate(&mut world.rng);
    let mut own = unsigned();
    let mut sign = |key: &SecretKey, registry: &Registry| own.sign(registry, key, &mut world.rng).map(|_| ());
    assert_eq!(sign(&stranger, &world.registry), Err(PricesError::Unregistered));
    assert_eq!(sign(&world.keys[4], &world.registry), Err(PricesError::Role));
    assert_eq!(sign(&world.keys[0], &world.registry), Ok(()));
    assert_eq!(sign(&world.keys[0], &world.registry), Err(PricesError::SignedTwice), "the same key");
    assert_eq!(sign(&world.keys[3], &world.registry), Err(PricesError::SignedTwice), "another key of it");
    assert_eq!(own.signatures().len(), 1);
    // The key of an authority that has been revoked.
    let mut registry = world.registry.clone();
    registry.revoke(&"VAT:DE2".parse().unwrap(), today(), NOON, &mut world.rng).unwrap();
    let refused = own.sign(&registry, &world.keys[1], &mut world.rng);
    assert_eq!(refused.unwrap_err(), PricesError::KeyDays);
    // One that is registered from tomorrow on.
    world.register(4, "VAT:DE4", Role::PriceAuthority, Some(day("2026-12-01")));
    let refused = own.sign(&world.registry, &world.keys[4], &mut world.rng);
    assert_eq!(refused.unwrap_err(), PricesError::KeyDays);
}

#[test]
fn other_prices_and_false_signatures_are_not_gathered() {
    let mut world = World::new();
    let first = world.signed_by(0);
    let mut make = |network, day, prices, key: usize| {
        let mut own = SignedPrices::new(network, day, prices).unwrap();
        own.sign(&world.registry, &world.keys[key], &mut world.rng).unwrap();
        own
    };
    let mut dearer = prices();
    dearer[1].price += 1;
    let cases = [
        (PricesError::Network, make(Network::Production, today(), prices(), 1)),
        (PricesError::Day, make(NETWORK, day("2026-12-01"), prices(), 1)),
        (PricesError::Root, make(NETWORK, today(), dearer, 1)),
        (PricesError::SignedTwice, make(NETWORK, today(), prices(), 3)),
    ];
    for (expected, other) in cases {
        let mut gathered = first.clone();
        assert_eq!(gathered.add(&world.registry, &other), Err(expected));
        assert_eq!(gathered.signatures().len(), 1);
    }
    // A signature for tomorrow under today's document: with another that holds, nothing is taken.
    let mut forged = world.signed_by(1);
    let mut tomorrow = SignedPrices::new(NETWORK, day("2026-12-01"), prices()).unwrap();
    tomorrow.sign(&world.registry, &world.keys[2], &mut world.rng).unwrap();
    forged.signatures.push(tomorrow.signatures()[0].clone());
    let mut gathered = first.clone();
    assert_eq!(gathered.add(&world.registry, &forged), Err(PricesError::Signature));
    assert!(gathered.signatures() == first.signatures());
    assert_eq!(forged.check(&world.registry), Err(PricesError::Signature));
    assert_eq!(unsigned().check(&world.registry), Err(PricesError::Unsigned));
    assert_eq!(first.check(&Registry::default()), Err(PricesError::Unregistered));
}

#[test]
fn bad_rows_are_named() {
    let refused = |change: &dyn Fn(&mut Vec<NamedPrice>)| {
        let mut rows = prices();
        change(&mut rows);
        SignedPrices::new(NETWORK, today(), rows).unwrap_err()
    };
    assert_eq!(refused(&|rows| rows.clear()), PricesError::Count);
    assert!(matches!(refused(&|rows| rows[1].price = 0), PricesError::Row { row: 2, .. }));
    assert!(matches!(refused(&|rows| rows[2].confidence = rows[2].price), PricesError::Row { row: 3, .. }));
    let midnight = today().end_unix_seconds() + 1;
    assert_eq!(refused(&|rows| rows[2].published_at = midnight), PricesError::Later { row: 3 });
    assert_eq!(refused(&|rows| rows.push(price("XAU", "USD", 1))), PricesError::Twice { row: 4 });
    let many = |rows: &mut Vec<NamedPrice>| {
        *rows = (0..4097u32).map(|i| price(&alloc::format!("A{i}"), "USD", 5)).collect();
    };
    assert_eq!(refused(&many), PricesError::Count);
    let error = refused(&|rows| rows[0].price = 0).to_string();
    assert!(error.contains("row 1") && !error.contains("412"), "{error}");
}

#[test]
fn a_document_has_one_form() {
    let mut world = World::new();
    let signed = world.signed_by(0);
    let text = String::from_utf8(signed.to_json()).unwrap();
    let read = |text: &str| {
        SignedPrices::from_json(text.as_bytes(), "prices").map_err(|error| error.code()).map(|_| ())
    };
    assert_eq!(read(&text), Ok(()));
    let root = covenant_statements::field::to_hex(&signed.root());
    let mut reordered = serde_json::from_str::<serde_json::Value>(&text).unwrap();
    reordered["content"]["prices"].as_array_mut().unwrap().reverse();
    for bad in [
        text.replace("\"412345\"", "\"412346\""),
        text.replace("\"412345\"", "412345"),
        text.replace(&root, &covenant_statements::field::to_hex(&covenant_statements::Fr::from(1u64))),
        text.replace("WTI-1M", "wti-1m"),
        text.replace("2026-11-30", "2026-11-29"),
        text.replace("\"root\"", "\"roots\""),
        reordered.to_string(),
    ] {
        assert_ne!(bad, text);
        assert_eq!(read(&bad), Err("prices/malformed"));
    }
    assert_eq!(read(&" ".repeat(SignedPrices::MAX_BYTES + 1)), Err("file/too-large"));
    let full = (0..4096u32).map(|i| price(&alloc::format!("{i:0>32}"), "USD", u64::MAX)).collect();
    let full = SignedPrices::new(NETWORK, today(), full).unwrap().to_json();
    assert!(full.len() < SignedPrices::MAX_BYTES, "a full day of the longest names fits: {}", full.len());
}

#[test]
fn trusted_roots_have_their_days() {
    let mut world = World::new();
    let signed = world.signed_by(0);
    let store = MemoryStore::new();
    let registry = world.registry.clone();
    let trust = |prices: &SignedPrices, until: &str| {
        store.change_prices(|trusted| Ok(trusted.trust(prices, day(until), &registry)?))
    };
    for (code, until) in [("prices/good-for", "2026-11-29"), ("prices/good-for", "2027-01-01")] {
        assert_eq!(trust(&signed, until).unwrap_err().code(), code);
    }
    assert_eq!(trust(&unsigned(), "2026-12-01").unwrap_err().code(), "prices/unsigned");
    assert_eq!(store.prices().unwrap(), TrustedPrices::default(), "nothing is written of what is refused");
    trust(&signed, "2026-12-01").unwrap();
    // The same again, for one day more.
    trust(&signed, "2026-12-02").unwrap();
    let mut dearer = prices();
    dearer[0].price += 1;
    let mut other = SignedPrices::new(NETWORK, today(), dearer).unwrap();
    other.sign(&registry, &world.keys[0], &mut world.rng).unwrap();
    assert_eq!(trust(&other, "2026-12-01").unwrap_err().code(), "prices/other-root-trusted");

    let good = |on: &str, trust: &TrustStore| trust.trusts_root(RootKind::Prices, &signed.root(), day(on));
    let days = ["2026-11-29", "2026-11-30", "2026-12-02", "2026-12-03"];
    let exported = exported(&registry, &store.prices().unwrap());
    assert_eq!(days.map(|on| good(on, &exported)), [false, true, true, false]);
    assert!(!exported.trusts_root(RootKind::Parties, &signed.root(), today()));
    assert!(store.change_prices(|trusted| Ok(trusted.distrust(today()))).unwrap());
    assert_eq!(store.prices().unwrap(), TrustedPrices::default());
}

/// What others verify by.
fn exported(registry: &Registry, prices: &TrustedPrices) -> TrustStore {
    let signing = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let trusted = Trusted {
        network: NETWORK,
        until: Day::MAX,
        keys: Vec::new(),
        registry,
        nullifier_key: None,
        policies: Vec::new(),
        prices,
        facilities: Vec::new(),
        pools: Vec::new(),
        entities: Default::default(),
        prover: Some(("a prover", PublicKey::from_bytes(signing.verifying_key().as_bytes()).unwrap())),
    };
    trusted.to_store().unwrap()
}

#[test]
fn a_root_of_several_days_is_listed_once() {
    let mut world = World::new();
    let mut trusted = TrustedPrices::default();
    let mut at = |on: &str, until: &str, world: &mut World| {
        let mut rows = prices();
        rows.iter_mut().for_each(|row| row.published_at = 1_700_000_000);
        let mut own = SignedPrices::new(NETWORK, day(on), rows).unwrap();
        own.sign(&world.registry, &world.keys[0], &mut world.rng).unwrap();
        trusted.trust(&own, day(until), &world.registry).unwrap();
        own.root()
    };
    let root = at("2026-11-20", "2026-11-20", &mut world);
    at("2026-11-28", "2026-11-29", &mut world);
    assert_eq!(at("2026-11-30", "2026-12-01", &mut world), root);
    let good = |registry: &Registry, on: &str| {
        exported(registry, &trusted).trusts_root(RootKind::Prices, &root, day(on))
    };
    let days = ["2026-11-20", "2026-11-27", "2026-11-28", "2026-12-01", "2026-12-02"];
    assert_eq!(days.map(|on| good(&world.registry, on)), [false, false, true, true, false]);
    // After a revocation no day before it is taken by any root.
    let mut revoked = world.registry.clone();
    revoked.revoke(&"VAT:DE4".parse().unwrap(), today(), NOON, &mut world.rng).unwrap();
    assert_eq!(days.map(|on| good(&revoked, on)), [false, false, false, true, false]);
}

#[test]
fn the_list_of_roots_is_bounded_and_ordered() {
    let mut world = World::new();
    let mut trusted = TrustedPrices::default();
    let first = 20_000;
    for i in 0..=MAX_TRUSTED as u32 {
        let on = Day::new(first + i).unwrap();
        let row = NamedPrice { published_at: u64::from(i), ..price("XAU", "USD", 5) };
        let mut own = SignedPrices::new(NETWORK, on, vec![row]).unwrap();
        own.sign(&world.registry, &world.keys[0], &mut world.rng).unwrap();
        trusted.trust(&own, on, &world.registry).unwrap();
    }
    assert_eq!((trusted.roots().len(), trusted.roots()[0].day), (MAX_TRUSTED, Day::new(first + 1).unwrap()));
    let bytes = trusted.to_json();
    assert_eq!(TrustedPrices::from_json(&bytes, "prices").unwrap(), trusted);
    let mut turned: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    turned["content"].as_array_mut().unwrap().reverse();
    let refused = TrustedPrices::from_json(turned.to_string().as_bytes(), "prices").unwrap_err();
    assert_eq!(refused.code(), "home/prices-damaged");
}

#[test]
fn a_prover_gets_what_the_quorum_needs_in_its_order() {
    let mut world = World::new();
    let mut all = world.signed_by(2);
    for key in [0, 1] {
        let part = world.signed_by(key);
        all.add(&world.registry, &part).unwrap();
    }
    let [one, two, three, other] =
        ["VAT:DE1", "VAT:DE2", "VAT:DE3", "VAT:DE4"].map(|id| id.parse::<Identifier>().unwrap().party_id());
    let mut policy = covenant_statements::collateral::sample::World::new(1, 4).policy;
    policy.currency = "USD".parse().unwrap();
    let symbols: Vec<Symbol> = ["WTI-1M", "SILVER", "XAU"].map(|symbol| symbol.parse().unwrap()).into();
    let terms = policy.commodities[0].clone();
    let of = |symbol: &Symbol| CommodityTerms { symbol: symbol.clone(), ..terms.clone() };
    policy.commodities = symbols.iter().map(of).collect();
    let quorum = |needed, authorities: &[PartyId]| {
        let quorum = Quorum { needed, authorities: authorities.to_vec() };
        all.for_collateral(&world.registry, &quorum, &policy, today())
    };
    let prices = quorum(2, &[other, one, three, two]).unwrap();
    let parties: Vec<PartyId> = prices.signatures.iter().map(|own| own.signer.leaf.party).collect();
    assert_eq!(parties, [one, three], "the first two of the list that have signed");
    assert_eq!((prices.root, prices.day), (all.root(), today()));
    let priced: Vec<Option<u64>> = prices.members.iter().map(|m| m.as_ref().map(|m| m.price.price)).collect();
    assert_eq!(priced, [Some(6_120), None, Some(412_345)]);
    assert!(prices.members.iter().flatten().all(|member| member.is_of(prices.root)));
    for (needed, authorities) in [(2, &[other, one][..]), (0, &[one]), (0, &[])] {
        assert_eq!(quorum(needed, authorities).err().map(|error| error.code()), Some("prices/quorum"));
    }
}
