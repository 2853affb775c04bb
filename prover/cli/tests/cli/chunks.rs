//! Chunks of liabilities as jobs of a service.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::coverage::{JUDGED, ledger};
use crate::service::{Served, signal};
use crate::world::{CONTEXT, World};

/// Three chunks of 2^12 rows.
const ACCOUNTS: &str = "9000";

fn args<'a>(server: &'a [&'a str]) -> Vec<&'a str> {
    let prove = ["prove", "solvency", "--from", "s", "--home", "s", "--chunk-k", "12", "-o", "a.json"];
    [&prove[..], &CONTEXT[..], server].concat()
}

#[test]
fn a_service_proves_chunks_and_one_whose_worker_dies_again() {
    let world = ledger(ACCOUNTS, "1");
    // Nobody answers: what was begun is kept, and a chunk of it can be proved alone.
    world.run(&args(&["--server", "http://127.0.0.1:9"])).refused(8, "transport/unavailable");
    let chunk = ["solvency", "chunk", "--from", "s", "--home", "s", "--index", "1"];
    assert_eq!(world.run(&chunk).done()["missing"], 2);

    {
        let without = Served::of(&world, "s");
        world.run(&args(&["--server", &without.url])).refused(3, "request/unknown-circuit");
    }
    let served = Served::with(&world, "s", &["--ledgers", "."]);
    let server = ["--server", &served.url];
    // The worker that proves the first chunk dies. It holds that chunk's lock, whose file the test has made.
    let lock = world.path("s/work/chunk-00.lock");
    fs::File::create(&lock).unwrap();
    let child = world.command(&[&args(&server)[..], &["--json"]].concat()).stdout(Stdio::piped()).spawn();
    signal("-KILL", &served.worker_with(&lock));
    let done = ended(child.unwrap());
    assert_eq!((&done["chunks"], &done["proved_now"]), (&json!(3), &json!(2)), "{done}");
    assert_eq!(
        attempts(&world, &served),
        [("succeeded".to_owned(), 1), ("succeeded".to_owned(), 2)],
        "the latest first"
    );
    let report = world.run(&[&["verify", "a.json"], &JUDGED[..]].concat()).done();
    assert_eq!(report["accounts"], "9000 in 3 chunks");

    // The same chunks once more: nothing is left to prove. One that is lost after they were handed out is not proved again.
    assert_eq!(world.run(&args(&server)).done()["proved_now"], 0);
    fs::remove_file(world.path("s/work/chunk-02.sealed")).unwrap();
    let refused = world.run(&args(&server)).refused(1, "solvency/chunks-failed");
    let failed = &refused["chunks"][0];
    assert_eq!((&failed["chunk"], &failed["code"]), (&json!(2), &json!("solvency/handed-out")));
}

/// The reply of a command that did what it was asked.
fn ended(child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    let reply: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(reply["ok"], true, "{reply}");
    reply
}

/// State and attempts of each job, the latest first.
fn attempts(world: &World, served: &Served) -> Vec<(String, u64)> {
    let jobs = world.run(&["jobs", "list", "--server", &served.url]).done();
    let job = |job: &Value| (job["state"].as_str().unwrap().to_owned(), job["attempts"].as_u64().unwrap());
    jobs["jobs"].as_array().unwrap().iter().map(job).collect()
}

/// Waits for a file.
fn waited_for(path: &Path) {
    let until = Instant::now() + Duration::from_secs(120);
    while !path.exists() {
        assert!(Instant::now() < until, "no {}", path.display());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_run_follows_the_jobs_of_one_that_was_killed() {
    let world = ledger(ACCOUNTS, "1");
    let served = Served::with(&world, "s", &["--ledgers", "."]);
    let server = ["--server", &served.url];
    // Another run proves the first chunk: its job gives its place to the next one's, and is submitted again until the chunk is proved.
    world.run(&args(&["--server", "http://127.0.0.1:9"])).refused(8, "transport/unavailable");
    let lock = fs::File::create(world.path("s/work/chunk-00.lock")).unwrap();
    lock.lock().unwrap();
    let mut first =
        world.command(&[&args(&server)[..], &["--json"]].concat()).stdout(Stdio::null()).spawn().unwrap();
    waited_for(&world.path("s/work/chunk-01.sealed"));
    first.kill().unwrap();
    first.wait().unwrap();
    assert!(!world.path("s/work/chunk-00.sealed").exists());

    let second = world.command(&[&args(&server)[..], &["--json"]].concat()).stdout(Stdio::piped()).spawn();
    waited_for(&world.path("s/work/chunk-02.sealed"));
    drop(lock);
    assert_eq!(ended(second.unwrap())["chunks"], 3);
    let jobs = attempts(&world, &served);
    let succeeded = jobs.iter().filter(|(state, _)| state == "succeeded").count();
    assert_eq!(succeeded, 3, "a job for each chunk, whichever run submitted it: {jobs:?}");
    assert!(jobs.iter().all(|(state, attempts)| *attempts == 1 && state != "queued"), "{jobs:?}");
    let report = world.run(&[&["verify", "a.json"], &JUDGED[..]].concat()).done();
    assert_eq!(report["accounts"], "9000 in 3 chunks");
}

#[test]
fn a_service_finds_a_statement_by_its_folders_name_alone() {
    let world = ledger("60", "1");
    world.run(&args(&["--server", "http://127.0.0.1:9"])).refused(8, "transport/unavailable");
    // The service has another folder of that name, and none.
    fs::create_dir_all(world.path("other/s")).unwrap();
    let served = Served::with(&world, "s", &["--ledgers", "other"]);
    let refused = world.run(&args(&["--server", &served.url])).refused(3, "chunk/no-statement");
    assert_eq!(refused["field"], "statement");
    assert!(!world.path("other/s/work").exists(), "asking makes nothing");
}
