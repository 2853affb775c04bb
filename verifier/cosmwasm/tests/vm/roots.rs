//! The roots of the registry of parties: for how long and for which days they are good, and what a revocation ends. As `tests/evm/tests/roots.rs`.

use covenant_obligation_registry::msg::{ExecuteMsg, OwnerCall, QueryMsg};
use covenant_obligation_registry::word::Word;
use serde_json::Value;

use super::world::{
    ANYBODY, DAY, GUARDIAN, NOON, OWNER, Outcome, REGISTRAR, World, day, human, is, number, plus_modulus,
};

const STALE: &str = "registry/stale-publication";
const UNTRUSTED: &str = "registry/untrusted-root";
const BEFORE: &str = "registry/before-revocation";
const TODAY: u64 = NOON / DAY;

fn revoke_all(w: &mut World) {
    w.execute(&REGISTRAR, &ExecuteMsg::RevokeAllRoots {}).unwrap();
}

fn not_before(w: &mut World) -> u64 {
    u64::from(w.counters().not_before.get())
}

fn name_registrar(w: &mut World) {
    w.own(OwnerCall::SetRegistrar { registrar: human(&REGISTRAR) }).unwrap();
}

#[test]
fn roots_live_24_hours_after_the_next_one() {
    let mut w = World::new();
    let other = w.vectors.submission("other-root");
    w.publish(&other, false);
    w.now = NOON + DAY;
    w.register("first").unwrap();
    w.now = NOON + DAY + 1;
    assert!(is(&w.register("invoice-10"), UNTRUSTED));
    // Never a second time.
    let root = w.vectors.submission("first").registry_root;
    assert!(is(&w.publish_root(root, 0, 99_999, false), "registry/bad-root"));
    let msg = ExecuteMsg::PublishRoot {
        root: number(7),
        first_day: day(0),
        last_day: day(99_999),
        revocations: 0,
        expected_sequence: 2,
    };
    for from in [OWNER, GUARDIAN, ANYBODY] {
        assert!(is(&w.execute(&from, &msg), "registry/not-registrar"));
    }
    w.execute(&REGISTRAR, &msg).unwrap();
}

/// Whoever stole the key that was revoked would sign and prove for yesterday: under the new root, or under an ordinary one published the same day
/// that still holds the key's last day.
#[test]
fn nothing_is_proved_for_a_day_before_a_revocation() {
    let mut w = World::new();
    let other = w.vectors.submission("other-root");
    let root = other.registry_root;
    w.own(OwnerCall::SetPolicy { policy: other.policy, trusted: true }).unwrap();
    // The proof is good on its as-of day and the day after, by a root that revokes nothing.
    w.now = NOON + DAY;
    let mut without = w.clone();
    without.publish_root(root, TODAY - 15, TODAY + 15, false).unwrap();
    without.submit(&other).unwrap();
    // The first good day of a root that revokes is today or later.
    assert!(is(&w.publish_root(root, TODAY, TODAY + 15, true), BEFORE));
    assert_eq!(not_before(&mut w), 0, "what was refused revoked nothing");
    w.clone().register("first").unwrap();
    w.publish_root(root, TODAY + 1, TODAY + 15, true).unwrap();
    assert_eq!(not_before(&mut w), TODAY + 1);
    for submission in [&other, &w.vectors.submission("first")] {
        assert!(is(&w.submit(submission), BEFORE));
    }
    // An ordinary root of the same day, or of any later one, is good for no day before it either.
    for later in [0, 1, 40] {
        w.now = NOON + DAY + later * DAY;
        let next = number(1000 + later);
        assert!(is(&w.publish_root(next, TODAY, TODAY + 90, false), BEFORE));
        w.publish_root(next, TODAY + 1, TODAY + 90, false).unwrap();
    }
    // Ending all roots is a revocation too.
    w.now = NOON + 50 * DAY;
    revoke_all(&mut w);
    assert_eq!(not_before(&mut w), TODAY + 50);
    assert!(is(&w.publish_root(number(2000), TODAY + 49, TODAY + 90, true), BEFORE));
    w.publish_root(number(2000), TODAY + 50, TODAY + 90, true).unwrap();
}

