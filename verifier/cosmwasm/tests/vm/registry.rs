//! Registering at the home registry: what a proof has to be bound to, and what is refused. As `tests/evm/tests/registry.rs`.

use covenant_obligation_registry::msg::{InstantiateMsg, OwnerCall, QueryMsg};
use covenant_obligation_registry::notes::State;
use covenant_obligation_registry::word::Word;
use covenant_statements::{Network, binding::Address};

use super::world::{ANYBODY, BENEFICIARY, DAY, NOON, World, human, is, plus_modulus, word};

const FINANCIER: [u8; 20] = [0xf1; 20];

#[test]
fn a_proof_registers_its_nullifier_and_mints_its_note() {
    let mut w = World::new();
    let (n1, note) = (w.nullifier("first"), w.note("first"));
    assert_eq!(w.receipt(n1).state, State::None);
    let response = w.register("first").unwrap();
    let event = &response.events[0];
    assert_eq!(event.ty, "obligation_registered");
    assert!(event.attributes.iter().any(|a| a.key == "note" && a.value == note.to_string()));
    assert!(response.messages.is_empty());
    let receipt = w.receipt(n1);
    assert_eq!((receipt.state, receipt.financier), (State::Registered, Word::ZERO));
    assert_eq!(w.owner_of(note).unwrap(), human(&BENEFICIARY));
    // A contract's address has 32 bytes.
    w.register("to-receiver").unwrap();
    let note = w.note("to-receiver");
    assert_eq!(w.owner_of(note).unwrap(), human(&[0xcc; 32]));
}

#[test]
fn context_and_environment_are_the_statements() {
    let mut w = World::new();
    for statement in w.vectors.statements.clone() {
        let s = statement.submission();
        if !statement.name.starts_with("other-c") {
            let msg = QueryMsg::ContextOf {
                selector: s.selector,
                beneficiary: s.beneficiary,
                expiry: s.expiry,
                sequence: s.sequence,
            };
            assert_eq!(w.query::<Word>(&msg).unwrap(), statement.public_inputs.context);
        }
        let msg = QueryMsg::Environment { policy: s.policy, as_of: s.as_of, registry_root: s.registry_root };
        assert_eq!(w.query::<Word>(&msg).unwrap(), statement.public_inputs.environment);
    }
}

/// What the seller signed before a financing is of no use after it, to whomever it was given.
#[test]
fn a_consent_does_not_outlive_a_financing() {
    let mut w = World::new();
    assert_eq!(w.nullifier("rival"), w.nullifier("first"));
    assert_eq!(w.vectors.submission("rival").sequence, 0);
    // It would have been good in place of the other.
    w.clone().register("rival").unwrap();
    // That of the second registration would not yet.
    assert!(is(&w.register("second"), "registry/wrong-sequence"));
    w.register("first").unwrap();
    assert!(is(&w.register("rival"), "registry/wrong-state"));
    let note = w.note("first");
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
    w.release(FINANCIER, note).unwrap();
    assert!(is(&w.register("rival"), "registry/wrong-sequence"));
    let mut dressed_up = w.vectors.submission("rival");
    dressed_up.sequence = 1;
    assert!(is(&w.submit(&dressed_up), "proof/invalid"));
    w.register("second").unwrap();
}

#[test]
fn a_proof_is_of_no_use_twice() {
    let mut w = World::new();
    w.register("first").unwrap();
    assert!(is(&w.register("first"), "registry/wrong-state"));
    assert!(is(&w.register("second"), "registry/wrong-state"));
}

#[test]
fn any_changed_part_is_refused() {
    let mut w = World::new();
    let good = w.vectors.submission("first");
    let flip = |word: &mut Word| word.0[31] ^= 1;
    let mut cases = vec![];
    for n in 0..10 {
        let mut s = good.clone();
        let code = match n {
            0 => {
                flip(&mut s.selector);
                "registry/untrusted-selector"
            }
            1 => {
                s.beneficiary.0[31] ^= 1;
                "proof/invalid"
            }
            2 => {
                s.expiry += 1;
                "proof/invalid"
            }
            3 => {
                s.sequence += 1;
                "registry/wrong-sequence"
            }
            4 => {
                flip(&mut s.policy);
                "registry/untrusted-policy"
            }
            5 => {
                s.as_of = super::world::day(NOON / DAY - 1);
                "proof/invalid"
            }
            6 => {
                flip(&mut s.registry_root);
                "registry/untrusted-root"
            }
            7 => {
                flip(&mut s.nullifier);
                "proof/invalid"
            }
            8 => {
                flip(&mut s.note);
                "proof/invalid"
            }
            _ => {
                s.proof = w.vectors.submission("second").proof;
                "proof/invalid"
            }
        };
        cases.push((s, code));
    }
    for (s, code) in cases {
        let before = w.store.copy();
        assert!(is(&w.submit(&s), code));
        assert!(w.store.is_same(&before));
    }
    w.submit(&good).unwrap();
}

