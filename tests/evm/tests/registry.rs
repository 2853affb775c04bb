//! Registering at the home registry: what a proof has to be bound to, and what is refused.

use covenant_evm_tests::deployment::{ANYBODY, DAY, Deployment, NOON, creation_code, registry_code};
use covenant_evm_tests::receipt::Receipt;
use covenant_evm_tests::world::{BENEFICIARY, RECEIVER_DEPLOYER};
use covenant_export::evm::abi::{Call, padded, uint};
use covenant_statements::{Fr, field};

const FINANCIER: [u8; 20] = [0xf1; 20];

#[test]
fn a_proof_registers_its_nullifier_and_mints_its_note() {
    let mut d = Deployment::new();
    let first = d.vectors.submission("first");
    let n1 = first.public_inputs.nullifier;
    assert_eq!(d.receipt(&n1).state, Receipt::NONE);
    d.submit(&first).success();
    assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::REGISTERED, [0; 32]));
    assert_eq!(d.owner_of(&first.public_inputs.note).success().0, padded(BENEFICIARY));
}

#[test]
fn on_chain_context_and_environment_are_the_statements() {
    let d = Deployment::new();
    let first = d.vectors.submission("first");
    let context = Call::new("contextOf(bytes32,address,uint64,uint32)")
        .word(first.context.selector.0)
        .word(first.context.beneficiary.0)
        .uint(first.context.expiry)
        .uint(u64::from(first.context.sequence));
    let (context, _) = d.chain.call(d.registry, context.bytes()).success();
    assert_eq!(context, field::to_be_bytes(&first.context.to_field()));
    let environment = Call::new("environment(uint256,uint32,uint256)")
        .field(&first.environment.policy)
        .uint(u64::from(first.environment.as_of.get()))
        .field(&first.environment.registry_root);
    let (environment, _) = d.chain.call(d.registry, environment.bytes()).success();
    assert_eq!(environment, field::to_be_bytes(&first.environment.to_field()));
    let (key, _) = d.chain.call(d.registry, Call::new("NULLIFIER_KEY()").bytes()).success();
    let expected = covenant_statements::binding::nullifier_key_digest(&d.vectors.nullifier_key);
    assert_eq!(key, field::to_be_bytes(&expected));
}

/// What the seller signed before a financing is of no use after it, to whomever it was given.
#[test]
fn a_consent_does_not_outlive_a_financing() {
    let mut d = Deployment::new();
    let n1 = d.nullifier("first");
    assert_eq!(d.nullifier("rival"), n1);
    assert_eq!(d.vectors.submission("rival").context.sequence, 0);
    // It would have been good in place of the other.
    d.clone().register("rival").success();
    // That of the second registration would not yet.
    assert!(d.register("second").reverted_with("WrongSequence(uint256,uint32,uint32)"));
    d.register("first").success();
    assert!(d.register("rival").reverted_with("WrongState(uint256,uint8)"));
    let note = d.note("first");
    d.finance(BENEFICIARY, &note, FINANCIER).success();
    d.of_note(FINANCIER, "release(uint256)", &note).success();
    assert!(d.register("rival").reverted_with("WrongSequence(uint256,uint32,uint32)"));
    let mut dressed_up = d.vectors.submission("rival");
    dressed_up.context.sequence = 1;
    assert!(d.submit(&dressed_up).reverted_with("ProofInvalid()"));
    d.register("second").success();
}

#[test]
fn a_proof_is_of_no_use_twice() {
    let mut d = Deployment::new();
    d.register("first").success();
    assert!(d.register("first").reverted_with("WrongState(uint256,uint8)"));
    assert!(d.register("second").reverted_with("WrongState(uint256,uint8)"));
}

#[test]
fn any_changed_part_is_refused() {
    let good = Deployment::new();
    let data = good.vectors.submission("first").calldata();
    for at in (4..data.len()).step_by(32) {
        for bit in [1u8, 0x80] {
            let mut changed = data.clone();
            changed[at + 31] ^= bit;
            assert!(good.chain.call(good.registry, changed).refused(), "word {}", (at - 4) / 32);
        }
    }
    for length in (0..data.len()).step_by(7) {
        assert!(good.chain.call(good.registry, data[..length].to_vec()).refused(), "{length} bytes");
    }
    good.chain.call(good.registry, data).success();
}

#[test]
fn shifted_nullifier_and_note_are_refused() {
    let d = Deployment::new();
    let data = d.vectors.submission("first").calldata();
    for word in [7, 8] {
        let at = 4 + 32 * word;
        let mut changed = data.clone();
        changed[at..at + 32].copy_from_slice(&plus_modulus(&data[at..at + 32]));
        assert!(d.chain.call(d.registry, changed).reverted_with("NotCanonical(uint256)"));
    }
}

fn plus_modulus(word: &[u8]) -> [u8; 32] {
    use ark_ff::{BigInteger, PrimeField};
    let mut sum = Fr::from_be_bytes_mod_order(word).into_bigint();
    assert!(!sum.add_with_carry(&Fr::MODULUS));
    sum.to_bytes_be().try_into().unwrap()
}

