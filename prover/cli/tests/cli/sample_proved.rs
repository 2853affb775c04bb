//! A sample vault through everything: checked against what is expected of it, proved here and at a service, verified by its own home's
//! trust, and lines let go.

use serde_json::{Value, json};

use crate::service::Served;
use crate::world::{CONTEXT, DAY, Run, World};

/// Each invoice holds as it is expected to, and is proved.
#[test]
fn invoices_are_checked_and_proved() {
    let world = World::empty();
    let made = world.run(&["sample", "invoices", "--seed", "3", "--lines", "9", "-o", "s"]).done();
    assert_eq!((&made["lines"], &made["debtors"]), (&json!(9), &json!(3)));
    let expected: Value = serde_json::from_str(&world.read("s/expected.json")).unwrap();
    let invoices = expected["invoices"].as_array().unwrap();
    assert_eq!(invoices.len(), 9);
    let file = |invoice: &Value, name: &str| format!("s/{}", invoice[name].as_str().unwrap());
    let mut total = 0u64;
    for invoice in invoices {
        let document = file(invoice, "document");
        let shown = world.run(&["invoice", "show", &document]).done();
        assert_eq!(shown["number"], invoice["number"]);
        let text = world.read(&document);
        let payable = invoice["payable"].as_str().unwrap();
        assert!(text.contains(&format!("<cbc:PayableAmount currencyID=\"EUR\">{payable}<")), "{payable}");
        total += payable.replace('.', "").parse::<u64>().unwrap();
        let (acknowledgement, consent) = (file(invoice, "acknowledgement"), file(invoice, "consent"));
        let subject = ["--document", &document, "--acknowledgement", &acknowledgement, "--consent", &consent];
        let checked =
            world.run(&[&["check", "invoice", "--home", "s", "--as-of", DAY], &subject[..]].concat());
        assert_eq!(checked.done()["held"].as_array().map(Vec::len), Some(6));
    }
    assert_eq!(expected["total"], format!("{}.{:02}", total / 100, total % 100));
    let first = &invoices[0];
    let (document, acknowledgement) = (file(first, "document"), file(first, "acknowledgement"));
    let consent = file(first, "consent");
    let part = |name: &str| made["context"][name].as_str().unwrap().to_owned();
    let context =
        ["chain", "contract", "beneficiary", "expires"].map(|name| (format!("--{name}"), part(name)));
    let mut prove = vec!["prove", "invoice", "--home", "s", "--as-of", DAY, "-o", "a.json"];
    prove.extend(["--document", &document, "--acknowledgement", &acknowledgement, "--consent", &consent]);
    prove.extend(context.iter().flat_map(|(name, value)| [name.as_str(), value]));
    world.run(&prove).done();
    let verify = ["verify", "a.json", "--home", "s", "--at", DAY, "--allow-development-keys"];
    assert_eq!(world.run(&verify).done()["statement"], "invoice/1");
}

/// A vault of twelve lines in the home `s`.
struct Sample {
    world: World,
    expected: Value,
}

impl Sample {
    fn new() -> Self {
        let world = World::empty();
        world.run(&["sample", "vault", "--seed", "5", "--lines", "12", "-o", "s"]).done();
        let expected = serde_json::from_str(&world.read("s/expected.json")).unwrap();
        Self { world, expected }
    }

    fn figure(&self, name: &str) -> String {
        self.expected[name].as_str().unwrap().to_owned()
    }

    fn of(&self, command: &[&str], exposure: &str, more: &[&str]) -> Run {
        let subject = ["--from", "s", "--exposure", exposure, "--as-of", DAY, "--home", "s"];
        self.world.run(&[command, &subject, more].concat())
    }

    fn check(&self, exposure: &str, more: &[&str]) -> Run {
        self.of(&["check", "collateral"], exposure, more)
    }

    fn prove(&self, exposure: &str, output: &str, more: &[&str]) -> Run {
        self.of(&["prove", "collateral", "-o", output], exposure, &[&CONTEXT[..], more].concat())
    }

    fn verify(&self, attestation: &str) -> Value {
        let judged = ["--home", "s", "--at", DAY, "--allow-development-keys"];
        self.world.run(&[&["verify", attestation], &judged[..]].concat()).done()
    }
}

