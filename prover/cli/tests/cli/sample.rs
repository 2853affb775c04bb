//! Samples are homes that work: what is in them is read by the other commands, and their figures hold.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::world::World;

fn vault(world: &World, seed: &str, lines: &str, folder: &str) -> crate::world::Run {
    world.run(&["sample", "vault", "--seed", seed, "--lines", lines, "-o", folder])
}

fn expected(world: &World, folder: &str) -> Value {
    serde_json::from_str(&world.read(&format!("{folder}/expected.json"))).unwrap()
}

#[test]
fn a_vault_is_a_home_with_everything_in_it() {
    let world = World::empty();
    let made = vault(&world, "5", "24", "s").done();
    assert_eq!((made["lines"].as_u64(), made["debtors"].as_u64()), (Some(24), Some(6)));
    for file in ["facility.json", "policy.json", "ledger.signed", "appraisal-1.signed", "appraisal-2.signed"]
    {
        assert!(world.path("s").join(file).is_file(), "{file}");
    }
    assert_eq!(fs::read_dir(world.path("s/vault/notes")).unwrap().count(), 24);
    for file in [
        "vault/vault.json",
        "ledger.signed",
        "ledger.csv",
        "debtors.csv",
        "expected.json",
        "actors/owner.key",
    ] {
        let mode = fs::metadata(world.path("s").join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert_eq!(
        world.run(&["party", "list", "--home", "s"]).done()["parties"].as_array().map(Vec::len),
        Some(7)
    );
    let figures = expected(&world, "s");
    assert_eq!((figures["statement"].as_str(), figures["lines"].as_u64()), (Some("collateral"), Some(24)));
    let minor = |name: &str| figures[name].as_str().unwrap().replace('.', "").parse::<u128>().unwrap();
    assert_eq!(minor("availability_plus_one"), minor("availability") + 1);
    assert_eq!(minor("base").min(minor("limit")), minor("availability"));
}

/// The home trusts the day's prices, and the table gives the same root to whoever signs it anew.
#[test]
fn the_days_prices_are_those_of_the_table() {
    let world = World::empty();
    vault(&world, "6", "0", "s").done();
    let shown = world.run(&["prices", "show", "s/prices.signed", "--home", "s"]).done();
    let publish = ["prices", "publish", "s/prices.csv", "--day", "2026-11-22", "--home", "s", "-o", "anew"];
    let anew = world.run(&[&publish[..], &["--key", "s/actors/price-authority-1.key"]].concat()).done();
    assert_eq!(anew["root"], shown["root"]);
    let trusted = world.run(&["prices", "list", "--home", "s"]).done();
    assert_eq!(trusted["price_roots"][0]["root"], shown["root"]);
}

#[test]
fn a_seed_gives_the_same_documents() {
    let world = World::empty();
    for (seed, folder) in [("9", "a"), ("9", "b"), ("10", "c")] {
        vault(&world, seed, "10", folder).done();
    }
    for file in [
        "ledger.signed",
        "prices.signed",
        "facility.json",
        "vault/vault.json",
        "debtors.csv",
        "expected.json",
    ] {
        let read = |folder: &str| world.read(&format!("{folder}/{file}"));
        assert_eq!(read("a"), read("b"), "{file}");
        assert_ne!(read("a"), read("c"), "{file}");
    }
}

#[test]
fn no_folder_with_files_is_taken() {
    let world = World::empty();
    vault(&world, "1", "1", "s").done();
    vault(&world, "1", "1", "s").refused(3, "home/exists");
    fs::create_dir(world.path("t")).unwrap();
    world.write("t/notes.txt", "mine");
    vault(&world, "1", "1", "t").refused(3, "home/not-empty");
    assert_eq!(
        (world.read("t/notes.txt").as_str(), fs::read_dir(world.path("t")).unwrap().count()),
        ("mine", 1)
    );
    vault(&world, "1", "100001", "u").refused(2, "usage/value");
    assert!(!world.path("u").exists());
}

#[test]
fn a_pool_has_its_tables_and_every_figure() {
    let world = World::empty();
    let made = world.run(&["sample", "pool", "--seed", "4", "--lines", "30", "-o", "s"]).done();
    assert_eq!(made["obligors"], 15);
    let rows = |file: &str| world.read(&format!("s/{file}")).lines().count() - 1;
    assert_eq!((rows("tape.csv"), rows("obligors.csv")), (30, 15));
    assert_eq!(fs::read_dir(world.path("s/vault/notes")).unwrap().count(), 30);
    world.run(&["roles", "show", "s/roles.json"]).done();
    let figures = expected(&world, "s");
    assert_eq!(figures["lines"], "30");
    assert!(figures["nav"].as_str().is_some_and(|nav| nav != "0.00"));
    world.run(&["sample", "pool", "--seed", "4", "--lines", "0", "-o", "t"]).refused(2, "usage/value");
    assert!(!world.path("t").exists());
}
