//! A debt pool through everything: a sample checked against what is expected of it, proved here and at a service, verified, opened by its
//! auditor; then a pool from its parties' documents, with a figure that is hidden, and refusals.

use std::os::unix::fs::MetadataExt as _;

use serde_json::{Value, json};

use crate::service::Served;
use crate::world::{CONTEXT, Run, World};

const CUT_OFF: &str = "2026-10-31";
const CONTRACT: &str = "0x00000000000000000000000000000000000000ff";

/// A pool of 24 loans in the home `s`.
struct Sample {
    world: World,
    expected: Value,
}

impl Sample {
    fn new() -> Self {
        let world = World::empty();
        world.run(&["sample", "pool", "--seed", "7", "--lines", "24", "-o", "s"]).done();
        let expected = serde_json::from_str(&world.read("s/expected.json")).unwrap();
        Self { world, expected }
    }

    fn of(&self, command: &[&str], more: &[&str]) -> Run {
        self.world.run(&[command, &["--from", "s", "--home", "s"], more].concat())
    }

    fn check(&self, more: &[&str]) -> Run {
        self.of(&["check", "pool"], more)
    }

    fn prove(&self, output: &str, more: &[&str]) -> Run {
        self.of(&["prove", "pool", "-o", output], &[&CONTEXT[..], more].concat())
    }

    fn verify(&self, attestation: &str) -> Run {
        let judged = ["--home", "s", "--at", CUT_OFF, "--allow-development-keys"];
        self.world.run(&[&["verify", attestation], &judged[..]].concat())
    }

    /// The servicer's tape of a table, for a custody's folder or a pool's file.
    fn sign(&self, table: &str, of: [&str; 2], sequence: &str, output: &str) -> Run {
        let args = ["tape", "sign", table, "--obligors", "s/obligors.csv", "--cut-off", CUT_OFF];
        let more = ["--sequence", sequence, "--key", "s/actors/servicer.key", "-o", output];
        self.world.run(&[&args[..], &of, &more].concat())
    }

    fn pool(&self, name: &str, policy: &str, output: &str) -> Run {
        let args = ["pool", "new", "--lender", "VAT:TRUSTEE1", "--name", name, "--chain", "eip155:31337"];
        let more = ["--contract", CONTRACT, "--roles", "s/roles.json", "--policy", policy, "-o", output];
        self.world.run(&[&args[..], &more, &["--home", "s"]].concat())
    }
}

/// An amount of the report as a verifier's report has it: minor units and the currency.
fn minor(decimal: &Value) -> String {
    let digits = decimal.as_str().unwrap().replace('.', "");
    let digits = digits.trim_start_matches('0');
    format!("{} minor units of EUR", if digits.is_empty() { "0" } else { digits })
}

