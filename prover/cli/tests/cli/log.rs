//! The log of attestations: proofs beside them, whoever made them; witnesses and their quorum; and a log that does not only grow.

use std::fs;
use std::path::Path;

use covenant_log::{Entry, Log, SecretNoteKey};
use serde_json::Value;

use crate::service::Served;
use crate::world::{DAY, INVOICE, Run, World, copy, sample};

/// The key of the home's log.
fn key(world: &World) -> String {
    world.home(&["log", "key"]).done()["public_key"].as_str().unwrap().to_owned()
}

/// A policy of the home's log and these witnesses.
fn policy(world: &World, file: &str, witnesses: &[String], quorum: usize) {
    let (key, quorum) = (key(world), quorum.to_string());
    let mut args = vec!["log", "policy", "--log-key", &key, "--quorum", &quorum, "-o", file];
    for witness in witnesses {
        args.extend(["--witness", witness]);
    }
    world.run(&args).done();
}

fn verify(world: &World, attestation: &str, policy: &str) -> Run {
    world.run(&["log", "verify", attestation, "--policy", policy])
}

fn witness(world: &World, name: &str) -> String {
    let file = format!("{name}.key");
    let made = world.run(&["log", "witness", "keygen", &format!("{name}.example"), "-o", &file]).done();
    made["public_key"].as_str().unwrap().to_owned()
}

/// A witness looks at a folder, and remembers in one of its own.
fn cosign(world: &World, folder: &str, name: &str, more: &[&str]) -> Run {
    let (key, own, memory, output) =
        (key(world), format!("{name}.key"), format!("{name}.memory"), format!("{name}.checkpoint"));
    let args =
        ["log", "cosign", folder, "--log-key", &key, "--key", &own, "--memory", &memory, "-o", &output];
    world.run(&[&args[..], more].concat())
}

fn check(world: &World, folder: &str, against: &[&str]) -> Run {
    let key = key(world);
    let mut args = vec!["log", "check", "--folder", folder, "--log-key", &key];
    for checkpoint in against {
        args.extend(["--against", checkpoint]);
    }
    world.run(&args)
}

/// Another consent, so that a proof of it is another attestation.
fn prove_again(world: &World, output: &str, more: &[&str]) -> Value {
    world.consent(&sample(INVOICE), "ack.json", "de.seller.key", "again.json").done();
    world.prove("again.json", output, more).done()
}

/// A sound log under the home's key with other entries.
fn forged(world: &World, folder: &str, entries: &[Entry]) {
    let text = world.read("h/log.key");
    let key = SecretNoteKey::parse(text.trim_end()).unwrap();
    Log::create(&world.path(folder), key).unwrap().append(entries).unwrap();
}

fn entries(world: &World) -> Vec<Entry> {
    let key = SecretNoteKey::parse(world.read("h/log.key").trim_end()).unwrap();
    Log::open(&world.path("h/log"), key).unwrap().entries_from(0).to_vec()
}

#[test]
fn a_proof_made_at_home_is_logged_and_verifies_offline() {
    let world = World::new();
    policy(&world, "p.toml", &[], 0);
    let verified = verify(&world, "attestation.json", "p.toml").done();
    assert_eq!((verified["index"].as_u64(), verified["size"].as_u64()), (Some(0), Some(1)));
    let proved = prove_again(&world, "o.json", &[]);
    assert_eq!(
        (proved["log"]["index"].as_u64(), proved["log"]["proof"].as_str()),
        (Some(1), Some("o.json.tlog-proof"))
    );
    assert_eq!(verify(&world, "o.json", "p.toml").done()["index"], 1);
    assert_eq!(
        check(&world, "h/log", &["o.json.tlog-proof", "attestation.json.tlog-proof"]).done()["size"],
        2
    );
    assert_eq!(world.home(&["log", "check"]).done()["size"], 2);

    // The proof of one is no proof of another, and of a log that nobody trusts none at all.
    let other = ["log", "verify", "o.json", "--proof", "attestation.json.tlog-proof", "--policy", "p.toml"];
    assert_eq!(world.run(&other).refused(5, "log/not-included")["field"], "log_proof");
    world.run(&["init", "--development", "--home", "other", "--log-name", "other.example/log"]).done();
    let others = world.run(&["log", "key", "--home", "other"]).done();
    assert_eq!(others["name"], "other.example/log");
    world
        .run(&["log", "policy", "--log-key", others["public_key"].as_str().unwrap(), "-o", "other.toml"])
        .done();
    verify(&world, "o.json", "other.toml").refused(5, "log/unknown-log");
    world.home(&["log", "key", "--name", "another.example"]).refused(5, "log/other-name");

    // In the report of `verify`, as a line of its own; refused there as a whole.
    let judged = ["verify", "o.json", "--at", DAY, "--allow-development-keys", "--home", "h"];
    let report = world.run(&[&judged[..], &["--log-policy", "p.toml"]].concat()).done();
    assert_eq!(
        (report["attestation_log"]["index"].as_u64(), report["trusted"].as_bool()),
        (Some(1), Some(false))
    );
    assert_eq!(world.run(&judged).done().get("attestation_log"), None);
    let line = world.plain(&[&judged[..], &["--log-policy", "p.toml"]].concat()).out;
    assert!(line.trim_end().lines().last().unwrap().starts_with("in the log "), "{line}");
    let wrong = ["--log-policy", "p.toml", "--log-proof", "attestation.json.tlog-proof"];
    world.run(&[&judged[..], &wrong].concat()).refused(5, "log/not-included");
    world.run(&["verify", "o.json", "--log-proof", "x"]).refused(2, "usage/missing-argument");
}

