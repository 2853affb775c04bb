//! Recording coverages: with every proof, once for each entity and day, and whatever somebody else sends.

use ark_ff::{BigInteger, PrimeField};
use covenant_evm_tests::deployment::{ANYBODY, DAY, GUARDIAN, OWNER, REGISTRAR, creation_code, router_code};
use covenant_evm_tests::liabilities::{Prover, columns_of, deploy, deploy_before};
use covenant_evm_tests::solvency::{
    Deployment, PUBLISHER, SUBMITTER, Submission, chunk_selector, registry_code,
};
use covenant_evm_tests::world::BENEFICIARY;
use covenant_export::evm::abi::{Address, Call, uint};
use covenant_statements::{Bps, Fr, Network, Selector, field, solvency::liabilities_digest};
use std::sync::LazyLock;

static DEPLOYED: LazyLock<Deployment> = LazyLock::new(Deployment::new);

fn start() -> (Deployment, Submission) {
    let deployment = DEPLOYED.clone();
    let first = deployment.vectors.submission("first");
    (deployment, first)
}

/// With every chunk added.
fn added() -> (Deployment, Submission) {
    static ADDED: LazyLock<Deployment> = LazyLock::new(|| {
        let (mut d, first) = start();
        d.add_all(&first);
        d
    });
    (ADDED.clone(), start().1)
}

/// The least time between two coverages of an entity, in seconds.
const APART: u64 = 12 * 3600;

const INVALID: &str = "ProofInvalid()";

#[test]
fn a_coverage_is_recorded_over_several_transactions() {
    let (mut d, first) = start();
    let c = &first.coverage;
    assert!(d.finish(&first).reverted_with("WrongChunk(uint32,uint32)"), "no chunk yet");
    d.add(c, 0, &first.chunks[..1]).success();
    assert_eq!(d.added(SUBMITTER, c), 1);
    assert!(d.finish(&first).reverted_with("WrongChunk(uint32,uint32)"), "a chunk is missing");
    d.add(c, 1, &first.chunks[1..]).success();
    let outcome = d.finish(&first);
    let [log] = outcome.logs() else { panic!("one event") };
    assert_eq!(log.topics[1], field::to_be_bytes(&c.environment.entity));
    assert_eq!(log.topics[3][12..], BENEFICIARY);
    let day = c.environment.as_of / DAY;
    let record = d.record(&c.environment.entity, day);
    let commitments: Vec<_> = d.vectors.coverages[0]
        .chunks
        .iter()
        .map(|chunk| {
            let columns = columns_of(&d.vectors.chunks.halo2(), &hex::decode(&chunk.proof).unwrap());
            covenant_statements::solvency::ChunkCommitment {
                output: chunk.output,
                columns,
                claims: chunk.claims,
            }
        })
        .collect();
    let digest = liabilities_digest(c.environment.to_field(), &commitments);
    let numbers = [c.environment.as_of, c.environment.accounts, d.chain.now, 10_000, 2].map(uint);
    let digests = [c.environment.scope, c.environment.policy, digest].map(|x| field::to_be_bytes(&x));
    assert_eq!(record, digests.into_iter().chain(numbers).collect::<Vec<_>>());
    assert_eq!(d.added(SUBMITTER, c), 0, "nothing of the draft is left");
    for nullifier in &first.nullifiers {
        let call = Call::new("spent(uint256)").field(nullifier);
        assert_eq!(d.chain.call(d.registry, call.bytes()).success().0, uint(1));
    }
    assert_eq!(d.record(&c.environment.entity, day + 1)[5], [0; 32], "another day has none");
}

#[test]
fn an_entity_has_one_coverage_a_day() {
    let (mut d, first) = added();
    d.finish(&first).success();
    d.add_all(&first);
    assert!(d.finish(&first).reverted_with("AlreadyCovered(uint256,uint32)"));
    // Another moment of the day, or another share of the liabilities, is the same day.
    let mut other = first.clone();
    other.coverage.environment.as_of -= 1;
    other.coverage.environment.threshold = Bps(9_000);
    d.add_all(&other);
    assert!(d.finish(&other).reverted_with("AlreadyCovered(uint256,uint32)"));
    // The next day has its own prices and nullifiers.
    let next = d.vectors.submission("next-day");
    d.chain.now += DAY;
    d.publish_prices("next-day");
    d.add_all(&next);
    d.finish(&next).success();
}

