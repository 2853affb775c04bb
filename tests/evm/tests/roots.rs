//! The roots of the registry of parties: for how long and for which days they are good, and what a revocation ends.

use covenant_evm_tests::chain::Outcome;
use covenant_evm_tests::deployment::{
    ANYBODY, DAY, Deployment, GUARDIAN, NOON, OWNER, REGISTRAR, registry_code,
};
use covenant_export::evm::abi::{Call, Submission, uint};
use covenant_statements::field;

const BAD_ROOT: &str = "BadRoot(uint256)";
const STALE: &str = "StalePublication(uint64,uint64)";
const UNTRUSTED: &str = "UntrustedRoot(uint256,uint32)";

fn is_live(d: &Deployment, root: u64, day: u64) -> bool {
    let call = Call::new("isRootLive(uint256,uint32)").uint(root).uint(day);
    d.chain.call(d.registry, call.bytes()).success().0 == uint(1)
}

fn trust_policy(submission: &Submission) -> Call {
    Call::new("setPolicy(uint256,bool)").field(&submission.environment.policy).uint(1)
}

#[test]
fn roots_live_24_hours_after_the_next_one() {
    let mut d = Deployment::new();
    let other = d.vectors.submission("other-root");
    d.publish(&other, false);
    d.chain.now = NOON + DAY;
    d.register("first").success();
    d.chain.now = NOON + DAY + 1;
    assert!(d.register("invoice-10").reverted_with("UntrustedRoot(uint256,uint32)"));
    // Never a second time.
    let root = field::to_be_bytes(&d.vectors.submission("first").environment.registry_root);
    assert!(d.publish_root(root, 0, 99_999, false).reverted_with("BadRoot(uint256)"));
    let call = Call::new("publishRoot(uint256,uint32,uint32,uint64,uint64)").word(root);
    let call = call.uint(0).uint(99_999).uint(0).uint(2);
    assert!(d.chain.send(OWNER, d.registry, call.bytes()).reverted_with("NotRegistrar(address)"));
}

fn not_before(d: &Deployment) -> [u8; 32] {
    d.view("notBefore()")
}

/// Whoever stole the key that was revoked would sign and prove for yesterday: under the new root, or under an ordinary one published
/// the same day that still holds the key's last day.
#[test]
fn nothing_is_proved_for_a_day_before_a_revocation() {
    let mut d = Deployment::new();
    let (today, other) = (NOON / DAY, d.vectors.submission("other-root"));
    let root = field::to_be_bytes(&other.environment.registry_root);
    assert_eq!(u64::from(other.environment.as_of.get()), today);
    // The proof is good on its as-of day and the day after, by a root that revokes nothing.
    d.chain.now = NOON + DAY;
    let mut without = d.clone();
    without.publish_root(root, today - 15, today + 15, false).success();
    without.own(d.registry, trust_policy(&other));
    without.clone().submit(&other).success();
    // The first good day of a root that revokes is today or later.
    assert!(d.publish_root(root, today, today + 15, true).reverted_with("BeforeRevocation(uint32,uint32)"));
    assert_eq!(not_before(&d), uint(0), "what was refused revoked nothing");
    d.clone().register("first").success();
    d.publish_root(root, today + 1, today + 15, true).success();
    assert_eq!(not_before(&d), uint(today + 1));
    d.own(d.registry, trust_policy(&other));
    for submission in [&other, &d.vectors.submission("first")] {
        assert!(d.submit(submission).reverted_with("BeforeRevocation(uint32,uint32)"));
    }
    // An ordinary root of the same day, or of any later one, is good for no day before it either.
    for later in [0, 1, 40] {
        d.chain.now = NOON + DAY + later * DAY;
        let next = uint(1000 + later);
        assert!(
            d.publish_root(next, today, today + 90, false).reverted_with("BeforeRevocation(uint32,uint32)")
        );
        d.publish_root(next, today + 1, today + 90, false).success();
    }
    // Ending all roots is a revocation too.
    d.chain.now = NOON + 50 * DAY;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    assert_eq!(not_before(&d), uint(today + 50));
    let next = uint(2000);
    assert!(
        d.publish_root(next, today + 49, today + 90, true).reverted_with("BeforeRevocation(uint32,uint32)")
    );
    d.publish_root(next, today + 50, today + 90, true).success();
}

