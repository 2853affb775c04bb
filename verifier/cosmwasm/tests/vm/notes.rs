//! The life of an obligation's note: who may do what to it, when, and what is refused. As `tests/evm/tests/notes.rs`.

use covenant_obligation_registry::msg::{ExecuteMsg, OwnerCall, QueryMsg};
use covenant_obligation_registry::notes::State;
use covenant_obligation_registry::word::Word;

use super::world::{
    ANYBODY, BENEFICIARY, DAY, GUARDIAN, NOON, OWNER, Outcome, World, human, is, plus_modulus, word,
};

const FINANCIER: [u8; 20] = [0xf1; 20];
const SUCCESSOR: [u8; 20] = [0xf2; 20];
const BUYER: [u8; 20] = [0xbb; 20];
const WRONG_NOTE_STATE: &str = "registry/wrong-note-state";

type Ending = fn(&mut World, [u8; 20], Word) -> Outcome;
const ENDINGS: [Ending; 2] = [World::release, World::settle];

fn registered() -> (World, Word) {
    let mut w = World::new();
    w.register("first").unwrap();
    let note = w.note("first");
    (w, note)
}

fn financed() -> (World, Word) {
    let (mut w, note) = registered();
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
    (w, note)
}

fn state_and_financier(w: &mut World, name: &str) -> (State, Word) {
    let nullifier = w.nullifier(name);
    let receipt = w.receipt(nullifier);
    (receipt.state, receipt.financier)
}

fn financier(w: &mut World) -> Word {
    state_and_financier(w, "first").1
}

#[test]
fn the_whole_life_of_an_obligation() {
    let (mut w, first) = registered();
    assert!(is(&w.finance(ANYBODY, first, FINANCIER), "registry/not-holder"));
    assert!(is(&w.release(FINANCIER, first), WRONG_NOTE_STATE));
    w.finance(BENEFICIARY, first, FINANCIER).unwrap();
    assert_eq!(state_and_financier(&mut w, "first"), (State::Financed, word(FINANCIER)));
    // Neither the holder nor anybody else: the financier alone.
    for from in [BENEFICIARY, ANYBODY, OWNER, GUARDIAN] {
        for end in ENDINGS {
            assert!(is(&end(&mut w, from, first), "registry/not-financier"));
        }
        assert!(is(&w.finance(from, first, from), WRONG_NOTE_STATE));
        assert!(is(&w.withdraw(from, first), WRONG_NOTE_STATE));
    }
    assert!(is(&w.register("second"), "registry/wrong-state"));
    w.release(FINANCIER, first).unwrap();
    assert_eq!(state_and_financier(&mut w, "first").0, State::Released);
    assert!(is(&w.owner_of(first), "token/unknown"));
    // The same attestation again: its note was minted once ever.
    assert!(is(&w.register("first"), "registry/note-used"));
    // A new consent has a new note, and names the next registration.
    w.register("second").unwrap();
    let second = w.note("second");
    assert_eq!(state_and_financier(&mut w, "first"), (State::Registered, Word::ZERO));
    // The former financier has no say over the new note, and none over the old one.
    for end in ENDINGS {
        assert!(is(&end(&mut w, FINANCIER, second), WRONG_NOTE_STATE));
        assert!(is(&end(&mut w, FINANCIER, first), WRONG_NOTE_STATE));
    }
    w.finance(BENEFICIARY, second, ANYBODY).unwrap();
    for end in ENDINGS {
        assert!(is(&end(&mut w, FINANCIER, second), "registry/not-financier"));
        assert!(is(&end(&mut w, FINANCIER, first), WRONG_NOTE_STATE));
    }
    w.settle(ANYBODY, second).unwrap();
    assert_eq!(state_and_financier(&mut w, "first"), (State::Settled, word(ANYBODY)));
    for name in ["first", "second", "third"] {
        assert!(is(&w.register(name), "registry/wrong-state"));
    }
    for end in ENDINGS {
        assert!(is(&end(&mut w, ANYBODY, second), WRONG_NOTE_STATE));
    }
}

