//! The life of an obligation's note: who may do what to it, when, and what is refused.

use covenant_evm_tests::chain::Outcome;
use covenant_evm_tests::deployment::{ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER};
use covenant_evm_tests::receipt::Receipt;
use covenant_evm_tests::world::BENEFICIARY;
use covenant_export::evm::abi::{Address, Call, padded};
use covenant_statements::{Fr, field};

const FINANCIER: Address = [0xf1; 20];
const SUCCESSOR: Address = [0xf2; 20];
const BUYER: Address = [0xbb; 20];
const ENDINGS: [&str; 2] = ["release(uint256)", "settle(uint256)"];
const WRONG_NOTE_STATE: &str = "WrongNoteState(uint256,uint8)";

fn registered() -> (Deployment, Fr) {
    let mut d = Deployment::new();
    d.register("first").success();
    let note = d.note("first");
    (d, note)
}

fn financed() -> (Deployment, Fr) {
    let (mut d, note) = registered();
    d.finance(BENEFICIARY, &note, FINANCIER).success();
    (d, note)
}

fn withdraw(d: &mut Deployment, from: Address, note: &Fr) -> Outcome {
    d.of_note(from, "withdraw(uint256)", note)
}

fn hand_over(d: &mut Deployment, from: Address, note: &Fr, to: Address) -> Outcome {
    let call = Call::new("transferFinancing(uint256,bytes32)").field(note).address(to);
    d.chain.send(from, d.registry, call.bytes())
}

fn approve(d: &mut Deployment, from: Address, to: Address, note: &Fr) {
    let call = Call::new("approve(address,uint256)").address(to).field(note);
    d.chain.send(from, d.registry, call.bytes()).success();
}

fn state_of(d: &Deployment, note: &Fr) -> u8 {
    d.chain.call(d.registry, Call::new("stateOf(uint256)").field(note).bytes()).success().0[31]
}

#[test]
fn the_whole_life_of_an_obligation() {
    let (mut d, first) = registered();
    let n1 = d.nullifier("first");
    assert!(d.finance(ANYBODY, &first, FINANCIER).reverted_with("NotHolder(address)"));
    assert!(d.of_note(FINANCIER, "release(uint256)", &first).reverted_with(WRONG_NOTE_STATE));
    d.finance(BENEFICIARY, &first, FINANCIER).success();
    assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::FINANCED, padded(FINANCIER)));
    // Neither the holder nor anybody else: the financier alone.
    for from in [BENEFICIARY, ANYBODY, OWNER, GUARDIAN] {
        for function in ENDINGS {
            assert!(d.of_note(from, function, &first).reverted_with("NotFinancier(address)"));
        }
        assert!(d.finance(from, &first, from).reverted_with(WRONG_NOTE_STATE));
        assert!(withdraw(&mut d, from, &first).reverted_with(WRONG_NOTE_STATE));
    }
    assert!(d.register("second").reverted_with("WrongState(uint256,uint8)"));
    d.of_note(FINANCIER, "release(uint256)", &first).success();
    assert_eq!(d.receipt(&n1).state, Receipt::RELEASED);
    assert!(d.owner_of(&first).reverted_with("ERC721NonexistentToken(uint256)"));
    // The same attestation again: its note was minted once ever.
    assert!(d.register("first").reverted_with("NoteUsed(uint256)"));
    // A new consent has a new note, and names the next registration.
    d.register("second").success();
    let second = d.note("second");
    assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::REGISTERED, [0; 32]));
    // The former financier has no say over the new note, and none over the old one.
    for function in ENDINGS {
        assert!(d.of_note(FINANCIER, function, &second).reverted_with(WRONG_NOTE_STATE));
        assert!(d.of_note(FINANCIER, function, &first).reverted_with(WRONG_NOTE_STATE));
    }
    d.finance(BENEFICIARY, &second, ANYBODY).success();
    for function in ENDINGS {
        assert!(d.of_note(FINANCIER, function, &second).reverted_with("NotFinancier(address)"));
        assert!(d.of_note(FINANCIER, function, &first).reverted_with(WRONG_NOTE_STATE));
    }
    d.of_note(ANYBODY, "settle(uint256)", &second).success();
    assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::SETTLED, padded(ANYBODY)));
    for name in ["first", "second", "third"] {
        assert!(d.register(name).reverted_with("WrongState(uint256,uint8)"));
    }
    for function in ENDINGS {
        assert!(d.of_note(ANYBODY, function, &second).reverted_with(WRONG_NOTE_STATE));
    }
}