/// A key is stolen. Whatever the order in which the registrar's messages come, and whichever of them never does, its revocation holds from the first
/// root on whose tree knows it.
#[test]
fn a_revocation_is_neither_lost_nor_undone_by_the_order_of_publications() {
    let days = [TODAY, TODAY + 90];
    let start = World::new();
    let counters = start.clone().counters();
    assert_eq!((counters.revocations, counters.latest_sequence), (0, 1));

    // R2, made before the revocation, was queued; R3, by the revocation, is published first. R2 comes too late.
    let mut w = start.clone();
    w.publish_tree(number(3), days, 1, 1).unwrap();
    assert!(is(&w.publish_tree(number(2), days, 0, 1), STALE));
    assert!(is(&w.publish_tree(number(2), days, 0, 2), "registry/older-tree"));
    assert!(w.is_live(3, TODAY) && !w.is_live(2, TODAY));
    assert_eq!(not_before(&mut w), TODAY);

    // R2 comes first: R3, that was to follow R1, is sent again, and ends it.
    let mut w = start.clone();
    w.publish_tree(number(2), days, 0, 1).unwrap();
    assert!(is(&w.publish_tree(number(3), days, 1, 1), STALE));
    w.publish_tree(number(3), days, 1, 2).unwrap();
    assert!(w.is_live(3, TODAY) && !w.is_live(2, TODAY));

    // R3 is never published. R4, an ordinary change after it, ends R1, which holds the stolen key, and the days before.
    let mut w = start.clone();
    w.clone().register("first").unwrap();
    w.now += DAY;
    assert!(is(&w.publish_tree(number(4), days, 1, 1), BEFORE));
    w.publish_tree(number(4), [TODAY + 1, TODAY + 90], 1, 1).unwrap();
    assert_eq!(not_before(&mut w), TODAY + 1);
    let first = w.vectors.submission("first").registry_root;
    assert!(!w.query::<bool>(&QueryMsg::IsRootLive { root: first, as_of: day(TODAY + 1) }).unwrap());
    assert!(w.register("first").is_err());
    // R5, an ordinary one, lets R4 live on.
    w.publish_tree(number(5), [TODAY + 1, TODAY + 90], 1, 2).unwrap();
    assert!(w.is_live(4, TODAY + 1) && w.is_live(5, TODAY + 1));

    // Nor does what is under way lift the end of all roots, or a tree of before it.
    let mut w = start;
    revoke_all(&mut w);
    for revocations in [0, 1] {
        assert!(is(&w.publish_tree(number(2), days, revocations, 1), STALE));
    }
    let sequence = w.counters().latest_sequence;
    assert!(is(&w.publish_tree(number(2), days, 0, sequence), "registry/older-tree"));
    w.now += DAY;
    // The revocation's day is that of the tree that knows it.
    w.publish_tree(number(3), [TODAY + 1, TODAY + 90], 1, sequence).unwrap();
    assert_eq!(not_before(&mut w), TODAY + 1);
}

/// Whoever was the registrar leaves no number behind that another could not pass, and nothing under way.
#[test]
fn another_registrar_counts_anew() {
    let mut w = World::new();
    let days = [TODAY, TODAY + 90];
    w.publish_tree(number(2), days, u64::MAX, 1).unwrap();
    revoke_all(&mut w);
    // There is no number above the highest.
    assert!(is(&w.publish_tree(number(3), days, u64::MAX, 3), "registry/overflow"));
    name_registrar(&mut w);
    assert!(is(&w.publish_tree(number(3), days, 0, 3), STALE));
    w.publish_tree(number(3), days, 0, 4).unwrap();
}

#[test]
fn only_the_last_32_roots_and_only_their_days() {
    let mut w = World::new();
    for root in 1..32 {
        w.publish_root(number(root), 0, 99_999, false).unwrap();
    }
    w.clone().register("first").unwrap();
    w.publish_root(number(32), 0, 99_999, false).unwrap();
    assert!(is(&w.register("first"), UNTRUSTED));
    assert!(is(&w.publish_root(number(33), 5, 4, false), "registry/bad-root"));
    w.publish_root(number(33), 10, 12, false).unwrap();
    assert_eq!([9, 10, 12, 13].map(|on| w.is_live(33, on)), [false, true, true, false]);
    assert!(!w.is_live(0, 10));
}