#[test]
fn a_receipt_says_what_was_registered_and_how_often() {
    let mut w = World::new();
    let first = w.vectors.submission("first");
    let none = w.receipt(first.nullifier);
    assert_eq!((none.state, none.registrations, none.note), (State::None, 0, Word::ZERO));
    assert!(is(&w.receipt_of(first.note), WRONG_NOTE_STATE));
    w.submit(&first).unwrap();
    let receipt = w.receipt(first.nullifier);
    assert_eq!((receipt.nullifier, receipt.note), (first.nullifier, first.note));
    assert_eq!((receipt.policy, receipt.selector), (first.policy, first.selector));
    assert_eq!((receipt.registrations, receipt.changed_at), (first.sequence + 1, NOON));
    w.finance(BENEFICIARY, first.note, FINANCIER).unwrap();
    w.now += 60;
    w.release(FINANCIER, first.note).unwrap();
    assert_eq!(w.receipt(first.nullifier).changed_at, NOON + 60);
    w.register("second").unwrap();
    let second = w.note("second");
    let again = w.receipt(first.nullifier);
    assert_eq!((again.registrations, again.note), (2, second));
    // By the note too, while it is the obligation's latest.
    assert_eq!(w.receipt_of(second).unwrap(), again);
    assert!(is(&w.receipt_of(first.note), WRONG_NOTE_STATE));
    assert_eq!(w.state_of(first.note), State::Released);
    assert_eq!(w.state_of(second), State::Registered);
    for (note, minted) in [(first.note, true), (second, true), (first.nullifier, false)] {
        assert_eq!(w.query::<bool>(&QueryMsg::WasMinted { note }).unwrap(), minted);
    }
}

/// Whatever is asked of one note leaves every other obligation alone, whoever financed both.
#[test]
fn one_note_does_not_spend_another() {
    let (mut w, note) = financed();
    w.register("invoice-10").unwrap();
    let (other, n2) = (w.note("invoice-10"), w.nullifier("invoice-10"));
    let before = w.receipt(n2);
    for end in ENDINGS {
        let mut w = w.clone();
        end(&mut w, FINANCIER, note).unwrap();
        assert_eq!(w.receipt(n2), before);
        assert!(is(&end(&mut w, FINANCIER, other), WRONG_NOTE_STATE));
    }
    // A nullifier is no name of a note, nor is note + r.
    for name in [w.nullifier("first"), plus_modulus(&note)] {
        for end in [World::release as Ending, World::settle, World::withdraw] {
            assert!(is(&end(&mut w, FINANCIER, name), WRONG_NOTE_STATE));
        }
    }
}

#[test]
fn financiers_are_addresses_or_32_bytes() {
    let (mut w, note) = registered();
    let mut finance =
        |name: &str| w.execute(&BENEFICIARY, &ExecuteMsg::Finance { note, financier: name.to_owned() });
    assert!(is(&finance(&Word::ZERO.to_string()), "registry/zero-address"));
    for name in ["0x", "0xf1", &word(FINANCIER).to_string().to_uppercase().replace("0X", "0x")] {
        assert!(is(&finance(name), "registry/malformed"), "{name}");
    }
    for name in ["", "nobody", "cosmos1zg69v7yszg69v7yszg69v7yszg69v7ysqysyvf", &human(&FINANCIER)[1..]] {
        assert!(is(&finance(name), "registry/chain-error"), "{name}");
    }
    // An address and its 32 bytes are one financier.
    let by_word = w
        .clone()
        .execute(&BENEFICIARY, &ExecuteMsg::Finance { note, financier: word(FINANCIER).to_string() });
    by_word.unwrap();
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
    let nobody = ExecuteMsg::TransferFinancing { note, to: Word::ZERO.to_string() };
    assert!(is(&w.execute(&FINANCIER, &nobody), "registry/zero-address"));
}

#[test]
fn a_contract_that_the_holder_approved_names_itself() {
    let (mut w, note) = registered();
    w.approve(BENEFICIARY, FINANCIER, note);
    w.finance(FINANCIER, note, FINANCIER).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
}

/// Nobody's obligation is locked by somebody who never finances; and what was signed for the note that was withdrawn is spent.
#[test]
fn a_holder_withdraws_what_nobody_financed() {
    let (mut w, note) = registered();
    for from in [ANYBODY, FINANCIER, OWNER, GUARDIAN] {
        assert!(is(&w.withdraw(from, note), "registry/not-holder"));
    }
    // A pause is no lock.
    w.execute(&GUARDIAN, &ExecuteMsg::Pause {}).unwrap();
    w.withdraw(BENEFICIARY, note).unwrap();
    w.own(OwnerCall::Unpause {}).unwrap();
    assert_eq!(state_and_financier(&mut w, "first"), (State::Released, Word::ZERO));
    assert!(is(&w.owner_of(note), "token/unknown"));
    for end in [World::release as Ending, World::settle, World::withdraw] {
        assert!(is(&end(&mut w, BENEFICIARY, note), WRONG_NOTE_STATE));
    }
    assert!(is(&w.finance(BENEFICIARY, note, FINANCIER), WRONG_NOTE_STATE));
    assert!(is(&w.register("first"), "registry/note-used"));
    assert!(is(&w.register("rival"), "registry/wrong-sequence"));
    assert!(is(&w.register("third"), "registry/wrong-sequence"));
    w.register("second").unwrap();
    let second = w.note("second");
    w.withdraw(BENEFICIARY, second).unwrap();
    w.register("third").unwrap();
    let n1 = w.nullifier("first");
    assert_eq!(w.receipt(n1).registrations, 3);
}

