//! What people read, word for word: the report of `verify`, every command's `--help`, refusals. After a change that is meant,
//! `INSTA_UPDATE=always cargo test -p covenant-cli --test cli snapshots` writes them anew; `INSTA_UPDATE=no`, as in CI, only compares.

use insta::assert_snapshot;

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

/// Digests, keys and field elements differ from home to home: each run of 64 hexadecimal digits becomes a mark.
fn redact(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, digits) = rest.split_at(at);
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        out.push_str(before);
        out.push_str(if end == 64 { "[64 digits]" } else { &digits[..end] });
        rest = &digits[end..];
    }
    out + rest
}

#[test]
fn redaction_leaves_everything_but_digests() {
    let digest = "0123456789abcdef".repeat(4);
    let text = format!("face 0x{digest}, 0x00000000000000000000000000000000000000aa {digest}0 é");
    let expected = format!("face 0x[64 digits], 0x00000000000000000000000000000000000000aa {digest}0 é");
    assert_eq!(redact(&text), expected);
}

#[test]
fn the_report_of_verify() {
    let world = World::new();
    let run = world.plain(&[
        "verify",
        "attestation.json",
        "--trust",
        "trust.json",
        "--at",
        DAY,
        "--allow-development-keys",
    ]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_snapshot!("verify", redact(&run.out));
    let late = ["verify", "attestation.json", "--trust", "trust.json", "--at", "2026-11-24"];
    let run = world.plain(&[&late[..], &["--allow-development-keys"]].concat());
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_snapshot!("verify-later", redact(&run.out));
}

/// The certificate as its borrower reads it, and the refusal of a cent more than there is.
#[test]
fn the_certificate_of_a_borrowing_base() {
    let world = World::empty();
    world.run(&["sample", "vault", "--seed", "5", "--lines", "12", "-o", "s"]).done();
    let check = |exposure: &str, more: &[&str]| {
        let subject = ["--home", "s", "--from", "s", "--exposure", exposure, "--as-of", DAY];
        world.plain(&[&["check", "collateral"], &subject[..], more].concat())
    };
    let run = check("100.00", &["--report"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_snapshot!("certificate", redact(&run.out));
    let expected: serde_json::Value = serde_json::from_str(&world.read("s/expected.json")).unwrap();
    let run = check(expected["availability_plus_one"].as_str().unwrap(), &[]);
    assert_eq!(run.code, Some(4), "{}", run.out);
    assert_snapshot!("certificate-not-covered", redact(&run.err));
}

#[test]
fn the_report_of_a_pool() {
    let world = World::empty();
    world.run(&["sample", "pool", "--seed", "4", "--lines", "12", "-o", "s"]).done();
    let run = world.plain(&["check", "pool", "--home", "s", "--from", "s", "--report"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_snapshot!("check-pool", redact(&run.out));
}

/// The names of the commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let listed = help.split_once("Commands:\n").map_or("", |(_, rest)| rest);
    let lines = listed.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

/// The help of a command and of all below it.
fn help(world: &World, path: &[String], out: &mut String) {
    let mut args: Vec<&str> = path.iter().map(String::as_str).collect();
    args.push("--help");
    let run = world.plain(&args);
    assert_eq!(run.code, Some(0), "{}", run.line);
    out.push_str(&format!("$ covenant {}\n{}\n", run.line, run.out));
    for name in commands(&run.out) {
        help(world, &[path, &[name]].concat(), out);
    }
}

#[test]
fn the_help_of_every_command() {
    let world = World::empty();
    let overview = world.plain(&["--help"]);
    assert_snapshot!("help", overview.out);
    let names = commands(&overview.out);
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let mut text = String::new();
        help(&world, std::slice::from_ref(&name), &mut text);
        assert_snapshot!(format!("help-{name}"), text);
    }
}

#[test]
fn refusals() {
    let world = World::new();
    let document = sample(INVOICE);
    let check = ["check", "invoice", "--home", "h", "--document", &document, "--acknowledgement", "ack.json"];
    let verify = ["verify", "attestation.json", "--trust", "trust.json", "--at"];
    let prove = ["prove", "invoice", "--home", "h", "--document", &document, "--acknowledgement", "ack.json"];
    let more = ["--as-of", "2026-11-23", "--consent", "consent.json", "-o", "o.json"];
    let cases: Vec<(&str, Vec<&str>)> = vec![
        ("unknown-command", vec!["frobnicate"]),
        ("missing-argument", vec!["keygen"]),
        ("bad-value", vec!["verify", "a.json", "--at", "yesterday"]),
        ("no-file", vec!["invoice", "show", "nowhere.xml"]),
        ("no-home", vec!["party", "list", "--home", "nowhere"]),
        ("file-exists", vec!["keygen", "-o", "de.seller.key"]),
        ("overdue", [&check[..], &["--as-of", "2026-12-04"]].concat()),
        ("other-day", [&prove[..], &more, &CONTEXT].concat()),
        ("no-trust", vec!["verify", "attestation.json"]),
        ("development-key", [&verify[..], &[DAY]].concat()),
        ("future-as-of", [&verify[..], &["2026-11-21", "--allow-development-keys"]].concat()),
        ("too-old", [&verify[..], &["2026-11-30", "--allow-development-keys"]].concat()),
        ("no-service", vec!["jobs", "list", "--server", "http://127.0.0.1:9"]),
    ];
    for (name, args) in cases {
        let run = world.plain(&args);
        assert!(run.code != Some(0) && run.out.is_empty(), "{}", run.line);
        let line = run.line.replace(&document, INVOICE);
        let code = run.code.unwrap();
        assert_snapshot!(
            format!("refusal-{name}"),
            format!("$ covenant {line}\n[{code}]\n{}", redact(&run.err))
        );
    }
}