#[test]
fn two_coverages_are_half_a_day_apart_on_whichever_side_of_midnight() {
    let (mut d, first) = added();
    let next = d.vectors.submission("next-day");
    assert_eq!(next.coverage.environment.as_of - first.coverage.environment.as_of, APART);
    d.chain.now += DAY;
    d.publish_prices("next-day");
    let moved = |submission: &Submission, seconds: i64| {
        let mut moved = submission.clone();
        let as_of = &mut moved.coverage.environment.as_of;
        *as_of = as_of.checked_add_signed(seconds).unwrap();
        moved
    };
    // What comes second is refused before its proofs are looked at, which are of another moment.
    for (recorded, second) in [(&first, moved(&next, -1)), (&next, moved(&first, 1))] {
        let mut d = d.clone();
        d.add_all(recorded);
        d.finish(recorded).success();
        d.add_all(&second);
        assert!(d.finish(&second).reverted_with("TooNear(uint256,uint32)"));
    }
    let further = moved(&next, 1);
    d.finish(&first).success();
    d.add_all(&further);
    assert!(d.finish(&further).reverted_with(INVALID), "far enough, and not what was proved");
}

#[test]
fn a_reserve_is_shown_by_one_entity() {
    let (mut d, first) = added();
    let sharing = d.vectors.submission("sharing");
    assert_eq!(sharing.nullifiers, first.nullifiers);
    d.add_all(&sharing);
    d.clone().finish(&sharing).success();
    d.finish(&first).success();
    assert!(d.finish(&sharing).reverted_with("ReserveUsed(uint256)"));
    // With another list the proof is none.
    let mut without = sharing.clone();
    without.nullifiers.pop();
    assert!(d.finish(&without).reverted_with(INVALID));
}

/// Each swap leaves every chunk's own proof good: it is the coverage that refuses.
#[test]
fn a_chunk_of_another_environment_index_or_proof_is_refused() {
    let (d, first) = start();
    let other = d.vectors.submission("sharing").chunks[0].clone();
    let mut swapped = first.chunks.clone();
    swapped.swap(0, 1);
    let foreign = vec![other, first.chunks[1].clone()];
    // The same output, proved again: other columns, so another row could be shown to another holder.
    let remade = vec![d.vectors.remade.chunk(), first.chunks[1].clone()];
    assert_eq!(remade[0].output, first.chunks[0].output);
    assert_ne!(remade[0].proof, first.chunks[0].proof);
    let mut claims = first.chunks.clone();
    claims[1].claims[0] ^= 1;
    let twice = vec![first.chunks[0].clone(); 2];
    for (what, chunks) in [
        ("index", swapped),
        ("environment", foreign),
        ("columns", remade),
        ("claims", claims),
        ("twice", twice),
    ] {
        let mut d = d.clone();
        d.add(&first.coverage, 0, &chunks).success();
        assert!(d.finish(&first).reverted_with(INVALID), "{what}");
        // Its submitter begins anew.
        d.add_all(&first);
        d.finish(&first).success();
    }
}

#[test]
fn chunks_come_in_their_order_and_all_of_them() {
    let (mut d, first) = start();
    let (c, chunks) = (&first.coverage, &first.chunks);
    assert!(d.add(c, 1, &chunks[1..]).reverted_with("WrongChunk(uint32,uint32)"));
    assert!(d.add(c, 0, &[]).reverted_with("WrongNumber(uint256)"));
    let three = [chunks.as_slice(), &chunks[..1]].concat();
    assert!(d.add(c, 0, &three).reverted_with("WrongNumber(uint256)"));
    d.add(c, 0, &chunks[..1]).success();
    assert!(d.add(c, 2, &chunks[1..]).reverted_with("WrongChunk(uint32,uint32)"));
    assert!(d.add(c, 1, chunks).reverted_with("WrongNumber(uint256)"));
    // A coverage that says that there is one chunk: its digest starts elsewhere.
    let mut short = first.clone();
    short.coverage.chunks = 1;
    d.add(&short.coverage, 0, &chunks[..1]).success();
    assert!(d.finish(&short).reverted_with(INVALID));
    for number in [0, 65, u32::MAX] {
        short.coverage.chunks = number;
        assert!(d.add(&short.coverage, 0, &chunks[..1]).reverted_with("WrongNumber(uint256)"), "{number}");
        assert!(d.finish(&short).reverted_with("WrongChunk(uint32,uint32)"), "{number}");
    }
}