/// A key is stolen. Whatever the order in which the registrar's transactions are mined, and whichever of them never is, its
/// revocation holds from the first root on whose tree knows it.
#[test]
fn a_revocation_is_neither_lost_nor_undone_by_the_order_of_publications() {
    let today = NOON / DAY;
    let days = [today, today + 90];
    let start = Deployment::new();
    assert_eq!((start.counter("revocations()"), start.counter("latestSequence()")), (0, 1));

    // R2, made before the revocation, was queued; R3, by the revocation, is published first. R2 comes too late.
    let mut d = start.clone();
    d.publish_tree(uint(3), days, 1, 1).success();
    assert!(d.publish_tree(uint(2), days, 0, 1).reverted_with("StalePublication(uint64,uint64)"));
    assert!(d.publish_tree(uint(2), days, 0, 2).reverted_with("OlderTree(uint64,uint64)"));
    assert!(is_live(&d, 3, today) && !is_live(&d, 2, today));
    assert_eq!(not_before(&d), uint(today));

    // R2 is mined first: R3, that was to follow R1, is sent again, and ends it.
    let mut d = start.clone();
    d.publish_tree(uint(2), days, 0, 1).success();
    assert!(d.publish_tree(uint(3), days, 1, 1).reverted_with("StalePublication(uint64,uint64)"));
    d.publish_tree(uint(3), days, 1, 2).success();
    assert!(is_live(&d, 3, today) && !is_live(&d, 2, today));

    // R3 is never published. R4, an ordinary change after it, ends R1, which holds the stolen key, and the days before.
    let mut d = start.clone();
    d.clone().register("first").success();
    d.chain.now += DAY;
    assert!(d.publish_tree(uint(4), days, 1, 1).reverted_with("BeforeRevocation(uint32,uint32)"));
    d.publish_tree(uint(4), [today + 1, today + 90], 1, 1).success();
    assert_eq!(not_before(&d), uint(today + 1));
    let first = d.vectors.submission("first").environment.registry_root;
    let call = Call::new("isRootLive(uint256,uint32)").field(&first).uint(today + 1);
    assert_eq!(d.chain.call(d.registry, call.bytes()).success().0, uint(0));
    assert!(d.register("first").refused());
    // R5, an ordinary one, lets R4 live on.
    d.publish_tree(uint(5), [today + 1, today + 90], 1, 2).success();
    assert!(is_live(&d, 4, today + 1) && is_live(&d, 5, today + 1));

    // Nor does what is under way lift the end of all roots, or a tree of before it.
    let mut d = start;
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    for revocations in [0, 1] {
        let queued = d.publish_tree(uint(2), days, revocations, 1);
        assert!(queued.reverted_with("StalePublication(uint64,uint64)"));
    }
    let sequence = d.counter("latestSequence()");
    assert!(d.publish_tree(uint(2), days, 0, sequence).reverted_with("OlderTree(uint64,uint64)"));
    d.chain.now += DAY;
    // The revocation's day is that of the tree that knows it.
    d.publish_tree(uint(3), [today + 1, today + 90], 1, sequence).success();
    assert_eq!(not_before(&d), uint(today + 1));
}

/// Whoever was the registrar leaves no number behind that another could not pass, and nothing under way.
#[test]
fn another_registrar_counts_anew() {
    let mut d = Deployment::new();
    let days = [NOON / DAY, NOON / DAY + 90];
    d.publish_tree(uint(2), days, u64::MAX, 1).success();
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    d.own(d.registry, Call::new("setRegistrar(address)").address(REGISTRAR));
    assert!(d.publish_tree(uint(3), days, 0, 3).reverted_with("StalePublication(uint64,uint64)"));
    d.publish_tree(uint(3), days, 0, 4).success();
}

#[test]
fn only_the_last_32_roots_and_only_their_days() {
    let mut d = Deployment::new();
    let publish =
        |d: &mut Deployment, root: u64, first: u64, last: u64| d.publish_root(uint(root), first, last, false);
    for root in 1..32 {
        publish(&mut d, root, 0, 99_999).success();
    }
    let before = d.clone();
    d.register("first").success();
    let mut d = before;
    publish(&mut d, 32, 0, 99_999).success();
    assert!(d.register("first").reverted_with("UntrustedRoot(uint256,uint32)"));
    assert!(publish(&mut d, 33, 5, 4).reverted_with("BadRoot(uint256)"));
    publish(&mut d, 33, 10, 12).success();
    assert_eq!([9, 10, 12, 13].map(|day| is_live(&d, 33, day)), [false, true, true, false]);
    assert!(!is_live(&d, 0, 10));
}