#[test]
fn a_receipt_says_what_was_registered_and_how_often() {
    let mut d = Deployment::new();
    let first = d.vectors.submission("first");
    let n1 = first.public_inputs.nullifier;
    let none = d.receipt(&n1);
    assert_eq!((none.state, none.registrations, none.note), (Receipt::NONE, 0, [0; 32]));
    assert!(d.receipt_of(&first.public_inputs.note).reverted_with(WRONG_NOTE_STATE));
    d.submit(&first).success();
    let receipt = d.receipt(&n1);
    assert_eq!(receipt.nullifier, field::to_be_bytes(&n1));
    assert_eq!(receipt.note, field::to_be_bytes(&first.public_inputs.note));
    assert_eq!(receipt.policy, field::to_be_bytes(&first.environment.policy));
    assert_eq!(receipt.selector, first.context.selector.0);
    assert_eq!((receipt.registrations, receipt.changed_at), (first.context.sequence + 1, NOON));
    d.finance(BENEFICIARY, &first.public_inputs.note, FINANCIER).success();
    d.chain.now += 60;
    d.of_note(FINANCIER, "release(uint256)", &first.public_inputs.note).success();
    assert_eq!(d.receipt(&n1).changed_at, NOON + 60);
    d.register("second").success();
    let (again, second) = (d.receipt(&n1), d.note("second"));
    assert_eq!((again.registrations, again.note), (2, field::to_be_bytes(&second)));
    // By the note too, while it is the obligation's latest.
    let (by_note, _) = d.receipt_of(&second).success();
    assert_eq!(Receipt::from_words(&by_note), again);
    assert!(d.receipt_of(&first.public_inputs.note).reverted_with(WRONG_NOTE_STATE));
    assert_eq!(state_of(&d, &first.public_inputs.note), Receipt::RELEASED);
    assert_eq!(state_of(&d, &second), Receipt::REGISTERED);
}

/// Whatever is asked of one note leaves every other obligation alone, whoever financed both.
#[test]
fn one_note_does_not_spend_another() {
    let (mut d, note) = financed();
    d.register("invoice-10").success();
    let (other, n2) = (d.note("invoice-10"), d.nullifier("invoice-10"));
    let before = d.receipt(&n2);
    for function in ENDINGS {
        let mut d = d.clone();
        d.of_note(FINANCIER, function, &note).success();
        assert_eq!(d.receipt(&n2), before);
        assert!(d.of_note(FINANCIER, function, &other).reverted_with(WRONG_NOTE_STATE));
    }
    // A nullifier is no name of a note, nor is note + r.
    let shifted = plus_modulus(&note);
    for word in [field::to_be_bytes(&d.nullifier("first")), shifted] {
        for function in ["release(uint256)", "settle(uint256)", "withdraw(uint256)"] {
            let data = Call::new(function).word(word).bytes();
            assert!(d.chain.send(FINANCIER, d.registry, data).reverted_with(WRONG_NOTE_STATE));
        }
    }
}

fn plus_modulus(value: &Fr) -> [u8; 32] {
    use ark_ff::{BigInteger, PrimeField};
    let mut sum = value.into_bigint();
    assert!(!sum.add_with_carry(&Fr::MODULUS));
    sum.to_bytes_be().try_into().unwrap()
}

