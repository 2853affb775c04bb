//! Selector, context, policy digest, environment.

use super::{
    node::{Node, object},
    trace::hash_trace,
};
use covenant_statements::{
    Context, Environment, Fr, Network, ObligationPolicy, Policy, Selector, TextDigest,
    binding::{Address, nullifier_key_digest},
    field,
    invoice::{CIRCUIT_ID, sample::World},
};
use sha3::{Digest, Keccak256};

pub(super) fn vectors() -> Node {
    let world = World::new(1);
    let keys: [&[u8]; 3] = [b"", b"a stand-in for a verifying key's bytes", &[0xff; 768]];
    let selectors = [Network::Development, Network::Production]
        .into_iter()
        .flat_map(|network| keys.map(|key| selector(network, CIRCUIT_ID, key)));
    let environment = world.claim().environment();
    let tomorrow = Environment { as_of: covenant_statements::Day::MAX, ..environment.clone() };
    object! {
        "selectors" => Node::list(selectors),
        "contexts" => Node::list(contexts(&world).iter().map(context)),
        "policies" => Node::list(policies(&world).iter().map(policy)),
        "environments" => Node::list([environment, tomorrow].iter().map(self::environment)),
    }
}

fn keccak(bytes: &[u8]) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

fn selector(network: Network, circuit: &str, key: &[u8]) -> Node {
    let selector = Selector::new(network, circuit, key);
    let parts =
        ["covenant/selector".as_bytes(), network.name().as_bytes(), circuit.as_bytes(), key].map(keccak);
    assert_eq!(selector.0, keccak(&parts.concat()));
    object! {
        "network" => network.name(),
        "circuit" => circuit,
        "verifying_key" => Node::bytes(key),
        "keccak_parts" => Node::list(parts.iter().map(|part| Node::bytes(part))),
        "selector" => Node::bytes(&selector.0),
    }
}

/// The sample's, that of its second registration, one with a 32-byte address and another chain, one with extreme values.
fn contexts(world: &World) -> [Context; 4] {
    let base = &world.context;
    let chain = |name: &str| name.parse().unwrap_or_else(|_| base.chain.clone());
    let cosmos =
        Context { chain: chain("cosmos:cosmoshub-4"), beneficiary: Address([0x5a; 32]), ..base.clone() };
    let extreme = Context {
        selector: Selector([0xff; 32]),
        chain: chain("eip155:1"),
        contract: Address([0xff; 32]),
        beneficiary: Address([0; 32]),
        expiry: u64::MAX,
        sequence: u32::MAX,
    };
    [base.clone(), Context { sequence: 1, ..base.clone() }, cosmos, extreme]
}

/// The parts, abi.encode of them, its keccak256, the public input.
pub(super) fn context(context: &Context) -> Node {
    let encoded = context.abi_encode();
    let digest = keccak(&encoded);
    let mut masked = digest;
    masked[0] &= 0x1f;
    assert_eq!(field::to_be_bytes(&context.to_field()), masked);
    object! {
        "parts" => Node::form(context),
        "keccak_chain" => Node::bytes(&keccak(context.chain.as_str().as_bytes())),
        "abi_encoded" => Node::list(encoded.chunks(32).map(Node::bytes)),
        "keccak" => Node::bytes(&digest),
        "context" => context.to_field(),
    }
}

/// The sample's policy, one with every list full, one with every list that may be empty so.
fn policies(world: &World) -> [ObligationPolicy; 3] {
    let mut empty = world.policy.clone();
    empty.without_terms = true;
    empty.terms.clear();
    empty.payees.clear();
    empty.verification_agents.clear();
    let mut full = world.policy.clone();
    let currencies = ["EUR", "USD", "GBP", "CHF", "JPY", "SEK", "DKK", "PLN"];
    full.currencies = currencies.into_iter().filter_map(|c| c.parse().ok()).collect();
    full.any_payee = true;
    full.terms =
        ["no set-off", "notice", "assignable", "no recourse"].map(|t| TextDigest::of(t.as_bytes())).to_vec();
    full.payees = ["A", "B", "C", "D"].map(|account| TextDigest::of(account.as_bytes())).to_vec();
    full.verification_agents.resize(4, world.seller.leaf.party);
    [world.policy.clone(), full, empty]
}

/// The document, every value in the order of the hash, the digest.
pub(super) fn policy(policy: &ObligationPolicy) -> Node {
    let values: Vec<(&'static str, Fr)> =
        policy_names().into_iter().zip(policy.fields().in_order()).collect();
    object! { "policy" => Node::form(policy), "hash" => hash_trace(<ObligationPolicy as Policy>::TAG, &values), "digest" => policy.digest() }
}

fn policy_names() -> Vec<&'static str> {
    let mut names = vec![
        "version",
        "max_amount",
        "max_tenor_days",
        "tax_lane_tenor_days",
        "kinds",
        "capacities",
        "lanes",
    ];
    names.push("currencies");
    names.extend(["currency"; 8]);
    names.extend(["without_terms", "terms_listed"]);
    names.extend(["terms"; 4]);
    names.extend(["any_payee", "payees"]);
    names.extend(["payee"; 4]);
    names.push("verification_agents");
    names.extend(["verification_agent"; 4]);
    names
}

/// The parts, the nullifier key's digest, the public input.
pub(super) fn environment(environment: &Environment) -> Node {
    let key = environment.nullifier_key;
    let key_digest = nullifier_key_digest(&key);
    let values = [
        ("network", environment.network.to_field()),
        ("policy", environment.policy),
        ("as_of", Fr::from(environment.as_of.get())),
        ("registry_root", environment.registry_root),
        ("nullifier_key", key_digest),
    ];
    object! {
        "network" => environment.network.name(),
        "policy" => environment.policy,
        "as_of" => environment.as_of.to_string(),
        "registry_root" => environment.registry_root,
        "nullifier_key" => key,
        "nullifier_key_hash" => hash_trace("covenant/nullifier-key", &[("K.x", key.x), ("K.y", key.y)]),
        "hash" => hash_trace("covenant/environment/obligation", &values),
        "environment" => environment.to_field(),
    }
}