#[test]
fn a_sample_is_checked_proved_verified_and_opened() {
    let sample = Sample::new();
    let world = &sample.world;
    let report = sample.check(&["--report"]).done()["report"].clone();
    let figures = report["figures"].as_object().unwrap();
    assert!(figures.len() > 20 && figures.contains_key("nav"));
    for (name, value) in figures {
        assert_eq!(*value, sample.expected[name], "{name}");
    }
    let sum = |parts: &str| -> u64 {
        let parts = report[parts].as_array().unwrap().iter();
        parts.map(|part| part["balance"].as_str().unwrap().replace('.', "").parse::<u64>().unwrap()).sum()
    };
    let balance: u64 = figures["balance"].as_str().unwrap().replace('.', "").parse().unwrap();
    for parts in ["delinquency", "maturities", "grades", "largest_obligors"] {
        assert_eq!(sum(parts), balance, "{parts}");
    }
    // Without `--report` nobody sees a figure.
    let quiet = sample.check(&[]).done();
    assert_eq!(quiet["held"].as_array().map(Vec::len), Some(7));
    assert!(quiet["report"].is_null() && !quiet.to_string().contains(figures["nav"].as_str().unwrap()));

    let keygen = |file: &str| {
        world.run(&["auditor", "keygen", "-o", file]).done()["public_key"].as_str().unwrap().to_owned()
    };
    let (auditor, _) = (keygen("auditor.key"), keygen("other.key"));
    sample
        .prove("no.json", &["--disclose-to", &auditor, "--figures", "profit"])
        .refused(2, "disclosure/figures");
    sample.prove("no.json", &["--sequence", "1"]).refused(2, "pool/context-sequence");
    sample.prove("no.json", &["--cut-off", "2026-10-30"]).refused(4, "tape/other-cut-off");
    assert!(!world.path("no.json").exists());
    let disclosed = ["--cut-off", CUT_OFF, "--disclose-to", &auditor, "--figures", "nav,defaulted"];
    let proved = sample.prove("a.json", &disclosed).done();

    let verified = sample.verify("a.json").done();
    assert_eq!((&verified["statement"], &verified["as_of"]), (&json!("pool-64/1"), &json!(CUT_OFF)));
    for name in ["balance", "current", "defaulted", "tranche-1", "reserve", "nav"] {
        assert_eq!(verified[name], minor(&sample.expected[name]), "{name}");
    }
    for (name, unit) in [("lines", ""), ("obligors", ""), ("coupon", " bps"), ("maturity", " days")] {
        let expected = format!("{}{unit}", sample.expected[name].as_str().unwrap());
        assert_eq!(verified[name], expected, "{name}");
    }
    assert_eq!(
        (&verified["custody"], &verified["servicer"]),
        (&proved["custody"], &json!("not the creditor"))
    );
    let exceptions: Vec<&Value> =
        verified["procedures"].as_array().unwrap().iter().map(|p| &p["exception"]).collect();
    assert!(exceptions.contains(&&json!("not traced")) && exceptions.contains(&&json!("unknown auditor")));

    let open = |key: &str| world.run(&["disclose", "open", "a.json", "--key", key]);
    let value = |name: &str| minor(&sample.expected[name]).replace(" minor units of EUR", "");
    let opened = open("auditor.key").done();
    assert_eq!(opened["figures"], json!({ "defaulted": value("defaulted"), "nav": value("nav") }));
    open("other.key").refused(5, "disclosure/wrong-key");
    assert_eq!(sample.of(&["circuit", "trace", "pool"], &[]).done()["satisfied"], true);

    // At a service: of the tiers it offers the one that the home has a key of.
    let served = Served::of(world, "s");
    let proved = sample.prove("served.json", &["--server", &served.url]).done();
    assert!(proved["job"].is_string());
    drop(served);
    assert_eq!(sample.verify("served.json").done()["nav"], minor(&sample.expected["nav"]));
    let traced = world.run(&["verify", "--vault", "s/vault", "--home", "s", "--at", CUT_OFF]).done();
    assert_eq!((&traced["traced"], &traced["lines"]), (&json!(false), &json!(24)));

    // A later tape was seen: the one before is over.
    let pool = world.run(&["facility", "show", "s/pool.json"]).done();
    let digest = |name: &str| pool[name].as_str().unwrap().to_owned();
    let (d0, policy) = (digest("d0"), digest("policy"));
    let follow = ["trust", "pool", "sample", "--d0", &d0, "--policy", &policy, "--roles", "s/roles.json"];
    world.run(&[&follow[..], &["--home", "s", "--counter", "24", "--sequence", "5"]].concat()).done();
    let refusal = sample.verify("a.json").refused(5, "trust/custody-sequence");
    assert_eq!(refusal["field"], "predicate.environment.sequence");
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let sample = Sample::new();
    sample.check(&["--html", "page.html"]).done();
    let page = sample.world.read("page.html");
    for reference in ["://", "src=", "href=", "url(", "@import", "<script", "<link", "<img", "<iframe"] {
        assert!(!page.contains(reference), "{reference}");
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("<svg").count(), 3, "delinquency, maturity, grades");
    for shown in ["Delinquency", "Maturity", "Grades", sample.expected["nav"].as_str().unwrap()] {
        assert!(page.contains(shown), "{shown}");
    }
    assert_eq!(std::fs::metadata(sample.world.path("page.html")).unwrap().mode() & 0o777, 0o600);
}