#[test]
fn a_note_of_another_holder_is_withdrawn_by_that_holder() {
    let (mut w, note) = registered();
    w.transfer(BENEFICIARY, BUYER, note).unwrap();
    assert!(is(&w.withdraw(BENEFICIARY, note), "registry/not-holder"));
    w.withdraw(BUYER, note).unwrap();
}

#[test]
fn a_financing_is_handed_over_when_financier_and_holder_agree() {
    let (mut w, note) = financed();
    for from in [ANYBODY, SUCCESSOR, OWNER] {
        assert!(is(&w.hand_over(from, note, SUCCESSOR), "registry/not-party"));
    }
    for order in [[FINANCIER, BENEFICIARY], [BENEFICIARY, FINANCIER]] {
        let mut w = w.clone();
        // One is not enough, and the same voice twice is one voice.
        for _ in 0..2 {
            w.hand_over(order[0], note, SUCCESSOR).unwrap();
            assert_eq!(financier(&mut w), word(FINANCIER));
        }
        w.now += 60;
        w.hand_over(order[1], note, SUCCESSOR).unwrap();
        assert_eq!(state_and_financier(&mut w, "first"), (State::Financed, word(SUCCESSOR)));
        assert_eq!(w.receipt_of(note).unwrap().changed_at, NOON + 60);
        assert!(is(&w.settle(FINANCIER, note), "registry/not-financier"));
        w.release(SUCCESSOR, note).unwrap();
    }
}

