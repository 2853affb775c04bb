//! What router and registry trust, who may change it, and that it is looked at in every call.

use ark_ff::{BigInteger, PrimeField};
use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{
    ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER, REGISTRAR, registry_code, router_code,
};
use covenant_evm_tests::world::REGISTRY_DEPLOYER;
use covenant_export::evm::abi::{Call, Submission, proof_words, uint};
use covenant_statements::{Fr, field};

#[test]
fn trust_is_checked_at_every_call_however_warm_the_cache() {
    let mut d = Deployment::new();
    d.register("first").success();
    let first = d.vectors.submission("first");
    let base = d.clone();
    // Policy, circuit and root are withdrawn one by one; the environment is cached since the first submission.
    d.own(d.registry, Call::new("setPolicy(uint256,bool)").field(&first.environment.policy).uint(0));
    assert!(d.register("invoice-10").reverted_with("UntrustedPolicy(uint256)"));
    let mut d = base.clone();
    d.own(d.registry, Call::new("setSelector(bytes32,bool)").word(first.context.selector.0).uint(0));
    assert!(d.register("invoice-10").reverted_with("UntrustedSelector(bytes32)"));
    let mut d = base.clone();
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    assert!(d.register("invoice-10").reverted_with("UntrustedRoot(uint256,uint32)"));
    let mut d = base.clone();
    let other = d.vectors.submission("other-root");
    assert!(d.submit(&other).refused(), "its root is not published");
    d.publish(&other, true);
    assert!(d.register("invoice-10").reverted_with("UntrustedRoot(uint256,uint32)"));
    let policy = Call::new("setPolicy(uint256,bool)").field(&other.environment.policy).uint(1);
    d.own(d.registry, policy);
    d.submit(&other).success();
    let mut d = base;
    d.own(d.registry, Call::new("setSelector(bytes32,bool)").word([0x77; 32]).uint(1));
    let mut unknown = d.vectors.submission("invoice-10");
    unknown.context.selector.0 = [0x77; 32];
    assert!(d.submit(&unknown).reverted_with("WrongStatus(bytes32,uint8)"));
}

#[test]
fn roots_live_24_hours_after_the_next_one() {
    let mut d = Deployment::new();
    let other = d.vectors.submission("other-root");
    d.publish(&other, false);
    d.chain.now = NOON + DAY;
    d.register("first").success();
    d.chain.now = NOON + DAY + 1;
    assert!(d.register("invoice-10").reverted_with("UntrustedRoot(uint256,uint32)"));
    // Never a second time.
    let root = field::to_be_bytes(&d.vectors.submission("first").environment.registry_root);
    assert!(d.publish_root(root, 0, 99_999, false).reverted_with("BadRoot(uint256)"));
    let call = Call::new("publishRoot(uint256,uint32,uint32,uint64,uint64)").word(root);
    let call = call.uint(0).uint(99_999).uint(0).uint(2);
    assert!(d.chain.send(OWNER, d.registry, call.bytes()).reverted_with("NotRegistrar(address)"));
}

fn not_before(d: &Deployment) -> [u8; 32] {
    d.chain.call(d.registry, Call::new("notBefore()").bytes()).success().0.try_into().unwrap()
}

/// Whoever stole the key that was revoked would sign and prove for yesterday: under the new root, or under an ordinary one published
/// the same day that still holds the key's last day.
#[test]
fn nothing_is_proved_for_a_day_before_a_revocation() {
    let mut d = Deployment::new();
    let (today, other) = (NOON / DAY, d.vectors.submission("other-root"));
    let root = field::to_be_bytes(&other.environment.registry_root);
    assert_eq!(u64::from(other.environment.as_of.get()), today);
    // The proof is good on its as-of day and the day after, by a root that revokes nothing.
    d.chain.now = NOON + DAY;
    let mut without = d.clone();
    without.publish_root(root, today - 15, today + 15, false).success();
    without.own(d.registry, trust_policy(&other));
    without.clone().submit(&other).success();
    // The first good day of a root that revokes is today or later.
    assert!(d.publish_root(root, today, today + 15, true).reverted_with("BeforeRevocation(uint32,uint32)"));
    assert_eq!(not_before(&d), uint(0), "what was refused revoked nothing");
    d.clone().register("first").success();
    d.publish_root(root, today + 1, today + 15, true).success();
    assert_eq!(not_before(&d), uint(today + 1));
    d.own(d.registry, trust_policy(&other));
    for submission in [&other, &d.vectors.submission("first")] {
        assert!(d.submit(submission).reverted_with("BeforeRevocation(uint32,uint32)"));
    }
    // An ordinary root of the same day, or of any later one, is good for no day before it either.
    for later in [0, 1, 40] {
        d.chain.now = NOON + DAY + later * DAY;
        let next = uint(1000 + later);
        assert!(
            d.publish_root(next, today, today + 90, false).reverted_with("BeforeRevocation(uint32,uint32)")
        );
        d.publish_root(next, today + 1, today + 90, false).success();
    }
    // Ending all roots is a revocation too.
    d.chain.now = NOON + 50 * DAY;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    assert_eq!(not_before(&d), uint(today + 50));
    let next = uint(2000);
    assert!(
        d.publish_root(next, today + 49, today + 90, true).reverted_with("BeforeRevocation(uint32,uint32)")
    );
    d.publish_root(next, today + 50, today + 90, true).success();
}