/// The sample's policy as TOML, with a figure hidden and another name for the same notes.
fn hiding(sample: &Sample) -> String {
    let policy: Value = serde_json::from_str(&sample.world.read("s/policy.json")).unwrap();
    let mut text = String::from("bounded = [\"top-obligor\", \"nav\"]\n");
    for (key, value) in policy.as_object().unwrap().iter().filter(|(key, _)| *key != "bounded") {
        // Strings, numbers and lists of them are written alike.
        text.push_str(&format!("{key} = {value}\n"));
    }
    text
}

#[test]
fn a_pool_from_its_documents_hides_what_its_policy_says() {
    let sample = Sample::new();
    let world = &sample.world;
    world.write("policy.toml", hiding(&sample));
    let shown = world.run(&["policy", "show", "policy.toml"]).done();
    assert_eq!(shown["kind"], "pool");
    sample.pool("pool-2", "policy.toml", "pool.json").done();
    world.run(&["vault", "init", "--vault", "custody", "--facility", "pool.json"]).done();
    for note in world.path("s/vault/notes").read_dir().unwrap() {
        let note = note.unwrap().path();
        world.run(&["vault", "add", "--vault", "custody", note.to_str().unwrap()]).done();
    }
    sample.sign("s/tape.csv", ["--vault", "custody"], "1", "two.signed").done();
    let structure = |more: &[&str], output: &str| {
        let tranches = world.read("s/structure.json");
        let made: Value = serde_json::from_str(&tranches).unwrap();
        let decimal = |value: &Value| {
            let minor: u64 = value.as_str().unwrap().parse().unwrap();
            format!("{}.{:02}", minor / 100, minor % 100)
        };
        let content = &made["content"];
        let tranches: Vec<String> = content["tranches"].as_array().unwrap().iter().map(decimal).collect();
        let reserve = decimal(&content["reserve"]);
        let mut args =
            vec!["pool", "structure", "--policy", "policy.toml", "--reserve", &reserve, "-o", output];
        args.extend(tranches.iter().flat_map(|tranche| ["--tranche", tranche.as_str()]));
        world.run(&[&args[..], more].concat())
    };
    structure(&[], "no.json").refused(3, "structure/bound-missing");
    structure(&["--bound", "nav=1", "--bound", "top-obligor=1", "--bound", "lines=9"], "no.json")
        .refused(3, "structure/bound-of-shown");
    structure(&["--bound", "nav=1.001", "--bound", "top-obligor=1"], "no.json")
        .refused(3, "amount/precision");
    structure(&["--bound", "nav=1", "--bound", "top-obligor=1.5"], "no.json")
        .refused(3, "structure/bound-format");
    assert_eq!(structure(&["--bound", "reserve=1"], "no.json").code, Some(3));
    structure(&["--bound", "nav=1", "--bound", "nav=2", "--bound", "top-obligor=1"], "no.json")
        .refused(3, "structure/form");
    structure(&["--bound", "nav=99999999.00", "--bound", "top-obligor=9000"], "wide.json").done();
    structure(&["--bound", "nav=99999999.00", "--bound", "top-obligor=1"], "tight.json").done();
    structure(&["--bound", "nav=1.00", "--bound", "top-obligor=9000", "--tranche", "1"], "more.json")
        .refused(3, "structure/tranches");

    let run = |command: &str, structure: &str, more: &[&str]| {
        let args = [command, "pool", "--vault", "custody", "--tape", "two.signed", "--structure", structure];
        let of = ["--policy", "policy.toml", "--cut-off", CUT_OFF, "--home", "s"];
        world.run(&[&args[..], &of, more].concat())
    };
    let refusal = run("check", "tight.json", &["--report"]).refused(4, "pool/over-bound");
    assert_eq!((&refusal["row"], &refusal["report"]["bounds"]["top-obligor"]), (&json!(6), &json!("1")));
    assert_eq!(refusal["report"]["figures"]["nav"], sample.expected["nav"], "for the originator's eyes");
    assert!(run("check", "tight.json", &[]).refused(4, "pool/over-bound")["report"].is_null());
    run("check", "wide.json", &[]).done();
    let keygen = world.run(&["auditor", "keygen", "-o", "auditor.key"]).done();
    let disclosed = ["--disclose-to", keygen["public_key"].as_str().unwrap(), "--figures", "nav"];
    let proved = run("prove", "wide.json", &[&CONTEXT[..], &disclosed, &["-o", "two.json"]].concat()).done();
    assert!(!proved.to_string().contains(&sample.expected["nav"].as_str().unwrap().replace('.', "")));

    let pool = world.run(&["facility", "show", "pool.json"]).done();
    let digest = |name: &str| pool[name].as_str().unwrap().to_owned();
    let verified = || sample.verify("two.json");
    verified().refused(5, "attestation/untrusted-policy");
    world.run(&["policy", "add", "policy.toml", "--home", "s"]).done();
    verified().refused(5, "trust/custody-pool");
    let (d0, policy) = (digest("d0"), digest("policy"));
    let follow = [
        "trust",
        "pool",
        "pool-2",
        "--d0",
        &d0,
        "--policy",
        &policy,
        "--roles",
        "s/roles.json",
        "--home",
        "s",
    ];
    // Roles are one custody's: the sample's pool goes first.
    world.run(&["trust", "forget", "pool", "sample", "--home", "s"]).done();
    world.run(&follow).done();
    let verified = verified().done();
    assert_eq!(verified["nav"], "at most 9999999900 minor units of EUR");
    // What is hidden from others its auditor reads.
    let opened = world.run(&["disclose", "open", "two.json", "--key", "auditor.key"]).done();
    assert_eq!(
        format!("{} minor units of EUR", opened["figures"]["nav"].as_str().unwrap()),
        minor(&sample.expected["nav"])
    );
    assert_eq!(verified["top-obligor"], "at most 9000 bps");
    assert_eq!(verified["balance"], minor(&sample.expected["balance"]));
}

