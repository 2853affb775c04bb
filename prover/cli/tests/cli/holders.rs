//! Holders' inclusion proofs from a service.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use covenant_verifier::wire::Sha256;

use crate::coverage::{JUDGED, account, proved};
use crate::service::Served;
use crate::world::{Run, World, copy};

/// The sample ledger with all holders' files in `all`, and a home `h` that serves.
fn with_files() -> World {
    let world = proved();
    world.run(&["solvency", "inclusion", "--from", "s", "--home", "s", "--all", "-o", "all"]).done();
    fs::create_dir(world.path("h")).unwrap();
    copy(&World::new().path("h"), &world.path("h"));
    world
}

fn ask(world: &World, served: &Served, identifier: &str, output: &str) -> Run {
    world.run(&["solvency", "inclusion", "--server", &served.url, "--account", identifier, "-o", output])
}

#[test]
fn a_service_hands_each_holder_the_own_proof() {
    let world = with_files();
    let (mine, other) = (account(&world, 7), account(&world, 8));
    let config = world.read("h/config.toml") + "\n[inclusions]\nburst = 5\nper_minute = 0\n";
    world.write("h/config.toml", config);
    let served = Served::with(&world, "h", &["--holders", "all", "--scheme", "email"]);
    assert_eq!(served.listening["holders"], 150);

    // As its holder types it, to the file that the institution would have made.
    ask(&world, &served, &format!(" {} ", mine.to_uppercase()), "asked.json").done();
    let made = ["solvency", "inclusion", "--from", "s", "--home", "s", "--account", &mine, "-o", "made.json"];
    world.run(&made).done();
    // Proofs of a few and of all are opened on cosets of other sizes; what they open is the same.
    let opened = |name: &str| {
        let file: serde_json::Value = serde_json::from_str(&world.read(name)).unwrap();
        ["environment", "chunk", "account", "salt", "nonce", "balances", "path"]
            .map(|part| file[part].clone())
    };
    assert_eq!(opened("asked.json"), opened("made.json"));
    assert_eq!(fs::metadata(world.path("asked.json")).unwrap().permissions().mode() & 0o777, 0o600);
    let verify = |proof: &str, identifier: &str| {
        let of = ["verify-inclusion", proof, "--attestation", "a.json", "--identifier", identifier];
        world.run(&[&of[..], &JUDGED[..]].concat())
    };
    verify("asked.json", &mine).done();
    verify("asked.json", &other).refused(5, "inclusion/claims");
    ask(&world, &served, &other, "other.json").done();
    verify("other.json", &other).done();

    let refused = ask(&world, &served, "nobody@example.org", "x.json");
    assert_eq!(refused.refused(3, "inclusion/no-account")["field"], "identifier");
    ask(&world, &served, "no address", "x.json").refused(3, "account/format");
    // A file that went away: nobody is told that there is no account.
    fs::rename(world.path("all/chunk-00"), world.path("gone")).unwrap();
    ask(&world, &served, &mine, "x.json").refused(1, "inclusion/unreadable");
    ask(&world, &served, &mine, "x.json").refused(6, "inclusion/rate-limited");
    assert!(!world.path("x.json").exists());
    let log = world.read("serve.log");
    for private in [&mine, &other, "nobody@example.org"] {
        assert!(!log.to_lowercase().contains(private), "{log}");
    }
}