#[test]
fn financiers_are_addresses_of_this_chain() {
    let (mut d, note) = registered();
    let mut elsewhere = padded(FINANCIER);
    elsewhere[11] = 1;
    for (word, error) in [
        ([0; 32], "ZeroAddress()"),
        (elsewhere, "NotAnAddress(bytes32)"),
        ([0xff; 32], "NotAnAddress(bytes32)"),
    ] {
        assert!(d.finance_word(BENEFICIARY, &note, word).reverted_with(error));
    }
    d.finance(BENEFICIARY, &note, FINANCIER).success();
    let call = Call::new("transferFinancing(uint256,bytes32)").field(&note).word(elsewhere);
    assert!(d.chain.send(FINANCIER, d.registry, call.bytes()).reverted_with("NotAnAddress(bytes32)"));
    assert!(hand_over(&mut d, FINANCIER, &note, [0; 20]).reverted_with("ZeroAddress()"));
}

#[test]
fn a_contract_that_the_holder_approved_names_itself() {
    let (mut d, note) = registered();
    approve(&mut d, BENEFICIARY, FINANCIER, &note);
    d.finance(FINANCIER, &note, FINANCIER).success();
    assert_eq!(d.receipt(&d.nullifier("first")).financier, padded(FINANCIER));
}

/// Nobody's obligation is locked by somebody who never finances; and what was signed for the note that was withdrawn is spent.
#[test]
fn a_holder_withdraws_what_nobody_financed() {
    let (mut d, note) = registered();
    let n1 = d.nullifier("first");
    for from in [ANYBODY, FINANCIER, OWNER, GUARDIAN] {
        assert!(withdraw(&mut d, from, &note).reverted_with("NotHolder(address)"));
    }
    // A pause is no lock.
    d.chain.send(GUARDIAN, d.registry, Call::new("pause()").bytes()).success();
    withdraw(&mut d, BENEFICIARY, &note).success();
    d.chain.send(OWNER, d.registry, Call::new("unpause()").bytes()).success();
    assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::RELEASED, [0; 32]));
    assert!(d.owner_of(&note).reverted_with("ERC721NonexistentToken(uint256)"));
    for function in ["withdraw(uint256)", "release(uint256)", "settle(uint256)"] {
        assert!(d.of_note(BENEFICIARY, function, &note).reverted_with(WRONG_NOTE_STATE));
    }
    assert!(d.finance(BENEFICIARY, &note, FINANCIER).reverted_with(WRONG_NOTE_STATE));
    assert!(d.register("first").reverted_with("NoteUsed(uint256)"));
    assert!(d.register("rival").reverted_with("WrongSequence(uint256,uint32,uint32)"));
    assert!(d.register("third").reverted_with("WrongSequence(uint256,uint32,uint32)"));
    d.register("second").success();
    let second = d.note("second");
    withdraw(&mut d, BENEFICIARY, &second).success();
    d.register("third").success();
    assert_eq!(d.receipt(&n1).registrations, 3);
}

#[test]
fn a_note_of_another_holder_is_withdrawn_by_that_holder() {
    let (mut d, note) = registered();
    d.transfer(BENEFICIARY, BUYER, &note).success();
    assert!(withdraw(&mut d, BENEFICIARY, &note).reverted_with("NotHolder(address)"));
    withdraw(&mut d, BUYER, &note).success();
}

#[test]
fn a_financing_is_handed_over_when_financier_and_holder_agree() {
    let (mut d, note) = financed();
    let n1 = d.nullifier("first");
    for from in [ANYBODY, SUCCESSOR, OWNER] {
        assert!(hand_over(&mut d, from, &note, SUCCESSOR).reverted_with("NotParty(address)"));
    }
    for order in [[FINANCIER, BENEFICIARY], [BENEFICIARY, FINANCIER]] {
        let mut d = d.clone();
        hand_over(&mut d, order[0], &note, SUCCESSOR).success();
        assert_eq!(d.receipt(&n1).financier, padded(FINANCIER), "one is not enough");
        // The same voice twice is one voice.
        hand_over(&mut d, order[0], &note, SUCCESSOR).success();
        assert_eq!(d.receipt(&n1).financier, padded(FINANCIER));
        hand_over(&mut d, order[1], &note, SUCCESSOR).success();
        assert_eq!(d.receipt(&n1).state_and_financier(), (Receipt::FINANCED, padded(SUCCESSOR)));
        assert!(d.of_note(FINANCIER, "settle(uint256)", &note).reverted_with("NotFinancier(address)"));
        d.of_note(SUCCESSOR, "release(uint256)", &note).success();
    }
}