#[test]
fn what_is_of_something_else_is_refused_by_rule_and_row() {
    let sample = Sample::new();
    let world = &sample.world;
    let table = world.read("s/tape.csv");
    let lines: Vec<&str> = table.lines().collect();
    let check = |tape: &str| sample.check(&["--tape", tape]);
    let vault = ["--vault", "s/vault"];
    // Another pool's tape, another policy's pool, another epoch.
    sample.pool("pool-2", "s/policy.json", "other.json").done();
    sample.sign("s/tape.csv", ["--facility", "other.json"], "1", "other.signed").done();
    check("other.signed").refused(4, "tape/other-pool");
    world.write("wide.toml", hiding(&sample));
    sample.check(&["--policy", "wide.toml"]).refused(4, "pool/other-policy");
    let epoch = ["tape", "sign", "s/tape.csv", "--obligors", "s/obligors.csv", "--cut-off", CUT_OFF];
    let more = ["--sequence", "1", "--epoch", "2", "--key", "s/actors/servicer.key", "--vault", "s/vault"];
    world.run(&[&epoch[..], &more, &["-o", "epoch.signed"]].concat()).done();
    check("epoch.signed").refused(4, "tape/other-epoch");
    // A key that may not sign.
    let owner = ["--sequence", "9", "--key", "s/actors/owner.key", "--vault", "s/vault"];
    world.run(&[&epoch[..], &owner, &["-o", "owner.signed"]].concat()).done();
    check("owner.signed").refused(4, "pool/servicer-role");
    // What the servicer says and the notes do not: the line is named.
    let cells: Vec<&str> = lines[3].split(',').collect();
    let with = |place: usize, cell: &str| {
        let mut cells = cells.clone();
        cells[place] = cell;
        table.replace(lines[3], &cells.join(","))
    };
    world.write("more.csv", with(1, "99999999.00"));
    sample.sign("more.csv", vault, "5", "more.signed").done();
    assert_eq!(check("more.signed").refused(4, "pool/balance-over-amount")["row"], 3);
    world.write("grade.csv", with(4, "7"));
    sample.sign("grade.csv", vault, "6", "grade.signed").done();
    assert_eq!(check("grade.signed").refused(4, "pool/grade")["row"], 3);
    let rows = world.read("s/obligors.csv");
    let fewer: Vec<&str> = rows.lines().take(rows.lines().count() - 1).collect();
    world.write("fewer.csv", fewer.join("\n") + "\n");
    let args = ["tape", "sign", "s/tape.csv", "--obligors", "fewer.csv", "--cut-off", CUT_OFF];
    let more =
        ["--sequence", "7", "--key", "s/actors/servicer.key", "--vault", "s/vault", "-o", "fewer.signed"];
    world.run(&[&args[..], &more].concat()).done();
    check("fewer.signed").refused(4, "pool/obligor-missing");
    // What is no tape, no structure, no policy.
    for file in ["s/pool.json", "s/tape.csv", "s/structure.json"] {
        check(file).refused(3, "tape/malformed");
    }
    sample.check(&["--structure", "s/tape.signed"]).refused(3, "structure/malformed");
    sample.check(&["--policy", "s/tape.signed"]).refused(3, "policy/malformed");
    sample.check(&["--tape", "nowhere.signed"]).refused(3, "file/unreadable");

    let unsigned = |table: &str, code: &str| {
        world.write("bad.csv", table);
        let refusal = sample.sign("bad.csv", vault, "8", "bad.signed").refused(3, code);
        assert!(!world.path("bad.signed").exists());
        refusal
    };
    let without = table.replace(&format!("{}\n", lines[2]), "");
    assert_eq!(unsigned(&without, "tape/line-missing")["row"], 2);
    let stranger = format!("{table}0x{:064x},1,0,false,1\n", 9);
    assert_eq!(unsigned(&stranger, "tape/line-unknown")["row"], 25);
    unsigned(&format!("{table}{}\n", lines[1]), "table/duplicate");
    assert_eq!(unsigned(&with(2, "65536"), "tape/days-past-due")["row"], 3);
    unsigned(&with(4, "8"), "integer/format");
    unsigned(&with(1, "NaN"), "amount/format");
    unsigned(&with(1, "-1"), "amount/negative");
}