#[test]
fn a_service_and_its_home_write_one_log() {
    let world = World::new();
    policy(&world, "p.toml", &[], 0);
    let served = Served::of(&world, "h");
    let server = ["--server", &served.url];
    let proved = prove_again(&world, "s.json", &server);
    assert_eq!(proved["log"]["index"], 1);
    assert_eq!(verify(&world, "s.json", "p.toml").done()["size"], 2);
    // The same home proves by itself while its service runs.
    assert_eq!(prove_again(&world, "o.json", &[])["log"]["index"], 2);
    let detached = prove_again(&world, "d.json", &[&server[..], &["--detach"]].concat());
    let id = detached["job"].as_str().unwrap().to_owned();
    let watch = || world.run(&[&["jobs", "watch", &id, "-o", "d.json"][..], &server].concat());
    let watched = watch();
    assert_eq!(watched.code, Some(0), "{}", watched.out);
    let last: Value = serde_json::from_str(watched.out.lines().last().unwrap()).unwrap();
    assert_eq!(
        (last["log"]["index"].as_u64(), last["log"]["proof"].as_str()),
        (Some(3), Some("d.json.tlog-proof"))
    );
    let phases: Vec<Value> = watched.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let phases: Vec<&str> = phases.iter().filter_map(|line| line["phase"].as_str()).collect();
    assert_eq!(phases[phases.len() - 2..], ["verified", "succeeded"]);
    for name in ["s.json", "o.json", "d.json", "attestation.json"] {
        verify(&world, name, "p.toml").done();
    }
    assert_eq!(check(&world, "h/log", &["s.json.tlog-proof", "d.json.tlog-proof"]).done()["size"], 4);

    // What a witness has cosigned comes with the next answer.
    let seen = witness(&world, "w");
    policy(&world, "seen.toml", &[seen], 1);
    verify(&world, "d.json", "seen.toml").refused(5, "log/quorum");
    cosign(&world, "h/log", "w", &["--begin"]).done();
    world.home(&["log", "collect", "w.checkpoint", "--policy", "seen.toml"]).done();
    assert_eq!(watch().code, Some(0));
    assert_eq!(verify(&world, "d.json", "seen.toml").done()["witnesses"][0]["name"], "w.example");
    let doctor = world.home(&[&["doctor"][..], &server].concat()).done();
    let found = doctor["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|found| found["examined"] == "log of attestations");
    assert!(found.unwrap()["found"].as_str().unwrap().starts_with("4 entries"), "{doctor}");
}

#[test]
fn as_many_witnesses_as_the_quorum_says_must_have_seen_it() {
    let world = World::new();
    let keys: Vec<String> = ["w1", "w2", "w3"].iter().map(|name| witness(&world, name)).collect();
    policy(&world, "p.toml", &keys, 2);
    let refused = verify(&world, "attestation.json", "p.toml").refused(5, "log/quorum");
    assert!(refused["message"].as_str().unwrap().starts_with("0 of"), "{refused}");

    // Witnesses read a copy of what is published.
    copy(&world.path("h/log"), &{
        fs::create_dir(world.path("published")).unwrap();
        world.path("published")
    });
    cosign(&world, "published", "w1", &[]).refused(5, "log/no-memory");
    let first = cosign(&world, "published", "w1", &["--begin"]).done();
    assert_eq!((first["size"].as_u64(), first["before"].as_u64()), (Some(1), None));
    cosign(&world, "published", "w1", &["--begin"]).refused(5, "log/memory");
    cosign(&world, "published", "w2", &["--begin"]).done();

    // One is not enough; the second makes it two.
    let collect = |names: &[&str]| {
        let files: Vec<String> = names.iter().map(|name| format!("{name}.checkpoint")).collect();
        let mut args = vec!["log", "collect", "--policy", "p.toml"];
        args.extend(files.iter().map(String::as_str));
        world.home(&args)
    };
    let again = || world.home(&["log", "prove", "attestation.json"]).done();
    assert_eq!(collect(&["w1"]).done()["checkpoints"][0]["witnesses"][0], "w1.example");
    assert_eq!(again()["cosignatures"], 1);
    verify(&world, "attestation.json", "p.toml").refused(5, "log/quorum");
    collect(&["w2"]).done();
    assert_eq!(again()["cosignatures"], 2);
    let verified = verify(&world, "attestation.json", "p.toml").done();
    let names: Vec<&str> =
        verified["witnesses"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["w1.example", "w2.example"]);
    assert!(verified["witnesses"][0]["time"].as_u64().unwrap() > 1_700_000_000);

    // What comes later waits for the witnesses' next round; anybody with the published folder makes its proof then.
    prove_again(&world, "o.json", &[]);
    verify(&world, "o.json", "p.toml").refused(5, "log/quorum");
    verify(&world, "attestation.json", "p.toml").done();
    for name in ["w1", "w3"] {
        let begin: &[&str] = if name == "w3" { &["--begin"] } else { &[] };
        assert_eq!(cosign(&world, "h/log", name, begin).done()["size"], 2);
    }
    collect(&["w1", "w3"]).done();
    fs::create_dir(world.path("mirror")).unwrap();
    copy(&world.path("h/log"), &world.path("mirror"));
    let key = key(&world);
    let mirror = ["log", "prove", "o.json", "--folder", "mirror", "--log-key", &key, "-o", "m.tlog-proof"];
    world.run(&mirror).done();
    let verified =
        world.run(&["log", "verify", "o.json", "--proof", "m.tlog-proof", "--policy", "p.toml"]).done();
    assert_eq!((verified["index"].as_u64(), verified["size"].as_u64()), (Some(1), Some(2)));
    // Nobody's cosignature is taken for somebody's.
    policy(&world, "others.toml", &[witness(&world, "w4")], 1);
    let taken = world.home(&["log", "collect", "w1.checkpoint", "--policy", "others.toml"]);
    taken.refused(5, "log/quorum");
    // An attestation that is in no log has no proof.
    world.write("none.json", "{}");
    world.home(&["log", "prove", "none.json"]).refused(5, "log/not-included");
}

#[test]
fn a_log_that_does_not_only_grow_is_noticed() {
    let world = World::new();
    witness(&world, "w");
    for number in 0..3 {
        prove_again(&world, &format!("{number}.json"), &[]);
    }
    cosign(&world, "h/log", "w", &["--begin"]).done();
    fs::copy(world.path("h/log/checkpoint"), world.path("kept")).unwrap();
    let own = entries(&world);
    assert_eq!(own.len(), 4);
    let other = Entry::of_attestation(b"another");
    let rewritten = [&own[..1], &[other], &own[2..], &[other]].concat();
    let forked = [&own[..3], &[other, own[3]]].concat();
    for (name, entries) in
        [("rewritten", &rewritten[..]), ("cut", &own[..3]), ("forked", &forked), ("emptied", &[])]
    {
        forged(&world, name, entries);
        // Each is a sound log by itself, and signed by its key.
        check(&world, name, &[]).done();
        check(&world, name, &["kept"]).refused(5, "log/not-extended");
        check(&world, name, &["2.json.tlog-proof"]).refused(5, "log/not-extended");
        cosign(&world, name, "w", &[]).refused(5, "log/not-extended");
    }
    let extended = [&own[..], &[other]].concat();
    forged(&world, "extended", &extended);
    assert_eq!(check(&world, "extended", &["kept", "w.checkpoint", "0.json.tlog-proof"]).done()["size"], 5);
    assert_eq!(cosign(&world, "extended", "w", &[]).done()["before"], 4);

    // A cosigned checkpoint that the log does not extend is not taken in.
    forged(&world, "foreign", &[other, other]);
    let key = key(&world);
    let beside =
        ["log", "cosign", "foreign", "--log-key", &key, "--key", "w.key", "--memory", "m", "--begin"];
    world.run(&[&beside[..], &["-o", "foreign.checkpoint"]].concat()).done();
    let keys = [world.run(&["log", "witness", "keygen", "x.example", "-o", "x.key"]).done()["public_key"]
        .as_str()
        .unwrap()
        .to_owned()];
    policy(&world, "p.toml", &keys, 0);
    world
        .home(&["log", "collect", "foreign.checkpoint", "--policy", "p.toml"])
        .refused(5, "log/not-extended");

    // Files that disagree with the checkpoint.
    let tile = world.path("h/log/tile/0/000.p/4");
    let mut bytes = fs::read(&tile).unwrap();
    bytes[40] ^= 1;
    fs::write(&tile, &bytes).unwrap();
    check(&world, "h/log", &[]).refused(5, "log/damaged");
    cosign(&world, "h/log", "w", &[]).refused(5, "log/damaged");
    world.home(&["doctor"]).refused(5, "log/damaged");

    // A home finds its own log cut, rewritten or gone, and goes on with none of them.
    let small = World::new();
    prove_again(&small, "1.json", &[]);
    prove_again(&small, "2.json", &[]);
    let own = entries(&small);
    let again = |code: &str| {
        small.consent(&sample(INVOICE), "ack.json", "de.seller.key", "again.json").done();
        small.prove("again.json", "3.json", &[]).refused(5, code);
        assert!(!small.path("3.json").exists(), "nothing is written that is not logged");
    };
    for entries in [&own[..2], &[own[0], other, own[2]]] {
        fs::remove_dir_all(small.path("h/log")).unwrap();
        forged(&small, "h/log", entries);
        again("log/not-extended");
    }
    fs::remove_dir_all(small.path("h/log")).unwrap();
    again("log/not-extended");
    assert!(!small.path("h/log").exists(), "none is begun in its place");
    forged(&small, "h/log", &own);
    prove_again(&small, "3.json", &[]);

    // A service finds its own log cut, and does not start.
    let served = World::new();
    let service = Served::of(&served, "h");
    prove_again(&served, "o.json", &["--server", &service.url]);
    drop(service);
    let own = entries(&served);
    fs::remove_dir_all(served.path("h/log")).unwrap();
    forged(&served, "h/log", &own[..1]);
    served.home(&["serve", "--listen", "127.0.0.1:0"]).refused(8, "log/not-extended");
    // Nor does a command of the same home go on with what its service had not left there, or begin anew.
    let prove = || {
        served.consent(&sample(INVOICE), "ack.json", "de.seller.key", "again.json").done();
        served.prove("again.json", "p.json", &[]).refused(5, "log/not-extended");
    };
    prove();
    fs::rename(served.path("h/log"), served.path("cut")).unwrap();
    prove();
    fs::rename(served.path("cut"), served.path("h/log")).unwrap();
    forged(&served, "whole", &own);
    fs::remove_dir_all(served.path("h/log")).unwrap();
    fs::rename(served.path("whole"), served.path("h/log")).unwrap();
    drop(Served::of(&served, "h"));
}

#[test]
fn a_home_may_keep_no_log() {
    let world = World::new();
    let config = world.read("h/config.toml");
    world.write("h/config.toml", format!("log = false\n{config}"));
    prove_again(&world, "attestation.json", &[]);
    assert!(!world.path("attestation.json.tlog-proof").exists(), "the proof of another attestation is gone");
    let served = Served::of(&world, "h");
    assert_eq!(prove_again(&world, "s.json", &["--server", &served.url])["log"], Value::Null);
    assert!(!world.path("s.json.tlog-proof").exists());
    assert_eq!(world.home(&["log", "check"]).done()["size"], 1);
}

#[test]
fn a_proof_takes_no_other_file_s_place() {
    let world = World::new();
    world.write("o.json.tlog-proof", "a letter");
    world.prove("consent.json", "o.json", &[]).refused(3, "file/exists");
    assert!(!world.path("o.json").exists());
    assert_eq!(world.home(&["log", "check"]).done()["size"], 1, "nothing was proved");
    let conflict = ["--note-out", "n.json.tlog-proof"];
    world.prove("consent.json", "n.json", &conflict).refused(2, "usage/conflict");
    world.home(&["log", "prove", "attestation.json", "-o", "ack.json"]).refused(3, "file/exists");
    let key = key(&world);
    world.run(&["log", "policy", "--log-key", &key, "-o", "ack.json"]).refused(3, "file/exists");
    world.run(&["log", "policy", "--log-key", &key, "-o", "p.toml"]).done();
    world.run(&["log", "policy", "--log-key", &key, "-o", "p.toml"]).done();
    witness(&world, "w");
    world.run(&["log", "witness", "keygen", "w.example", "-o", "w.key"]).refused(3, "file/exists");
    world.write("w.checkpoint", "a letter");
    cosign(&world, "h/log", "w", &["--begin"]).refused(3, "file/exists");
    fs::remove_file(world.path("w.checkpoint")).unwrap();
    cosign(&world, "h/log", "w", &["--begin"]).done();
    cosign(&world, "h/log", "w", &[]).done();
    // A home that has lost its log's key makes no other under it.
    fs::remove_file(world.path("h/log.key")).unwrap();
    world.home(&["log", "key"]).refused(5, "log/no-key");
    assert!(!Path::new(&world.path("h/log.key")).exists());
}
