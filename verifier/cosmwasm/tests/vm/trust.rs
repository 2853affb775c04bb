//! What the registry trusts, who may change it, and that it is looked at in every call. As `tests/evm/tests/trust.rs`.

use covenant_obligation_registry::msg::{ExecuteMsg, OwnerCall, QueryMsg};
use covenant_obligation_registry::notes::State;
use covenant_obligation_registry::word::Word;
use serde_json::Value;

use super::world::{ANYBODY, BENEFICIARY, GUARDIAN, OWNER, REGISTRAR, World, human, is, plus_modulus, word};

const FINANCIER: [u8; 20] = [0xf1; 20];
const WRONG_STATUS: &str = "router/wrong-status";

#[test]
fn trust_is_checked_at_every_call() {
    let mut base = World::new();
    base.register("first").unwrap();
    let first = base.vectors.submission("first");
    let mut w = base.clone();
    w.own(OwnerCall::SetPolicy { policy: first.policy, trusted: false }).unwrap();
    assert!(is(&w.register("invoice-10"), "registry/untrusted-policy"));
    let mut w = base.clone();
    w.own(OwnerCall::SetSelector { selector: first.selector, trusted: false }).unwrap();
    assert!(is(&w.register("invoice-10"), "registry/untrusted-selector"));
    let mut w = base.clone();
    w.execute(&REGISTRAR, &ExecuteMsg::RevokeAllRoots {}).unwrap();
    assert!(is(&w.register("invoice-10"), "registry/untrusted-root"));
    let mut w = base.clone();
    let other = w.vectors.submission("other-root");
    w.own(OwnerCall::SetPolicy { policy: other.policy, trusted: true }).unwrap();
    assert!(is(&w.submit(&other), "registry/untrusted-root"), "its root is not published");
    w.publish(&other, true);
    assert!(is(&w.register("invoice-10"), "registry/untrusted-root"));
    w.submit(&other).unwrap();
    let mut w = base;
    let selector = Word([0x77; 32]);
    w.own(OwnerCall::SetSelector { selector, trusted: true }).unwrap();
    let mut unknown = w.vectors.submission("invoice-10");
    unknown.selector = selector;
    assert!(is(&w.submit(&unknown), WRONG_STATUS));
}

/// What may no longer be registered may not be financed either, though it is registered; and its holder gets it back.
#[test]
fn nothing_is_financed_whose_circuit_or_policy_is_not_trusted() {
    let mut start = World::new();
    start.register("first").unwrap();
    let first = start.vectors.submission("first");
    let (selector, policy, note) = (first.selector, first.policy, first.note);
    let set_selector = |trusted| ExecuteMsg::Owner(OwnerCall::SetSelector { selector, trusted });
    let set_policy = |trusted| ExecuteMsg::Owner(OwnerCall::SetPolicy { policy, trusted });
    let cases = [
        (ExecuteMsg::Freeze { selector }, Some(OwnerCall::Unfreeze { selector }), WRONG_STATUS),
        (ExecuteMsg::Owner(OwnerCall::Remove { selector }), None, WRONG_STATUS),
        (
            set_selector(false),
            Some(OwnerCall::SetSelector { selector, trusted: true }),
            "registry/untrusted-selector",
        ),
        (
            set_policy(false),
            Some(OwnerCall::SetPolicy { policy, trusted: true }),
            "registry/untrusted-policy",
        ),
    ];
    for (distrust, back, error) in cases {
        let mut w = start.clone();
        w.execute(&OWNER, &distrust).unwrap();
        assert!(is(&w.finance(BENEFICIARY, note, FINANCIER), error));
        assert_eq!(w.state_of(note), State::Registered);
        w.clone().withdraw(BENEFICIARY, note).unwrap();
        if let Some(trust) = back {
            w.own(trust).unwrap();
            w.finance(BENEFICIARY, note, FINANCIER).unwrap();
        }
    }
    // Roots are for proofs, and a note outlives its proof.
    let mut w = start;
    w.execute(&REGISTRAR, &ExecuteMsg::RevokeAllRoots {}).unwrap();
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
}

/// Who has financed is locked in by nothing: it releases and settles whatever is trusted, and hands over what was financed under a policy, or a
/// version of the circuit, that is no longer taken. But nobody is sold what a broken circuit may have proved.
#[test]
fn a_financing_ends_always_and_is_handed_over_unless_its_circuit_is_stopped() {
    let mut start = World::new();
    start.register("first").unwrap();
    let first = start.vectors.submission("first");
    let (note, selector, policy) = (first.note, first.selector, first.policy);
    start.finance(BENEFICIARY, note, FINANCIER).unwrap();
    let cases = [
        (ExecuteMsg::Freeze { selector }, true),
        (ExecuteMsg::Owner(OwnerCall::Remove { selector }), true),
        (ExecuteMsg::Owner(OwnerCall::SetSelector { selector, trusted: false }), false),
        (ExecuteMsg::Owner(OwnerCall::SetPolicy { policy, trusted: false }), false),
    ];
    for (distrust, is_stopped) in cases {
        let mut w = start.clone();
        // One voice is there when trust is lost.
        w.hand_over(BENEFICIARY, note, ANYBODY).unwrap();
        w.execute(&OWNER, &distrust).unwrap();
        let outcome = w.hand_over(FINANCIER, note, ANYBODY);
        if is_stopped {
            assert!(is(&outcome, WRONG_STATUS));
        } else {
            outcome.unwrap();
        }
        let financier = if is_stopped { FINANCIER } else { ANYBODY };
        assert_eq!(w.receipt(first.nullifier).financier, word(financier));
        w.clone().release(financier, note).unwrap();
        w.settle(financier, note).unwrap();
    }
}