/// A key is stolen. Whatever the order in which the registrar's transactions are mined, and whichever of them never is, its
/// revocation holds from the first root on whose tree knows it.
#[test]
fn a_revocation_is_neither_lost_nor_undone_by_the_order_of_publications() {
    let today = NOON / DAY;
    let days = [today, today + 90];
    let is_live = |d: &Deployment, root: u64, day: u64| {
        let call = Call::new("isRootLive(uint256,uint32)").uint(root).uint(day);
        d.chain.call(d.registry, call.bytes()).success().0 == uint(1)
    };
    let start = Deployment::new();
    assert_eq!((start.counter("revocations()"), start.counter("latestSequence()")), (0, 1));

    // R2, made before the revocation, was queued; R3, by the revocation, is published first. R2 comes too late.
    let mut d = start.clone();
    d.publish_tree(uint(3), days, 1, 1).success();
    assert!(d.publish_tree(uint(2), days, 0, 1).reverted_with("StalePublication(uint64,uint64)"));
    assert!(d.publish_tree(uint(2), days, 0, 2).reverted_with("OlderTree(uint64,uint64)"));
    assert!(is_live(&d, 3, today) && !is_live(&d, 2, today));
    assert_eq!(not_before(&d), uint(today));

    // R2 is mined first: R3, that was to follow R1, is sent again, and ends it.
    let mut d = start.clone();
    d.publish_tree(uint(2), days, 0, 1).success();
    assert!(d.publish_tree(uint(3), days, 1, 1).reverted_with("StalePublication(uint64,uint64)"));
    d.publish_tree(uint(3), days, 1, 2).success();
    assert!(is_live(&d, 3, today) && !is_live(&d, 2, today));

    // R3 is never published. R4, an ordinary change after it, ends R1, which holds the stolen key, and the days before.
    let mut d = start.clone();
    d.clone().register("first").success();
    d.chain.now += DAY;
    assert!(d.publish_tree(uint(4), days, 1, 1).reverted_with("BeforeRevocation(uint32,uint32)"));
    d.publish_tree(uint(4), [today + 1, today + 90], 1, 1).success();
    assert_eq!(not_before(&d), uint(today + 1));
    let first = d.vectors.submission("first").environment.registry_root;
    let call = Call::new("isRootLive(uint256,uint32)").field(&first).uint(today + 1);
    assert_eq!(d.chain.call(d.registry, call.bytes()).success().0, uint(0));
    assert!(d.register("first").refused());
    // R5, an ordinary one, lets R4 live on.
    d.publish_tree(uint(5), [today + 1, today + 90], 1, 2).success();
    assert!(is_live(&d, 4, today + 1) && is_live(&d, 5, today + 1));

    // Nor does what is under way lift the end of all roots, or a tree of before it.
    let mut d = start;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    for revocations in [0, 1] {
        let queued = d.publish_tree(uint(2), days, revocations, 1);
        assert!(queued.reverted_with("StalePublication(uint64,uint64)"));
    }
    let sequence = d.counter("latestSequence()");
    assert!(d.publish_tree(uint(2), days, 0, sequence).reverted_with("OlderTree(uint64,uint64)"));
    d.chain.now += DAY;
    // The revocation's day is that of the tree that knows it.
    d.publish_tree(uint(3), [today + 1, today + 90], 1, sequence).success();
    assert_eq!(not_before(&d), uint(today + 1));
}