fn extend(d: &mut Deployment, root: u64, last: u64, after: u64) -> Outcome {
    let call = Call::new("extendLatest(uint256,uint32,uint64)").uint(root).uint(last).uint(after);
    d.chain.send(REGISTRAR, d.registry, call.bytes())
}

/// While no party changes there is no other root to publish, and none is published twice.
#[test]
fn the_newest_root_is_extended() {
    let mut d = Deployment::new();
    let today = NOON / DAY;
    d.publish_root(uint(2), today, today + 1, false).success();
    let call = Call::new("extendLatest(uint256,uint32,uint64)").uint(2).uint(today + 9).uint(2).bytes();
    for from in [OWNER, GUARDIAN, ANYBODY] {
        assert!(d.chain.send(from, d.registry, call.clone()).reverted_with("NotRegistrar(address)"));
    }
    // Days are not taken back, and no other root is extended: unknown, earlier or none.
    for last in [0, today, today + 1] {
        assert!(extend(&mut d, 2, last, 2).reverted_with(BAD_ROOT));
    }
    for root in [0, 3] {
        assert!(extend(&mut d, root, today + 9, 2).reverted_with(BAD_ROOT));
    }
    for after in [1, 3] {
        assert!(extend(&mut d, 2, today + 9, after).reverted_with(STALE));
    }
    // Also when its days are over.
    d.chain.now += 5 * DAY;
    assert!(!is_live(&d, 2, today + 5));
    extend(&mut d, 2, today + 9, 2).success();
    assert_eq!(
        [-1, 0, 9, 10].map(|day| is_live(&d, 2, today.wrapping_add_signed(day))),
        [false, true, true, false]
    );
    // The next one ends it as any other.
    d.publish_root(uint(3), today, today + 99, false).success();
    assert!(extend(&mut d, 2, today + 99, 3).reverted_with(BAD_ROOT));
    d.chain.now += DAY;
    assert!(is_live(&d, 2, today + 6));
    d.chain.now += 1;
    assert!(!is_live(&d, 2, today + 6) && is_live(&d, 3, today + 6));
    // A registry without a root has none to extend.
    let code = registry_code(d.router, &d.vectors);
    d.registry = d.chain.deploy(ANYBODY, code);
    assert!(extend(&mut d, 0, today + 9, 0).reverted_with(BAD_ROOT));
}

/// What ends a root.
type End = fn(&mut Deployment);

/// An extension outlives no revocation, whichever of the two is mined first.
#[test]
fn what_was_revoked_is_not_extended() {
    let today = NOON / DAY;
    let mut start = Deployment::new();
    start.publish_root(uint(2), today, today + 1, false).success();
    let is_dead = |d: &Deployment| (today..today + 99).all(|day| !is_live(d, 2, day));
    let ends: [(&str, End); 3] = [
        ("a tree with a revocation", |d| {
            d.publish_root(uint(3), NOON / DAY, NOON / DAY + 99, true).success();
        }),
        ("all roots revoked", |d| {
            d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
        }),
        ("the registrar deposed, and another named", |d| {
            d.chain.send(GUARDIAN, d.registry, Call::new("deposeRegistrar()").bytes()).success();
            d.own(d.registry, Call::new("setRegistrar(address)").address(REGISTRAR));
        }),
    ];
    for (name, end) in ends {
        // Decided before, mined after.
        let mut d = start.clone();
        end(&mut d);
        assert!(is_dead(&d), "{name}");
        assert!(extend(&mut d, 2, today + 90, 2).reverted_with(STALE), "{name}");
        let now = d.counter("latestSequence()");
        assert!(extend(&mut d, 2, today + 90, now).reverted_with(BAD_ROOT), "{name}");
        assert!(is_dead(&d), "{name}");
        // Mined before.
        let mut d = start.clone();
        extend(&mut d, 2, today + 90, 2).success();
        assert!(is_live(&d, 2, today + 90));
        end(&mut d);
        assert!(is_dead(&d), "{name}");
    }
}