#[test]
fn a_bad_chunk_is_refused_and_changes_nothing() {
    let (mut d, first) = start();
    let c = &first.coverage;
    d.add(c, 0, &first.chunks[..1]).success();
    let mut bad = first.chunks[1].clone();
    bad.proof[700] ^= 1;
    assert!(d.add(c, 1, &[bad.clone()]).reverted_with(INVALID));
    bad = first.chunks[1].clone();
    bad.proof.pop();
    assert!(d.add(c, 1, &[bad.clone()]).reverted_with("WrongCalldata()"));
    bad = first.chunks[1].clone();
    bad.key = 1;
    assert!(d.add(c, 1, &[bad.clone()]).reverted_with("WrongKey(uint8)"));
    bad.key = 2;
    assert!(d.add(c, 1, &[bad]).reverted_with("WrongKey(uint8)"));
    // x + r, in the calldata: the first chunk's output stands behind coverage, index, offset, number, one offset and the key.
    let mut data = c.add_chunks(1, &first.chunks[1..]);
    let at = 4 + 32 * 22;
    assert_eq!(data[at..at + 32], field::to_be_bytes(&first.chunks[1].output));
    data.splice(at..at + 32, plus_modulus(&first.chunks[1].output));
    assert!(d.chain.send(SUBMITTER, d.registry, data).reverted_with("InputNotCanonical(uint256)"));
    assert_eq!(d.added(SUBMITTER, c), 1);
    d.add(c, 1, &first.chunks[1..]).success();
    d.finish(&first).success();
}

fn plus_modulus(x: &Fr) -> [u8; 32] {
    let mut sum = x.into_bigint();
    assert!(!sum.add_with_carry(&Fr::MODULUS));
    sum.to_bytes_be().try_into().unwrap()
}

/// Every word of a submission, changed; then every part, with chunks added under the changed parts too.
#[test]
fn every_part_is_bound() {
    let (mut d, first) = added();
    let data = first.finish();
    assert!(d.chain.call(d.registry, data.clone()).refused(), "the draft is the submitter's");
    for at in (4..data.len()).step_by(32) {
        let mut changed = data.clone();
        changed[at + 31] ^= 1;
        assert!(d.chain.send(SUBMITTER, d.registry, changed).refused(), "word {}", (at - 4) / 32);
    }
    // With chunks added under the changed parts, it is the proofs that refuse.
    let changes: [fn(&mut Submission); 9] = [
        |s| s.coverage.beneficiary = ANYBODY,
        |s| s.coverage.expiry += 1,
        |s| s.coverage.environment.entity += Fr::from(1u64),
        |s| s.coverage.environment.scope += Fr::from(1u64),
        |s| s.coverage.environment.threshold = Bps(9_999),
        |s| s.coverage.environment.as_of -= 1,
        |s| s.coverage.environment.accounts -= 1,
        |s| s.coverage.reserves += Fr::from(1u64),
        |s| s.coverage.disclosure += Fr::from(1u64),
    ];
    for (i, change) in changes.iter().enumerate() {
        let mut changed = first.clone();
        change(&mut changed);
        d.add_all(&changed);
        assert!(d.finish(&changed).reverted_with(INVALID), "part {i}");
    }
    d.finish(&first).success();
}

#[test]
fn what_is_not_canonical_is_not_stored() {
    let (mut d, first) = added();
    // Entity, scope, policy, price root, registry root are read when a draft begins; R, disclosure and nullifiers at the end.
    for word in [6, 7, 8, 11, 12] {
        let mut data = first.coverage.add_chunks(0, &first.chunks);
        let at = 4 + 32 * word;
        let value = Fr::from_be_bytes_mod_order(&data[at..at + 32]);
        data.splice(at..at + 32, plus_modulus(&value));
        assert!(
            d.chain.send(SUBMITTER, d.registry, data).reverted_with("NotCanonical(uint256)"),
            "word {word}"
        );
    }
    let data = first.finish();
    let at = 4 + 32 * 35;
    assert_eq!(data[at..at + 32], field::to_be_bytes(&first.nullifiers[0]));
    let mut shifted = data.clone();
    shifted.splice(at..at + 32, plus_modulus(&first.nullifiers[0]));
    assert!(d.chain.send(SUBMITTER, d.registry, shifted).reverted_with("NotCanonical(uint256)"));
    d.finish(&first).success();
}