#[test]
fn voices_for_different_successors_are_no_agreement() {
    let (mut w, note) = financed();
    w.hand_over(FINANCIER, note, SUCCESSOR).unwrap();
    w.hand_over(BENEFICIARY, note, BUYER).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
    // The former successor is forgotten: it takes both again.
    w.hand_over(BENEFICIARY, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
    // Taken back by naming oneself.
    w.hand_over(FINANCIER, note, FINANCIER).unwrap();
    w.hand_over(BENEFICIARY, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
    w.hand_over(FINANCIER, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(SUCCESSOR));
    // What was agreed is used up.
    w.hand_over(SUCCESSOR, note, FINANCIER).unwrap();
    assert_eq!(financier(&mut w), word(SUCCESSOR));
}

#[test]
fn a_transfer_of_the_token_ends_what_its_holder_agreed_to() {
    let (mut w, note) = financed();
    w.hand_over(BENEFICIARY, note, SUCCESSOR).unwrap();
    w.transfer(BENEFICIARY, BUYER, note).unwrap();
    w.hand_over(FINANCIER, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER), "the buyer was not asked");
    assert!(is(&w.hand_over(BENEFICIARY, note, SUCCESSOR), "registry/not-party"));
    w.hand_over(BUYER, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(SUCCESSOR));
}

/// A sale: the contract that holds both sides passes both on.
#[test]
fn who_is_both_hands_over_alone() {
    let (mut w, note) = registered();
    w.finance(BENEFICIARY, note, BENEFICIARY).unwrap();
    w.hand_over(BENEFICIARY, note, BUYER).unwrap();
    w.transfer(BENEFICIARY, BUYER, note).unwrap();
    assert_eq!(financier(&mut w), word(BUYER));
    // A contract approved by the holder that is the financier is both.
    w.approve(BUYER, SUCCESSOR, note);
    w.hand_over(BUYER, note, SUCCESSOR).unwrap();
    w.hand_over(SUCCESSOR, note, FINANCIER).unwrap();
    assert_eq!(financier(&mut w), word(FINANCIER));
}

/// A financing that was handed over takes no voice along: what the former financier agreed to is not its successor's word.
#[test]
fn a_voice_does_not_outlive_the_handover() {
    const OTHER: [u8; 20] = [0xf3; 20];
    let (mut w, note) = financed();
    w.hand_over(FINANCIER, note, SUCCESSOR).unwrap();
    // Approved by the holder, the financier is both, and hands over to somebody else.
    w.approve(BENEFICIARY, FINANCIER, note);
    w.hand_over(FINANCIER, note, OTHER).unwrap();
    assert_eq!(financier(&mut w), word(OTHER));
    // Neither the holder, nor the former financier in its name, completes what was begun before.
    for from in [BENEFICIARY, FINANCIER] {
        w.hand_over(from, note, SUCCESSOR).unwrap();
        assert_eq!(financier(&mut w), word(OTHER), "one voice, the holder's");
    }
    assert!(is(&w.hand_over(SUCCESSOR, note, SUCCESSOR), "registry/not-party"));
    assert!(is(&w.settle(SUCCESSOR, note), "registry/not-financier"));
    w.hand_over(OTHER, note, SUCCESSOR).unwrap();
    assert_eq!(financier(&mut w), word(SUCCESSOR));
}

#[test]
fn nothing_is_handed_over_but_a_financing() {
    let (mut w, note) = registered();
    assert!(is(&w.hand_over(BENEFICIARY, note, SUCCESSOR), WRONG_NOTE_STATE));
    let unknown = w.note("invoice-10");
    assert!(is(&w.hand_over(BENEFICIARY, unknown, SUCCESSOR), WRONG_NOTE_STATE));
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
    let mut paused = w.clone();
    paused.execute(&GUARDIAN, &ExecuteMsg::Pause {}).unwrap();
    assert!(is(&paused.hand_over(FINANCIER, note, SUCCESSOR), "registry/paused"));
    // Half agreed when it ends: the other half comes too late.
    w.hand_over(FINANCIER, note, SUCCESSOR).unwrap();
    w.settle(FINANCIER, note).unwrap();
    assert!(is(&w.hand_over(BENEFICIARY, note, SUCCESSOR), WRONG_NOTE_STATE));
}

#[test]
fn settled_tokens_do_not_move() {
    let (mut w, note) = financed();
    w.approve(BENEFICIARY, ANYBODY, note);
    w.settle(FINANCIER, note).unwrap();
    for from in [BENEFICIARY, ANYBODY] {
        assert!(is(&w.transfer(from, BUYER, note), WRONG_NOTE_STATE));
    }
    let send = ExecuteMsg::SendNft { contract: human(&BUYER), token_id: note, msg: Default::default() };
    assert!(is(&w.execute(&BENEFICIARY, &send), WRONG_NOTE_STATE));
    assert_eq!(w.owner_of(note).unwrap(), human(&BENEFICIARY));
    assert_eq!(w.state_of(note), State::Settled);
}

/// A financed note may move; the financier's right does not follow.
#[test]
fn the_token_moves_and_the_financier_stays() {
    let (mut w, note) = financed();
    w.transfer(BENEFICIARY, BUYER, note).unwrap();
    assert!(is(&w.release(BUYER, note), "registry/not-financier"));
    w.release(FINANCIER, note).unwrap();
    assert!(is(&w.owner_of(note), "token/unknown"));
}

#[test]
fn a_pause_stops_registering_and_financing_only() {
    let (mut w, note) = financed();
    w.register("invoice-10").unwrap();
    let other = w.note("invoice-10");
    assert!(is(&w.execute(&ANYBODY, &ExecuteMsg::Pause {}), "registry/not-guardian"));
    w.execute(&GUARDIAN, &ExecuteMsg::Pause {}).unwrap();
    assert!(is(&w.execute(&GUARDIAN, &ExecuteMsg::Pause {}), "registry/paused"));
    assert!(is(&w.register("invoice-11"), "registry/paused"));
    assert!(is(&w.finance(BENEFICIARY, other, FINANCIER), "registry/paused"));
    for end in ENDINGS {
        end(&mut w.clone(), FINANCIER, note).unwrap();
    }
    w.withdraw(BENEFICIARY, other).unwrap();
    let unpause = ExecuteMsg::Owner(OwnerCall::Unpause {});
    assert!(is(&w.execute(&GUARDIAN, &unpause), "registry/not-owner"));
    w.execute(&OWNER, &unpause).unwrap();
    assert!(is(&w.execute(&OWNER, &unpause), "registry/not-paused"));
    w.register("invoice-11").unwrap();
}

/// The proof's expiry bounds its use, not the note's life.
#[test]
fn a_note_outlives_its_proof() {
    let mut w = World::new();
    w.register("short-lived").unwrap();
    w.now += 30 * DAY;
    let note = w.note("short-lived");
    w.finance(BENEFICIARY, note, FINANCIER).unwrap();
}
