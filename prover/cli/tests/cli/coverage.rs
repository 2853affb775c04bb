//! A sample ledger through everything: checked, proved, verified, logged, and each holder's own check.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::world::{CONTEXT, World, copy};

/// The sample's day.
const DAY: &str = "2026-10-31";
const ENTITY: &str = "VAT:DE811907980";
const AS_OF: &str = "2026-10-31T23:59:59Z";
/// How proofs of the sample are judged.
pub(crate) const JUDGED: [&str; 5] = ["--home", "s", "--at", DAY, "--allow-development-keys"];

/// A ledger of 150 accounts with one asset in the home `s`, and its attestation `a.json`: made once, copied for each test.
pub(crate) fn proved() -> World {
    static MADE: OnceLock<World> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let world = ledger("150", "1");
        let done = prove(&world, &["-o", "a.json"]).done();
        assert_eq!((&done["chunks"], &done["proved_now"]), (&json!(1), &json!(1)));
        world
    });
    let world = World::empty();
    copy(&made.path(""), &world.path(""));
    world
}

pub(crate) fn ledger(accounts: &str, assets: &str) -> World {
    let world = World::empty();
    let sample = ["sample", "ledger", "--seed", "4", "--accounts", accounts, "--assets", assets, "-o", "s"];
    world.run(&sample).done();
    world
}

fn prove(world: &World, more: &[&str]) -> crate::world::Run {
    world.run(&[&["prove", "solvency", "--from", "s", "--home", "s"], &CONTEXT[..], more].concat())
}

fn check(world: &World, more: &[&str]) -> crate::world::Run {
    world.run(&[&["check", "solvency", "--from", "s", "--home", "s"], more].concat())
}

/// The identifier in this row of the ledger, from 1.
pub(crate) fn account(world: &World, row: usize) -> String {
    world.read("s/accounts.csv").lines().nth(row).unwrap().split(',').next().unwrap().to_owned()
}

#[test]
fn both_sides_come_to_what_is_expected() {
    let world = ledger("60", "9");
    let expected: Value = serde_json::from_str(&world.read("s/expected.json")).unwrap();
    let done = check(&world, &["--report"]).done();
    assert_eq!((&done["accounts"], &done["chunks"], &done["k"]), (&json!(60), &json!(1), &json!(12)));
    let report = &done["report"];
    for asset in report["assets"].as_array().unwrap() {
        let symbol = asset["asset"].as_str().unwrap();
        for side in ["owed", "held"] {
            assert_eq!(asset[side], expected["assets"][symbol][side], "{symbol} {side}");
        }
    }
    for (side, cents) in [("owed", "liabilities_cents"), ("held", "reserves_cents")] {
        let text = report[side].as_str().unwrap().replace('.', "");
        assert_eq!(text, expected[cents].as_str().unwrap(), "{side}");
    }
    assert!(!world.path("s").join("work").join("chunk-00.sealed").exists(), "nothing is proved by a check");

    // The same accounts in Parquet.
    let other = check(&world, &["--accounts", "s/accounts.parquet", "--report"]).done();
    assert_eq!(&other["report"], report);
}

#[test]
fn a_coverage_is_verified_with_and_without_a_count_and_a_log() {
    let world = proved();
    let verify = |more: &[&str]| world.run(&[&["verify", "a.json"], &JUDGED[..], more].concat());
    let exceptions = |report: &Value| -> Vec<String> {
        let procedures = report["procedures"].as_array().unwrap();
        procedures.iter().filter_map(|one| Some(one["exception"].as_str()?.to_owned())).collect()
    };
    let report = verify(&[]).done();
    assert_eq!(
        (report["statement"].as_str(), report["trusted"].as_bool()),
        (Some("coverage-4-1/1"), Some(false))
    );
    assert_eq!(report["accounts"], "150 in 1 chunks");
    for exception in ["count unsigned", "not looked up in a log", "custodian-stated"] {
        assert!(exceptions(&report).iter().any(|one| one == exception), "{exception}");
    }

    // The log takes one coverage of the entity and the day.
    let log = ["solvency", "log", "--attestation", "a.json", "--log", "log.json"];
    verify(&["--log", "log.json"]).refused(3, "file/unreadable");
    assert_eq!(world.run(&[&log[..], &JUDGED[..]].concat()).done()["index"], 0);
    world.run(&[&log[..], &JUDGED[..]].concat()).refused(5, "log/period-taken");

    let key = world.run(&["auditor", "keygen", "-o", "auditor.key"]).done();
    let key = key["public_key"].as_str().unwrap();
    let count = |accounts: &str, output: &str| {
        let of =
            ["auditor", "count", "sign", "--entity", ENTITY, "--scope", "s/scope.json", "--as-of", AS_OF];
        let signed = ["--accounts", accounts, "--key", "auditor.key", "-o", output];
        world.run(&[&of[..], &signed[..]].concat()).done();
    };
    count("150", "count.json");
    count("151", "more.json");
    verify(&["--count", "count.json"]).refused(5, "attestation/untrusted-count");
    let days = ["--from", "2026-01-01", "--until", "2026-12-31"];
    world.run(&[&["trust", "auditor", "Auditors", "--key", key, "--home", "s"], &days[..]].concat()).done();
    verify(&["--count", "more.json"]).refused(5, "attestation/other-count");
    let report = verify(&["--count", "count.json", "--log", "log.json"]).done();
    assert!(
        !exceptions(&report).iter().any(|one| one == "count unsigned" || one == "not looked up in a log")
    );

    let shown = world.run(&["trust", "show", "--home", "s"]).done();
    assert_eq!(
        (&shown["entities"][0]["name"], &shown["auditors"][0]["key"]),
        (&json!("Sample Exchange"), &json!(key))
    );
    assert_eq!(shown["liabilities_keys"][0]["circuit"], "liabilities-12-1/1");
    // The same by a trust file, elsewhere.
    world.run(&["trust", "export", "--home", "s", "-o", "trust.json", "--until", "2027-12-31"]).done();
    let elsewhere = ["verify", "a.json", "--trust", "trust.json", "--at", DAY, "--allow-development-keys"];
    world.run(&elsewhere).done();
    world.run(&["trust", "forget", "entity", "Sample Exchange", "--home", "s"]).done();
    verify(&[]).refused(5, "attestation/untrusted-entity");

    let changed = world.read("log.json").replacen(DAY, "2026-10-30", 1);
    world.write("log.json", &changed);
    world.run(&[&elsewhere[..], &["--log", "log.json"]].concat()).refused(5, "attestation/not-logged");
}

