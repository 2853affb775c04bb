//! A day's prices: symbols, leaves, trees, what authorities sign.

use super::{
    node::{Node, object},
    registry::steps_of,
    trace::{hash_trace, rng, signature_trace},
};
use covenant_gadgets::eddsa::SecretKey;
use covenant_statements::{
    Day, Fr, Network, Price, PriceTree, Symbol,
    price::{LAST_SECOND, PRICE_DEPTH, PRICE_NODE, root_message},
};
use sha3::{Digest, Keccak256};

const SYMBOLS: [&str; 5] = ["XAU", "WTI-1M", "A", "0", "0123456789ABCDEF0123456789ABCDEF"];

pub(super) fn vectors() -> Node {
    let days = [(1, Network::Development), (3, Network::Development), (9, Network::Production)];
    object! {
        "depth" => PRICE_DEPTH as u64,
        "symbols" => Node::list(SYMBOLS.map(symbol)),
        "refused_symbols" => Node::list(["", "xau", "XAU ", "X_U", "0123456789ABCDEF0123456789ABCDEF0"].map(refused)),
        "prices" => Node::list(prices(9).iter().map(price)),
        "days" => Node::list(days.map(|(n, network)| day(n, network))),
    }
}

fn named(text: &str) -> Symbol {
    text.parse().unwrap_or_else(|_| unreachable!("the vectors' symbols are symbols"))
}

fn symbol(text: &str) -> Node {
    let keccak: [u8; 32] = Keccak256::digest(text.as_bytes()).into();
    object! { "symbol" => text, "keccak" => Node::bytes(&keccak), "asset" => named(text).asset().0 }
}

fn refused(text: &str) -> Node {
    assert!(text.parse::<Symbol>().is_err(), "{text}");
    Node::from(text)
}

/// Every symbol in dollars, some in euros, the smallest price and the largest.
fn prices(count: usize) -> Vec<Price> {
    let cases = [
        (0, "USD", 412_345, 4_123, 1_796_040_000),
        (1, "USD", 6_120, 0, 1_796_036_400),
        (0, "EUR", 380_001, 3_800, 1_796_040_000),
        (2, "USD", 1, 0, 0),
        (3, "USD", u64::MAX, u64::MAX - 1, LAST_SECOND),
        (4, "USD", 1 << 32, 1 << 31, 1_796_040_000),
        (1, "EUR", 5_640, 100, 1_796_036_400),
        (0, "CHF", 363_210, 0, 1_796_040_000),
        (2, "AAA", 2, 1, 1),
    ];
    let of = |(symbol, code, price, confidence, published_at): (usize, &str, u64, u64, u64)| Price {
        asset: named(SYMBOLS[symbol]).asset(),
        currency: code.parse().unwrap_or_else(|_| unreachable!("three capital letters")),
        price,
        confidence,
        published_at,
    };
    cases.into_iter().take(count).map(of).collect()
}

fn price(price: &Price) -> Node {
    let names = ["asset", "currency", "price", "confidence", "published_at"];
    let values: Vec<(&'static str, Fr)> = names.into_iter().zip(price.values()).collect();
    object! { "price" => Node::form(price), "hash" => hash_trace(Price::TAG, &values), "leaf" => price.hash() }
}

/// The prices as they were given, the root over them in their order, the way of each, and a signature.
fn day(count: usize, network: Network) -> Node {
    let given = prices(count);
    let tree =
        PriceTree::new(given.clone()).unwrap_or_else(|_| unreachable!("the vectors' prices are sound"));
    let day = Day::new(20_787).unwrap_or(Day::MIN);
    let key = SecretKey::generate(&mut rng(900 + count as u64));
    let message = root_message(network, tree.root(), day);
    let values = [("network", network.to_field()), ("root", tree.root()), ("day", Fr::from(day.get()))];
    let paths = tree.prices().iter().filter_map(|price| {
        let member = tree.member(price.asset, price.currency)?;
        assert!(member.is_of(tree.root()));
        Some(steps_of(PRICE_NODE, &member.path, price.hash()))
    });
    object! {
        "network" => network.name(),
        "day" => day.to_string(),
        "given" => Node::list(given.iter().map(Node::form)),
        "root" => tree.root(),
        "paths" => Node::list(paths),
        "hash" => hash_trace("covenant/price-root", &values),
        "signature" => signature_trace(&key, message, &key.sign(message, &mut rng(950))),
    }
}