/// Whoever sees a submission can send it too, and can't do anything to it.
#[test]
fn nobody_blocks_another() {
    let (mut d, first) = start();
    let c = &first.coverage;
    d.add(c, 0, &first.chunks[..1]).success();
    // Another begins the same coverage, with chunks of its own choice, or the wrong end.
    let mut turned = first.chunks.clone();
    turned.swap(0, 1);
    d.add_as(ANYBODY, c, 0, &turned).success();
    assert!(d.add_as(GUARDIAN, c, 1, &first.chunks[1..]).reverted_with("WrongChunk(uint32,uint32)"));
    assert_eq!((d.added(SUBMITTER, c), d.added(ANYBODY, c), d.added(GUARDIAN, c)), (1, 2, 0));
    assert!(d.chain.send(ANYBODY, d.registry, first.finish()).reverted_with(INVALID));
    d.add(c, 1, &first.chunks[1..]).success();
    // Who copies every part records the very same coverage, for the same beneficiary.
    let mut copied = d.clone();
    copied.add_as(ANYBODY, c, 0, &first.chunks).success();
    let outcome = copied.chain.send(ANYBODY, copied.registry, first.finish());
    assert_eq!(outcome.logs()[0].topics[3][12..], BENEFICIARY);
    assert!(copied.finish(&first).reverted_with("AlreadyCovered(uint256,uint32)"));
    let day = c.environment.as_of / DAY;
    let theirs = copied.record(&c.environment.entity, day);
    d.finish(&first).success();
    assert_eq!(d.record(&c.environment.entity, day), theirs);
}

/// What is trusted is trusted at the end, whatever it was when chunks were added.
#[test]
fn trust_is_asked_for_at_the_end() {
    let (d, first) = added();
    let c = &first.coverage;
    let refused = |change: &dyn Fn(&mut Deployment), error: &str| {
        let mut d = d.clone();
        change(&mut d);
        assert!(d.finish(&first).reverted_with(error), "{error}");
    };
    for selector in [c.coverage_selector, c.reserves_selector, c.chunk_selectors[0]] {
        refused(&|d| drop(d.set_selector(selector, false).success()), "UntrustedSelector(bytes32)");
        let freeze = Call::new("freeze(bytes32)").word(selector.0).bytes();
        refused(
            &|d| drop(d.chain.send(GUARDIAN, d.router, freeze.clone()).success()),
            "WrongStatus(bytes32,uint8)",
        );
    }
    let policy = Call::new("setPolicy(uint256,bool)").field(&c.environment.policy).uint(0).bytes();
    refused(&|d| drop(d.chain.send(OWNER, d.registry, policy.clone()).success()), "UntrustedPolicy(uint256)");
    let revoke = Call::new("revokeAllRoots()").bytes();
    refused(
        &|d| drop(d.chain.send(REGISTRAR, d.registry, revoke.clone()).success()),
        "UntrustedRoot(uint256,uint32)",
    );
    let prices = Call::new("revoke(uint256)").field(&c.environment.price_root).bytes();
    refused(
        &|d| drop(d.chain.send(PUBLISHER, d.prices, prices.clone()).success()),
        "UntrustedRoot(uint256,uint32)",
    );
    let pause = Call::new("pause()").bytes();
    refused(&|d| drop(d.chain.send(GUARDIAN, d.registry, pause.clone()).success()), "EnforcedPause()");
}

#[test]
fn roots_of_ones_own_are_refused() {
    let (mut d, first) = start();
    let mut own = first.clone();
    own.coverage.environment.registry_root += Fr::from(1u64);
    d.add_all(&own);
    assert!(d.finish(&own).reverted_with("UntrustedRoot(uint256,uint32)"));
    let mut own = first.clone();
    own.coverage.environment.price_root = Fr::from(0u64);
    d.add_all(&own);
    assert!(d.finish(&own).reverted_with("UntrustedRoot(uint256,uint32)"));
}

