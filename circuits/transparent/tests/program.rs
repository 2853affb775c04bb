//! The program from a ledger's file to a verified claim, and what it refuses.

use covenant_statements::solvency::IdentifierScheme;
use std::{fs, path::Path, process::Command};

fn run(arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_covenant-transparent"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

const PROVE: [&str; 9] = [
    "prove",
    "--accounts",
    "ledger.csv",
    "--scope",
    "scope.json",
    "--environment",
    "moment.json",
    "-o",
    "out",
];
const VERIFY: [&str; 5] = ["verify", "--claim", "out/claim.json", "--proof", "out/proof.bin"];

#[test]
fn a_ledger_is_proved_and_its_claim_verified() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let element =
        |digit: u8| format!("\"0x{}\"", digit.to_string().repeat(64).replacen(|_: char| true, "0", 1));
    let scope = covenant_statements::solvency::sample::World::new(1, 1, 2, 1).scope;
    fs::write(folder.join("scope.json"), serde_json::to_string(&scope).unwrap()).unwrap();
    let moment = format!(
        r#"{{"network": "{}", "entity": {}, "policy": {}, "threshold_bps": 10000, "as_of": 1796000000, "price_root": {}, "registry_root": {}}}"#,
        covenant_statements::Network::Development,
        element(1),
        element(2),
        element(3),
        element(4)
    );
    fs::write(folder.join("moment.json"), moment).unwrap();
    let [a, b] = [0, 1].map(|i| scope.assets[i].symbol.to_string());
    let names = match scope.identifier {
        IdentifierScheme::Email => ["ann@example.com", "bob@example.com"],
        IdentifierScheme::Telephone => ["+14155550101", "+14155550102"],
        IdentifierScheme::LegalId => ["vat:DE136695976", "vat:DE129273398"],
    };
    let ledger = |row: &str| {
        format!(
            "account,credit_{a},debit_{a},credit_{b},debit_{b}\n{},5,0,7,0\n{},{row}\n",
            names[0], names[1]
        )
    };
    fs::write(folder.join("ledger.csv"), ledger("-1,0,0,0")).unwrap();
    let (is_done, text) = run(&PROVE, folder);
    assert!(!is_done && text.contains("nothing is proved") && text.contains("row 2"), "{text}");
    assert!(!folder.join("out").exists());
    fs::write(folder.join("ledger.csv"), ledger("1000,3,20,0")).unwrap();
    let (is_done, text) = run(&PROVE, folder);
    assert!(is_done && text.contains("does not link to"), "{text}");
    let (is_valid, text) = run(&VERIFY, folder);
    assert!(is_valid && text.contains("valid: 2 accounts") && text.contains("\n  1005\n  27\n"), "{text}");
    assert!(text.contains("does not link to") && text.contains("Not proved"), "{text}");
    let environment = text.lines().find_map(|line| line.strip_prefix("environment ")).unwrap();
    assert!(run(&[&VERIFY[..], &["--environment", environment]].concat(), folder).0);
    let other = environment.replace("0x", "0x0");
    assert!(!run(&[&VERIFY[..], &["--environment", &other]].concat(), folder).0);
    let claim = fs::read_to_string(folder.join("out/claim.json")).unwrap();
    fs::write(folder.join("out/claim.json"), claim.replace("\"1005\"", "\"1004\"")).unwrap();
    let (is_valid, text) = run(&VERIFY, folder);
    assert!(!is_valid && text.contains("the proof is not one of this claim"), "{text}");
}