#[test]
fn each_holder_finds_its_own_account_and_nobody_elses() {
    let world = proved();
    let (mine, other) = (account(&world, 7), account(&world, 8));
    let inclusion = ["solvency", "inclusion", "--from", "s", "--home", "s"];
    world.run(&[&inclusion[..], &["--account", &mine, "-o", "mine.json"]].concat()).done();
    let refused = world.run(&[&inclusion[..], &["--account", "nobody@example.org", "-o", "x"]].concat());
    refused.refused(3, "inclusion/no-account");
    // What others on the machine see of a call does not name the account.
    let line = format!("{}\r\nmore", mine.to_uppercase());
    world.typed(&[&inclusion[..], &["--account", "-", "-o", "typed.json"]].concat(), &line).done();
    assert_eq!(world.read("typed.json"), world.read("mine.json"));
    let of = ["verify-inclusion", "mine.json", "--attestation", "a.json", "--identifier", "-"];
    let of = [&of[..], &JUDGED[..]].concat();
    world.typed(&of, &mine).done();
    world.typed(&of, &other).refused(5, "inclusion/claims");
    world.typed(&of, "").refused(3, "account/format");
    world.typed(&of, &"a".repeat(400)).refused(3, "account/format");
    let verify = |proof: &str, identifier: &str, more: &[&str]| {
        let of = ["verify-inclusion", proof, "--attestation", "a.json", "--identifier", identifier];
        world.run(&[&of[..], &JUDGED[..], more].concat())
    };
    let done = verify("mine.json", &mine, &[]).done();
    let row = world.read("s/accounts.csv").lines().nth(7).unwrap().to_owned();
    assert_eq!(done["balances"]["EUR"].as_str(), row.split(',').nth(1));
    let unlogged = |done: &Value| {
        done["exceptions"].as_array().unwrap().iter().any(|exception| exception == "not looked up in a log")
    };
    assert!(unlogged(&done));
    assert_eq!(
        (&done["entity"], &done["threshold_bps"], &done["as_of"]),
        (&json!("Sample Exchange"), &json!(10_000), &json!(DAY))
    );
    verify("mine.json", &mine.to_uppercase(), &[]).done();
    verify("mine.json", &other, &[]).refused(5, "inclusion/claims");
    verify("mine.json", "not an address", &[]).refused(3, "account/format");

    // Every digit of the file counts.
    let file = world.read("mine.json");
    let balance = row.split(',').nth(1).unwrap();
    let richer = file.replacen(&format!("\"{balance}\""), &format!("\"{balance}0\""), 1);
    assert_ne!(richer, file);
    world.write("richer.json", &richer);
    verify("richer.json", &mine, &[]).refused(5, "inclusion/claims");

    // The log must have this coverage, and no other of the day.
    let log = ["solvency", "log", "--attestation", "a.json", "--log", "log.json"];
    world.run(&[&log[..], &JUDGED[..]].concat()).done();
    assert!(!unlogged(&verify("mine.json", &mine, &["--log", "log.json"]).done()));

    // All of them, in files that are whole or not there.
    let all = [&inclusion[..], &["--all", "-o", "all"]].concat();
    assert_eq!(world.run(&all).done()["accounts"], 150);
    let folder = world.path("all/chunk-00");
    let holders: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let holders = holders.iter().find(|path| path.extension().is_some_and(|end| end == "holders")).unwrap();
    let before = fs::read(holders).unwrap();
    fs::remove_file(holders).unwrap();
    world.run(&all).done();
    assert!(fs::read(holders).unwrap() == before, "made again to the same bytes");
}