/// A tape that no circuit takes is made, and refused with the limit.
#[test]
fn a_pool_over_the_largest_tier_is_refused() {
    let world = World::empty();
    world.run(&["sample", "pool", "--seed", "1", "--lines", "1025", "-o", "s"]).done();
    let refused =
        world.run(&["check", "pool", "--home", "s", "--from", "s"]).refused(4, "pool/too-many-lines");
    assert!(refused["message"].as_str().unwrap().contains("1024"), "{refused}");
    let args = ["tape", "sign", "s/tape.csv", "--obligors", "s/obligors.csv", "--cut-off", CUT_OFF];
    let more = ["--sequence", "5", "--key", "s/actors/servicer.key", "--facility", "s/pool.json", "-o", "t"];
    world.run(&[&args[..], &more].concat()).refused(3, "table/too-many-rows");
}

const RELEASE_POLICY: &str = "version = 1\ncurrency = \"EUR\"\nmax_age_days = 65535\nmax_past_due_days = 65535\n\
    cross_ageing = 10000\nconcentration = 10000\nconcentration_of = \"eligible\"\nadvance = 10000\nproperty = [0, 0]\n\
    max_price_age_seconds = 0\nmax_appraisal_age_days = 0\nreserves = \"0\"\nlimit = \"0\"\nown_servicer = false\n\
    inventory = [{ cost_advance = 0, nolv_advance = 0, sublimit = \"0\" }, { cost_advance = 0, nolv_advance = 0, sublimit = \"0\" }, \
    { cost_advance = 0, nolv_advance = 0, sublimit = \"0\" }]\ncommodities = []\n";

