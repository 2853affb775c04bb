//! What router and registry trust, who may change it, and that it is looked at in every call.

use ark_ff::{BigInteger, PrimeField};
use covenant_evm_tests::chain::Chain;
use covenant_evm_tests::deployment::{
    ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER, REGISTRAR, registry_code, router_code,
};
use covenant_evm_tests::receipt::Receipt;
use covenant_evm_tests::world::{BENEFICIARY, REGISTRY_DEPLOYER};
use covenant_export::evm::abi::{Address, Call, Submission, padded, proof_words};
use covenant_statements::{Fr, field};

const FINANCIER: Address = [0xf1; 20];
const WRONG_STATUS: &str = "WrongStatus(bytes32,uint8)";

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

/// What may no longer be registered may not be financed either, though it is registered; and its holder gets it back.
#[test]
fn nothing_is_financed_whose_circuit_or_policy_is_not_trusted() {
    let mut start = Deployment::new();
    start.register("first").success();
    let first = start.vectors.submission("first");
    let (selector, policy) = (first.context.selector.0, first.environment.policy);
    let (note, n1) = (first.public_inputs.note, first.public_inputs.nullifier);
    let of_selector = |function: &str| Call::new(function).word(selector);
    let set_selector = |trusted| of_selector("setSelector(bytes32,bool)").uint(trusted);
    let set_policy = |trusted| Call::new("setPolicy(uint256,bool)").field(&policy).uint(trusted);
    let (router, registry) = (start.router, start.registry);
    let cases = [
        (
            router,
            of_selector("freeze(bytes32)"),
            Some((router, of_selector("unfreeze(bytes32)"))),
            WRONG_STATUS,
        ),
        (router, of_selector("remove(bytes32)"), None, WRONG_STATUS),
        (registry, set_selector(0), Some((registry, set_selector(1))), "UntrustedSelector(bytes32)"),
        (registry, set_policy(0), Some((registry, set_policy(1))), "UntrustedPolicy(uint256)"),
    ];
    for (to, distrust, back, error) in cases {
        let mut d = start.clone();
        d.own(to, distrust);
        assert!(d.finance(BENEFICIARY, &note, FINANCIER).reverted_with(error), "{error}");
        assert_eq!(d.receipt(&n1).state, Receipt::REGISTERED);
        d.clone().of_note(BENEFICIARY, "withdraw(uint256)", &note).success();
        if let Some((to, trust)) = back {
            d.own(to, trust);
            d.finance(BENEFICIARY, &note, FINANCIER).success();
        }
    }
    // Roots are for proofs, and a note outlives its proof.
    let mut d = start;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    d.finance(BENEFICIARY, &note, FINANCIER).success();
}

/// Who has financed is locked in by nothing: it releases and settles whatever is trusted, and hands over what was financed under a
/// policy, or a version of the circuit, that is no longer taken. But nobody is sold what a broken circuit may have proved.
#[test]
fn a_financing_ends_always_and_is_handed_over_unless_its_circuit_is_stopped() {
    let mut start = Deployment::new();
    start.register("first").success();
    let first = start.vectors.submission("first");
    let (note, n1) = (first.public_inputs.note, first.public_inputs.nullifier);
    start.finance(BENEFICIARY, &note, FINANCIER).success();
    let selector = first.context.selector.0;
    let of_selector = |function: &str| Call::new(function).word(selector);
    let (router, registry) = (start.router, start.registry);
    let policy = Call::new("setPolicy(uint256,bool)").field(&first.environment.policy).uint(0);
    let cases = [
        (router, of_selector("freeze(bytes32)"), true),
        (router, of_selector("remove(bytes32)"), true),
        (registry, of_selector("setSelector(bytes32,bool)").uint(0), false),
        (registry, policy, false),
    ];
    for (to, distrust, is_stopped) in cases {
        let mut d = start.clone();
        let hand_over = |d: &mut Deployment, from: Address| {
            let call = Call::new("transferFinancing(uint256,bytes32)").field(&note).address(ANYBODY);
            d.chain.send(from, d.registry, call.bytes())
        };
        // One voice is there when trust is lost.
        hand_over(&mut d, BENEFICIARY).success();
        d.own(to, distrust);
        let outcome = hand_over(&mut d, FINANCIER);
        assert_eq!(outcome.reverted_with(WRONG_STATUS), is_stopped);
        assert_eq!(outcome.refused(), is_stopped);
        let financier = if is_stopped { FINANCIER } else { ANYBODY };
        assert_eq!(d.receipt(&n1).financier, padded(financier));
        for function in ["release(uint256)", "settle(uint256)"] {
            d.clone().of_note(financier, function, &note).success();
        }
    }
}

/// There is always somebody who can lift a stop.
#[test]
fn ownership_is_handed_over_and_never_given_up() {
    let mut d = Deployment::new();
    for contract in [d.registry, d.router] {
        let renounce = Call::new("renounceOwnership()").bytes();
        for from in [OWNER, GUARDIAN, ANYBODY] {
            assert!(d.chain.send(from, contract, renounce.clone()).reverted_with("OwnerRequired()"));
        }
        let owner = |d: &Deployment| d.chain.call(contract, Call::new("owner()").bytes()).success().0;
        assert_eq!(owner(&d), padded(OWNER));
        // In two steps: the other has to be there.
        d.own(contract, Call::new("transferOwnership(address)").address(ANYBODY));
        assert_eq!(owner(&d), padded(OWNER));
        d.chain.send(ANYBODY, contract, Call::new("acceptOwnership()").bytes()).success();
        assert_eq!(owner(&d), padded(ANYBODY));
        assert!(d.chain.send(ANYBODY, contract, renounce).reverted_with("OwnerRequired()"));
    }
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