#[test]
fn what_is_wrong_is_refused_and_nothing_is_proved() {
    let world = ledger("40", "2");
    let (ledger, csv) = (world.read("s/accounts.csv"), "s/accounts.csv");
    let rows: Vec<&str> = ledger.lines().collect();
    let with = |row: usize, cells: &str| -> String {
        let mut rows = rows.clone();
        rows[row] = cells;
        rows.join("\n") + "\n"
    };
    let cases: [(String, &str, &str); 6] = [
        (with(3, rows[2]), "table/duplicate", "account"),
        (with(3, "a@example.org,1.5,0,1,0"), "integer/format", "credit_EUR"),
        (with(3, "a@example.org,-1,0,1,0"), "integer/format", "credit_EUR"),
        (with(3, "a@example.org,18446744073709551616,0,1,0"), "integer/format", "credit_EUR"),
        (with(3, "nobody,1,0,1,0"), "account/format", "account"),
        (with(0, "account,credit_EUR,debit_EUR,credit_DOGE,debit_DOGE"), "table/column-unknown", "4"),
    ];
    for (changed, code, column) in &cases {
        world.write(csv, changed);
        let refusal = prove(&world, &["-o", "a.json"]).refused(3, code);
        assert!(refusal["refusals"].to_string().contains(column), "{refusal}");
        assert!(!refusal.to_string().contains("18446744073709551616"), "no value in a refusal");
    }
    world.write(csv, &ledger);

    check(&world, &["--threshold-bps", "20000"]).refused(4, "coverage/not-covered");
    check(&world, &["--as-of", "2026-10-31T23:59:58Z"]).refused(4, "reserves/other-moment");
    check(&world, &["--entity", "VAT:DE123456789"]).refused(4, "reserves/other-entity");
    let one: Vec<_> =
        fs::read_dir(world.path("s/reserves")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let one = one[0].to_str().unwrap();
    check(&world, &["--reserves", one, "--reserves", one]).refused(4, "reserves/nullifier-twice");
    check(&world, &["--reserves", one]).refused(4, "coverage/not-covered");
    let signed = fs::read_to_string(one).unwrap();
    let more = signed.replacen("\"quantity\": \"", "\"quantity\": \"9", 1);
    assert_ne!(more, signed);
    world.write("more.signed", &more);
    check(&world, &["--reserves", "more.signed"]).refused(4, "reserves/statement-signature");
    prove(&world, &["-o", "a.json", "--threshold-bps", "20000"]).refused(4, "coverage/not-covered");
    assert!(!world.path("a.json").exists());
}

/// A custodian's own commands make what a sample has.
#[test]
fn a_custodian_signs_what_it_holds() {
    let world = ledger("20", "1");
    let other = ["sample", "ledger", "--seed", "4", "--accounts", "20", "--assets", "2", "-o", "t"];
    world.run(&other).done();
    world.run(&["reserve", "secret", "-o", "secret"]).done();
    world.run(&["reserve", "secret", "-o", "secret"]).refused(3, "file/exists");
    let sign = |scope: &str, asset: &str, quantity: &str, output: &str, more: &[&str]| {
        let of = ["reserve", "sign", "--entity", ENTITY, "--as-of", AS_OF, "--scope", scope];
        let what = ["--asset", asset, "--quantity", quantity, "--account", "vault 9"];
        let by = ["--secret", "secret", "--key", "s/actors/custodian-1.key", "-o", output];
        world.run(&[&of[..], &what[..], &by[..], more].concat())
    };
    let (own, other) = ("s/scope.json", "t/scope.json");
    sign(own, "EUR", "5", "x", &["--encumbered", "6"]).refused(3, "reserve/encumbered");
    sign(own, "BTC", "5", "x", &[]).refused(3, "reserve/asset");
    let first = sign(own, "EUR", "900000000", "r.reserve.signed", &["--encumbered", "5"]).done();
    let again = sign(own, "EUR", "1", "again.signed", &[]).done();
    assert_eq!(first["nullifier"], again["nullifier"], "one account, one nullifier a day");
    let of_another = sign(other, "EUR", "900000000", "other.signed", &[]).done();
    assert_eq!(first["nullifier"], of_another["nullifier"], "whatever the scope");
    assert_ne!(sign(other, "BTC", "1", "btc.signed", &[]).done()["nullifier"], first["nullifier"]);
    check(&world, &["--reserves", "r.reserve.signed"]).done();
    // In another scope a unit may be another one.
    check(&world, &["--reserves", "other.signed"]).refused(4, "reserves/other-scope");
}

#[test]
fn identifiers_hashes_are_kept_from_one_statement_to_the_next() {
    let world = proved();
    let next = |previous: &'static str| ["-o", "b.json", "--work", "next", "--previous", previous];
    let refused = prove(&world, &next("nowhere")).refused(5, "solvency/no-statement");
    assert_eq!(refused["field"], "previous");
    let done = prove(&world, &next("s/work")).done();
    assert_eq!((&done["proved_now"], &done["identifiers_known"]), (&json!(1), &json!(150)), "{done}");
    world.run(&[&["verify", "b.json"], &JUDGED[..]].concat()).done();
}