#[test]
fn voices_for_different_successors_are_no_agreement() {
    let (mut d, note) = financed();
    let n1 = d.nullifier("first");
    let financier = |d: &Deployment| d.receipt(&n1).financier;
    hand_over(&mut d, FINANCIER, &note, SUCCESSOR).success();
    hand_over(&mut d, BENEFICIARY, &note, BUYER).success();
    assert_eq!(financier(&d), padded(FINANCIER));
    // The former successor is forgotten: it takes both again.
    hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).success();
    assert_eq!(financier(&d), padded(FINANCIER));
    // Taken back by naming oneself.
    hand_over(&mut d, FINANCIER, &note, FINANCIER).success();
    hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).success();
    assert_eq!(financier(&d), padded(FINANCIER));
    hand_over(&mut d, FINANCIER, &note, SUCCESSOR).success();
    assert_eq!(financier(&d), padded(SUCCESSOR));
    // What was agreed is used up.
    hand_over(&mut d, SUCCESSOR, &note, FINANCIER).success();
    assert_eq!(financier(&d), padded(SUCCESSOR));
}

#[test]
fn a_transfer_of_the_token_ends_what_its_holder_agreed_to() {
    let (mut d, note) = financed();
    let n1 = d.nullifier("first");
    hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).success();
    d.transfer(BENEFICIARY, BUYER, &note).success();
    hand_over(&mut d, FINANCIER, &note, SUCCESSOR).success();
    assert_eq!(d.receipt(&n1).financier, padded(FINANCIER), "the buyer was not asked");
    assert!(hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).reverted_with("NotParty(address)"));
    hand_over(&mut d, BUYER, &note, SUCCESSOR).success();
    assert_eq!(d.receipt(&n1).financier, padded(SUCCESSOR));
}

/// A sale: the contract that holds both sides passes both on, in one transaction each way.
#[test]
fn who_is_both_hands_over_alone() {
    let (mut d, note) = registered();
    d.finance(BENEFICIARY, &note, BENEFICIARY).success();
    hand_over(&mut d, BENEFICIARY, &note, BUYER).success();
    d.transfer(BENEFICIARY, BUYER, &note).success();
    let n1 = d.nullifier("first");
    assert_eq!(d.receipt(&n1).financier, padded(BUYER));
    // A contract approved by the holder that is the financier is both.
    approve(&mut d, BUYER, SUCCESSOR, &note);
    hand_over(&mut d, BUYER, &note, SUCCESSOR).success();
    hand_over(&mut d, SUCCESSOR, &note, FINANCIER).success();
    assert_eq!(d.receipt(&n1).financier, padded(FINANCIER));
}

/// A financing that was handed over takes no voice along: what the former financier agreed to is not its successor's word.
#[test]
fn a_voice_does_not_outlive_the_handover() {
    const OTHER: Address = [0xf3; 20];
    let (mut d, note) = financed();
    let n1 = d.nullifier("first");
    hand_over(&mut d, FINANCIER, &note, SUCCESSOR).success();
    // Approved by the holder, the financier is both, and hands over to somebody else.
    approve(&mut d, BENEFICIARY, FINANCIER, &note);
    hand_over(&mut d, FINANCIER, &note, OTHER).success();
    assert_eq!(d.receipt(&n1).financier, padded(OTHER));
    // Neither the holder, nor the former financier in its name, completes what was begun before.
    for from in [BENEFICIARY, FINANCIER] {
        hand_over(&mut d, from, &note, SUCCESSOR).success();
        assert_eq!(d.receipt(&n1).financier, padded(OTHER), "one voice, the holder's");
    }
    assert!(hand_over(&mut d, SUCCESSOR, &note, SUCCESSOR).reverted_with("NotParty(address)"));
    assert!(d.of_note(SUCCESSOR, "settle(uint256)", &note).reverted_with("NotFinancier(address)"));
    hand_over(&mut d, OTHER, &note, SUCCESSOR).success();
    assert_eq!(d.receipt(&n1).financier, padded(SUCCESSOR));
}

