//! The owner's delay: what it decides is there to be seen before it is done.

use covenant_obligation_registry::msg::{ExecuteMsg, InstantiateMsg, OwnerCall, QueryMsg};
use covenant_obligation_registry::word::Word;

use super::world::{ANYBODY, GUARDIAN, OWNER, World, human, is, number};

const DELAY: u64 = 2 * 86_400;

fn delayed() -> World {
    let mut w = World::empty();
    let msg = InstantiateMsg { delay: DELAY, ..w.instantiation() };
    w.instantiate(&msg).unwrap();
    w
}

fn call() -> OwnerCall {
    OwnerCall::SetPolicy { policy: number(5), trusted: true }
}

fn trusted(w: &mut World) -> bool {
    w.query(&QueryMsg::Policy { policy: number(5) }).unwrap()
}

#[test]
fn a_call_is_scheduled_and_executed_after_the_delay() {
    let mut w = delayed();
    let (call, salt) = (call(), number(1));
    let schedule = ExecuteMsg::Schedule { call: call.clone(), salt };
    let execute = ExecuteMsg::ExecuteScheduled { call: call.clone(), salt };
    assert!(is(&w.own(call.clone()), "timelock/not-scheduled"));
    assert!(is(&w.execute(&OWNER, &execute), "timelock/not-scheduled"));
    let response = w.execute(&OWNER, &schedule).unwrap();
    assert_eq!(response.events[0].ty, "scheduled");
    assert!(is(&w.execute(&OWNER, &schedule), "timelock/already-scheduled"));
    let asked = QueryMsg::Scheduled { call: call.clone(), salt };
    assert_eq!(w.query::<Option<u64>>(&asked).unwrap(), Some(w.now + DELAY));
    w.now += DELAY - 1;
    assert!(is(&w.execute(&OWNER, &execute), "timelock/too-early"));
    w.now += 1;
    // Nothing else was scheduled: another call, another salt, another sender.
    let other = OwnerCall::SetPolicy { policy: number(6), trusted: true };
    for (call, salt) in [(other, salt), (call.clone(), number(2))] {
        let msg = ExecuteMsg::ExecuteScheduled { call, salt };
        assert!(is(&w.execute(&OWNER, &msg), "timelock/not-scheduled"));
    }
    assert!(is(&w.execute(&ANYBODY, &execute), "registry/not-owner"));
    assert!(!trusted(&mut w));
    w.execute(&OWNER, &execute).unwrap();
    assert!(trusted(&mut w));
    // Once.
    assert!(is(&w.execute(&OWNER, &execute), "timelock/not-scheduled"));
}

#[test]
fn what_is_scheduled_is_cancelled_by_owner_and_guardian() {
    for from in [OWNER, GUARDIAN] {
        let mut w = delayed();
        let (call, salt) = (call(), Word::ZERO);
        w.execute(&OWNER, &ExecuteMsg::Schedule { call: call.clone(), salt }).unwrap();
        let cancel = ExecuteMsg::CancelScheduled { call: call.clone(), salt };
        assert!(is(&w.execute(&ANYBODY, &cancel), "registry/not-guardian"));
        w.execute(&from, &cancel).unwrap();
        assert!(is(&w.execute(&from, &cancel), "timelock/not-scheduled"));
        w.now += DELAY;
        let execute = ExecuteMsg::ExecuteScheduled { call, salt };
        assert!(is(&w.execute(&OWNER, &execute), "timelock/not-scheduled"));
    }
}

#[test]
fn stopping_waits_for_nothing_and_the_delay_is_changed_after_itself() {
    let mut w = delayed();
    w.execute(&GUARDIAN, &ExecuteMsg::Pause {}).unwrap();
    let shorter = OwnerCall::SetDelay { delay: 0 };
    assert!(is(&w.own(shorter.clone()), "timelock/not-scheduled"));
    w.execute(&OWNER, &ExecuteMsg::Schedule { call: shorter.clone(), salt: Word::ZERO }).unwrap();
    w.now += DELAY;
    w.execute(&OWNER, &ExecuteMsg::ExecuteScheduled { call: shorter, salt: Word::ZERO }).unwrap();
    w.own(OwnerCall::Unpause {}).unwrap();
    // What could never be waited for is no delay.
    for delay in [90 * 86_400 + 1, u64::MAX] {
        assert!(is(&w.own(OwnerCall::SetDelay { delay }), "registry/overflow"));
        let mut made = World::empty();
        let msg = InstantiateMsg { delay, ..made.instantiation() };
        assert!(is(&made.instantiate(&msg), "registry/overflow"));
    }
}

/// A new owner finds what the former one scheduled, and may cancel it.
#[test]
fn a_new_owner_inherits_what_is_scheduled() {
    let mut w = delayed();
    let offer = OwnerCall::TransferOwnership { owner: human(&ANYBODY) };
    for call in [offer.clone(), call()] {
        w.execute(&OWNER, &ExecuteMsg::Schedule { call, salt: Word::ZERO }).unwrap();
    }
    w.now += DELAY;
    w.execute(&OWNER, &ExecuteMsg::ExecuteScheduled { call: offer, salt: Word::ZERO }).unwrap();
    w.execute(&ANYBODY, &ExecuteMsg::AcceptOwnership {}).unwrap();
    let execute = ExecuteMsg::ExecuteScheduled { call: call(), salt: Word::ZERO };
    assert!(is(&w.execute(&OWNER, &execute), "registry/not-owner"));
    w.clone().execute(&ANYBODY, &ExecuteMsg::CancelScheduled { call: call(), salt: Word::ZERO }).unwrap();
    w.execute(&ANYBODY, &execute).unwrap();
}