/// Lines leave a pool's custody by the rewrite of a vault, with an exposure of zero, under a facility of the same vault.
#[test]
fn loans_leave_a_custody_by_a_proved_rewrite() {
    let world = World::empty();
    world.run(&["sample", "pool", "--seed", "3", "--lines", "9", "-o", "s"]).done();
    let pool: Value = serde_json::from_str(&world.read("s/policy.json")).unwrap();
    world.write("release.toml", format!("{RELEASE_POLICY}note_policies = {}\n", pool["note_policies"]));
    let file: Value = serde_json::from_str(&world.read("s/pool.json")).unwrap();
    let vault = &file["content"]["vault"];
    let facility = |name: &str, output: &str| {
        let contract = vault["contract"].as_str().unwrap();
        let args = ["facility", "new", "--lender", "VAT:DE811193231", "--name", name, "--contract", contract];
        let more = ["--chain", "eip155:31337", "--roles", "s/roles.json", "--policy", "release.toml"];
        world.run(&[&args[..], &more, &["-o", output, "--home", "s"]].concat()).done()
    };
    let own = facility("sample", "release.json");
    facility("another", "another.json");
    // The day's ledger: what is open of each loan, and what is owed in all.
    let mut ledger = String::from("note,open_balance,disputed,bill_and_hold\n");
    for row in world.read("s/tape.csv").lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        ledger.push_str(&format!("{},{},false,false\n", cells[0], cells[1]));
    }
    world.write("ledger.csv", ledger);
    let mut debtors = String::from(
        "debtor,group,gross,aged,unapplied_credits,payables,affiliate,foreign_uninsured,government_unassigned\n",
    );
    for row in world.read("s/obligors.csv").lines().skip(1) {
        debtors.push_str(&format!("{row},0,0,0,0,false,false,false\n"));
    }
    world.write("debtors.csv", debtors);
    let sign = ["ledger", "sign", "ledger.csv", "--debtors", "debtors.csv", "--facility", "release.json"];
    let more = ["--as-of", CUT_OFF, "--sequence", "1", "--key", "s/actors/servicer.key", "-o", "l.signed"];
    world.run(&[&sign[..], &more].concat()).done();

    let run = |command: &str, facility: &[&str], more: &[&str]| {
        let args =
            [command, "rewrite", "--vault", "s/vault", "--ledger", "l.signed", "--policy", "release.toml"];
        let of = ["--exposure", "0", "--as-of", CUT_OFF, "--release", "2,4", "--home", "s"];
        world.run(&[&args[..], &of, facility, more].concat())
    };
    let by = ["--facility", "release.json"];
    run("check", &[], &[]).refused(4, "facility/other-policy");
    run("check", &["--facility", "another.json"], &[]).refused(4, "facility/other-vault");
    run("check", &by, &[]).done();
    let proved = run("prove", &by, &[&CONTEXT[..], &["-o", "rewrite.json"]].concat()).done();
    world.run(&["policy", "add", "release.toml", "--home", "s"]).done();
    let digest = |name: &str| own[name].as_str().unwrap().to_owned();
    let (d0, policy) = (digest("d0"), digest("policy"));
    let follow =
        ["trust", "facility", "release", "--d0", &d0, "--policy", &policy, "--roles", "s/roles.json"];
    world.run(&[&follow[..], &["--counter", "9", "--home", "s"]].concat()).done();
    let judged = ["verify", "rewrite.json", "--home", "s", "--at", CUT_OFF, "--allow-development-keys"];
    assert_eq!(world.run(&judged).done()["released"], "2 of 9 lines");

    let apply = ["vault", "rewrite", "--vault", "s/vault", "--attestation", "rewrite.json"];
    let after = world.run(&apply).done();
    assert_eq!((&after["lines"], &after["digest"]), (&json!(7), &proved["new-vault"]));
    // The tape was of the custody before; its servicer signs what is left.
    let check = |tape: &str| world.run(&["check", "pool", "--from", "s", "--home", "s", "--tape", tape]);
    check("s/tape.signed").refused(4, "pool/line-count");
}