/// There is always somebody who can lift a stop: no message gives ownership up, and the other has to be there.
#[test]
fn ownership_is_handed_over_in_two_steps() {
    let mut w = World::new();
    let owner = |w: &mut World| w.query::<Value>(&QueryMsg::Config {}).unwrap()["owner"].clone();
    assert!(is(&w.execute(&ANYBODY, &ExecuteMsg::AcceptOwnership {}), "registry/not-pending-owner"));
    w.own(OwnerCall::TransferOwnership { owner: human(&ANYBODY) }).unwrap();
    assert_eq!(owner(&mut w), human(&OWNER));
    for from in [OWNER, GUARDIAN, BENEFICIARY] {
        assert!(is(&w.execute(&from, &ExecuteMsg::AcceptOwnership {}), "registry/not-pending-owner"));
    }
    w.execute(&ANYBODY, &ExecuteMsg::AcceptOwnership {}).unwrap();
    assert_eq!(owner(&mut w), human(&ANYBODY));
    assert!(is(&w.own(OwnerCall::SetGuardian { guardian: None }), "registry/not-owner"));
    assert!(is(&w.execute(&ANYBODY, &ExecuteMsg::AcceptOwnership {}), "registry/not-pending-owner"));
    assert!(w.execute_bytes(&ANYBODY, br#"{"owner":{"renounce_ownership":{}}}"#).is_err());
}

#[test]
fn the_owner_alone_decides() {
    let mut w = World::new();
    let first = w.vectors.submission("first");
    let (selector, policy) = (first.selector, first.policy);
    let calls = [
        OwnerCall::AddKey {
            circuit: w.vectors.circuit.clone(),
            verifying_key: w.vectors.verifying_key.clone(),
            selector,
        },
        OwnerCall::Unfreeze { selector },
        OwnerCall::Remove { selector },
        OwnerCall::SetSelector { selector, trusted: false },
        OwnerCall::SetPolicy { policy, trusted: false },
        OwnerCall::SetRegistrar { registrar: human(&ANYBODY) },
        OwnerCall::SetGuardian { guardian: None },
        OwnerCall::Unpause {},
        OwnerCall::TransferOwnership { owner: human(&ANYBODY) },
        OwnerCall::SetDelay { delay: 1 },
        OwnerCall::SetChannel { channel: "channel-0".to_owned(), trusted: true },
    ];
    for call in calls {
        for from in [ANYBODY, GUARDIAN, REGISTRAR, BENEFICIARY] {
            let before = w.store.copy();
            assert!(is(&w.execute(&from, &ExecuteMsg::Owner(call.clone())), "registry/not-owner"));
            let schedule = ExecuteMsg::Schedule { call: call.clone(), salt: Word::ZERO };
            assert!(is(&w.execute(&from, &schedule), "registry/not-owner"));
            assert!(w.store.is_same(&before));
        }
    }
}

/// What is stored has one name: a policy that was dropped does not come back as policy + r.
#[test]
fn policies_are_canonical() {
    let mut w = World::new();
    let first = w.vectors.submission("first");
    for trusted in [false, true] {
        let policy = plus_modulus(&first.policy);
        assert!(is(&w.own(OwnerCall::SetPolicy { policy, trusted }), "registry/not-canonical"));
    }
    for (policy, registry_root) in [
        (plus_modulus(&first.policy), first.registry_root),
        (first.policy, plus_modulus(&first.registry_root)),
    ] {
        let msg = QueryMsg::Environment { policy, as_of: first.as_of, registry_root };
        assert!(is(&w.query::<Word>(&msg), "registry/not-canonical"));
    }
    // Zero marks what was never minted, and is no circuit.
    let none = OwnerCall::SetSelector { selector: Word::ZERO, trusted: true };
    assert!(is(&w.own(none), "registry/untrusted-selector"));
}

#[test]
fn the_router_forgets_nothing_that_it_removed() {
    let mut w = World::new();
    let selector = w.vectors.selector;
    let add = OwnerCall::AddKey {
        circuit: w.vectors.circuit.clone(),
        verifying_key: w.vectors.verifying_key.clone(),
        selector,
    };
    let freeze = ExecuteMsg::Freeze { selector };
    assert!(is(&w.execute(&ANYBODY, &freeze), "registry/not-guardian"));
    w.execute(&GUARDIAN, &freeze).unwrap();
    assert!(is(&w.execute(&GUARDIAN, &freeze), WRONG_STATUS));
    assert!(is(&w.register("first"), WRONG_STATUS));
    let proofs = w.vectors.proofs();
    let asked = |w: &mut World| {
        let proved = proofs[0].clone();
        let single = QueryMsg::Verify { selector, public_inputs: proved.public_inputs, proof: proved.proof };
        let batch = QueryMsg::VerifyBatch { selector, statements: proofs.clone() };
        [single, batch].map(|msg| w.query::<Value>(&msg))
    };
    assert!(asked(&mut w).iter().all(|answer| is(answer, WRONG_STATUS)));
    w.own(OwnerCall::Unfreeze { selector }).unwrap();
    assert!(asked(&mut w).iter().all(Result::is_ok));
    w.register("first").unwrap();
    w.own(OwnerCall::Remove { selector }).unwrap();
    assert!(is(&w.register("invoice-10"), WRONG_STATUS));
    assert!(is(&w.execute(&OWNER, &freeze), WRONG_STATUS));
    for call in [OwnerCall::Unfreeze { selector }, OwnerCall::Remove { selector }, add] {
        assert!(is(&w.own(call), WRONG_STATUS), "removed forever");
    }
    // What was never added may be removed too.
    let unknown = Word([0x77; 32]);
    w.own(OwnerCall::Remove { selector: unknown }).unwrap();
}