/// Whoever was the registrar leaves no number behind that another could not pass, and nothing under way.
#[test]
fn another_registrar_counts_anew() {
    let mut d = Deployment::new();
    let days = [NOON / DAY, NOON / DAY + 90];
    d.publish_tree(uint(2), days, u64::MAX, 1).success();
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    d.own(d.registry, Call::new("setRegistrar(address)").address(REGISTRAR));
    assert!(d.publish_tree(uint(3), days, 0, 3).reverted_with("StalePublication(uint64,uint64)"));
    d.publish_tree(uint(3), days, 0, 4).success();
}

fn trust_policy(submission: &Submission) -> Call {
    Call::new("setPolicy(uint256,bool)").field(&submission.environment.policy).uint(1)
}

/// What is stored has one name: a root that was revoked does not come back as root + r, nor a policy that was dropped.
#[test]
fn roots_and_policies_are_canonical() {
    let mut d = Deployment::new();
    let first = d.vectors.submission("first");
    let (root, policy) = (first.environment.registry_root, first.environment.policy);
    let today = NOON / DAY;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    assert!(d.publish_root(plus_modulus(&root), today, today, true).reverted_with("NotCanonical(uint256)"));
    assert!(d.publish_root([0xff; 32], today, today, true).reverted_with("NotCanonical(uint256)"));
    assert!(
        d.publish_root(plus_modulus(&Fr::from(0u64)), today, today, true)
            .reverted_with("NotCanonical(uint256)")
    );
    assert!(d.publish_root([0; 32], today, today, true).reverted_with("BadRoot(uint256)"));
    d.publish_root(field::to_be_bytes(&-Fr::from(1u64)), today, today, true).success();
    let set = |policy: [u8; 32], trusted: u64| {
        Call::new("setPolicy(uint256,bool)").word(policy).uint(trusted).bytes()
    };
    for trusted in [0, 1] {
        let shifted = d.chain.send(OWNER, d.registry, set(plus_modulus(&policy), trusted));
        assert!(shifted.reverted_with("NotCanonical(uint256)"));
    }
    // Nor does the cache of environments take another name of one.
    for (policy, root) in [
        (plus_modulus(&policy), field::to_be_bytes(&root)),
        (field::to_be_bytes(&policy), plus_modulus(&root)),
    ] {
        let call = Call::new("environment(uint256,uint32,uint256)").word(policy).uint(today).word(root);
        assert!(d.chain.send(ANYBODY, d.registry, call.bytes()).reverted_with("NotCanonical(uint256)"));
    }
    // Zero marks what was never minted, and is no circuit.
    let none = Call::new("setSelector(bytes32,bool)").word([0; 32]).uint(1).bytes();
    assert!(d.chain.send(OWNER, d.registry, none).reverted_with("UntrustedSelector(bytes32)"));
}

fn plus_modulus(value: &Fr) -> [u8; 32] {
    let mut sum = value.into_bigint();
    assert!(!sum.add_with_carry(&Fr::MODULUS));
    sum.to_bytes_be().try_into().unwrap()
}

#[test]
fn only_the_last_32_roots_and_only_their_days() {
    let mut d = Deployment::new();
    let publish =
        |d: &mut Deployment, root: u64, first: u64, last: u64| d.publish_root(uint(root), first, last, false);
    for root in 1..32 {
        publish(&mut d, root, 0, 99_999).success();
    }
    let before = d.clone();
    d.register("first").success();
    let mut d = before;
    publish(&mut d, 32, 0, 99_999).success();
    assert!(d.register("first").reverted_with("UntrustedRoot(uint256,uint32)"));
    assert!(publish(&mut d, 33, 5, 4).reverted_with("BadRoot(uint256)"));
    let is_live = |d: &Deployment, root: u64, day: u64| {
        let call = Call::new("isRootLive(uint256,uint32)").uint(root).uint(day);
        d.chain.call(d.registry, call.bytes()).success().0 == uint(1)
    };
    publish(&mut d, 33, 10, 12).success();
    assert_eq!([9, 10, 12, 13].map(|day| is_live(&d, 33, day)), [false, true, true, false]);
    assert!(!is_live(&d, 0, 10));
}