#[test]
fn another_chain_contract_or_payee_is_refused() {
    let mut d = Deployment::new();
    assert!(d.register("other-chain").reverted_with("ProofInvalid()"));
    assert!(d.register("other-contract").reverted_with("ProofInvalid()"));
    let mut stolen = d.vectors.submission("first");
    stolen.context.beneficiary.0 = padded(ANYBODY);
    assert!(d.submit(&stolen).reverted_with("ProofInvalid()"));
    stolen.context.beneficiary.0 = [0; 32];
    assert!(d.submit(&stolen).reverted_with("ZeroAddress()"));
    // A fork of the chain with another id refuses what the chain accepts, and the other way round.
    let mut fork = Deployment::on_chain(1);
    assert!(fork.register("first").reverted_with("ProofInvalid()"));
    fork.register("other-chain").success();
    // The id is read at the call, not when the contract was deployed.
    let mut split = Deployment::new();
    split.chain.id = 1;
    assert!(split.register("first").reverted_with("ProofInvalid()"));
    // A second registry at another address.
    let code = registry_code(d.router, &d.vectors);
    d.registry = d.chain.deploy(ANYBODY, code);
    let first = d.vectors.submission("first");
    let (selector, policy) = (first.context.selector.0, first.environment.policy);
    d.own(d.registry, Call::new("setSelector(bytes32,bool)").word(selector).uint(1));
    d.own(d.registry, Call::new("setPolicy(uint256,bool)").field(&policy).uint(1));
    d.publish(&first, false);
    assert!(d.submit(&first).reverted_with("ProofInvalid()"));
}

#[test]
fn time_is_checked() {
    let mut d = Deployment::new();
    let last_second = d.vectors.submission("short-lived").context.expiry;
    d.chain.now = last_second + 1;
    assert!(d.register("short-lived").reverted_with("Expired(uint64)"));
    let mut longer = d.vectors.submission("short-lived");
    longer.context.expiry += DAY;
    assert!(d.submit(&longer).reverted_with("ProofInvalid()"));
    d.chain.now = last_second;
    d.register("short-lived").success();
    // as_of is today or yesterday.
    assert!(d.register("next-day").reverted_with("WrongDay(uint32,uint32)"));
    d.chain.now = NOON + DAY;
    d.register("first").success();
    d.register("next-day").success();
    d.chain.now = NOON + 2 * DAY;
    assert!(d.register("invoice-10").reverted_with("WrongDay(uint32,uint32)"));
    d.chain.now = NOON - DAY;
    assert!(d.register("invoice-11").reverted_with("WrongDay(uint32,uint32)"));
}

#[test]
fn a_receiver_that_calls_back_gains_nothing() {
    let mut d = Deployment::new();
    let receiver = d.chain.deploy(RECEIVER_DEPLOYER, creation_code("ReentrantReceiver"));
    let submission = d.vectors.submission("to-receiver");
    let (n1, note) = (submission.public_inputs.nullifier, submission.public_inputs.note);
    let before = d.clone();
    let attacks = [
        d.vectors.submission("first").calldata(),
        submission.calldata(),
        Call::new("finance(uint256,bytes32)").field(&note).address(receiver).bytes(),
        Call::new("transferFinancing(uint256,bytes32)").field(&note).address(receiver).bytes(),
        Call::new("withdraw(uint256)").field(&note).bytes(),
        Call::new("release(uint256)").field(&note).bytes(),
        Call::new("settle(uint256)").field(&note).bytes(),
    ];
    for attack in attacks {
        let mut d = before.clone();
        d.chain.send(ANYBODY, receiver, arm(&attack)).success();
        d.submit(&submission).success();
        let (succeeded, _) = d.chain.call(receiver, Call::new("succeeded()").bytes()).success();
        assert_eq!(succeeded, uint(0));
        let (answer, _) = d.chain.call(receiver, Call::new("answer()").bytes()).success();
        let expected = covenant_export::evm::signature("ReentrancyGuardReentrantCall()");
        assert_eq!(answer[64..68], expected);
        assert_eq!(d.receipt(&n1).state, Receipt::REGISTERED);
    }
    // What it may do from inside: pass the note on, which is its own.
    let mut d = before;
    let give =
        Call::new("transferFrom(address,address,uint256)").address(receiver).address(ANYBODY).field(&note);
    d.chain.send(ANYBODY, receiver, arm(&give.bytes())).success();
    d.submit(&submission).success();
    assert_eq!(d.owner_of(&note).success().0, padded(ANYBODY));
    assert!(d.finance(BENEFICIARY, &note, BENEFICIARY).reverted_with("NotHolder(address)"));
    d.finance(ANYBODY, &note, FINANCIER).success();
}

/// Calldata of `arm(bytes)`.
fn arm(attack: &[u8]) -> Vec<u8> {
    let mut data = Call::new("arm(bytes)").uint(0x20).uint(attack.len() as u64).bytes();
    data.extend_from_slice(attack);
    data.resize(4 + 64 + attack.len().div_ceil(32) * 32, 0);
    data
}

/// Less gas than it needs: whatever the limit, nothing is half done.
#[test]
fn out_of_gas_changes_nothing() {
    let d = Deployment::new();
    let data = d.vectors.submission("first").calldata();
    let (_, price) = d.chain.call(d.registry, data.clone()).success();
    let n1 = d.nullifier("first");
    for limit in (100_000..price).step_by(20_000) {
        let mut d = d.clone();
        assert!(d.chain.send_with_gas(ANYBODY, d.registry, data.clone(), limit).refused());
        assert_eq!(d.receipt(&n1).state, Receipt::NONE);
    }
}
