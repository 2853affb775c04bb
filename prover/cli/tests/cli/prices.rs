//! Days' prices: authorities sign apart, somebody gathers, a home trusts the root.

use crate::world::World;

const DAY: &str = "2026-11-20";
const CSV: &str = "asset,currency,price,confidence,published_at\n\
                   XAU,USD,4123.45,41.23,2026-11-20T16:00:00Z\n\
                   WTI-1M,USD,61.20,0,2026-11-20T15:00:00Z\n\
                   XAU,EUR,3800.01,38,2026-11-20T16:00:00Z\n";

/// Three authorities, a servicer, a table of prices.
fn world(world: World) -> World {
    for (id, role, key) in [
        ("VAT:PA1", "price-authority", "a.key"),
        ("VAT:PA2", "price-authority", "b.key"),
        ("VAT:PA3", "price-authority", "c.key"),
        ("VAT:SV1", "servicer", "s.key"),
    ] {
        world.home(&["party", "add", "--id", id, "--role", role, "--key-out", key]).done();
    }
    world.write("prices.csv", CSV);
    world
}

/// A home that proves nothing, and so makes no keys.
fn quick() -> World {
    let empty = World::empty();
    empty.home(&["init", "--development"]).done();
    world(empty)
}

fn publish(world: &World, table: &str, day: &str, more: &[&str]) -> crate::world::Run {
    world.home(&[&["prices", "publish", table, "--day", day][..], more].concat())
}

#[test]
fn authorities_sign_apart_and_one_document_comes_of_it() {
    let world = quick();
    let one = publish(&world, "prices.csv", DAY, &["--key", "a.key", "-o", "a.signed"]).done();
    assert_eq!((one["count"].as_u64(), one["authorities"].as_array().map(Vec::len)), (Some(3), Some(1)));
    publish(&world, "prices.csv", DAY, &["--key", "b.key", "-o", "b.signed"]).done();
    let more = ["--key", "c.key", "--add", "a.signed", "--add", "b.signed", "-o", "all.signed"];
    let all = publish(&world, "prices.csv", DAY, &more).done();
    assert_eq!((&all["root"], all["authorities"].as_array().map(Vec::len)), (&one["root"], Some(3)));
    // Whoever gathers needs no key, and a document may be gathered again.
    let more = ["--add", "a.signed", "--add", "all.signed", "-o", "all.signed"];
    assert_eq!(
        publish(&world, "prices.csv", DAY, &more).done()["authorities"].as_array().map(Vec::len),
        Some(3)
    );
    let shown = world.home(&["prices", "show", "all.signed"]).done();
    let mut names: Vec<&str> =
        shown["signed_by"].as_array().unwrap().iter().filter_map(|n| n.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["VAT:PA1", "VAT:PA2", "VAT:PA3"]);
    assert_eq!(shown["prices"].as_array().map(Vec::len), Some(3));
    let text = world.plain(&["prices", "show", "all.signed", "--home", "h"]).out;
    assert!(text.contains("4123.45 ± 41.23 USD") && text.contains("signed by  VAT:PA2"), "{text}");
    // In another order it is the same day.
    let mut lines: Vec<&str> = CSV.lines().collect();
    lines[1..].reverse();
    world.write("turned.csv", lines.join("\n") + "\n");
    let turned = publish(&world, "turned.csv", DAY, &["--key", "a.key", "-o", "t.signed"]).done();
    assert_eq!(turned["root"], one["root"]);
}

#[test]
fn what_nobody_may_sign_is_refused() {
    let world = quick();
    world.run(&["keygen", "-o", "stranger.key"]).done();
    publish(&world, "prices.csv", DAY, &["--key", "a.key", "-o", "a.signed"]).done();
    publish(&world, "prices.csv", "2026-11-21", &["--key", "b.key", "-o", "tomorrow.signed"]).done();
    world.write("dearer.csv", CSV.replace("61.20", "61.21"));
    publish(&world, "dearer.csv", DAY, &["--key", "b.key", "-o", "dearer.signed"]).done();
    for (more, exit, code) in [
        (["--key", "stranger.key"], 5, "prices/authority-not-registered"),
        (["--key", "s.key"], 5, "prices/authority-role"),
        (["--add", "tomorrow.signed"], 3, "prices/other-day"),
        (["--add", "dearer.signed"], 3, "prices/other-root"),
        (["--add", "prices.csv"], 3, "prices/malformed"),
        (["--key", "nowhere.key"], 3, "file/unreadable"),
    ] {
        publish(&world, "prices.csv", DAY, &[&more[..], &["-o", "x.signed"]].concat()).refused(exit, code);
    }
    let twice = ["--key", "a.key", "--key", "a.key", "-o", "x.signed"];
    publish(&world, "prices.csv", DAY, &twice).refused(5, "prices/authority-twice");
    publish(&world, "prices.csv", DAY, &["-o", "x.signed"]).refused(2, "usage/missing-argument");
    // One digit of a signature.
    let signed = world.read("a.signed");
    let at = signed.find("\"signature\": \"").unwrap() + 20;
    let digit = if &signed[at..=at] == "0" { "1" } else { "0" };
    world.write("forged.signed", [&signed[..at], digit, &signed[at + 1..]].concat());
    let forged = world.home(&["prices", "show", "forged.signed"]);
    assert!(matches!(forged.json()["code"].as_str(), Some("prices/signature" | "prices/malformed")));
    assert!(!world.path("x.signed").exists(), "nothing is written of what is refused");
}