#[test]
fn the_router_takes_verifiers_of_its_network_only_and_forgets_none_that_it_removed() {
    let mut d = Deployment::new();
    let selector = d.vectors.selector.0;
    let send = |d: &mut Deployment, from, function: &str| {
        d.chain.send(from, d.router, Call::new(function).word(selector).bytes())
    };
    let add = |d: &mut Deployment, router| {
        d.chain.send(OWNER, router, Call::new("add(address)").address(d.verifier).bytes())
    };
    // A router of production works out another selector than the development verifier's own.
    let production = d.chain.deploy(ANYBODY, router_code("covenant-production"));
    assert!(add(&mut d, production).reverted_with("SelectorMismatch(bytes32,bytes32)"));
    let router = d.router;
    assert!(add(&mut d, router).reverted_with("WrongStatus(bytes32,uint8)"));

    assert!(send(&mut d, ANYBODY, "freeze(bytes32)").reverted_with("NotGuardian(address)"));
    send(&mut d, GUARDIAN, "freeze(bytes32)").success();
    assert!(d.register("first").reverted_with("WrongStatus(bytes32,uint8)"));
    assert!(send(&mut d, GUARDIAN, "unfreeze(bytes32)").reverted_with("OwnableUnauthorizedAccount(address)"));
    send(&mut d, OWNER, "unfreeze(bytes32)").success();
    d.register("first").success();
    assert!(send(&mut d, GUARDIAN, "remove(bytes32)").reverted_with("OwnableUnauthorizedAccount(address)"));
    send(&mut d, OWNER, "remove(bytes32)").success();
    assert!(d.register("invoice-10").reverted_with("WrongStatus(bytes32,uint8)"));
    for function in ["freeze(bytes32)", "unfreeze(bytes32)", "remove(bytes32)"] {
        assert!(send(&mut d, OWNER, function).reverted_with("WrongStatus(bytes32,uint8)"));
    }
    assert!(add(&mut d, router).reverted_with("WrongStatus(bytes32,uint8)"), "removed forever");
}

/// A registry whose router is production's has another network in its environments: development proofs fail there.
#[test]
fn a_production_registry_refuses_development_proofs() {
    let mut d = Deployment::new();
    let mut production = d.clone();
    production.chain = Chain::new(d.chain.id, NOON);
    production.router = production.chain.deploy(ANYBODY, router_code("covenant-production"));
    let code = registry_code(production.router, &d.vectors);
    production.registry = production.chain.deploy(REGISTRY_DEPLOYER, code);
    let first: Submission = d.vectors.submission("first");
    let (selector, policy) = (first.context.selector.0, first.environment.policy);
    production.own(production.registry, Call::new("setSelector(bytes32,bool)").word(selector).uint(1));
    production.own(production.registry, Call::new("setPolicy(uint256,bool)").field(&policy).uint(1));
    production.publish(&first, false);
    assert!(production.submit(&first).reverted_with("WrongStatus(bytes32,uint8)"));
    let environment = Call::new("environment(uint256,uint32,uint256)")
        .field(&policy)
        .uint(u64::from(first.environment.as_of.get()))
        .field(&first.environment.registry_root)
        .bytes();
    let (ours, _) = d.chain.call(d.registry, environment.clone()).success();
    let (theirs, _) = production.chain.call(production.registry, environment).success();
    assert_ne!(ours, theirs);
    d.submit(&first).success();
}

/// What the router hands on arrives in the one encoding that verifiers take.
#[test]
fn the_router_hands_statements_and_batches_on() {
    let mut d = Deployment::new();
    let mut words = Vec::new();
    for (proof, inputs) in &d.vectors.proofs()[..3] {
        words.extend(proof_words(&proof.to_bytes()));
        words.extend(inputs.iter().map(field::to_be_bytes));
    }
    let selector = d.vectors.selector.0;
    let single = |words: &[[u8; 32]]| {
        let call = Call::new("verify(bytes32,uint256[8],uint256[])").word(selector);
        let call = words[..8].iter().fold(call, |call, word| call.word(*word));
        call.last_words(&words[8..12]).bytes()
    };
    let batch = |words: &[[u8; 32]]| {
        Call::new("verifyBatch(bytes32,uint256[])").word(selector).last_words(words).bytes()
    };
    let accepted = [single(&words), batch(&words)];
    for data in &accepted {
        d.chain.call(d.router, data.clone()).success();
    }
    words[11][31] ^= 1;
    for data in [single(&words), batch(&words)] {
        assert!(d.chain.call(d.router, data).reverted_with("ProofInvalid()"));
    }
    d.chain.send(GUARDIAN, d.router, Call::new("freeze(bytes32)").word(selector).bytes()).success();
    for data in accepted {
        assert!(d.chain.call(d.router, data).reverted_with("WrongStatus(bytes32,uint8)"));
    }
}