#[test]
fn time_is_checked() {
    let (d, first) = added();
    let as_of = first.coverage.environment.as_of;
    let at = |now: u64| {
        let mut d = d.clone();
        d.chain.now = now;
        d.finish(&first)
    };
    assert!(at(as_of - 1).reverted_with("NotYet(uint64)"));
    at(as_of).success();
    let end_of_next_day = (as_of / DAY + 2) * DAY - 1;
    at(end_of_next_day).success();
    assert!(at(end_of_next_day + 1).reverted_with("WrongDay(uint32,uint32)"));
    assert!(at(first.coverage.expiry + 1).reverted_with("Expired(uint64)"));
}

/// A circuit stands for what its name says, and for as many assets.
#[test]
fn no_circuit_stands_in_for_another() {
    let (mut d, first) = added();
    let c = &first.coverage;
    let swaps: [fn(&mut Submission); 3] = [
        |s| s.coverage.coverage_selector = s.coverage.reserves_selector,
        |s| s.coverage.chunk_selectors[0] = s.coverage.coverage_selector,
        |s| s.coverage.chunk_selectors[1] = s.coverage.coverage_selector,
    ];
    for swap in swaps {
        let mut swapped = first.clone();
        swap(&mut swapped);
        assert!(d.add(&swapped.coverage, 0, &first.chunks).reverted_with("WrongCircuit(bytes32)"));
    }
    let mut swapped = first.clone();
    swapped.coverage.reserves_selector = c.coverage_selector;
    d.add_all(&swapped);
    assert!(d.finish(&swapped).reverted_with("WrongCircuit(bytes32)"));
    // A key for eight assets, trusted too.
    let eight = Prover::new(8, 1);
    let verifier = deploy(&mut d.chain, eight.key());
    let selector = chunk_selector(eight.key());
    assert!(d.set_selector(selector, true).reverted_with("WrongStatus(bytes32,uint8)"), "not in the router");
    d.own(d.router, Call::new("add(address)").address(verifier));
    let mut wider = first.clone();
    wider.coverage.chunk_selectors[1] = selector;
    assert!(d.add(&wider.coverage, 0, &first.chunks).reverted_with("UntrustedSelector(bytes32)"));
    d.set_selector(selector, true).success();
    assert!(d.add(&wider.coverage, 0, &first.chunks).reverted_with("WrongCircuit(bytes32)"));
    // A circuit of something else is never taken.
    let invoice = d.chain.deploy(ANYBODY, creation_code("InvoiceVerifier"));
    let name = d.chain.call(invoice, Call::new("selector()").bytes()).success().0;
    d.own(d.router, Call::new("add(address)").address(invoice));
    let outcome = d.set_selector(Selector(name.try_into().unwrap()), true);
    assert!(outcome.reverted_with("UnknownCircuit(string)"));
    assert!(d.set_selector(Selector([0; 32]), true).reverted_with("UntrustedSelector(bytes32)"));
}

/// Two keys of chunks, of which each chunk has one: whole ones, and a smaller one for the rest. Here both are of one shape.
#[test]
fn chunks_may_be_under_two_keys() {
    let (mut d, first) = start();
    let other = Prover::new(1, 2);
    let verifier = deploy(&mut d.chain, other.key());
    d.own(d.router, Call::new("add(address)").address(verifier));
    let selector = chunk_selector(other.key());
    d.set_selector(selector, true).success();
    let mut two = first.clone();
    two.coverage.chunk_selectors[1] = selector;
    // A proof under the one is none under the other.
    let mut wrong = two.chunks.clone();
    wrong[1].key = 1;
    assert!(d.add(&two.coverage, 0, &wrong).reverted_with(INVALID));
    d.add_all(&two);
    // Both have to be trusted in the end.
    let mut dropped = d.clone();
    dropped.set_selector(selector, false).success();
    assert!(dropped.finish(&two).reverted_with("UntrustedSelector(bytes32)"));
    d.finish(&two).success();
}