#[test]
fn a_service_starts_with_whole_files_of_one_statement_only() {
    let world = with_files();
    let serve = |more: &[&str]| world.home(&[&["serve", "--listen", "127.0.0.1:0"][..], more].concat());
    serve(&["--holders", "all"]).refused(2, "usage/missing-argument");
    serve(&["--scheme", "email"]).refused(2, "usage/missing-argument");
    let refused = |folder: &str, code: &str| {
        serve(&["--holders", folder, "--scheme", "email"]).refused(3, code);
    };
    refused("nowhere", "holders/unreadable");
    refused("s/reserves", "holders/none");
    let folder = world.path("all/chunk-00");
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let holders =
        files.into_iter().find(|path| path.extension().is_some_and(|end| end == "holders")).unwrap();
    let whole = fs::read(&holders).unwrap();
    let beside = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = whole.clone();
        change(&mut bytes);
        fs::create_dir_all(world.path(name)).unwrap();
        fs::write(world.path(&format!("{name}/1.holders")), &whole).unwrap();
        fs::write(world.path(&format!("{name}/2.holders")), bytes).unwrap();
    };
    beside("mixed", &|bytes| bytes[47] ^= 1);
    refused("mixed", "holders/mixed");
    beside("twice", &|_| {});
    refused("twice", "holders/incomplete");
    // Chunk 2 behind chunk 0, or account 151 behind 149.
    // Of one chunk twice proved, or of another statement's chunks.
    beside("attempt", &|bytes| bytes[111] ^= 1);
    refused("attempt", "holders/mixed");
    beside("liabilities", &|bytes| {
        bytes[79] ^= 1;
        bytes[115] = 1;
    });
    refused("liabilities", "holders/mixed");
    beside("chunk", &|bytes| bytes[115] = 2);
    refused("chunk", "holders/incomplete");
    beside("account", &|bytes| bytes[123] = 151);
    refused("account", "holders/incomplete");
    beside("garbage", &|bytes| bytes.truncate(40));
    refused("garbage", "holders/unreadable");
}

/// A folder that any web server hands out: who has the code finds and opens the own file, and nothing in it is anybody else's to read.
#[test]
fn a_holder_opens_a_sealed_file_with_the_code_that_came_by_mail() {
    let world = proved();
    let seal = ["solvency", "inclusion", "--from", "s", "--home", "s", "--all", "--sealed"];
    world.run(&[&seal[..], &["-o", "web"]].concat()).refused(2, "usage/missing-argument");
    world.run(&[&seal[..], &["--codes", "codes.csv", "-o", "web"]].concat()).done();
    assert_eq!(fs::metadata(world.path("codes.csv")).unwrap().permissions().mode() & 0o777, 0o600);
    let codes = world.read("codes.csv");
    assert_eq!(codes.lines().count(), 150);
    let code = |account: &str| {
        let mine = codes.lines().find_map(|line| line.strip_prefix(account)?.strip_prefix(','));
        mine.unwrap().to_owned()
    };
    let (mine, other) = (account(&world, 7), account(&world, 8));
    let verify = |identifier: &str, code: &str| {
        let pack = ["verify-inclusion", "web/chunk-00/pack-00000.sealed", "--attestation", "a.json"];
        let who = ["--identifier", identifier, "--code", code];
        world.run(&[&pack[..], &who, &JUDGED[..]].concat())
    };
    let done = verify(&mine, &code(&mine)).done();
    assert_eq!(done["included"], true);
    verify(&other, &code(&other).to_uppercase()).done();
    verify(&mine, &code(&other)).refused(5, "inclusion/claims");
    let mut wrong = code(&mine);
    let last = if wrong.pop() == Some('0') { '1' } else { '0' };
    wrong.push(last);
    verify(&mine, &wrong).refused(5, "inclusion/code");
    verify(&mine, "no code").refused(5, "inclusion/code");
    // Neither a name nor a byte of it tells who is in it.
    let served = fs::read(world.path("web/chunk-00/pack-00000.sealed")).unwrap();
    for line in codes.lines() {
        let (account, code) = line.split_once(',').unwrap();
        for private in [account.as_bytes(), code.as_bytes()] {
            assert!(!served.windows(private.len()).any(|window| window == private), "{line}");
        }
    }
    // What is whole is kept, and the same is made again where it is not.
    fs::write(world.path("web/chunk-00/pack-00000.sealed"), &served[..50_000]).unwrap();
    world.run(&[&seal[..], &["--codes", "codes.csv", "-o", "web"]].concat()).done();
    assert!(fs::read(world.path("web/chunk-00/pack-00000.sealed")).unwrap() == served);
}