#[test]
fn the_report_has_the_expected_figures() {
    let sample = Sample::new();
    let report = sample.check("0", &["--report"]).done()["report"].clone();
    for (name, value) in report["figures"].as_object().unwrap() {
        if name != "exposure" {
            assert_eq!(*value, sample.expected[name], "{name}");
        }
    }
    assert_eq!(report["concentration_cap"], sample.expected["concentration_cap"]);
    let expected = sample.expected["debtors"].as_array().unwrap();
    for row in report["debtors"].as_array().unwrap() {
        let own = expected.iter().find(|own| own["debtor"] == row["debtor"]).unwrap_or(&Value::Null);
        // The registry knows no name for a party that is not registered, and the report says its id.
        if !own.is_null() {
            assert_eq!((&row["gross"], &row["contra"]), (&own["gross"], &own["contra"]));
        }
    }
    sample.check(&sample.figure("availability"), &[]).done();
    let one_more = sample.check(&sample.figure("availability_plus_one"), &[]);
    assert_eq!(one_more.code, Some(4), "{}", one_more.out);
}

#[test]
fn it_is_proved_at_home_and_at_a_service_and_lines_leave() {
    let sample = Sample::new();
    let (world, most) = (&sample.world, sample.figure("availability"));
    let refused = sample.prove(&sample.figure("availability_plus_one"), "no.json", &[]);
    assert_eq!(refused.code, Some(4), "{}", refused.out);
    sample.prove(&most, "base.json", &[]).done();
    let minor = most.replace('.', "").trim_start_matches('0').to_owned();
    let verified = sample.verify("base.json");
    assert_eq!(verified["statement"], "collateral-16/1");
    assert_eq!(verified["exposure"], format!("{minor} minor units of EUR"));
    assert_eq!(verified["lines"], "12");

    // At a service: of the tiers it offers the one that the home has a key of.
    let served = Served::of(world, "s");
    let proved = sample.prove("1.00", "served.json", &["--server", &served.url]).done();
    assert!(proved["job"].is_string());
    assert_eq!(sample.verify("served.json")["exposure"], "100 minor units of EUR");
    drop(served);

    // Lines leave, and what stays covers; the lines that are kept cover less.
    let rewrite = |command: &str, exposure: &str, more: &[&str]| {
        sample.of(&[command, "rewrite", "--release", "2,5"], exposure, more)
    };
    assert_eq!(rewrite("check", &most, &[]).code, Some(4), "what leaves is missing");
    rewrite("check", "1.00", &[]).done();
    let checked = rewrite("check", "1.00", &[]).done();
    assert_eq!(checked["statement"], "rewrite-16/1");
    let told = world.plain(&["verify", "base.json", "--home", "s", "--at", DAY, "--allow-development-keys"]);
    assert!(told.out.contains(&format!("{most} EUR")), "{}", told.out);
    let out_of_place = ["check", "rewrite", "--release", "13"];
    sample.of(&out_of_place, "1.00", &[]).refused(3, "vault/no-line");
    let proved = rewrite("prove", "1.00", &[&CONTEXT[..], &["-o", "rewrite.json"]].concat()).done();
    let verified = sample.verify("rewrite.json");
    assert_eq!(verified["statement"], "rewrite-16/1");
    assert_eq!((&verified["vault"], &verified["released"]), (&proved["vault"], &json!("2 of 12 lines")));
    assert_eq!(verified["new_vault"], proved["new-vault"]);
    let trace = ["circuit", "trace", "rewrite", "--release", "2,5"];
    assert_eq!(sample.of(&trace, "1.00", &[]).done()["satisfied"], true);

    let apply = |attestation: &str| {
        world.run(&["vault", "rewrite", "--vault", "s/vault", "--attestation", attestation])
    };
    apply("base.json").refused(5, "vault/other-rewrite");
    let applied = apply("rewrite.json").done();
    assert_eq!((&applied["lines"], &applied["digest"]), (&json!(10), &verified["new_vault"]));
    apply("rewrite.json").refused(5, "vault/other-rewrite");
}