/// On the production network nothing that was made for development gets as far as the registry.
#[test]
fn development_keys_are_refused_in_production() {
    let (mut d, first) = start();
    let router = d.chain.deploy(ANYBODY, router_code(Network::Production.name()));
    let add = Call::new("add(address)").address(d.chunk_verifier).bytes();
    assert!(d.chain.send(OWNER, router, add).reverted_with("SelectorMismatch(bytes32,bytes32)"));
    let hashers =
        ["SolvencyHasher", "SolvencyStartHasher"].map(|name| d.chain.deploy(ANYBODY, creation_code(name)));
    d.registry = d.chain.deploy(ANYBODY, registry_code(router, d.prices, hashers));
    let selector = first.coverage.chunk_selectors[0];
    assert!(d.set_selector(selector, true).reverted_with("WrongStatus(bytes32,uint8)"));
    assert!(d.add(&first.coverage, 0, &first.chunks).reverted_with("UntrustedSelector(bytes32)"));
}

/// A proof names the contract and the chain that it is for.
#[test]
fn another_contract_or_chain_is_refused() {
    let (mut d, first) = added();
    d.chain.id = 1;
    assert!(d.finish(&first).reverted_with(INVALID));
    d.chain.id = 31_337;
    d.finish(&first).success();
}

/// Less gas than it needs: whatever the limit, nothing is half done.
#[test]
fn out_of_gas_changes_nothing() {
    let (d, first) = added();
    let price = d.clone().finish(&first).success().1;
    for limit in (300_000..price).step_by(50_000) {
        let mut d = d.clone();
        assert!(d.chain.send_with_gas(SUBMITTER, d.registry, first.finish(), limit).refused());
        assert_eq!(d.added(SUBMITTER, &first.coverage), 2, "{limit} gas");
    }
    let (d, first) = start();
    let data = first.coverage.add_chunks(0, &first.chunks);
    let price = d.chain.call(d.registry, data.clone()).success().1;
    for limit in (600_000..price).step_by(100_000) {
        let mut d = d.clone();
        assert!(d.chain.send_with_gas(SUBMITTER, d.registry, data.clone(), limit).refused());
        assert_eq!(d.added(SUBMITTER, &first.coverage), 0, "{limit} gas");
    }
}

/// A verifier is called so that it can change nothing. Code of a trusted verifier that calls the registry, and says yes if that failed.
#[test]
fn a_verifier_that_calls_back_gains_nothing() {
    let (mut d, first) = start();
    let attacks =
        [first.coverage.add_chunks(0, &first.chunks[..1]), first.finish(), Call::new("pause()").bytes()];
    for (i, attack) in attacks.iter().enumerate() {
        let hostile = Prover::new(1, 10 + i as u64);
        let code = calls(d.registry, attack);
        let code = d.chain.deploy(ANYBODY, code);
        let verifier = deploy_before(&mut d.chain, code, hostile.key());
        let selector = chunk_selector(hostile.key());
        d.own(d.router, Call::new("add(address)").address(verifier));
        d.set_selector(selector, true).success();
        let mut under = first.clone();
        under.coverage.chunk_selectors[1] = selector;
        under.chunks[1].key = 1;
        d.add_all(&under);
        assert_eq!(d.added(SUBMITTER, &under.coverage), 2);
        assert_eq!((d.added(code, &first.coverage), d.added(verifier, &first.coverage)), (0, 0));
        assert_eq!(d.chain.call(d.registry, Call::new("paused()").bytes()).success().0, uint(0));
    }
}

/// Creation code of what calls that contract with this data, and answers 1 if it failed.
fn calls(to: Address, data: &[u8]) -> Vec<u8> {
    let [high, low] = (data.len() as u16).to_be_bytes();
    let mut runtime = vec![0x61, high, low, 0x60, 50, 0x5f, 0x39]; // The data, from behind the code.
    runtime.extend([0x5f, 0x5f, 0x61, high, low, 0x5f, 0x5f, 0x73]);
    runtime.extend(to);
    runtime.extend([0x62, 0x06, 0, 0, 0xf1, 0x15, 0x5f, 0x52, 0x60, 32, 0x5f, 0xf3]);
    runtime.resize(50, 0);
    runtime.extend(data);
    let [high, low] = (runtime.len() as u16).to_be_bytes();
    [&[0x61, high, low, 0x80, 0x60, 10, 0x5f, 0x39, 0x5f, 0xf3], runtime.as_slice()].concat()
}
