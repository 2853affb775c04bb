//! What indexers read: each event of the registry and the router, with its values.

use covenant_evm_tests::chain::Outcome;
use covenant_evm_tests::deployment::{ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER, REGISTRAR};
use covenant_evm_tests::event::{Event, decode};
use covenant_evm_tests::world::BENEFICIARY;
use covenant_export::evm::abi::{Address, Call, padded, uint};
use covenant_statements::{Fr, field};

const FINANCIER: Address = [0xf1; 20];
const SUCCESSOR: Address = [0xf2; 20];

/// What the registry emitted, and nobody else.
fn events(d: &Deployment, outcome: &Outcome) -> Vec<Event> {
    assert!(outcome.logs().iter().all(|log| log.address == d.registry));
    decode("ObligationRegistry", outcome.logs())
}

/// An event of an obligation, its nullifier and note first.
fn of_obligation<const N: usize>(
    name: &str,
    d: &Deployment,
    obligation: &str,
    values: [(&str, [u8; 32]); N],
) -> Event {
    let mut event = Event::new(name, values);
    event.values.insert("nullifier".to_owned(), field::to_be_bytes(&d.nullifier(obligation)));
    event.values.insert("note".to_owned(), field::to_be_bytes(&d.note(obligation)));
    event
}

fn transfer(note: &Fr, from: Address, to: Address) -> Event {
    let token = field::to_be_bytes(note);
    Event::new("Transfer", [("from", padded(from)), ("to", padded(to)), ("tokenId", token)])
}

#[test]
fn a_registration_is_told_with_everything_that_was_proved() {
    let mut d = Deployment::new();
    let first = d.vectors.submission("first");
    let (environment, context) = (&first.environment, &first.context);
    let (policy, as_of) = (field::to_be_bytes(&environment.policy), uint(u64::from(environment.as_of.get())));
    let cached = Event::new(
        "EnvironmentCached",
        [
            ("environment", field::to_be_bytes(&environment.to_field())),
            ("policy", policy),
            ("asOf", as_of),
            ("registryRoot", field::to_be_bytes(&environment.registry_root)),
        ],
    );
    let registered = |d: &Deployment, name: &str, sequence: u64| {
        let values = [
            ("beneficiary", context.beneficiary.0),
            ("policy", policy),
            ("selector", context.selector.0),
            ("asOf", as_of),
            ("sequence", uint(sequence)),
        ];
        of_obligation("ObligationRegistered", d, name, values)
    };
    let note = first.public_inputs.note;
    let outcome = d.submit(&first);
    let expected = [cached, registered(&d, "first", 0), transfer(&note, [0; 20], BENEFICIARY)];
    assert_eq!(events(&d, &outcome), expected);
    // Withdrawn, and registered again: the next sequence, and nothing to cache.
    let outcome = d.of_note(BENEFICIARY, "withdraw(uint256)", &note);
    let withdrawn = of_obligation("ObligationWithdrawn", &d, "first", [("by", padded(BENEFICIARY))]);
    assert_eq!(events(&d, &outcome), [withdrawn, transfer(&note, BENEFICIARY, [0; 20])]);
    let outcome = d.register("second");
    let second = d.note("second");
    let expected = [registered(&d, "second", 1), transfer(&second, [0; 20], BENEFICIARY)];
    assert_eq!(events(&d, &outcome), expected);
}

#[test]
fn a_financing_is_told_to_its_end() {
    let mut d = Deployment::new();
    d.register("first").success();
    let note = d.note("first");
    let told = |d: &Deployment, name: &str, financier: Address| {
        of_obligation(name, d, "first", [("financier", padded(financier))])
    };
    let outcome = d.finance(BENEFICIARY, &note, FINANCIER);
    assert_eq!(events(&d, &outcome), [told(&d, "ObligationFinanced", FINANCIER)]);
    let call = Call::new("transferFinancing(uint256,bytes32)").field(&note).address(SUCCESSOR).bytes();
    let outcome = d.chain.send(BENEFICIARY, d.registry, call.clone());
    let agreed =
        [("note", field::to_be_bytes(&note)), ("to", padded(SUCCESSOR)), ("by", padded(BENEFICIARY))];
    assert_eq!(events(&d, &outcome), [Event::new("HandoverAgreed", agreed)]);
    let outcome = d.chain.send(FINANCIER, d.registry, call);
    let handed = [("financier", padded(SUCCESSOR)), ("former", padded(FINANCIER))];
    assert_eq!(events(&d, &outcome), [of_obligation("FinancingTransferred", &d, "first", handed)]);
    let mut other = d.clone();
    let outcome = other.of_note(SUCCESSOR, "settle(uint256)", &note);
    assert_eq!(events(&other, &outcome), [told(&d, "ObligationSettled", SUCCESSOR)]);
    let outcome = d.of_note(SUCCESSOR, "release(uint256)", &note);
    let released = told(&d, "ObligationReleased", SUCCESSOR);
    assert_eq!(events(&d, &outcome), [released, transfer(&note, BENEFICIARY, [0; 20])]);
}