#[test]
fn nothing_is_handed_over_but_a_financing() {
    let (mut d, note) = registered();
    assert!(hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).reverted_with(WRONG_NOTE_STATE));
    let unknown = d.note("invoice-10");
    assert!(hand_over(&mut d, BENEFICIARY, &unknown, SUCCESSOR).reverted_with(WRONG_NOTE_STATE));
    d.finance(BENEFICIARY, &note, FINANCIER).success();
    let mut paused = d.clone();
    paused.chain.send(GUARDIAN, d.registry, Call::new("pause()").bytes()).success();
    assert!(hand_over(&mut paused, FINANCIER, &note, SUCCESSOR).reverted_with("EnforcedPause()"));
    // Half agreed when it ends: the other half comes too late.
    hand_over(&mut d, FINANCIER, &note, SUCCESSOR).success();
    d.of_note(FINANCIER, "settle(uint256)", &note).success();
    assert!(hand_over(&mut d, BENEFICIARY, &note, SUCCESSOR).reverted_with(WRONG_NOTE_STATE));
}

#[test]
fn settled_tokens_do_not_move() {
    let (mut d, note) = financed();
    approve(&mut d, BENEFICIARY, ANYBODY, &note);
    d.of_note(FINANCIER, "settle(uint256)", &note).success();
    for from in [BENEFICIARY, ANYBODY] {
        assert!(d.transfer_from(from, BENEFICIARY, BUYER, &note).reverted_with(WRONG_NOTE_STATE));
    }
    let safe = Call::new("safeTransferFrom(address,address,uint256)");
    let safe = safe.address(BENEFICIARY).address(BUYER).field(&note).bytes();
    assert!(d.chain.send(BENEFICIARY, d.registry, safe).reverted_with(WRONG_NOTE_STATE));
    assert_eq!(d.owner_of(&note).success().0, padded(BENEFICIARY));
    assert_eq!(state_of(&d, &note), Receipt::SETTLED);
}

/// A financed note may move; the financier's right does not follow.
#[test]
fn the_token_moves_and_the_financier_stays() {
    let (mut d, note) = financed();
    d.transfer(BENEFICIARY, BUYER, &note).success();
    assert!(d.of_note(BUYER, "release(uint256)", &note).reverted_with("NotFinancier(address)"));
    d.of_note(FINANCIER, "release(uint256)", &note).success();
    assert!(d.owner_of(&note).refused());
}

#[test]
fn a_pause_stops_registering_and_financing_only() {
    let (mut d, note) = financed();
    d.register("invoice-10").success();
    let other = d.note("invoice-10");
    let pause = Call::new("pause()").bytes();
    assert!(d.chain.send(ANYBODY, d.registry, pause.clone()).reverted_with("NotGuardian(address)"));
    d.chain.send(GUARDIAN, d.registry, pause).success();
    assert!(d.register("invoice-11").reverted_with("EnforcedPause()"));
    assert!(d.finance(BENEFICIARY, &other, FINANCIER).reverted_with("EnforcedPause()"));
    for function in ENDINGS {
        d.clone().of_note(FINANCIER, function, &note).success();
    }
    withdraw(&mut d, BENEFICIARY, &other).success();
    let unpause = Call::new("unpause()").bytes();
    let refused = d.chain.send(GUARDIAN, d.registry, unpause.clone());
    assert!(refused.reverted_with("OwnableUnauthorizedAccount(address)"));
    d.chain.send(OWNER, d.registry, unpause).success();
    d.register("invoice-11").success();
}

/// The proof's expiry bounds its use, not the note's life.
#[test]
fn a_note_outlives_its_proof() {
    let mut d = Deployment::new();
    d.register("short-lived").success();
    d.chain.now += 30 * DAY;
    let note = d.note("short-lived");
    d.finance(BENEFICIARY, &note, FINANCIER).success();
}