#[test]
fn bad_tables_are_refused_by_row_and_column() {
    let world = quick();
    let refused = |table: &str, more: &[&str], code: &str| {
        world.write("bad.csv", table);
        let more = [&["--key", "a.key", "-o", "x.signed"], more].concat();
        let refusal = publish(&world, "bad.csv", DAY, &more).refused(3, code);
        assert!(!refusal.to_string().contains("6120") && !refusal.to_string().contains("61.2"), "{refusal}");
        refusal
    };
    let refusal = refused(&CSV.replace("61.20", "-61.20"), &[], "amount/negative");
    assert_eq!(
        (&refusal["refusals"][0]["row"], &refusal["refusals"][0]["column"]),
        (&2.into(), &"price".into())
    );
    let two = CSV.replace("61.20", "-61.20").replace("3800.01", "NaN");
    assert_eq!(refused(&two, &[], "amount/negative")["refusals"].as_array().map(Vec::len), Some(2));
    refused(&CSV.replace("61.20,0", "61.20,61.20"), &[], "price/confidence");
    refused(&CSV.replace("61.20,0", "0,0"), &[], "price/zero");
    refused(&CSV.replace("2026-11-20T15", "2026-11-21T15"), &[], "prices/published-later");
    refused(&CSV.replace("WTI-1M", "WTI_1M"), &[], "asset/format");
    assert_eq!(refused(CSV, &["--currency", "USD"], "prices/other-currency")["row"], 3);
    let usd = CSV.lines().take(3).collect::<Vec<_>>().join("\n") + "\n";
    world.write("usd.csv", usd);
    let more = ["--key", "a.key", "--currency", "USD", "-o", "usd.signed"];
    publish(&world, "usd.csv", DAY, &more).done();
}

#[test]
fn a_home_trusts_a_root_for_its_days() {
    let world = world(World::new());
    publish(&world, "prices.csv", DAY, &["--key", "a.key", "--key", "b.key", "-o", "p.signed"]).done();
    let trust = |more: &[&str]| world.home(&[&["prices", "trust", "p.signed"][..], more].concat());
    trust(&["--until", "2026-11-19"]).refused(3, "prices/good-for");
    trust(&["--until", "2026-12-22"]).refused(3, "prices/good-for");
    let trusted = trust(&[]).done();
    assert_eq!(trusted["until"], "2026-11-21", "the day after, unless one says otherwise");
    assert_eq!(trust(&["--until", "2026-11-23"]).done()["until"], "2026-11-23");
    let listed = world.home(&["prices", "list"]).done();
    assert_eq!(listed["price_roots"][0]["root"], trusted["root"]);
    let exported = world.home(&["trust", "export", "-o", "t.json"]).done();
    assert_eq!(exported["price_roots"], 1);
    let file: serde_json::Value = serde_json::from_str(&world.read("t.json")).unwrap();
    let roots = file["roots"].as_array().unwrap();
    let root = roots.iter().find(|root| root["kind"] == "prices").unwrap();
    assert_eq!(
        (&root["root"], &root["from"], &root["until"]),
        (&trusted["root"], &DAY.into(), &"2026-11-23".into())
    );
    assert_eq!(exported["registry_roots"].as_u64(), Some(roots.len() as u64 - 1));
    // Another root for the day is a second truth.
    world.write("prices.csv", CSV.replace("61.20", "61.21"));
    publish(&world, "prices.csv", DAY, &["--key", "c.key", "-o", "p.signed"]).done();
    trust(&[]).refused(3, "prices/other-root-trusted");
    world.home(&["prices", "distrust", "--day", DAY]).done();
    world.home(&["prices", "distrust", "--day", DAY]).refused(3, "prices/not-trusted");
    trust(&[]).done();
}