fn extend(w: &mut World, root: u64, last: u64, after: u64) -> Outcome {
    let msg = ExecuteMsg::ExtendLatest { root: number(root), last_day: day(last), expected_sequence: after };
    w.execute(&REGISTRAR, &msg)
}

/// While no party changes there is no other root to publish, and none is published twice.
#[test]
fn the_newest_root_is_extended() {
    let mut w = World::new();
    w.publish_root(number(2), TODAY, TODAY + 1, false).unwrap();
    let msg = ExecuteMsg::ExtendLatest { root: number(2), last_day: day(TODAY + 9), expected_sequence: 2 };
    for from in [OWNER, GUARDIAN, ANYBODY] {
        assert!(is(&w.execute(&from, &msg), "registry/not-registrar"));
    }
    // Days are not taken back, and no other root is extended: unknown, earlier or none.
    for last in [0, TODAY, TODAY + 1] {
        assert!(is(&extend(&mut w, 2, last, 2), "registry/bad-root"));
    }
    for root in [0, 3] {
        assert!(is(&extend(&mut w, root, TODAY + 9, 2), "registry/bad-root"));
    }
    for after in [1, 3] {
        assert!(is(&extend(&mut w, 2, TODAY + 9, after), STALE));
    }
    // Also when its days are over.
    w.now += 5 * DAY;
    assert!(!w.is_live(2, TODAY + 5));
    extend(&mut w, 2, TODAY + 9, 2).unwrap();
    assert_eq!(
        [-1, 0, 9, 10].map(|on| w.is_live(2, TODAY.wrapping_add_signed(on))),
        [false, true, true, false]
    );
    // The next one ends it as any other.
    w.publish_root(number(3), TODAY, TODAY + 99, false).unwrap();
    assert!(is(&extend(&mut w, 2, TODAY + 99, 3), "registry/bad-root"));
    w.now += DAY;
    assert!(w.is_live(2, TODAY + 6));
    w.now += 1;
    assert!(!w.is_live(2, TODAY + 6) && w.is_live(3, TODAY + 6));
    // A registry without a root has none to extend.
    assert!(is(&extend(&mut World::untrusting(), 0, TODAY + 9, 0), "registry/bad-root"));
}

/// What ends a root.
type End = fn(&mut World);

/// An extension outlives no revocation, whichever of the two comes first.
#[test]
fn what_was_revoked_is_not_extended() {
    let mut start = World::new();
    start.publish_root(number(2), TODAY, TODAY + 1, false).unwrap();
    let is_dead = |w: &mut World| (TODAY..TODAY + 99).step_by(7).all(|on| !w.is_live(2, on));
    let ends: [(&str, End); 3] = [
        ("a tree with a revocation", |w| {
            w.publish_root(number(3), TODAY, TODAY + 99, true).unwrap();
        }),
        ("all roots revoked", revoke_all),
        ("the registrar deposed, and another named", |w| {
            w.execute(&GUARDIAN, &ExecuteMsg::DeposeRegistrar {}).unwrap();
            name_registrar(w);
        }),
    ];
    for (name, end) in ends {
        // Decided before, comes after.
        let mut w = start.clone();
        end(&mut w);
        assert!(is_dead(&mut w), "{name}");
        assert!(is(&extend(&mut w, 2, TODAY + 90, 2), STALE), "{name}");
        let now = w.counters().latest_sequence;
        assert!(is(&extend(&mut w, 2, TODAY + 90, now), "registry/bad-root"), "{name}");
        assert!(is_dead(&mut w), "{name}");
        // Comes before.
        let mut w = start.clone();
        extend(&mut w, 2, TODAY + 90, 2).unwrap();
        assert!(w.is_live(2, TODAY + 90));
        end(&mut w);
        assert!(is_dead(&mut w), "{name}");
    }
}