#[test]
fn shifted_nullifier_and_note_are_refused() {
    let mut w = World::new();
    let good = w.vectors.submission("first");
    let mut shifted = good.clone();
    shifted.nullifier = plus_modulus(&good.nullifier);
    assert!(is(&w.submit(&shifted), "registry/not-canonical"));
    let mut shifted = good.clone();
    shifted.note = plus_modulus(&good.note);
    assert!(is(&w.submit(&shifted), "registry/not-canonical"));
    let mut shifted = good;
    shifted.policy = plus_modulus(&shifted.policy);
    assert!(is(&w.submit(&shifted), "registry/untrusted-policy"));
}

#[test]
fn another_chain_contract_or_payee_is_refused() {
    let mut w = World::new();
    assert!(is(&w.register("other-chain"), "proof/invalid"));
    assert!(is(&w.register("other-contract"), "proof/invalid"));
    let mut stolen = w.vectors.submission("first");
    stolen.beneficiary = Address(word(ANYBODY).0);
    assert!(is(&w.submit(&stolen), "proof/invalid"));
    stolen.beneficiary = Address([0; 32]);
    assert!(is(&w.submit(&stolen), "registry/zero-address"));
    // A fork of the chain with another id refuses what the chain accepts, and the other way round; the id is read at the call.
    let mut fork = w.clone();
    fork.chain = "covenant-testing-2".to_owned();
    assert!(is(&fork.register("first"), "proof/invalid"));
    fork.register("other-chain").unwrap();
    fork.chain = "no.name/of caip-2".to_owned();
    assert!(is(&fork.register("first"), "registry/chain"));
    // A registry at another address.
    let mut other = w.clone();
    other.contract = vec![0x22; 32];
    assert!(is(&other.register("first"), "proof/invalid"));
    other.register("other-contract").unwrap();
}

#[test]
fn time_is_checked() {
    let mut w = World::new();
    let last_second = w.vectors.submission("short-lived").expiry;
    w.now = last_second + 1;
    assert!(is(&w.register("short-lived"), "registry/expired"));
    let mut longer = w.vectors.submission("short-lived");
    longer.expiry += DAY;
    assert!(is(&w.submit(&longer), "proof/invalid"));
    w.now = last_second;
    w.register("short-lived").unwrap();
    // as_of is today or yesterday.
    assert!(is(&w.register("next-day"), "registry/wrong-day"));
    w.now = NOON + DAY;
    w.register("first").unwrap();
    w.register("next-day").unwrap();
    w.now = NOON + 2 * DAY;
    assert!(is(&w.register("invoice-10"), "registry/wrong-day"));
    w.now = NOON - DAY;
    assert!(is(&w.register("invoice-11"), "registry/wrong-day"));
}

/// Development keys have other selectors on the production network, and development proofs another environment.
#[test]
fn a_production_registry_refuses_development_proofs() {
    let mut production = World::empty();
    let msg = InstantiateMsg { network: Network::Production, ..production.instantiation() };
    production.instantiate(&msg).unwrap();
    let first = production.vectors.submission("first");
    production.own(OwnerCall::SetSelector { selector: first.selector, trusted: true }).unwrap();
    production.own(OwnerCall::SetPolicy { policy: first.policy, trusted: true }).unwrap();
    production.publish(&first, false);
    assert!(is(&production.submit(&first), "router/wrong-status"));
    let msg = QueryMsg::Environment {
        policy: first.policy,
        as_of: first.as_of,
        registry_root: first.registry_root,
    };
    let theirs: Word = production.query(&msg).unwrap();
    let mut w = World::new();
    assert_ne!(w.query::<Word>(&msg).unwrap(), theirs);
}

/// What `covenant export cosmwasm` writes is what the contract takes.
#[test]
fn exported_messages_make_a_registry_and_register() {
    let messages: serde_json::Value = super::vectors::file("cosmwasm/messages.json");
    let mut w = World::empty();
    let instantiation: InstantiateMsg = serde_json::from_value(messages["instantiate"].clone()).unwrap();
    assert_eq!(instantiation, w.instantiation());
    w.instantiate(&instantiation).unwrap();
    let bytes = |name: &str| serde_json::to_vec(&messages[name]).unwrap();
    for name in ["add_key", "set_selector", "set_policy"] {
        w.execute_bytes(&super::world::OWNER, &bytes(name)).unwrap();
    }
    assert_eq!(w.query_bytes(&bytes("verify")).unwrap().as_slice(), b"{}");
    let first = w.vectors.submission("first");
    w.publish(&first, false);
    w.execute_bytes(&ANYBODY, &bytes("register")).unwrap();
    assert_eq!(w.state_of(first.note), State::Registered);
    assert!(is(&w.execute_bytes(&ANYBODY, &bytes("register")), "registry/wrong-state"));
}