/// A registrar's key is stolen: the guardian does not wait for the owner.
#[test]
fn the_guardian_deposes_the_registrar() {
    let start = Deployment::new();
    let today = NOON / DAY;
    let depose = Call::new("deposeRegistrar()").bytes();
    let mut d = start.clone();
    for from in [ANYBODY, REGISTRAR] {
        assert!(d.chain.send(from, d.registry, depose.clone()).reverted_with("NotGuardian(address)"));
    }
    // What the thief has published meanwhile ends too, and whatever is under way fails.
    d.publish_root(uint(666), today, today + 90, false).success();
    d.register("first").success();
    d.chain.send(GUARDIAN, d.registry, depose.clone()).success();
    assert!(!is_live(&d, 666, today));
    assert!(d.register("invoice-10").reverted_with(UNTRUSTED));
    assert_eq!(d.view("registrar()"), uint(0));
    for revocations in [0, 1, u64::MAX] {
        let sequence = d.counter("latestSequence()");
        let late = d.publish_tree(uint(3), [today, today + 90], revocations, sequence);
        assert!(late.reverted_with("NotRegistrar(address)"));
    }
    let all = Call::new("revokeAllRoots()").bytes();
    assert!(d.chain.send(REGISTRAR, d.registry, all).reverted_with("NotRegistrar(address)"));
    // The guardian stops, and names nobody.
    let name = Call::new("setRegistrar(address)").address(GUARDIAN);
    let refused = d.chain.send(GUARDIAN, d.registry, name.bytes());
    assert!(refused.reverted_with("OwnableUnauthorizedAccount(address)"));
    d.own(d.registry, Call::new("setRegistrar(address)").address(REGISTRAR));
    assert!(d.register("invoice-10").reverted_with(UNTRUSTED), "another registrar revives nothing");
    let sequence = d.counter("latestSequence()");
    let early = d.publish_tree(uint(4), [today - 1, today + 90], 0, sequence);
    assert!(early.reverted_with("BeforeRevocation(uint32,uint32)"));
    let other = d.vectors.submission("other-root");
    let root = field::to_be_bytes(&other.environment.registry_root);
    d.publish_tree(root, [today, today + 90], 0, sequence).success();
    d.own(d.registry, trust_policy(&other));
    d.submit(&other).success();
    // The owner may do it too.
    let mut d = start;
    d.chain.send(OWNER, d.registry, depose).success();
    assert!(d.register("first").reverted_with(UNTRUSTED));
}

/// What a market asks before it takes a proof of its own that rests on the parties.
#[test]
fn markets_ask_for_the_newest_root_and_whether_one_may_be_used() {
    let mut d = Deployment::new();
    let today = NOON / DAY;
    let first = d.vectors.submission("first").environment.registry_root;
    assert_eq!(d.view("latestRoot()"), field::to_be_bytes(&first));
    d.publish_root(uint(2), today - 15, today + 15, false).success();
    assert_eq!(d.view("latestRoot()"), uint(2));
    let ask = |d: &Deployment, root: u64, day: u64| {
        let call = Call::new("requireLive(uint256,uint32)").uint(root).uint(day);
        d.chain.call(d.registry, call.bytes())
    };
    for day in [today - 1, today] {
        ask(&d, 2, day).success();
        assert!(ask(&d, 3, day).reverted_with(UNTRUSTED));
    }
    for day in [today - 2, today + 1, u64::from(u32::MAX)] {
        assert!(ask(&d, 2, day).reverted_with("WrongDay(uint32,uint32)"));
    }
    d.publish_root(uint(3), today, today + 15, true).success();
    ask(&d, 3, today).success();
    assert!(ask(&d, 2, today).reverted_with(UNTRUSTED));
    assert!(ask(&d, 3, today - 1).reverted_with("BeforeRevocation(uint32,uint32)"));
    d.chain.send(REGISTRAR, d.registry, Call::new("revokeAllRoots()").bytes()).success();
    assert_eq!(d.view("latestRoot()"), uint(3));
    assert!(ask(&d, 3, today).reverted_with(UNTRUSTED));
}
