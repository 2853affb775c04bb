//! What must not leave: secret keys, blindings, documents.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;

use crate::world::{CONTEXT, DAY, INVOICE, World, sample};

fn files(folder: &Path, all: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, all) } else { all.push(path) }
    }
}

#[test]
fn secret_files_are_for_their_owner_only() {
    let world = World::new();
    world.run(&["keygen", "-o", "k.key"]).done();
    world.home(&["nullifier-key", "export", "-o", "b.key"]).done();
    world.consent(&sample(INVOICE), "ack.json", "de.seller.key", "c.json").done();
    world.prove("c.json", "o.json", &["--note-out", "n.json"]).done();
    world.run(&["log", "witness", "keygen", "w.example", "-o", "w.key"]).done();
    let home = ["h/nullifier.key", "h/prover.key", "h/parties.json", "h/log.key"];
    let own = ["k.key", "w.key", "b.key", "c.json", "n.json", "de.seller.key"];
    for name in own.iter().chain(&home) {
        let mode = fs::metadata(world.path(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
    }
    let key = world.path("h/nullifier.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    world.home(&["doctor"]).refused(5, "home/permissions");
}

/// A loan whose every private field is a word that occurs nowhere else.
fn canary(world: &World) {
    let loan = fs::read_to_string(sample("loan-agreement.json")).unwrap();
    let loan = loan
        .replace("LA-2026-0042", "CANARY-4711")
        .replace("50000.00", "41857.93")
        .replace("Werkkapitaal Voorbeeld", "Canarysellername")
        .replace("Scheldebouw Exemple", "Canarydebtorname");
    world.write("canary.json", loan);
}

const CANARIES: [&str; 5] = ["CANARY-4711", "4185793", "41857.93", "Canarysellername", "Canarydebtorname"];

#[test]
fn no_private_value_is_printed_attested_or_logged() {
    let world = World::new();
    canary(&world);
    world.register("canary.json", "canary");
    world.acknowledge("canary.json", "canary.debtor.key", "ca.json", &[]).done();
    let consented = world.consent("canary.json", "ca.json", "canary.seller.key", "cc.json");
    consented.done();
    let subject = ["--document", "canary.json", "--acknowledgement", "ca.json", "--as-of", DAY];
    let prove = ["prove", "invoice", "--consent", "cc.json", "-o", "co.json", "--note-out", "cn.json"];
    let mut runs = vec![
        consented,
        world.check("canary.json", "ca.json", DAY),
        world.check("canary.json", "ca.json", "2027-02-26"),
        world.home(&[&prove[..], &subject, &CONTEXT].concat()),
        world.plain(&[&prove[..], &subject, &CONTEXT, &["--home", "h"]].concat()),
        world.verify("co.json"),
        world.home(&["party", "list"]),
        world.home(&["trust", "export", "-o", "t.json"]),
        world.home(&["doctor"]),
    ];
    world.write("ca.json", world.read("ca.json").replace("4185793", "4185792"));
    runs.push(world.check("canary.json", "ca.json", DAY));
    let mut private: Vec<String> = CANARIES.map(str::to_owned).to_vec();
    let value = |name: &str| -> Value { serde_json::from_str(&world.read(name)).unwrap() };
    let consent = value("cc.json")["content"].clone();
    for secret in [
        &value("canary.seller.key")["content"]["secret"],
        &value("canary.debtor.key")["content"]["secret"],
        &value("h/nullifier.key")["content"]["secret"],
        &value("h/prover.key")["content"]["secret"],
        &consent["nullifier"]["r"],
        &consent["blinding"],
    ] {
        private.push(secret.as_str().unwrap().trim_start_matches("0x").to_owned());
    }
    let attestation = world.read("co.json");
    for word in &private {
        for run in &runs {
            assert!(!run.out.contains(word) && !run.err.contains(word), "{}", run.line);
        }
        assert!(!attestation.contains(word));
    }
}

#[test]
fn nothing_that_a_service_keeps_is_in_clear() {
    use std::io::{BufRead as _, BufReader};
    let world = World::new();
    canary(&world);
    world.register("canary.json", "canary");
    world.acknowledge("canary.json", "canary.debtor.key", "ca.json", &[]).done();
    world.consent("canary.json", "ca.json", "canary.seller.key", "cc.json").done();
    let log = fs::File::create(world.path("serve.log")).unwrap();
    let mut command = world.command(&["serve", "--home", "h", "--listen", "127.0.0.1:0", "--json"]);
    let mut child = command.stdout(std::process::Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = serde_json::from_str::<Value>(&line).unwrap()["url"].as_str().unwrap().to_owned();
    let subject = ["--document", "canary.json", "--acknowledgement", "ca.json", "--as-of", DAY];
    let prove = ["prove", "invoice", "--consent", "cc.json", "-o", "co.json", "--server", &url];
    world.home(&[&prove[..], &subject, &CONTEXT].concat()).done();
    child.kill().unwrap();
    child.wait().unwrap();

    let consent: Value = serde_json::from_str(&world.read("cc.json")).unwrap();
    let blind = consent["content"]["nullifier"]["r"].as_str().unwrap().to_owned();
    let mut kept = vec![world.path("serve.log")];
    files(&world.path("h/service"), &mut kept);
    assert!(kept.len() >= 3, "a log, a database, a key");
    for path in kept {
        let bytes = fs::read(&path).unwrap();
        for word in CANARIES.iter().copied().chain([blind.as_str()]) {
            let found = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!found, "{word} in {}", path.display());
        }
    }
}
