//! Roles, and the facilities and pools that a home follows.

use std::os::unix::fs::MetadataExt as _;

use serde_json::Value;

use crate::world::{Run, World};

const D0: &str = "0x0000000000000000000000000000000000000000000000000000000000000007";
const OTHER: &str = "0x0000000000000000000000000000000000000000000000000000000000000008";

fn register(world: &World) {
    for (id, role) in [
        ("VAT:SV1", "servicer"),
        ("VAT:OW1", "seller"),
        ("VAT:AP1", "appraiser"),
        ("VAT:PA1", "price-authority"),
        ("VAT:PA2", "price-authority"),
    ] {
        world.home(&["party", "add", "--id", id, "--role", role, "--key-out", &format!("{id}.key")]).done();
    }
}

fn make(world: &World, more: &[&str]) -> Run {
    let args = ["roles", "make", "--servicer", "VAT:SV1", "--owner", "VAT:OW1", "-o", "roles.json"];
    world.home(&[&args[..], more].concat())
}

#[test]
fn roles_are_made_of_registered_parties_and_hidden() {
    let world = World::empty();
    world.home(&["init", "--development"]).done();
    register(&world);
    let quorum = ["--price-authority", "VAT:PA1", "--price-authority", "VAT:PA2", "--quorum"];
    let with = |needed| [&quorum[..], &[needed, "--appraiser", "VAT:AP1"]].concat();
    let made = make(&world, &with("2")).done();
    assert_eq!(std::fs::metadata(world.path("roles.json")).unwrap().mode() & 0o777, 0o600);
    let shown = world.run(&["roles", "show", "roles.json"]).done();
    assert_eq!(shown["digest"], made["digest"]);
    assert_eq!(
        (shown["quorum"]["needed"].as_u64(), shown["appraisers"].as_array().map(Vec::len)),
        (Some(2), Some(1))
    );
    assert_ne!(make(&world, &with("2")).done()["digest"], made["digest"], "under another salt");
    make(&world, &with("3")).refused(3, "roles/invalid");
    make(&world, &quorum[..4]).refused(2, "usage/missing-argument");
    make(&world, &["--appraiser", "VAT:AP1", "--appraiser", "VAT:AP1"]).refused(3, "roles/invalid");
    let refusal = make(&world, &["--appraiser", "VAT:AP9"]).refused(3, "party/unknown");
    assert_eq!(refusal["field"], "appraiser");
    let text = world.read("roles.json").replace("\"needed\": 2", "\"needed\": 9");
    world.write("bad.json", text);
    world.run(&["roles", "show", "bad.json"]).refused(3, "roles/invalid");
    world.write("bad.json", "{}");
    world.run(&["roles", "show", "bad.json"]).refused(3, "roles/malformed");
}

#[test]
fn a_home_follows_facilities_and_exports_them() {
    let world = World::new();
    register(&world);
    let made = make(&world, &[]).done();
    let policies = world.home(&["policy", "list"]).done();
    let policy = policies["policies"][0].as_str().unwrap().to_owned();
    let follow = |what: &str, name: &str, d0: &str, roles: &str, more: &[&str]| {
        let args = ["trust", what, name, "--d0", d0, "--roles", roles, "--policy", &policy];
        world.home(&[&args[..], more].concat())
    };
    let state = ["--epoch", "1", "--counter", "12", "--sequence", "40"];
    follow("facility", "facility 7", D0, "roles.json", &state).done();
    follow("pool", "pool A", D0, OTHER, &[]).done();
    // What was seen is not unseen, and no two entries contradict each other.
    for (name, d0, roles, more, exit, code) in [
        (
            "facility 7",
            D0,
            "roles.json",
            &["--counter", "11", "--sequence", "40"][..],
            5,
            "trust/custody-counter",
        ),
        (
            "facility 7",
            D0,
            "roles.json",
            &["--counter", "12", "--sequence", "39"],
            5,
            "trust/custody-sequence",
        ),
        ("facility 7", D0, "roles.json", &["--counter", "12", "--epoch", "0"], 5, "trust/custody-epoch"),
        ("facility 8", OTHER, "roles.json", &[], 5, "trust/duplicate"),
        ("facility 7", OTHER, OTHER, &[], 5, "trust/duplicate"),
        ("", OTHER, OTHER, &[], 5, "trust/name"),
        ("facility 8", OTHER, "nowhere.json", &[], 3, "file/unreadable"),
        ("facility 8", "7", OTHER, &[], 2, "usage/value"),
    ] {
        follow("facility", name, d0, roles, more).refused(exit, code);
    }
    let unlisted = ["trust", "facility", "facility 8", "--d0", OTHER, "--roles", OTHER, "--policy", OTHER];
    world.home(&unlisted).refused(5, "trust/unlisted-policy");
    let exported = world.home(&["trust", "export", "-o", "t.json"]).done();
    assert_eq!((exported["facilities"].as_u64(), exported["pools"].as_u64()), (Some(1), Some(1)));
    let file: Value = serde_json::from_str(&world.read("t.json")).unwrap();
    let facility = &file["facilities"][0];
    assert_eq!((&facility["roles"], &facility["d0"]), (&made["digest"], &D0.into()));
    assert_eq!([&facility["epoch"], &facility["counter"], &facility["sequence"]], [1, 12, 40]);
    let shown = world.home(&["trust", "show"]).done();
    assert_eq!((&shown["facilities"], &shown["pools"]), (&file["facilities"], &file["pools"]));
    assert_eq!(shown["roots"], file["roots"]);
    let text = world.plain(&["trust", "show", "--home", "h"]).out;
    assert!(text.contains("facility  facility 7") && text.contains("counter 12, sequence 40"), "{text}");
    world.home(&["trust", "forget", "facility", "facility 7"]).done();
    world.home(&["trust", "forget", "facility", "facility 7"]).refused(3, "trust/not-followed");
    assert_eq!(world.home(&["trust", "show"]).done()["facilities"].as_array().map(Vec::len), Some(0));
}