/// A registrar's key is stolen: the guardian does not wait for the owner.
#[test]
fn the_guardian_deposes_the_registrar() {
    let start = World::new();
    let depose = ExecuteMsg::DeposeRegistrar {};
    let mut w = start.clone();
    for from in [ANYBODY, REGISTRAR] {
        assert!(is(&w.execute(&from, &depose), "registry/not-guardian"));
    }
    // What the thief has published meanwhile ends too, and whatever is under way fails.
    w.publish_root(number(666), TODAY, TODAY + 90, false).unwrap();
    w.register("first").unwrap();
    w.execute(&GUARDIAN, &depose).unwrap();
    assert!(!w.is_live(666, TODAY));
    assert!(is(&w.register("invoice-10"), UNTRUSTED));
    assert_eq!(w.query::<Value>(&QueryMsg::Config {}).unwrap()["registrar"], Value::Null);
    for revocations in [0, 1, u64::MAX] {
        let sequence = w.counters().latest_sequence;
        let late = w.publish_tree(number(3), [TODAY, TODAY + 90], revocations, sequence);
        assert!(is(&late, "registry/not-registrar"));
    }
    assert!(is(&w.execute(&REGISTRAR, &ExecuteMsg::RevokeAllRoots {}), "registry/not-registrar"));
    // The guardian stops, and names nobody.
    let name = ExecuteMsg::Owner(OwnerCall::SetRegistrar { registrar: human(&GUARDIAN) });
    assert!(is(&w.execute(&GUARDIAN, &name), "registry/not-owner"));
    name_registrar(&mut w);
    assert!(is(&w.register("invoice-10"), UNTRUSTED), "another registrar revives nothing");
    let sequence = w.counters().latest_sequence;
    assert!(is(&w.publish_tree(number(4), [TODAY - 1, TODAY + 90], 0, sequence), BEFORE));
    let other = w.vectors.submission("other-root");
    w.publish_tree(other.registry_root, [TODAY, TODAY + 90], 0, sequence).unwrap();
    w.own(OwnerCall::SetPolicy { policy: other.policy, trusted: true }).unwrap();
    w.submit(&other).unwrap();
    // The owner may do it too.
    let mut w = start;
    w.execute(&OWNER, &depose).unwrap();
    assert!(is(&w.register("first"), UNTRUSTED));
}

/// What a market asks before it takes a proof of its own that rests on the parties.
#[test]
fn markets_ask_for_the_newest_root_and_whether_one_may_be_used() {
    let mut w = World::new();
    let first = w.vectors.submission("first").registry_root;
    assert_eq!(w.counters().latest_root, first);
    w.publish_root(number(2), TODAY - 15, TODAY + 15, false).unwrap();
    assert_eq!(w.counters().latest_root, number(2));
    let ask = |w: &mut World, root: u64, on: u64| {
        w.query::<Value>(&QueryMsg::RequireLive { root: number(root), as_of: day(on) })
    };
    for on in [TODAY - 1, TODAY] {
        ask(&mut w, 2, on).unwrap();
        assert!(is(&ask(&mut w, 3, on), UNTRUSTED));
    }
    for on in [TODAY - 2, TODAY + 1, 2_932_896] {
        assert!(is(&ask(&mut w, 2, on), "registry/wrong-day"));
    }
    w.publish_root(number(3), TODAY, TODAY + 15, true).unwrap();
    ask(&mut w, 3, TODAY).unwrap();
    assert!(is(&ask(&mut w, 2, TODAY), UNTRUSTED));
    assert!(is(&ask(&mut w, 3, TODAY - 1), BEFORE));
    revoke_all(&mut w);
    assert_eq!(w.counters().latest_root, number(3));
    assert!(is(&ask(&mut w, 3, TODAY), UNTRUSTED));
}

/// What is stored has one name: a root that was revoked does not come back as root + r.
#[test]
fn roots_are_canonical() {
    let mut w = World::new();
    let root = w.vectors.submission("first").registry_root;
    revoke_all(&mut w);
    for root in [plus_modulus(&root), Word([0xff; 32]), plus_modulus(&Word::ZERO)] {
        assert!(is(&w.publish_root(root, TODAY, TODAY, true), "registry/not-canonical"));
    }
    assert!(is(&w.publish_root(Word::ZERO, TODAY, TODAY, true), "registry/bad-root"));
    let last = Word::of(&-covenant_statements::Fr::from(1u64));
    w.publish_root(last, TODAY, TODAY, true).unwrap();
}