#[test]
fn roots_and_who_publishes_them_are_told() {
    let mut d = Deployment::new();
    let today = NOON / DAY;
    let published = |root: u64, sequence: u64, last: u64, revocations: u64| {
        let days = [("firstDay", uint(today)), ("lastDay", uint(last))];
        let counts = [("sequence", uint(sequence)), ("revocations", uint(revocations))];
        Event::new("RootPublished", [("root", uint(root)), days[0], days[1], counts[0], counts[1]])
    };
    let revoked = |before: u64| {
        Event::new("EarlierRootsRevoked", [("before", uint(before)), ("notBefore", uint(today))])
    };
    let outcome = d.publish_tree(uint(2), [today, today + 9], 0, 1);
    assert_eq!(events(&d, &outcome), [published(2, 2, today + 9, 0)]);
    let call = Call::new("extendLatest(uint256,uint32,uint64)").uint(2).uint(today + 12).uint(2);
    let outcome = d.chain.send(REGISTRAR, d.registry, call.bytes());
    let extended = Event::new("RootExtended", [("root", uint(2)), ("lastDay", uint(today + 12))]);
    assert_eq!(events(&d, &outcome), [extended]);
    let outcome = d.publish_tree(uint(3), [today, today + 8], 1, 2);
    assert_eq!(events(&d, &outcome), [revoked(3), published(3, 3, today + 8, 1)]);
    let outcome = d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes());
    assert_eq!(events(&d, &outcome), [revoked(5)]);
    let registrar = |address: Address| Event::new("RegistrarChanged", [("registrar", padded(address))]);
    let outcome = d.chain.send(GUARDIAN, d.registry, Call::new("deposeRegistrar()").bytes());
    assert_eq!(events(&d, &outcome), [revoked(6), registrar([0; 20])]);
    let call = Call::new("setRegistrar(address)").address(ANYBODY).bytes();
    let outcome = d.chain.send(OWNER, d.registry, call);
    assert_eq!(events(&d, &outcome), [registrar(ANYBODY)]);
}

#[test]
fn changes_of_trust_are_told() {
    let mut d = Deployment::new();
    for trusted in [0, 1] {
        let call = Call::new("setPolicy(uint256,bool)").uint(7).uint(trusted).bytes();
        let outcome = d.chain.send(OWNER, d.registry, call);
        let told = Event::new("PolicyTrusted", [("digest", uint(7)), ("trusted", uint(trusted))]);
        assert_eq!(events(&d, &outcome), [told]);
        let call = Call::new("setSelector(bytes32,bool)").uint(8).uint(trusted).bytes();
        let outcome = d.chain.send(OWNER, d.registry, call);
        let told = Event::new("SelectorTrusted", [("selector", uint(8)), ("trusted", uint(trusted))]);
        assert_eq!(events(&d, &outcome), [told]);
    }
    for (from, function, name) in [(GUARDIAN, "pause()", "Paused"), (OWNER, "unpause()", "Unpaused")] {
        let outcome = d.chain.send(from, d.registry, Call::new(function).bytes());
        assert_eq!(events(&d, &outcome), [Event::new(name, [("account", padded(from))])]);
    }
    let selector = d.vectors.selector.0;
    for (from, function, name) in [
        (GUARDIAN, "freeze(bytes32)", "VerifierFrozen"),
        (OWNER, "unfreeze(bytes32)", "VerifierUnfrozen"),
        (OWNER, "remove(bytes32)", "VerifierRemoved"),
    ] {
        let outcome = d.chain.send(from, d.router, Call::new(function).word(selector).bytes());
        let mut expected = Event::new(name, [("selector", selector)]);
        if from == GUARDIAN {
            expected.values.insert("by".to_owned(), padded(GUARDIAN));
        }
        assert_eq!(decode("VerifierRouter", outcome.logs()), [expected]);
    }
}