/// Whoever uploads a folder of packs uploads no holder's file, no code, and nothing of another statement.
#[test]
fn a_folder_has_files_of_one_kind_and_of_one_statement() {
    let world = proved();
    let all = |more: &[&str]| {
        world.run(&[&["solvency", "inclusion", "--from", "s", "--home", "s", "--all"][..], more].concat())
    };
    let seal = |codes: &str, folder: &str| all(&["--sealed", "--codes", codes, "-o", folder]);
    // Codes that lie where the packs go, or that cannot be written: nothing is.
    for codes in ["web/codes.csv", "web/chunk-00/codes.csv", "s/../web/codes.csv"] {
        assert_eq!(seal(codes, "web").refused(2, "inclusion/codes-in-output")["field"], "codes");
    }
    world.write("taken.csv", "a letter to holders\n");
    seal("taken.csv", "web").refused(3, "file/exists");
    assert!(!world.path("web").exists());

    seal("codes.csv", "web").done();
    all(&["-o", "all"]).done();
    assert_eq!(all(&["-o", "web"]).refused(3, "inclusion/other-kind")["field"], "output");
    seal("more.csv", "all").refused(3, "inclusion/other-kind");
    assert!(!world.path("more.csv").exists());
    let names = |folder: &str| {
        let entries = fs::read_dir(world.path(folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(names("web/chunk-00"), ["pack-00000.sealed"]);
    assert_eq!(names("all/chunk-00"), ["chunk-00000-from-0000000.holders"]);
    // What a killed run left of a holder's file is one too.
    world.write("web/chunk-00/.chunk-00000-from-0000000.holders.0123.part", "balances");
    seal("codes.csv", "web").refused(3, "inclusion/other-kind");
    fs::remove_file(world.path("web/chunk-00/.chunk-00000-from-0000000.holders.0123.part")).unwrap();

    // Of another statement, of another attempt at its proofs, and what is of neither; also in a chunk that this one has not.
    for (folder, file) in
        [("web", "chunk-00/pack-00000.sealed"), ("all", "chunk-00/chunk-00000-from-0000000.holders")]
    {
        let whole = fs::read(world.path(&format!("{folder}/{file}"))).unwrap();
        let again = || if folder == "web" { seal("codes.csv", folder) } else { all(&["-o", folder]) };
        let stale = format!("{folder}/{}", file.replace("chunk-00/", "chunk-07/"));
        fs::create_dir(world.path(&format!("{folder}/chunk-07"))).unwrap();
        for byte in [47, 79, 0] {
            let mut other = whole.clone();
            other[byte] ^= 1;
            fs::write(world.path(&stale), &other).unwrap();
            again().refused(3, "inclusion/other-statement");
        }
        fs::remove_file(world.path(&stale)).unwrap();
        again().done();
    }
    // The work folder has secrets in it.
    assert!(world.path("s/work/chunk-00.sealed").exists());
    seal("codes.csv", "s/work").refused(3, "inclusion/other-statement");
}

/// A kept key that is damaged is made anew, and whoever asked is told; so is one that is whole by its digest and gives wrong openings.
#[test]
fn a_key_of_openings_that_is_damaged_or_wrong_is_made_anew() {
    let world = proved();
    let make = |folder: &str| {
        let all = ["solvency", "inclusion", "--from", "s", "--home", "s", "--all", "-o", folder];
        world.run(&all).done()
    };
    assert!(make("one")["warnings"].is_null());
    let kept = world.path("s/liabilities/srs-12.cosets-128");
    let whole = fs::read(&kept).unwrap();
    let mut damaged = whole.clone();
    damaged[100_000] ^= 1;
    fs::write(&kept, damaged).unwrap();
    let warned = make("two")["warnings"].to_string();
    assert!(warned.contains("damaged"), "{warned}");
    assert!(fs::read(&kept).unwrap() == whole);
    // Two points change places, and the digest is what it then has to be.
    let mut wrong = whole.clone();
    for byte in 0..64 {
        wrong.swap(104 + byte, 104 + 64 * 9 + byte);
    }
    let body = [&wrong[..72], &wrong[104..]].concat();
    wrong[72..104].copy_from_slice(&Sha256::of(&body).0);
    fs::write(&kept, wrong).unwrap();
    let warned = make("three")["warnings"].to_string();
    assert!(warned.contains("failed their check"), "{warned}");
    assert!(fs::read(&kept).unwrap() == whole);
    let file = "chunk-00/chunk-00000-from-0000000.holders";
    let made = |folder: &str| fs::read(world.path(&format!("{folder}/{file}"))).unwrap();
    assert!(made("one") == made("two") && made("one") == made("three"));
}
